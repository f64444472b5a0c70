import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import german from "../../extension/_locales/de/messages.json";
import english from "../../extension/_locales/en/messages.json";
import schema from "../../native_host/wire.schema.json";
import { type Counts, count } from "../../extension/src/background/counts.ts";
import { beginPause, isPaused, offeredLengths } from "../../extension/src/background/pause.ts";
import { Queue } from "../../extension/src/background/queue.ts";
import { Ring } from "../../extension/src/background/ring.ts";
import { compareScopes, grows, type Scope, scopeOf } from "../../extension/src/background/scope.ts";
import type { EmployeeRules, Event, Policy } from "../../extension/src/shared/wire.ts";

const RULES = { longest_pause_minutes: 30, pause_until_tomorrow: true } as EmployeeRules;
const CLOCKS = { wall_ms: 1000, mono_ms: 1 };
const NOON = new Date(2026, 10, 21, 12, 0).getTime();

test("no pause is longer than the policy offers, and tomorrow is the next morning", () => {
  assert.deepEqual(offeredLengths(RULES), [5, 15, 30, "tomorrow"]);
  assert.equal(beginPause(60, RULES, NOON), null);
  assert.equal(beginPause(7, RULES, NOON), null);
  assert.equal(beginPause("tomorrow", { ...RULES, pause_until_tomorrow: false }, NOON), null);
  assert.equal(beginPause(15, RULES, NOON)?.until, NOON + 15 * 60_000);
  const morning = new Date(beginPause("tomorrow", RULES, NOON)?.until ?? 0);
  assert.deepEqual([morning.getDate(), morning.getHours()], [22, 5]);
});

test("a pause ends by the clock, and no clock makes it endless", () => {
  const pause = { until: NOON };
  assert.equal(isPaused(pause, NOON - 1), true);
  assert.equal(isPaused(pause, NOON), false);
  assert.equal(isPaused(pause, NOON - 100 * 3_600_000), false);
  assert.equal(isPaused(null, 0), false);
});

const SCOPE: Scope = {
  sites: { "https://a.example/*": "labels" },
  deny: { "https://a.example/*": ["/hr/*"] },
  lists: { "https://a.example/*": [] },
  content: { "https://a.example/*": "own" },
  sitePictures: { "https://a.example/*": "masked" },
  verbatim: { "https://a.example/*": [] },
  exceptions: { "https://a.example/*": null },
  kinds: ["click"],
  recipients: ["aa", "bb"],
  retentionDays: 30,
  pictures: true,
  pictureIntervalMs: 2000,
  schedule: { days: [1, 2], start: "08:00", end: "17:00" },
  regions: ["Europe/*"],
  pointerPath: false,
  collector: null,
};

test("the notice is asked for again by every growth and by no shrinking", () => {
  const site = "https://a.example/*";
  const growths: Partial<Scope>[] = [
    { sites: { ...SCOPE.sites, "https://b.example/*": "outline" } },
    { sites: { [site]: "text" } },
    { deny: { [site]: [] } },
    { lists: { [site]: ["#size"] } },
    { kinds: ["click", "key"] },
    { recipients: ["aa", "bb", "cc"] },
    { retentionDays: 31 },
    { sitePictures: { [site]: "fields" } },
    { verbatim: { [site]: ["#order (Find orders.)"] } },
    { pictureIntervalMs: 1000 },
    { schedule: null },
    { schedule: { days: [1, 2, 3], start: "08:00", end: "17:00" } },
    { schedule: { days: [1, 2], start: "07:00", end: "17:00" } },
    { regions: null },
    { regions: ["Europe/*", "UTC"] },
    { pointerPath: true },
    { collector: "collect.example" },
  ];
  for (const change of growths) {
    assert.equal(grows(SCOPE, { ...SCOPE, ...change }), true, JSON.stringify(change));
    assert.equal(grows({ ...SCOPE, ...change }, SCOPE), false, JSON.stringify(change));
  }
  const others: Partial<Scope>[] = [
    { recipients: ["aa", "cc"] },
    { schedule: { days: [1], start: "07:00", end: "17:00" } },
    { schedule: { days: [1, 2], start: "09:00", end: "17:01" } },
    { regions: ["Europe/Berlin", "UTC"] },
  ];
  for (const change of others) assert.ok(grows(SCOPE, { ...SCOPE, ...change }), "some is new");
  assert.equal(grows(SCOPE, { ...SCOPE, sites: { [site]: "outline" }, retentionDays: 1 }), false);
  assert.equal(grows({ ...SCOPE, pictures: false }, SCOPE), true);
  assert.equal(grows(SCOPE, { ...SCOPE, pictures: false, pictureIntervalMs: 500 }), false);
  assert.equal(grows(SCOPE, { ...SCOPE, regions: ["Europe/Berlin"] }), false);
  assert.equal(grows({ ...SCOPE, content: { [site]: "inbound" } }, SCOPE), true);
  assert.equal(grows(SCOPE, { ...SCOPE, exceptions: { [site]: "DPIA-7" } }), false);
  assert.equal(grows(SCOPE, structuredClone(SCOPE)), false);
});

test("an entry that goes away asks again only where another one covers its pages", () => {
  const two = { ...SCOPE.sites, "https://a.example/hr/*": "outline" };
  assert.equal(grows({ ...SCOPE, sites: two }, SCOPE), true);
  const elsewhere = { ...SCOPE.sites, "https://b.example/*": "outline" };
  assert.equal(grows({ ...SCOPE, sites: elsewhere }, SCOPE), false);
});

test("what a policy says reaches the scope as it is in force", () => {
  const entry = {
    match: "https://a.example/*",
    deny: [],
    lists: [],
    level: "text",
    content: "personal",
    pictures: "fields",
    verbatim: [],
    exception: null,
  };
  const policy = {
    sites: [entry],
    recipients: [],
    retention_days: 1,
    screenshots: { enabled: true, min_interval_ms: 500 },
    schedule: null,
    regions: null,
    pointer_path: false,
    collector: null,
  } as unknown as Policy;
  const { sites, sitePictures } = scopeOf(policy);
  assert.deepEqual(sites, { "https://a.example/*": "outline" });
  assert.deepEqual(sitePictures, { "https://a.example/*": "skeleton" });
});

test("every change has words in both languages", () => {
  const site = "https://a.example/*";
  const others: Partial<Scope>[] = [
    { sites: { "https://b.example/*": "labels" } },
    { sites: { [site]: "text" } },
    { sites: { "https://a.example/b/*": "labels" } },
    { deny: { [site]: ["/x"] } },
    { lists: { [site]: ["#size"] } },
    { content: { [site]: "inbound" } },
    { sitePictures: { [site]: "none" } },
    { verbatim: { [site]: ["#order (x)"] } },
    { exceptions: { [site]: "DPIA-7" } },
    { kinds: ["key"] },
    { recipients: ["cc"] },
    { retentionDays: 5 },
    { pictures: false },
    { pictureIntervalMs: 500 },
    { schedule: null },
    { schedule: { days: [3], start: "08:00", end: "17:00" } },
    { regions: null },
    { regions: ["UTC"] },
    { pointerPath: true },
    { collector: "c.example" },
  ];
  for (const change of others) {
    const other = { ...SCOPE, ...change };
    const changes = [...compareScopes(SCOPE, other), ...compareScopes(other, SCOPE)];
    assert.ok(changes.length > 0, JSON.stringify(change));
    for (const { what } of changes) {
      assert.ok(`change_${what}` in english && `change_${what}` in german, what);
    }
  }
});

const item = (seq: number, event: object, image: string | null = null) =>
  ({
    seq,
    bytes: 100,
    message:
      image === null ? { type: "event", event } : { type: "screenshot", event, image },
  }) as never;

test("the ring holds the newest, 20 pictures, and counts the rest", () => {
  const ring = new Ring([], {}, 2000);
  const put: Record<string, unknown> = {};
  for (let seq = 1; seq <= 40; seq += 1) {
    const picture = { kind: "screenshot", seq };
    const { put: came, remove } = ring.add([item(seq, picture, "x".repeat(20))]);
    Object.assign(put, came);
    for (const key of remove) delete put[key];
  }
  const pictures = Object.keys(put).filter((key) => key.startsWith("picture:"));
  assert.equal(pictures.length, 20);
  assert.ok("picture:40" in put && !("picture:20" in put) && "ring:20" in put);
  for (let seq = 41; seq <= 140; seq += 1) {
    const { put: came, remove } = ring.add([item(seq, { kind: "click", seq, pad: "y".repeat(50) })]);
    Object.assign(put, came);
    for (const key of remove) delete put[key];
  }
  assert.ok(ring.bytes <= 2000);
  assert.equal(ring.length + (ring.older["click"] ?? 0) + (ring.older["screenshot"] ?? 0), 140);
  assert.equal(Object.keys(put).filter((key) => key.startsWith("ring:")).length, ring.length);
  assert.ok("ring:140" in put && !("ring:1" in put));
  for (const key of ring.clear()) delete put[key];
  assert.deepEqual(put, {});
  assert.deepEqual(ring.older, {});
});

test("a record that takes another's place takes its picture away", () => {
  const ring = new Ring();
  ring.add([item(1, { kind: "screenshot", seq: 1 }, "xxxx")]);
  const { put, remove } = ring.add([item(1, { kind: "control", what: "screenshot-dropped", seq: 1 })]);
  assert.deepEqual(Object.keys(put), ["ring:1"]);
  assert.deepEqual(remove.sort(), ["picture:1", "ring:1"]);
});

test("counts hold numbers and the policy's names of sites, and no more", () => {
  const counts: Counts = {};
  const place = { origin: "https://a.example", path: "/x" };
  const site = { id: "shop", match: "https://a.example/*" } as never;
  const events = [
    { kind: "click", place, target: { name: "Secret words", name_withheld: null } },
    { kind: "click", place, target: { name: null, name_withheld: "in-entry" } },
    { kind: "screenshot", place },
    { kind: "control", what: "gap", cause: "paused" },
  ].map((event) => ({ event: event as unknown as Event, bytes: 10 }));
  count(counts, events, [site], new Date(2026, 10, 21));
  assert.deepEqual(counts, {
    "2026-11-21": {
      sites: {
        shop: { events: 2, pictures: 1, bytes: 30 },
        "": { events: 0, pictures: 0, bytes: 10 },
      },
      withheld: { "name-in-entry": 1, "gap-paused": 1 },
    },
  });
});

test("what is forgotten before it was sealed leaves its number and nothing else", () => {
  const queue = new Queue("s", 1);
  const click = (wall_ms: number) =>
    ({ kind: "click", wall_ms, mono_ms: 0, target: { name: "Secret" } }) as never;
  queue.add(click(100), null, CLOCKS);
  queue.add(click(500), null, CLOCKS);
  queue.add({ kind: "screenshot", wall_ms: 600, trigger: 2 } as never, "PICTURE", CLOCKS);
  queue.toSend(1);
  assert.equal(queue.isUnderWay, true);
  const { put } = queue.forget(50, CLOCKS, false);
  assert.deepEqual(put.map(({ seq }) => seq), [2, 3], "what is under way stays under its number");
  assert.doesNotMatch(JSON.stringify(put), /Secret|PICTURE/);
  queue.forget(50, CLOCKS, true);
  queue.restart(0);
  const sent = queue.toSend(10);
  assert.deepEqual(sent.map(({ event }) => event.seq), [1, 2, 3]);
  assert.doesNotMatch(JSON.stringify(sent), /Secret|PICTURE/);
});

test("English and German are complete: the same keys, the same parts, nothing left over", () => {
  type Messages = Record<string, { message: string; placeholders?: object }>;
  const [en, de] = [english as Messages, german as Messages];
  assert.deepEqual(Object.keys(de).sort(), Object.keys(en).sort());
  for (const [key, { message, placeholders }] of Object.entries(en)) {
    const parts = (text: string) => [...text.matchAll(/\$\w+\$/g)].map(String).sort();
    assert.deepEqual(Object.keys(de[key]?.placeholders ?? {}), Object.keys(placeholders ?? {}), key);
    const [mine, theirs] = [parts(message), parts(de[key]?.message ?? "")];
    // What a program says is put into one sentence in English and follows in brackets in German.
    assert.deepEqual(theirs, mine, key);
    assert.notEqual(de[key]?.message.trim(), "", key);
  }
});

test("every reason for which something is withheld has words", () => {
  const { ScreenshotDropped, Gap } = schema.$defs;
  const reasons = [
    ...ScreenshotDropped.properties.reason.enum.map((reason) => `picture-${reason}`),
    ...Gap.properties.cause.enum.map((cause) => `gap-${cause}`),
  ];
  assert.ok(reasons.length > 15);
  for (const reason of reasons) assert.ok(`withheld_${reason.replaceAll("-", "_")}` in english, reason);
});

test("every word that the pages ask for is there", () => {
  const root = "../extension/src";
  const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|html)$/.test(name))
    .map((name) => readFileSync(`${root}/${name}`, "utf8"))
    .join("\n");
  const asked = [...sources.matchAll(/(?:\bsay\(|sayAll\(|data-say=|\? |: )"([a-z]+_[a-zA-Z_]+)"/g)]
    .map(([, key]) => key ?? "")
    .filter((key) => /^(state|notice|popup|mydata|change|withheld|command)_/.test(key));
  assert.ok(asked.length > 60);
  for (const key of asked) assert.ok(key in english, key);
});
