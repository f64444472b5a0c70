import assert from "node:assert/strict";
import { test } from "node:test";
import { Cost } from "../../extension/src/content/cost.ts";

/** Make walks of two steps that take so many ms each; say after each how long to wait. */
function pausesAfter(walks: number[], share = 30): number[] {
  let now = 0;
  const cost = new Cost(share, () => now);
  return walks.map((ms) => {
    function* walk(): Generator<undefined, string> {
      now += ms;
      yield;
      now += ms;
      return "found";
    }
    const walked = cost.of(walk());
    assert.equal(walked.next().done, false);
    now += 1000; // what is done between the steps is not the walk's
    assert.equal(walked.next().value, "found");
    return cost.quietMs;
  });
}

test("before anything was walked the pause is the shortest", () => {
  assert.equal(new Cost(60).quietMs, 300);
});

test("a walk that takes long is made in a pause many times as long, up to a limit", () => {
  assert.deepEqual(pausesAfter([1, 10, 5, 50, 1]), [300, 600, 300, 1200, 300]);
});

test("the steps of a walk are counted, however long they take", () => {
  const cost = new Cost(60, () => 0);
  function* walk(steps: number): Generator<undefined, string> {
    for (let step = 1; step < steps; step += 1) yield;
    return "found";
  }
  for (const steps of [3, 1]) {
    const walked = cost.of(walk(steps));
    while (!walked.next().done);
    assert.equal(cost.lastSteps, steps);
  }
});
