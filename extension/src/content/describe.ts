// Describe an element: role, name, selectors, place in its set. Reads through reading/ only.

import { pathTemplate } from "../shared/sites.ts";
import type { Box, Point, Target, Viewport } from "../shared/wire.ts";
import { rectOf } from "./layout.ts";
import { isInNamedStatic, isSiteStatic, level } from "./level.ts";
import { remembered } from "./memory.ts";
import { areaAround } from "./reading/areas.ts";
import {
  hasLink,
  inputTypeOf,
  isCurrentOrCrumb,
  linkPathOf,
  structuralAttribute,
} from "./reading/attributes.ts";
import { isDropdownSelect, optionPosition } from "./reading/choices.ts";
import { isEditable, isWithinField } from "./reading/editable.ts";
import { entryWordingOf, wordingOf } from "./reading/wording.ts";
import { Row } from "./row.ts";
import { selectorsOf, shadowPath } from "./selectors.ts";
import { reasonInTest, reasonToWithhold } from "./tokens.ts";
import { closest, findAll, nextOf, parentOf, previousOf, rootOf, tagOf } from "./tree.ts";

// Maps, since a page may call an element "constructor".
const TAG_ROLES = new Map(
  Object.entries({
    button: "button",
    summary: "button",
    option: "option",
    textarea: "textbox",
    nav: "navigation",
    main: "main",
    header: "banner",
    footer: "contentinfo",
    aside: "complementary",
    table: "table",
    tr: "row",
    td: "cell",
    th: "columnheader",
    ul: "list",
    ol: "list",
    li: "listitem",
    img: "img",
    h1: "heading",
    h2: "heading",
    h3: "heading",
    h4: "heading",
    h5: "heading",
    h6: "heading",
    form: "form",
    dialog: "dialog",
    article: "article",
    p: "paragraph",
    body: "document",
    html: "document",
  }),
);
const INPUT_ROLES = new Map(
  Object.entries({
    button: "button",
    submit: "button",
    reset: "button",
    image: "button",
    checkbox: "checkbox",
    radio: "radio",
    range: "slider",
    number: "spinbutton",
    search: "searchbox",
  }),
);
const OWN_TEXT_ROLES =
  /^(button|menuitem|menuitemcheckbox|menuitemradio|tab|checkbox|radio|switch|link|columnheader)$/;
const LABELLED_ROLES =
  /^(textbox|searchbox|combobox|listbox|slider|spinbutton|checkbox|radio|switch|menu|menubar|tablist|toolbar)$/;
const SET_ROLES =
  /^(option|menuitem|menuitemcheckbox|menuitemradio|tab|row|cell|gridcell|treeitem|listitem|radio|columnheader|article)$/;
const ITEM_ROLES = /^(row|cell|gridcell|listitem|article|treeitem|option)$/;
const ENTRY_ROLES = /^(option|treeitem|row|cell|gridcell|rowheader|listitem|heading)$/;
const MAX_PEERS = 5;
const MIN_PEERS = 2;
const MAX_LOOKED_AT = 10;
const CONTROL_ROLES =
  /^(button|link|menuitem|menuitemcheckbox|menuitemradio|tab|checkbox|radio|switch|option|treeitem|combobox|listbox|textbox|searchbox|slider|spinbutton|gridcell)$/;
export const MENU_ITEM = /^(menuitem|menuitemcheckbox|menuitemradio)$/;
const NAVIGATION_ROLES = /^(navigation|menu|menubar|toolbar|tablist)$/;

export const roleOf = remembered((element: Element): string => {
  const said = structuralAttribute(element, "role");
  const given = said === null ? "" : (said.trim().split(/\s+/)[0] ?? "");
  if (/^[a-z][a-z-]{0,39}$/.test(given) && given !== "none" && given !== "presentation") {
    return given;
  }
  const tag = tagOf(element);
  if (tag === "a") return hasLink(element) ? "link" : "generic";
  if (tag === "input") return inputRole(element);
  if (tag === "select") return isDropdownSelect(element) ? "combobox" : "listbox";
  return TAG_ROLES.get(tag) ?? (isEditable(element) ? "textbox" : "generic");
});

function inputRole(element: Element): string {
  if (structuralAttribute(element, "list") !== null) return "combobox";
  return INPUT_ROLES.get(inputTypeOf(element)) ?? "textbox";
}

/** The control that an element is part of, such as the button around an icon. */
export function controlOf(element: Element): Element {
  return closest(element, isControl) ?? element;
}

export function isControl(element: Element): boolean {
  return CONTROL_ROLES.test(roleOf(element)) || tagOf(element) === "label" || isEditable(element);
}

export interface Naming {
  name: string | null;
  name_withheld: Target["name_withheld"];
}

/** The name of a control, or why it is not given. */
export function nameOf(element: Element, role = roleOf(element)): Naming {
  const withheld = (reason: NonNullable<Naming["name_withheld"]>): Naming => ({
    name: null,
    name_withheld: reason,
  });
  const said = level();
  if (said === "outline") return withheld("site-level");
  const isLabel = tagOf(element) === "label";
  const ownText = OWN_TEXT_ROLES.test(role) || isLabel;
  if (!ownText && !LABELLED_ROLES.test(role)) {
    if (isEditable(element)) return withheld("editable");
    return saysEntry(element, role) ? entryName(element) : withheld("data-role");
  }
  const isTest = said === "text";
  if (role === "link" && !isTest && !isFixedLink(element)) return withheld("data-role");
  if (MENU_ITEM.test(role) && !isTest && isOfField(element)) return withheld("data-role");
  const wording = wordingOf(element, ownText && !isEditable(element));
  if (wording === null) return withheld("no-label");
  const reason = isTest ? reasonInTest(wording) : reasonToWithhold(wording);
  if (reason !== null) return withheld(reason);
  if (!isTest && !isFixedInItsItem(element, role, wording)) return withheld("data-role");
  return { name: wording, name_withheld: null };
}

/** Whether what belongs to an element is a choice of its value, whatever the page calls the entries. */
export function choosesValue(holder: Element): boolean {
  const popup = structuralAttribute(holder, "aria-haspopup") ?? "";
  return roleOf(holder) === "combobox" || /^(listbox|tree|grid)$/.test(popup);
}

/** Whether a menu item belongs to a field, which says so of its menu. */
function isOfField(item: Element): boolean {
  const menu = closest(item, (at) => roleOf(at) === "menu");
  const id = menu === null ? null : structuralAttribute(menu, "id");
  const root = rootOf(item);
  if (id === null || id === "" || root === null) return false;
  const named = CSS.escape(id);
  return findAll(root, `[aria-controls~="${named}"], [aria-owns~="${named}"]`).some(choosesValue);
}

/** Whether the policy lets the wording of entries of this role be recorded. */
function saysEntry(element: Element, role: string): boolean {
  if (carriesText(role)) return true;
  if (/^(option|treeitem)$/.test(role)) return isSiteStatic() || isInNamedStatic(element);
  return role === "gridcell" && isInNamedStatic(element);
}

/** Whether elements of this role are data that may be told here, as in a test system. */
export function carriesText(role: string): boolean {
  return ENTRY_ROLES.test(role) && level() === "text";
}

/** The wording of an entry that may be told; what was typed into it never is. */
export function entryName(element: Element): Naming {
  const withheld = (name_withheld: Naming["name_withheld"]): Naming => ({
    name: null,
    name_withheld,
  });
  if (isWithinField(element)) return withheld("editable");
  const wording = entryWordingOf(element);
  if (wording === null) return withheld("no-label");
  const reason = level() === "text" ? reasonInTest(wording) : reasonToWithhold(wording);
  return reason === null ? { name: wording, name_withheld: null } : withheld(reason);
}

/** Links of a navigation are fixed, unless they name the entry that is shown or lead to one. */
function isFixedLink(link: Element): boolean {
  const navigation = closest(link, (candidate) => NAVIGATION_ROLES.test(roleOf(candidate)));
  if (navigation === null || isCurrentOrCrumb(link, navigation)) return false;
  const path = linkPathOf(link);
  return path === null || !pathTemplate(path, []).includes("{}");
}

/**
 * Inside a row, cell or list entry a control's wording often names the entry ("Select Ada Brandt").
 * It is taken for fixed only if the same control of all entries around it says the same.
 */
function isFixedInItsItem(element: Element, role: string, wording: string): boolean {
  const item = closest(element, (candidate) => ITEM_ROLES.test(roleOf(candidate)));
  if (item === null || item === element || isInNavigation(item)) return true;
  const row = closest(item, (candidate) => roleOf(candidate) === "row") ?? item;
  const twins = nearby(row)
    .map((peer) => wordingsIn(peer, tagOf(element), role))
    .filter((wordings) => wordings.length > 0)
    .slice(0, MAX_PEERS);
  return twins.length >= MIN_PEERS && twins.every((wordings) => wordings.includes(wording));
}

/** The nearest siblings of the same role, without looking at the thousands that a list may have. */
const nearby = remembered((row: Element): Element[] => {
  const role = roleOf(row);
  const found: Element[] = [];
  let before: Element | null = row;
  let after: Element | null = row;
  const stepTo = (
    next: (from: Element) => Element | null,
    from: Element | null,
  ): Element | null => {
    let at = from === null ? null : next(from);
    for (let steps = 0; at !== null && roleOf(at) !== role; steps += 1) {
      at = steps < MAX_LOOKED_AT ? next(at) : null;
    }
    return at;
  };
  for (let distance = 0; distance < MAX_LOOKED_AT; distance += 1) {
    before = stepTo(previousOf, before);
    after = stepTo(nextOf, after);
    if (before !== null) found.push(before);
    if (after !== null) found.push(after);
  }
  return found;
});

const kindsIn = remembered((_item: Element) => new Map<string, (string | null)[]>());

function wordingsIn(item: Element, tag: string, role: string): (string | null)[] {
  const kinds = kindsIn(item);
  const known = kinds.get(`${tag} ${role}`);
  if (known !== undefined) return known;
  const found = findAll(item, CSS.escape(tag))
    .filter((twin) => roleOf(twin) === role)
    .map((twin) => wordingOf(twin, OWN_TEXT_ROLES.test(role)));
  kinds.set(`${tag} ${role}`, found);
  return found;
}

function isInNavigation(element: Element): boolean {
  return closest(element, (candidate) => NAVIGATION_ROLES.test(roleOf(candidate))) !== null;
}

/**
 * The children of a role. Whoever asks for many elements brings a memory of its own. Of thousands
 * those count that have it in the same way as `like`.
 */
export function peersOf(parent: Element, role: string, like: Element): Row {
  const own = structuralAttribute(like, "role");
  const tag = CSS.escape(tagOf(like));
  const same = own === null ? `${tag}:not([role])` : `[role="${CSS.escape(own)}"]`;
  return Row.of(parent, (peer) => roleOf(peer) === role, same);
}

/** Position among siblings of the same role, such as the row of a table. */
export function positionOf(
  element: Element,
  role = roleOf(element),
  peersIn = peersOf,
): {
  index: number | null;
  set_size: number | null;
} {
  const option = optionPosition(element);
  if (option !== null) return { index: option.index, set_size: option.size };
  const parent = parentOf(element);
  if (!SET_ROLES.test(role) || parent === null) return { index: null, set_size: null };
  const peers = peersIn(parent, role, element);
  const index = peers.indexOf(element);
  return index < 0 ? { index: null, set_size: null } : { index, set_size: peers.size };
}

export function boxOf(element: Element): Box {
  const box = rectOf(element);
  return {
    x: round(box.x),
    y: round(box.y),
    width: Math.max(0, round(box.width)),
    height: Math.max(0, round(box.height)),
  };
}

export function viewport(): Viewport {
  return {
    width: Math.round(innerWidth),
    height: Math.round(innerHeight),
    scroll_x: round(scrollX),
    scroll_y: round(scrollY),
    pixel_ratio: devicePixelRatio > 0 ? devicePixelRatio : 1,
  };
}

/** A position in the visible part of the document. */
export function pointIn(view: Viewport, x: number, y: number): Point {
  const share = (position: number, size: number): number =>
    size > 0 ? Math.round((position / size) * 10_000) / 10_000 : 0;
  return {
    x: round(x),
    y: round(y),
    x_share: share(x, view.width),
    y_share: share(y, view.height),
  };
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Positions of the frames from the top document to this one. Works across origins. */
export function framePath(): number[] {
  const path: number[] = [];
  for (let at: Window = window; at !== at.parent && path.length < 16; at = at.parent) {
    let index = 0;
    while (index < at.parent.length && at.parent[index] !== at) index += 1;
    path.unshift(index);
  }
  return path;
}

/** Of what is inside of it, it says nothing. */
function describeArea(element: Element): Target {
  return {
    role: "group",
    name: null,
    name_withheld: level() === "outline" ? "site-level" : "marked-private",
    tag: /^[a-z][a-z0-9.-]{0,63}$/.test(tagOf(element)) ? tagOf(element) : "unknown",
    selectors: selectorsOf(element),
    box: boxOf(element),
    index: null,
    set_size: null,
    frame_path: framePath(),
    shadow_path: shadowPath(element),
  };
}

/** The whole description, as it stands before the page reacts. */
export function describe(element: Element): Target {
  const area = areaAround(element);
  if (area !== null) return describeArea(area.element);
  const role = roleOf(element);
  return {
    role,
    ...nameOf(element, role),
    tag: /^[a-z][a-z0-9.-]{0,63}$/.test(tagOf(element)) ? tagOf(element) : "unknown",
    selectors: selectorsOf(element),
    box: boxOf(element),
    ...positionOf(element, role),
    frame_path: framePath(),
    shadow_path: shadowPath(element),
  };
}
