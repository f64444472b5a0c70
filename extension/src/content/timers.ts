// The timers of this document, for what has to come in time.

import { Waiting } from "./waiting.ts";

const waiting = new Waiting(
  {
    now: () => performance.now(),
    later: (task, ms) => {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
    drawn: (task) => {
      const frame = requestAnimationFrame(task);
      return () => cancelAnimationFrame(frame);
    },
  },
  window === window.top,
);

/** Call a task of this document once in so many ms; gives a way to leave it. */
export function after(ms: number, task: () => void): () => void {
  return waiting.after(ms, task);
}
