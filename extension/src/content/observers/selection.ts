// Text marked by keys. What is marked with the pointer comes from drag.ts.

import { describe } from "../describe.ts";
import { isWithinClosed } from "../reading/classes.ts";
import { type Mark, markNow } from "../reading/measuring.ts";
import { focused } from "../tree.ts";
import { clocks, listening, type Observe } from "./observer.ts";

const QUIET_MS = 300;
const MOVES = /^(Arrow(Up|Down|Left|Right)|Home|End|PageUp|PageDown)$/;

export const observeSelections: Observe = (sink, signal) => {
  const options = listening(signal);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let begun: { clocks: ReturnType<typeof clocks>; before: Mark | null } | null = null;

  const finish = (): void => {
    clearTimeout(timer);
    const first = begun;
    begun = null;
    const mark = first === null ? null : markNow(focused());
    if (first === null || mark === null || mark.equals(first.before)) return;
    if (isWithinClosed(mark.element)) return;
    sink({ kind: "selection", ...first.clocks, by: "keyboard", target: describe(mark.element) });
  };
  addEventListener(
    "keydown",
    (event) => {
      if (!event.isTrusted || event.isComposing) return;
      const all = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a";
      if (!all && !(event.shiftKey && MOVES.test(event.key))) {
        // What comes next may change what is marked, as copying does not.
        if (begun !== null && !event.ctrlKey && !event.metaKey && event.key !== "Shift") finish();
        return;
      }
      begun ??= { clocks: clocks(event.timeStamp), before: markNow(focused()) };
      clearTimeout(timer);
      timer = setTimeout(finish, QUIET_MS);
    },
    options,
  );
  addEventListener("pointerdown", finish, options);
  addEventListener("pagehide", finish, options);
  signal.addEventListener("abort", () => clearTimeout(timer));
};
