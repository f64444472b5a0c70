// The coverage record: what could not be seen of this document, and what seeing it has cost.

import type { Coverage } from "../shared/wire.ts";
import { takeDropped } from "./budget.ts";
import type { Effort } from "./effort.ts";
import { type FramesKnown, findGaps } from "./gaps.ts";
import { clocks, type Sink } from "./observers/observer.ts";
import { reservedShortcuts } from "./observers/reserved.ts";
import { isOpenRoot, unreachedRoots } from "./tree.ts";

export const TELL_MS = 300_000;

type Body = Omit<Coverage, "session" | "seq" | "place" | "number" | "kind" | "wall_ms" | "mono_ms">;

export class Coverages {
  private known: FramesKnown = { reached: new Set(), complete: false };
  private readonly dropped = new Map<string, number>();
  private readonly counted = new WeakSet<ShadowRoot>();
  private roots: ShadowRoot[] = [];
  private openRoots = 0;
  private closedRoots = 0;
  private last = "";

  constructor(
    private readonly sink: Sink,
    private readonly effort: Effort,
  ) {}

  noteFrames(known: FramesKnown): void {
    this.known = known;
  }

  /** Shadow roots that were found while the page was looked over. */
  noteRoots(roots: ShadowRoot[]): void {
    this.roots = roots;
    for (const root of roots) {
      if (this.counted.has(root)) continue;
      this.counted.add(root);
      if (isOpenRoot(root)) this.openRoots += 1;
      else this.closedRoots += 1;
    }
  }

  /** Tell how it stands, unless nothing has changed since it was last told. */
  tell(left: boolean): void {
    for (const [kind, count] of takeDropped()) {
      this.dropped.set(kind, (this.dropped.get(kind) ?? 0) + count);
    }
    const body: Body = {
      left,
      ...findGaps([document, ...this.roots], this.known),
      open_roots: this.openRoots,
      closed_roots: this.closedRoots,
      unreached_roots: unreachedRoots(),
      reserved: reservedShortcuts(),
      handled: this.effort.handled,
      handler_ms: Math.round(this.effort.handlerMs),
      handler_p95_ms: this.effort.p95,
      task_ms: Math.round(this.effort.taskMs),
      dropped: tallies(this.dropped),
      errors: tallies(this.effort.errors),
    };
    const text = JSON.stringify(body);
    if (text === this.last) return;
    this.last = text;
    this.sink({ kind: "coverage", ...clocks(performance.now()), ...body });
  }
}

function tallies(counts: Map<string, number>): Coverage["dropped"] {
  return [...counts].slice(0, 50).map(([kind, count]) => ({ kind, count }));
}
