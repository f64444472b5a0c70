// One listener of the browser for all of ours that hear the same event on the window. Calling into
// a script costs more than most of ours do, and pages send thousands of events by script: those
// nobody here wants, so they go no further. Nor do those of a box that is ticked: the browser vouches
// for them whoever ticks it, and pages tick boxes by the hundred.

const TICKED = /^(checkbox|radio)$/;

type Call = (event: Event) => void;

interface Line {
  call: Call;
  /** As its signal says, without asking the browser each time. */
  isOver: boolean;
}

interface Shared {
  /** Replaced as a whole, so that an event is heard by those who were there when it came. */
  lines: readonly Line[];
  pass: Call;
}

/** What is done around an event that somebody hears, and for a listener that fails. */
export interface Around {
  begin(): number;
  end(begun: number): void;
  failed(type: string): void;
}

export class Board {
  private readonly types = new Map<string, Shared>();

  constructor(
    private readonly around: Around,
    private readonly listen: (type: string, call: Call) => void,
    private readonly end: (type: string, call: Call) => void,
  ) {}

  add(type: string, call: Call, signal: AbortSignal): void {
    if (signal.aborted) return;
    const shared = this.types.get(type) ?? this.begin(type);
    this.types.set(type, shared);
    // Again each time: a page that is written anew has lost it, and one that it has stays one.
    this.listen(type, shared.pass);
    const line = { call, isOver: false };
    shared.lines = [...shared.lines, line];
    signal.addEventListener("abort", () => this.remove(type, line), { once: true });
  }

  private remove(type: string, line: Line): void {
    line.isOver = true;
    const shared = this.types.get(type);
    if (shared === undefined) return;
    shared.lines = shared.lines.filter((other) => other !== line);
    if (shared.lines.length > 0) return;
    this.types.delete(type);
    this.end(type, shared.pass);
  }

  /**
   * All in one piece: what is called thousands of times, and hardly ever twice in a row, costs the page
   * more for every function that it goes through than for what it does. Of a listener that fails the
   * others are none the worse.
   */
  private begin(type: string): Shared {
    const { around } = this;
    const mayTick = type === "input" || type === "change";
    const shared: Shared = {
      lines: [],
      pass: (event) => {
        if (!event.isTrusted || (mayTick && isOfTick(event))) return;
        const begun = around.begin();
        for (const line of shared.lines) {
          if (line.isOver) continue;
          try {
            line.call(event);
          } catch {
            around.failed(type);
          }
        }
        around.end(begun);
      },
    };
    return shared;
  }
}

function isOfTick({ target }: Event): boolean {
  return target instanceof HTMLInputElement && TICKED.test(target.type);
}
