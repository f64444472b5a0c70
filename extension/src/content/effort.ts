// The time that our own code takes in the page, and its mistakes. Pure: the clock comes in.
//
// Rule: no exception leaves our code. The page would see it, and what was to follow would be lost
// without a word; here it is counted.

/** Upper ends of the classes of time, in ms; above the last one it is OVER_MS. */
const CLASSES = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 50];
const OVER_MS = 1000;
const WORD = /^[a-z][a-z0-9-]{0,39}$/;
const MAX_KINDS = 49;

type Task = (this: unknown, ...words: never[]) => unknown;

export class Effort {
  /** Off while nothing may be recorded: what began before is still heard to its end. */
  isCounting = true;
  handled = 0;
  handlerMs = 0;
  taskMs = 0;
  readonly errors = new Map<string, number>();
  private readonly classes = new Array<number>(CLASSES.length + 1).fill(0);

  constructor(private readonly now: () => number) {}

  /** The same function, timed and without exceptions. */
  guard<F extends Task>(what: string, task: F, isHandler: boolean): F {
    const effort = this;
    return function (this: unknown, ...words: never[]) {
      const start = effort.now();
      try {
        return task.apply(this, words);
      } catch {
        effort.noteError(what);
        return undefined;
      } finally {
        effort.add(effort.now() - start, isHandler);
      }
    } as F;
  }

  /** The same function, timed; its exceptions are the caller's. */
  time<W extends unknown[], T>(task: (...words: W) => T): (...words: W) => T {
    return (...words) => {
      const start = this.now();
      try {
        return task(...words);
      } finally {
        this.add(this.now() - start, false);
      }
    };
  }

  noteError(what: string): void {
    const known = WORD.test(what) && (this.errors.has(what) || this.errors.size < MAX_KINDS);
    const under = known ? what : "other";
    this.errors.set(under, (this.errors.get(under) ?? 0) + 1);
  }

  /** What was done so far was done where not even that is told. */
  forget(): void {
    this.handled = 0;
    this.handlerMs = 0;
    this.taskMs = 0;
    this.classes.fill(0);
  }

  add(ms: number, isHandler: boolean): void {
    if (!this.isCounting) return;
    if (!isHandler) {
      this.taskMs += ms;
      return;
    }
    this.handled += 1;
    this.handlerMs += ms;
    let place = 0;
    while (place < CLASSES.length && ms > (CLASSES[place] ?? 0)) place += 1;
    this.classes[place] = (this.classes[place] ?? 0) + 1;
  }

  /** 95 of 100 handlers took no more than this. */
  get p95(): number {
    let left = this.handled * 0.95;
    for (const [at, count] of this.classes.entries()) {
      left -= count;
      if (left <= 0) return this.handled === 0 ? 0 : (CLASSES[at] ?? OVER_MS);
    }
    return OVER_MS;
  }
}
