// Timers that come when they are due. Chromium sometimes takes a frame for hidden that is in full
// view, above all on a busy machine: its timers then come once a second, its frames are drawn as ever.
// Pure: clock, timers and drawn frames come in.

/** A timer that is so late is being held back. */
const HELD_MS = 30;
/** Waits so short are watched over to find out; longer ones only once it is known. */
const PROBE_MS = 34;

export interface Clockwork {
  now(): number;
  /** Call once after so many ms; gives a way to leave it. */
  later(task: () => void, ms: number): () => void;
  /** Call once when the next frame is drawn; gives a way to leave it. */
  drawn(task: () => void): () => void;
}

export class Waiting {
  private isHeldBack = false;

  constructor(
    private readonly clockwork: Clockwork,
    private readonly isTop: boolean,
  ) {}

  /** Call a task once in so many ms; gives a way to leave it. */
  after(ms: number, task: () => void): () => void {
    const { clockwork } = this;
    const due = clockwork.now() + ms;
    let leaveDrawn = (): void => {};
    const leaveTimer = clockwork.later(() => {
      leaveDrawn();
      this.isHeldBack = !this.isTop && clockwork.now() - due > HELD_MS;
      task();
    }, ms);
    const look = (): void => {
      if (clockwork.now() < due + (this.isHeldBack ? 0 : HELD_MS)) {
        leaveDrawn = clockwork.drawn(look);
        return;
      }
      this.isHeldBack = true;
      leaveTimer();
      task();
    };
    if (!this.isTop && (this.isHeldBack || ms <= PROBE_MS)) leaveDrawn = clockwork.drawn(look);
    return () => {
      leaveTimer();
      leaveDrawn();
    };
  }
}
