// The lists of a visit that show: the one that opened and the submenus beside it.

import { flatContains } from "./flat.ts";
import { itemAt, itemsIn, listsIn } from "./items.ts";
import { isShown } from "./layout.ts";
import type { Item } from "./location.ts";
import { areaAround } from "./reading/areas.ts";
import { drawnAnew, lookalikesOf } from "./redrawn.ts";
import { isSeen } from "./sight.ts";
import { listWithin } from "./surfaces.ts";
import { isAttached, rootOf } from "./tree.ts";

/** No list takes longer to grow or fade in. */
const COMING_MS = 1000;

export class Levels {
  private readonly surfaces: Element[] = [];
  private readonly root: Document | ShadowRoot;
  /** Since when those that have not been seen yet are there. */
  private readonly coming = new Map<Element, number>();
  /** Tells what looks like the first, as it was when it was last seen. */
  private isAlike: ((other: Element) => boolean) | null = null;

  constructor(
    base: Element,
    private readonly now: () => number,
  ) {
    this.root = rootOf(base) ?? document;
    this.add(base);
  }

  /** The list that opened first. */
  get base(): Element {
    return this.surfaces[0] as Element;
  }

  /** From the last that opened to the first. */
  get innermostFirst(): Element[] {
    return [...this.surfaces].reverse();
  }

  private add(surface: Element): void {
    this.surfaces.push(surface);
    this.coming.set(surface, this.now());
  }

  /** A submenu has opened from an entry; says whether it is a new one. That of another entry goes. */
  goDeeper(surface: Element, from: Element): boolean {
    if (this.surfaces.some((known) => flatContains(known, surface))) return false;
    const level = this.surfaces.findLastIndex((known) => flatContains(known, from));
    if (level >= 0) this.surfaces.length = level + 1;
    this.add(surface);
    return true;
  }

  /** Forget submenus that have closed. */
  leaveClosed(): void {
    while (this.surfaces.length > 1) {
      const last = this.surfaces.at(-1);
      if (last !== undefined && this.isThere(last)) break;
      this.surfaces.pop();
    }
  }

  /** Whether a list can be seen, or could not yet: it may be growing or fading in. */
  isThere(surface: Element): boolean {
    if (!isAttached(surface)) return false;
    const since = this.coming.get(surface);
    if (isSeen(surface)) this.coming.delete(surface);
    else return since !== undefined && this.now() - since < COMING_MS && isShown(surface);
    return true;
  }

  /** Whether an element lies in one of them. */
  holds(element: Element): boolean {
    return this.surfaces.some((surface) => flatContains(surface, element));
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

  /** Every list in them, with its entries. */
  lists(): Map<Element, Element[]> {
    return new Map(this.surfaces.flatMap((surface) => [...listsIn(surface)]));
  }

  /** How many levels can be seen, those within one part of the page as well. */
  countShown(): number {
    const { base } = this;
    const within = new Set(itemsIn(base).map((element) => itemAt(base, element)?.level ?? 0));
    return this.surfaces.filter(isSeen).length + within.size;
  }

  /** The size of the first list; null if that cannot be told. */
  measure(): number | null {
    const { base } = this;
    const list = listWithin(base);
    this.isAlike = list === null ? null : lookalikesOf(list);
    const items = itemsIn(base);
    const first = items[0] === undefined ? null : itemAt(base, items[0], items);
    return first?.level === 0 ? first.size : null;
  }

  /** Go on with the list that the page has drawn in the place of one that has gone, if it has. */
  goOnWithRedrawn(): boolean {
    if (isAttached(this.base) || this.isAlike === null) return false;
    const anew = drawnAnew(this.root, this.isAlike);
    if (anew === null) return false;
    this.surfaces.length = 0;
    this.add(anew);
    return true;
  }
}
