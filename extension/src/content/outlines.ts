// When an outline is made: after a step, once the page stands still, in the page's idle time.

import { noteDropped } from "./budget.ts";
import { Cost } from "./cost.ts";
import { after, difference, type Told } from "./delta.ts";
import { viewport } from "./describe.ts";
import { ChangeCounter } from "./frames.ts";
import { effort } from "./guard.ts";
import { clocks, type Sink } from "./observers/observer.ts";
import { type Survey, survey } from "./outline.ts";
import { isPageShown } from "./page.ts";
import { whenIdle, within } from "./slices.ts";

const PATIENCE_MS = 2500;
const MAX_TRIES = 3;
const PAUSES_PER_WALK = 60;
/** A page that is left sooner was left by the step itself, and has nothing to show for it. */
const SEEN_MS = 250;
/** Whoever leaves a page is not kept waiting: none is begun where the one before took longer. */
const WORTH_MS = 100;
/** A walk of so few steps takes longer only where others have the machine. */
const FEW_STEPS = 200;
/** Nor does it go on for longer; on a busy machine others have most of that time. */
const LEAVING_MS = 250;

// That a page is hidden is told to the document and not to the window.
const listen = EventTarget.prototype.addEventListener;

/** Steps after which an outline is made. */
const STEPS: ReadonlySet<string> = new Set(["click", "dropdown", "navigation"]);

export class Outlines {
  private told: Told | null = null;
  private roots: ShadowRoot[] = [];
  private wanted: number | null = null;
  private wantedSince = 0;
  private busy = false;
  /** Of the page for which an outline is being waited. */
  private changes: ChangeCounter | null = null;
  private readonly cost = new Cost(PAUSES_PER_WALK);

  /** `address` is what the page's address may be recorded as now; null while nothing may be. */
  constructor(
    private readonly sink: Sink,
    private readonly address: () => string | null,
    private readonly looked: (roots: ShadowRoot[]) => void,
  ) {}

  /** A record was made; one outline is enough for steps that follow each other closely. */
  noteRecord(kind: string, number: number): void {
    if (!STEPS.has(kind)) return;
    this.wanted = number;
    this.wantedSince = performance.now();
    if (!this.busy) void this.work();
  }

  /** Recording stops: nothing is told of now, and later not by what it was. */
  stop(): void {
    this.wanted = null;
    this.told = null;
    this.roots = [];
  }

  /** The page is left: what it shows after the last step is told now or never. */
  leave(): void {
    const trigger = this.wanted;
    if (trigger === null || this.address() === null) return;
    const restedMs = this.changes?.restedMs ?? 0;
    const seenMs = Math.max(restedMs, performance.now() - this.wantedSince);
    if (seenMs < SEEN_MS) return;
    const { lastMs, lastSteps } = this.cost;
    const mayDo = lastMs < WORTH_MS || lastSteps < FEW_STEPS;
    this.tell(trigger, mayDo ? within(survey(), LEAVING_MS) : null, restedMs >= SEEN_MS);
    this.wanted = null;
  }

  private async work(): Promise<void> {
    this.busy = true;
    try {
      while (this.wanted !== null) await this.makeOne();
    } catch {
      effort.noteError("outline");
    } finally {
      this.busy = false;
    }
  }

  private async makeOne(): Promise<void> {
    const changes = new ChangeCounter([document, ...this.roots], true);
    let trigger = this.wanted;
    this.changes = changes;
    const stop = new AbortController();
    const options = { capture: true, passive: true, signal: stop.signal };
    listen.call(document, "visibilitychange", () => isPageShown() || this.leave(), options);
    try {
      let found: Survey | null = null;
      let settled = false;
      for (let tries = 0; !settled && tries < MAX_TRIES; tries += 1) {
        const rested = await rests(changes, this.cost.quietMs);
        const count = changes.count;
        const address = this.address();
        trigger = this.wanted;
        if (trigger === null || address === null || !isPageShown()) break;
        found = await whenIdle(this.cost.of(survey()));
        if (this.address() !== address) found = null;
        settled = rested && found !== null && changes.count === count;
        // A page that never rests is shown as it was once.
        if (!rested) break;
      }
      this.tell(trigger, found, settled);
    } finally {
      // A step that came meanwhile gets an outline of its own.
      if (this.wanted === trigger) this.wanted = null;
      changes.close();
      this.changes = null;
      stop.abort();
    }
  }

  private tell(trigger: number | null, found: Survey | null, settled: boolean): void {
    if (this.wanted === null || trigger === null) return;
    if (found === null) {
      noteDropped("outline");
      return;
    }
    this.looked(found.roots);
    const delta = difference(this.told, found.nodes);
    this.roots = found.roots;
    const number = this.sink({
      kind: "outline",
      ...clocks(performance.now()),
      trigger_number: trigger,
      settled,
      truncated: found.truncated,
      total: found.total,
      viewport: viewport(),
      ...delta,
    });
    if (number !== null) this.told = after(this.told, delta, found.nodes, number);
  }
}

function rests(changes: ChangeCounter, quiet: number): Promise<boolean> {
  return changes.settle(quiet, PATIENCE_MS).then(
    () => true,
    () => false,
  );
}
