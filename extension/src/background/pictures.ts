// The pictures that are due: when each is taken, and what becomes of those that never are.
//
// Rule: every trigger has a picture or a reason. The caller stores which triggers are open together
// with the records, so that a worker that starts after this one was stopped can tell of them.

import type { ScreenshotDropped } from "../shared/wire.ts";
import { Schedule } from "./schedule.ts";
import type { Outcome, Trigger } from "./screenshots.ts";

export interface PictureEvents {
  /** Least time between two pictures; null while none may be taken. */
  intervalMs(): number | null;
  take(trigger: Trigger): Promise<Outcome>;
  taken(outcome: Extract<Outcome, { kind: "taken" }>): Promise<void>;
  dropped(trigger: number, reason: ScreenshotDropped["reason"]): Promise<void>;
  inOrder(task: () => Promise<void>): Promise<void>;
}

export class Pictures {
  private readonly schedule = new Schedule();
  private readonly waiting = new Set<number>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly events: PictureEvents) {}

  /** The triggers without a picture or a reason. */
  get open(): number[] {
    return [...this.waiting];
  }

  /** A picture will be due for this record. */
  expect(trigger: number): void {
    this.waiting.add(trigger);
  }

  /** A picture is due for this trigger; called in order. */
  async want(trigger: Trigger): Promise<void> {
    const replaced = this.schedule.offer(trigger);
    if (replaced !== null) await this.drop(replaced.seq, "rate");
    this.plan();
  }

  /** Triggers that an earlier worker left open. */
  async restore(triggers: number[]): Promise<void> {
    for (const trigger of triggers) this.expect(trigger);
    await this.stop();
  }

  /** No picture from now on; called in order. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.schedule.clear();
    for (const trigger of this.open) await this.drop(trigger, "recording-stopped");
  }

  private plan(): void {
    const interval = this.events.intervalMs();
    const wait = interval === null ? null : this.schedule.waitMs(interval, performance.now());
    clearTimeout(this.timer);
    if (wait !== null) this.timer = setTimeout(() => void this.run(), wait);
  }

  private async run(): Promise<void> {
    const trigger = this.schedule.start(performance.now());
    if (trigger === null) return;
    try {
      const outcome = await this.events.take(trigger);
      await this.events.inOrder(async () => {
        if (!this.waiting.has(trigger.seq)) return; // told already, when recording stopped
        if (outcome.kind === "dropped") await this.drop(trigger.seq, outcome.reason);
        else {
          this.waiting.delete(trigger.seq);
          await this.events.taken(outcome);
        }
      });
    } finally {
      this.schedule.finish();
      this.plan();
    }
  }

  private async drop(trigger: number, reason: ScreenshotDropped["reason"]): Promise<void> {
    this.waiting.delete(trigger);
    await this.events.dropped(trigger, reason);
  }
}
