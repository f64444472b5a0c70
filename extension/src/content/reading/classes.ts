// How private a field is. What its maker wrote around it is looked at here and goes no further.
//
// Rule: a field that cannot be judged is a secret.

import type { TextEntry } from "../../shared/wire.ts";
import {
  CLOSED,
  type Declaration,
  type FieldClass,
  classOf as judge,
  sortOf as judgeSort,
} from "../fields.ts";
import { closest, elementMatches, tagOf } from "../tree.ts";
import { getAttribute, inputTypeOf } from "./attributes.ts";
import { type Boxes, boxesAround } from "./boxes.ts";
import { isEditable } from "./editable.ts";
import { isPassword, markSecret } from "./secrets.ts";
import { wordingsAround } from "./wording.ts";

/** Wording beside a field may change without the field. */
const FRESH_MS = 2000;
const NAMES = ["name", "id", "data-stripe", "data-recurly", "data-testid", "itemprop"] as const;
const OTHERS = [
  "type",
  "autocomplete",
  "inputmode",
  "maxlength",
  "placeholder",
  "aria-label",
  "aria-labelledby",
  "aria-description",
  "title",
] as const;

interface Judged {
  attributes: string;
  at: number;
  class: FieldClass;
  sort: TextEntry["field"];
}

const judged = new WeakMap<Element, Judged>();

export function classOf(field: Element): FieldClass {
  return judgementOf(field).class;
}

export function sortOf(field: Element): TextEntry["field"] {
  return judgementOf(field).sort;
}

/** Whether of a field nothing may be told but that something was entered. */
export function isClosed(field: Element): boolean {
  return CLOSED.has(classOf(field));
}

/** Whether an element is, or lies in, such a field. */
export function isWithinClosed(element: Element): boolean {
  const field = closest(element, isEditable);
  return field !== null && isClosed(field);
}

/** The row of boxes that a field is one part of, if it is a row for something private. */
export function boxesOf(field: Element): Boxes | null {
  try {
    return boxesAround(field);
  } catch {
    return null;
  }
}

function judgementOf(field: Element): Pick<Judged, "class" | "sort"> {
  try {
    return judgeAnew(field);
  } catch {
    return { class: "secret", sort: "other" };
  }
}

function judgeAnew(field: Element): Judged {
  const now = performance.now();
  const attributes = [...NAMES, ...OTHERS]
    .map((name) => getAttribute(field, name) ?? "")
    .join("\n");
  const last = judged.get(field);
  const isSecret = isPassword(field);
  const isFresh = last !== undefined && now - last.at < FRESH_MS && last.attributes === attributes;
  if (isFresh && (last.class === "secret" || !isSecret) && !elementMatches(field, ":autofill")) {
    return last;
  }
  const declared = declarationOf(field, isSecret);
  const found = { attributes, at: now, class: judge(declared), sort: judgeSort(declared) };
  if (found.class === "secret") markSecret(field);
  judged.set(field, found);
  return found;
}

function declarationOf(field: Element, isSecret: boolean): Declaration {
  const said = (name: string): string => getAttribute(field, name) ?? "";
  return {
    tag: tagOf(field),
    type: inputTypeOf(field),
    autocomplete: said("autocomplete"),
    inputmode: said("inputmode"),
    names: NAMES.map(said),
    wordings: [
      ...["aria-label", "placeholder", "aria-description", "title"].map(said),
      ...wordingsAround(field),
    ],
    isPassword: isSecret,
    boxes: boxesAround(field)?.kind ?? null,
    isAutofilled: elementMatches(field, ":autofill"),
  };
}
