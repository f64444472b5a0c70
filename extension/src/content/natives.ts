// The browser's own lists. Of an open one the page sees nothing but the choice; of a closed one it
// sees the choice move by arrow keys; one that lies open in the page is seen as it is clicked.

import type { Choice, Dropdown, Target } from "../shared/wire.ts";
import { describe } from "./describe.ts";
import { entryNaming } from "./entries.ts";
import { type Ending, Episode } from "./episode.ts";
import { clocks } from "./observers/observer.ts";
import {
  choiceOf,
  chosenIndices,
  isDropdownSelect,
  isInlineSelect,
  openerState,
  optionAt,
  suggestionCount,
  takesSeveral,
} from "./reading/choices.ts";
import { closest, contains, elementMatches, focused, isAttached } from "./tree.ts";

/** So long somebody may think between two choices in one list, as long as nothing else is done. */
const MERGE_MS = 3000;
const CLOSING_MS = 50;

export interface NativeStart {
  select: HTMLSelectElement;
  target: Target;
  openedBy: Dropdown["opened_by"];
  clocks: { wall_ms: number; mono_ms: number };
}

export function optionChoice(select: HTMLSelectElement, index: number, kept = true): Choice {
  const option = optionAt(select, index);
  return {
    path: index < 0 ? [] : [index],
    role: "option",
    set_size: choiceOf(select).size,
    ...(option === null
      ? { name: null, name_withheld: "no-label" as const }
      : entryNaming(option, select, select)),
    kept,
  };
}

/** A list that the browser has opened over the page. */
export class NativeVisit {
  readonly episode: Episode;
  readonly presses = new Set<number>();
  private choice: Choice | null = null;

  constructor(
    readonly start: NativeStart,
    private readonly now: () => number,
  ) {
    this.presses.add(start.clocks.mono_ms);
    this.episode = new Episode({
      opener: start.target,
      surface: "native",
      openedBy: start.openedBy,
      clocks: start.clocks,
      unobservable: ["moves", "keys"],
    });
    this.episode.resize(choiceOf(start.select).size);
  }

  get opener(): Element {
    return this.start.select;
  }

  get isOpen(): boolean {
    return isAttached(this.start.select) && elementMatches(this.start.select, ":open");
  }

  /** The browser has told what was chosen. */
  chosen(): void {
    this.choice = optionChoice(this.start.select, choiceOf(this.start.select).index);
  }

  /**
   * A list that closes on the entry that was chosen before sends a click, no change; in Firefox the
   * entry is clicked, before the list has gone. `isLater` says that it is not the click that opened it.
   */
  clicked(element: Element, isLater: boolean): void {
    const isEnd =
      element === this.opener ? isLater && !this.isOpen : contains(this.opener, element);
    if (isEnd) this.chosen();
  }

  /** In Firefox nothing but this key tells that the entry was chosen which was chosen before. */
  entered(): void {
    const choose = (): void => {
      if (!this.isOpen) this.chosen();
    };
    choose();
    setTimeout(choose, CLOSING_MS);
  }

  /** Whether a choice or the page has ended it, of which nothing but this is to be seen. */
  get isExplained(): boolean {
    return this.choice !== null || focused() !== this.opener;
  }

  close(why: Ending): ReturnType<Episode["close"]> {
    if (this.choice !== null) this.episode.choose(this.choice);
    const ending = this.choice === null ? why : "choice";
    return this.episode.close(this.now(), ending, openerState(this.start.select));
  }
}

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
      if (openedBy === "mouse") this.visit.presses.add(clocks(timeStamp).mono_ms);
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

/** A suggestion of the browser was taken into a field; the page learns nothing else of the list. */
export class SuggestionVisit {
  readonly episode: Episode;

  constructor(
    private readonly field: Element,
    openedBy: "mouse" | "keyboard",
    times: { wall_ms: number; mono_ms: number },
    edits: number,
    readonly presses: ReadonlySet<number>,
    private readonly now: () => number,
  ) {
    const size = suggestionCount(field);
    this.episode = new Episode({
      opener: describe(field),
      surface: "datalist",
      openedBy,
      clocks: times,
      unobservable: ["moves", "keys", "choice"],
    });
    for (let n = 0; n < edits; n += 1) this.episode.filter();
    this.episode.resize(size);
    this.episode.choose({
      path: [],
      role: "option",
      set_size: size,
      name: null,
      name_withheld: "data-role",
      kept: true,
    });
  }

  close(why: Ending): ReturnType<Episode["close"]> {
    return this.episode.close(this.now(), why, openerState(this.field));
  }
}

/** A suggestion that is taken is an edit that nothing was typed for. */
export class Suggestions {
  private begun: { field: Element; edits: number; times: ReturnType<typeof clocks> } | null = null;

  constructor(private readonly now: () => number) {}

  /**
   * A field with suggestions was edited; gives the visit if one was taken. `isByKey`: the last thing
   * done was no press. `presses` are those that have led to it.
   */
  edited(
    field: Element,
    event: Event,
    isByKey: boolean,
    presses: ReadonlySet<number>,
  ): SuggestionVisit | null {
    const times = clocks(event.timeStamp);
    if (this.begun?.field !== field) this.begun = { field, edits: 0, times };
    if (event instanceof InputEvent && event.inputType !== "insertReplacementText") {
      this.begun.edits += 1;
      return null;
    }
    const { edits, times: first } = this.begun;
    this.begun = null;
    const way = edits > 0 || isByKey ? "keyboard" : "mouse";
    return new SuggestionVisit(field, way, first, edits, presses, this.now);
  }
}
