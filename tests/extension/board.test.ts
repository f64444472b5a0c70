import assert from "node:assert/strict";
import { test } from "node:test";
import { Board } from "../../extension/src/content/board.ts";

/** A board, what the browser was asked to call, and the types of which a listener has failed. */
function made() {
  const called = new Map<string, (event: Event) => void>();
  const failed: string[] = [];
  const calls = { open: 0, made: 0 };
  const board = new Board(
    {
      begin: () => (calls.open += 1),
      end: () => {
        calls.open -= 1;
        calls.made += 1;
      },
      failed: (type) => failed.push(type),
    },
    (type, call) => called.set(type, call),
    (type) => called.delete(type),
  );
  const send = (type: string, isTrusted = true): void =>
    called.get(type)?.({ type, isTrusted } as Event);
  return { board, called, calls, failed, send };
}

test("of a listener that fails the others are none the worse, and it is counted", () => {
  const { board, calls, failed, send } = made();
  const { signal } = new AbortController();
  const heard: string[] = [];
  board.add("click", () => heard.push("first"), signal);
  board.add(
    "click",
    () => {
      throw new Error("Jane Doe");
    },
    signal,
  );
  board.add("click", () => heard.push("last"), signal);
  send("click");
  assert.deepEqual(heard, ["first", "last"]);
  assert.deepEqual(failed, ["click"]);
  assert.deepEqual(calls, { open: 0, made: 1 });
});

test("a listener that another has ended hears nothing more, not even of the same event", () => {
  const { board, called, send } = made();
  const [first, second] = [new AbortController(), new AbortController()];
  let heard = 0;
  board.add("keyup", () => second.abort(), first.signal);
  board.add("keyup", () => (heard += 1), second.signal);
  send("keyup");
  send("keyup");
  assert.equal(heard, 0);
  assert.ok(called.has("keyup"));
  first.abort();
  assert.ok(!called.has("keyup"));
});

test("one that comes while an event is heard hears the next", () => {
  const { board, send } = made();
  const { signal } = new AbortController();
  let heard = 0;
  let begun = false;
  board.add(
    "click",
    () => {
      if (!begun) board.add("click", () => (heard += 1), signal);
      begun = true;
    },
    signal,
  );
  send("click");
  assert.equal(heard, 0);
  send("click");
  assert.equal(heard, 1);
});

test("what a script sends is not heard", () => {
  const { board, calls, send } = made();
  let heard = 0;
  board.add("click", () => (heard += 1), new AbortController().signal);
  send("click", false);
  assert.equal(heard, 0);
  assert.equal(calls.made, 0);
});
