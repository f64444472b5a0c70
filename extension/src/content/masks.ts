// What has to be painted over in a screenshot: everything but known controls and empty background.
//
// Rule: a box is left out of the masks only if it is known to be harmless. Text stays visible only
// where the name of its control, which is recorded as well, says the same words.

import { carriesText, nameOf, roleOf } from "./describe.ts";
import { generatedBoxes, hasPicture } from "./generated.ts";
import { ownElement } from "./own.ts";
import { hasVisibleText, isEditable, isPassword, isSaidIn, isSkipped } from "./reading.ts";
import {
  closest,
  countElements,
  elementMatches,
  isShown,
  nodesIn,
  parentOf,
  rectOf,
  shadowOf,
  tagOf,
  topElement,
} from "./tree.ts";

export type Rect = [x: number, y: number, width: number, height: number];

export interface Masks {
  rects: Rect[];
  passwordVisible: boolean;
  popupOpen: boolean;
  tooComplex: boolean;
  roots: (Document | ShadowRoot)[];
}

const MAX_RECTS = 4000;
const MAX_NODES = 60_000;
const MAX_ELEMENTS = 20_000;
const MARGIN = 2;
const UNPAINTED_TAGS = /^(script|style|template|noscript|option|optgroup|datalist)$/;
const PAINTED_TAGS =
  /^(img|picture|canvas|video|audio|object|embed|iframe|frame|portal|fencedframe|svg|math|meter|progress|output)$/;
const TEXT_CONTROLS =
  /^(button|menuitem|menuitemcheckbox|menuitemradio|tab|link|checkbox|radio|switch|columnheader)$/;

/** Find the boxes to paint in the visible part of this document. */
export function collectMasks(): Masks {
  const walk = new Walk();
  const top = topElement();
  // A walk through more would hold the page up for longer than a picture is worth.
  if (countElements() > MAX_ELEMENTS) walk.masks.tooComplex = true;
  else if (top !== null) walk.visit(top, null);
  walk.coverOwn();
  return walk.masks;
}

class Walk {
  readonly masks: Masks = {
    rects: [],
    passwordVisible: false,
    popupOpen: false,
    tooComplex: false,
    roots: [document],
  };
  private readonly names = new Map<Element, string | null>();
  private readonly range = new Range();
  private nodes = 0;

  /** `covered` is the box that is painted around the node; what reaches beyond it is data too. */
  visit(node: Node, covered: DOMRect | null): void {
    this.nodes += 1;
    if (this.nodes > MAX_NODES || this.masks.rects.length > MAX_RECTS) {
      this.masks.tooComplex = true;
      return;
    }
    if (node instanceof Text) this.visitText(node, covered);
    if (!(node instanceof Element)) return;
    const tag = tagOf(node);
    if (UNPAINTED_TAGS.test(tag) && !isListEntry(node, tag)) return;
    const style = getComputedStyle(node);
    if (style.display === "none") return;
    const within = this.visitElement(node, tag, style, covered);
    const shadow = shadowOf(node);
    if (shadow !== null) {
      this.masks.roots.push(shadow);
      for (const child of nodesIn(shadow)) this.visit(child, within);
    }
    for (const child of nodesIn(node)) this.visit(child, within);
  }

  /** Our own mark is in the picture and no part of the page. */
  coverOwn(): void {
    const own = ownElement();
    if (own !== null) this.add(rectOf(own), null);
  }

  private visitText(node: Text, covered: DOMRect | null): void {
    if (!hasVisibleText(node)) return;
    this.range.selectNodeContents(node);
    const shown = Array.from(this.range.getClientRects()).filter(isInView);
    if (shown.length === 0 || (covered === null && this.isNamed(node))) return;
    for (const rect of shown) this.add(rect, covered);
  }

  /** Mask an element by itself; give the box that covers what is in it. */
  private visitElement(
    element: Element,
    tag: string,
    style: CSSStyleDeclaration,
    covered: DOMRect | null,
  ): DOMRect | null {
    if (isPassword(element) && isShown(element)) this.masks.passwordVisible = true;
    if (isPopupOpen(element, tag)) this.masks.popupOpen = true;
    const rect = rectOf(element);
    if (PAINTED_TAGS.test(tag) && spillsOver(style)) this.masks.tooComplex = true;
    const boxes = generatedBoxes(element, style);
    if (boxes === null) this.masks.tooComplex = true;
    for (const box of boxes ?? []) this.add(box, covered);
    const isPainted = isEditable(element) || PAINTED_TAGS.test(tag);
    if (covered !== null || isPainted) this.add(rect, covered);
    else if (hasPicture(style)) {
      // The background of these two is that of the whole window.
      const isWindow = tag === "html" || tag === "body";
      this.add(isWindow ? new DOMRect(0, 0, innerWidth, innerHeight) : rect, null);
    }
    return covered ?? (isPainted ? rect : null);
  }

  private add(rect: DOMRect, covered: DOMRect | null): void {
    if (!isInView(rect) || (covered !== null && isInside(rect, covered))) return;
    this.masks.rects.push([
      rect.left - MARGIN,
      rect.top - MARGIN,
      rect.width + 2 * MARGIN,
      rect.height + 2 * MARGIN,
    ]);
  }

  /** Whether the record of the control around it says what the text says. */
  private isNamed(node: Text): boolean {
    const parent = parentOf(node);
    if (parent === null) return false;
    let name = this.names.get(parent);
    if (name === undefined) {
      name = nameAround(parent);
      this.names.set(parent, name);
    }
    return name !== null && isSaidIn(node, name);
  }
}

/** The name of the control that an element is in, unless naming skips something in between. */
function nameAround(element: Element): string | null {
  let skipped = false;
  const control = closest(element, (candidate) => {
    const role = roleOf(candidate);
    const found = TEXT_CONTROLS.test(role) || tagOf(candidate) === "label" || carriesText(role);
    if (!found && isSkipped(candidate)) skipped = true;
    return found;
  });
  return control === null || skipped ? null : nameOf(control).name;
}

function isListEntry(element: Element, tag: string): boolean {
  // Of a list that lies open in the page the entries are boxes, and may reach out of it.
  return (tag === "option" || tag === "optgroup") && isShown(element);
}

/** A picture is cut at its box unless the page says otherwise, and then nobody knows its size. */
function spillsOver(style: CSSStyleDeclaration): boolean {
  return style.overflowX === "visible" && /^(cover|none)$/.test(style.objectFit);
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
