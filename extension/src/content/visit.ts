// One visit to a drawn list or menu while it lasts: its levels and the highlight.

import type { Dropdown, Target } from "../shared/wire.ts";
import { entryNaming } from "./entries.ts";
import { type Ending, Episode } from "./episode.ts";
import { flatContains } from "./flat.ts";
import { Front } from "./front.ts";
import { Highlight } from "./highlight.ts";
import { itemAt, itemsIn, listsIn, pointedAt } from "./items.ts";
import { isShown } from "./layout.ts";
import type { Item } from "./location.ts";
import { Picks } from "./picks.ts";
import { areaAround } from "./reading/areas.ts";
import { structuralAttribute } from "./reading/attributes.ts";
import { openerState } from "./reading/choices.ts";
import { drawnAnew, lookalikesOf } from "./redrawn.ts";
import { isSeen, isUncovered } from "./sight.ts";
import { isOpener, listWithin, type Surface } from "./surfaces.ts";
import { elementMatches, focused, isAttached, rootOf } from "./tree.ts";

const HIGHLIGHT_ATTRIBUTES = ["aria-activedescendant", "aria-selected"];
const REST_MS = 70;
const KEYED_MS = 600;
/** No list takes longer to grow or fade in. */
const COMING_MS = 1000;

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
  private readonly surfaces: Element[];
  private readonly root: Document | ShadowRoot;
  /** Since when those that have not been seen yet are there. */
  private readonly coming = new Map<Element, number>();
  private readonly lastAt: number[] = [];
  private hover: { item: Item; at: number } | null = null;
  private readonly highlight = new Highlight();
  private painted: Item | null = null;
  private lastPointed: Element | null = null;
  /** Tells what looks like the list, as it was when it was last seen. */
  private isAlike: ((other: Element) => boolean) | null = null;
  private keyedAt = Number.NEGATIVE_INFINITY;
  private readonly highlights = new MutationObserver(() => this.followHighlight());
  private readonly front: Front;
  readonly picks: Picks;
  /** When presses inside the visit happened, to find their records by. */
  readonly presses = new Set<number>();

  constructor(
    start: Start,
    private readonly now: () => number,
  ) {
    this.opener = start.opener;
    this.stays = start.stays;
    this.origin = start.origin;
    this.surfaces = [start.surface.element];
    this.root = rootOf(start.surface.element) ?? document;
    this.coming.set(start.surface.element, this.now());
    for (const press of start.presses) this.presses.add(press);
    this.episode = new Episode({
      opener: start.target,
      surface: start.surface.kind,
      openedBy: start.openedBy,
      clocks: start.clocks,
      unobservable: [],
    });
    this.episode.filterBefore(start.filtered);
    this.comparePaint();
    this.measure();
    this.watch(start.surface.element);
    const { element } = start.surface;
    this.front = new Front(
      start.opener,
      element,
      (at) => this.holds(at),
      () => this.picks.noteFront(),
    );
    this.picks = new Picks(this.episode, this.opener, this.front, this, this.now);
    this.followHighlight();
  }

  private watch(surface: Element): void {
    const options = { subtree: true, attributeFilter: HIGHLIGHT_ATTRIBUTES };
    this.highlights.observe(document, options);
    const root = rootOf(surface);
    if (root !== null && root !== document) this.highlights.observe(root, options);
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

  /** Whether it may be a part of the page: it was not seen to open. */
  get isDoubtful(): boolean {
    return this.stays !== null;
  }

  /** Whether what opens from here is a level of it: from a part of the page it is a visit by itself. */
  get leadsOn(): boolean {
    return this.stays === null || (this.opener !== null && isOpener(this.opener));
  }

  /** Whether it was a part of the page all along, and nothing that opens. */
  get isPartOfPage(): boolean {
    return this.stays !== null && (this.isOpen || this.stays());
  }

  /** A page may have drawn its list anew, with other entries; says whether it has. */
  goOnWithRedrawn(): boolean {
    const [base] = this.surfaces;
    if (base === undefined || isAttached(base) || this.isAlike === null) return false;
    if (this.picks.isOpenEnded) return false; // this is what has closed it
    const anew = drawnAnew(this.root, this.isAlike);
    if (anew === null) return false;
    this.surfaces.splice(0, this.surfaces.length, anew);
    this.coming.set(anew, this.now());
    this.watch(anew);
    [this.lastPointed, this.painted, this.hover] = [null, null, null];
    return true;
  }

  get base(): Element | undefined {
    return this.surfaces[0];
  }

  /** Whether acting on a control is acting on what opened the list. */
  isOf(control: Element): boolean {
    return [this.opener, this.origin].some(
      (at) =>
        at !== null &&
        (control === at ||
          (flatContains(at, control) && !opensOther(control) && !this.holds(control))),
    );
  }

  /** Whether what is typed in a field filters the list. */
  takesLettersOf(field: Element): boolean {
    if (field === this.opener || this.holds(field)) return true;
    return this.leadsOn && field === focused();
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
    // Into a submenu that a key has opened the highlight goes at once.
    if (this.isKeyed) this.lookForPaint();
    else this.comparePaint();
  }

  private get isKeyed(): boolean {
    return this.now() - this.keyedAt < KEYED_MS;
  }

  itemOf(element: Element): Item | null {
    for (let level = this.surfaces.length - 1; level >= 0; level -= 1) {
      const surface = this.surfaces[level];
      if (surface === undefined || !flatContains(surface, element)) continue;
      const item = itemAt(surface, element);
      // A pad may lie in a list, and a part that the page marks.
      if (item === null || areaAround(item.element) !== null) return null;
      return { ...item, level: item.level + level };
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
  noteKey(key: string, inText: boolean): void {
    this.keyedAt = this.now();
    this.picks.noteKey(key, inText);
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
    if (this.isLost) return null;
    const { painted } = this;
    const isThere = painted !== null && isAttached(painted.element) && isSeen(painted.element);
    if (isThere) return painted;
    const standing = this.highlight.standing(this.lists());
    return standing === null ? null : this.itemOf(standing);
  }

  /** A key that chooses was pressed, and no entry is known to be highlighted. */
  chooseUnseen(onOpener: boolean): void {
    const isKnown = this.lastPointed !== null || (this.painted !== null && !this.isLost);
    if (!isKnown) this.picks.chooseUnseen(onOpener);
  }

  /** Keys may have gone on into a level in which nothing stands out. */
  private get isLost(): boolean {
    const deepest = this.levelsShown() - 2; // one for the list itself, one for its first level
    return this.lastPointed === null && this.painted !== null && deepest > this.painted.level;
  }

  /** An entry was pressed, or chosen by key. `doubtful`: Tab chooses in some lists, and only leaves others. */
  choose(item: Item, doubtful = false): void {
    if (structuralAttribute(item.element, "aria-disabled") === "true") {
      this.picks.release();
      return;
    }
    this.moveTo(item);
    const path = [...(item.above ?? this.lastAt.slice(0, item.level)), item.index];
    this.picks.choose(
      item,
      Array.from(path, (index) => index ?? 0),
      doubtful,
    );
  }

  levelsShown(): number {
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
    if (this.isKeyed) this.lookForPaint();
    this.measure();
    this.picks.settle();
  }

  private measure(): void {
    const [base] = this.surfaces;
    if (base === undefined || !this.isOpen) return;
    const list = listWithin(base);
    this.isAlike = list === null ? null : lookalikesOf(list);
    const items = itemsIn(base);
    const first = items[0] === undefined ? null : itemAt(base, items[0], items);
    this.episode.resize(first?.level === 0 ? first.size : null);
  }

  close(why: Ending): ReturnType<Episode["close"]> {
    const ended = this.picks.end(why);
    this.end();
    const state = openerState(this.opener);
    return this.episode.close(this.now(), ended.why, state, ended.isUnseen ? ["choice"] : []);
  }

  end(): void {
    this.highlights.disconnect();
    this.front.end();
  }
}

/** Whether a control in what has opened a list opens another: the same says that it is open. */
function opensOther(control: Element): boolean {
  return isOpener(control) && openerState(control).expanded !== true;
}
