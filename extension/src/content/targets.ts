// From an event to the element it is really about: through shadow roots, to the control.

import { controlOf } from "./describe.ts";

/** The innermost element of an event, also inside closed shadow roots. */
export function innermost(event: Event): Element | null {
  const first = event.composedPath()[0];
  let element = first instanceof Element ? first : document.documentElement;
  if (!(event instanceof MouseEvent)) return element;
  for (let depth = 0; depth < 16; depth += 1) {
    const root = closedRoot(element);
    const inner = root?.elementFromPoint(event.clientX, event.clientY);
    if (inner == null || inner === element || inner.getRootNode() !== root) return element;
    element = inner;
  }
  return element;
}

/** The element that has the keyboard, also inside shadow roots. */
export function focused(): Element | null {
  let element = document.activeElement;
  for (let depth = 0; element !== null && depth < 16; depth += 1) {
    const inner = closedRoot(element)?.activeElement;
    if (inner == null) return element;
    element = inner;
  }
  return element;
}

export function closedRoot(element: Element): ShadowRoot | null {
  if (!(element instanceof HTMLElement)) return null;
  try {
    return chrome.dom.openOrClosedShadowRoot(element);
  } catch {
    return null;
  }
}

export function controlAt(event: Event): Element | null {
  const element = innermost(event);
  return element === null ? null : controlOf(element);
}
