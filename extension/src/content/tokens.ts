// Which wordings and identifiers could be somebody's data. Pure.

import type { Target } from "../shared/wire.ts";
import { isSensitive, namesPerson, tellsPerson } from "../shared/words.ts";

type Withheld = NonNullable<Target["name_withheld"]>;

export const MAX_NAME = 80;

/** Why a wording of a control must not be told; null if it may. */
export function reasonToWithhold(text: string): Withheld | null {
  if (text.length > MAX_NAME) return "too-long";
  return remember(reasons, text, reasonOf);
}

function reasonOf(text: string): Withheld | null {
  if (looksLikeData(text)) return "looks-like-data";
  if (namesPerson(text)) return "names-a-person";
  return isSensitive(text) ? "sensitive-topic" : null;
}

/** The same in a test system, whose data is nobody's. */
export function reasonInTest(text: string): Withheld | null {
  if (text.length > MAX_NAME) return "too-long";
  return looksSecret(text) ? "looks-like-data" : null;
}

/** Whether a name could hold somebody's data: digits in a row, an address, a random token. */
export function looksLikeData(text: string): boolean {
  const plain = plainOf(text);
  if (/\p{Nd}{3,}/u.test(plain.replace(/[\s.,'’–-]/g, "")) || /[@＠]/.test(plain)) return true;
  // Dates and the like.
  if (/\p{Nd}{5,}/u.test(plain.replace(/[\s.,'’–/():_-]/g, ""))) return true;
  return isEcho(plain) || isAmount(plain) || isCode(plain) || looksSecret(text);
}

/** Whether a text has the form of a key, or of the number of a card or an account. */
export function looksSecret(text: string): boolean {
  const plain = plainOf(text);
  if (/\p{Nd}{13,}/u.test(plain.replace(/[\s.-]/g, ""))) return true;
  if (KEY.test(plain)) return true;
  return plain.split(/\s+/).some((word) => word.length >= 12 && isRandom(word));
}

/** Digits and letters of other widths and scripts are the same; what is not seen does not count. */
function plainOf(text: string): string {
  return text.normalize("NFKC").replace(/\p{Cf}/gu, "");
}

const KEY =
  /(?:^|[^A-Za-z0-9])(?:gh[pousr]_|github_pat_|glpat-|sk-|[ps]k_(?:live|test)_|xox[abprs]-|AKIA|ASIA|AIza|eyJ[A-Za-z0-9_-]{8,}|AGE-SECRET-KEY-|-----BEGIN)/;

/** What stands in quotes or after a colon on a control is what somebody wrote or chose. */
function isEcho(text: string): boolean {
  if (/["“”„«»‹›「」『』].*\S.*["“”„«»‹›「」『』]/u.test(text)) return true;
  return /(?:^|\s)['‘][^'’]{2,}['’](?:\s|$)/.test(text) || /\p{L}\s?[:：]\s*[^\s:：]/u.test(text);
}

function isAmount(text: string): boolean {
  return (
    /\p{Sc}\s?\p{Nd}|\p{Nd}\s?\p{Sc}/u.test(text) ||
    /(?:^|\s)(?:USD|EUR|GBP|CHF|JPY)\s?\p{Nd}|\p{Nd}\s?(?:USD|EUR|GBP|CHF|JPY)(?:\s|$)/u.test(text)
  );
}

/** Letters and digits mixed, as on number plates and in the numbers of orders. */
function isCode(text: string): boolean {
  return text.split(/[\s/]+/).some((part) => {
    const word = part.replace(/[^A-Za-z0-9]/g, "");
    const digits = word.replace(/[^0-9]/g, "").length;
    // A word with a number behind it, such as base64, is a word.
    return (
      word.length >= 6 && digits >= 2 && digits < word.length && !/^[A-Za-z]+\d{1,2}$/.test(word)
    );
  });
}

function isRandom(word: string): boolean {
  if (/^\p{Lu}?\p{Ll}+$|^\p{Lu}+$/u.test(word)) {
    // A word, however long, has vowels.
    const latin = /^[A-Za-z]+$/.test(word);
    return latin && word.replace(/[^aeiouyAEIOUY]/g, "").length < word.length / 5;
  }
  // Words joined by signs are words.
  if (/^[\p{L}]+(?:[-/&.,]+[\p{L}]+)*[.,:;!?…)]*$/u.test(word) && !hasMixedCase(word)) return false;
  return entropy(word) >= 3.5;
}

function hasMixedCase(word: string): boolean {
  return /\p{Ll}\p{Lu}.*\p{Ll}\p{Lu}.*\p{Ll}\p{Lu}/u.test(word);
}

/** Shannon entropy in bits per character. */
function entropy(word: string): number {
  const counts = new Map<string, number>();
  for (const letter of word) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    bits -= (count / word.length) * Math.log2(count / word.length);
  }
  return bits;
}

const TOKEN = /^[A-Za-z]+[0-9]?(?:[-_]{1,2}(?:[A-Za-z]+[0-9]?|[0-9]))*$/;

/**
 * Whether an id, name or test id looks fixed: words of letters, at most one digit in all. A number
 * of two digits may be a row's, letters a to f a key's, and a dot is part of many a user name.
 */
export function isStaticToken(token: string | null): token is string {
  if (token === null || token.length > 40 || !TOKEN.test(token)) return false;
  if (/[0-9].*[0-9]/.test(token)) return false;
  const letters = token.replace(/[^A-Za-z]/g, "");
  if (/^[a-f]{6,}$/i.test(letters) || isRandom(token)) return false;
  return !remember(telling, token, tellsPerson);
}

const MAX_KNOWN = 2000;
const telling = new Map<string, boolean>();
const reasons = new Map<string, Withheld | null>();

/** Of a page the same words are looked at again and again. */
function remember<T>(known: Map<string, T>, text: string, find: (text: string) => T): T {
  const found = known.get(text);
  if (found !== undefined) return found;
  if (known.size >= MAX_KNOWN) known.clear();
  const fresh = find(text);
  known.set(text, fresh);
  return fresh;
}
