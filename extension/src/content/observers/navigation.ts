// Page loads and routes of single-page applications, seen from the top document.

import type { Navigation } from "../../shared/wire.ts";
import { clocks, listening, type Observe } from "./observer.ts";

interface NavigationChange extends Event {
  navigationType: "push" | "replace" | "reload" | "traverse" | null;
}

export const observeNavigation: Observe = (sink, signal) => {
  if (window !== window.top) return;
  const options = listening(signal);
  const send = (cause: Navigation["cause"], timeStamp: number): void => {
    sink({ kind: "navigation", ...clocks(timeStamp), cause });
  };
  let lastPath = location.pathname;
  const navigation = (window as { navigation?: EventTarget }).navigation;
  navigation?.addEventListener(
    "currententrychange",
    (event) => {
      const type = (event as NavigationChange).navigationType;
      const moved = location.pathname !== lastPath;
      lastPath = location.pathname;
      // A replacement in place, such as a filter kept in the address, is no step of its own.
      if (type === "replace" && !moved) return;
      if (type !== null) send(type === "traverse" ? "back-forward" : "route", event.timeStamp);
    },
    options,
  );
  addEventListener(
    "pageshow",
    (event) => {
      if (event.persisted) send("back-forward", event.timeStamp);
    },
    options,
  );
};

/** Why this document was loaded. */
export function loadCause(): Navigation["cause"] {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (entry?.type === "reload") return "reload";
  return entry?.type === "back_forward" ? "back-forward" : "load";
}
