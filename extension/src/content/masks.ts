// What has to be painted over in a screenshot: everything but known controls and empty background.
//
// Rule: a box is left out of the masks only if it is known to be harmless. Text stays visible only
// where the name of its control, which is recorded as well, says the same words.

import type { Site } from "../shared/wire.ts";
import { carriesText, nameOf, roleOf } from "./describe.ts";
import { generatedBoxes, hasPicture } from "./generated.ts";
import { isShown, rectOf } from "./layout.ts";
import { pictures } from "./level.ts";
import { ownElement } from "./own.ts";
import { suggestionBox } from "./popups.ts";
import { isMarked, isOnPad } from "./reading/areas.ts";
import { inputTypeOf } from "./reading/attributes.ts";
import { isDropdownSelect } from "./reading/choices.ts";
import { classOf } from "./reading/classes.ts";
import { isEditable } from "./reading/editable.ts";
import { followSecrets } from "./reading/secrets.ts";
import {
  hasVisibleText,
  isButtonSaidIn,
  isHarmless,
  isSaidIn,
  isSkipped,
} from "./reading/wording.ts";
import { filterSpill, letterSpill } from "./spill.ts";
import {
  closest,
  elementMatches,
  hasMoreElements,
  nodesIn,
  parentOf,
  shadowOf,
  tagOf,
  topElement,
} from "./tree.ts";

export type Rect = [x: number, y: number, width: number, height: number];

export interface Masks {
  rects: Rect[];
  secretVisible: boolean;
  paymentVisible: boolean;
  popupOpen: boolean;
  tooComplex: boolean;
  roots: (Document | ShadowRoot)[];
  /** Whose boxes they are. */
  elements: Element[];
}

const MAX_RECTS = 4000;
const MAX_NODES = 60_000;
const MAX_ELEMENTS = 20_000;
const STEP = 32;
const MARGIN = 2;
const UNPAINTED_TAGS = /^(script|style|template|noscript|option|optgroup|datalist)$/;
const PAINTED_TAGS =
  /^(img|picture|canvas|video|audio|object|embed|iframe|frame|portal|fencedframe|svg|math|meter|progress|output)$/;
// Nobody writes into these, but they show what was chosen: a file's name, an amount, a colour.
const SHOWN_VALUES = /^(file|range|color|image)$/;
// Their wording is no text in the page.
const BUTTONS = /^(submit|button|reset)$/;
const TEXT_CONTROLS =
  /^(button|menuitem|menuitemcheckbox|menuitemradio|tab|link|checkbox|radio|switch|columnheader)$/;

/** Find the boxes to paint in the visible part of this document; `undefined` between two steps. */
export function* collectMasks(): Generator<undefined, Masks> {
  followSecrets(performance.now());
  const walk = new Walk(pictures());
  // A walk through more would take longer than a picture is worth.
  if (isTooLarge()) walk.masks.tooComplex = true;
  else yield* walk.all();
  walk.coverOwn();
  const suggestions = suggestionBox();
  if (suggestions !== null) walk.masks.rects.push(suggestions);
  return walk.masks;
}

export function isTooLarge(): boolean {
  return hasMoreElements(MAX_ELEMENTS);
}

interface Step {
  node: Node;
  /** The box that is painted around the node; what reaches beyond it is data too. */
  covered: DOMRect | null;
  /** How far what is drawn reaches beyond its box; see spill.ts. */
  spill: number;
  /** Whose style letters have. */
  holder: Element | null;
}

class Walk {
  readonly masks: Masks = {
    rects: [],
    secretVisible: false,
    paymentVisible: false,
    popupOpen: false,
    tooComplex: false,
    roots: [document],
    elements: [],
  };

  constructor(private readonly level: Site["pictures"]) {}

  private readonly controls = new Map<Element, Element | null>();
  private readonly names = new Map<Element, string | null>();
  private readonly range = new Range();
  private nodes = 0;
  private readonly letters = new Map<Element, number>();
  private spill = 0;

  *all(): Generator<undefined, void> {
    const top = topElement();
    const left: Step[] = top === null ? [] : [{ node: top, covered: null, spill: 0, holder: null }];
    for (let at = left.pop(); at !== undefined; at = left.pop()) {
      this.nodes += 1;
      if (this.nodes > MAX_NODES || this.masks.rects.length > MAX_RECTS) {
        this.masks.tooComplex = true;
        return;
      }
      left.push(...this.visit(at).reverse());
      if (this.nodes % STEP === 0) yield;
    }
  }

  private visit({ node, covered, spill: outer, holder }: Step): Step[] {
    this.spill = outer;
    if (node instanceof Text) this.visitText(node, covered, holder);
    if (!(node instanceof Element)) return [];
    const tag = tagOf(node);
    if (UNPAINTED_TAGS.test(tag) && !isListEntry(node, tag)) return [];
    const style = getComputedStyle(node);
    if (style.display === "none") return [];
    this.noteSpill(style);
    const within = this.visitElement(node, tag, style, covered);
    const shadow = shadowOf(node);
    if (shadow !== null) this.masks.roots.push(shadow);
    const inside = [...(shadow === null ? [] : nodesIn(shadow)), ...nodesIn(node)];
    const { spill } = this;
    return inside.map((child) => ({ node: child, covered: within, spill, holder: node }));
  }

  /** From here on inward everything reaches so far beyond its box. */
  private noteSpill(style: CSSStyleDeclaration): void {
    const spill = filterSpill(style);
    if (spill === null) this.masks.tooComplex = true;
    else this.spill += spill;
  }

  private lettersOf(holder: Element | null): number {
    if (holder === null) return 0;
    let found = this.letters.get(holder);
    if (found === undefined) {
      found = letterSpill(getComputedStyle(holder));
      this.letters.set(holder, found);
    }
    return found;
  }

  /** Our own mark is in the picture and no part of the page. */
  coverOwn(): void {
    const own = ownElement();
    this.spill = 0;
    if (own !== null) this.add(rectOf(own), null);
  }

  private visitText(node: Text, covered: DOMRect | null, holder: Element | null): void {
    if (!hasVisibleText(node)) return;
    this.range.selectNodeContents(node);
    const letters = this.lettersOf(holder);
    const reach = this.spill + letters;
    const shown = Array.from(this.range.getClientRects()).filter((rect) =>
      isInView(widened(rect, reach)),
    );
    if (shown.length === 0) return;
    if (isOnPad(node)) this.masks.secretVisible = true;
    if (covered === null && (this.isNamed(node) || this.isPlain(node))) return;
    const parent = parentOf(node);
    if (parent !== null) this.masks.elements.push(parent);
    for (const rect of shown) this.add(rect, covered, letters);
  }

  /** Mask an element by itself; give the box that covers what is in it. */
  private visitElement(
    element: Element,
    tag: string,
    style: CSSStyleDeclaration,
    covered: DOMRect | null,
  ): DOMRect | null {
    const isField = isEditable(element);
    if (isField) this.noteField(element);
    if (isPopupOpen(element, tag)) this.masks.popupOpen = true;
    const rect = rectOf(element);
    if (spillsOver(element, tag, style)) this.masks.tooComplex = true;
    const boxes = generatedBoxes(element, style);
    if (boxes === null) this.masks.tooComplex = true;
    for (const box of boxes ?? []) this.add(box, covered);
    const isPainted =
      isField || PAINTED_TAGS.test(tag) || this.showsValue(element, tag) || isMarked(element);
    if (isPainted) this.masks.elements.push(element);
    if (covered !== null || isPainted) this.add(rect, covered);
    else {
      // The background of these two is that of the whole window.
      const isWindow = tag === "html" || tag === "body";
      const behind = isWindow ? new DOMRect(0, 0, innerWidth, innerHeight) : rect;
      if (isInView(widened(behind, this.spill)) && hasPicture(style)) this.add(behind, null);
    }
    return covered ?? (isPainted ? rect : null);
  }

  /** Whether an input shows what was chosen, or a wording of its own that is not told. */
  private showsValue(element: Element, tag: string): boolean {
    if (tag !== "input") return false;
    const type = inputTypeOf(element);
    if (SHOWN_VALUES.test(type)) return true;
    return BUTTONS.test(type) && !isButtonSaidIn(element, nameOf(element).name);
  }

  private noteField(field: Element): void {
    const found = classOf(field);
    // A secret counts wherever it is in the page: it may scroll into view.
    if (found === "secret" && isShown(field)) this.masks.secretVisible = true;
    if (found === "payment" && isShown(field) && isInView(rectOf(field))) {
      this.masks.paymentVisible = true;
    }
  }

  /** Where the policy lets ordinary text be seen: whether it is no data. */
  private isPlain(node: Text): boolean {
    if (this.level !== "fields") return false;
    const parent = parentOf(node);
    return parent !== null && !isWithinData(parent) && isHarmless(node);
  }

  /** `letters` is how far the letters in the box reach beyond it. */
  private add(box: DOMRect, covered: DOMRect | null, letters = 0): void {
    const spill = this.spill + letters;
    const rect = spill === 0 ? box : widened(box, spill);
    if (!isInView(rect) || (covered !== null && isInside(rect, covered))) return;
    const { left, top, width, height } = widened(rect, MARGIN);
    this.masks.rects.push([left, top, width, height]);
  }

  /** Whether the record of the control around it says what the text says. */
  private isNamed(node: Text): boolean {
    const parent = parentOf(node);
    const control = parent === null ? null : this.controlAround(parent);
    const name = control === null ? null : this.nameOnce(control);
    return name !== null && isSaidIn(node, name);
  }

  private nameOnce(control: Element): string | null {
    const known = this.names.get(control);
    if (known !== undefined) return known;
    const { name } = nameOf(control);
    this.names.set(control, name);
    return name;
  }

  /** The control that an element is in, unless naming skips something in between. */
  private controlAround(element: Element): Element | null {
    const way: Element[] = [];
    let found: Element | null = null;
    closest(element, (at) => {
      const known = this.controls.get(at);
      if (known !== undefined) found = known;
      else if (isNamedControl(at)) found = at;
      else if (!isSkipped(at)) {
        way.push(at);
        return false;
      }
      if (known === undefined) this.controls.set(at, found);
      return true;
    });
    for (const at of way) this.controls.set(at, found);
    return found;
  }
}

const DATA =
  /^(option|row|cell|gridcell|rowheader|treeitem|listitem|article|log|feed|status|alert|timer|textbox|searchbox|combobox|listbox|slider|spinbutton)$/;

function isWithinData(element: Element): boolean {
  return closest(element, (at) => DATA.test(roleOf(at)) || isSkipped(at)) !== null;
}

function isNamedControl(element: Element): boolean {
  const role = roleOf(element);
  return TEXT_CONTROLS.test(role) || tagOf(element) === "label" || carriesText(role);
}

function isListEntry(element: Element, tag: string): boolean {
  // Of a list that lies open in the page the entries are boxes, and may reach out of it.
  return (tag === "option" || tag === "optgroup") && isShown(element);
}

/**
 * A picture, and a list that lies open, are cut at their box unless the page says otherwise, and then
 * nobody knows how far they reach.
 */
function spillsOver(element: Element, tag: string, style: CSSStyleDeclaration): boolean {
  const isList = tag === "select" && !isDropdownSelect(element);
  if (!isList && !PAINTED_TAGS.test(tag)) return false;
  if (style.overflowX !== "visible") return false;
  return isList || /^(cover|none)$/.test(style.objectFit);
}

function widened(rect: DOMRect, by: number): DOMRect {
  return new DOMRect(rect.left - by, rect.top - by, rect.width + 2 * by, rect.height + 2 * by);
}

function isInView(rect: DOMRect): boolean {
  if (rect.width <= 0 || rect.height <= 0 || rect.right < 0 || rect.bottom < 0) return false;
  return rect.left <= innerWidth && rect.top <= innerHeight;
}

function isInside(rect: DOMRect, outer: DOMRect): boolean {
  return (
    rect.left >= outer.left &&
    rect.top >= outer.top &&
    rect.right <= outer.right &&
    rect.bottom <= outer.bottom
  );
}

/** The browser's own lists and pickers have no boxes in the page, yet are in the picture. */
function isPopupOpen(element: Element, tag: string): boolean {
  return (tag === "select" || tag === "input") && elementMatches(element, ":open");
}

/** Equal if nothing that must be painted has moved. */
export function digest(rects: Rect[]): string {
  return rects.map((rect) => rect.map((side) => side.toFixed(1)).join(",")).join(";");
}
