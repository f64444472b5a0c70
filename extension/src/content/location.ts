// Where an entry stands in an open list or menu: in which level of it, and which of how many. Only
// positions leave this file.

import { roleOf } from "./describe.ts";
import { flatClosest, flatParent } from "./flat.ts";
import { overflowOf, rectOf, scrollOf } from "./layout.ts";
import { countIn } from "./reading/attributes.ts";
import { ITEM } from "./roled.ts";
import { childrenOf, tagOf } from "./tree.ts";
import { familyOf } from "./unroled.ts";

const LIST = /^(listbox|menu|menubar|tree|grid)$/;
const MAX_POSITION = 1_000_000;

export interface Item {
  element: Element;
  level: number;
  index: number;
  size: number | null;
  /** Positions of the entries it hangs on, where the page's own tree says so. */
  above: number[] | null;
}

/** Where an entry stands among the others. */
export function locate(surface: Element, item: Element, items: Element[]): Item {
  if (roleOf(item) === "treeitem") return locateInTree(surface, item, items);
  const list = listOf(surface, item);
  const lists = [...new Set(items.map((other) => listOf(surface, other)))];
  const peers = items.filter((other) => listOf(surface, other) === list);
  const place = positionAmong(item, peers);
  const hung = (other: Element): Element | null =>
    other === surface ? null : holderOf(surface, other, items);
  const holder = hung(list);
  if (holder !== null) {
    const above = locate(surface, holder, items);
    return { ...place, level: above.level + 1, above: [...(above.above ?? []), above.index] };
  }
  const apart = lists.length > 1 ? lists.filter((other) => hung(other) === null) : [];
  if (apart.length > 1 && areColumns(apart)) {
    return { ...place, level: byLeft(apart).indexOf(list), above: null };
  }
  if (lists.length > 1 && apart.length === lists.length) {
    return { ...positionAmong(item, items), level: 0, above: null };
  }
  return { ...place, level: 0, above: null };
}

/** The nearest list around an entry: by role, or the parent of entries that have none. */
export function listOf(surface: Element, item: Element): Element {
  const parent = flatParent(item);
  if (parent === null || item === surface) return surface;
  const roled = ITEM.test(roleOf(item));
  const found = flatClosest(
    parent,
    (at) => at === surface || (roled ? LIST.test(roleOf(at)) : /^(ul|ol|menu)$/.test(tagOf(at))),
  );
  const list = found ?? surface;
  const around = roled ? entryAround(parent, list) : null;
  if (around !== null) return around;
  if (list !== surface) return list;
  if (!roled) return familyOf.get(item) ?? surface;
  // Lists that keep their role to themselves: a submenu hangs beside its menu.
  if (LIST.test(roleOf(surface))) return surface;
  return flatClosest(parent, (at) => at === surface || hangsBeside(at, surface)) ?? surface;
}

/** The part of another entry that an entry lies in, where no list with a role is between them. */
function entryAround(parent: Element, list: Element): Element | null {
  let below = parent;
  for (let at: Element | null = parent; at !== null && at !== list; at = flatParent(at)) {
    if (/^menuitem/.test(roleOf(at))) return below;
    below = at;
  }
  return null;
}

function hangsBeside(element: Element, surface: Element): boolean {
  if (!/^(absolute|fixed)$/.test(getComputedStyle(element).position)) return false;
  const [one, other] = [rectOf(element), rectOf(surface)];
  const half = other.width / 2;
  return one.width > 1 && (one.left >= other.left + half || one.right <= other.right - half);
}

/** The entry whose submenu a list is, where the submenu lies inside it. */
function holderOf(surface: Element, list: Element, items: Element[]): Element | null {
  const known = new Set(items);
  let at = flatParent(list);
  for (let depth = 0; at !== null && at !== surface && depth < 50; depth += 1) {
    if (known.has(at)) return at;
    // Or it lies beside it: the wrapper of an entry and its submenu.
    const beside = childrenOf(at).find((child) => known.has(child) && child !== list);
    if (beside !== undefined && tagOf(at) === "li") return beside;
    at = flatParent(at);
  }
  return null;
}

function areColumns(lists: Element[]): boolean {
  const boxes = byLeft(lists).map(rectOf);
  return boxes.every((box, index) => {
    const before = boxes[index - 1];
    return before === undefined || box.left >= before.left + before.width / 2;
  });
}

function byLeft(lists: Element[]): Element[] {
  return [...lists].sort((one, other) => rectOf(one).left - rectOf(other).left);
}

function positionAmong(
  item: Element,
  peers: Element[],
): { element: Element; index: number; size: number | null } {
  const given = countIn(item, "aria-posinset");
  const size = countIn(item, "aria-setsize");
  if (given !== null) return { element: item, index: clamp(given - 1), size: size ?? null };
  const estimate = estimateInScrolled(item, peers);
  if (estimate !== null) return { element: item, ...estimate, size: size ?? estimate.size };
  return { element: item, index: Math.max(0, peers.indexOf(item)), size: size ?? peers.length };
}

/**
 * A list that draws only the rows in view, without telling their numbers: rows of one height, in a
 * scrolled box much longer than they are.
 */
function estimateInScrolled(
  item: Element,
  peers: Element[],
): { index: number; size: number } | null {
  const first = peers[0];
  const second = peers[1];
  if (first === undefined || second === undefined) return null;
  const pitch = rectOf(second).top - rectOf(first).top;
  if (pitch < 8) return null;
  const box = flatClosest(first, (at) => overflowOf(at).y > pitch / 2 && isScrollBox(at));
  if (box === null || box === item) return null;
  const whole = overflowOf(box).y + rectOf(box).height;
  if (whole < pitch * (peers.length + 2)) return null;
  const offset = rectOf(item).top - rectOf(box).top + scrollOf(box).y;
  return { index: clamp(Math.round(offset / pitch)), size: clamp(Math.round(whole / pitch)) };
}

function isScrollBox(element: Element): boolean {
  return /auto|scroll|hidden/.test(getComputedStyle(element).overflowY);
}

function clamp(position: number): number {
  return Math.min(MAX_POSITION, Math.max(0, position));
}

/** Trees say where an entry hangs by nesting, or by levels in one long list. */
function locateInTree(surface: Element, item: Element, items: Element[]): Item {
  const levels = new Map(items.map((other) => [other, levelInTree(surface, other)]));
  const path: number[] = [];
  const parents: Element[] = [];
  let level = levels.get(item) ?? 0;
  let position = items.indexOf(item);
  let size = 0;
  const base = Math.min(...levels.values());
  const own = level - base;
  for (let at = position; level >= base; ) {
    let index = 0;
    let parent = -1;
    for (let before = at - 1; before >= 0; before -= 1) {
      const other = levels.get(items[before] as Element) ?? 0;
      if (other === level) index += 1;
      if (other < level) {
        parent = before;
        break;
      }
    }
    if (at === position) size = index + countAfter(items, levels, at, level);
    path.unshift(index);
    if (parent < 0) break;
    parents.push(items[parent] as Element);
    level = levels.get(items[parent] as Element) ?? 0;
    at = parent;
    position = -1;
  }
  const given = countIn(item, "aria-posinset");
  const [parent] = parents;
  return {
    element: item,
    level: own,
    index: given === null ? (path.at(-1) ?? 0) : clamp(given - 1),
    size: countIn(item, "aria-setsize") ?? size,
    // In columns side by side the entry before the first of a column is not what it hangs on.
    above: parent !== undefined && isBeside(item, parent) ? null : path.slice(0, -1),
  };
}

function isBeside(item: Element, other: Element): boolean {
  return rectOf(item).left >= rectOf(other).right - 1;
}

function countAfter(
  items: Element[],
  levels: Map<Element, number>,
  from: number,
  level: number,
): number {
  let count = 1;
  for (let after = from + 1; after < items.length; after += 1) {
    const other = levels.get(items[after] as Element) ?? 0;
    if (other < level) break;
    if (other === level) count += 1;
  }
  return count;
}

function levelInTree(surface: Element, item: Element): number {
  const given = countIn(item, "aria-level");
  if (given !== null) return given;
  let level = 0;
  flatClosest(item, (at) => {
    if (roleOf(at) === "treeitem") level += 1;
    return at === surface;
  });
  return level;
}
