import assert from "node:assert/strict";
import { test } from "node:test";
import { newlyMarked, onlyMarked } from "../../extension/src/content/marked.ts";

type Row = Record<string, string>;
const marks = (row: Row): Map<string, string[]> =>
  new Map(Object.entries(row).map(([entry, words]) => [entry, words.split(" ").filter(Boolean)]));

test("the highlight is where a mark has come that no other entry has", () => {
  const before = marks({ a: "row active", b: "row", c: "row" });
  assert.equal(newlyMarked(before, marks({ a: "row", b: "row active", c: "row" })), "b");
});

test("classes that every entry has for itself say nothing", () => {
  const before = marks({ a: "row-1 on", b: "row-2", c: "row-3" });
  assert.equal(newlyMarked(before, marks({ a: "row-1", b: "row-2", c: "row-3 on" })), "c");
  assert.equal(onlyMarked(marks({ a: "row-1", b: "row-2", c: "row-3" })), null);
});

test("where nothing was known there is nothing new", () => {
  assert.equal(newlyMarked(new Map(), marks({ a: "first on", b: "" })), null);
});

test("a list drawn anew is compared by what the marks are called", () => {
  const before = marks({ a: "row on", b: "row" });
  assert.equal(newlyMarked(before, marks({ c: "row", d: "row on", e: "row new" })), "d");
});

test("two entries with new marks are a guess that nobody makes", () => {
  const before = marks({ a: "", b: "", c: "" });
  assert.equal(newlyMarked(before, marks({ a: "one", b: "two", c: "" })), null);
});

test("an entry marked as no other is the one that a key would choose", () => {
  assert.equal(onlyMarked(marks({ a: "row", b: "row [aria-selected]", c: "row" })), "b");
  assert.equal(onlyMarked(marks({ a: "row first", b: "row", c: "row last" })), null);
  assert.equal(onlyMarked(marks({ a: "row on" })), null);
});
