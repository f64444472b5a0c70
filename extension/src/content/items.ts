// The entries of an open list or menu: which they are, where they stand, which is highlighted.
//
// Entries are known by their ARIA role; where a page gives none, by being several of a kind that
// can be pressed. Only positions leave this file.

import { roleOf } from "./describe.ts";
import { flatClosest, flatContains, flatElements, flatParent } from "./flat.ts";
import { isDisplayed, overflowOf, rectOf, scrollOf } from "./layout.ts";
import { remembered } from "./memory.ts";
import { countIn, structuralAttribute } from "./reading/attributes.ts";
import { isEditable } from "./reading/editable.ts";
import { childrenOf, findById, focused, rootOf, tagOf } from "./tree.ts";

/** Roles of entries. */
export const ITEM = /^(option|menuitem|menuitemcheckbox|menuitemradio|treeitem)$/;
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

/** Whether an element has an area that a person could point at. */
export function hasArea(element: Element): boolean {
  if (!isDisplayed(element)) return false;
  const { width, height } = rectOf(element);
  return width > 1 && height > 1;
}

/** The visible entries of a surface, in order. */
export const itemsIn = remembered((surface: Element): Element[] => {
  const all = flatElements(surface);
  const roled = all.filter((element) => ITEM.test(roleOf(element)) && hasArea(element));
  if (roled.length > 0) return roled;
  const cells = all.filter((element) => roleOf(element) === "gridcell" && hasArea(element));
  if (cells.length > 0) return cells;
  return likeItems(surface, all);
});

/** Without roles: list entries, else links and buttons, else the largest family of siblings. */
function likeItems(surface: Element, all: readonly Element[]): Element[] {
  const inside = all.filter((element) => element !== surface && !isEditable(element));
  const entries = inside.filter((element) => tagOf(element) === "li" && hasArea(element));
  if (entries.length > 1) noteFamily(surface, entries);
  const isRemnant = entries.length === 1 && lastFamily.get(surface)?.tag === "li";
  if (entries.length > 1 || isRemnant) return entries;
  const pressable = inside.filter((element) => isPressable(element) && hasArea(element));
  const known = new Set(pressable);
  const outermost = pressable.filter((element) => {
    const around = flatParent(element);
    return around === null || flatClosest(around, (at) => known.has(at)) === null;
  });
  const rows = rowsAmong(outermost);
  if (rows.length > 2) noteFamily(surface, rows);
  const left = rows.length > 2 ? [] : rows.filter((element) => isOfLast(surface, element));
  if (left.length > 0) return left;
  if (rows.length > 1) return rows;
  return familiesIn(surface, inside, all);
}

/** Rows of a list are of one width; a button to close it, or a field in its head, is not. */
function rowsAmong(pressable: Element[]): Element[] {
  const widths = pressable.map((element) => Math.round(rectOf(element).width));
  for (const width of new Set(widths)) {
    const alike = pressable.filter((_, at) => Math.abs((widths[at] ?? 0) - width) <= 2);
    if (alike.length > 2 && alike.length * 2 > pressable.length) return alike;
  }
  return pressable;
}

/** Of each surface the family that was its entries last: a filter may leave one of them. */
const lastFamily = new WeakMap<Element, { parent: Element; tag: string }>();
/** The parents of entries that are a family: each is a list of its own. */
const familyOf = new WeakMap<Element, Element>();

/** Whether a filter has left this of the entries there were. */
function isOfLast(surface: Element, element: Element): boolean {
  const last = lastFamily.get(surface);
  return last !== undefined && last.parent === flatParent(element) && last.tag === tagOf(element);
}

function noteFamily(surface: Element, [first]: Element[]): void {
  const parent = first === undefined ? null : flatParent(first);
  if (first !== undefined && parent !== null) {
    lastFamily.set(surface, { parent, tag: tagOf(first) });
  }
}

/** The largest family of siblings, and others like it: the columns and submenus beside it. */
function familiesIn(surface: Element, inside: Element[], all: readonly Element[]): Element[] {
  const families: Element[][] = [];
  const members = new Set<Element>();
  for (const parent of [surface, ...inside]) {
    const family = familyIn(parent).filter(hasArea);
    if (family.length < 2 || isPartOfOne(parent, members)) continue;
    families.push(family);
    for (const member of family) members.add(member);
  }
  const best = families.reduce<Element[]>((a, b) => (b.length > a.length ? b : a), []);
  const [first] = best;
  if (first === undefined) return remnantsIn(surface, inside);
  noteFamily(surface, best);
  const { height } = rectOf(first);
  const isLike = ([other]: Element[]): boolean =>
    other !== undefined &&
    tagOf(other) === tagOf(first) &&
    Math.abs(rectOf(other).height - height) <= 1;
  const entries = new Set(families.filter((family) => family === best || isLike(family)).flat());
  for (const entry of entries) familyOf.set(entry, flatParent(entry) ?? surface);
  return all.filter((element) => entries.has(element));
}

/** Whether something is only a part of an entry, and no submenu that hangs on it. */
function isPartOfOne(element: Element, entries: ReadonlySet<Element>): boolean {
  if (entries.size === 0) return false;
  const around = flatClosest(element, (at) => entries.has(at));
  return around !== null && (around === element || liesIn(element, around));
}

function liesIn(inner: Element, outer: Element): boolean {
  const [one, other] = [rectOf(inner), rectOf(outer)];
  return (
    one.left >= other.left - 1 &&
    one.top >= other.top - 1 &&
    one.right <= other.right + 1 &&
    one.bottom <= other.bottom + 1
  );
}

function remnantsIn(surface: Element, inside: Element[]): Element[] {
  const last = lastFamily.get(surface);
  if (last === undefined || (last.parent !== surface && !inside.includes(last.parent))) return [];
  return childrenOf(last.parent).filter((child) => tagOf(child) === last.tag && hasArea(child));
}

function isPressable(element: Element): boolean {
  const tag = tagOf(element);
  if (tag === "a" || tag === "button" || tag === "label" || tag === "option") return true;
  if (/^(button|link|checkbox|radio|switch|tab)$/.test(roleOf(element))) return true;
  return structuralAttribute(element, "tabindex") !== null && childrenOf(element).length < 8;
}

/** Children of one tag over which the pointer says that they, or what fills them, can be pressed. */
function familyIn(parent: Element): Element[] {
  const children = childrenOf(parent);
  const first = children[0];
  if (children.length < 2 || first === undefined) return [];
  const alike = children.filter((child) => tagOf(child) === tagOf(first));
  if (alike.length < 2) return [];
  const points = alike.filter(isPointedAt);
  if (points.length * 2 > alike.length) return alike;
  if (points.length > 0 || !alike.slice(0, 2).some(isFilledByPointed)) return [];
  return alike.filter(isFilledByPointed).length * 2 > alike.length ? alike : [];
}

function isPointedAt(element: Element): boolean {
  return getComputedStyle(element).cursor === "pointer";
}

function isFilledByPointed(element: Element): boolean {
  return childrenOf(element)
    .slice(0, 2)
    .some((child) => isPointedAt(child) && hasArea(child) && liesIn(element, child));
}

/** The entry of a surface that an element is in. */
export function itemAt(surface: Element, element: Element, items = itemsIn(surface)): Item | null {
  const known = new Set(items);
  const found = flatClosest(element, (at) => known.has(at) || at === surface);
  return found === null || !known.has(found) ? null : locate(surface, found, items);
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
function listOf(surface: Element, item: Element): Element {
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
  if (estimate !== null) return { element: item, ...estimate };
  return { element: item, index: Math.max(0, peers.indexOf(item)), size: peers.length };
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
