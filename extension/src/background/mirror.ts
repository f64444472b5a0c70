// What the person can see of what was recorded: the ring of this browser run and the counts of the
// last days. Pure; what is to be written and removed the caller writes and removes.

import type { Event, Site } from "../shared/wire.ts";
import { type Counts, count, type Day, dayOf } from "./counts.ts";
import type { Item } from "./queue.ts";
import { PICTURE_KEY, RECORD_KEY, Ring, type RingChanges, type RingItem } from "./ring.ts";

export const COUNTS_KEY = "counts";
export const OLDER_KEY = "ringOlder";

export class Mirror {
  private ring: Ring;

  constructor(
    items: RingItem[],
    older: Record<string, number>,
    readonly counts: Counts,
  ) {
    this.ring = new Ring(items, older);
  }

  /** Numbers and kinds of what an earlier worker has left in memory. */
  static readRing(memory: Record<string, unknown>): RingItem[] {
    return Object.entries(memory)
      .filter(([key]) => key.startsWith(RECORD_KEY))
      .map(([key, value]) => {
        const text = value as string;
        const event = JSON.parse(text) as Event;
        const seq = Number(key.slice(RECORD_KEY.length));
        const picture = String(memory[PICTURE_KEY + seq] ?? "").length;
        const kind = event.kind === "control" ? event.what : event.kind;
        return { seq, kind, bytes: text.length + picture, picture };
      });
  }

  take(items: readonly Item[], sites: readonly Site[], now: Date): RingChanges {
    if (items.length === 0) return { put: {}, remove: [] };
    const changes = this.ring.add(items);
    const events = items.map(({ message, bytes }) => ({ event: message.event, bytes }));
    count(this.counts, events, sites, now);
    changes.put[COUNTS_KEY] = this.counts;
    changes.put[OLDER_KEY] = this.ring.older;
    return changes;
  }

  today(now: Date): Day {
    return this.counts[dayOf(now)] ?? { sites: {}, withheld: {} };
  }

  /** Forget what was recorded; the counts of days hold nothing of it and stay. */
  clear(): string[] {
    const keys = this.ring.clear();
    this.ring = new Ring();
    return [...keys, OLDER_KEY];
  }
}
