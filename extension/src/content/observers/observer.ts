import type { Fact } from "../../shared/messages.ts";
import type { Ledger } from "../ledger.ts";

/** Takes what an observer has seen; gives the number of its record, or null if it is not kept. */
export type Sink = (fact: Fact) => number | null;

/** An observer listens until the signal is aborted; there is no other way to stop it. */
export type Observe = (sink: Sink, signal: AbortSignal, ledger: Ledger) => void;

/** Listeners see events before the page does and can never hold them up. */
export function listening(signal: AbortSignal): AddEventListenerOptions {
  return { capture: true, passive: true, signal };
}

/**
 * Hear an event only while it is wanted: of most keys that are pressed nobody here asks when they
 * are let go, and to be told costs the page time.
 */
export function hearWhile<K extends keyof WindowEventMap>(
  name: K,
  take: (event: WindowEventMap[K]) => void,
  signal: AbortSignal,
): (isWanted: boolean) => void {
  let hearing: AbortController | null = null;
  signal.addEventListener("abort", () => hearing?.abort());
  return (isWanted) => {
    if (isWanted === (hearing !== null)) return;
    hearing?.abort();
    hearing = isWanted && !signal.aborted ? new AbortController() : null;
    if (hearing !== null) addEventListener(name, take, listening(hearing.signal));
  };
}

export function clocks(timeStamp: number): { wall_ms: number; mono_ms: number } {
  const since = Math.max(0, performance.now() - Math.max(0, timeStamp));
  return { wall_ms: Math.round(Date.now() - since), mono_ms: monoOf(timeStamp) };
}

/** When something happened, as a record of it says on the clock of the page. */
export function monoOf(timeStamp: number): number {
  return Math.round(Math.max(0, timeStamp) * 10) / 10;
}
