// Records that the host has not acknowledged yet. Pure; what it says must be stored is stored by
// the caller before anybody is told that a record is safe.
//
// Rule: at most 4 MB wait. Outlines may take half of it. Pictures yield first, and each leaves a
// record that says so under its own number; when only events are left, new ones are counted and
// become one gap record.

import type {
  Event,
  EventMessage,
  Gap,
  ScreenshotDropped,
  ScreenshotMessage,
} from "../shared/wire.ts";

export type Message = EventMessage | ScreenshotMessage;
/** An event without its numbers, which the queue gives. */
export type Unnumbered = DistributiveOmit<Event, "session" | "seq">;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

export interface Item {
  seq: number;
  bytes: number;
  message: Message;
}

/** What the caller has to store and remove, in one step. */
export interface Changes {
  put: Item[];
}

export const MAX_BYTES = 4 * 2 ** 20;

export class Queue {
  private readonly items = new Map<number, Item>();
  private total = 0;
  /** Last number that was sent over the present port. */
  private sent = 0;

  constructor(
    readonly session: string,
    private nextSeq: number,
    items: Item[] = [],
    private lost = 0,
    private readonly limit = MAX_BYTES,
  ) {
    for (const item of items.sort((a, b) => a.seq - b.seq)) this.insert(item);
  }

  get next(): number {
    return this.nextSeq;
  }

  /** Last number below which nothing waits any more. */
  get acknowledged(): number {
    const [first] = this.items.keys();
    return (first ?? this.nextSeq) - 1;
  }

  get bytes(): number {
    return this.total;
  }

  get length(): number {
    return this.items.size;
  }

  /** Events that found no room and are not told as a gap yet. */
  get untold(): number {
    return this.lost;
  }

  /** Tell of lost events as soon as there is room again. */
  tellLost(clocks: Clocks): Changes {
    const changes: Changes = { put: [] };
    if (this.lost > 0 && this.total < this.limit / 2) {
      this.append(gap(this.lost, "queue-full", clocks), null, changes);
      this.lost = 0;
    }
    return changes;
  }

  /** Take an event; the number it got, or null if there was no room and it was counted. */
  add(
    event: Unnumbered,
    image: string | null,
    clocks: Clocks,
  ): { seq: number | null; changes: Changes } {
    const changes = this.tellLost(clocks);
    const size = sizeOf(event, image);
    if (event.kind === "outline" && this.total + size > this.limit / 2) {
      this.lost += 1;
      return { seq: null, changes };
    }
    if (this.total + size > this.limit) this.yieldPictures(this.total + size - this.limit, changes);
    if (this.total + size <= this.limit) {
      return { seq: this.append(event, image, changes), changes };
    }
    if (event.kind === "screenshot") {
      const dropped = droppedPicture(event.trigger, clocks);
      if (this.total + sizeOf(dropped, null) <= this.limit) {
        return { seq: this.append(dropped, null, changes), changes };
      }
    }
    this.lost += 1;
    return { seq: null, changes };
  }

  /**
   * Forget what has happened since a time; each number keeps a record that says no more than that.
   * What is under way to the host stays, unless `sent` asks for it as well.
   */
  forget(sinceMs: number, clocks: Clocks, sent: boolean): Changes {
    const changes: Changes = { put: [] };
    for (const item of [...this.items.values()]) {
      const { event } = item.message;
      if (event.kind === "control" || event.wall_ms < sinceMs) continue;
      if (item.seq <= this.sent && !sent) continue;
      const { session, seq } = event;
      const forgotten = { kind: "control", what: "forgotten", session, seq, ...clocks } as const;
      const replaced: Item = {
        seq,
        bytes: sizeOf(forgotten, null),
        message: { type: "event", event: forgotten },
      };
      this.insert(replaced);
      changes.put.push(replaced);
    }
    return changes;
  }

  /** Whether anything is under way to the host. */
  get isUnderWay(): boolean {
    const [first] = this.items.keys();
    return first !== undefined && first <= this.sent;
  }

  /** The next messages to send, so that at most `credit` are under way. */
  toSend(credit: number): Message[] {
    const due: Message[] = [];
    let underWay = 0;
    for (const item of this.items.values()) {
      underWay += 1;
      if (underWay > credit) break;
      if (item.seq <= this.sent) continue;
      this.sent = item.seq;
      due.push(item.message);
    }
    return due;
  }

  /** A new port: everything above the host's last number has to be sent again. */
  restart(lastSeq: number): number[] {
    this.sent = lastSeq;
    return this.acknowledge(lastSeq);
  }

  /** The host has everything up to this number; returns the numbers that may be forgotten. */
  acknowledge(seq: number): number[] {
    const done = [...this.items.keys()].filter((number) => number <= seq);
    for (const number of done) {
      this.total -= this.items.get(number)?.bytes ?? 0;
      this.items.delete(number);
    }
    return done;
  }

  private append(event: Unnumbered, image: string | null, changes: Changes): number {
    const seq = this.nextSeq;
    this.nextSeq += 1;
    const numbered = { ...event, session: this.session, seq } as Event;
    const message: Message =
      numbered.kind === "screenshot"
        ? { type: "screenshot", event: numbered, image: image ?? "" }
        : { type: "event", event: numbered };
    const item = { seq, bytes: sizeOf(event, image), message };
    this.insert(item);
    changes.put.push(item);
    return seq;
  }

  private insert(item: Item): void {
    this.total += item.bytes - (this.items.get(item.seq)?.bytes ?? 0);
    this.items.set(item.seq, item);
  }

  /** Replace waiting pictures, oldest first, until enough bytes are free. */
  private yieldPictures(wanted: number, changes: Changes): void {
    let free = 0;
    for (const item of [...this.items.values()]) {
      if (free >= wanted) return;
      const { message } = item;
      if (message.type !== "screenshot" || item.seq <= this.sent) continue;
      const { session, seq, wall_ms, mono_ms, trigger } = message.event;
      const event: ScreenshotDropped = {
        session,
        seq,
        ...droppedPicture(trigger, { wall_ms, mono_ms }),
      };
      const replaced = {
        seq,
        bytes: sizeOf(event, null),
        message: { type: "event" as const, event },
      };
      free += item.bytes - replaced.bytes;
      this.insert(replaced);
      changes.put.push(replaced);
    }
  }
}

export interface Clocks {
  wall_ms: number;
  mono_ms: number;
}

export function gap(
  count: number | null,
  cause: Gap["cause"],
  clocks: Clocks,
): Omit<Gap, "session" | "seq"> {
  return { kind: "control", what: "gap", ...clocks, count, cause };
}

export function droppedPicture(
  trigger: number,
  clocks: Clocks,
  reason: ScreenshotDropped["reason"] = "queue-full",
): Omit<ScreenshotDropped, "session" | "seq"> {
  return { kind: "control", what: "screenshot-dropped", ...clocks, trigger, reason };
}

/** UTF-16 units are close enough to bytes: recorded text is nearly all ASCII. */
function sizeOf(event: object, image: string | null): number {
  return JSON.stringify(event).length + (image?.length ?? 0) + 64;
}
