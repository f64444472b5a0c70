// Long walks through a page, a little at a time, so that no task of ours holds it up.

import type { Walk } from "./cost.ts";
import { effort } from "./guard.ts";
import { remembering } from "./memory.ts";
import { after } from "./timers.ts";

/** Far below the 50 ms from which a task counts as long. */
const SLICE_MS = 8;
const LEAST_MS = 4;
const IDLE_MS = 500;

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

/** Walk at once and without a break; null if that takes longer than so many ms. */
export function within<T>(walk: Walk<T>, ms: number): T | null {
  const { done, value: found } = take(walk, ms);
  return done ? found : null;
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
