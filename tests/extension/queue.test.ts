import assert from "node:assert/strict";
import { test } from "node:test";
import { gap, type Item, Queue, type Unnumbered } from "../../extension/src/background/queue.ts";

const CLOCKS = { wall_ms: 1, mono_ms: 1 };
const SESSION = "0190b6f0-1111-7abc-8def-0123456789ab";
const EVENT = gap(1, "page-lost", CLOCKS);
const PLACE = {
  tab: 1,
  frame: 0,
  document: "cd".repeat(16),
  origin: "https://a.example",
  path: "/",
  frame_origin: null,
  frame_path: null,
};
const PICTURE: Unnumbered = {
  kind: "screenshot",
  ...CLOCKS,
  place: PLACE,
  trigger: 7,
  reason: "settled-after-action",
  relation: "after",
  level: "masked",
  layout_changed: null,
  frame_ms: 1,
  width: 1,
  height: 1,
  scale: 1,
  masks: 0,
  masked_share: 0,
  image_bytes: 3,
  image_sha256: "0".repeat(64),
};

function queue(limit?: number, items: Item[] = [], next = 1): Queue {
  return new Queue(SESSION, next, items, 0, limit);
}

function numbers(q: Queue, credit = 1000): number[] {
  return q.toSend(credit).map((message) => message.event.seq);
}

test("numbers are given in order and without holes", () => {
  const q = queue();
  const given = [1, 2, 3].map(() => q.add(EVENT, null, CLOCKS).seq);
  assert.deepEqual(given, [1, 2, 3]);
  assert.deepEqual(numbers(q), [1, 2, 3]);
});

test("nothing is sent twice over one port", () => {
  const q = queue();
  q.add(EVENT, null, CLOCKS);
  assert.deepEqual(numbers(q), [1]);
  assert.deepEqual(numbers(q), []);
});

test("only so much is under way as the host allows", () => {
  const q = queue();
  for (let n = 0; n < 5; n += 1) q.add(EVENT, null, CLOCKS);
  assert.deepEqual(numbers(q, 2), [1, 2]);
  assert.deepEqual(numbers(q, 2), []);
  assert.deepEqual(q.acknowledge(1), [1]);
  assert.deepEqual(numbers(q, 2), [3]);
});

test("a new port gets everything above what the host holds", () => {
  const q = queue();
  for (let n = 0; n < 4; n += 1) q.add(EVENT, null, CLOCKS);
  numbers(q);
  assert.deepEqual(q.restart(2), [1, 2]);
  assert.deepEqual(numbers(q), [3, 4]);
});

test("a restored queue goes on where it was", () => {
  const q = queue();
  const { changes } = q.add(EVENT, null, CLOCKS);
  q.add(EVENT, null, CLOCKS);
  const restored = queue(undefined, [...changes.put], 3);
  assert.deepEqual(numbers(restored), [1]);
  assert.equal(restored.add(EVENT, null, CLOCKS).seq, 3);
});

test("pictures yield first, and say so under their own number", () => {
  const q = queue(4000);
  q.add(PICTURE, "x".repeat(3000), CLOCKS);
  for (let n = 0; n < 5; n += 1) assert.notEqual(q.add(EVENT, null, CLOCKS).seq, null);
  const sent = q.toSend(100);
  assert.deepEqual(
    sent.map((message) => message.event.seq),
    [1, 2, 3, 4, 5, 6],
  );
  const first = sent[0]?.event;
  assert.ok(first !== undefined && "what" in first);
  assert.equal(first.what, "screenshot-dropped");
  assert.deepEqual(
    [first.seq, "trigger" in first && first.trigger, "reason" in first && first.reason],
    [1, 7, "queue-full"],
  );
});

test("a picture that is under way is left alone", () => {
  const q = queue(4000);
  q.add(PICTURE, "x".repeat(3000), CLOCKS);
  assert.deepEqual(numbers(q), [1]);
  for (let n = 0; n < 10; n += 1) q.add(EVENT, null, CLOCKS);
  assert.ok(q.bytes > 3000);
});

test("a picture without room becomes a record that it was dropped", () => {
  const q = queue(2000);
  const { seq, changes } = q.add(PICTURE, "x".repeat(3000), CLOCKS);
  assert.equal(seq, 1);
  const event = changes.put[0]?.message.event;
  assert.ok(event !== undefined && "what" in event && event.what === "screenshot-dropped");
});

test("events without room are counted and become one gap", () => {
  const q = queue(1000);
  let taken = 0;
  while (q.add(EVENT, null, CLOCKS).seq !== null) taken += 1;
  for (let n = 0; n < 6; n += 1) q.add(EVENT, null, CLOCKS);
  assert.equal(q.untold, 7);
  q.toSend(1000);
  q.acknowledge(taken);
  const { put } = q.tellLost(CLOCKS);
  const event = put[0]?.message.event;
  assert.ok(event !== undefined && "what" in event && event.what === "gap");
  assert.deepEqual([event.count, event.cause, event.seq], [7, "queue-full", taken + 1]);
  assert.equal(q.untold, 0);
  assert.deepEqual(q.tellLost(CLOCKS).put, []);
});

test("the queue never holds more than its limit", () => {
  const q = queue(20_000);
  for (let n = 0; n < 300; n += 1) {
    if (n % 7 === 0) q.add(PICTURE, "x".repeat(n * 20), CLOCKS);
    else q.add(EVENT, null, CLOCKS);
    assert.ok(q.bytes <= 20_000);
  }
});

test("outlines never take more than half of the room", () => {
  const outline = {
    kind: "outline",
    ...CLOCKS,
    place: PLACE,
    number: 1,
    trigger_number: 1,
    base: null,
    settled: true,
    truncated: false,
    total: 0,
    viewport: { width: 1, height: 1, scroll_x: 0, scroll_y: 0, pixel_ratio: 1 },
    nodes: [],
    removed: Array.from({ length: 400 }, (_, at) => at),
  } as Unnumbered;
  const q = queue(10_000);
  const given = Array.from({ length: 8 }, () => q.add(outline, null, CLOCKS).seq);
  const refused = given.filter((seq) => seq === null).length;
  assert.ok(refused > 0);
  assert.ok(q.bytes <= 5500, "but for the gaps that tell of it");
  assert.equal(typeof q.add(EVENT, null, CLOCKS).seq, "number");
  const told = q.toSend(99).map(({ event }) => ("count" in event ? Number(event.count) : 0));
  const sum = told.reduce((before, count) => before + count, 0) - 1; // EVENT is a gap as well
  assert.equal(sum + q.untold, refused);
});
