// The tree as it is drawn: shadow roots in place of their hosts' children, slotted elements where
// their slots are. A list in a shadow root often has entries that its page hangs in from outside.

import { remembered } from "./memory.ts";
import { getter, method } from "./prototypes.ts";
import { childrenOf, findAll, nodesIn, parentOf, query, shadowOf, tagOf } from "./tree.ts";

const assignedSlot = getter<HTMLSlotElement | null>(Element.prototype, "assignedSlot");
const assignedElements = method<(slot: HTMLSlotElement, options: object) => Element[]>(
  HTMLSlotElement.prototype.assignedElements,
);
const MAX_ELEMENTS = 4000;
const MAX_DEPTH = 500;
/** Of a picture only what can be worked in counts. */
const WORKED_IN = "[role], [tabindex], a, foreignObject";

/** The parent as drawn, or null at the top. */
export const flatParent = remembered((element: Element): Element | null => {
  const slot = assignedSlot(element);
  if (slot !== null) return slot;
  const parent = parentOf(element);
  if (parent === null) return null;
  const root = shadowOf(parent);
  if (root === null || childrenOf(parent).indexOf(element) < 0) return parent;
  // A closed root does not tell its slots.
  const found = findAll(root, "slot").find(
    (candidate) =>
      candidate instanceof HTMLSlotElement &&
      assignedElements(candidate, { flatten: false }).includes(element),
  );
  return found ?? parent;
});

export function flatClosest(
  element: Element,
  test: (candidate: Element) => boolean,
): Element | null {
  for (let at: Element | null = element, depth = 0; at !== null && depth < MAX_DEPTH; depth += 1) {
    if (test(at)) return at;
    at = flatParent(at);
  }
  return null;
}

export function flatContains(outer: Element, inner: Element): boolean {
  return flatClosest(inner, (at) => at === outer) !== null;
}

function flatChildren(element: Element): Element[] {
  if (element instanceof HTMLSlotElement) {
    const assigned = assignedElements(element, { flatten: false });
    if (assigned.length > 0) return assigned;
  }
  const root = shadowOf(element);
  if (root === null) return childrenOf(element);
  return nodesIn(root).filter((node): node is Element => node instanceof Element);
}

/** Everything drawn in an element but the parts of pictures, in order, itself first; very large parts are cut off. */
export const flatElements = remembered((element: Element): readonly Element[] => {
  const found: Element[] = [];
  const visit = (at: Element, depth: number): void => {
    if (found.length >= MAX_ELEMENTS || depth > MAX_DEPTH) return;
    found.push(at);
    if (depth > 0 && tagOf(at) === "svg" && query(at, WORKED_IN).length === 0) return;
    for (const child of flatChildren(at)) visit(child, depth + 1);
  };
  visit(element, 0);
  return found;
});

/** The first few of them. */
export function firstDrawn(element: Element, count: number): Element[] {
  const found: Element[] = [];
  const visit = (at: Element): void => {
    found.push(at);
    for (const child of found.length < count ? flatChildren(at) : []) {
      if (found.length < count) visit(child);
    }
  };
  visit(element);
  return found;
}
