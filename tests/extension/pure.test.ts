import assert from "node:assert/strict";
import { test } from "node:test";
import { fits, keptSize, paintedShare, toBlocks, withEdge } from "../../extension/src/background/paint.ts";
import { type PolicyState, readPolicy } from "../../extension/src/background/policy.ts";
import { Schedule } from "../../extension/src/background/schedule.ts";
import {
  decideState,
  type HostState,
  isRecording,
  type Standing,
  shapeOf,
} from "../../extension/src/background/state.ts";
import { Episode, LastAct, type Opening } from "../../extension/src/content/episode.ts";
import { MAX_WAITING, Outbox } from "../../extension/src/content/outbox.ts";
import {
  fromBase64,
  sha256,
  toBase64,
  toHex,
  uuid7,
} from "../../extension/src/shared/identifiers.ts";
import { findFault } from "../../extension/src/shared/schema.ts";
import type { Choice, Policy, Target } from "../../extension/src/shared/wire.ts";
import german from "../../extension/_locales/de/messages.json";
import english from "../../extension/_locales/en/messages.json";
import policies from "../vectors/policy/policies.json";
import { sayFrom } from "./words.ts";

test("a rectangle is rounded outward to whole blocks of the picture", () => {
  const image = { width: 100, height: 100 };
  assert.deepEqual(toBlocks([[17, 1, 1, 15]], 1, 1, image), [
    { x: 16, y: 0, width: 16, height: 16 },
  ]);
  assert.deepEqual(toBlocks([[15.9, 0, 0.2, 16.1]], 1, 1, image), [
    { x: 0, y: 0, width: 32, height: 32 },
  ]);
});

test("a rectangle is scaled before it is rounded, each axis by itself", () => {
  const image = { width: 200, height: 150 };
  assert.deepEqual(toBlocks([[10, 10, 10, 10]], 2, 1.5, image), [
    { x: 16, y: 0, width: 32, height: 32 },
  ]);
});

test("nothing is painted outside the picture, and nothing inside is missed", () => {
  const image = { width: 100, height: 50 };
  assert.deepEqual(toBlocks([[-50, -50, 500, 500]], 1, 1, image), [
    { x: 0, y: 0, width: 100, height: 50 },
  ]);
  assert.deepEqual(toBlocks([[-50, 0, 20, 20]], 1, 1, image), []);
});

test("the painted share counts each block once", () => {
  const image = { width: 64, height: 32 };
  const rect = { x: 0, y: 0, width: 32, height: 32 };
  assert.equal(paintedShare([rect, rect], image), 0.5);
  assert.equal(paintedShare([], image), 0);
  assert.equal(paintedShare([{ x: 0, y: 0, width: 64, height: 32 }], image), 1);
});

test("a picture is kept at most 1280 pixels wide", () => {
  assert.deepEqual(keptSize({ width: 2560, height: 1440 }), { width: 1280, height: 720 });
  assert.deepEqual(keptSize({ width: 640, height: 480 }), { width: 640, height: 480 });
});

test("an edge around the blocks is painted as well", () => {
  assert.deepEqual(withEdge({ x: 16, y: 0, width: 16, height: 32 }), [14, -2, 20, 36]);
});

test("a picture drawn at another size than the boxes were taken at is none", () => {
  const zoomed = { width: 1600, height: 891, ratio: 0.8 };
  assert.equal(fits({ width: 1280, height: 713 }, zoomed), true);
  assert.equal(fits({ width: 1600, height: 891 }, zoomed), false);
  assert.equal(fits({ width: 2560, height: 1426 }, { width: 1280, height: 713, ratio: 2 }), true);
  assert.equal(fits({ width: 1280, height: 713 }, { width: 1280, height: 713, ratio: 2 }), false);
});

const PLACE = {
  tab: 1,
  frame: 0,
  document: "cd".repeat(16),
  origin: "https://a.example",
  path: "/",
  frame_origin: null,
  frame_path: null,
};
const trigger = (seq: number) =>
  ({ tab: 1, seq, place: PLACE, reason: "settled-after-action" }) as const;

test("pictures keep their distance, and never more than two a second", () => {
  const schedule = new Schedule();
  assert.equal(schedule.waitMs(2000, 0), null);
  schedule.offer(trigger(1));
  assert.equal(schedule.waitMs(2000, 0), 0);
  assert.equal(schedule.start(0)?.seq, 1);
  schedule.offer(trigger(2));
  assert.equal(schedule.waitMs(2000, 10), null); // one at a time
  schedule.finish();
  assert.equal(schedule.waitMs(2000, 10), 1990);
  assert.equal(schedule.waitMs(1, 10), 490);
});

test("a newer trigger replaces one that still waits, which is told", () => {
  const schedule = new Schedule();
  assert.equal(schedule.offer(trigger(1)), null);
  assert.equal(schedule.offer(trigger(2))?.seq, 1);
  assert.equal(schedule.start(0)?.seq, 2);
});

const NOON = new Date(2026, 10, 23, 12, 0);
const RULES = { hold: false, schedule: null, regions: null } as unknown as Policy;
const FREE = { kind: "valid", policy: RULES, digest: "d" } as const;
const HELD = { kind: "valid", policy: { ...RULES, hold: true }, digest: "d" } as const;
const READ = { acknowledged: true, paused: false };
const decide = (policy: PolicyState, person: Standing, host: HostState) =>
  decideState(policy, person, host, NOON, "Europe/Berlin");

test("nothing is recorded without policy, notice and host, while paused or on hold", () => {
  const open = { kind: "open" } as const;
  const states = [
    decide({ kind: "missing" }, READ, open),
    decide({ kind: "invalid", sentence: "It is wrong." }, READ, open),
    decide(FREE, { ...READ, acknowledged: false }, open),
    decide(FREE, { ...READ, paused: true }, open),
    decide(HELD, READ, open),
    decide(FREE, READ, { kind: "idle" }),
    decide(FREE, READ, { kind: "connecting" }),
    decide(FREE, READ, { kind: "missing", sentence: "It is gone." }),
    decide(FREE, READ, { kind: "refused", sentence: "It will not." }),
  ];
  const words = states.map(({ word }) => word.replaceAll("-", "_"));
  for (const [at, state] of states.entries()) {
    assert.equal(isRecording(state), false);
    assert.match(sayFrom(english)(`state_${words[at]}`, state.detail), /^Not recording/);
    assert.match(sayFrom(german)(`state_${words[at]}`, state.detail), /keine Aufzeichnung/i);
  }
  assert.equal(isRecording(decide(FREE, READ, open)), true);
  assert.equal(isRecording(decide(FREE, READ, { kind: "reconnecting" })), true);
});

test("a tab has a shape for every reason why it is recorded or not", () => {
  const ready = decide(FREE, READ, { kind: "open" });
  const page = { listed: true, denied: false, marked: false, recorded: true, wordless: false };
  assert.equal(shapeOf(ready, page), "recording");
  assert.equal(shapeOf(ready, { ...page, wordless: true }), "masked");
  assert.equal(shapeOf(ready, { ...page, recorded: false }), "not-yet");
  assert.equal(shapeOf(ready, { ...page, recorded: false, listed: false }), "off-site");
  const denied = { ...page, recorded: false, listed: false, denied: true };
  assert.equal(shapeOf(ready, denied), "denied");
  const marked = { ...page, recorded: false, marked: true };
  assert.equal(shapeOf(ready, marked), "marked");
  assert.equal(shapeOf(ready, { ...marked, listed: false }), "off-site");
  assert.equal(shapeOf(decide(HELD, READ, { kind: "open" }), page), "on-hold");
});

test("every state has a word of its own and the host's own sentence", () => {
  const refused = decide(FREE, READ, { kind: "refused", sentence: "Policies differ." });
  assert.equal(refused.detail, "Policies differ.");
  assert.equal(refused.word, "host-refused");
});

test("outside of the policy's hours and regions nothing is recorded", () => {
  const schedule = { days: [1, 2, 3, 4, 5], start: "08:00", end: "18:00" };
  const within = (policy: object, now: Date, zone?: string) =>
    decideState(
      { ...FREE, policy: { ...RULES, ...policy } as Policy },
      READ,
      { kind: "open" },
      now,
      zone,
    ).word;
  assert.equal(within({ schedule }, NOON), "ready");
  assert.equal(within({ schedule }, new Date(2026, 10, 23, 7, 59)), "outside-hours");
  assert.equal(within({ schedule }, new Date(2026, 10, 23, 18, 0)), "outside-hours");
  assert.equal(within({ schedule }, new Date(2026, 10, 22, 12, 0)), "outside-hours", "a Sunday");
  const regions = ["Europe/*", "UTC"];
  assert.equal(within({ regions }, NOON, "Europe/Berlin"), "ready");
  assert.equal(within({ regions }, NOON, "UTC"), "ready");
  assert.equal(within({ regions }, NOON, "America/New_York"), "outside-region");
  assert.equal(within({ regions }, NOON, "Europeana/X"), "outside-region");
  assert.equal(within({ regions }, NOON), "outside-region", "nobody knows");
  const paused = { acknowledged: true, paused: true };
  const closed = { ...FREE, policy: { ...RULES, regions } as Policy };
  assert.equal(decideState(closed, paused, { kind: "open" }, NOON, "UTC").word, "paused");
});

for (const item of policies.cases) {
  test(`policy text: ${item.name}`, async () => {
    const found = await readPolicy(item.text, item.seen_version);
    assert.equal(found.kind, item.kind);
    if (found.kind === "invalid") assert.match(found.sentence, new RegExp(item.sentence ?? "."));
    if (found.kind === "valid") assert.equal(found.digest, item.digest);
  });
}

test("policy values that are no text", async () => {
  assert.equal((await readPolicy(undefined, 0)).kind, "missing");
  for (const value of [{}, [], 7, true]) {
    assert.equal((await readPolicy(value, 0)).kind, "invalid");
  }
});

const FACT = {
  kind: "navigation",
  wall_ms: 1,
  mono_ms: 1,
  cause: "load",
  via: "unknown",
} as const;

test("facts are kept until they are taken", () => {
  const outbox = new Outbox();
  for (let n = 0; n < 3; n += 1) outbox.add(FACT, "/");
  assert.deepEqual(
    outbox.next().map((fact) => fact.n),
    [1, 2, 3],
  );
  outbox.taken(2);
  assert.deepEqual(
    outbox.next().map((fact) => fact.n),
    [3],
  );
});

test("a full outbox uses up numbers, so that the loss shows", () => {
  const outbox = new Outbox();
  for (let n = 0; n < MAX_WAITING + 5; n += 1) outbox.add(FACT, "/");
  outbox.taken(MAX_WAITING);
  outbox.add(FACT, "/");
  assert.equal(outbox.next()[0]?.n, MAX_WAITING + 6);
});

test("numbers go on after recording was stopped", () => {
  const outbox = new Outbox();
  outbox.add(FACT, "/");
  outbox.clear();
  assert.deepEqual(outbox.all(), []);
  outbox.add(FACT, "/");
  assert.equal(outbox.next()[0]?.n, 2);
});

test("what was never to be recorded uses up no numbers", () => {
  const outbox = new Outbox();
  for (let n = 0; n < 3; n += 1) outbox.add(FACT, "/");
  outbox.taken(1);
  outbox.forget();
  outbox.add(FACT, "/");
  assert.deepEqual(
    outbox.all().map((fact) => fact.n),
    [2],
  );
  assert.equal(outbox.acknowledged, 1);
});

const STATE = { expanded: null, checked: null, selected_index: null, selected_count: null };

function episode(unobservable: Opening["unobservable"] = []): Episode {
  return new Episode({
    opener: {} as Target,
    surface: "listbox",
    openedBy: "mouse",
    clocks: { wall_ms: 1000, mono_ms: 100 },
    unobservable,
  });
}

function choice(...path: number[]): Choice {
  return {
    path,
    role: "option",
    set_size: 5,
    name: null,
    name_withheld: "data-role",
    kept: true,
  };
}

test("what opened a list has not ended it, nor what was done long before it went", () => {
  const last = new LastAct();
  assert.equal(last.endingSince(0, 10), null);
  last.note("outside-click", 100);
  assert.equal(last.endingSince(100, 400), null);
  assert.equal(last.endingSince(90, 400), "outside-click");
  assert.equal(last.endingSince(90, 2601), null);
  last.note("escape", 500);
  assert.equal(last.endingSince(100, 700), "escape");
});

test("an end that nobody has told is unobservable, not a guess", () => {
  const record = episode(["moves", "keys"]).close(350, null, STATE);
  assert.equal(record.outcome, "cancelled");
  assert.equal(record.closed_by, null);
  assert.deepEqual(record.unobservable, ["moves", "keys", "end"]);
});

test("a choice commits, and moves are told once each", () => {
  const visit = episode();
  for (const index of [0, 0, 1, 2, 2, 1]) visit.moveTo({ level: 0, index, name: null });
  visit.moveTo({ level: 1, index: 1, name: null });
  visit.choose(choice(1, 1));
  visit.resize(5);
  const record = visit.close(350, "choice", STATE);
  assert.deepEqual(
    record.moves?.map(({ level, index }) => [level, index]),
    [
      [0, 0],
      [0, 1],
      [0, 2],
      [0, 1],
      [1, 1],
    ],
  );
  assert.equal(record.outcome, "committed");
  assert.deepEqual(record.chosen, [choice(1, 1)]);
  assert.equal(record.set_size, 5);
  assert.equal(record.duration_ms, 250);
});

test("without a choice a visit is cancelled, unless another list took its place", () => {
  const record = episode().close(200, "escape", STATE);
  assert.deepEqual([record.outcome, record.chosen], ["cancelled", []]);
  assert.equal(episode().close(200, "replaced", STATE).outcome, "replaced");
});

test("an entry that was given back is not held any more", () => {
  const visit = episode();
  visit.choose(choice(1));
  assert.ok(visit.holds([1]));
  visit.choose({ ...choice(1), kept: false });
  assert.ok(!visit.holds([1]));
});

test("what the browser does not show is null, not empty", () => {
  const record = episode(["moves", "keys"]).close(200, "blur", STATE);
  assert.deepEqual([record.moves, record.type_ahead], [null, null]);
});

test("records that belong to a visit are named once, in order", () => {
  const visit = episode();
  for (const number of [4, null, 2, 4]) visit.include(number);
  assert.deepEqual(visit.close(200, "choice", STATE).members, [2, 4]);
});

test("base64 and hex", async () => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
  assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
  assert.equal(toHex(Uint8Array.of(0, 15, 255)), "000fff");
  assert.equal(
    await sha256(new Uint8Array()),
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
});

test("session numbers are UUIDv7 and sort by time", () => {
  const noise = new Uint8Array(10).fill(255);
  const early = uuid7(1_700_000_000_000, noise);
  const late = uuid7(1_700_000_000_001, new Uint8Array(10));
  assert.match(early, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(early < late);
});

test("a schema says what is wrong and where", () => {
  const schema = {
    type: "object",
    properties: { list: { type: "array", items: { type: "integer", minimum: 1 }, minItems: 1 } },
    required: ["list"],
  };
  assert.equal(findFault(schema, { list: [1] }), null);
  assert.equal(findFault(schema, { list: [0] }), "list.0 is too small");
  assert.equal(findFault(schema, { list: [1.5] }), "list.0 must be a whole number");
  assert.equal(findFault(schema, { list: [] }), "list has too few entries");
  assert.equal(findFault(schema, {}), "list is missing");
  assert.equal(findFault(schema, { list: [1], x: 1 }), "x is not known");
  assert.equal(findFault(schema, []), "the document must be an object");
});
