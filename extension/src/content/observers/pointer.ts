// Clicks: every press and release on one spot, once.
//
// The target is described at pointerdown, before the page reacts: widgets replace their elements
// on press. The browser's `click` gives the count; where it never comes (the element is gone by
// then) the release counts. Clicks that the browser makes up itself, such as the second one after
// a choice in a native list or the one on a label's field, have no press of their own.

import type { Click, Point, Target, Viewport } from "../../shared/wire.ts";
import { noteDropped } from "../budget.ts";
import { isControl, pointIn, viewport } from "../describe.ts";
import { isOnScrollBar } from "../layout.ts";
import { areaAround } from "../reading/areas.ts";
import { isDropdownSelect } from "../reading/choices.ts";
import { isEditable } from "../reading/editable.ts";
import { type Mark, markNow } from "../reading/measuring.ts";
import { controlAt, describeAt, innermost } from "../targets.ts";
import { closest, elementMatches, focused, originOf, shadowOf } from "../tree.ts";
import { Drags, type Release } from "./drag.ts";
import { clocks, listening, type Observe, type Sink } from "./observer.ts";

export interface Press {
  /** The control that was pressed; null for anything else, such as text that can be marked. */
  control: Element | null;
  target: Target;
  viewport: Viewport;
  at: Point;
  button: Click["button"];
  modifiers: Click["modifiers"];
  device: Click["device"];
  clocks: { wall_ms: number; mono_ms: number };
  x: number;
  y: number;
  released: boolean;
  /** Where it was let go, if so far away that only the browser's click can tell if it was one. */
  moved: Release | null;
  /** What was marked before. */
  mark: Mark | null;
  isOnScrollBar: boolean;
  element: Element;
}

type PressOnly =
  | ("at" | "x" | "y" | "released" | "moved")
  | ("control" | "mark" | "element" | "isOnScrollBar");

const BUTTONS: Click["button"][] = ["left", "middle", "right", "back", "forward"];
const DRAG_PX = 6;
/** These are drawn, not clicked, also where the browser makes a click of it. */
const DRAWN = /^(slider|scrollbar|separator)$/;
const TOUCH_WAIT_MS = 500;
const KEY_MS = 1000;
const DOUBLE_MS = 500;
const OPENED_MS = 300;

export const observePointer: Observe = (sink, signal) => {
  const options = listening(signal);
  const presses = new Map<number, Press>();
  const drags = new Drags(sink, signal);
  let cancelled: Press | null = null;
  let lastKey = { element: null as Element | null, time: Number.NEGATIVE_INFINITY };
  let lastClick = { x: 0, y: 0, time: Number.NEGATIVE_INFINITY, count: 0 };

  const emit = (id: number, press: Press, count: number): void => {
    presses.delete(id);
    lastClick = { x: press.x, y: press.y, time: press.clocks.mono_ms, count };
    sendClick(sink, press, count);
  };
  const drawn = (id: number, press: Press): void => {
    presses.delete(id);
    drags.finish(press);
  };
  const ownCount = (press: Press): number => {
    const near = Math.hypot(press.x - lastClick.x, press.y - lastClick.y) < DRAG_PX;
    const soon = press.clocks.mono_ms - lastClick.time < DOUBLE_MS;
    return near && soon ? lastClick.count + 1 : 1;
  };

  const onDown = (event: PointerEvent): void => {
    if (!event.isTrusted) return;
    // On a busy page the next press comes before the time to wait for a click is over.
    const last = presses.get(event.pointerId);
    if (last?.moved) drawn(event.pointerId, last);
    else if (last?.released) emit(event.pointerId, last, ownCount(last));
    // Let go where we are not told, as in a frame that the page laid over it: a click, or a drag?
    else if (last !== undefined) noteDropped("click");
    const press = pin(event);
    if (press === null) return;
    presses.set(event.pointerId, press);
    const list = press.control ?? controlAt(event);
    if (list !== null && isDropdownSelect(list)) {
      // A list of the browser takes the pointer as soon as it opens: nothing more is told.
      setTimeout(() => {
        const isHeld = presses.get(event.pointerId) === press && !press.released;
        if (isHeld && elementMatches(list, ":open")) {
          emit(event.pointerId, press, ownCount(press));
        }
      }, OPENED_MS);
    }
  };
  const onUp = (event: PointerEvent): void => {
    const press = presses.get(event.pointerId);
    if (press === undefined || !event.isTrusted) return;
    const isAway = Math.hypot(event.clientX - press.x, event.clientY - press.y) > DRAG_PX;
    press.moved = isAway ? drags.release(press, event) : null;
    press.released = !isAway;
    // The browser's own click follows at once, after a touch a little later.
    const wait = press.device === "mouse" ? 0 : TOUCH_WAIT_MS;
    setTimeout(() => {
      if (presses.get(event.pointerId) !== press) return;
      if (press.moved) drawn(event.pointerId, press);
      else emit(event.pointerId, press, ownCount(press));
    }, wait);
  };
  const onClick = (event: MouseEvent): void => {
    if (!event.isTrusted || isReserved(event)) return;
    const id = (event as PointerEvent).pointerId;
    const press = presses.get(id);
    if (press !== undefined) {
      const isSame = press.control !== null && press.control === controlAt(event);
      if (press.moved && (!isSame || DRAWN.test(press.target.role))) drawn(id, press);
      else emit(id, press, Math.max(1, event.detail));
      return;
    }
    const element = lastKey.element;
    const byKey = event.timeStamp - lastKey.time < KEY_MS && isOf(event, element);
    if (event.detail === 0 && byKey && element !== null && !isDropdownSelect(element)) {
      lastKey = { element: null, time: Number.NEGATIVE_INFINITY };
      sendClick(sink, { ...pinElement(event, element), at: null }, 1);
    }
  };

  addEventListener("pointerdown", onDown, options);
  addEventListener("pointerup", onUp, options);
  addEventListener(
    "pointercancel",
    (event) => {
      cancelled = presses.get(event.pointerId) ?? cancelled;
      presses.delete(event.pointerId);
    },
    options,
  );
  // From here on the browser follows the pointer itself and tells of it in other words.
  addEventListener(
    "dragstart",
    (event) => {
      if (!event.isTrusted) return;
      const press = [...presses.values()].at(-1) ?? cancelled;
      presses.clear();
      cancelled = null;
      if (press !== null) drags.begin(press, event);
    },
    options,
  );
  addEventListener("click", onClick, options);
  addEventListener("auxclick", onClick, options);
  addEventListener("contextmenu", onClick, options);
  addEventListener(
    "keydown",
    (event) => {
      if (event.isTrusted && (event.key === "Enter" || event.key === " ")) {
        lastKey = { element: focused(), time: event.timeStamp };
      }
    },
    options,
  );
  addEventListener(
    "pagehide",
    () => {
      // A page or frame may go before the button is let go, by what it does on the press.
      for (const [id, press] of presses) {
        if (press.moved) drawn(id, press);
        else emit(id, press, ownCount(press));
      }
    },
    options,
  );
};

/** Whether a click without a place is that of this element; a closed root shows its host only. */
function isOf(event: MouseEvent, element: Element | null): boolean {
  const first = originOf(event);
  if (element === null || first === element || !(first instanceof Element))
    return first === element;
  return (
    shadowOf(first) !== null &&
    closest(element, (at) => at === first) !== null &&
    !isEditable(element)
  );
}

/** Of what is done on a PIN pad or a signature area.ts tells. */
function isReserved(event: MouseEvent): boolean {
  const inner = innermost(event);
  const area = inner === null ? null : areaAround(inner);
  return area !== null && area.sort !== "marked";
}

function pin(event: PointerEvent): Press | null {
  const control = controlAt(event);
  if (control === null || isReserved(event)) return null;
  const view = viewport();
  return {
    ...pinElement(event, control, view),
    at: pointIn(view, event.clientX, event.clientY),
    device: deviceOf(event),
    x: event.clientX,
    y: event.clientY,
    released: false,
    moved: null,
    mark: markNow(control),
    isOnScrollBar: isOnScrollBar(control, event.clientX, event.clientY),
    element: control,
    control: isControl(control) && !isEditable(control) ? control : null,
  };
}

function pinElement(
  event: MouseEvent,
  element: Element,
  view = viewport(),
): Omit<Press, PressOnly> {
  return {
    target: describeAt(element, event.timeStamp),
    viewport: view,
    button: BUTTONS[event.button] ?? "left",
    modifiers: modifiersOf(event),
    device: "keyboard",
    clocks: clocks(event.timeStamp),
  };
}

function sendClick(
  sink: Sink,
  press: Omit<Press, PressOnly> & { at: Point | null },
  count: number,
): void {
  sink({
    kind: "click",
    ...press.clocks,
    button: press.button,
    count: Math.min(count, 100),
    modifiers: press.modifiers,
    device: press.device,
    at: press.at,
    viewport: press.viewport,
    target: press.target,
  });
}

function deviceOf(event: PointerEvent): Click["device"] {
  return event.pointerType === "touch" || event.pointerType === "pen" ? event.pointerType : "mouse";
}

export function modifiersOf(event: MouseEvent | KeyboardEvent): Click["modifiers"] {
  const held: Click["modifiers"] = [];
  if (event.altKey) held.push("alt");
  if (event.ctrlKey) held.push("ctrl");
  if (event.metaKey) held.push("meta");
  if (event.shiftKey) held.push("shift");
  return held;
}
