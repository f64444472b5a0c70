// The window: in front or not, its size, its zoom. Only the top document tells of it.

import type { Window as WindowRecord } from "../../shared/wire.ts";
import { viewport } from "../describe.ts";
import { hasPageFocus } from "../page.ts";
import { clocks, listening, type Observe } from "./observer.ts";

const QUIET_MS = 300;

export const observeWindow: Observe = (sink, signal) => {
  if (window !== window.top) return;
  const options = listening(signal);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let first: number | null = null;
  let told = { ...state(), hasFocus: hasPageFocus() };

  const settle = (): void => {
    clearTimeout(timer);
    const now = { ...state(), hasFocus: hasPageFocus() };
    const changes: WindowRecord["change"][] = [];
    if (now.hasFocus !== told.hasFocus) changes.push(now.hasFocus ? "focus" : "blur");
    const { viewport: is, visual_scale } = now;
    const was = told.viewport;
    if (is.pixel_ratio !== was.pixel_ratio || visual_scale !== told.visual_scale) {
      changes.push("zoom");
    } else if (is.width !== was.width || is.height !== was.height) changes.push("resize");
    if (is.pixel_ratio !== was.pixel_ratio) watchDensity();
    told = now;
    const at = clocks(first ?? performance.now());
    first = null;
    for (const change of changes)
      sink({ kind: "window", ...at, change, viewport: is, visual_scale });
  };
  const note = (event: Event): void => {
    // The focus of an element goes by here as well.
    if (!event.isTrusted || (/^(focus|blur)$/.test(event.type) && event.target !== window)) return;
    first ??= event.timeStamp;
    clearTimeout(timer);
    timer = setTimeout(settle, QUIET_MS);
  };
  // On another screen the size can stay the same.
  const watchDensity = (): void => {
    const media = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    media.addEventListener("change", note, { once: true, signal });
  };
  watchDensity();
  for (const name of ["focus", "blur", "resize"]) addEventListener(name, note, options);
  visualViewport?.addEventListener("resize", note, options);
  addEventListener("pagehide", () => clearTimeout(timer), options);
  signal.addEventListener("abort", () => clearTimeout(timer));
};

function state(): Pick<WindowRecord, "viewport" | "visual_scale"> {
  const scale = visualViewport?.scale ?? 1;
  return { viewport: viewport(), visual_scale: scale > 0 ? Math.round(scale * 100) / 100 : 1 };
}
