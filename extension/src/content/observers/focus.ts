// Moves of the keyboard to another element, if a key did it. Clicks and scripts move it too.

import type { Focus } from "../../shared/wire.ts";
import { describe } from "../describe.ts";
import { areaAround } from "../reading/areas.ts";
import { focused, tagOf } from "../tree.ts";
import { clocks, listening, type Observe } from "./observer.ts";

/** Pages with a roving focus move it a moment after the key. */
const CAUSE_MS = 200;
const MOVES = /^(Arrow(Up|Down|Left|Right)|Home|End|PageUp|PageDown)$/;

export const observeFocus: Observe = (sink, signal) => {
  const options = listening(signal);
  let key: { by: Focus["by"]; time: number } | null = null;

  addEventListener(
    "keydown",
    (event) => {
      if (!event.isTrusted) return;
      const isChord = event.ctrlKey || event.altKey || event.metaKey;
      if (event.key === "Tab" && !isChord) {
        key = { by: event.shiftKey ? "shift-tab" : "tab", time: event.timeStamp };
      } else if (MOVES.test(event.key)) key = { by: "arrow", time: event.timeStamp };
      else key = null;
    },
    options,
  );
  addEventListener(
    "pointerdown",
    () => {
      key = null;
    },
    options,
  );
  addEventListener(
    "focusin",
    (event) => {
      const cause = key;
      if (!event.isTrusted || cause === null || event.timeStamp - cause.time > CAUSE_MS) return;
      const element = focused();
      if (element === null || tagOf(element) === "body") return;
      // Between the keys of a pad the way of the focus is what is entered.
      if (areaAround(element)?.sort === "pin-pad") return;
      key = null;
      sink({
        kind: "focus",
        ...clocks(event.timeStamp),
        by: cause.by,
        target: describe(element),
      });
    },
    options,
  );
};
