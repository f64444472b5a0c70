// Where elements stand and what of them can be seen, as the browser has laid them out.

import { remembered } from "./memory.ts";
import { getter, method } from "./prototypes.ts";
import { isAttached, topElement } from "./tree.ts";

const getBoundingClientRect = method<(element: Element) => DOMRect>(
  Element.prototype.getBoundingClientRect,
);
const getClientRects = method<(element: Element) => DOMRectList>(Element.prototype.getClientRects);
const checkVisibility = method<(element: Element, options?: object) => boolean>(
  Element.prototype.checkVisibility,
);

export function rectOf(element: Element): DOMRect {
  return getBoundingClientRect(element);
}

/** Whether the element has a box that a person could see. */
export const isShown = remembered(
  (element: Element): boolean =>
    isAttached(element) &&
    checkVisibility(element, { visibilityProperty: true }) &&
    getClientRects(element).length > 0,
);

/** Whether it, and everything around it, lets anything shine through. */
export function isOpaque(element: Element): boolean {
  return checkVisibility(element, { opacityProperty: true });
}

export function isDisplayed(element: Element): boolean {
  return checkVisibility(element);
}

/** Whether an element has an area that a person could point at. */
export function hasArea(element: Element): boolean {
  return isDisplayed(element) && hasExtent(element);
}

export function hasExtent(element: Element): boolean {
  const { width, height } = rectOf(element);
  return width > 1 && height > 1;
}

const scrollWidth = getter<number>(Element.prototype, "scrollWidth");
const scrollHeight = getter<number>(Element.prototype, "scrollHeight");
const clientWidth = getter<number>(Element.prototype, "clientWidth");
const clientHeight = getter<number>(Element.prototype, "clientHeight");
const scrollLeft = getter<number>(Element.prototype, "scrollLeft");
const scrollTop = getter<number>(Element.prototype, "scrollTop");

/** How far the content of an element reaches beyond its box. */
export function overflowOf(element: Element): { x: number; y: number } {
  return {
    x: Math.max(0, scrollWidth(element) - clientWidth(element)),
    y: Math.max(0, scrollHeight(element) - clientHeight(element)),
  };
}

export function scrollOf(element: Element): { x: number; y: number } {
  return { x: scrollLeft(element), y: scrollTop(element) };
}

const clientLeft = getter<number>(Element.prototype, "clientLeft");
const clientTop = getter<number>(Element.prototype, "clientTop");

/** Whether a point within an element lies beside what it shows, where its scroll bars are. */
export function isOnScrollBar(element: Element, x: number, y: number): boolean {
  const { x: across, y: down } = overflowOf(element);
  if (across === 0 && down === 0) return false;
  const isTop = element === topElement();
  const box = rectOf(element);
  const inX = isTop ? x : x - box.left - clientLeft(element);
  const inY = isTop ? y : y - box.top - clientTop(element);
  return clientWidth(element) > 0 && (inX >= clientWidth(element) || inY >= clientHeight(element));
}

export function fragmentsOf(element: Element): number {
  return getClientRects(element).length;
}
