import assert from "node:assert/strict";
import { test } from "node:test";
import { Leaving } from "../../extension/src/background/leaving.ts";
import { hasLeft, placeOf, type Sender } from "../../extension/src/background/place.ts";
import type { Site } from "../../extension/src/shared/wire.ts";

const SITES = [
  { id: "shop", match: "https://shop.example/*", deny: [], level: "labels", lists: [] },
] as unknown as Site[];
const DOCUMENT = "d".repeat(32);
const CART = "https://shop.example/cart";

const page: Sender = {
  frameId: 0,
  documentId: "A",
  documentLifecycle: "active",
  url: CART,
  origin: "https://shop.example",
  tab: { id: 7, url: CART },
};
const inFrame: Sender = { ...page, frameId: 5, documentId: "B", url: `${CART}/frame` };

/** What the browser says of it once another page is shown in the tab. */
function left(sender: Sender, number: number, next: string, lifecycle = "cached"): Sender {
  const tab = { ...sender.tab, url: next };
  return { ...sender, frameId: number, documentLifecycle: lifecycle, tab };
}

test("the last words of a page are its own, whatever is shown after it", () => {
  for (const next of ["https://elsewhere.example/", "https://shop.example/pay", "about:blank"]) {
    for (const lifecycle of ["cached", "pending_deletion"]) {
      const leaving = new Leaving();
      leaving.resolve(page);
      const from = leaving.resolve(left(page, 9, next, lifecycle));
      assert.ok(from !== null && hasLeft(from));
      const place = placeOf(from, DOCUMENT, "/cart", SITES);
      assert.equal(place?.frame, 0);
      assert.equal(place?.path, "/cart");
      assert.equal(place?.frame_path, null);
    }
  }
});

test("a frame that was left with its page is told of that page", () => {
  const leaving = new Leaving();
  leaving.resolve(inFrame);
  const from = leaving.resolve(left(inFrame, 9, "https://shop.example/pay"));
  const place = from && placeOf(from, DOCUMENT, "/cart/frame", SITES);
  assert.equal(place?.frame, 5);
  assert.equal(place?.path, "/cart");
});

test("of what was never heard while it was shown nobody can say where it was", () => {
  const leaving = new Leaving();
  assert.equal(leaving.resolve(left(inFrame, 9, CART)), null);
  assert.equal(leaving.resolve(left(page, 9, CART)), null);
  assert.equal(leaving.resolve(left(page, 0, "about:blank"))?.frameId, 0);
});

test("where the browser numbers no documents its word is taken", () => {
  const { documentId: _id, documentLifecycle: _lifecycle, ...plain } = page;
  assert.equal(new Leaving().resolve(plain), plain);
});

test("the longest unheard are forgotten first", () => {
  const leaving = new Leaving();
  leaving.resolve(page);
  for (let n = 0; n < 399; n += 1) leaving.resolve({ ...inFrame, documentId: String(n) });
  assert.notEqual(leaving.resolve(left(page, 9, CART)), null);
  leaving.resolve({ ...inFrame, documentId: "one more" });
  assert.equal(leaving.resolve(left(page, 9, CART)), null);
});
