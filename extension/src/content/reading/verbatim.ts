// What a field holds, word for word, where the signed policy names the very field.
//
// Rule: the only file that reads a text. It asks the policy and the class of the field first, and
// the host asks both again.

import type { Target } from "../../shared/wire.ts";
import { BARRED } from "../fields.ts";
import { isNamedVerbatim } from "../level.ts";
import { getter } from "../prototypes.ts";
import { classOf } from "./classes.ts";

const inInput = getter<string>(HTMLInputElement.prototype, "value");
const inArea = getter<string>(HTMLTextAreaElement.prototype, "value");
const MAX_LENGTH = 1000;

/** The text of a field that the policy names; null of any other, and of what is too long. */
export function verbatimOf(field: Element, target: Target): string | null {
  if (!isNamedVerbatim(target) || BARRED.has(classOf(field))) return null;
  const text = holds(field);
  return text === null || text.length > MAX_LENGTH ? null : text.toWellFormed();
}

function holds(field: Element): string | null {
  if (field instanceof HTMLInputElement) return inInput(field);
  return field instanceof HTMLTextAreaElement ? inArea(field) : null;
}
