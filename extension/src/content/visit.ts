// One visit to a drawn list or menu while it lasts: its levels, the highlight, what was picked.
//
// A press on an entry may choose it, lead on to a submenu, tick it in a list that stays open, or do
// nothing. Which it was is seen a moment later: by the list going away, by the entry's own state,
// by a new level, by what the opener shows.

import type { Choice, Dropdown, Target } from "../shared/wire.ts";
import { roleOf } from "./describe.ts";
import { entryNaming } from "./entries.ts";
import { type Ending, Episode } from "./episode.ts";
import { flatContains, flatElements } from "./flat.ts";
import { Front } from "./front.ts";
import { Highlight } from "./highlight.ts";
import { type Item, itemAt, itemsIn, listsIn, pointedAt } from "./items.ts";
import { isShown } from "./layout.ts";
import { optionChoice } from "./natives.ts";
import { structuralAttribute } from "./reading/attributes.ts";
import { choiceOf, hasBox, openerState, tickOf } from "./reading/choices.ts";
import { isSeen, isUncovered } from "./sight.ts";
import type { Surface } from "./surfaces.ts";
import { elementMatches, isAttached, rootOf } from "./tree.ts";

const HIGHLIGHT_ATTRIBUTES = ["aria-activedescendant", "aria-selected"];
const REST_MS = 70;
const DECIDED_MS = 120;
const GIVEN_UP_MS = 1500;
const DISMISSED_MS = 300;
const KEYED_MS = 600;
/** No list takes longer to grow or fade in. */
const COMING_MS = 1000;

/** An entry as it was before the page knew that it was picked. */
interface Pressed {
  element: Element;
  tick: ReturnType<typeof tickOf>;
  /** Elements in it: a mark may come or go. */
  parts: number;
  levels: number;
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
}

export class Visit {
  readonly episode: Episode;
  readonly opener: Element | null;
  private readonly origin: Element | null;
  private readonly surfaces: Element[];
  /** Since when those that have not been seen yet are there. */
  private readonly coming = new Map<Element, number>();
  private readonly lastAt: number[] = [];
  private hover: { item: Item; at: number } | null = null;
  private pick: Pick | null = null;
  private pressed: Pressed | null = null;
  private readonly highlight = new Highlight();
  private painted: Item | null = null;
  private lastPointed: Element | null = null;
  private keyedAt = Number.NEGATIVE_INFINITY;
  private readonly highlights = new MutationObserver(() => this.followHighlight());
  private readonly front: Front;
  /** When presses inside the visit happened, to find their records by. */
  readonly presses = new Set<number>();

  constructor(
    start: Start,
    private readonly now: () => number,
  ) {
    this.opener = start.opener;
    this.origin = start.origin;
    this.surfaces = [start.surface.element];
    this.coming.set(start.surface.element, this.now());
    for (const press of start.presses) this.presses.add(press);
    this.episode = new Episode({
      opener: start.target,
      surface: start.surface.kind,
      openedBy: start.openedBy,
      clocks: start.clocks,
      unobservable: [],
    });
    for (let n = 0; n < start.filtered; n += 1) this.episode.filter();
    this.comparePaint();
    this.measure();
    this.watch(start.surface.element);
    const { element } = start.surface;
    this.front = new Front(
      start.opener,
      element,
      (at) => this.holds(at),
      () => this.frontChanged(),
    );
    this.followHighlight();
  }

  private watch(surface: Element): void {
    const options = { subtree: true, attributeFilter: HIGHLIGHT_ATTRIBUTES };
    this.highlights.observe(document, options);
    const root = rootOf(surface);
    if (root !== null && root !== document) this.highlights.observe(root, options);
  }

  private frontChanged(): void {
    const picked = this.pressed ?? this.pick;
    if (picked !== null) picked.shownByOpener = true;
  }

  get isPicker(): boolean {
    return this.episode.opening.surface === "picker";
  }

  get isOpen(): boolean {
    const [base] = this.surfaces;
    if (this.isPicker) return base !== undefined && elementMatches(base, ":open");
    if (base === undefined) return false;
    // A list may find nothing for now.
    return this.isThere(base) || (isUncovered(base) && openerState(this.opener).expanded === true);
  }

  /** Whether a list can be seen, or could not yet: it may be growing or fading in. */
  private isThere(surface: Element): boolean {
    if (!isAttached(surface)) return false;
    const since = this.coming.get(surface);
    if (isSeen(surface)) this.coming.delete(surface);
    else return since !== undefined && this.now() - since < COMING_MS && isShown(surface);
    return true;
  }

  /** Whether acting on a control is acting on what opened the list. */
  isOf(control: Element): boolean {
    return control === this.opener || control === this.origin;
  }

  /** Whether an element lies in the list or one of its submenus. */
  holds(element: Element): boolean {
    return this.surfaces.some((surface) => flatContains(surface, element));
  }

  /** A submenu has opened beside the entry that is highlighted. */
  goDeeper(surface: Surface): void {
    if (this.surfaces.some((known) => flatContains(known, surface.element))) return;
    this.surfaces.push(surface.element);
    this.coming.set(surface.element, this.now());
    this.watch(surface.element);
    this.comparePaint();
  }

  itemOf(element: Element): Item | null {
    for (let level = this.surfaces.length - 1; level >= 0; level -= 1) {
      const surface = this.surfaces[level];
      if (surface === undefined || !flatContains(surface, element)) continue;
      const item = itemAt(surface, element);
      return item === null ? null : { ...item, level: item.level + level };
    }
    return null;
  }

  /** The pointer is over this; it counts once it rests. */
  pointAt(element: Element): void {
    const item = this.itemOf(element);
    const now = this.now();
    if (this.hover !== null && now - this.hover.at >= REST_MS) this.moveTo(this.hover.item);
    if (item === null) this.hover = null;
    else if (this.hover?.item.element !== item.element) this.hover = { item, at: now };
  }

  private moveTo(item: Item): void {
    const list = this.surfaces[0] ?? null;
    const { name } = entryNaming(item.element, list, this.opener);
    for (const [level, index] of (item.above ?? []).entries()) this.lastAt[level] = index;
    this.lastAt[item.level] = item.index;
    this.lastAt.length = item.level + 1;
    this.episode.moveTo({ level: item.level, index: item.index, name });
    if (item.level === 0) this.episode.resize(item.size);
  }

  /** Focus or reference came to another entry; one that stays tells nothing of the pointer. */
  followHighlight(): void {
    const element = this.highlighted();
    if (element === null || element === this.lastPointed) return;
    const item = this.itemOf(element);
    if (item === null) return;
    this.lastPointed = element;
    this.moveTo(item);
  }

  private highlighted(): Element | null {
    for (const surface of [...this.surfaces].reverse()) {
      const found = pointedAt(surface, this.opener);
      if (found !== null && this.itemOf(found) !== null) return found;
    }
    return null;
  }

  /** A key was pressed: for a moment the highlight may move by paint alone. */
  noteKey(): void {
    this.keyedAt = this.now();
  }

  lookForPaint(): void {
    // While a list fades its paint changes, too; one that tells by focus needs no guessing.
    if (this.lastPointed !== null || this.highlighted() !== null) return;
    for (const element of this.comparePaint()) {
      const item = this.itemOf(element);
      if (item === null) continue;
      this.painted = item;
      this.moveTo(item);
    }
  }

  /** Entries that stand out now and did not before, from the first level down. */
  private comparePaint(): Element[] {
    return this.highlight.compare(this.lists());
  }

  private lists(): Map<Element, Element[]> {
    return new Map(this.surfaces.flatMap((surface) => [...listsIn(surface)]));
  }

  /** The entry that a key would choose now. */
  current(): Item | null {
    this.lookForPaint();
    const element = this.highlighted();
    const item = element === null ? null : this.itemOf(element);
    if (item !== null) return item;
    const { painted } = this;
    const isThere = painted !== null && isAttached(painted.element) && isSeen(painted.element);
    if (isThere) return painted;
    const standing = this.highlight.standing(this.lists());
    return standing === null ? null : this.itemOf(standing);
  }

  /** The button went down: many pages act before it comes up. */
  pressOn(item: Item | null): void {
    this.settle();
    this.pressed = item === null ? null : this.asItIs(item.element);
  }

  private asItIs(element: Element): Pressed {
    return {
      element,
      tick: tickOf(element),
      parts: flatElements(element).length,
      levels: this.levelsShown(),
      shownByOpener: false,
      around: this.front.parts,
    };
  }

  /** An entry was pressed, or chosen by key. */
  choose(item: Item, doubtful = false): void {
    const { pressed } = this;
    this.pressed = null;
    if (structuralAttribute(item.element, "aria-disabled") === "true") return;
    this.settle();
    this.moveTo(item);
    const path = [...(item.above ?? this.lastAt.slice(0, item.level)), item.index];
    const role = roleOf(item.element);
    this.pick = {
      ...(pressed?.element === item.element ? pressed : this.asItIs(item.element)),
      choice: {
        path: Array.from(path, (index) => index ?? 0),
        role: /^[a-z][a-z0-9-]{0,39}$/.test(role) ? role : "generic",
        set_size: item.size,
        ...entryNaming(item.element, this.surfaces[0] ?? null, this.opener),
        kept: true,
      },
      at: this.now(),
      doubtful,
    };
  }

  private levelsShown(): number {
    const [base] = this.surfaces;
    if (base === undefined) return 0;
    const within = new Set(itemsIn(base).map((element) => itemAt(base, element)?.level ?? 0));
    return this.surfaces.filter(isSeen).length + within.size;
  }

  /** Look again: submenus that closed, the highlight, what became of the pick. */
  poll(): void {
    while (this.surfaces.length > 1) {
      const last = this.surfaces.at(-1);
      if (last !== undefined && this.isThere(last)) break;
      this.surfaces.pop();
    }
    if (this.hover !== null && this.now() - this.hover.at >= REST_MS) {
      this.moveTo(this.hover.item);
      this.hover = null;
    }
    this.followHighlight();
    if (this.now() - this.keyedAt < KEYED_MS) this.lookForPaint();
    this.measure();
    this.settle();
  }

  private measure(): void {
    const [base] = this.surfaces;
    if (base === undefined || !this.isOpen) return;
    const items = itemsIn(base);
    const first = items[0] === undefined ? null : itemAt(base, items[0], items);
    this.episode.resize(first?.level === 0 ? first.size : null);
  }

  /** Decide what a pick came to, if it can be told while the list is open. */
  private settle(): void {
    const pick = this.pick;
    if (pick === null || !this.isOpen) return;
    const since = this.now() - pick.at;
    if (since < DECIDED_MS) return;
    if (this.levelsShown() > pick.levels) {
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
    } else if (since > GIVEN_UP_MS) {
      this.pick = null;
    }
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
    if (this.pick !== null && this.now() - this.pick.at > DISMISSED_MS) this.pick = null;
  }

  /** Where an entry does not say whether it is chosen: by its mark, or by the pick before. */
  private isTaken({ element, parts, choice }: Pick): boolean {
    // A list that drops what was chosen offers nothing to give back.
    const [base] = this.surfaces;
    const left = base === undefined ? 0 : itemsIn(base).length;
    const isGone = !isAttached(element) || !isSeen(element);
    if (isGone && choice.set_size !== null && left < choice.set_size) return true;
    const now = isAttached(element) ? flatElements(element).length : parts;
    return now === parts ? !this.episode.holds(choice.path) : now > parts;
  }

  private keep(choice: Choice): void {
    this.episode.choose(choice);
    this.pick = null;
  }

  /** The list has gone: a pick shortly before is what closed it. */
  close(why: Ending): ReturnType<Episode["close"]> {
    const pick = this.pick;
    if (pick !== null && (!pick.doubtful || pick.shownByOpener)) this.keep(pick.choice);
    const chose = this.episode.hasChosen;
    const passive = why === "script" || why === "blur";
    this.end();
    return this.episode.close(
      this.now(),
      chose && (pick !== null || passive) ? "choice" : why,
      openerState(this.opener),
    );
  }

  end(): void {
    this.highlights.disconnect();
    this.front.end();
  }
}
