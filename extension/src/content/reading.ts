// The only file that reads attributes, text and form state of a page.
//
// Rule: what a person typed or a field holds is never read. Names come from the fixed wording of
// controls; everything else is structure (tags, roles, positions, counts).

import type { OpenerState } from "../shared/wire.ts";
import {
  closest,
  contains,
  findAll,
  findById,
  getter,
  method,
  nodesIn,
  parentOf,
  rootOf,
  tagOf,
} from "./tree.ts";

const getAttribute = method<(element: Element, name: string) => string | null>(
  Element.prototype.getAttribute,
);
const nodeValue = getter<string | null>(Node.prototype, "nodeValue");
const linkPath = getter<string>(HTMLAnchorElement.prototype, "pathname");
const selectIndex = getter<number>(HTMLSelectElement.prototype, "selectedIndex");
const selectOptions = getter<HTMLOptionsCollection>(HTMLSelectElement.prototype, "options");
const selectMultiple = getter<boolean>(HTMLSelectElement.prototype, "multiple");
const selectSize = getter<number>(HTMLSelectElement.prototype, "size");
const inputType = getter<string>(HTMLInputElement.prototype, "type");
const isContentEditable = getter<boolean>(HTMLElement.prototype, "isContentEditable");
const labelsOf = getter<NodeListOf<HTMLLabelElement> | null>(HTMLInputElement.prototype, "labels");
const selectLabels = getter<NodeListOf<HTMLLabelElement>>(HTMLSelectElement.prototype, "labels");
const textareaLabels = getter<NodeListOf<HTMLLabelElement>>(
  HTMLTextAreaElement.prototype,
  "labels",
);

const MAX_TEXT_NODES = 200;
const MAX_COUNT = 1_000_000;
const BUTTON_INPUTS = new Set(["button", "submit", "reset", "image"]);
const CHOICE_INPUTS = new Set(["checkbox", "radio"]);
const TEXTLESS_INPUTS = new Set(["range", "color", "file", ...BUTTON_INPUTS, ...CHOICE_INPUTS]);

/** An attribute that says what an element is. Attributes that can hold data are not offered. */
export function structuralAttribute(
  element: Element,
  name:
    | "id"
    | "name"
    | "role"
    | "for"
    | "type"
    | "list"
    | "tabindex"
    | "data-testid"
    | "data-test-id"
    | "data-test"
    | "data-qa"
    | "data-cy"
    | "autocomplete"
    | "inputmode"
    | "aria-haspopup"
    | "aria-expanded"
    | "aria-controls"
    | "aria-owns"
    | "aria-activedescendant"
    | "aria-autocomplete"
    | "aria-selected"
    | "aria-hidden"
    | "aria-checked"
    | "aria-current"
    | "aria-invalid"
    | "aria-pressed"
    | "aria-readonly"
    | "aria-required"
    | "aria-disabled"
    | "aria-level"
    | "aria-modal"
    | "aria-multiselectable"
    | "aria-posinset"
    | "aria-setsize"
    | "popover"
    | "popovertarget"
    | "open",
): string | null {
  return getAttribute(element, name);
}

const isTicked = getter<boolean>(HTMLInputElement.prototype, "checked");
const isSelectedOption = getter<boolean>(HTMLOptionElement.prototype, "selected");

/** Whether an entry or control is chosen, as far as it or a box in it says; null if it does not. */
export function tickOf(element: Element): "yes" | "no" | "mixed" | null {
  if (element instanceof HTMLOptionElement) return isSelectedOption(element) ? "yes" : "no";
  for (const name of ["aria-checked", "aria-selected", "aria-pressed"]) {
    const word = getAttribute(element, name);
    if (word === "true" || word === "false") return word === "true" ? "yes" : "no";
    if (word === "mixed") return "mixed";
  }
  const box = choiceInput(element);
  return box === null ? null : isTicked(box) ? "yes" : "no";
}

function choiceInput(element: Element): HTMLInputElement | null {
  const inputs = element instanceof HTMLInputElement ? [element] : findAll(element, "input");
  for (const input of inputs) {
    if (input instanceof HTMLInputElement && CHOICE_INPUTS.has(inputType(input))) return input;
  }
  return null;
}

export function optionAt(element: HTMLSelectElement, index: number): Element | null {
  return Array.from(selectOptions(element))[index] ?? null;
}

/** How many suggestions the list of a field has. */
export function suggestionCount(field: Element): number | null {
  const list = findById(rootOf(field), getAttribute(field, "list") ?? "");
  return list === null ? null : findAll(list, "option").length;
}

/** Whether several options of a <select> can be chosen together. */
export function takesSeveral(element: HTMLSelectElement): boolean {
  return selectMultiple(element);
}

/** Which options of a <select> are chosen, by position. */
export function chosenIndices(element: HTMLSelectElement): number[] {
  return Array.from(selectOptions(element), (option, index) => [option, index] as const)
    .filter(([option]) => isSelectedOption(option))
    .map(([, index]) => index);
}

/** What an opener says of itself: open, ticked, how many of its options are chosen. */
export function openerState(opener: Element | null): OpenerState {
  const expanded = opener === null ? null : getAttribute(opener, "aria-expanded");
  const select = opener instanceof HTMLSelectElement ? opener : null;
  const index = select === null ? -1 : selectIndex(select);
  return {
    expanded: expanded === "true" ? true : expanded === "false" ? false : null,
    checked: opener === null || select !== null ? null : tickOf(opener),
    selected_index: index < 0 ? null : index,
    selected_count: select === null ? null : chosenIndices(select).length,
  };
}

/** A whole number that an attribute gives, such as the position in a list drawn in part. */
export function countIn(
  element: Element,
  name: "aria-level" | "aria-posinset" | "aria-setsize",
): number | null {
  const found = Number.parseInt(getAttribute(element, name) ?? "", 10);
  return Number.isFinite(found) && found > 0 ? Math.min(found, MAX_COUNT) : null;
}

export function hasLink(element: Element): boolean {
  return getAttribute(element, "href") !== null;
}

export function inputTypeOf(element: Element): string {
  return element instanceof HTMLInputElement ? inputType(element) : "";
}

/** Whether a person can put text of his own into the element. */
export function isEditable(element: Element): boolean {
  if (element instanceof HTMLInputElement) return !TEXTLESS_INPUTS.has(inputType(element));
  if (element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) return true;
  if (element instanceof HTMLElement && isContentEditable(element)) return true;
  if ((element as { editContext?: unknown }).editContext != null) return true;
  const role = getAttribute(element, "role");
  return role === "textbox" || role === "searchbox";
}

const everPassword = new WeakSet<Element>();

/** Whether the element holds or once held a password, also while it is shown as text. */
export function isPassword(element: Element): boolean {
  if (!(element instanceof HTMLInputElement)) return false;
  if (inputType(element) === "password") {
    everPassword.add(element);
    return true;
  }
  if (everPassword.has(element)) return true;
  const tokens = (getAttribute(element, "autocomplete") ?? "").toLowerCase().split(/\s+/);
  if (tokens.some((token) => /^(current-password|new-password|one-time-code)$/.test(token))) {
    return true;
  }
  const security = getComputedStyle(element).getPropertyValue("-webkit-text-security");
  return security !== "" && security !== "none";
}

/** Remember password fields before a page turns one into a text field. */
export function rememberPasswords(root: Document | ShadowRoot | Element): void {
  for (const field of findAll(root, 'input[type="password" i]')) everPassword.add(field);
}

export function isDropdownSelect(element: Element): element is HTMLSelectElement {
  return (
    element instanceof HTMLSelectElement && !selectMultiple(element) && selectSize(element) <= 1
  );
}

/** A <select> whose options lie open in the page. */
export function isInlineSelect(element: Element): element is HTMLSelectElement {
  return element instanceof HTMLSelectElement && !isDropdownSelect(element);
}

/** Whether the page draws the list of a <select> itself, entry by entry. */
export function isPicker(element: Element): boolean {
  return getComputedStyle(element).getPropertyValue("appearance") === "base-select";
}

/** Position of the choice and number of options of a <select>; never their text or values. */
export function choiceOf(element: HTMLSelectElement): { index: number; size: number } {
  return { index: selectIndex(element), size: selectOptions(element).length };
}

export function optionPosition(element: Element): { index: number; size: number } | null {
  const list = closest(element, (candidate) => candidate instanceof HTMLSelectElement);
  if (!(list instanceof HTMLSelectElement)) return null;
  const options = Array.from(selectOptions(list));
  const index = options.indexOf(element as HTMLOptionElement);
  return index < 0 ? null : { index, size: options.length };
}

/** Labels of a form control: the <label> elements that belong to it. */
function labelElements(element: Element): Element[] {
  if (element instanceof HTMLInputElement) return Array.from(labelsOf(element) ?? []);
  if (element instanceof HTMLSelectElement) return Array.from(selectLabels(element));
  if (element instanceof HTMLTextAreaElement) return Array.from(textareaLabels(element));
  return [];
}

const SKIPPED_TAGS = new Set([
  "input",
  "textarea",
  "select",
  "option",
  "optgroup",
  "datalist",
  "output",
  "meter",
  "progress",
  "td",
  "tr",
  "li",
  "article",
  "time",
  "data",
  "iframe",
  "object",
  "embed",
  "canvas",
  "video",
  "audio",
  "script",
  "style",
  "template",
  "svg",
]);
const SKIPPED_ROLES =
  /^(option|row|cell|gridcell|treeitem|listitem|article|textbox|searchbox|combobox|listbox|slider|spinbutton|log|status|alert|timer)$/;

/** The element's own fixed wording; never goes down into fields, options or cells. */
function ownText(element: Element, root = element, skips = isSkipped): string {
  const parts: string[] = [];
  let budget = MAX_TEXT_NODES;
  const visit = (node: Node): void => {
    for (const child of nodesIn(node)) {
      budget -= 1;
      if (budget < 0) return;
      if (child instanceof Text) parts.push(nodeValue(child) ?? "");
      else if (child instanceof Element && !skips(child)) visit(child);
    }
  };
  if (element === root || !skips(element)) visit(element);
  return collapse(parts.join(" "));
}

const CONTENT_TAGS = new Set(
  "input textarea select datalist output meter progress iframe object embed canvas video audio script style template svg ul ol".split(
    " ",
  ),
);
const CONTENT_ROLES =
  /^(textbox|searchbox|combobox|listbox|slider|spinbutton|log|status|alert|timer|group|tree|grid|menu)$/;

/**
 * The wording of an entry, such as an option or a cell, where the policy lets it be recorded. Goes
 * down into cells, but never into a field or into what shows a choice, and not into a list below.
 */
export function entryWordingOf(element: Element): string | null {
  const given = wordingOf(element, false);
  if (given !== null) return given;
  const label = tagOf(element) === "option" ? collapse(getAttribute(element, "label") ?? "") : "";
  return label || ownText(element, element, isContent) || null;
}

function isContent(element: Element): boolean {
  if (CONTENT_TAGS.has(tagOf(element)) || isEditable(element)) return true;
  if (getAttribute(element, "aria-hidden") === "true" || showsChoice(element)) return true;
  return CONTENT_ROLES.test(getAttribute(element, "role") ?? "");
}

/** Whether what stands in the element was put there by typing. */
export function isWithinField(element: Element): boolean {
  return closest(element, (at) => isEditable(at) && !(at instanceof HTMLSelectElement)) !== null;
}

/** Whether naming leaves out what is in the element, because it holds data or is not shown. */
export function isSkipped(element: Element): boolean {
  if (SKIPPED_TAGS.has(tagOf(element)) || isEditable(element)) return true;
  if (getAttribute(element, "aria-hidden") === "true" || showsChoice(element)) return true;
  return SKIPPED_ROLES.test(getAttribute(element, "role") ?? "");
}

const CHOICES = /^(listbox|tree|grid)$/;

/**
 * Whether the element is a drawn list that is closed: what stands on it is what was chosen. Menus
 * are labelled actions and keep their wording.
 */
function showsChoice(element: Element): boolean {
  const role = getAttribute(element, "role");
  if (role !== null && !/^(button|combobox)$/.test(role)) return false;
  if (/^(listbox|tree|grid|dialog)$/.test(getAttribute(element, "aria-haspopup") ?? ""))
    return true;
  const root = rootOf(element);
  return ["aria-controls", "aria-owns"].some((name) =>
    (getAttribute(element, name) ?? "")
      .split(/\s+/)
      .map((id) => findById(root, id))
      .some((found) => found !== null && CHOICES.test(getAttribute(found, "role") ?? "")),
  );
}

const FIELDS = new Set(["input", "textarea", "select"]);
const PLAIN_TAGS = new Set(
  "abbr b br em font i img ins mark small span strong sub sup svg u wbr".split(" "),
);

/**
 * The wording of a <label>. Where it holds more than plain text and one field, or a drawn list,
 * what is drawn in it may be the choice, so only the text that stands in it directly counts.
 */
function labelText(label: Element): string {
  const inside = findAll(label, "*").filter((element) => closest(element, isPicture) === null);
  const isPlain = inside.every(
    (element) =>
      (PLAIN_TAGS.has(tagOf(element)) || FIELDS.has(tagOf(element))) &&
      getAttribute(element, "role") !== "combobox" &&
      !showsChoice(element),
  );
  if (isPlain) return ownText(label);
  const texts = nodesIn(label).filter((node) => node instanceof Text);
  return collapse(texts.map((text) => nodeValue(text) ?? "").join(" "));
}

function isPicture(element: Element): boolean {
  return tagOf(parentOf(element) ?? element) === "svg";
}

/** Whether an element lies in a part of the page that naming leaves out. */
function isWithinSkipped(element: Element): boolean {
  return closest(element, (at) => isSkipped(at) || tagOf(at) === "th") !== null;
}

/** Where a link leads, as far as it is a page's path. */
export function linkPathOf(element: Element): string | null {
  if (!(element instanceof HTMLAnchorElement) || !hasLink(element)) return null;
  return linkPath(element);
}

/** Whether a link says where one is rather than where one can go. */
export function isCurrentOrCrumb(link: Element, navigation: Element): boolean {
  if (getAttribute(link, "aria-current") !== null) return true;
  let isCrumb = false;
  closest(link, (at) => {
    const words = `${getAttribute(at, "class") ?? ""} ${getAttribute(at, "aria-label") ?? ""}`;
    isCrumb ||= /breadcrumb/i.test(words);
    return at === navigation;
  });
  return isCrumb;
}

/** Half a character pair, which a page can write, would make a message that nobody can read. */
function collapse(text: string): string {
  return text.replace(/\s+/g, " ").trim().toWellFormed();
}

/**
 * The fixed wording that names a control, from aria-labelledby, aria-label, its labels, and for
 * buttons, links, menu items and tabs its own text. Null if there is none.
 */
export function wordingOf(element: Element, fromOwnText: boolean): string | null {
  const references = (getAttribute(element, "aria-labelledby") ?? "").split(/\s+/).slice(0, 8);
  const root = rootOf(element);
  const referred = references
    .map((id) => findById(root, id))
    .filter((found): found is Element => found !== null)
    .filter((found) => !(showsChoice(element) && contains(element, found)))
    .map((found) => (isWithinSkipped(found) ? "" : ownText(found)));
  const candidates = [
    collapse(referred.join(" ")),
    collapse(getAttribute(element, "aria-label") ?? ""),
    collapse(
      labelElements(element)
        .map((label) => labelText(label))
        .join(" "),
    ),
  ];
  if (fromOwnText && !showsChoice(element)) {
    candidates.push(tagOf(element) === "label" ? labelText(element) : ownText(element));
  }
  if (BUTTON_INPUTS.has(inputTypeOf(element))) {
    // Of a button the value attribute is the wording that its maker wrote on it.
    candidates.push(collapse(getAttribute(element, "value") ?? ""));
    candidates.push(collapse(getAttribute(element, "alt") ?? ""));
  }
  return candidates.find((candidate) => candidate !== "") ?? null;
}

/** Whether the words of a text stand in a name as they are; the text itself is never handed out. */
export function isSaidIn(node: Text, name: string): boolean {
  return ` ${name} `.includes(` ${collapse(nodeValue(node) ?? "")} `);
}

export function hasVisibleText(node: Text): boolean {
  return /\S/.test(nodeValue(node) ?? "");
}
