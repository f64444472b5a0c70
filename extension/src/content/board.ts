// One listener of the browser for all of ours that hear the same event on the window. Calling into
// a script costs more than most of ours do, and pages send thousands of events by script: those
// nobody here wants, so they go no further. Nor do those of a box that is ticked: the browser vouches
// for them whoever ticks it, and pages tick boxes by the hundred.

const TICKED = /^(checkbox|radio)$/;

type Call = (event: Event) => void;

interface Line {
  call: Call;
  signal: AbortSignal;
}

interface Shared {
  /** Replaced as a whole, so that an event is heard by those who were there when it came. */
  lines: readonly Line[];
  pass: Call;
}

export class Board {
  private readonly types = new Map<string, Shared>();

  /** `guard` is put around what is called once for each event. */
  constructor(
    private readonly guard: (type: string, pass: Call) => Call,
    private readonly listen: (type: string, call: Call) => void,
    private readonly end: (type: string, call: Call) => void,
  ) {}

  add(type: string, call: Call, signal: AbortSignal): void {
    if (signal.aborted) return;
    const shared = this.types.get(type) ?? begin((pass) => this.guard(type, pass));
    this.types.set(type, shared);
    // Again each time: a page that is written anew has lost it, and one that it has stays one.
    this.listen(type, shared.pass);
    shared.lines = [...shared.lines, { call, signal }];
    signal.addEventListener("abort", () => this.remove(type, call, signal), { once: true });
  }

  private remove(type: string, call: Call, signal: AbortSignal): void {
    const shared = this.types.get(type);
    if (shared === undefined) return;
    shared.lines = shared.lines.filter((line) => line.call !== call || line.signal !== signal);
    if (shared.lines.length > 0) return;
    this.types.delete(type);
    this.end(type, shared.pass);
  }
}

function begin(guard: (pass: Call) => Call): Shared {
  const passOn = guard((event) => {
    for (const { call, signal } of shared.lines) if (!signal.aborted) call(event);
  });
  const shared: Shared = {
    lines: [],
    pass: (event) => {
      if (event.isTrusted && !isOfTick(event)) passOn(event);
    },
  };
  return shared;
}

function isOfTick({ type, target }: Event): boolean {
  if (type !== "input" && type !== "change") return false;
  return target instanceof HTMLInputElement && TICKED.test(target.type);
}
