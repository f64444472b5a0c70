import assert from "node:assert/strict";
import { test } from "node:test";
import { after, difference, type Told } from "../../extension/src/content/delta.ts";
import type { OutlineNode } from "../../extension/src/shared/wire.ts";

function node(id: number, changes: Partial<OutlineNode> = {}): OutlineNode {
  const plain = { parent: null, role: "button", name: null, name_withheld: null, states: [] };
  return { id, ...plain, box: [0, 0, 1, 1], index: null, set_size: null, ...changes };
}

const page = [1, 2, 3, 4, 5, 6].map((id) => node(id));

/** Tell one outline after the other; gives what was told and what stands in the memory. */
function tell(told: Told | null, nodes: OutlineNode[], number: number) {
  const delta = difference(told, nodes);
  return { delta, told: after(told, delta, nodes, number) };
}

/** What a reader makes of outlines that build upon each other. */
function read(
  told: { delta: ReturnType<typeof difference>; number: number }[],
  number: number,
): Map<number, string> {
  const at = told.find((one) => one.number === number);
  assert.ok(at !== undefined, `nobody told ${number}`);
  const nodes = new Map<number, string>(at.delta.base === null ? [] : read(told, at.delta.base));
  for (const gone of at.delta.removed) nodes.delete(gone);
  for (const one of at.delta.nodes) nodes.set(one.id, JSON.stringify(one));
  return nodes;
}

test("the first outline is whole, the next one tells only what is other", () => {
  const first = tell(null, page, 7);
  assert.deepEqual(first.delta, { base: null, nodes: page, removed: [] });
  const changed = [...page.slice(1, 5), node(6, { states: ["checked"] }), node(9)];
  const second = tell(first.told, changed, 9);
  assert.deepEqual(second.delta, {
    base: 7,
    nodes: [node(6, { states: ["checked"] }), node(9)],
    removed: [1],
  });
});

test("an unchanged page is told in a record without nodes", () => {
  const { told } = tell(null, page, 7);
  assert.deepEqual(difference(told, page), { base: 7, nodes: [], removed: [] });
});

test("where most is other, the whole is told", () => {
  const { told } = tell(null, page, 7);
  const moved = page.map((one) => ({ ...one, box: [0, 9, 1, 1] }));
  assert.equal(difference(told, moved).base, null);
});

test("a reader gets every outline back from the deltas, and never has to go far", () => {
  const all: { delta: ReturnType<typeof difference>; number: number }[] = [];
  let told: Told | null = null;
  let sinceWhole = 0;
  for (let number = 1; number <= 100; number += 1) {
    const nodes = page
      .filter(({ id }) => (number * id) % 7 !== 1)
      .map((one) => ((number + one.id) % 5 === 0 ? { ...one, index: number } : one));
    const step: ReturnType<typeof tell> = tell(told, nodes, number);
    all.push({ delta: step.delta, number });
    told = step.told;
    sinceWhole = step.delta.base === null ? 0 : sinceWhole + 1;
    assert.ok(sinceWhole <= 20);
    const wanted = new Map(nodes.map((one) => [one.id, JSON.stringify(one)]));
    assert.deepEqual(new Map([...read(all, number)].sort()), new Map([...wanted].sort()));
  }
});
