// Which entry is highlighted in lists that tell it neither by focus nor by reference: seen by
// comparing how the entries look, and what marks them, with the last time.

import { newlyMarked, onlyMarked } from "./marked.ts";
import { commonest, FEW, MAX_PAINTED, type Paint, paintOf, standsOut } from "./paint.ts";
import { marksOf } from "./reading/marks.ts";
import { childrenOf } from "./tree.ts";

type Marks = Map<Element, readonly string[]>;
type Lists = ReadonlyMap<Element, Element[]>;

export class Highlight {
  private paint: Paint = new Map();
  private marks: Marks = new Map();
  /** How most entries looked while there were enough of them to tell. */
  private usual: string | undefined;
  /** Of each list the entry that stood out last. */
  private readonly outstanding = new Map<Element, Element>();

  /** Entries that stand out now and did not before, in the order of their lists. */
  compare(lists: Lists): Element[] {
    const paints = [...lists].map(([list, items]) => [list, paintOf(items)] as const);
    const all = paints.flatMap(([, paint]) => [...paint.values()]);
    if (this.usual === undefined || all.length >= FEW) this.usual = commonest(all);
    const came: Element[] = [];
    const marks: Marks = new Map();
    for (const [list, paint] of paints) {
      const marked = marksIn(lists.get(list) ?? []);
      const painted = standsOut(this.paint, paint, this.usual);
      const found = painted ?? markedAnew(this.marks, marked);
      for (const [entry, words] of marked) marks.set(entry, words);
      if (found === null || this.outstanding.get(list) === found) continue;
      this.outstanding.set(list, found);
      came.push(found);
    }
    this.paint = new Map(paints.flatMap(([, paint]) => [...paint]));
    this.marks = marks;
    return came;
  }

  /** The entry that a key would choose, where nothing has moved yet: the only one, or marked as none. */
  standing(lists: Lists): Element | null {
    for (const items of [...lists.values()].reverse()) {
      const [first] = items;
      // A group may have one entry among others.
      const isOnly = items.length === 1 && lists.size === 1;
      const found = isOnly ? (first ?? null) : onlyMarked(marksIn(items));
      if (found !== null) return found;
    }
    return null;
  }
}

/** Of a list that has just come there is nothing to compare with: a submenu, or one drawn anew. */
function markedAnew(before: Marks, now: Marks): Element | null {
  if ([...now.keys()].some((entry) => before.has(entry))) return newlyMarked(before, now);
  return before.size === 0 ? null : onlyMarked(now);
}

/** Some pages mark what is in the entry. */
function marksIn(items: Element[]): Marks {
  return new Map(
    items.slice(0, MAX_PAINTED).map((item) => {
      const inner = childrenOf(item)[0];
      const within = inner === undefined ? [] : marksOf(inner).map((mark) => `> ${mark}`);
      return [item, [...marksOf(item), ...within]];
    }),
  );
}
