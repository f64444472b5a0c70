// Where the highlight of an open list is, and the way it takes: by the pointer once it rests, by
// focus or reference, or by what marks an entry where nothing else tells.

import { entryNaming } from "./entries.ts";
import type { Episode } from "./episode.ts";
import { flatContains } from "./flat.ts";
import { Highlight } from "./highlight.ts";
import { pointedAt } from "./items.ts";
import type { Levels } from "./levels.ts";
import type { Item } from "./location.ts";
import { isSeen } from "./sight.ts";
import { isAttached, rootOf } from "./tree.ts";

const HIGHLIGHT_ATTRIBUTES = ["aria-activedescendant", "aria-selected"];
const REST_MS = 70;
const KEYED_MS = 600;

export class Walk {
  private readonly lastAt: number[] = [];
  private hover: { item: Item; at: number } | null = null;
  private readonly highlight = new Highlight();
  private painted: Item | null = null;
  private lastPointed: Element | null = null;
  private keyedAt = Number.NEGATIVE_INFINITY;
  private readonly observer = new MutationObserver(() => this.follow());

  constructor(
    private readonly episode: Episode,
    private readonly opener: Element | null,
    private readonly levels: Levels,
    private readonly now: () => number,
  ) {
    this.comparePaint();
    this.watch(levels.base);
  }

  private watch(surface: Element): void {
    const options = { subtree: true, attributeFilter: HIGHLIGHT_ATTRIBUTES };
    this.observer.observe(document, options);
    const root = rootOf(surface);
    if (root !== null && root !== document) this.observer.observe(root, options);
  }

  /** Another list, in which the highlight may be. */
  enter(surface: Element): void {
    this.watch(surface);
    // Into a submenu that a key has opened the highlight goes at once.
    if (!this.isKeyed) this.comparePaint();
    else {
      this.comeFrom(surface);
      this.lookForPaint();
    }
  }

  /** The entry a submenu was opened from, where the highlight has not moved since the list came. */
  private comeFrom(submenu: Element): void {
    if (this.isKnown || this.highlighted() !== null) return;
    const others = [...this.levels.lists()].filter(([list]) => !flatContains(submenu, list));
    const standing = this.highlight.standing(new Map(others));
    const item = standing === null ? null : this.levels.itemOf(standing);
    if (item !== null) this.moveTo(item);
  }

  /** The list is another one now. */
  beginAnew(): void {
    [this.lastPointed, this.painted, this.hover] = [null, null, null];
    this.watch(this.levels.base);
    this.comparePaint();
  }

  private get isKeyed(): boolean {
    return this.now() - this.keyedAt < KEYED_MS;
  }

  /** The pointer is over this; it counts once it rests. */
  pointAt(element: Element): void {
    const item = this.levels.itemOf(element);
    const now = this.now();
    if (this.hover !== null && now - this.hover.at >= REST_MS) this.moveTo(this.hover.item);
    if (item === null) this.hover = null;
    else if (this.hover?.item.element !== item.element) this.hover = { item, at: now };
  }

  /** Go to an entry; return the positions on the way to it. */
  moveTo(item: Item): number[] {
    const { name } = entryNaming(item.element, this.levels.base, this.opener);
    for (const [level, index] of (item.above ?? []).entries()) this.lastAt[level] = index;
    const path = [...(item.above ?? this.lastAt.slice(0, item.level)), item.index];
    this.lastAt[item.level] = item.index;
    this.lastAt.length = item.level + 1;
    this.episode.moveTo({ level: item.level, index: item.index, name });
    if (item.level === 0) this.episode.growTo(item.size);
    return Array.from(path, (index) => index ?? 0);
  }

  /** Focus or reference came to another entry; one that stays tells nothing of the pointer. */
  follow(): void {
    const element = this.highlighted();
    if (element === null || element === this.lastPointed) return;
    const item = this.levels.itemOf(element);
    if (item === null) return;
    this.lastPointed = element;
    this.moveTo(item);
  }

  private highlighted(): Element | null {
    for (const surface of this.levels.innermostFirst) {
      const found = pointedAt(surface, this.opener);
      if (found !== null && this.levels.itemOf(found) !== null) return found;
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
      const item = this.levels.itemOf(element);
      if (item === null) continue;
      this.painted = item;
      this.moveTo(item);
    }
  }

  /** Entries that stand out now and did not before, from the first level down. */
  private comparePaint(): Element[] {
    return this.highlight.compare(this.levels.lists());
  }

  /** The entry that a key would choose now. */
  current(): Item | null {
    this.lookForPaint();
    const element = this.highlighted();
    const item = element === null ? null : this.levels.itemOf(element);
    if (item !== null) return item;
    if (this.isLost) return null;
    if (this.isPaintedThere) return this.painted;
    const standing = this.highlight.standing(this.levels.lists());
    return standing === null ? null : this.levels.itemOf(standing);
  }

  /** Whether it is known where the highlight is, or whether it was never seen. */
  get isKnown(): boolean {
    return this.lastPointed !== null || (this.isPaintedThere && !this.isLost);
  }

  /** A filter may have taken it away since. */
  private get isPaintedThere(): boolean {
    const { painted } = this;
    return painted !== null && isAttached(painted.element) && isSeen(painted.element);
  }

  /** Keys may have gone on into a level in which nothing stands out. */
  private get isLost(): boolean {
    const deepest = this.levels.countShown() - 2; // one for the list itself, one for its first level
    return this.lastPointed === null && this.painted !== null && deepest > this.painted.level;
  }

  /** Look again. */
  poll(): void {
    if (this.hover !== null && this.now() - this.hover.at >= REST_MS) {
      this.moveTo(this.hover.item);
      this.hover = null;
    }
    this.follow();
    if (this.isKeyed) this.lookForPaint();
  }

  end(): void {
    this.observer.disconnect();
  }
}
