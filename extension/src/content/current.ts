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
/** So long a list takes to go after something was done elsewhere. */
const PARTING_MS = 800;
/** So long it is looked at whether a list that was not seen to open goes. */
const DOUBTED_MS = 10_000;

type Open = Visit | NativeVisit;

interface Parting {
  visit: Visit;
  began: number;
  why: Ending;
  stopWaiting: () => void;
}

export class Current {
  readonly last = new LastAct();
  readonly held = new Held<Item>();
  private open: Open | null = null;
  private began = Number.NEGATIVE_INFINITY;
  private stopPolling = (): void => {};
  /** Set while it is over and what ended it may still be told. */
  private keepOpen: (() => void) | null = null;
  /** What was not seen to open, after something was done elsewhere: it goes now, or never opened. */
  private parting: Parting | null = null;
  private actedAt = Number.NEGATIVE_INFINITY;

  /** `onChange` hears what is open from now on, `onPart` of lists that turned out to be parts of the page. */
  constructor(
    private readonly tell: (visit: Open, why: Ending) => void,
    private readonly now: () => number,
    private readonly onChange: (visit: Open | null) => void,
    private readonly onPart: (list: Element) => void,
  ) {}

  get visit(): Open | null {
    return this.open;
  }

  /** `began`: when what has opened it was done. */
  begin(visit: Open, began: number): void {
    this.open = visit;
    this.onChange(visit);
    this.began = began;
    this.actedAt = this.now();
    this.pollSoon();
  }

  /** Something is done at an element. Done elsewhere, it does not wait for what may be no list that opens. */
  actAt(element: Element, ends: Ending): void {
    this.actedAt = this.now();
    if (this.open === null && this.parting?.visit.holds(element)) this.resume(this.parting);
    const visit = this.open;
    if (!(visit instanceof Visit) || !visit.isDoubtful) return;
    if (!visit.holds(element) && !visit.isOf(element)) this.part(visit, ends);
  }

  /** Something else has opened. */
  giveWay(): void {
    const visit = this.open;
    if (visit instanceof Visit && visit.isDoubtful && visit.isOpen) this.part(visit, "replaced");
    else if (visit !== null) this.finish("replaced");
  }

  private part(visit: Visit, ends: Ending): void {
    const why = visit.isOpen ? ends : this.reason();
    visit.picks.dismiss();
    const { began } = this;
    this.release();
    this.settleParting();
    this.parting = { visit, began, why, stopWaiting: () => {} };
    this.wait(this.parting, this.now() + PARTING_MS);
  }

  private wait(parting: Parting, until: number): void {
    parting.stopWaiting = after(SETTLE_MS, () => {
      if (parting.visit.isOpen && this.now() < until) this.wait(parting, until);
      else this.settleParting();
    });
  }

  /** It stays open, and somebody goes on in it. */
  private resume({ visit, began, stopWaiting }: Parting): void {
    stopWaiting();
    this.parting = null;
    this.begin(visit, began);
  }

  private settleParting(): void {
    const { parting } = this;
    if (parting === null) return;
    this.parting = null;
    parting.stopWaiting();
    const { visit, why } = parting;
    // A part that stays open, and in which nothing was chosen, is no list.
    const isNone = visit.isPartOfPage || (visit.isOpen && !visit.episode.hasChosen);
    visit.end();
    if (isNone) this.onPart(visit.base);
    else this.tell(visit, why);
  }

  finish(why: Ending): void {
    const visit = this.open;
    const pressed = this.held.end();
    // Nobody has waited for the button to come up.
    if (pressed !== null && visit instanceof Visit) visit.choose(pressed, visit.isOpen);
    const isPart = visit instanceof Visit && visit.isPartOfPage;
    this.release();
    if (visit instanceof Visit) visit.end();
    if (visit !== null && !isPart) this.tell(visit, why);
  }

  /** What is done next has not ended the visit that is over. */
  settle(): void {
    if (this.keepOpen !== null && this.open instanceof NativeVisit) this.finish(this.reason());
  }

  /** The page goes away; a visit that was over has not been ended by that. */
  leave(): void {
    this.settleParting();
    this.finish(this.open === null || this.open.isOpen ? "page-left" : this.reason());
  }

  /** Tell nothing. */
  drop(): void {
    this.parting?.stopWaiting();
    this.parting?.visit.end();
    this.parting = null;
    if (this.open instanceof Visit) this.open.end();
    this.release();
  }

  private release(): void {
    this.stopPolling();
    this.keepOpen?.();
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
    if (visit.isOpen || (visit instanceof Visit && visit.goOnWithRedrawn())) {
      if (visit instanceof Visit) {
        visit.poll();
        if (visit.mayBePart && this.now() - this.actedAt > DOUBTED_MS) this.finish("script");
      }
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
