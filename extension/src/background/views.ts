// Which picture shows the page as a step found it. Pure.
//
// Pictures have a nonce, which the page knows, until they are stored; then they have a number.

import type { Fact } from "../shared/messages.ts";
import type { Place, StepView } from "../shared/wire.ts";
import type { Clocks } from "./queue.ts";

const MAX_KEPT = 500;

export class Views {
  private readonly pictures = new Map<number, number>();
  private readonly steps = new Map<string, number | null>();

  /** A picture was stored under this number. */
  noteStored(nonce: number, seq: number): void {
    keep(this.pictures, nonce, seq);
  }

  forget(): void {
    this.pictures.clear();
    this.steps.clear();
  }

  /** The record for a step; null for what is no step. `n` is the step's number in its document. */
  viewOf(
    step: { fact: Fact; n: number; before: number | null; seq: number; place: Place },
    clocks: Clocks,
  ): Omit<StepView, "session" | "seq"> | null {
    const before = this.beforeOf(step.fact, step.place.document, step.before);
    if (before === undefined) return null;
    keep(this.steps, `${step.place.document}:${step.n}`, before);
    return {
      kind: "step-view",
      ...clocks,
      place: step.place,
      trigger: step.seq,
      before,
      before_reason: before === null ? "no-before" : "unchanged-since",
    };
  }

  private beforeOf(fact: Fact, document: string, nonce: number | null): number | null | undefined {
    if (fact.kind === "click") return nonce === null ? null : (this.pictures.get(nonce) ?? null);
    if (fact.kind !== "dropdown") return undefined;
    // A visit began as its first click did.
    return this.steps.get(`${document}:${fact.members[0]}`) ?? null;
  }
}

function keep<K, V>(map: Map<K, V>, key: K, value: V): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MAX_KEPT && oldest !== undefined) map.delete(oldest);
}
