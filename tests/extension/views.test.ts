import assert from "node:assert/strict";
import { test } from "node:test";
import { Views } from "../../extension/src/background/views.ts";
import type { Fact } from "../../extension/src/shared/messages.ts";

const CLOCKS = { wall_ms: 1, mono_ms: 1 };
const place = (document: string) => ({
  tab: 1,
  frame: 0,
  document,
  origin: "https://a.example",
  path: "/",
  frame_origin: null,
  frame_path: null,
});

function step(kind: string, n: number, before: number | null, members: number[] = []) {
  const fact = { kind, members } as unknown as Fact;
  return { fact, n, before, seq: n + 100, place: place("cd".repeat(16)) };
}

test("a step is tied to the picture that showed the page when it began", () => {
  const views = new Views();
  views.noteStored(77, 12);
  const view = views.viewOf(step("click", 3, 77), CLOCKS);
  assert.equal(view?.trigger, 103);
  assert.equal(view?.before, 12);
  assert.equal(view?.before_reason, "unchanged-since");
});

test("without such a picture, or with one that was never stored, there is no before", () => {
  const views = new Views();
  for (const nonce of [null, 78]) {
    const view = views.viewOf(step("click", 3, nonce), CLOCKS);
    assert.equal(view?.before, null);
    assert.equal(view?.before_reason, "no-before");
  }
});

test("a visit to a dropdown began as its first click did", () => {
  const views = new Views();
  views.noteStored(77, 12);
  views.viewOf(step("click", 3, 77), CLOCKS);
  views.viewOf(step("click", 4, null), CLOCKS);
  assert.equal(views.viewOf(step("dropdown", 5, null, [3, 4]), CLOCKS)?.before, 12);
  assert.equal(views.viewOf(step("dropdown", 6, null, []), CLOCKS)?.before, null);
  const other = { ...step("dropdown", 7, null, [3]), place: place("ab".repeat(16)) };
  assert.equal(
    views.viewOf(other, CLOCKS)?.before,
    null,
    "another document has numbers of its own",
  );
});

test("what is no step has no view", () => {
  assert.equal(new Views().viewOf(step("outline", 1, null), CLOCKS), null);
  assert.equal(new Views().viewOf(step("navigation", 1, null), CLOCKS), null);
});
