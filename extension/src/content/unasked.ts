// Lists that somebody acts in and that no press, key or pointer was seen to open: the page has
// opened them by itself, or in a way that was not looked at. The last chance before a visit is missed.

import { roleOf } from "./describe.ts";
import { flatClosest, flatContains, flatParent } from "./flat.ts";
import { itemAt, itemsIn } from "./items.ts";
import { hasArea, rectOf } from "./layout.ts";
import { clocks } from "./observers/observer.ts";
import { areaAround } from "./reading/areas.ts";
import { structuralAttribute } from "./reading/attributes.ts";
import { ITEM, LISTS } from "./roled.ts";
import { isUncovered } from "./sight.ts";
import { fillsWindow, isOpener, kindOf, liesOver, namedBy, type Surface } from "./surfaces.ts";
import { describeAt } from "./targets.ts";
import { closest, findAll, focused, isAttached, rootOf } from "./tree.ts";
import type { Start } from "./visit.ts";

/** Grids are tables of data more often than pop-ups. */
const LIST = /^(listbox|menu|tree)$/;
const MAX_CLIMB = 12;
/** Of a dialog or a side bar a list is only a part. */
const SHARE = 0.5;
const MOVED_PX = 8;

export interface Unasked extends Surface {
  /** What says that it is a list; where nothing does, the part that lies over the page. */
  list: Element;
}

/** The list over the page that is acted in: an entry of it, or a field that walks through it. */
export function unaskedAt(element: Element): Unasked | null {
  const entry = flatClosest(element, (at) => ITEM.test(roleOf(at)));
  const around = flatClosest(element, (at) => LIST.test(roleOf(at)));
  const list = around ?? entry ?? walkedFrom(element);
  if (list === null || areaAround(list) !== null) return null;
  const over = overlayAround(list);
  if (over === null || !isUncovered(over)) return null;
  if (around !== null && areaOf(around) < SHARE * areaOf(over)) return null;
  // The focus may be on the list itself.
  const isEntry = flatContains(over, element) && element !== around;
  if (isEntry ? itemAt(over, element) === null : itemsIn(over).length === 0) return null;
  const opener = openerOf(list);
  const kind = kindOf(over, list, { opener, at: null, shown: new Set(), context: false });
  return { element: over, kind, list: around ?? (entry === null ? list : over) };
}

/** The open list that a field names as its own. */
function walkedFrom(field: Element): Element | null {
  const opener = closest(field, isOpener);
  if (opener === null || structuralAttribute(opener, "aria-expanded") !== "true") return null;
  return namedBy(field).find((list) => isUncovered(list) && itemsIn(list).length > 0) ?? null;
}

function overlayAround(list: Element): Element | null {
  let at: Element | null = list;
  for (let step = 0; at !== null && step < MAX_CLIMB; step += 1) {
    if (liesOver(at) && hasArea(at)) return fillsWindow(at) ? null : at;
    at = flatParent(at);
  }
  return null;
}

function areaOf(element: Element): number {
  const { width, height } = rectOf(element);
  return width * height;
}

/** What says that it opens the list. */
function openerOf(list: Element): Element | null {
  const holder = focused();
  if (holder !== null && namedBy(holder).some((named) => flatContains(named, list))) return holder;
  const id = structuralAttribute(list, "id");
  const root = rootOf(list);
  if (id === null || id === "" || root === null) return null;
  const word = CSS.escape(id);
  const names = ["aria-controls", "aria-owns", "popovertarget"];
  const [found] = findAll(root, names.map((name) => `[${name}~="${word}"]`).join(", "));
  return found ?? null;
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

function staysLike(list: Element): () => boolean {
  const root = rootOf(list);
  const isAlike = lookalikesOf(list);
  return () => root !== null && findAll(root, LISTS).some(isAlike);
}

/** The beginning of a visit that begins with an act in the list. */
export function startUnasked(surface: Unasked, event: Event): Start {
  const opener = openerOf(surface.list);
  const isThere = opener !== null && isAttached(opener);
  return {
    opener,
    origin: opener,
    target: isThere ? describeAt(opener, event.timeStamp) : null,
    openedBy: "script",
    clocks: clocks(event.timeStamp),
    surface,
    filtered: 0,
    presses: new Set(),
    stays: staysLike(surface.list),
  };
}
