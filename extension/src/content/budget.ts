// What was left out to save time or room, until the coverage record tells of it. Pure.

const WORD = /^[a-z][a-z0-9-]{0,39}$/;
const MAX_KINDS = 50;
let dropped = new Map<string, number>();

/** Something was left out, such as points of a path or an outline. */
export function noteDropped(kind: string, count = 1): void {
  const known = WORD.test(kind) && (dropped.has(kind) || dropped.size < MAX_KINDS - 1);
  const under = known ? kind : "other";
  dropped.set(under, (dropped.get(under) ?? 0) + count);
}

/** What was left out since this was last asked. */
export function takeDropped(): Map<string, number> {
  const taken = dropped;
  dropped = new Map();
  return taken;
}
