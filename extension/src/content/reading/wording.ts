// The fixed wording of controls: what their maker wrote on them or beside them.
//
// Rule: what a person typed or a field holds is never read. Naming does not go down into fields,
// options or cells.

import { getter } from "../prototypes.ts";
import { reasonToWithhold } from "../tokens.ts";
import {
  closest,
  contains,
  findAll,
  findById,
  hasTag,
  nodesIn,
  parentOf,
  previousOf,
  rootOf,
  tagOf,
} from "../tree.ts";
import { buttonWordingOf, getAttribute } from "./attributes.ts";
import { isEditable } from "./editable.ts";

const nodeValue = getter<string | null>(Node.prototype, "nodeValue");
const labelsOf = getter<NodeListOf<HTMLLabelElement> | null>(HTMLInputElement.prototype, "labels");
const selectLabels = getter<NodeListOf<HTMLLabelElement>>(HTMLSelectElement.prototype, "labels");
const textareaLabels = getter<NodeListOf<HTMLLabelElement>>(
  HTMLTextAreaElement.prototype,
  "labels",
);
const MAX_TEXT_NODES = 200;

/** Labels of a form control: the <label> elements that belong to it. */
function labelElements(element: Element): Element[] {
  if (!FIELDS.has(tagOf(element))) return [];
  // The browser looks through the whole document for those of each control.
  if (!hasTag("label") && rootOf(element) === document) return [];
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
  let said = "";
  let budget = MAX_TEXT_NODES;
  // What lies between this text and the last.
  let between: Element[] = [];
  const visit = (node: Node): void => {
    for (const child of nodesIn(node)) {
      budget -= 1;
      if (budget < 0) return;
      if (child instanceof Text) {
        const text = nodeValue(child) ?? "";
        said += areOneWord(said, text, between) ? text : ` ${text}`;
        between = [];
      } else if (child instanceof Element) {
        between.push(child);
        if (!skips(child) && !isBelow(child, root)) visit(child);
        between.push(child);
      }
    }
  };
  if (element === root || !skips(element)) visit(element);
  return collapse(said);
}

/** Whether a text goes on with the word that came before: a letter of it may be underlined. */
function areOneWord(before: string, text: string, between: Element[]): boolean {
  if (!/\S$/.test(before) || !/^\S/.test(text)) return false;
  const parts = new Set(between);
  return (
    parts.size > 0 && [...parts].every((part) => PLAIN_TAGS.has(tagOf(part)) && isInline(part))
  );
}

function isInline(element: Element): boolean {
  return getComputedStyle(element).display === "inline";
}

/** Whether an element is a menu or an entry below the one that is named, with names of its own. */
function isBelow(element: Element, named: Element): boolean {
  const tag = tagOf(element);
  return getAttribute(element, "role") === "menu" || (tag.includes("-") && tag === tagOf(named));
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
  return collapse(directText(label));
}

function isPicture(element: Element): boolean {
  return tagOf(parentOf(element) ?? element) === "svg";
}

/** Whether an element lies in a part of the page that naming leaves out. */
function isWithinSkipped(element: Element): boolean {
  return closest(element, (at) => isSkipped(at) || tagOf(at) === "th") !== null;
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
  candidates.push(collapse(buttonWordingOf(element)));
  return candidates.find((candidate) => candidate !== "") ?? null;
}

const MAX_BESIDE = 40;

/**
 * What a field may be called by those who see it: its labels, what it refers to, and the short text
 * before it. Only for judging how private it is.
 */
export function wordingsAround(field: Element): string[] {
  const references = (getAttribute(field, "aria-labelledby") ?? "").split(/\s+/).slice(0, 8);
  const root = rootOf(field);
  const referred = references.map((id) => findById(root, id)).filter((found) => found !== null);
  const around = closest(field, (at) => tagOf(at) === "label");
  const labels = [...labelElements(field), ...(around === null ? [] : [around]), ...referred];
  const said = labels.filter((label) => !isEditable(label)).map((label) => ownText(label));
  return said.some((text) => text !== "") ? said : beside(field);
}

/** Forms without labels have a text before the field, or in the cell before its cell. */
function beside(field: Element): string[] {
  const parent = parentOf(field);
  if (parent === null) return [];
  const before = [previousOf(field), previousOf(parent)]
    .filter((found) => found !== null)
    // What stands beside another field is that field's.
    .filter(
      (found) => !isEditable(found) && findAll(found, "input, textarea, select").length === 0,
    );
  const texts = [collapse(directText(parent)), ...before.map((found) => ownText(found))];
  return texts.filter((text) => text !== "" && text.length <= MAX_BESIDE);
}

function directText(element: Element): string {
  const texts = nodesIn(element).filter((node) => node instanceof Text);
  return texts.map((text) => nodeValue(text) ?? "").join(" ");
}

/** Whether the words of a text stand in a name as they are; the text itself is never handed out. */
export function isSaidIn(node: Text, name: string): boolean {
  return ` ${name} `.includes(` ${collapse(nodeValue(node) ?? "")} `);
}

/** The same of the words that an input of the kind of a button shows; it may show none of its own. */
export function isButtonSaidIn(button: Element, name: string | null): boolean {
  const wording = collapse(buttonWordingOf(button));
  return wording === "" || (name !== null && ` ${name} `.includes(` ${wording} `));
}

const MAX_PLAIN = 400;

/** Whether a text has nothing of data, persons or sensitive topics in it. */
export function isHarmless(node: Text): boolean {
  const text = collapse(nodeValue(node) ?? "");
  if (text.length > MAX_PLAIN) return false;
  const parts = text.match(/.{1,80}(?=\s|$)|\S+/gu) ?? [];
  return parts.every((part) => reasonToWithhold(part.trim()) === null);
}

export function hasVisibleText(node: Text): boolean {
  return /\S/.test(nodeValue(node) ?? "");
}
