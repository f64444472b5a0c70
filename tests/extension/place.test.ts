import assert from "node:assert/strict";
import { test } from "node:test";
import { isLive, placeOf, type Sender, standingOf } from "../../extension/src/background/place.ts";

const PLAIN = {
  content: "own" as const,
  pictures: "masked" as const,
  exception: null,
  verbatim: [],
};

const SITES = [
  {
    id: "shop",
    match: "https://shop.example/*",
    deny: ["/hr/*"],
    level: "labels" as const,
    lists: [],
    ...PLAIN,
  },
  {
    id: "pay",
    match: "https://pay.example/form",
    deny: [],
    level: "labels" as const,
    lists: [],
    ...PLAIN,
  },
];
const PAGE = "https://shop.example/orders";
const DOCUMENT = "cd".repeat(16);

function frame(url: string, origin?: string): Sender {
  return { frameId: 3, url, origin: origin ?? new URL(url).origin, tab: { id: 7, url: PAGE } };
}

function place(sender: Sender, path: string | null = null) {
  const found = placeOf(sender, DOCUMENT, path, SITES);
  return found === null ? null : [found.origin, found.path, found.frame_origin, found.frame_path];
}

test("a page is its own place", () => {
  const sender = {
    frameId: 0,
    url: PAGE,
    origin: "https://shop.example",
    tab: { id: 7, url: PAGE },
  };
  assert.deepEqual(place(sender), ["https://shop.example", "/orders", null, null]);
  assert.equal(place(sender, "/hr/pay"), null);
});

test("a page that routes goes by its address of now, not by the one it was loaded from", () => {
  const sender = {
    frameId: 0,
    url: PAGE,
    origin: "https://shop.example",
    tab: { id: 7, url: PAGE },
  };
  assert.equal(standingOf(sender, "/hr/pay", SITES), null);
  assert.equal(standingOf(sender, "/orders/4711", SITES)?.path, "/orders/{}");
});

test("a frame is recorded only where its own address is allowed", () => {
  const page = ["https://shop.example", "/orders"];
  assert.deepEqual(place(frame("https://shop.example/edit")), [...page, null, "/edit"]);
  assert.deepEqual(place(frame("https://pay.example/form")), [
    ...page,
    "https://pay.example",
    "/form",
  ]);
  for (const url of [
    "https://shop.example/hr/pay",
    "https://shop.example/%68r/pay",
    "https://pay.example/other",
    "https://elsewhere.example/form",
  ]) {
    assert.equal(place(frame(url)), null, url);
    assert.equal(standingOf(frame(url), null, SITES), null, url);
  }
});

test("a frame's own word for its path is held to the same rules", () => {
  assert.equal(place(frame("https://shop.example/edit"), "/hr/pay"), null);
  assert.deepEqual(place(frame("https://shop.example/edit"), "/view")?.[3], "/view");
});

test("a frame without an address goes by what it inherits", () => {
  const own = frame("about:srcdoc", "https://shop.example");
  assert.deepEqual(place(own), ["https://shop.example", "/orders", null, null]);
  assert.equal(place(own, "/hr/pay"), null);
  const other = frame("about:blank", "https://pay.example");
  assert.equal(place(other), null);
  assert.equal(place(other, "/form")?.[3], "/form");
  assert.equal(place(frame("about:blank", "https://elsewhere.example"), "/form"), null);
});

test("nothing in a page that is not allowed is recorded, whatever its frames are", () => {
  const sender = {
    ...frame("https://pay.example/form"),
    tab: { id: 7, url: "https://x.example/" },
  };
  assert.equal(place(sender), null);
  assert.equal(standingOf(sender, null, SITES), null);
});

test("nothing in a private window is recorded, should the browser ever run us there", () => {
  const tab = { id: 7, url: PAGE };
  const sender = { frameId: 0, url: PAGE, origin: "https://shop.example", tab };
  assert.notEqual(place(sender), null);
  assert.equal(place({ ...sender, tab: { ...tab, incognito: true } }), null);
  assert.equal(standingOf({ ...sender, tab: { ...tab, incognito: true } }, null, SITES), null);
});

test("a page that is only prepared says nothing, one that leaves says its last words", () => {
  const asks = ["active", undefined, "prerender", "cached", "pending_deletion"];
  assert.deepEqual(
    asks.map((lifecycle) => [isLive(lifecycle, "ask"), isLive(lifecycle, "facts")]),
    [
      [true, true],
      [true, true],
      [false, false],
      [false, true],
      [true, true],
    ],
  );
});
