import assert from "node:assert/strict";
import { test } from "node:test";
import { Reach } from "../../extension/src/background/reach.ts";
import { noteDropped, takeDropped } from "../../extension/src/content/budget.ts";
import { Effort } from "../../extension/src/content/effort.ts";

/** A clock that a test moves. */
function clock() {
  const time = { ms: 0 };
  return { time, effort: new Effort(() => time.ms) };
}

test("an exception of a listener is counted and goes no further", () => {
  const { effort } = clock();
  const broken = effort.guard(
    "click",
    () => {
      throw new Error("Jane Doe");
    },
    true,
  );
  broken();
  broken();
  assert.deepEqual([...effort.errors], [["click", 2]]);
  assert.equal(effort.handled, 2);
});

test("what is done where nothing may be recorded is not counted", () => {
  const { time, effort } = clock();
  const work = effort.guard("x", () => void (time.ms += 3), true);
  work();
  effort.isCounting = false;
  work();
  assert.deepEqual([effort.handled, effort.handlerMs], [1, 3]);
  effort.isCounting = true;
  effort.forget();
  assert.deepEqual([effort.handled, effort.handlerMs, effort.p95], [0, 0, 0]);
});

test("a listener gets what it was called with", () => {
  const { effort } = clock();
  const add = effort.guard("x", (a: number, b: number) => a + b, false);
  assert.equal(add(1, 2), 3);
});

test("the kinds of mistakes are bounded, and words", () => {
  const { effort } = clock();
  for (let n = 0; n < 100; n += 1) effort.noteError(`kind-${n}`);
  effort.noteError("Jane Doe");
  assert.equal(effort.errors.size, 50);
  assert.equal(effort.errors.get("other"), 52);
});

test("of a hundred handlers the five slowest do not count", () => {
  const { time, effort } = clock();
  const work = effort.guard("x", (ms: number) => void (time.ms += ms), true);
  assert.equal(effort.p95, 0);
  for (let n = 0; n < 95; n += 1) work(0.2);
  for (let n = 0; n < 5; n += 1) work(70);
  assert.equal(effort.p95, 0.25);
  work(70);
  assert.equal(effort.p95, 1000);
  assert.ok(Math.abs(effort.handlerMs - (95 * 0.2 + 6 * 70)) < 0.001);
});

test("what is no handler counts for itself", () => {
  const { time, effort } = clock();
  effort.time(() => void (time.ms += 30))();
  effort.guard("timer", () => void (time.ms += 12), false)();
  assert.equal(effort.taskMs, 42);
  assert.equal(effort.handled, 0);
});

test("what was left out is told once, by kind", () => {
  noteDropped("scroll", 3);
  noteDropped("scroll");
  assert.deepEqual([...takeDropped()], [["scroll", 4]]);
  assert.equal(takeDropped().size, 0);
});

test("a document learns which of its frames are recorded", () => {
  const reach = new Reach(5);
  const note = (path: number[], document: string, isRecorded = true) =>
    reach.note(1, { path, document, isRecorded });
  note([], "top");
  note([0], "a");
  note([2], "c");
  note([1], "b", false);
  note([2, 0], "inner");
  assert.deepEqual(reach.inside(1, []), [0, 2]);
  assert.deepEqual(reach.inside(1, [2]), [0]);
  assert.deepEqual(reach.inside(2, []), []);
  note([], "top"); // asked again
  assert.deepEqual(reach.inside(1, []), [0, 2]);
  note([2], "another", false);
  assert.deepEqual(reach.inside(1, []), [0]);
  assert.deepEqual(reach.inside(1, [2]), []);
  reach.leave(1, "a");
  assert.deepEqual(reach.inside(1, []), []);
  note([0], "a");
  note([], "another page");
  assert.deepEqual(reach.inside(1, []), []);
});
