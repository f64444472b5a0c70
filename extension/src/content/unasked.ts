// Lists that somebody acts in and that no press, key or pointer was seen to open: the page has
// opened them by itself, or in a way that was not looked at. The last chance before a visit is missed.

import { isBar } from "./bars.ts";
import { roleOf } from "./describe.ts";
import { flatClosest, flatContains } from "./flat.ts";
import { itemAt, itemsIn } from "./items.ts";
import { rectOf } from "./layout.ts";
import { clocks } from "./observers/observer.ts";
import { isOpener, namedBy } from "./openers.ts";
import { areaAround } from "./reading/areas.ts";
import { structuralAttribute } from "./reading/attributes.ts";
import { overlayAround, staysLike } from "./redrawn.ts";
import { ITEM } from "./roled.ts";
import { isUncovered } from "./sight.ts";
import { holdsPad, kindOf, type Surface } from "./surfaces.ts";
import { describeAt } from "./targets.ts";
import { closest, findAll, focused, isAttached, rootOf } from "./tree.ts";
import type { Start } from "./visit.ts";

/** Grids are tables of data more often than pop-ups. */
const LIST = /^(listbox|menu|tree)$/;
/** Of a dialog or a side bar a list is only a part. */
const SHARE = 0.5;

export interface Unasked extends Surface {
  /** What says that it is a list; where nothing does, the part that lies over the page. */
  list: Element;
  /** Whether anything says so, a role or a field that names it. */
  isSaid: boolean;
}

/**
 * The list over the page that is acted in: an entry of it, or a field that walks through it. Of those
 * that `isPart` knows nothing more is asked.
 */
export function unaskedAt(element: Element, isPart: (list: Element) => boolean): Unasked | null {
  const around = flatClosest(element, (at) => LIST.test(roleOf(at)));
  if (around !== null && isPart(around)) return null;
  const entry = flatClosest(element, (at) => ITEM.test(roleOf(at)));
  // What stands in a bar opens something, and is not opened.
  if (around === null && entry !== null && flatClosest(entry, isBar) !== null) return null;
  const list = around ?? entry ?? walkedFrom(element);
  if (list === null || areaAround(list) !== null) return null;
  const over = overlayAround(list);
  if (over === null || isPart(over) || !isUncovered(over)) return null;
  if (around !== null && areaOf(around) < SHARE * areaOf(over)) return null;
  // The focus may be on the list itself.
  const isEntry = flatContains(over, element) && element !== around;
  if (isEntry ? itemAt(over, element) === null : itemsIn(over).length === 0) return null;
  if (holdsPad(over)) return null;
  const opener = openerOf(list);
  const kind = kindOf(over, list, {
    opener,
    at: null,
    shown: new Set(),
    context: false,
    box: null,
    focus: null,
  });
  const isSaid = around !== null || entry === null;
  return { element: over, kind, list: isSaid ? list : over, isSaid };
}

/** The open list that a field names as its own. */
function walkedFrom(field: Element): Element | null {
  const opener = closest(field, isOpener);
  if (opener === null || structuralAttribute(opener, "aria-expanded") !== "true") return null;
  return namedBy(field).find((list) => isUncovered(list) && itemsIn(list).length > 0) ?? null;
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
