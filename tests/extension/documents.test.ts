import assert from "node:assert/strict";
import { test } from "node:test";
import { Documents } from "../../extension/src/background/documents.ts";
import { Pictures } from "../../extension/src/background/pictures.ts";
import type { Trigger } from "../../extension/src/background/screenshots.ts";

test("a document goes on after the last number that was taken", () => {
  const documents = new Documents();
  assert.equal(documents.lastOf("a", 0), 0);
  documents.note("a", 7);
  assert.equal(documents.lastOf("a", 3), 7);
});

test("a document that was forgotten goes on where it was told it is, without a gap", () => {
  const documents = new Documents(new Map(), 4);
  for (const name of ["a", "b", "c", "d"]) assert.deepEqual(documents.note(name, 5), []);
  documents.note("a", 6); // heard again, so not the oldest
  assert.deepEqual(documents.note("e", 1), ["b"]);
  assert.equal(documents.lastOf("b", 5), 5);
  assert.equal(documents.lastOf("a", 5), 6);
});

const trigger = (seq: number) => ({ tab: 1, seq, reason: "settled-after-action" }) as Trigger;

function pictures(told: string[]): Pictures {
  return new Pictures({
    intervalMs: () => null,
    take: () => Promise.reject(new Error("none is taken here")),
    taken: () => Promise.resolve(),
    dropped: (seq, reason) => Promise.resolve(void told.push(`${seq} ${reason}`)),
    inOrder: (task) => task(),
  });
}

test("a picture that waits when recording stops leaves its reason", async () => {
  const told: string[] = [];
  const due = pictures(told);
  for (const seq of [1, 2]) {
    due.expect(seq);
    await due.want(trigger(seq));
  }
  assert.deepEqual(due.open, [2]);
  await due.stop();
  assert.deepEqual(told, ["1 rate", "2 recording-stopped"]);
  assert.deepEqual(due.open, []);
});

test("what an earlier worker left open is told by the next", async () => {
  const told: string[] = [];
  await pictures(told).restore([4, 6]);
  assert.deepEqual(told, ["4 recording-stopped", "6 recording-stopped"]);
});
