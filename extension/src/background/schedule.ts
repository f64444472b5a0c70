// When to take the next picture. Pure: the clock comes in as milliseconds.

import type { Trigger } from "./screenshots.ts";

/** The browser's own limit is two captures a second. */
const LEAST_INTERVAL_MS = 500;

export class Schedule {
  private waiting: Trigger | null = null;
  private lastStart = Number.NEGATIVE_INFINITY;
  private busy = false;

  /** Take a trigger; returns the one that it replaces and that will have no picture. */
  offer(trigger: Trigger): Trigger | null {
    const replaced = this.waiting;
    this.waiting = trigger;
    return replaced;
  }

  /** How long to wait until `start` gives a trigger; null if there is nothing to wait for. */
  waitMs(intervalMs: number, now: number): number | null {
    if (this.waiting === null || this.busy) return null;
    return Math.max(0, this.lastStart + Math.max(LEAST_INTERVAL_MS, intervalMs) - now);
  }

  start(now: number): Trigger | null {
    const trigger = this.waiting;
    if (trigger === null || this.busy) return null;
    this.waiting = null;
    this.busy = true;
    this.lastStart = now;
    return trigger;
  }

  finish(): void {
    this.busy = false;
  }

  clear(): void {
    this.waiting = null;
  }
}
