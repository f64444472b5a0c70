// Scrolling, one record from the first movement to rest. What a page scrolls by itself is none.

import type { Scroll } from "../../shared/wire.ts";
import { budget } from "../budget.ts";
import { describe, round } from "../describe.ts";
import { scrollOf } from "../layout.ts";
import { isEditable } from "../reading/editable.ts";
import { isTextField } from "../reading/measuring.ts";
import { listenInRoots } from "../roots.ts";
import { focused, isAttached, originOf, topElement } from "../tree.ts";
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
  addEventListener("wheel", (e) => e.isTrusted && watcher.acted("wheel"), options);
  addEventListener("touchmove", (e) => e.isTrusted && watcher.acted("touch"), options);
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
  /**
   * Where everything stood when it last came to rest. The browser scrolls before it tells of the
   * wheel, so that it is too late to look then.
   */
  private readonly known = new WeakMap<Element, Scroll["start"]>();
  private cause: { by: By; until: number } = { by: "other", until: Number.NEGATIVE_INFINITY };

  constructor(private readonly sink: Sink) {
    const top = topElement();
    if (top !== null) this.known.set(top, offsetOf(top));
  }

  acted(by: By): void {
    this.cause = { by, until: performance.now() + CAUSE_MS };
  }

  keyed(event: KeyboardEvent): void {
    if (!KEYS.test(event.key)) return;
    const element = focused();
    if (element === null || !isTextField(element)) this.acted("keyboard");
  }

  /** Held down on a scroll bar, or on something that is drawn beyond the edge. */
  pressed(event: PointerEvent): void {
    if (event.pointerType === "mouse") {
      this.cause = { by: "other", until: Number.POSITIVE_INFINITY };
    }
  }

  released(): void {
    if (this.cause.until === Number.POSITIVE_INFINITY) this.cause.until = performance.now();
  }

  scrolled(event: Event): void {
    const first = originOf(event);
    const element = first instanceof Element ? first : topElement();
    // How far a field has moved on tells how much stands in it.
    if (element === null || isEditable(element)) return;
    const now = performance.now();
    const found = this.gestures.get(element);
    if (found !== undefined) {
      found.lastMs = now;
      return;
    }
    const isCaused = now <= this.cause.until;
    if (!isCaused || this.gestures.size >= MAX_GESTURES) {
      if (isCaused) budget.drop("scroll");
      this.known.set(element, offsetOf(element));
      return;
    }
    this.gestures.set(element, {
      by: this.cause.by,
      start: this.known.get(element) ?? { x: 0, y: 0 },
      clocks: clocks(event.timeStamp),
      lastMs: now,
      timer: setTimeout(() => this.rest(element), QUIET_MS),
    });
  }

  /** Told once it has not moved for a while. */
  private rest(element: Element): void {
    const gesture = this.gestures.get(element);
    if (gesture === undefined) return;
    const left = QUIET_MS - (performance.now() - gesture.lastMs);
    if (left > 0) gesture.timer = setTimeout(() => this.rest(element), left);
    else this.finish(element);
  }

  private finish(element: Element): void {
    const gesture = this.gestures.get(element);
    if (gesture === undefined) return;
    clearTimeout(gesture.timer);
    this.gestures.delete(element);
    const isTop = element === topElement();
    const end = offsetOf(element);
    this.known.set(element, end);
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
  if (element === topElement()) return { x: round(scrollX), y: round(scrollY) };
  const { x, y } = scrollOf(element);
  return { x: round(x), y: round(y) };
}
