// One visit to a drawn list or menu while it lasts.

import type { Dropdown, Target } from "../shared/wire.ts";
import { roleOf } from "./describe.ts";
import { type Ending, Episode } from "./episode.ts";
import { inPlaceOf, standsAt } from "./faces.ts";
import { flatContains } from "./flat.ts";
import { Front } from "./front.ts";
import { rectOf } from "./layout.ts";
import { Levels } from "./levels.ts";
import type { Item } from "./location.ts";
import { isOpener } from "./openers.ts";
import { Picks } from "./picks.ts";
import { structuralAttribute } from "./reading/attributes.ts";
import { openerState } from "./reading/choices.ts";
import { isUncovered } from "./sight.ts";
import type { Surface } from "./surfaces.ts";
import { elementMatches, focused, isAttached } from "./tree.ts";
import { Walk } from "./walk.ts";

const UNSAID = new Set(["panel", "popover", "dialog"]);

export interface Start {
  opener: Element | null;
  /** What was acted on, where the page has shown a better opener since. */
  origin: Element | null;
  target: Target | null;
  openedBy: Dropdown["opened_by"];
  clocks: { wall_ms: number; mono_ms: number };
  surface: Surface;
  filtered: number;
  presses: ReadonlySet<number>;
  /** Where it was not seen to open: whether it, or one like it, has turned out to stay. */
  stays: (() => boolean) | null;
}

export class Visit {
  readonly episode: Episode;
  readonly opener: Element | null;
  private readonly stays: (() => boolean) | null;
  private readonly origin: Element | null;
  private readonly levels: Levels;
  private readonly front: Front;
  readonly walk: Walk;
  readonly picks: Picks;
  /** When presses inside the visit happened, to find their records by. */
  readonly presses = new Set<number>();

  constructor(
    start: Start,
    private readonly now: () => number,
  ) {
    const { element, kind } = start.surface;
    this.opener = start.opener;
    this.stays = start.stays;
    this.origin = start.origin;
    this.levels = new Levels(element, now);
    for (const press of start.presses) this.presses.add(press);
    this.episode = new Episode({
      opener: start.target,
      surface: kind,
      openedBy: start.openedBy,
      clocks: start.clocks,
      unobservable: [],
    });
    this.episode.filterBefore(start.filtered);
    this.walk = new Walk(this.episode, this.opener, this.levels, now);
    this.front = new Front(
      start.opener,
      element,
      (at) => this.holds(at),
      () => this.picks.noteFront(),
    );
    this.picks = new Picks(this.episode, this.opener, this.front, this, now);
    this.measure();
    this.walk.follow();
  }

  get isPicker(): boolean {
    return this.episode.opening.surface === "picker";
  }

  get isOpen(): boolean {
    const { base } = this;
    if (this.isPicker) return elementMatches(base, ":open");
    // A list may find nothing for now.
    return (
      this.levels.isThere(base) || (isUncovered(base) && openerState(this.opener).expanded === true)
    );
  }

  /** Whether it may be a part of the page: it was not seen to open. */
  get mayBePart(): boolean {
    return this.stays !== null;
  }

  /** Whether neither it nor what has opened it says that it is a list: pages show other things as well. */
  get isDoubtful(): boolean {
    return this.mayBePart || (this.isUnsaid && !this.isDeclared);
  }

  private get isUnsaid(): boolean {
    return UNSAID.has(this.episode.opening.surface);
  }

  private get isDeclared(): boolean {
    return this.opener !== null && isOpener(this.opener);
  }

  /** Whether what opens from here is a level of it: from a part of the page it is a visit by itself. */
  get leadsOn(): boolean {
    return this.stays === null || this.isDeclared;
  }

  /** Whether it was a part of the page all along, and nothing that opens. */
  get isPartOfPage(): boolean {
    return this.stays !== null && (this.isOpen || this.stays());
  }

  /** A page may have drawn its list anew, with other entries; says whether it has. */
  goOnWithRedrawn(): boolean {
    // What was picked is what has closed it.
    if (this.picks.isOpenEnded || !this.levels.goOnWithRedrawn()) return false;
    this.walk.beginAnew();
    return true;
  }

  get base(): Element {
    return this.levels.base;
  }

  /** Whether acting on a control is acting on what opened the list. */
  isOf(control: Element): boolean {
    // A context menu is asked for on something, and not opened and closed by it.
    if (this.episode.opening.surface === "context-menu") return false;
    if (this.opener !== null && !isAttached(this.opener) && this.isInItsPlace(control)) return true;
    return [this.opener, this.origin].some(
      (at) =>
        at !== null &&
        (control === at ||
          (flatContains(at, control) && !opensOther(control) && !this.holds(control))),
    );
  }

  /** What has opened the list as it is now; of what has gone without another in its place nothing is known. */
  private openerNow(): Element | null {
    const { opener } = this;
    if (opener === null || isAttached(opener)) return opener;
    return inPlaceOf(opener, this.episode.opening.opener?.box ?? null);
  }

  /** Pages draw the control anew that has opened a list. */
  private isInItsPlace(control: Element): boolean {
    const { opener } = this.episode.opening;
    return opener !== null && roleOf(control) === opener.role && standsAt(control, opener.box);
  }

  /** Whether what is typed in a field filters the list. */
  takesLettersOf(field: Element): boolean {
    if (field === this.opener || this.holds(field)) return true;
    return this.leadsOn && field === focused();
  }

  /** Whether an element lies in the list or one of its submenus. */
  holds(element: Element): boolean {
    return this.levels.holds(element);
  }

  /** Whether what an element in it opens is a level of it: a pop-up may have lists in it. */
  leadsTo({ element }: Surface, from: Element): boolean {
    if (!this.leadsOn || !this.isUnsaid) return this.leadsOn;
    const entry = rectOf(this.itemOf(from)?.element ?? from);
    const { left, right } = rectOf(element);
    const middle = entry.left + entry.width / 2;
    return left >= middle || right <= middle;
  }

  /** A submenu has opened beside an entry. */
  goDeeper(surface: Surface, from: Element): void {
    if (this.levels.goDeeper(surface.element, from)) this.walk.enter(surface.element);
  }

  itemOf(element: Element): Item | null {
    return this.levels.itemOf(element);
  }

  noteKey(key: string, inText: boolean): void {
    this.walk.noteKey();
    this.picks.noteKey(key, inText);
  }

  /** A key that chooses was pressed, and no entry is known to be highlighted. */
  chooseUnseen(onOpener: boolean): void {
    if (!this.walk.isKnown) this.picks.chooseUnseen(onOpener);
  }

  /** An entry was pressed, or chosen by key. `doubtful`: Tab chooses in some lists, and only leaves others. */
  choose(item: Item, doubtful = false): void {
    if (structuralAttribute(item.element, "aria-disabled") === "true") this.picks.release();
    else this.picks.choose(item, this.walk.moveTo(item), doubtful);
  }

  levelsShown(): number {
    return this.levels.countShown();
  }

  /** Look again: submenus that closed, the highlight, what became of the pick. */
  poll(): void {
    this.levels.leaveClosed();
    this.walk.poll();
    this.measure();
    this.picks.settle();
  }

  private measure(): void {
    // What was picked may be leaving the list.
    if (this.isOpen && !this.picks.isOpenEnded) this.episode.resize(this.levels.measure());
  }

  close(why: Ending): ReturnType<Episode["close"]> {
    const ended = this.picks.end(why);
    this.end();
    const state = openerState(this.openerNow());
    return this.episode.close(this.now(), ended.why, state, ended.isUnseen ? ["choice"] : []);
  }

  end(): void {
    this.walk.end();
    this.front.end();
  }
}

/** Whether a control in what has opened a list opens another: the same says that it is open. */
function opensOther(control: Element): boolean {
  return isOpener(control) && openerState(control).expanded !== true;
}
