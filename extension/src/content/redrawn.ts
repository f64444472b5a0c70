// Where a list lies over the page, and whether one like it lies there: pages draw lists anew.

import { roleOf } from "./describe.ts";
import { flatParent } from "./flat.ts";
import { hasArea, rectOf } from "./layout.ts";
import { LISTS } from "./roled.ts";
import { isUncovered } from "./sight.ts";
import { fillsWindow, liesOver } from "./surfaces.ts";
import { findAll, isAttached, rootOf } from "./tree.ts";

const MAX_CLIMB = 12;
const MOVED_PX = 8;

/** The part over the page that a list is or lies in; null if it lies in the page. */
export function overlayAround(list: Element): Element | null {
  let at: Element | null = list;
  for (let step = 0; at !== null && step < MAX_CLIMB; step += 1) {
    if (liesOver(at) && hasArea(at)) return fillsWindow(at) ? null : at;
    at = flatParent(at);
  }
  return null;
}

/** Tells another list of the same sort in the same place: pages draw themselves anew. */
export function lookalikesOf(list: Element): (other: Element) => boolean {
  const role = roleOf(list);
  const was = rectOf(list);
  return (other) => {
    const is = rectOf(other);
    const moved = Math.max(Math.abs(is.left - was.left), Math.abs(is.top - was.top));
    return other !== list && roleOf(other) === role && moved < MOVED_PX && isUncovered(other);
  };
}

/** Asks whether the list, or one like it, has turned out to stay where it was. */
export function staysLike(list: Element): () => boolean {
  const root = rootOf(list);
  const isAlike = lookalikesOf(list);
  return () => root !== null && findAll(root, LISTS).some(isAlike);
}

/** The part over the page with a list like one that has gone. */
export function drawnAnew(
  root: Document | ShadowRoot,
  isAlike: (other: Element) => boolean,
): Element | null {
  const list = findAll(root, LISTS).find(isAlike);
  return list === undefined ? null : (overlayAround(list) ?? list);
}

/** Lists that stand in a page, as they are now. */
export class Standing {
  private readonly known: { list: Element; isAlike: (other: Element) => boolean }[];

  constructor(lists: Element[]) {
    this.known = lists.map((list) => ({ list, isAlike: lookalikesOf(list) }));
  }

  /** Whether a list stands in the place of one that has gone since. */
  isDrawnAnew(other: Element): boolean {
    return this.known.some(({ list, isAlike }) => !isAttached(list) && isAlike(other));
  }
}
