// Scrolling, one record from the first movement to rest. What a page scrolls by itself is none.

import type { Scroll } from "../../shared/wire.ts";
import { describe, round } from "../describe.ts";
import { isTextField } from "../measuring.ts";
import { listenInRoots } from "../roots.ts";
import { innermost } from "../targets.ts";
import { focused, isAttached, parentOf, scrollOf, topElement } from "../tree.ts";
import { clocks, listening, type Observe, type Sink } from "./observer.ts";

const QUIET_MS = 200;
/** A scroll begins so soon after what the person did, or the page did it. */
const CAUSE_MS = 300;
const MAX_GESTURES = 20;
const KEYS = /^(ArrowUp|ArrowDown|ArrowLeft|ArrowRight|PageUp|PageDown|Home|End| )$/;

type By = Scroll["by"];

interface Gesture {
  by: By;
  start: Scroll["start"];
  clocks: { wall_ms: number; mono_ms: number };
  lastMs: number;
  timer: ReturnType<typeof setTimeout>;
}

export const observeScrolls: Observe = (sink, signal) => {
  const options = listening(signal);
  const watcher = new ScrollWatcher(sink);
  addEventListener("wheel", (e) => e.isTrusted && watcher.acted("wheel", innermost(e)), options);
  addEventListener(
    "touchmove",
    (e) => e.isTrusted && watcher.acted("touch", innermost(e)),
    options,
  );
  addEventListener("keydown", (e) => e.isTrusted && watcher.keyed(e), options);
  addEventListener("pointerdown", (e) => e.isTrusted && watcher.pressed(e), options);
  for (const name of ["pointerup", "pointercancel"]) {
    addEventListener(name, () => watcher.released(), options);
  }
  addEventListener("pointermove", (e) => e.buttons === 0 && watcher.released(), options);
  addEventListener("pagehide", () => watcher.end(), options);
  listenInRoots(["scroll"], (event) => watcher.scrolled(event), signal);
  signal.addEventListener("abort", () => watcher.stop());
};

class ScrollWatcher {
  private readonly gestures = new Map<Element, Gesture>();
  /** Where everything stood that what the person did last can scroll. */
  private pinned = new Map<Element, Scroll["start"]>();
  private cause: { by: By; until: number } = { by: "other", until: Number.NEGATIVE_INFINITY };

  constructor(private readonly sink: Sink) {}

  /** Positions are read once, when a gesture begins, not at every turn of the wheel. */
  acted(by: By, element: Element | null, until = performance.now() + CAUSE_MS): void {
    const isNew = performance.now() > this.cause.until || this.cause.by !== by;
    this.cause = { by, until };
    if (isNew) this.pin(element);
  }

  keyed(event: KeyboardEvent): void {
    if (!KEYS.test(event.key)) return;
    const element = focused();
    if (element === null || !isTextField(element)) this.acted("keyboard", element);
  }

  /** Held down on a scroll bar, or on something that is drawn beyond the edge. */
  pressed(event: PointerEvent): void {
    if (event.pointerType !== "mouse") return;
    this.pin(innermost(event));
    this.cause = { by: "other", until: Number.POSITIVE_INFINITY };
  }

  released(): void {
    if (this.cause.until === Number.POSITIVE_INFINITY) this.cause.until = performance.now();
  }

  private pin(element: Element | null): void {
    this.pinned = new Map();
    for (let at = element; at !== null; at = parentOf(at)) this.pinned.set(at, offsetOf(at));
    const top = topElement();
    if (top !== null) this.pinned.set(top, { x: round(scrollX), y: round(scrollY) });
  }

  scrolled(event: Event): void {
    const first = event.composedPath()[0];
    const element = first instanceof Element ? first : topElement();
    if (element === null) return;
    const now = performance.now();
    const found = this.gestures.get(element);
    if (found !== undefined) {
      found.lastMs = now;
      clearTimeout(found.timer);
      found.timer = setTimeout(() => this.finish(element), QUIET_MS);
      return;
    }
    if (now > this.cause.until || this.gestures.size >= MAX_GESTURES) return;
    this.gestures.set(element, {
      by: this.cause.by,
      start: this.pinned.get(element) ?? offsetOf(element),
      clocks: clocks(event.timeStamp),
      lastMs: now,
      timer: setTimeout(() => this.finish(element), QUIET_MS),
    });
  }

  private finish(element: Element): void {
    const gesture = this.gestures.get(element);
    if (gesture === undefined) return;
    clearTimeout(gesture.timer);
    this.gestures.delete(element);
    const isTop = element === topElement();
    const end = isTop ? { x: round(scrollX), y: round(scrollY) } : offsetOf(element);
    this.pinned.set(element, end);
    const { start } = gesture;
    // Gone, or back where it was: nothing has come of it.
    if (!isAttached(element) || (start.x === end.x && start.y === end.y)) return;
    this.sink({
      kind: "scroll",
      ...gesture.clocks,
      target: isTop ? null : describe(element),
      start,
      end,
      by: gesture.by,
      duration_ms: Math.max(0, Math.round(gesture.lastMs - gesture.clocks.mono_ms)),
    });
  }

  end(): void {
    for (const element of [...this.gestures.keys()]) this.finish(element);
  }

  stop(): void {
    for (const { timer } of this.gestures.values()) clearTimeout(timer);
    this.gestures.clear();
  }
}

function offsetOf(element: Element): Scroll["start"] {
  const { x, y } = scrollOf(element);
  return { x: round(x), y: round(y) };
}
