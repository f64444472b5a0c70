// What was picked in a drawn list, and what it came to: a press on an entry may choose it, lead on to
// a submenu, tick it in a list that stays open, or do nothing. Which it was is seen a moment later: by
// the list going away, by the entry's own state, by a new level, by what the opener shows.

import type { Choice } from "../shared/wire.ts";
import { roleOf } from "./describe.ts";
import { entryNaming } from "./entries.ts";
import type { Ending, Episode } from "./episode.ts";
import { flatContains, flatElements } from "./flat.ts";
import type { Front } from "./front.ts";
import { itemsIn } from "./items.ts";
import type { Item } from "./location.ts";
import { optionChoice } from "./natives.ts";
import { choiceOf, hasBox, tickOf } from "./reading/choices.ts";
import { ITEM } from "./roled.ts";
import { isSeen } from "./sight.ts";
import { isAttached } from "./tree.ts";

const DECIDED_MS = 120;
const GIVEN_UP_MS = 1500;
const DISMISSED_MS = 300;
/** A submenu that goes later may have gone with the pointer. */
const CLOSED_MS = 400;
/** With what it takes to be seen that a list has gone. */
const LETTER_MS = 600;

/** An entry as it was before the page knew that it was picked. */
interface Pressed {
  element: Element;
  tick: ReturnType<typeof tickOf>;
  /** Elements in it: a mark may come or go. */
  parts: number;
  levels: number;
  /** Whether it stands in a submenu of its own, and in no part of the list that takes its place. */
  isApart: boolean;
  shownByOpener: boolean;
  /** Elements in and around the opener. */
  around: number;
}

interface Pick extends Pressed {
  choice: Choice;
  at: number;
  /** Tab chooses in some lists and only leaves others. */
  doubtful: boolean;
}

/** The lists of a visit, as far as it has to be known here. */
export interface Lists {
  readonly base: Element;
  readonly isOpen: boolean;
  /** How many levels can be seen. */
  levelsShown(): number;
}

export class Picks {
  private pick: Pick | null = null;
  private pressed: Pressed | null = null;
  private hasWalked = false;
  /** A key that may have chosen an entry, while none was seen to be highlighted. */
  private unseen: { at: number; until: number; byLetter: boolean; shownByOpener: boolean } | null =
    null;

  constructor(
    private readonly episode: Episode,
    private readonly opener: Element | null,
    private readonly front: Front,
    private readonly lists: Lists,
    private readonly now: () => number,
  ) {}

  /** The opener, or what is beside it, shows something else. */
  noteFront(): void {
    const picked = this.pressed ?? this.pick;
    if (picked !== null) picked.shownByOpener = true;
    if (this.unseen !== null) this.unseen.shownByOpener = true;
  }

  /** `inText`: keys to the sides move the caret. */
  noteKey(key: string, inText: boolean): void {
    this.hasWalked ||= key.startsWith("Arrow") && !(inText && /Left|Right/.test(key));
    this.unseen = null;
  }

  /** A key that chooses was pressed, and no entry has been seen to be highlighted. */
  chooseUnseen(onOpener: boolean): void {
    if (onOpener && !this.hasWalked) return; // it closes the list
    const first = itemsIn(this.lists.base)[0];
    // Lists by role tell their highlight; if nothing has walked through them, there is none.
    const tells = first !== undefined && ITEM.test(roleOf(first)) && !this.hasWalked;
    if (!tells) this.awaitUnseen(GIVEN_UP_MS, false);
  }

  /** In some menus a letter chooses the entry that it is underlined in, without going there first. */
  noteLetter(): void {
    if (this.pick === null) this.awaitUnseen(LETTER_MS, true);
  }

  private awaitUnseen(ms: number, byLetter: boolean): void {
    const at = this.now();
    this.unseen = { at, until: at + ms, byLetter, shownByOpener: false };
  }

  /** The button went down: many pages act before it comes up. */
  pressOn(item: Item | null): void {
    this.settle();
    this.unseen = null;
    this.pressed = item === null ? null : this.asItIs(item.element);
  }

  /** Whether something was picked and it is not known yet what that came to. */
  get isOpenEnded(): boolean {
    return this.pick !== null || this.pressed !== null || this.unseen !== null;
  }

  /** The button came up where there is nothing to choose. */
  release(): void {
    this.pressed = null;
  }

  private asItIs(element: Element): Pressed {
    return {
      element,
      tick: tickOf(element),
      parts: flatElements(element).length,
      levels: this.lists.levelsShown(),
      isApart: !flatContains(this.lists.base, element),
      shownByOpener: false,
      around: this.front.parts,
    };
  }

  /** An entry was pressed, or chosen by key; `path` is where it stands. */
  choose(item: Item, path: number[], doubtful: boolean): void {
    const { pressed } = this;
    this.pressed = null;
    this.settle();
    const role = roleOf(item.element);
    this.pick = {
      ...(pressed?.element === item.element ? pressed : this.asItIs(item.element)),
      choice: {
        path,
        role: /^[a-z][a-z0-9-]{0,39}$/.test(role) ? role : "generic",
        set_size: item.size,
        ...entryNaming(item.element, this.lists.base, this.opener),
        kept: true,
      },
      at: this.now(),
      doubtful,
    };
  }

  /** Decide what a pick came to, if it can be told while the list is open. */
  settle(): void {
    const pick = this.pick;
    if (pick === null || !this.lists.isOpen) return;
    const since = this.now() - pick.at;
    if (since < DECIDED_MS) return;
    if (this.lists.levelsShown() > pick.levels) {
      this.pick = null; // it led on
      return;
    }
    const tick = isAttached(pick.element) ? tickOf(pick.element) : pick.tick;
    const grown = pick.shownByOpener ? this.front.parts - pick.around : 0;
    if (grown !== 0 && !hasBox(pick.element)) {
      // A tag that has come, or gone. Some lists call selected what is only highlighted.
      this.keep({ ...pick.choice, kept: grown > 0 });
    } else if (tick !== pick.tick && tick !== null && pick.tick !== null) {
      this.keep({ ...pick.choice, kept: tick !== "no" });
    } else if (pick.shownByOpener) {
      this.keep({ ...pick.choice, kept: this.isTaken(pick) });
    } else if (this.hasClosedLevel(pick, since)) {
      this.keep(pick.choice);
    } else if (since > GIVEN_UP_MS) {
      this.pick = null;
    }
  }

  /** Whether a submenu has gone with the entry that was picked in it, and the list has stayed. */
  private hasClosedLevel({ element, choice, levels, isApart }: Pick, since: number): boolean {
    if (choice.path.length < 2 || !isApart || since > CLOSED_MS) return false;
    return this.lists.levelsShown() < levels && (!isAttached(element) || !isSeen(element));
  }

  /** A <select> says that its choice has changed. */
  chosen(): void {
    const { opener } = this;
    if (opener instanceof HTMLSelectElement) {
      this.keep(this.pick?.choice ?? optionChoice(opener, choiceOf(opener).index));
    }
  }

  /** The person leaves: what was pressed long before did not close the list. */
  dismiss(): void {
    this.settle();
    const isOld = (at: number): boolean => this.now() - at > DISMISSED_MS;
    if (this.pick !== null && isOld(this.pick.at)) this.pick = null;
    if (this.unseen !== null && isOld(this.unseen.at)) this.unseen = null;
  }

  /** Where an entry does not say whether it is chosen: by its mark, or by the pick before. */
  private isTaken({ element, parts, choice }: Pick): boolean {
    // A list that drops what was chosen offers nothing to give back.
    const left = itemsIn(this.lists.base).length;
    const isGone = !isAttached(element) || !isSeen(element);
    if (isGone && choice.set_size !== null && left < choice.set_size) return true;
    const now = isAttached(element) ? flatElements(element).length : parts;
    return now === parts ? !this.episode.holds(choice.path) : now > parts;
  }

  private keep(choice: Choice): void {
    this.episode.choose(choice);
    this.pick = null;
  }

  /** The list has gone, a pick shortly before is what closed it; gives what has ended the visit. */
  end(why: Ending): { why: Ending; isUnseen: boolean } {
    const pick = this.pick;
    if (pick !== null && (!pick.doubtful || pick.shownByOpener)) this.keep(pick.choice);
    const { unseen } = this;
    const chose = this.episode.hasChosen;
    const passive = why === "script" || why === "blur";
    const isLate = unseen === null || this.now() >= unseen.until || (unseen.byLetter && !passive);
    if (!chose && !isLate) {
      if (unseen.shownByOpener) this.episode.chooseUnseen();
      return { why: unseen.shownByOpener ? "choice" : null, isUnseen: true };
    }
    return { why: chose && (pick !== null || passive) ? "choice" : why, isUnseen: false };
  }
}
