import assert from "node:assert/strict";
import test from "node:test";
import fields from "../../extension/src/shared/words/fields.json";
import phrases from "../../extension/src/shared/words/phrases.json";
import german from "../../extension/src/shared/words/topics.de.json";
import english from "../../extension/src/shared/words/topics.en.json";
import spanish from "../../extension/src/shared/words/topics.es.json";
import french from "../../extension/src/shared/words/topics.fr.json";
import { fold, matcher } from "../../extension/src/shared/words.ts";

const strings = (from: unknown): string[] =>
  typeof from === "string"
    ? [from]
    : typeof from === "object" && from !== null
      ? Object.values(from).flatMap(strings)
      : [];
const ENTRIES = [...new Set(strings([fields, phrases.before, german, english, spanish, french]))];

/** One pattern of one entry, as the head of words.ts says it. */
function meaning(entry: string, ending: string): RegExp {
  const folded = fold(entry);
  const body = folded
    .replace(/^\*|\*$/g, "")
    .replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")
    .replace(/ /g, "[\\s_.:/-]{0,3}");
  if (!/^[a-z0-9 *'/.-]+$/.test(folded)) return new RegExp(`${body}${ending}`, "u");
  const before = folded.startsWith("*") ? "" : "(?<![a-z0-9])";
  const after = folded.endsWith("*") ? "" : "(?![a-z0-9])";
  return new RegExp(`${before}${body}${after}${ending}`, "u");
}

/** Texts with an entry as it is, run together, in pieces, in other words, and with a part changed. */
function textsAround(entry: string): string[] {
  const word = fold(entry).replace(/^\*|\*$/g, "");
  return [
    word,
    `your ${word} here`,
    `my${word}s`,
    word.replaceAll(" ", "_"),
    word.replaceAll(" ", ""),
    word.replaceAll(" ", " - "),
    `${word.slice(0, 1)}x${word.slice(1)}`,
    `x ${word.slice(1)}`,
    `${word} 9`,
  ];
}

for (const ending of ["", "$"]) {
  test(`what is found is what one pattern of all entries finds, ending with "${ending}"`, () => {
    assert.ok(ENTRIES.length > 500);
    const patterns = ENTRIES.map((entry) => meaning(entry, ending));
    const found = matcher(() => ENTRIES, ending);
    let yes = 0;
    const texts = ENTRIES.flatMap(textsAround);
    for (const text of texts) {
      const expected = patterns.some((pattern) => pattern.test(text));
      if (expected) yes += 1;
      assert.equal(found(text), expected, text);
    }
    assert.ok(yes > texts.length / 4 && yes < texts.length);
  });

  test(`each entry alone finds what its own pattern finds, ending with "${ending}"`, () => {
    for (const entry of ENTRIES) {
      const alone = matcher(() => [entry], ending);
      const pattern = meaning(entry, ending);
      for (const text of textsAround(entry)) assert.equal(alone(text), pattern.test(text), text);
    }
  });
}

test("letters of other widths, accents and small signs are the same", () => {
  assert.equal(fold("Gehälter ABC"), "gehalter abc");
  assert.equal(fold("Ｓａｌａｒｙ"), "salary");
  assert.equal(fold("SALARY'S"), "salary's");
  assert.equal(matcher(() => ["gehälter"])(fold("Alle GEHÄLTER")), true);
});
