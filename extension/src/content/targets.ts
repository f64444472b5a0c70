// From an event to the element it is really about: through shadow roots, to the control.

import { controlOf } from "./describe.ts";
import { rootOf, shadowOf, topElement } from "./tree.ts";

/** The innermost element of an event, also inside closed shadow roots. */
export function innermost(event: Event): Element | null {
  const first = event.composedPath()[0];
  let element = first instanceof Element ? first : topElement();
  if (!(event instanceof MouseEvent)) return element;
  for (let depth = 0; element !== null && depth < 16; depth += 1) {
    const root = shadowOf(element);
    const inner = root?.elementFromPoint(event.clientX, event.clientY);
    if (inner == null || inner === element || rootOf(inner) !== root) return element;
    element = inner;
  }
  return element;
}

export function controlAt(event: Event): Element | null {
  const element = innermost(event);
  return element === null ? null : controlOf(element);
}
