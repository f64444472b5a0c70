import assert from "node:assert/strict";
import { test } from "node:test";
import { Held, Letters, Passing, waitBefore } from "../../extension/src/content/lookout.ts";

test("letters are looked after less often in a field in which nothing comes up", () => {
  const letters = new Letters();
  const turns: number[] = [];
  for (let letter = 0; letter < 5; letter += 1) {
    letters.begin("field", "a");
    turns.push(letters.turn);
    letters.looked();
  }
  assert.deepEqual(turns, [1, 1, 1, 4, 4]);
  letters.opened();
  assert.equal(letters.turn, 1);
});

test("who writes on where nothing comes up is waited for, until something does", () => {
  const letters = new Letters();
  const waits: number[] = [];
  for (let letter = 0; letter < 10; letter += 1) {
    letters.begin("field", "a");
    waits.push(letters.waitMs);
    letters.looked();
  }
  assert.deepEqual(waits, [0, 0, 0, 0, 0, 0, 0, 0, 600, 600]);
  letters.begin("field", "@");
  assert.equal(letters.waitMs, 0);
  letters.opened();
  assert.equal(letters.waitMs, 0);
});

test("another field begins anew", () => {
  const letters = new Letters();
  for (let letter = 0; letter < 5; letter += 1) {
    letters.begin("one", "a");
    letters.looked();
  }
  letters.begin("other", "a");
  assert.equal(letters.turn, 1);
});

test("letters are owed a look until there was one", () => {
  const letters = new Letters();
  letters.begin("field", "a");
  assert.equal(letters.owed, true);
  letters.looked();
  assert.equal(letters.owed, false);
  letters.begin("field", null);
  assert.equal(letters.owed, false);
});

test("a sign in the middle of a text is looked after by itself", () => {
  const letters = new Letters();
  for (let letter = 0; letter < 5; letter += 1) {
    letters.begin("field", "a");
    letters.looked();
  }
  letters.begin("field", "b");
  assert.equal(letters.goesOn("field", "c"), true);
  assert.equal(letters.goesOn("other", "c"), false);
  assert.equal(letters.goesOn("field", "@"), false);
  letters.begin("field", "@");
  assert.equal(letters.turn, 1);
});

test("what passes below a pointer at rest is not pointed at", () => {
  const passing = new Passing();
  const at = { clientX: 5, clientY: 6 };
  assert.equal(passing.passes(at, 1000), false, "it has come here");
  assert.equal(passing.passes(at, 1010), false, "nothing was scrolled");
  passing.scrolled(1020);
  assert.equal(passing.passes(at, 1030), true);
  assert.equal(passing.passes({ clientX: 5, clientY: 7 }, 1040), false, "the pointer has moved");
  assert.equal(passing.passes({ clientX: 5, clientY: 7 }, 1300), false, "long after");
});

test("what asks a server is looked after for some seconds, everything else for one", () => {
  const lasting = (isPatient: boolean): number => {
    let ms = 0;
    for (let turn = 0; ; turn += 1) {
      const wait = waitBefore(turn, isPatient);
      if (wait === null) return ms;
      ms += wait;
    }
  };
  assert.equal(lasting(false), 1100);
  assert.equal(lasting(true), 5200);
});

test("a button is held until it comes up, and not for ever", () => {
  const held = new Held<string>();
  assert.equal(held.isOn(5), false);
  held.begin("entry", 1000);
  assert.equal(held.isOn(4000), true);
  assert.equal(held.end(), "entry");
  assert.equal(held.isOn(4000), false);
  assert.equal(held.end(), null);
  held.begin(null, 1000);
  assert.equal(held.isOn(60_000), false, "nobody has told that it came up");
});
