// What sort of field somebody writes into, how private it is, and how it is written into, by what
// its maker declared. Pure.

import type { TextEntry } from "../shared/wire.ts";
import lists from "../shared/words/fields.json";
import { fold, matcher } from "../shared/words.ts";

export type FieldClass = TextEntry["field_class"];
type Sort = TextEntry["field"];
type Edit = TextEntry["edits"][number];

/** What is known of a field without looking at what it holds. */
export interface Declaration {
  tag: string;
  type: string;
  autocomplete: string;
  inputmode: string;
  /** Name, id and the like. */
  names: string[];
  /** Wording beside it and in it while it is empty. */
  wordings: string[];
  /** Whether it is or ever was a password, or is drawn as dots. */
  isPassword: boolean;
  /** What a row of boxes for single parts is for; null if it is in none. */
  boxes: "code" | "card" | "number" | null;
  isAutofilled: boolean;
}

/** Of fields of these classes is recorded that something was entered, and nothing else. */
export const CLOSED: ReadonlySet<FieldClass> = new Set(["secret", "payment", "government-id"]);
/** Of these the text is never recorded, whatever the policy says. */
export const BARRED: ReadonlySet<FieldClass> = new Set([...CLOSED, "identity"]);

const everywhere = (list: Record<string, string[]>) => matcher(() => Object.values(list).flat());
const WORDS = {
  password: everywhere(lists.password),
  code: everywhere(lists.code),
  payment: everywhere(lists.payment),
  "government-id": everywhere(lists["government-id"]),
  identity: everywhere(lists.identity),
  contact: everywhere(lists.contact),
};
const SECRET_HINT = /^(current-password|new-password|webauthn)$/;
const PAYMENT_HINT = /^(cc-|transaction-)/;
const IDENTITY_HINT =
  /^(name|honorific-prefix|honorific-suffix|given-name|additional-name|family-name|nickname|username|bday(-(day|month|year))?|sex|photo|organization-title)$/;
const CONTACT_HINT =
  /^(email|tel(-.*)?|impp|street-address|address-(line[1-3]|level[1-4])|postal-code|country|country-name)$/;
/** Words that stand for a person's name only where nothing else stands beside them. */
const NAME_ALONE =
  /^(name|nom|nombre|nome|naam|imie i nazwisko|navn|namn|jmeno|ad|имя|名前|姓|名)\s*[*:：]?$/u;
const DATES = /^(date|time|month|week|datetime-local)$/;
const TYPES = /^(search|email|tel|url|number)$/;

/** The most private class that anything about the field points to. */
export function classOf(field: Declaration): FieldClass {
  const hints = hintsOf(field);
  const said = wordingsOf(field);
  const says = (has: (text: string) => boolean): boolean => said.some(has);
  const hinted = (pattern: RegExp): boolean => hints.some((hint) => pattern.test(hint));
  if (field.isPassword || field.type === "password" || hinted(SECRET_HINT)) return "secret";
  if (hints.includes("one-time-code") || field.boxes === "code") return "secret";
  if (hinted(PAYMENT_HINT) || field.boxes === "card") return "payment";
  if (says(WORDS.password) || says(WORDS.code)) return "secret";
  if (says(WORDS.payment)) return "payment";
  if (field.boxes === "number" || says(WORDS["government-id"])) return "government-id";
  if (hinted(IDENTITY_HINT) || says(WORDS.identity)) return "identity";
  if (said.some((text) => NAME_ALONE.test(text))) return "identity";
  if (/^(email|tel)$/.test(field.type) || /^(email|tel)$/.test(field.inputmode)) return "contact";
  if (hinted(CONTACT_HINT) || says(WORDS.contact)) return "contact";
  if (field.isAutofilled) return "identity";
  return field.tag === "input" ? "generic" : "free-text";
}

/** What sort of control it is. */
export function sortOf(field: Declaration): Sort {
  const hints = hintsOf(field);
  if (hints.includes("one-time-code") || field.boxes === "code") return "one-time-code";
  if (wordingsOf(field).some(WORDS.code)) return "one-time-code";
  if (field.isPassword || field.type === "password") return "password";
  if (hints.some((hint) => SECRET_HINT.test(hint))) return "password";
  if (field.tag === "textarea") return "multiline";
  if (field.tag !== "input") return "rich";
  if (DATES.test(field.type)) return "date";
  if (TYPES.test(field.type)) return field.type as Sort;
  const hint = hints.find((word) => /^(email|tel|url)$/.test(word)) ?? field.inputmode;
  if (/^(email|tel|url|search)$/.test(hint)) return hint as Sort;
  if (/^(numeric|decimal)$/.test(hint)) return "number";
  return field.type === "text" ? "text" : "other";
}

function hintsOf(field: Declaration): string[] {
  return field.autocomplete.toLowerCase().split(/\s+/);
}

/** Names taken apart into words, and labels, all in small letters without accents. */
function wordingsOf(field: Declaration): string[] {
  const names = field.names.map((name) =>
    name
      .slice(0, 100)
      .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
      .replace(/[^\p{L}\p{N}]+/gu, " "),
  );
  return [...names, ...field.wordings.map((label) => label.slice(0, 200))]
    .map((text) => fold(text).trim())
    .filter((text) => text !== "");
}

const EDITS: [RegExp, Edit][] = [
  [/^insertFromPaste/, "pasted"],
  [/^deleteByCut$/, "cut"],
  [/^(insertFromDrop|deleteByDrag)$/, "dropped"],
  [/^history/, "undone"],
  [/^insert(Composition|FromComposition)/, "composed"],
  [/^deleteComposition/, "composed"],
  [/^insertReplacementText$/, "replaced"],
  [/^delete/, "deleted"],
  [/^insert/, "typed"],
];

/** What an input event did, by its type; null for one that changes no text, such as bold. */
export function editOf(inputType: string): Edit | null {
  // Nearly all that is written is written letter by letter.
  if (inputType === "insertText") return "typed";
  return EDITS.find(([pattern]) => pattern.test(inputType))?.[1] ?? null;
}
