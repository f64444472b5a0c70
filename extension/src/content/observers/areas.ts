// PIN pads and fields for signatures: that something was entered, and nothing of what, where or how
// often. One record for each stay.

import { describe } from "../describe.ts";
import { type Area, areaAround } from "../reading/areas.ts";
import { innermost } from "../targets.ts";
import { focused } from "../tree.ts";
import { clocks, listening, type Observe } from "./observer.ts";

export const observeAreas: Observe = (sink, signal) => {
  const options = listening(signal);
  let stay: { area: Area; clocks: ReturnType<typeof clocks> } | null = null;

  const end = (endedBy: "blur" | "page-left"): void => {
    const ended = stay;
    stay = null;
    if (ended === null || ended.area.sort === "marked") return;
    sink({
      kind: "text-entry",
      ...ended.clocks,
      target: describe(ended.area.element),
      field: ended.area.sort,
      field_class: "secret",
      edits: ["entered"],
      inserted: null,
      length: null,
      duration_ms: null,
      ended_by: endedBy,
      text: null,
    });
  };
  const visit = (element: Element | null, timeStamp: number): void => {
    const area = element === null ? null : areaAround(element);
    if (stay !== null && stay.area.element !== area?.element) end("blur");
    if (area === null || area.sort === "marked") return;
    stay ??= { area, clocks: clocks(timeStamp) };
  };
  addEventListener(
    "pointerdown",
    (event) => event.isTrusted && visit(innermost(event), event.timeStamp),
    options,
  );
  addEventListener(
    "keydown",
    (event) => {
      if (!event.isTrusted || !/^(Enter| )$/.test(event.key)) return;
      visit(focused(), event.timeStamp);
    },
    options,
  );
  addEventListener("pagehide", () => end("page-left"), options);
};
