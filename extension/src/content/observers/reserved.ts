// Shortcuts that the browser or the system keeps to itself: a page sees the modifier go down, and
// then that it is no longer in front. Which key it was nobody tells; that there was one is counted
// for the coverage record.

import { hearWhile, listening, type Observe } from "./observer.ts";

const MODIFIER = /^(Control|Alt|Meta)$/;

let reserved = 0;

export function reservedShortcuts(): number {
  return reserved;
}

export const observeReserved: Observe = (_sink, signal) => {
  const options = listening(signal);
  let isAlone = false; // a modifier is down, and no other key has come since
  const note = (alone: boolean): void => {
    isAlone = alone;
    hearRelease(alone);
  };
  const hearRelease = hearWhile("keyup", () => note(false), signal);
  const leave = (): void => {
    if (isAlone) reserved += 1;
    note(false);
  };
  addEventListener(
    "keydown",
    (event) => {
      if (!event.isTrusted) return;
      const isModifier = MODIFIER.test(event.key);
      if (isModifier || isAlone) note(isModifier);
    },
    options,
  );
  addEventListener("pointerdown", () => note(false), options);
  addEventListener("blur", (event) => event.target === window && leave(), options);
  addEventListener("visibilitychange", () => document.hidden && leave(), options);
};
