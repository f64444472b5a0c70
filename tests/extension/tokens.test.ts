import assert from "node:assert/strict";
import { test } from "node:test";
import { isStaticToken, looksLikeData } from "../../extension/src/content/tokens.ts";

const FIXED = ["save", "id_segment", "saveButton", "order-lines__add", "h2", "id_items-0-name", "o1"];
const OPEN = [
  "row-42",
  "user.jane",
  "jane.doe",
  "item-1-2",
  "a1b2",
  "deadbeef",
  "dead-beef",
  "x".repeat(41),
  "-save",
  "save-",
  "",
  "7up",
  "jane doe",
];

for (const token of FIXED) {
  test(`${token} is a fixed token`, () => assert.equal(isStaticToken(token), true));
}

for (const token of OPEN) {
  test(`${JSON.stringify(token)} is no fixed token`, () =>
    assert.equal(isStaticToken(token), false));
}

test("numbers, addresses and keys look like data, words do not", () => {
  for (const text of ["Call 0151 2345678", "jane@corp.example", "x7Kq9ZpL2mW4vT8s"]) {
    assert.equal(looksLikeData(text), true, text);
  }
  for (const text of ["Save order", "Step 2 of 3"]) assert.equal(looksLikeData(text), false, text);
});
