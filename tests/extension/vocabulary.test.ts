import assert from "node:assert/strict";
import test from "node:test";
import { Budget } from "../../extension/src/content/budget.ts";
import { editOf } from "../../extension/src/content/fields.ts";
import { rangeOf } from "../../extension/src/content/lengths.ts";
import {
  type Holder,
  type Platform,
  type Press,
  shortcutOf,
} from "../../extension/src/content/shortcuts.ts";
import { simplify, toGrid } from "../../extension/src/content/simplify.ts";

function press(key: string, changes: Partial<Press> = {}): Press {
  const none = { altKey: false, ctrlKey: false, metaKey: false, altGraph: false, composing: false };
  return { key, code: "", ...none, ...changes };
}

const named: [string, Partial<Press>, Holder, Platform, string | null][] = [
  ["a", {}, "other", "other", null],
  ["A", {}, "other", "other", null],
  ["7", {}, "control", "other", null],
  ["/", {}, "other", "other", null],
  ["Shift", {}, "other", "other", null],
  ["c", { ctrlKey: true }, "field", "other", "c"],
  ["C", { ctrlKey: true }, "field", "other", "c"],
  ["/", { ctrlKey: true }, "other", "other", "/"],
  ["с", { ctrlKey: true, code: "KeyC" }, "field", "other", "c"],
  ["k", { metaKey: true }, "field", "mac", "k"],
  ["F5", {}, "field", "other", "F5"],
  ["Escape", {}, "field", "other", "Escape"],
  ["Enter", {}, "field", "other", "Enter"],
  ["ArrowDown", {}, "other", "other", "ArrowDown"],
  ["ArrowDown", {}, "field", "other", null],
  ["ArrowDown", { ctrlKey: true }, "field", "other", "ArrowDown"],
  ["Home", {}, "field", "other", null],
  ["Delete", {}, "control", "other", "Delete"],
  ["Delete", {}, "field", "other", null],
  [" ", {}, "control", "other", "Space"],
  [" ", {}, "other", "other", null],
  [" ", {}, "field", "other", null],
  // AltGr, and what stands for it.
  ["@", { altGraph: true }, "field", "other", null],
  ["@", { altGraph: true, ctrlKey: true, altKey: true }, "other", "windows", null],
  ["@", { ctrlKey: true, altKey: true }, "field", "windows", null],
  ["ą", { ctrlKey: true, altKey: true, code: "KeyA" }, "field", "windows", null],
  ["t", { ctrlKey: true, altKey: true }, "other", "windows", "t"],
  ["ArrowLeft", { altGraph: true }, "field", "other", null],
  // Alt writes on a Mac, and numbers on Windows.
  ["l", { altKey: true }, "field", "mac", null],
  ["å", { altKey: true, code: "KeyA" }, "field", "mac", null],
  ["å", { altKey: true, code: "KeyA" }, "field", "other", null],
  ["1", { altKey: true, code: "Numpad1" }, "field", "windows", null],
  ["d", { altKey: true }, "field", "windows", "d"],
  // Input methods and dead keys.
  ["Enter", { composing: true }, "field", "other", null],
  ["c", { composing: true, ctrlKey: true }, "field", "other", null],
  ["Dead", { ctrlKey: true }, "field", "other", null],
  ["Process", { ctrlKey: true }, "field", "other", null],
  // Secrets.
  ["Tab", {}, "secret", "other", "Tab"],
  ["Enter", {}, "secret", "other", "Enter"],
  ["Escape", {}, "secret", "other", null],
  ["v", { ctrlKey: true }, "secret", "other", null],
  ["Backspace", { ctrlKey: true }, "secret", "other", null],
  ["AudioVolumeUp", {}, "other", "other", null],
];

for (const [key, changes, holder, platform, wanted] of named) {
  test(`key ${key} ${JSON.stringify(changes)} in ${holder} on ${platform}`, () => {
    assert.equal(shortcutOf(press(key, changes), holder, platform), wanted);
  });
}

test("every recorded key fits what the host takes", () => {
  const form = /^([!-@[-~]|[A-Z][A-Za-z0-9]{1,23})$/;
  for (const [key, changes, holder, platform] of named) {
    const found = shortcutOf(press(key, changes), holder, platform);
    assert.ok(found === null || form.test(found), key);
  }
});

test("kinds of edit", () => {
  const kinds = [
    ["insertText", "typed"],
    ["insertLineBreak", "typed"],
    ["insertFromPaste", "pasted"],
    ["insertFromPasteAsQuotation", "pasted"],
    ["insertFromDrop", "dropped"],
    ["insertCompositionText", "composed"],
    ["insertReplacementText", "replaced"],
    ["deleteContentBackward", "deleted"],
    ["deleteByCut", "cut"],
    ["historyUndo", "undone"],
    ["formatBold", null],
  ] as const;
  for (const [type, wanted] of kinds) assert.equal(editOf(type), wanted, type);
});

test("lengths become ranges", () => {
  const ranges = [0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 5000].map(rangeOf);
  const wanted = "0 1 2-3 2-3 4-7 4-7 8-15 8-15 16-31 16-31 32-63 32-63 64+ 64+".split(" ");
  assert.deepEqual(ranges, wanted);
});

test("a straight way needs two points, a corner a third", () => {
  const way = [0, 1, 2, 3, 4].map((step) => ({ ms: step * 100, x: step * 40, y: step * 40 }));
  assert.equal(simplify(way).length, 2);
  const corner = [...way, { ms: 500, x: 300, y: 160 }, { ms: 600, x: 400, y: 160 }];
  assert.deepEqual(
    simplify(corner).map(({ x, y }) => [x, y]),
    [
      [0, 0],
      [160, 160],
      [400, 160],
    ],
  );
  assert.deepEqual(simplify([way[0] ?? { ms: 0, x: 0, y: 0 }]).length, 1);
});

test("a loop that ends where it began keeps its furthest point", () => {
  const loop = [
    { ms: 0, x: 0, y: 0 },
    { ms: 100, x: 400, y: 0 },
    { ms: 200, x: 0, y: 0 },
  ];
  assert.equal(simplify(loop).length, 3);
});

test("points lie on a grid", () => {
  assert.deepEqual([0, 3, 4, 13, 803].map(toGrid), [0, 0, 8, 16, 800]);
});

test("frequent kinds have a limit, and what is over it is counted once", () => {
  const budget = new Budget({ scroll: { burst: 2, perSecond: 1 } });
  assert.deepEqual(
    [0, 0, 0, 0].map((now) => budget.admits("scroll", now)),
    [true, true, false, false],
  );
  assert.ok(budget.admits("scroll", 1000));
  assert.ok(!budget.admits("scroll", 1000));
  for (let click = 0; click < 500; click += 1) assert.ok(budget.admits("click", 0));
  budget.drop("path", 3);
  assert.deepEqual(Object.fromEntries(budget.takeDropped()), { scroll: 3, path: 3 });
  assert.equal(budget.takeDropped().size, 0);
});
