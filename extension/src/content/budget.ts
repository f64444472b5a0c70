// How many records of each kind a page may make, so that none of the frequent ones crowds out
// clicks and dropdowns. What is over the limit is counted. Pure: times come in.

import type { PageRecord } from "../shared/wire.ts";

type Kind = PageRecord["kind"];

interface Limit {
  burst: number;
  perSecond: number;
}

const LIMITS: Partial<Record<Kind, Limit>> = {
  path: { burst: 40, perSecond: 2 },
  scroll: { burst: 60, perSecond: 2 },
  selection: { burst: 30, perSecond: 1 },
  window: { burst: 20, perSecond: 0.5 },
  dialog: { burst: 30, perSecond: 1 },
  focus: { burst: 120, perSecond: 8 },
  key: { burst: 120, perSecond: 8 },
};

export class Budget {
  private readonly left = new Map<Kind, { tokens: number; at: number }>();
  private dropped = new Map<string, number>();

  constructor(private readonly limits = LIMITS) {}

  /** Whether there is room for another record of this kind; one for which there is none counts. */
  admits(kind: Kind, now: number): boolean {
    const limit = this.limits[kind];
    if (limit === undefined) return true;
    const last = this.left.get(kind) ?? { tokens: limit.burst, at: now };
    const earned = (Math.max(0, now - last.at) / 1000) * limit.perSecond;
    const tokens = Math.min(limit.burst, last.tokens + earned);
    const has = tokens >= 1;
    this.left.set(kind, { tokens: has ? tokens - 1 : tokens, at: now });
    if (!has) this.drop(kind);
    return has;
  }

  /** Something of this kind was seen and is not told. */
  drop(kind: Kind, count = 1): void {
    this.dropped.set(kind, (this.dropped.get(kind) ?? 0) + count);
  }

  /** How many were dropped since this was last asked. */
  takeDropped(): Map<string, number> {
    const { dropped } = this;
    this.dropped = new Map();
    return dropped;
  }
}

/** That of this document. */
export const budget = new Budget();

/** How many records of each kind this document dropped since this was last asked. */
export function takeDropped(): Map<string, number> {
  return budget.takeDropped();
}

/** Something is not told, to save time or room or since nobody could say what it was. */
export function noteDropped(kind: Kind, count = 1): void {
  budget.drop(kind, count);
}
