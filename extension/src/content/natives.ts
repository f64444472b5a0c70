// The lists that the browser opens over a page, which sees nothing of them but the choice.

import type { Choice, Dropdown, Target } from "../shared/wire.ts";
import { entryNaming } from "./entries.ts";
import { type Ending, Episode } from "./episode.ts";
import { choiceOf, openerState, optionAt } from "./reading/choices.ts";
import { contains, elementMatches, focused, isAttached } from "./tree.ts";

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
    if (this.choice !== null) return; // a change has told it, and the page may have gone on since
    const isEnd =
      element === this.opener ? isLater && !this.isOpen : contains(this.opener, element);
    if (isEnd) this.chosen();
  }

  /** In Firefox nothing but this key tells that the entry was chosen which was chosen before. */
  entered(): void {
    const choose = (): void => {
      if (!this.isOpen && this.choice === null) this.chosen();
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
