// Lists of words that tell what a wording is about. Pure.
//
// The lists are JSON files in words/, by language, so that people who write no programs can add to
// them. A star at an end of an entry stands for any letters; spaces stand for any separator or none.

import nameLists from "./words/names.json";
import phrases from "./words/phrases.json";
import german from "./words/topics.de.json";
import english from "./words/topics.en.json";
import spanish from "./words/topics.es.json";
import french from "./words/topics.fr.json";

const LETTERS = new Map(
  Object.entries({ ß: "ss", ł: "l", ø: "o", ı: "i", æ: "ae", đ: "d", œ: "oe" }),
);
const PLAIN = /^[ -~]*$/;
const LATIN = /^[a-z0-9 *'/.-]+$/;

/** Small letters without accents, so that lists need only one spelling. */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}]/gu, "")
    .toLowerCase()
    .replace(/[ßłøıæđœ]/g, (letter) => LETTERS.get(letter) ?? letter)
    .replace(/[’‘]/g, "'");
}

/**
 * Whether a folded text has one of the entries in it. Entries are gathered by how they begin, and of
 * those whose beginning the text has a pattern is made: one of all takes longer to make than any page
 * needs it.
 */
export function matcher(entries: () => readonly string[], ending = ""): (text: string) => boolean {
  let beginnings: Map<string, string[]> | null = null;
  const patterns = new Map<string, RegExp>();
  return (text) => {
    beginnings ??= gather(entries());
    for (let at = 0; at < text.length; at += 1) {
      for (const beginning of [text.charAt(at), text.slice(at, at + 2)]) {
        const found = beginnings.get(beginning);
        if (found === undefined) continue;
        const pattern =
          patterns.get(beginning) ??
          new RegExp(`(?:${found.map(patternOf).join("|")})${ending}`, "u");
        patterns.set(beginning, pattern);
        if (pattern.test(text)) return true;
      }
    }
    return false;
  };
}

function gather(entries: readonly string[]): Map<string, string[]> {
  const beginnings = new Map<string, string[]>();
  for (const entry of new Set(entries)) {
    const word = withoutStars(fold(entry));
    const beginning = word.charAt(1) === " " ? word.charAt(0) : word.slice(0, 2);
    const known = beginnings.get(beginning);
    if (known === undefined) beginnings.set(beginning, [entry]);
    else known.push(entry);
  }
  return beginnings;
}

function withoutStars(folded: string): string {
  return folded.replace(/^\*|\*$/g, "");
}

function patternOf(entry: string): string {
  const folded = fold(entry);
  const body = withoutStars(folded)
    .replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")
    .replace(/ /g, "[\\s_.:/-]{0,3}");
  // Scripts without spaces between words have no ends of words to look for.
  if (!LATIN.test(folded)) return body;
  const start = folded.startsWith("*") ? "" : "(?<![a-z0-9])";
  const end = folded.endsWith("*") ? "" : "(?![a-z0-9])";
  return `${start}${body}${end}`;
}

const saysTopic = matcher(() =>
  [english, german, french, spanish].flatMap((lists) => Object.values(lists).flat()),
);

/** Whether a wording is about something that must not be told of a person, such as pay or health. */
export function isSensitive(text: string): boolean {
  return saysTopic(fold(text));
}

const { comment: _, ...byLanguage } = nameLists;
let names: ReadonlySet<string> | null = null;
const OWNERS = new Set(phrases.owners);
const NOBODY = new Set(phrases.after);
const endsBeforeName = matcher(() => phrases.before, "$");

/** Whether a single word, in small letters, is a first name. */
export function isFirstName(word: string): boolean {
  names ??= new Set(
    Object.values(byLanguage)
      .flat()
      .flatMap((line) => line.split(" ")),
  );
  return names.has(fold(word));
}

/** Whether a wording names somebody: "Message Jane", "Jane's account", "Chat with Xu". */
export function namesPerson(text: string): boolean {
  const words = text.match(/[\p{L}\p{M}]+(?:['’](?=\p{L})[\p{L}\p{M}]+)?/gu) ?? [];
  for (const word of words) {
    const [stem = "", ending] = word.split(/['’]/);
    if (!isCapitalised(stem)) continue;
    if (isFirstName(stem)) return true;
    // Of "Xu's account"; "Today's orders" belong to nobody.
    if (ending === "s" && !OWNERS.has(fold(stem))) return true;
  }
  return isAddressed(text);
}

/** Whether somebody's name follows a phrase such as "chat with". */
function isAddressed(text: string): boolean {
  const words = text.split(/\s+/).filter((word) => word !== "");
  for (let at = 1; at < words.length; at += 1) {
    const next = (words[at] ?? "").replace(/[^\p{L}\p{M}-]/gu, "");
    if (!isCapitalised(next) || NOBODY.has(fold(next))) continue;
    const before = fold(words.slice(Math.max(0, at - 5), at).join(" "));
    if (endsBeforeName(before)) return true;
  }
  return false;
}

function isCapitalised(word: string): boolean {
  return /^\p{Lu}|^\p{Lo}/u.test(word);
}

/** Whether a token of an id or a part of a path, such as jane-doe, says more than what it is. */
export function tellsPerson(token: string): boolean {
  const words = token.replace(/([a-z0-9])([A-Z])/g, "$1 $2").split(/[^\p{L}\p{N}]+/u);
  return words.some(isFirstName) || isSensitive(words.join(" "));
}
