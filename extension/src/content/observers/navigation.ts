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
    // The service worker knows what came before, also on another page.
    sink({ kind: "navigation", ...clocks(timeStamp), cause, via: "unknown" });
  };
  let lastPath = location.pathname;
  const navigation = (window as { navigation?: EventTarget }).navigation;
  navigation?.addEventListener(
    "currententrychange",
    (event) => {
      if (!event.isTrusted) return;
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
      if (event.isTrusted && event.persisted) send("back-forward", event.timeStamp);
    },
    options,
  );
};

/** Why this document was loaded. */
export function loadCause(): Navigation["cause"] {
  const type = loading()?.type;
  if (type === "reload") return "reload";
  return type === "back_forward" ? "back-forward" : "load";
}

/** When the page was first shown, in ms of its own clock: a prepared page is older. */
export function shownAt(): number {
  return loading()?.activationStart ?? 0;
}

/** Whether the browser has loaded the page ahead of time and shows it to nobody. */
export function isPrepared(): boolean {
  return (document as { prerendering?: boolean }).prerendering === true;
}

export function whenShown(task: () => void): void {
  document.addEventListener("prerenderingchange", task, { once: true });
}

function loading(): (PerformanceNavigationTiming & { activationStart?: number }) | undefined {
  return performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined;
}
