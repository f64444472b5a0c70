// Which wordings and identifiers could be somebody's data. Pure.

export const MAX_NAME = 80;

/** Whether a name could hold somebody's data: digits in a row, an address, a random token. */
export function looksLikeData(text: string): boolean {
  if (/[0-9]{3,}/.test(text.replace(/[\s.,'-]/g, "")) || /[@＠]/.test(text)) return true;
  return looksSecret(text);
}

/** Whether a text has the form of a key, or of the number of a card or an account. */
export function looksSecret(text: string): boolean {
  if (/[0-9]{13,}/.test(text.replace(/[\s.-]/g, ""))) return true;
  return text.split(/\s+/).some((word) => word.length >= 16 && entropy(word) >= 3.5);
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
  return !/^[a-f]{6,}$/i.test(letters);
}
