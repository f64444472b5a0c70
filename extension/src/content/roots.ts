// Some events never leave their shadow root. Every root that a person works in gets listeners of
// its own, as soon as the person points, types or moves the focus into it.

import { innermost } from "./targets.ts";
import { focused, rootOf } from "./tree.ts";

type Handler = (event: Event) => void;

/** With a pointer at rest, a wheel that goes on scrolls what it began with, for longer than this. */
const LATCHED_MS = 100;

const listen = EventTarget.prototype.addEventListener;
const forSignal = new WeakMap<AbortSignal, Roots>();

/** Hear an event that does not leave its root, wherever it is; each event is heard once. */
export function listenInRoots(
  names: readonly string[],
  handler: Handler,
  signal: AbortSignal,
): void {
  let roots = forSignal.get(signal);
  if (roots === undefined) {
    roots = new Roots(signal);
    forSignal.set(signal, roots);
  }
  for (const name of names) roots.add(name, handler);
}

class Roots {
  private readonly handlers: [string, Handler][] = [];
  private readonly known = new WeakSet<ShadowRoot>();
  private readonly options: AddEventListenerOptions;
  private wheel = { timeStamp: Number.NEGATIVE_INFINITY, x: Number.NaN, y: Number.NaN };

  constructor(signal: AbortSignal) {
    this.options = { capture: true, passive: true, signal };
    for (const name of ["pointerdown", "dragenter"]) {
      addEventListener(name, (event) => this.follow(innermost(event)), this.options);
    }
    addEventListener(
      "wheel",
      (event) => {
        if (!this.goesOn(event)) this.follow(innermost(event));
      },
      this.options,
    );
    for (const name of ["focusin", "keydown"]) {
      addEventListener(name, () => this.follow(focused()), this.options);
    }
  }

  add(name: string, handler: Handler): void {
    const seen = new WeakSet<Event>();
    const once = (event: Event): void => {
      // What lies in a slot is on its way seen by the root around the slot as well.
      if (!event.isTrusted || seen.has(event)) return;
      seen.add(event);
      handler(event);
    };
    this.handlers.push([name, once]);
    listen.call(window, name, once, this.options);
  }

  private goesOn({ timeStamp, clientX: x, clientY: y }: WheelEvent): boolean {
    const { wheel } = this;
    this.wheel = { timeStamp, x, y };
    return x === wheel.x && y === wheel.y && timeStamp - wheel.timeStamp < LATCHED_MS;
  }

  private follow(element: Element | null): void {
    for (let at = element; at !== null; ) {
      const root = rootOf(at);
      if (!(root instanceof ShadowRoot)) return;
      if (!this.known.has(root)) {
        this.known.add(root);
        for (const [name, handler] of this.handlers) listen.call(root, name, handler, this.options);
      }
      at = root.host;
    }
  }
}

/** The document and the shadow roots around an element. */
export function rootsAround(element: Element | null): Set<Document | ShadowRoot> {
  const roots = new Set<Document | ShadowRoot>([document]);
  for (let at = element; at !== null && roots.size < 8; ) {
    const root = rootOf(at);
    if (!(root instanceof ShadowRoot)) break;
    roots.add(root);
    at = root.host;
  }
  return roots;
}
