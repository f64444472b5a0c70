// Facts on their way to the service worker: numbered, kept until taken, sent again when not.
// Pure: the caller sends what `next` returns and reports what came of it.

import type { Fact, NumberedFact } from "../shared/messages.ts";

export const MAX_WAITING = 500;
const BATCH = 50;

export class Outbox {
  private readonly waiting: NumberedFact[] = [];
  private lastNumber = 0;
  private lastTaken = 0;

  /** The last number that the service worker has. */
  get acknowledged(): number {
    return this.lastTaken;
  }

  /** Take a fact, give its number. When too many wait, the number shows as a gap. */
  add(fact: Fact, path: string | null, before: number | null = null): number {
    this.lastNumber += 1;
    if (this.waiting.length < MAX_WAITING) {
      this.waiting.push({ n: this.lastNumber, path, before, fact });
    }
    return this.lastNumber;
  }

  /** It has become known where facts were seen. */
  place(templates: ReadonlyMap<number, string>): void {
    for (const item of this.waiting) item.path ??= templates.get(item.n) ?? null;
  }

  /** What to send next, oldest first; empty if nothing waits. */
  next(): NumberedFact[] {
    return this.waiting.slice(0, BATCH);
  }

  /** Everything that waits, for the last message of a page that goes away. */
  all(): NumberedFact[] {
    return this.waiting.slice();
  }

  /** The service worker has everything up to this number. */
  taken(n: number): void {
    this.lastTaken = Math.max(this.lastTaken, n);
    while (this.waiting[0] !== undefined && this.waiting[0].n <= n) this.waiting.shift();
  }

  /** Forget what waits, when recording stops. */
  clear(): void {
    this.waiting.length = 0;
  }

  /** What waits never was, not even as a gap: its numbers are given again. */
  forget(): void {
    this.clear();
    this.lastNumber = this.lastTaken;
  }
}
