import assert from "node:assert/strict";
import test from "node:test";
import { Early } from "../../extension/src/content/early.ts";

const template = (path: string): string | null =>
  path.startsWith("/hr") ? null : path.replace(/\d+/, "{}");

test("what was seen is told where it was seen", () => {
  const early = new Early();
  early.visit("/orders/1");
  early.note(1, "/orders/1");
  assert.ok(early.wasOnlyAt("/orders/1"));
  early.note(2, "/list");
  assert.ok(!early.wasOnlyAt("/list"));
  const wanted = new Map([
    [1, "/orders/{}"],
    [2, "/list"],
  ]);
  assert.deepEqual(early.place(template), wanted);
});

test("nothing is told once the document was where nothing may be recorded", () => {
  const early = new Early();
  early.note(1, "/list");
  early.visit("/hr/pay"); // nothing was finished there, but may have been begun
  early.note(2, "/list");
  assert.equal(early.place(template), null);
  assert.ok(!early.wasOnlyAt("/list"));
});

test("nothing is told either once the document has said that it must not be recorded", () => {
  const early = new Early();
  early.note(1, "/list");
  early.spoil();
  assert.equal(early.place(template), null);
  assert.ok(!early.wasOnlyAt("/list"));
});

test("a frame without an address says nothing of where it is", () => {
  const early = new Early();
  early.visit(null);
  early.note(1, null);
  assert.ok(early.wasOnlyAt(null));
  assert.deepEqual(early.place(template), new Map());
});
