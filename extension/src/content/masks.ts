// What has to be painted over in a screenshot: everything but known controls and empty background.
//
// Rule: a box is left out of the masks only if it is known to be harmless. Text stays visible only
// inside a control whose name would be recorded as well.

import { nameOf, roleOf } from "./describe.ts";
import { closest, hasVisibleText, isEditable, isPassword, rectOf, tagOf } from "./reading.ts";

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
const MARGIN = 2;
const PAINTED_TAGS =
  /^(img|picture|canvas|video|audio|object|embed|iframe|frame|portal|fencedframe|svg|math|meter|progress|output)$/;
const TEXT_CONTROLS =
  /^(button|menuitem|menuitemcheckbox|menuitemradio|tab|link|checkbox|radio|switch|columnheader)$/;

/** Find the boxes to paint in the visible part of this document. */
export function collectMasks(): Masks {
  const masks: Masks = {
    rects: [],
    passwordVisible: false,
    popupOpen: false,
    tooComplex: false,
    roots: [document],
  };
  const harmless = new Map<Element, boolean>();
  let nodes = 0;
  const add = (rect: DOMRect): void => {
    if (!isInView(rect)) return;
    masks.rects.push([
      rect.left - MARGIN,
      rect.top - MARGIN,
      rect.width + 2 * MARGIN,
      rect.height + 2 * MARGIN,
    ]);
  };
  const range = document.createRange();
  const visit = (node: Node): void => {
    nodes += 1;
    if (nodes > MAX_NODES || masks.rects.length > MAX_RECTS) {
      masks.tooComplex = true;
      return;
    }
    if (node instanceof Text) {
      if (!hasVisibleText(node) || isInHarmlessControl(node, harmless)) return;
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) add(rect);
      return;
    }
    if (node instanceof Element && !visitElement(node, masks, add)) return;
    const shadow = node instanceof Element ? openRoot(node) : null;
    if (shadow !== null) {
      masks.roots.push(shadow);
      for (const child of shadow.childNodes) visit(child);
    }
    for (const child of node.childNodes) visit(child);
  };
  if (document.body !== null) visit(document.body);
  return masks;
}

/** Mask an element by itself; say whether its content has to be looked at. */
function visitElement(element: Element, masks: Masks, add: (rect: DOMRect) => void): boolean {
  const tag = tagOf(element);
  if (tag === "script" || tag === "style" || tag === "template" || tag === "noscript") return false;
  if (isPassword(element) && isShown(element)) masks.passwordVisible = true;
  if (isPopupOpen(element)) masks.popupOpen = true;
  if (isEditable(element) || PAINTED_TAGS.test(tag)) {
    add(rectOf(element));
    return false;
  }
  const rect = rectOf(element);
  if (isInView(rect) && paintsImages(element)) add(rect);
  return true;
}

/** Whether a style sheet puts a picture or more than a symbol into an element. */
function paintsImages(element: Element): boolean {
  if (/url\(|image-set\(|element\(/.test(getComputedStyle(element).backgroundImage)) return true;
  return ["::before", "::after", "::marker"].some((pseudo) => {
    const content = getComputedStyle(element, pseudo).content;
    return /url\(|attr\(|["'][^"']{3,}["']/.test(content);
  });
}

function isInHarmlessControl(node: Text, known: Map<Element, boolean>): boolean {
  const parent = node.parentElement;
  if (parent === null) return false;
  const cached = known.get(parent);
  if (cached !== undefined) return cached;
  const control = closest(
    parent,
    (candidate) => TEXT_CONTROLS.test(roleOf(candidate)) || tagOf(candidate) === "label",
  );
  const harmless =
    control !== null && nameOf(control).name !== null && !hasDataBetween(parent, control);
  known.set(parent, harmless);
  return harmless;
}

/** Whether something between text and its control is skipped when the control is named. */
function hasDataBetween(from: Element, control: Element): boolean {
  const data = closest(
    from,
    (candidate) =>
      candidate === control ||
      isEditable(candidate) ||
      /^(option|row|cell|gridcell|treeitem|listitem|combobox|listbox|log|status|alert|timer)$/.test(
        roleOf(candidate),
      ),
  );
  return data !== control;
}

function isInView(rect: DOMRect): boolean {
  if (rect.width <= 0 || rect.height <= 0 || rect.right < 0 || rect.bottom < 0) return false;
  return rect.left <= innerWidth && rect.top <= innerHeight;
}

function isShown(element: Element): boolean {
  return element.checkVisibility({ visibilityProperty: true }) && rectOf(element).width > 0;
}

/** The browser's own lists and pickers have no boxes in the page, yet are in the picture. */
function isPopupOpen(element: Element): boolean {
  const tag = tagOf(element);
  return (tag === "select" || tag === "input") && element.matches(":open");
}

function openRoot(element: Element): ShadowRoot | null {
  if (!(element instanceof HTMLElement)) return null;
  try {
    return chrome.dom.openOrClosedShadowRoot(element);
  } catch {
    return null;
  }
}

/** Equal if nothing that must be painted has moved. */
export function digest(rects: Rect[]): string {
  return rects.map((rect) => rect.map((side) => side.toFixed(1)).join(",")).join(";");
}
