// Menu bars: arrow keys go from one open menu to the next without coming back to the bar.

import { roleOf } from "./describe.ts";
import { flatClosest, flatElements } from "./flat.ts";
import { rectOf } from "./layout.ts";
import { isOpener } from "./openers.ts";

const NEAR_PX = 40;

export function isBar(element: Element): boolean {
  return roleOf(element) === "menubar";
}

/** The entry of the same bar that a menu hangs below; null if there is none. */
export function neighbourOf(entry: Element, menu: Element): Element | null {
  const bar = flatClosest(entry, isBar);
  if (bar === null) return null;
  const { left, top } = rectOf(menu);
  const away = (other: Element): number => Math.abs(rectOf(other).left - left);
  const above = flatElements(bar).filter(
    (other) => isOpener(other) && rectOf(other).top <= top && away(other) < NEAR_PX,
  );
  return above.sort((one, other) => away(one) - away(other))[0] ?? null;
}
