// Whether a person could see an element. Pages hide their lists in more ways than by not drawing
// them: by letting nothing shine through, by cutting all of it off, by folding or shrinking it to
// nothing, by putting it beyond the edge of the page.

import { firstDrawn, flatParent } from "./flat.ts";
import { hasExtent, isOpaque, isShown, rectOf } from "./layout.ts";
import { remembered } from "./memory.ts";
import { method } from "./prototypes.ts";
import { isAttached } from "./tree.ts";

const PARTS = 8;
const MAX_DEPTH = 200;
/** So far around a list is what moves. */
const MOVED = 6;

/** Whether there is something to be seen of it. */
export const isSeen = remembered(
  (element: Element): boolean => firstDrawn(element, PARTS).some(hasExtent) && isUncovered(element),
);

/** Whether it could be seen if there were anything in it, such as entries that are still to come. */
export const isUncovered = remembered((element: Element): boolean => {
  const box = drawnOf(element);
  return box !== null && isOpaque(box) && isWithinReach(box) && !isCutAway(box);
});

/** Whether it has a place in the page, be it see-through. */
export function isPlaced(element: Element): boolean {
  return isShown(element) && hasExtent(element) && isWithinReach(element) && !isCutAway(element);
}

const animationsOf = method<(element: Element) => Animation[]>(Element.prototype.getAnimations);

/** Whether it is just coming or going: pages let their lists grow and fade. */
export function isMoving(element: Element): boolean {
  let at: Element | null = element;
  for (let depth = 0; at !== null && depth < MOVED; depth += 1) {
    if (animationsOf(at).length > 0) return true;
    at = flatParent(at);
  }
  return false;
}

/** What is drawn of it: some hosts have no box, and what is in them has. */
function drawnOf(element: Element): Element | null {
  if (isShown(element)) return element;
  if (!isAttached(element) || getComputedStyle(element).display !== "contents") return null;
  return firstDrawn(element, PARTS).find(isShown) ?? null;
}

/** Nobody can scroll to what lies before the beginning of a page. */
function isWithinReach(element: Element): boolean {
  const { right, bottom } = rectOf(element);
  return !hasExtent(element) || (right + scrollX > 0 && bottom + scrollY > 0);
}

/** The element, or something around it, lets nothing of it be seen. */
function isCutAway(element: Element): boolean {
  // What is taken out of the flow is cut off by what holds it, which may be anything further out.
  let isFolding = true;
  let at: Element | null = element;
  for (let depth = 0; at !== null && depth < MAX_DEPTH; depth += 1) {
    const { cut, isLifted } = cutOf(at);
    if (cut === "away" || (isFolding && cut === "folded")) return true;
    if (isLifted) isFolding = false;
    at = flatParent(at);
  }
  return false;
}

const cutOf = remembered(
  (element: Element): { cut: "away" | "folded" | null; isLifted: boolean } => {
    const style = getComputedStyle(element);
    const isLifted = style.position === "absolute" || style.position === "fixed";
    const isClipped = isLifted && clipsAll(style.clip);
    if (isClipped || insetsAll(style.clipPath) || isShrunk(style)) return { cut: "away", isLifted };
    const isBounded = style.overflowX !== "visible" || style.overflowY !== "visible";
    return { cut: isBounded && !hasExtent(element) ? "folded" : null, isLifted };
  },
);

function numbersIn(words: string): number[] {
  return words.split(/[ ,]+/).map(Number.parseFloat);
}

/** `rect(top, right, bottom, left)` with no more than a pixel between two sides. */
function clipsAll(clip: string): boolean {
  const [top, right, bottom, left] = numbersIn(/^rect\((.+)\)$/.exec(clip)?.[1] ?? "");
  if (top === undefined || right === undefined) return false;
  if (bottom === undefined || left === undefined) return false;
  return bottom - top <= 1 || right - left <= 1;
}

/** `inset(top right bottom left)` with nothing between two sides. */
function insetsAll(path: string): boolean {
  const words = /^inset\(([^)]*?)(?: round .*)?\)$/.exec(path)?.[1]?.split(" ");
  if (words === undefined) return false;
  const share = (word = "0%"): number => (word.endsWith("%") ? Number.parseFloat(word) : 0);
  const [top, right = top, bottom = top, left = right] = words;
  return share(top) + share(bottom) >= 100 || share(right) + share(left) >= 100;
}

function isShrunk({ transform, scale }: CSSStyleDeclaration): boolean {
  if (scale !== "none" && numbersIn(scale).includes(0)) return true;
  const matrix = /^matrix\((.+)\)$/.exec(transform)?.[1];
  const [a = 1, b = 0, c = 0, d = 1] = matrix === undefined ? [] : numbersIn(matrix);
  return a * d === b * c;
}
