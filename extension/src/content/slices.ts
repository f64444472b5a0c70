// Long walks through a page, a little at a time, so that no task of ours holds it up.

import { effort } from "./guard.ts";
import { remembering } from "./memory.ts";
import { after } from "./timers.ts";

/** Far below the 50 ms from which a task counts as long. */
const SLICE_MS = 8;
const LEAST_MS = 4;
const IDLE_MS = 500;

/** A walk that took long is made only in a pause that is many times as long. */
const PAUSE_MS = 300;
const MAX_PAUSE_MS = 1200;

type Walk<T> = Generator<undefined, T>;

/** What walks of one kind cost, and how long the page must have been quiet before the next. */
export class Cost {
  private ms = 0;

  /** `share`: the pause is so many times as long as a walk. */
  constructor(private readonly share: number) {}

  get quietMs(): number {
    return Math.min(MAX_PAUSE_MS, Math.max(PAUSE_MS, this.ms * this.share));
  }

  /** The same walk, with the time noted that it takes. */
  *of<T>(walk: Walk<T>): Walk<T> {
    let spent = 0;
    for (;;) {
      const start = performance.now();
      const { done, value: found } = walk.next();
      spent += performance.now() - start;
      if (done) {
        this.ms = spent;
        return found;
      }
      yield;
    }
  }
}

/** Walk while the browser has nothing else to do. */
export function whenIdle<T>(walk: Walk<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const work = (idleMs: number): void => {
      const left = Math.max(LEAST_MS, idleMs);
      try {
        const { done, value: found } = take(walk, Math.min(SLICE_MS, left));
        if (done) resolve(found);
        else soon(work);
      } catch (error) {
        reject(error);
      }
    };
    soon(work);
  });
}

/** Go on when the browser is idle, or after a while; a frame that it holds back is hardly ever idle. */
function soon(work: (idleMs: number) => void): void {
  const leave = after(IDLE_MS, () => {
    cancelIdleCallback(idle);
    work(0);
  });
  const idle = requestIdleCallback((deadline) => {
    leave();
    work(deadline.timeRemaining());
  });
}

/** Walk at once, and let the page in between. */
export async function atOnce<T>(walk: Walk<T>): Promise<T> {
  const slice = effort.time(remembering(() => take(walk, SLICE_MS)));
  for (;;) {
    const { done, value: found } = slice();
    if (done) return found;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

function take<T>(walk: Walk<T>, ms: number): IteratorResult<undefined, T> {
  const end = performance.now() + ms;
  for (;;) {
    const step = walk.next();
    if (step.done || performance.now() >= end) return step;
  }
}
