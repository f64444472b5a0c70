// Numbers of the latest records of this document, to name those that belong to a visit. Pure.

import type { Fact } from "../shared/messages.ts";

const KEPT = 400;

interface Line {
  number: number;
  ms: number;
  byPointer: boolean;
}

export class Ledger {
  private readonly lines: Line[] = [];
  private readonly enders: (() => void)[] = [];

  /** Whoever holds back a record that may belong to a visit tells it when the visit ends. */
  beforeVisitEnds(tell: () => void): void {
    this.enders.push(tell);
  }

  visitEnds(): void {
    for (const tell of this.enders) tell();
  }

  note(fact: Fact, number: number): void {
    if (fact.kind !== "click" && fact.kind !== "key" && fact.kind !== "text-entry") return;
    const byPointer = fact.kind === "click" && fact.device !== "keyboard";
    this.lines.push({ number, ms: fact.mono_ms, byPointer });
    if (this.lines.length > KEPT) this.lines.shift();
  }

  /** Presses of the pointer at these times, and everything done by key from `first` to `last`. */
  during(presses: ReadonlySet<number>, first: number, last: number): number[] {
    return this.lines
      .filter(({ ms, byPointer }) => (byPointer ? presses.has(ms) : ms >= first && ms <= last))
      .map(({ number }) => number);
  }
}
