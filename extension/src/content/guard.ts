// Every way in which the browser calls us is timed and caught here, once, so that no listener that
// comes later can be forgotten. Must be the first import: others keep what they find.
//
// All of this is changed in the world of our own scripts; the page has its own.

import { Board } from "./board.ts";
import { Effort } from "./effort.ts";
import { beginCall, endCall, remembering } from "./memory.ts";

export const effort = new Effort(() => performance.now());

type Callback = (this: unknown, ...words: never[]) => unknown;
type Listener = EventListenerOrEventListenerObject | null;
type Native = (...words: unknown[]) => unknown;

/** The same listener has one guard, so that the browser knows it again. */
const guards = new WeakMap<object, EventListener>();

function calledBy(listener: EventListenerOrEventListenerObject): Callback {
  return typeof listener === "function"
    ? (listener as Callback)
    : (((event: Event) => listener.handleEvent(event)) as Callback);
}

function guardListener(type: string, listener: Listener): Listener {
  if (listener === null) return null;
  const known = guards.get(listener);
  if (known !== undefined) return known;
  const called = calledBy(listener);
  const guard = effort.guard(type, remembering(called), true) as unknown as EventListener;
  guards.set(listener, guard);
  return guard;
}

const native = EventTarget.prototype.addEventListener;
const nativeEnd = EventTarget.prototype.removeEventListener;
const SHARED = { capture: true, passive: true };
const board = new Board(
  {
    begin() {
      beginCall();
      return performance.now();
    },
    end(begun) {
      endCall();
      effort.add(performance.now() - begun, true);
    },
    failed: (type) => effort.noteError(type),
  },
  (type, call) => native.call(window, type, call, SHARED),
  (type, call) => nativeEnd.call(window, type, call, SHARED),
);

/** The signal of a listener that the board can serve. */
function sharedUntil(target: unknown, options: unknown): AbortSignal | null {
  if (target !== window || typeof options !== "object" || options === null) return null;
  const { capture, passive, once, signal } = options as AddEventListenerOptions;
  return capture && passive && !once && signal !== undefined ? signal : null;
}

function guardListeners(): void {
  const prototype = EventTarget.prototype;
  for (const name of ["addEventListener", "removeEventListener"] as const) {
    const native = prototype[name] as unknown as Native;
    prototype[name] = function (
      this: EventTarget,
      type: string,
      given: Listener,
      options?: unknown,
    ) {
      const target = this ?? window;
      const signal = name === "addEventListener" ? sharedUntil(target, options) : null;
      if (signal === null || given === null) {
        Reflect.apply(native, target, [type, guardListener(type, given), options]);
      } else {
        board.add(type, calledBy(given) as EventListener, signal);
      }
    } as EventTarget["addEventListener"];
  }
}

function guardCalls(): void {
  const world = globalThis as unknown as Record<string, Native>;
  for (const [name, what] of [
    ["setTimeout", "timer"],
    ["setInterval", "timer"],
    ["requestAnimationFrame", "frame"],
    ["requestIdleCallback", "idle"],
    ["queueMicrotask", "microtask"],
  ] as const) {
    const native = world[name];
    if (native === undefined) continue;
    world[name] = (task: unknown, ...rest: unknown[]) =>
      Reflect.apply(native, window, [
        effort.guard(what, remembering(task as Callback), false),
        ...rest,
      ]);
  }
}

function guardObservers(): void {
  const world = globalThis as unknown as Record<
    string,
    new (
      task: Callback,
      ...rest: unknown[]
    ) => object
  >;
  for (const name of ["MutationObserver", "IntersectionObserver", "ResizeObserver"]) {
    const native = world[name];
    if (native === undefined) continue;
    world[name] = class extends native {
      constructor(task: Callback, ...rest: unknown[]) {
        super(effort.guard("observer", remembering(task), false), ...rest);
      }
    };
  }
}

guardListeners();
guardCalls();
guardObservers();
