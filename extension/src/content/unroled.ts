// Entries of lists that give them no role: several of a kind that can be pressed.

import { roleOf } from "./describe.ts";
import { flatClosest, flatParent } from "./flat.ts";
import { hasArea, rectOf } from "./layout.ts";
import { structuralAttribute } from "./reading/attributes.ts";
import { isEditable } from "./reading/editable.ts";
import { marksOf } from "./reading/marks.ts";
import { childrenOf, tagOf } from "./tree.ts";

/** Without roles: list entries, else links and buttons, else the largest family of siblings. */
export function likeItems(surface: Element, all: readonly Element[]): Element[] {
  const inside = all.filter((element) => element !== surface && !isEditable(element));
  const entries = inside.filter((element) => tagOf(element) === "li" && hasArea(element));
  if (entries.length > 1) noteFamily(surface, entries);
  const isRemnant = entries.length === 1 && lastFamily.get(surface)?.tag === "li";
  if (entries.length > 1 || isRemnant) return entries;
  const holding = around(all.filter(isEditable), surface);
  const pressable = inside.filter(
    (element) =>
      isPressable(element) && hasArea(element) && (isButton(element) || !holding.has(element)),
  );
  const outermost = withDisabled(inside, outermostOf(pressable));
  const rows = rowsAmong(outermost);
  if (rows.length > 2) noteFamily(surface, rows);
  const left = rows.length > 2 ? [] : rows.filter((element) => isOfLast(surface, element));
  if (left.length > 0) return left;
  if (rows.length > 1) return rows;
  return familiesIn(surface, inside, all);
}

/** What lies around elements, up to the surface. */
function around(elements: Element[], surface: Element): ReadonlySet<Element> {
  const found = new Set<Element>();
  for (const element of elements) {
    let at = flatParent(element);
    for (; at !== null && at !== surface && !found.has(at); at = flatParent(at)) found.add(at);
  }
  return found;
}

/** With those beside them that are alike and say that they are disabled: pages take from these what can be pressed. */
function withDisabled(inside: Element[], entries: Element[]): Element[] {
  const kinds = new Map(entries.map((entry) => [flatParent(entry), tagOf(entry)]));
  const known = new Set(entries);
  const isDisabled = (element: Element): boolean =>
    structuralAttribute(element, "aria-disabled") === "true" &&
    kinds.get(flatParent(element)) === tagOf(element);
  return inside.filter(
    (element) => known.has(element) || (isDisabled(element) && hasArea(element)),
  );
}

/** Those that lie in no other; what only takes the focus and holds several buttons is their frame. */
function outermostOf(pressable: Element[]): Element[] {
  const known = new Set(pressable);
  const outer = (element: Element): Element | null => {
    const parent = flatParent(element);
    return parent === null ? null : flatClosest(parent, (at) => known.has(at));
  };
  const held = new Map<Element | null, number>();
  for (const element of pressable.filter(isButton)) {
    const holder = outer(element);
    held.set(holder, (held.get(holder) ?? 0) + 1);
  }
  for (const [holder, count] of held) {
    if (holder !== null && count > 1 && !isButton(holder)) known.delete(holder);
  }
  return pressable.filter((element) => known.has(element) && outer(element) === null);
}

/** Rows of a list are of one width and stand in a column; a small button in its head is none. */
function rowsAmong(pressable: Element[]): Element[] {
  const boxes = new Map(pressable.map((element) => [element, rectOf(element)]));
  for (const { left, width } of new Set(boxes.values())) {
    const isRow = ([, box]: [Element, DOMRect]): boolean =>
      Math.abs(box.width - width) <= 2 && Math.abs(box.left - left) <= 2;
    const [rows, others] = [[...boxes].filter(isRow), [...boxes].filter((one) => !isRow(one))];
    const areSmall = others.every(([, box]) => box.width * 2 < width);
    if (rows.length > 2 && rows.length > others.length && areSmall) return rows.map(([row]) => row);
  }
  return pressable;
}

/** Of each surface the family that was its entries last: a filter may leave one of them. */
const lastFamily = new WeakMap<Element, { parent: Element; tag: string }>();
/** The parents of entries that are a family: each is a list of its own. */
export const familyOf = new WeakMap<Element, Element>();

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
  const kept = kinIn(surface, inside);
  const families: Element[][] = [];
  const members = new Set<Element>(kept);
  for (const parent of [surface, ...inside]) {
    const family = familyIn(parent).filter(hasArea);
    if (family.length < 2 || isPartOfOne(parent, members)) continue;
    families.push(family);
    for (const member of family) members.add(member);
  }
  const best = families.reduce<Element[]>(
    (a, b) => (kept.length < 1 && b.length > a.length ? b : a),
    kept,
  );
  const [first] = best;
  if (first === undefined) return remnantsIn(surface, inside);
  noteFamily(surface, best);
  if (kept.length === 0) noteKin(surface, best);
  const { height } = rectOf(first);
  const isLike = ([other]: Element[]): boolean =>
    other !== undefined &&
    tagOf(other) === tagOf(first) &&
    Math.abs(rectOf(other).height - height) <= 1;
  const alike = families.filter((family) => family === best || isLike(family)).flat();
  // Of some groups there is only one.
  const entries = new Set([...alike, ...kinIn(surface, inside)]);
  for (const entry of entries) familyOf.set(entry, flatParent(entry) ?? surface);
  return all.filter((element) => entries.has(element));
}

/** Of each surface what the entries were called that were told by being several of a kind. */
const lastKin = new WeakMap<Element, { tag: string; words: readonly string[] }>();

function noteKin(surface: Element, [first, ...others]: Element[]): void {
  if (first === undefined) return;
  const all = others.map((other) => new Set(marksOf(other)));
  // What the whole part is called as well says nothing of its entries.
  const common = new Set(marksOf(surface));
  const words = marksOf(first).filter(
    (word) => !common.has(word) && all.every((marks) => marks.has(word)),
  );
  if (words.length > 0) lastKin.set(surface, { tag: tagOf(first), words });
}

/** What is called like the entries, also where a filter has left one of a group. */
function kinIn(surface: Element, inside: Element[]): Element[] {
  const last = lastKin.get(surface);
  if (last === undefined) return [];
  const isKin = (element: Element): boolean => {
    if (tagOf(element) !== last.tag) return false;
    const marks = marksOf(element);
    if (!last.words.every((word) => marks.includes(word)) || !hasArea(element)) return false;
    return isPointedAt(element) || isFilledByPointed(element);
  };
  const found = new Set<Element>();
  for (const element of inside)
    if (isKin(element) && !isPartOfOne(element, found)) found.add(element);
  for (const entry of found) familyOf.set(entry, flatParent(entry) ?? surface);
  return [...found];
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

function isButton(element: Element): boolean {
  const tag = tagOf(element);
  if (tag === "a" || tag === "button" || tag === "label" || tag === "option") return true;
  return /^(button|link|checkbox|radio|switch|tab)$/.test(roleOf(element));
}

function isPressable(element: Element): boolean {
  if (isButton(element)) return true;
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
  // A heading stands before them.
  if (points.length === alike.length - 1 && !points.includes(first)) return points;
  if (points.length * 2 > alike.length) return alike;
  if (points.length > 0 || !alike.slice(0, 2).some(isFilledByPointed)) return [];
  return alike.filter(isFilledByPointed).length * 2 > alike.length ? alike : [];
}

/** Whether the pointer says that it can be pressed. */
export function isPointedAt(element: Element): boolean {
  return getComputedStyle(element).cursor === "pointer";
}

function isFilledByPointed(element: Element): boolean {
  return childrenOf(element)
    .slice(0, 2)
    .some((child) => isPointedAt(child) && hasArea(child) && liesIn(element, child));
}
