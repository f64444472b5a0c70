// What sort of field somebody writes into, and how, by what its maker declared. Pure.

import type { TextEntry } from "../shared/wire.ts";

type Sort = TextEntry["field"];
type Edit = TextEntry["edits"][number];

export interface Declaration {
  tag: string;
  type: string;
  autocomplete: string;
  inputmode: string;
  /** Name and id. */
  names: string[];
  isPassword: boolean;
}

const PAYMENT =
  /^(cc|card|cardnumber|cardno|creditcard|cvc|cvv|csc|iban|bic|swift|account|accountnumber|sortcode|routing)$/;
const GOVERNMENT_ID =
  /^(ssn|socialsecurity|passport|passportno|nationalid|idnumber|idcard|taxid|tin|steuerid|nino|licence|license|personalausweis|svnr|visa)$/;
const IDENTITY =
  /^(firstname|lastname|surname|forename|givenname|familyname|fullname|middlename|birthday|birthdate|birth|dob|bday|gender|sex|nationality|street|streetaddress|postcode|postalcode|zip|zipcode)$/;
const CODE = /^(otp|totp|mfa|2fa|tfa|onetimecode|passcode|pin|tan|smscode)$/;
const IDENTITY_HINT =
  /^(name|honorific-prefix|honorific-suffix|given-name|additional-name|family-name|nickname|bday(-(day|month|year))?|sex|photo|street-address|address-(line[1-3]|level[1-4])|postal-code|country|country-name)$/;
const DATES = /^(date|time|month|week|datetime-local)$/;
const TYPES = /^(search|email|tel|url|number)$/;

/** The most private sort that anything about the field points to. */
export function sortOf(field: Declaration): Sort {
  const hints = field.autocomplete.toLowerCase().split(/\s+/);
  const names = field.names.flatMap(wordsOf);
  const says = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  if (hints.includes("one-time-code") || says(CODE)) return "one-time-code";
  if (field.isPassword || field.type === "password") return "password";
  if (hints.some((hint) => /^(cc-|transaction-)/.test(hint)) || says(PAYMENT)) return "payment";
  if (says(GOVERNMENT_ID)) return "government-id";
  if (hints.some((hint) => IDENTITY_HINT.test(hint)) || says(IDENTITY)) return "identity";
  if (field.tag === "textarea") return "multiline";
  if (field.tag !== "input") return "rich";
  if (DATES.test(field.type)) return "date";
  if (TYPES.test(field.type)) return field.type as Sort;
  const hint = hints.find((word) => /^(email|tel|url)$/.test(word)) ?? field.inputmode;
  if (/^(email|tel|url|search)$/.test(hint)) return hint as Sort;
  if (/^(numeric|decimal)$/.test(hint)) return "number";
  return field.type === "text" ? "text" : "other";
}

/** The words of a name and every two of them together: card_number gives card, number, cardnumber. */
function wordsOf(name: string): string[] {
  const words = name
    .slice(0, 100)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  const pairs = words.slice(1).map((word, at) => `${words[at]}${word}`);
  return [...words, ...pairs, words.join("")];
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
  return EDITS.find(([pattern]) => pattern.test(inputType))?.[1] ?? null;
}
