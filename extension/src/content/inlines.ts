// Lists of the browser that are used without being opened: of a closed one the page sees the choice
// move by arrow keys; one that lies open in the page is seen as it is clicked.

import { describe } from "./describe.ts";
import { type Ending, Episode } from "./episode.ts";
import { type NativeStart, optionChoice } from "./natives.ts";
import { clocks, monoOf } from "./observers/observer.ts";
import {
  choiceOf,
  chosenIndices,
  isDropdownSelect,
  isInlineSelect,
  openerState,
  takesSeveral,
} from "./reading/choices.ts";
import { closest } from "./tree.ts";

/** So long somebody may think between two choices in one list, as long as nothing else is done. */
const MERGE_MS = 3000;

/** Choices made without opening anything, merged until the person stops. */
class InlineVisit {
  readonly episode: Episode;
  readonly presses = new Set<number>();
  private changes: [index: number, kept: boolean][] = [];

  constructor(
    readonly start: NativeStart,
    private before: ReadonlySet<number>,
    private readonly now: () => number,
  ) {
    this.presses.add(start.clocks.mono_ms);
    this.episode = new Episode({
      opener: start.target,
      surface: isDropdownSelect(start.select) ? "native" : "listbox",
      openedBy: start.openedBy,
      clocks: start.clocks,
      unobservable: [],
    });
  }

  note(): void {
    const { select } = this.start;
    const after = new Set(chosenIndices(select));
    for (const index of after) if (!this.before.has(index)) this.mark(index, true);
    for (const index of this.before) if (!after.has(index)) this.mark(index, false);
    this.before = after;
    this.episode.resize(choiceOf(select).size);
  }

  private mark(index: number, kept: boolean): void {
    const { name } = optionChoice(this.start.select, index);
    if (kept) this.episode.moveTo({ level: 0, index, name });
    // Of one choice the last counts; of several all that was done.
    if (!takesSeveral(this.start.select)) this.changes = kept ? [] : this.changes;
    if (kept || takesSeveral(this.start.select)) this.changes.push([index, kept]);
  }

  close(why: Ending): ReturnType<Episode["close"]> {
    const { select } = this.start;
    for (const [index, kept] of this.changes) {
      this.episode.choose(optionChoice(select, index, kept));
    }
    const ending = this.episode.hasChosen ? "choice" : why;
    return this.episode.close(this.now(), ending, openerState(select));
  }
}

/** Lists that are used without being opened: by keys while closed, or open in the page. */
export class InlineVisits {
  private visit: InlineVisit | null = null;
  private touched: { start: NativeStart; before: Set<number>; letters: number } | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly now: () => number,
    private readonly tell: (visit: InlineVisit, why: Ending) => void,
  ) {}

  pressed(element: Element, timeStamp: number): void {
    const select = closest(element, isInlineSelect);
    if (!(select instanceof HTMLSelectElement)) this.flush();
    else this.touch(select, "mouse", timeStamp, false);
  }

  keyed(element: Element, timeStamp: number, isLetter: boolean): void {
    if (element instanceof HTMLSelectElement) this.touch(element, "keyboard", timeStamp, isLetter);
  }

  private touch(
    select: HTMLSelectElement,
    openedBy: "mouse" | "keyboard",
    timeStamp: number,
    isLetter: boolean,
  ): void {
    if (this.visit !== null && this.visit.start.select !== select) this.flush();
    if (this.visit !== null) {
      if (openedBy === "mouse") this.visit.presses.add(monoOf(timeStamp));
      if (isLetter) this.visit.episode.typeAhead();
      this.waitOn();
      return;
    }
    const before = this.touched?.start.select === select ? this.touched.before : null;
    this.touched = {
      start: { select, target: describe(select), openedBy, clocks: clocks(timeStamp) },
      before: before ?? new Set(chosenIndices(select)),
      letters: isLetter ? 1 : 0,
    };
  }

  changed(select: HTMLSelectElement): void {
    if (this.visit === null || this.visit.start.select !== select) {
      this.flush();
      const touched = this.touched;
      if (touched === null || touched.start.select !== select) return;
      this.visit = new InlineVisit(touched.start, touched.before, this.now);
      for (let n = 0; n < touched.letters; n += 1) this.visit.episode.typeAhead();
    }
    this.visit.note();
    this.touched = null;
    this.waitOn();
  }

  private waitOn(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), MERGE_MS);
  }

  left(element: Element): void {
    if (this.visit?.start.select === element) this.flush();
    this.touched = null;
  }

  /** The browser has opened the list over the page: that is another kind of visit. */
  forget(select: HTMLSelectElement): void {
    if (this.touched?.start.select === select) this.touched = null;
  }

  flush(): void {
    const visit = this.visit;
    this.stop();
    if (visit !== null) this.tell(visit, "blur");
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.visit = null;
  }
}
