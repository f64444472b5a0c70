// From an event to the element it is really about: through shadow roots, to the control.

import type { Target } from "../shared/wire.ts";
import { controlOf, describe } from "./describe.ts";
import { remembered } from "./memory.ts";
import { method } from "./prototypes.ts";
import { closest, originOf, rootOf, shadowOf, topElement } from "./tree.ts";

const elementsAt = method<(document: Document, x: number, y: number) => Element[]>(
  Document.prototype.elementsFromPoint,
);

/** The innermost element of an event, also inside closed shadow roots. */
export const innermost = remembered((event: Event): Element | null => {
  const first = originOf(event);
  const element = first instanceof Element ? first : topElement();
  if (!(event instanceof MouseEvent) || element === null) return element;
  return descend(element, event.clientX, event.clientY);
});

function descend(from: Element, x: number, y: number): Element {
  let element = from;
  for (let depth = 0; depth < 16; depth += 1) {
    const root = shadowOf(element);
    const inner = root?.elementFromPoint(x, y);
    if (inner == null || inner === element || rootOf(inner) !== root) return element;
    element = inner;
  }
  return element;
}

/** What lies at a point, apart from something that is drawn along with the pointer. */
export function elementUnder(x: number, y: number, except: Element | null): Element | null {
  const found = elementsAt(document, x, y).find(
    (element) => except === null || closest(element, (at) => at === except) === null,
  );
  return found === undefined ? null : descend(found, x, y);
}

let described = { at: Number.NaN, found: new WeakMap<Element, Target>() };

/** An element as it was when something happened: several observers ask, it is described once. */
export function describeAt(element: Element, timeStamp: number): Target {
  if (described.at !== timeStamp) described = { at: timeStamp, found: new WeakMap() };
  const known = described.found.get(element) ?? describe(element);
  described.found.set(element, known);
  return known;
}

export function controlAt(event: Event): Element | null {
  const element = innermost(event);
  return element === null ? null : controlOf(element);
}
