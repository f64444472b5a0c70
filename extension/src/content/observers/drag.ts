import { originOf } from "../tree.ts";
// What is drawn with the button held down: by the page itself, by the browser's drag and drop, or
// along a text, which marks it.

import type { Drag, Target, Viewport } from "../../shared/wire.ts";
import { boxOf, controlOf, describe, pointIn, viewport } from "../describe.ts";
import { isWithinClosed } from "../reading/classes.ts";
import { filesDropped, markNow, wasTaken } from "../reading/measuring.ts";
import { controlAt, elementUnder, innermost } from "../targets.ts";
import { clocks, listening, type Sink } from "./observer.ts";
import type { Press } from "./pointer.ts";

export interface Release {
  end: Drag["end"];
  target: Target | null;
  /** Where text was marked by it; null if none was. */
  marked: Target | null;
  monoMs: number;
}

interface Carried {
  press: Pick<Press, "at" | "viewport" | "button" | "modifiers" | "device" | "clocks"> | null;
  source: Target | null;
  last: { x: number; y: number };
  drop: { target: Target | null; end: Drag["end"] } | null;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const NO_END_MS = 1500;

export class Drags {
  private carried: Carried | null = null;

  constructor(
    private readonly sink: Sink,
    signal: AbortSignal,
  ) {
    const options = listening(signal);
    addEventListener("dragover", (e) => e.isTrusted && this.over(e), options);
    addEventListener("drop", (e) => e.isTrusted && this.dropped(e), options);
    addEventListener("dragend", (e) => e.isTrusted && this.ended(e), options);
    signal.addEventListener("abort", () => clearTimeout(this.carried?.timer));
  }

  /** A pointer is let go away from where it was pressed; the page has not reacted yet. */
  release(press: Press, event: PointerEvent): Release {
    const view = viewport();
    const mark = markNow(press.element);
    const isMarked = mark !== null && !mark.equals(press.mark);
    // What was drawn may lie under the pointer itself now, over what it was drawn to.
    const { x, y } = boxOf(press.element);
    const isAlong = x !== press.target.box.x || y !== press.target.box.y;
    const under = elementUnder(event.clientX, event.clientY, isAlong ? press.element : null);
    return {
      end: pointIn(view, event.clientX, event.clientY),
      target: isMarked ? null : targetOf(under ?? innermost(event), view, event),
      marked: isMarked ? describe(mark.element) : null,
      monoMs: event.timeStamp,
    };
  }

  finish(press: Press): void {
    const { moved } = press;
    // A scroll bar is drawn too; that is told as scrolling.
    if (moved === null || press.isOnScrollBar) return;
    if (moved.marked !== null) {
      if (isWithinClosed(press.element)) return;
      this.sink({ kind: "selection", ...press.clocks, by: "pointer", target: moved.marked });
      return;
    }
    this.tell("pointer", press, press.target, moved, null, moved.monoMs);
  }

  /** The browser takes over. */
  begin(press: Press, event: DragEvent): void {
    clearTimeout(this.carried?.timer);
    // Marked text is drawn by its text, which is no element.
    const isElement = originOf(event) instanceof Element;
    const element = isElement ? innermost(event) : null;
    this.carried = {
      press,
      source: element === null ? press.target : describe(element),
      last: { x: event.clientX, y: event.clientY },
      drop: null,
      timer: undefined,
    };
  }

  private over(event: DragEvent): void {
    if (this.carried !== null) this.carried.last = { x: event.clientX, y: event.clientY };
  }

  private dropped(event: DragEvent): void {
    const view = viewport();
    const drop = {
      target: targetOf(controlAt(event), view, event),
      end: pointIn(view, event.clientX, event.clientY),
    };
    const carried = this.carried;
    if (carried === null) {
      // It comes from another window or frame; files have a record of their own.
      this.tellForeign(event, drop);
      return;
    }
    carried.drop = drop;
    // The end is never told if the page has thrown away what was drawn.
    carried.timer = setTimeout(() => this.close(carried, true, event.timeStamp), NO_END_MS);
  }

  private ended(event: DragEvent): void {
    const carried = this.carried;
    if (carried === null) return;
    this.close(carried, carried.drop !== null && wasTaken(event), event.timeStamp);
  }

  private close(carried: Carried, taken: boolean, monoMs: number): void {
    if (this.carried !== carried || carried.press === null) return;
    clearTimeout(carried.timer);
    this.carried = null;
    const view = viewport();
    const { x, y } = carried.last;
    const over = carried.drop ?? {
      target: targetOf(elementUnder(x, y, null), view, { clientX: x, clientY: y }),
      end: pointIn(view, x, y),
    };
    this.tell("browser", carried.press, carried.source, over, taken, monoMs);
  }

  private tell(
    by: Drag["by"],
    press: NonNullable<Carried["press"]>,
    source: Target | null,
    over: { target: Target | null; end: Drag["end"] },
    dropped: boolean | null,
    monoMs: number,
  ): void {
    this.sink({
      kind: "drag",
      ...press.clocks,
      by,
      button: press.button,
      modifiers: press.modifiers,
      device: press.device === "keyboard" ? "mouse" : press.device,
      source,
      start: press.at,
      target: over.target,
      end: over.end,
      dropped,
      viewport: press.viewport,
      duration_ms: Math.max(0, Math.round(monoMs - press.clocks.mono_ms)),
    });
  }

  private tellForeign(event: DragEvent, drop: NonNullable<Carried["drop"]>): void {
    if (filesDropped(event) > 0) return;
    this.sink({
      kind: "drag",
      ...clocks(event.timeStamp),
      by: "browser",
      button: "left",
      modifiers: [],
      device: "mouse",
      source: null,
      start: null,
      ...drop,
      dropped: true,
      viewport: viewport(),
      duration_ms: 0,
    });
  }
}

function targetOf(
  element: Element | null,
  view: Viewport,
  at: { clientX: number; clientY: number },
): Target | null {
  const { clientX: x, clientY: y } = at;
  const isInside = x >= 0 && y >= 0 && x < view.width && y < view.height;
  return element === null || !isInside ? null : describe(controlOf(element));
}
