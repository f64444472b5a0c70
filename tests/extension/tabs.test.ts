import assert from "node:assert/strict";
import test from "node:test";
import { TabLog } from "../../extension/src/background/tabs.ts";
import type { Fact } from "../../extension/src/shared/messages.ts";
import type { Place } from "../../extension/src/shared/wire.ts";

const at = (wall_ms: number) => ({ wall_ms, mono_ms: 1 });

function place(tab: number): Place {
  const document = "ab".repeat(16);
  const origin = "http://localhost";
  return { tab, frame: 0, document, origin, path: "/a", frame_origin: null, frame_path: null };
}

function click(role: string, wall_ms: number): Fact {
  return { kind: "click", ...at(wall_ms), target: { role } } as Fact;
}

function load(wall_ms: number, cause: "load" | "route" | "reload" = "load"): Fact {
  return { kind: "navigation", ...at(wall_ms), cause, via: "unknown" };
}

/** A log in which a tab shows a recorded page. */
function logged(): TabLog {
  const tabs = new TabLog();
  tabs.arrive(place(1), 0);
  return tabs;
}

function via(tabs: TabLog, fact: Fact, tab = 1): unknown {
  return (tabs.explain(fact, place(tab)) as { via?: string }).via;
}

test("a load is explained by what was done just before, once", () => {
  const tabs = logged();
  assert.equal(via(tabs, load(1)), "unknown");
  tabs.explain(click("link", 100), place(1));
  assert.equal(via(tabs, load(900)), "link");
  assert.equal(via(tabs, load(1000)), "unknown");
  tabs.explain(click("button", 1100), place(1));
  tabs.explain({ kind: "form", ...at(1101), outcome: "submitted" } as Fact, place(1));
  assert.equal(via(tabs, load(1500)), "form");
  tabs.explain(click("button", 2000), place(1));
  assert.equal(via(tabs, load(2100, "route")), "control");
});

test("what a frame tells of a time at which its page was elsewhere is not taken", () => {
  const tabs = new TabLog();
  const frame = { ...place(1), frame: 7 };
  tabs.route(1, true, 50);
  assert.equal(tabs.mayBeOfAbsence(click("button", 100), frame), false);
  tabs.route(1, false, 200);
  assert.equal(tabs.mayBeOfAbsence(click("button", 210), frame), true);
  tabs.route(1, true, 300);
  tabs.route(1, true, 400);
  assert.equal(tabs.mayBeOfAbsence(click("button", 210), frame), true);
  assert.equal(tabs.mayBeOfAbsence(click("button", 310), frame), false);
  assert.equal(tabs.mayBeOfAbsence(click("button", 210), place(1)), false, "it knows by itself");
  assert.equal(tabs.mayBeOfAbsence(click("button", 210), { ...frame, tab: 2 }), false);
});

test("a reload, and a load long after, have no such reason", () => {
  const tabs = logged();
  tabs.explain(click("link", 100), place(1));
  assert.equal(via(tabs, load(200, "reload")), "unknown");
  assert.equal(via(tabs, load(60_000)), "unknown");
});

test("a tab is told of when it first shows a recorded page, with where it came from", () => {
  const tabs = logged();
  tabs.explain(click("link", 100), place(1));
  tabs.open(2, 1, at(110));
  const opened = tabs.arrive(place(2), 0);
  assert.equal(opened?.change, "opened");
  assert.equal(opened?.opener, 1);
  assert.equal(tabs.arrive(place(2), 0), null);
  assert.equal(via(tabs, load(300), 2), "link");
  assert.equal(tabs.close(2, at(400))?.change, "closed");
});

test("pages that are not recorded leave no trace", () => {
  const tabs = new TabLog();
  tabs.open(3, 9, at(10));
  // The opener shows nothing that is recorded.
  assert.equal(tabs.arrive(place(3), 0)?.opener, null);
  tabs.leave(3);
  assert.equal(tabs.close(3, at(20)), null);
  assert.equal(tabs.close(4, at(20)), null);
  // A tab from before recording began.
  tabs.open(5, null, at(10));
  assert.equal(tabs.arrive(place(5), 50), null);
});

test("what a page says after the tab has gone elsewhere does not lead from there", () => {
  const tabs = logged();
  tabs.leave(1);
  tabs.explain(click("link", 100), place(1));
  tabs.arrive(place(1), 0);
  assert.equal(via(tabs, load(200)), "unknown");
});
