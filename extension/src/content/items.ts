// The entries of an open list or menu: which they are, and which is highlighted.
//
// Entries are known by their ARIA role; where a page gives none, by being several of a kind that
// can be pressed.

import { roleOf } from "./describe.ts";
import { flatClosest, flatContains, flatElements, flatParent } from "./flat.ts";
import { hasArea } from "./layout.ts";
import { type Item, listOf, locate } from "./location.ts";
import { remembered } from "./memory.ts";
import { structuralAttribute } from "./reading/attributes.ts";
import { ITEM } from "./roled.ts";
import { findById, focused, rootOf, tagOf } from "./tree.ts";
import { likeItems } from "./unroled.ts";

/** The visible entries of a surface, in order. */
export const itemsIn = remembered((surface: Element): Element[] => {
  const all = flatElements(surface);
  const isRoled = (element: Element): boolean => ITEM.test(roleOf(element));
  const roled = all.filter((element) => isRoled(element) && hasArea(element));
  if (roled.length > 0) {
    const kinds = new Map(roled.map((element) => [flatParent(element), tagOf(element)]));
    return all
      .filter((element) => isRoled(element) || leadsOnAmong(element, kinds))
      .filter(hasArea);
  }
  const cells = all.filter((element) => roleOf(element) === "gridcell" && hasArea(element));
  if (cells.length > 0) return cells;
  return likeItems(surface, all);
});

/** Whether an entry without a role stands among those that have one, and opens a submenu. */
function leadsOnAmong(element: Element, kinds: ReadonlyMap<Element | null, string>): boolean {
  if (kinds.get(flatParent(element)) !== tagOf(element)) return false;
  return /^(true|menu)$/.test(structuralAttribute(element, "aria-haspopup") ?? "");
}

/** The entry of a surface that an element is in. */
export function itemAt(surface: Element, element: Element, items = itemsIn(surface)): Item | null {
  const known = new Set(items);
  const found = flatClosest(element, (at) => known.has(at) || at === surface);
  return found === null || !known.has(found) ? null : locate(surface, found, items);
}

/** The entry that the page says is highlighted: by reference, or by keyboard focus. */
export function pointedAt(surface: Element, opener: Element | null): Element | null {
  const holder = focused();
  for (const owner of [holder, opener, surface]) {
    if (owner === null) continue;
    const id = structuralAttribute(owner, "aria-activedescendant");
    const found = id === null ? null : findById(rootOf(owner), id);
    if (found !== null) return found;
  }
  return holder !== null && flatContains(surface, holder) ? holder : null;
}

/** The lists of a surface, each with its entries. */
export function listsIn(surface: Element): Map<Element, Element[]> {
  const lists = new Map<Element, Element[]>();
  for (const item of itemsIn(surface)) {
    const list = listOf(surface, item);
    lists.set(list, [...(lists.get(list) ?? []), item]);
  }
  return lists;
}
