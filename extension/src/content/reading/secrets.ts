// Fields that hold or once held a secret, and those that take their place.
//
// Rule: once a secret, always a secret. A page can show a password by making it a text field, or by
// putting a text field where it was.

import {
  childrenOf,
  closest,
  findAll,
  findById,
  findByTag,
  isAttached,
  parentOf,
  rootOf,
  tagOf,
} from "../tree.ts";
import { getAttribute, inputTypeOf } from "./attributes.ts";

const MAX_KNOWN = 50;
/** So long after a secret was found gone another field can still take its place. */
const SUCCESSION_MS = 2000;
const FIELDS = "input, textarea, [contenteditable], [role=textbox]";
const SAYS_NOTHING = /^(on|off|)$/i;

interface Known {
  field: WeakRef<Element>;
  /** What it went by, such as its name. Nothing of it leaves this file. */
  marks: ReadonlySet<string>;
  root: Document | ShadowRoot | null;
  parent: Element | null;
  position: number;
  goneAt: number | null;
}

const secrets = new WeakSet<Element>();
let known: Known[] = [];

/** Whether the element is, was or stands for a password, or is drawn as dots. */
export function isPassword(element: Element): boolean {
  if (secrets.has(element)) return true;
  if (inputTypeOf(element) === "password" || isDrawnAsDots(element)) {
    markSecret(element);
    return true;
  }
  return false;
}

function isDrawnAsDots(element: Element): boolean {
  const drawn = getComputedStyle(element).getPropertyValue("-webkit-text-security");
  return drawn !== "" && drawn !== "none";
}

/** From now on the element is a secret, and so is what follows it. */
export function markSecret(element: Element): void {
  if (secrets.has(element)) return;
  secrets.add(element);
  const parent = parentOf(element);
  known.push({
    field: new WeakRef(element),
    marks: marksOf(element),
    root: rootOf(element),
    parent,
    position: parent === null ? -1 : childrenOf(parent).indexOf(element),
    goneAt: null,
  });
  if (known.length > MAX_KNOWN) known.shift();
}

/** Find what has taken the place of secrets that are gone. Cheap as long as none is. */
export function followSecrets(now: number): void {
  if (known.length === 0) return;
  for (const secret of [...known]) {
    const field = secret.field.deref();
    if (field !== undefined && isAttached(field)) {
      secret.goneAt = null;
      continue;
    }
    for (const successor of successorsOf(secret)) markSecret(successor);
    secret.goneAt ??= now;
    if (now - secret.goneAt > SUCCESSION_MS) known = known.filter((other) => other !== secret);
  }
}

function successorsOf({ root, parent, position, marks }: Known): Element[] {
  const found = root === null ? [] : findAll(root, FIELDS).filter((field) => shares(field, marks));
  if (parent === null || !isAttached(parent)) return found;
  const inPlace = childrenOf(parent)[position];
  if (inPlace === undefined) return found;
  const inside = [inPlace, ...findAll(inPlace, FIELDS)].filter(isField);
  return inside.length === 1 ? [...found, ...inside] : found;
}

function isField(element: Element): boolean {
  if (tagOf(element) === "input")
    return !/^(checkbox|radio|button|submit|reset|image|hidden)$/.test(inputTypeOf(element));
  return tagOf(element) === "textarea" || getAttribute(element, "contenteditable") !== null;
}

function shares(field: Element, marks: ReadonlySet<string>): boolean {
  return isField(field) && [...marksOf(field)].some((mark) => marks.has(mark));
}

function marksOf(field: Element): Set<string> {
  const marks = new Set<string>();
  for (const name of ["name", "id", "autocomplete", "aria-label", "placeholder"]) {
    const word = (getAttribute(field, name) ?? "").trim();
    if (!SAYS_NOTHING.test(word)) marks.add(`${name}=${word}`);
  }
  const label = labelAround(field);
  if (label !== null) marks.add(label);
  return marks;
}

/** The same <label>, as an element: what stands on it may change with the field. */
function labelAround(field: Element): string | null {
  const label = closest(field, (at) => tagOf(at) === "label");
  const named = findById(rootOf(field), getAttribute(field, "aria-labelledby") ?? "");
  const found = label ?? named;
  if (found === null) return null;
  let number = labels.get(found);
  if (number === undefined) {
    lastLabel += 1;
    number = lastLabel;
    labels.set(found, number);
  }
  return `label ${number}`;
}

const labels = new WeakMap<Element, number>();
let lastLabel = 0;

/** Whether the page has, or had a moment ago, a field for a secret. */
export function hasSecrets(): boolean {
  return known.length > 0;
}

/** Remember password fields before a page turns one into a text field. */
export function rememberPasswords(root: Document | ShadowRoot | Element): void {
  // By tag the browser finds them in a large page several times faster than by type.
  for (const field of findByTag(root, "input"))
    if (inputTypeOf(field) === "password") markSecret(field);
}
