// The visit that is under way: watched until what it shows has gone, and told with what ended it.
//
// While something is open it is looked at ten times a second, and not at all otherwise.

import { type Ending, LastAct } from "./episode.ts";
import type { Item } from "./location.ts";
import { Held } from "./lookout.ts";
import { NativeVisit } from "./natives.ts";
import { after } from "./timers.ts";
import { Visit } from "./visit.ts";

const POLL_MS = 100;
/** What was done so shortly before belongs to what is seen now. */
export const SETTLE_MS = 150;
/** The key that closed a list of the browser is heard when it is let go. */
const KEY_HELD_MS = 500;

type Open = Visit | NativeVisit;

export class Current {
  readonly last = new LastAct();
  readonly held = new Held<Item>();
  private open: Open | null = null;
  private began = Number.NEGATIVE_INFINITY;
  private stopPolling = (): void => {};
  /** Set while it is over and what ended it may still be told. */
  private keepOpen: (() => void) | null = null;

  /** `onChange` hears what is open from now on. */
  constructor(
    private readonly tell: (visit: Open, why: Ending) => void,
    private readonly now: () => number,
    private readonly onChange: (visit: Open | null) => void,
  ) {}

  get visit(): Open | null {
    return this.open;
  }

  /** `began`: when what has opened it was done. */
  begin(visit: Open, began: number): void {
    this.open = visit;
    this.onChange(visit);
    this.began = began;
    this.pollSoon();
  }

  finish(why: Ending): void {
    const visit = this.open;
    const pressed = this.held.end();
    // Nobody has waited for the button to come up.
    if (pressed !== null && visit instanceof Visit) visit.choose(pressed, visit.isOpen);
    const isPart = visit instanceof Visit && visit.isPartOfPage;
    this.drop();
    if (visit !== null && !isPart) this.tell(visit, why);
  }

  /** What is done next has not ended the visit that is over. */
  settle(): void {
    if (this.keepOpen !== null && this.open instanceof NativeVisit) this.finish(this.reason());
  }

  /** The page goes away; a visit that was over has not been ended by that. */
  leave(): void {
    this.finish(this.open === null || this.open.isOpen ? "page-left" : this.reason());
  }

  /** Tell nothing. */
  drop(): void {
    this.stopPolling();
    this.keepOpen?.();
    if (this.open instanceof Visit) this.open.end();
    this.keepOpen = null;
    this.open = null;
    this.onChange(null);
  }

  private pollSoon(): void {
    this.stopPolling = after(POLL_MS, () => {
      this.pollSoon();
      this.poll();
    });
  }

  private poll(): void {
    const visit = this.open;
    if (visit === null) return;
    if (visit.isOpen) {
      if (visit instanceof Visit) visit.poll();
      this.keepOpen?.();
      this.keepOpen = null;
    } else if (this.keepOpen === null && !this.held.isOn(this.now())) {
      // What was chosen may be told a moment after the list has gone.
      this.keepOpen = after(SETTLE_MS, () => this.closed());
    }
  }

  private closed(): void {
    const reason = this.reason();
    if (reason !== null) this.finish(reason);
    else this.keepOpen = after(KEY_HELD_MS, () => this.finish(this.reason()));
  }

  private reason(): Ending {
    // Of a press beside its list the browser tells the page nothing, nor of one on the opener.
    const isUntold = this.open instanceof NativeVisit && !this.open.isExplained;
    return this.last.endingSince(this.began, this.now()) ?? (isUntold ? null : "script");
  }
}
