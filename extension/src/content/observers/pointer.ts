// Clicks: every press and release on one spot, once.
//
// The target is described at pointerdown, before the page reacts: widgets replace their elements
// on press. The browser's `click` gives the count; where it never comes (the element is gone by
// then) the release counts. Clicks that the browser makes up itself, such as the second one after
// a choice in a native list or the one on a label's field, have no press of their own.

import type { Click, Point, Target, Viewport } from "../../shared/wire.ts";
import { describe, isControl, round, viewport } from "../describe.ts";
import { isDropdownSelect, isEditable } from "../reading.ts";
import { controlAt } from "../targets.ts";
import { closest, focused, shadowOf } from "../tree.ts";
import { clocks, listening, type Observe, type Sink } from "./observer.ts";

interface Press {
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
  /** Let go so far away that only the browser's own click can tell whether it was one. */
  moved: boolean;
}

type PressOnly = "at" | "x" | "y" | "released" | "moved" | "control";

const BUTTONS: Click["button"][] = ["left", "middle", "right", "back", "forward"];
const DRAG_PX = 6;
const TOUCH_WAIT_MS = 500;
const KEY_MS = 1000;
const DOUBLE_MS = 500;

export const observePointer: Observe = (sink, signal) => {
  const options = listening(signal);
  const presses = new Map<number, Press>();
  let lastKey = { element: null as Element | null, time: Number.NEGATIVE_INFINITY };
  let lastClick = { x: 0, y: 0, time: Number.NEGATIVE_INFINITY, count: 0 };

  const emit = (id: number, press: Press, count: number): void => {
    presses.delete(id);
    lastClick = { x: press.x, y: press.y, time: press.clocks.mono_ms, count };
    sendClick(sink, press, count);
  };
  const ownCount = (press: Press): number => {
    const near = Math.hypot(press.x - lastClick.x, press.y - lastClick.y) < DRAG_PX;
    const soon = press.clocks.mono_ms - lastClick.time < DOUBLE_MS;
    return near && soon ? lastClick.count + 1 : 1;
  };

  const onDown = (event: PointerEvent): void => {
    if (!event.isTrusted) return;
    const press = pin(event);
    if (press !== null) presses.set(event.pointerId, press);
  };
  const onUp = (event: PointerEvent): void => {
    const press = presses.get(event.pointerId);
    if (press === undefined || !event.isTrusted) return;
    press.moved = Math.hypot(event.clientX - press.x, event.clientY - press.y) > DRAG_PX;
    press.released = !press.moved;
    // The browser's own click follows at once, after a touch a little later.
    const wait = press.device === "mouse" ? 0 : TOUCH_WAIT_MS;
    setTimeout(() => {
      if (presses.get(event.pointerId) !== press) return;
      if (press.moved) presses.delete(event.pointerId);
      else emit(event.pointerId, press, ownCount(press));
    }, wait);
  };
  const onClick = (event: MouseEvent): void => {
    if (!event.isTrusted) return;
    const id = (event as PointerEvent).pointerId;
    const press = presses.get(id);
    if (press !== undefined) {
      const isDrag = press.moved && (press.control === null || press.control !== controlAt(event));
      if (isDrag) presses.delete(id);
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
  addEventListener("pointercancel", (event) => presses.delete(event.pointerId), options);
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
      for (const [id, press] of presses) if (press.released) emit(id, press, ownCount(press));
    },
    options,
  );
};

/** Whether a click without a place is that of this element; a closed root shows its host only. */
function isOf(event: MouseEvent, element: Element | null): boolean {
  const first = event.composedPath()[0];
  if (element === null || first === element || !(first instanceof Element))
    return first === element;
  return (
    shadowOf(first) !== null &&
    closest(element, (at) => at === first) !== null &&
    !isEditable(element)
  );
}

function pin(event: PointerEvent): Press | null {
  const control = controlAt(event);
  if (control === null) return null;
  const view = viewport();
  return {
    ...pinElement(event, control),
    at: {
      x: round(event.clientX),
      y: round(event.clientY),
      x_share: share(event.clientX, view.width),
      y_share: share(event.clientY, view.height),
    },
    device: deviceOf(event),
    x: event.clientX,
    y: event.clientY,
    released: false,
    moved: false,
    control: isControl(control) && !isEditable(control) ? control : null,
  };
}

function pinElement(event: MouseEvent, element: Element): Omit<Press, PressOnly> {
  return {
    target: describe(element),
    viewport: viewport(),
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

function modifiersOf(event: MouseEvent): Click["modifiers"] {
  const held: Click["modifiers"] = [];
  if (event.altKey) held.push("alt");
  if (event.ctrlKey) held.push("ctrl");
  if (event.metaKey) held.push("meta");
  if (event.shiftKey) held.push("shift");
  return held;
}

function share(position: number, size: number): number {
  return size > 0 ? Math.round((position / size) * 10_000) / 10_000 : 0;
}
