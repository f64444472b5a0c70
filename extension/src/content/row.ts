// Elements that stand one after the other, of which there may be thousands: where one of them stands
// is found without looking at all the others.

import { childrenOf, hasMoreChildren, isBefore, query } from "./tree.ts";

/** So many children are not asked one by one. */
const MANY = 200;
/** So many are compared one by one; those between may be hidden. */
const NEAR = 100;

export class Row {
  private last = 0;

  private constructor(private readonly elements: ArrayLike<Element>) {}

  /** The children that fit; of a long list those that a selector says the same of. */
  static of(parent: Element, fits: (child: Element) => boolean, selector: string): Row {
    return new Row(
      hasMoreChildren(parent, MANY - 1)
        ? query(parent, `:scope > ${selector}`)
        : childrenOf(parent).filter(fits),
    );
  }

  get size(): number {
    return this.elements.length;
  }

  /** -1 if it is none of them. Whoever asks for neighbours finds each beside the last, or not far on. */
  indexOf(element: Element): number {
    if (this.elements[this.last - 1] === element) return this.keep(this.last - 1);
    for (let at = this.last; at < Math.min(this.size, this.last + NEAR); at += 1) {
      if (this.elements[at] === element) return this.keep(at);
    }
    // Which of two siblings comes first the browser finds by walking from the one to the other.
    let from = 0;
    let to = this.size;
    while (from < to) {
      const middle = (from + to) >> 1;
      const other = this.elements[middle] as Element;
      if (other === element) return this.keep(middle);
      if (isBefore(other, element)) from = middle + 1;
      else to = middle;
    }
    return -1;
  }

  private keep(at: number): number {
    this.last = at;
    return at;
  }
}
