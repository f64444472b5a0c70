// Shortcuts that the browser or the system keeps to itself: a page sees the modifier go down, and
// then that it is no longer in front. Which key it was nobody tells; that there was one is counted
// for the coverage record.

import { listening, type Observe } from "./observer.ts";

const MODIFIER = /^(Control|Alt|Meta)$/;

let reserved = 0;

export function reservedShortcuts(): number {
  return reserved;
}

export const observeReserved: Observe = (_sink, signal) => {
  const options = listening(signal);
  let isAlone = false; // a modifier is down, and no other key has come since
  const leave = (): void => {
    if (isAlone) reserved += 1;
    isAlone = false;
  };
  addEventListener(
    "keydown",
    (event) => {
      if (event.isTrusted) isAlone = MODIFIER.test(event.key);
    },
    options,
  );
  for (const name of ["keyup", "pointerdown"]) {
    addEventListener(name, () => (isAlone = false), options);
  }
  addEventListener("blur", (event) => event.target === window && leave(), options);
  addEventListener("visibilitychange", () => document.hidden && leave(), options);
};
