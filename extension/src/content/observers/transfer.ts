// Copying, cutting and pasting, and files given to the page: that it happened, never what.

import type { Clipboard } from "../../shared/wire.ts";
import { controlOf, describe } from "../describe.ts";
import { rangeOf } from "../lengths.ts";
import { isWithinClosed } from "../reading/classes.ts";
import { fieldOf, filesDropped, filesIn, isFileField } from "../reading/measuring.ts";
import { listenInRoots } from "../roots.ts";
import { controlAt, innermost } from "../targets.ts";
import { originOf } from "../tree.ts";
import { clocks, listening, type Observe } from "./observer.ts";

export const observeTransfers: Observe = (sink, signal) => {
  const options = listening(signal);
  for (const what of ["copy", "cut", "paste"] satisfies Clipboard["what"][]) {
    addEventListener(
      what,
      (event) => {
        if (!event.isTrusted) return;
        const inner = innermost(event);
        const element = fieldOf(event) ?? (inner === null ? null : controlOf(inner));
        if (element === null || isWithinClosed(element)) return;
        sink({ kind: "clipboard", ...clocks(event.timeStamp), what, target: describe(element) });
      },
      options,
    );
  }
  listenInRoots(
    ["change"],
    (event) => {
      const field = originOf(event);
      if (!(field instanceof Element) || !isFileField(field)) return;
      sink({
        kind: "file",
        ...clocks(event.timeStamp),
        by: "chooser",
        files: rangeOf(filesIn(field)),
        target: describe(field),
      });
    },
    signal,
  );
  addEventListener(
    "drop",
    (event) => {
      const files = event.isTrusted ? filesDropped(event) : 0;
      const element = files === 0 ? null : controlAt(event);
      if (element === null || isFileField(element)) return; // such a field tells of it itself
      sink({
        kind: "file",
        ...clocks(event.timeStamp),
        by: "drop",
        files: rangeOf(files),
        target: describe(element),
      });
    },
    options,
  );
};
