// What walks through a page cost, and how long the page must have been quiet before the next.
// Pure: the clock comes in.

/** A walk that took long is made only in a pause that is many times as long. */
const PAUSE_MS = 300;
const MAX_PAUSE_MS = 1200;

export type Walk<T> = Generator<undefined, T>;

export class Cost {
  /** Of the last walk, in ms. */
  lastMs = 0;
  /** Of the last walk, which says of a busy machine what the clock does not. */
  lastSteps = 0;

  /** `share`: the pause is so many times as long as a walk. */
  constructor(
    private readonly share: number,
    private readonly now = () => performance.now(),
  ) {}

  get quietMs(): number {
    return Math.min(MAX_PAUSE_MS, Math.max(PAUSE_MS, this.lastMs * this.share));
  }

  /** The same walk, with the time noted that it takes. */
  *of<T>(walk: Walk<T>): Walk<T> {
    let spent = 0;
    for (let steps = 1; ; steps += 1) {
      const start = this.now();
      const { done, value: found } = walk.next();
      spent += this.now() - start;
      if (done) {
        this.lastMs = spent;
        this.lastSteps = steps;
        return found;
      }
      yield;
    }
  }
}
