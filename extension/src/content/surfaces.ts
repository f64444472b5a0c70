// Finds what opened: lists and menus that a page draws, by their ARIA role or, where a page gives
// none, by what appeared over the page beside the place that was pressed.

import type { Dropdown, Target } from "../shared/wire.ts";
import { roleOf } from "./describe.ts";
import { firstDrawn, flatClosest, flatContains, flatElements, flatParent } from "./flat.ts";
import { itemsIn } from "./items.ts";
import { hasArea, isShown, rectOf } from "./layout.ts";
import { remembered } from "./memory.ts";
import { isOpener, LIST, namedBy, promiseOf, promisesList } from "./openers.ts";
import { areaAround, padOfKey } from "./reading/areas.ts";
import { inputTypeOf, structuralAttribute } from "./reading/attributes.ts";
import { isClosed } from "./reading/classes.ts";
import { isEditable } from "./reading/editable.ts";
import { isMoving, isUncovered } from "./sight.ts";
import { elementMatches, focused, inOrder, isAttached, tagOf } from "./tree.ts";

const ASKS = /^(combobox|listbox|spinbutton|slider|radiogroup)$/;
const DIALOG = /^(dialog|alertdialog)$/;
const SWITCHES = /^(tab|checkbox|radio|switch)$/;
const NEAR_PX = 80;
const MOST_OF_WINDOW = 0.85;
const MAX_BEYOND = 3;
const MAX_AROUND = 8;
const FIRST_ENTRIES = 8;
const MANY_BUTTONS = 5;
/** So many times its own size is what a part has come with if it is a detail of that. */
const DETAIL = 4;

export interface Surface {
  element: Element;
  kind: Dropdown["surface"];
}

export interface Point {
  x: number;
  y: number;
}

/** What has come since an action: what shows of it, and whether an element is of it. */
export interface Came {
  shown: readonly Element[];
  has(element: Element): boolean;
  /** Whether there was more than is kept. */
  isFull: boolean;
}

/** What is known of the moment before something opened. */
export interface Before {
  opener: Element | null;
  at: Point | null;
  shown: ReadonlySet<Element>;
  context: boolean;
  /** Where the opener was; pages draw it anew. */
  box: Target["box"] | null;
  /** What had the focus. */
  focus: Element | null;
}

/**
 * The list or menu that opened, among what appeared; null if nothing of the kind did. `lists` are
 * all with a role that show now.
 */
export function surfaceAmong(came: Came, lists: Element[], before: Before): Surface | null {
  const named = namedBy(before.opener).filter(
    (list) => !before.shown.has(list) && isUncovered(list),
  );
  for (const list of named) {
    const found = evaluate(listWithin(list) ?? list, came, before, true);
    if (found !== null) return found;
  }
  for (const list of inOrder(lists.filter((list) => !before.shown.has(list)))) {
    const found = evaluate(list, came, before, false);
    if (found !== null) return found;
  }
  const { opener } = before;
  const seen = new Set<Element | null>();
  for (const root of came.shown) {
    const list = listWithin(root);
    if (list !== null && before.shown.has(list)) continue;
    // Entries of one part that do not lie over the page by themselves all say what the first says.
    const isAlone = opener !== null && (tagOf(opener) === "summary" || flatContains(root, opener));
    if (list === null && !isAlone && !firstDrawn(root, 8).some(liesOver)) {
      const parent = flatParent(root);
      if (seen.has(parent)) continue;
      seen.add(parent);
    }
    const found = evaluate(list ?? root, came, before, false);
    if (found !== null) return found;
  }
  return null;
}

function evaluate(
  candidate: Element,
  came: Came,
  before: Before,
  isNamed: boolean,
): Surface | null {
  const { opener } = before;
  if (opener !== null && flatContains(candidate, opener)) return null;
  if (areaAround(candidate) !== null) return null;
  const roled = LIST.test(roleOf(candidate));
  const declared = opener !== null && flatClosest(opener, isOpener) !== null;
  const overlay = overlayOf(candidate, came, opener);
  const element = overlay ?? candidate;
  const isDetails = opener !== null && tagOf(opener) === "summary";
  if (overlay === null && !(roled && (isNamed || declared)) && !isNamed && !isDetails) return null;
  if (!roled && !isNamed && !isDetails && !isNear(element, before)) return null;
  if (!declared && !roled && fillsWindow(element) && !isSearch(element)) return null;
  if (!roled && !promisesList(opener) && (isForm(element) || isPlainDialog(element, opener)))
    return null;
  const isTable = roleOf(candidate) === "grid";
  if ((!roled || isTable) && !isNamed && showsOther(opener, element)) return null;
  if (!roled && isShownAlongside(element, before)) return null;
  if (!roled && !isNamed && !declared && isDetailOf(element, came, before)) return null;
  // What is kept clear, flat or cut off may be filled anew and not be open for that.
  if (!isUncovered(element) && !isMoving(element)) return null;
  const items = itemsIn(element);
  if (items.length < (roled ? 1 : 2) || holdsPad(element)) return null;
  // A button that comes into a bar that was there makes no menu of the bar.
  if (!roled && !isNamed && !haveCome(items, came)) return null;
  return { element, kind: kindOf(element, candidate, before) };
}

/** Whether its entries are the keys of a pad: which of them is pressed is a PIN. */
export function holdsPad(surface: Element): boolean {
  return itemsIn(surface).some((item) => padOfKey(item) !== null);
}

/** The part that lies over the page and has come with the candidate. */
function overlayOf(candidate: Element, came: Came, opener: Element | null): Element | null {
  const inside = firstDrawn(candidate, 8);
  // Nearly all that comes into pages lies over nothing.
  const liesInPage = flatClosest(candidate, liesOver) === null;
  if (liesInPage && !inside.some(liesOver)) return null;
  const over = inside.filter((part) => liesOver(part) && hasArea(part));
  // A cover over the whole page is not the list that lies on it.
  let outermost = over.find((part) => !fillsWindow(part)) ?? over[0] ?? null;
  const isWithin = flatClosest(candidate, (at) => came.has(at)) !== null;
  let beyond = 0;
  let has = came.has(candidate);
  for (let at = flatParent(candidate); at !== null && beyond < MAX_BEYOND; at = flatParent(at)) {
    if (opener !== null && flatContains(at, opener)) break;
    if (liesOver(at) && hasArea(at) && !fillsWindow(at)) outermost = at;
    has ||= came.has(at);
    // A page may keep the frame of its pop-ups and only fill it anew.
    if (isWithin && has && !came.has(at)) beyond += 1;
  }
  return outermost;
}

export function liesOver(element: Element): boolean {
  if (elementMatches(element, ":popover-open") || elementMatches(element, "dialog:open"))
    return true;
  const { position } = getComputedStyle(element);
  return position === "absolute" || position === "fixed";
}

export function isNear(element: Element, { opener, at, box: was, focus }: Before): boolean {
  const box = rectOf(element);
  const near = (left: number, top: number, right: number, bottom: number): boolean =>
    box.left <= right + NEAR_PX &&
    box.right >= left - NEAR_PX &&
    box.top <= bottom + NEAR_PX &&
    box.bottom >= top - NEAR_PX;
  if (at !== null && near(at.x, at.y, at.x, at.y)) return true;
  if (opener === null) {
    // A shortcut is pressed at no place: what it brings takes the focus, or a field beside it does.
    const holder = focused();
    if (at !== null || holder === null) return false;
    if (flatContains(element, holder)) return true;
    return holder !== focus && flatContains(partOverPage(element), holder);
  }
  // Beside a drawing or a text that fills the page everything is.
  if (at !== null && fillsWindow(opener)) return false;
  if (!isAttached(opener) && was !== null)
    return near(was.x, was.y, was.x + was.width, was.y + was.height);
  const from = rectOf(opener);
  return near(from.left, from.top, from.right, from.bottom);
}

/** The outermost part that lies over the page, around an element or the element itself. */
function partOverPage(element: Element): Element {
  let outermost = element;
  let at: Element | null = element;
  for (let step = 0; at !== null && step < MAX_AROUND; step += 1) {
    if (liesOver(at) && hasArea(at) && !fillsWindow(at)) outermost = at;
    at = flatParent(at);
  }
  return outermost;
}

export function fillsWindow(element: Element): boolean {
  const box = rectOf(element);
  return box.width * box.height > MOST_OF_WINDOW * innerWidth * innerHeight;
}

function haveCome(items: Element[], came: Came): boolean {
  const isNew = (item: Element): boolean => flatClosest(item, (at) => came.has(at)) !== null;
  const told = came.isFull ? items.slice(0, FIRST_ENTRIES) : items;
  return told.filter(isNew).length * 2 > told.length;
}

/** A tab shows its panel, and a tick what it switches on: neither opens a list. */
function showsOther(opener: Element | null, element: Element): boolean {
  if (opener === null || isOpener(opener) || flatContains(opener, element)) return false;
  // Menus that need no script are made with a tick that cannot be seen.
  if (isTick(opener) && !isUncovered(opener)) return false;
  const isLabel = tagOf(opener) === "label";
  return SWITCHES.test(roleOf(opener)) || (isLabel && firstDrawn(opener, 6).some(isTick));
}

function isTick(element: Element): boolean {
  return tagOf(element) === "input" && /^(checkbox|radio|switch)$/.test(roleOf(element));
}

/** A text that is written in may bring the bar of its tools. */
function isShownAlongside(element: Element, { opener, context }: Before): boolean {
  if (opener === null || context || isOpener(opener)) return false;
  const isText = isEditable(opener) && tagOf(opener) !== "input";
  return isText && itemsIn(element).some((item) => roleOf(item) === "button");
}

/** Rows that a page draws anew may bring buttons that lie over them. */
function isDetailOf(element: Element, came: Came, { opener, box }: Before): boolean {
  const isGone = opener !== null && !isAttached(opener);
  const holdsOpener = (at: Element): boolean =>
    isGone && box !== null ? holdsMiddle(at, box) : opener !== null && flatContains(at, opener);
  let whole = element;
  for (let at = flatParent(element); at !== null; at = flatParent(at)) {
    if (liesOver(at) || holdsOpener(at)) break;
    if (came.has(at)) whole = at;
  }
  const [of, part] = [rectOf(whole), rectOf(element)];
  return whole !== element && of.width * of.height > DETAIL * part.width * part.height;
}

function holdsMiddle(element: Element, { x, y, width, height }: Target["box"]): boolean {
  const { left, top, right, bottom } = rectOf(element);
  const [middle, centre] = [x + width / 2, y + height / 2];
  return left <= middle && middle <= right && top <= centre && centre <= bottom;
}

/** What asks for several things at once is no list, wherever it lies. */
function isForm(element: Element): boolean {
  const asks = (part: Element): boolean =>
    (isEditable(part) || ASKS.test(roleOf(part))) && hasArea(part);
  return flatElements(element).filter(asks).length > 1;
}

function isPlainDialog(element: Element, opener: Element | null): boolean {
  const around = flatClosest(element, (at) => DIALOG.test(roleOf(at)));
  const isOwn = around === null || (opener !== null && flatContains(around, opener));
  const within = [...firstDrawn(element, 4), ...(isOwn ? [] : [around])];
  const dialog = within.find((part) => DIALOG.test(roleOf(part)) && listWithin(part) === null);
  return dialog !== undefined && !isSearch(dialog);
}

/** A field that has taken the focus, and below it rows of what is found. */
function isSearch(dialog: Element): boolean {
  const field = focused();
  if (field === null || tagOf(field) !== "input" || !flatContains(dialog, field)) return false;
  if (!/^(text|search)$/.test(inputTypeOf(field)) || isClosed(field)) return false;
  const items = itemsIn(dialog);
  // What is to be done with what was written stands below it as well.
  if (items.length < MANY_BUTTONS && items.every((item) => roleOf(item) === "button")) return false;
  const [first, ...others] = items.map(rectOf);
  if (first === undefined || others.length < 2 || first.top < rectOf(field).top) return false;
  const isRow = (box: DOMRect): boolean => Math.abs(box.width - first.width) <= 2;
  return others.every(isRow) && 2 * first.width > rectOf(field).width;
}

export const listWithin = remembered((element: Element): Element | null => {
  const lists = flatElements(element).filter((part) => LIST.test(roleOf(part)) && isShown(part));
  return lists.find((list) => itemsIn(list).length > 0) ?? lists[0] ?? null;
});

/** Whether a list that comes late is the one that a field has asked for, and no menu that came meanwhile. */
export function isAskedFor(list: Element, before: Before): boolean {
  if (before.shown.has(list) || roleOf(list) === "menu") return false;
  return isFieldsOwn(before.opener, list) && isNear(list, before);
}

/** Whether the list belongs to a field, also where a button beside the field has opened it. */
function isFieldsOwn(opener: Element | null, list: Element): boolean {
  if (opener !== null && roleOf(opener) === "combobox") return true;
  const field = focused();
  if (field === null || roleOf(field) !== "combobox") return false;
  return namedBy(field).some((part) => flatContains(part, list) || flatContains(list, part));
}

/** What sort of list it is; `candidate` is the part of it that has a role, if there is one. */
export function kindOf(element: Element, candidate: Element, before: Before): Dropdown["surface"] {
  const { opener, context } = before;
  const declared = opener === null ? null : flatClosest(opener, isOpener);
  const list = LIST.test(roleOf(candidate)) ? candidate : listWithin(element);
  if (context) return "context-menu";
  const isDialog = (part: Element): boolean => DIALOG.test(roleOf(part));
  if (opener === null && (isDialog(element) || flatClosest(element, isDialog) !== null)) {
    return "dialog";
  }
  if (list !== null && isFieldsOwn(declared, list)) {
    const role = roleOf(list);
    return role === "tree" || role === "grid" ? role : "combobox";
  }
  if (list !== null) return roleOf(list) as "listbox" | "menu" | "tree" | "grid";
  const roles = new Set(itemsIn(element).map(roleOf));
  if ([...roles].some((role) => role.startsWith("menuitem"))) return "menu";
  if (roles.has("option"))
    return declared !== null && roleOf(declared) === "combobox" ? "combobox" : "listbox";
  if (roles.has("treeitem")) return "tree";
  // A list may keep its role to itself; its opener says what it is.
  const promised = promiseOf(declared);
  if (promised !== null) return promised;
  if (opener !== null && tagOf(opener) === "summary") return "details";
  if (structuralAttribute(element, "popover") !== null) return "popover";
  return "panel";
}
