// One visit to a dropdown, from opening to choice or cancellation. Pure: times come in.

import type { Choice, Dropdown, Move, OpenerState, Target } from "../shared/wire.ts";

type Body = Omit<Dropdown, "session" | "seq" | "place" | "number">;

const MAX_MOVES = 1000;
const MAX_CHOSEN = 200;
const MAX_MEMBERS = 1000;
const RECENT_MS = 2500;

export interface Opening {
  opener: Target | null;
  surface: Dropdown["surface"];
  openedBy: Dropdown["opened_by"];
  clocks: { wall_ms: number; mono_ms: number };
  unobservable: Dropdown["unobservable"];
}

/** Null: nothing has told. */
export type Ending = Dropdown["closed_by"];

export class Episode {
  private readonly moves: Move[] = [];
  private readonly chosen: Choice[] = [];
  private readonly members: number[] = [];
  private typed = 0;
  private filtered = 0;
  /** Letters that brought the list filter nothing of what it came with. */
  private filteredBefore = 0;
  private size: number | null = null;

  constructor(readonly opening: Opening) {}

  get hasChosen(): boolean {
    return this.chosen.length > 0;
  }

  get hasFiltered(): boolean {
    return this.filtered > 0;
  }

  /** The highlight is on this entry now. */
  moveTo(move: Move): void {
    const last = this.moves.at(-1);
    const same = last?.level === move.level && last.index === move.index;
    if (!same && this.moves.length < MAX_MOVES) this.moves.push(move);
  }

  /** Something was picked, or taken out of the choice. */
  choose(choice: Choice): void {
    if (this.chosen.length < MAX_CHOSEN) this.chosen.push(choice);
  }

  /** Whether the entry at this place was chosen before in this visit, and not given back. */
  holds(path: number[]): boolean {
    const same = (choice: Choice): boolean => choice.path.join() === path.join();
    return this.chosen.findLast(same)?.kept === true;
  }

  /** An entry tells how long its list is; one that has just been picked may have left it. */
  growTo(size: number | null): void {
    if (this.size === null || (size !== null && size > this.size)) this.resize(size);
  }

  /** A list may still be filled; a filter, or a choice that leaves it, makes it no other list. */
  resize(size: number | null): void {
    const isFiltered = this.filtered > this.filteredBefore;
    const isSettled = this.size !== null && (isFiltered || this.chosen.length > 0);
    if (size !== null && !isSettled) this.size = size;
  }

  /** A letter was typed to jump in the list. */
  typeAhead(): void {
    this.typed += 1;
  }

  /** The text that filters the list has changed. */
  filter(): void {
    this.filtered += 1;
  }

  /** So many changes of the text had been made when the list came. */
  filterBefore(count: number): void {
    this.filtered += count;
    this.filteredBefore += count;
  }

  /** Something was chosen, as the page shows, and nothing has told which entry. */
  chooseUnseen(): void {
    this.choose({
      path: [],
      role: "option",
      set_size: this.size,
      name: null,
      name_withheld: "data-role",
      kept: true,
    });
  }

  /** A record of this document belongs to the visit. */
  include(number: number | null): void {
    if (number === null || this.members.includes(number)) return;
    if (this.members.length < MAX_MEMBERS) this.members.push(number);
  }

  /** `unseen`: what was not told of this visit, of all that is usually told of such a list. */
  close(
    monoMs: number,
    closedBy: Ending,
    state: OpenerState,
    unseen: Dropdown["unobservable"] = [],
  ): Body {
    const { opener, surface, openedBy } = this.opening;
    const unobservable = [...this.opening.unobservable, ...unseen];
    const cannotSee = (what: Dropdown["unobservable"][number]): boolean =>
      unobservable.includes(what);
    return {
      kind: "dropdown",
      ...this.opening.clocks,
      opener,
      surface,
      opened_by: openedBy,
      moves: cannotSee("moves") ? null : this.moves,
      type_ahead: cannotSee("keys") ? null : this.typed,
      filter_edits: this.filtered,
      outcome: this.hasChosen ? "committed" : closedBy === "replaced" ? "replaced" : "cancelled",
      closed_by: closedBy,
      chosen: this.chosen,
      set_size: this.size,
      state,
      duration_ms: Math.min(
        86_400_000,
        Math.max(0, Math.round(monoMs - this.opening.clocks.mono_ms)),
      ),
      members: [...this.members].sort((one, other) => one - other),
      unobservable: closedBy === null ? [...unobservable, "end"] : unobservable,
    };
  }
}

/** What was done last, and what that would end; null if it ends nothing. */
export class LastAct {
  ending: Ending = null;
  private at = Number.NEGATIVE_INFINITY;

  note(ending: Ending, now: number): void {
    this.ending = ending;
    this.at = now;
  }

  isWithin(ms: number, now: number): boolean {
    return now - this.at <= ms;
  }

  /** What could have ended a visit that began to open then. */
  endingSince(opened: number, now: number): Ending {
    return this.at > opened && this.isWithin(RECENT_MS, now) ? this.ending : null;
  }
}
