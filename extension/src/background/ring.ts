// What My data can show of this browser run: the newest records as they were handed over. Pure; what
// is to be written and removed the caller writes and removes.
//
// Rule: at most 4 MB and 20 pictures; what is older is left as counts by kind. storage.session has
// 10 MB, of which the queue takes at most 4.

import type { Item } from "./queue.ts";

export const MAX_RING_BYTES = 4 * 2 ** 20;
export const MAX_PICTURES = 20;

/** Where a record and its picture are kept in storage.session; as text, since objects take up more. */
export const RECORD_KEY = "ring:";
export const PICTURE_KEY = "picture:";

export interface RingState {
  /** What has left the ring, by kind. */
  older: Record<string, number>;
}

export interface RingItem {
  seq: number;
  kind: string;
  bytes: number;
  picture: number;
}

export interface RingChanges {
  put: Record<string, unknown>;
  remove: string[];
}

export class Ring {
  private readonly items = new Map<number, RingItem>();
  private total = 0;

  constructor(
    items: RingItem[] = [],
    readonly older: Record<string, number> = {},
    private readonly limit = MAX_RING_BYTES,
  ) {
    for (const item of items.sort((a, b) => a.seq - b.seq)) this.insert(item);
  }

  get bytes(): number {
    return this.total;
  }

  get length(): number {
    return this.items.size;
  }

  /** Take records, new ones and such that have taken another's place under its number. */
  add(added: readonly Item[]): RingChanges {
    const changes: RingChanges = { put: {}, remove: [] };
    for (const { seq, message } of added) {
      this.drop(seq, changes);
      const event = message.event;
      const picture = message.type === "screenshot" ? message.image : null;
      const text = JSON.stringify(event);
      const kind = event.kind === "control" ? event.what : event.kind;
      this.insert({
        seq,
        kind,
        bytes: text.length + (picture?.length ?? 0),
        picture: picture?.length ?? 0,
      });
      changes.put[RECORD_KEY + seq] = text;
      if (picture !== null) changes.put[PICTURE_KEY + seq] = picture;
    }
    this.shrink(changes);
    return changes;
  }

  /** Forget everything, also what was counted. */
  clear(): string[] {
    const keys = [...this.items.keys()].flatMap((seq) => [RECORD_KEY + seq, PICTURE_KEY + seq]);
    this.items.clear();
    this.total = 0;
    for (const kind of Object.keys(this.older)) delete this.older[kind];
    return keys;
  }

  private insert(item: RingItem): void {
    this.items.set(item.seq, item);
    this.total += item.bytes;
  }

  private drop(seq: number, changes: RingChanges): void {
    const item = this.items.get(seq);
    if (item === undefined) return;
    this.items.delete(seq);
    this.total -= item.bytes;
    this.takeBack(RECORD_KEY + seq, changes);
    if (item.picture > 0) this.takeBack(PICTURE_KEY + seq, changes);
  }

  /** What was to be written in the same turn is not written at all. */
  private takeBack(key: string, changes: RingChanges): void {
    delete changes.put[key];
    changes.remove.push(key);
  }

  private shrink(changes: RingChanges): void {
    const pictures = [...this.items.values()].filter(({ picture }) => picture > 0);
    for (const item of pictures.slice(0, Math.max(0, pictures.length - MAX_PICTURES))) {
      this.total -= item.picture;
      this.items.set(item.seq, { ...item, bytes: item.bytes - item.picture, picture: 0 });
      this.takeBack(PICTURE_KEY + item.seq, changes);
    }
    for (const item of this.items.values()) {
      if (this.total <= this.limit) return;
      this.drop(item.seq, changes);
      this.older[item.kind] = (this.older[item.kind] ?? 0) + 1;
    }
  }
}
