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

export function clocks(timeStamp: number): { wall_ms: number; mono_ms: number } {
  const mono = Math.max(0, timeStamp);
  const since = Math.max(0, performance.now() - mono);
  return { wall_ms: Math.round(Date.now() - since), mono_ms: Math.round(mono * 10) / 10 };
}
