// What an opener shows of the choice, in it or beside it, as the marks of several choices are.

import { contains, countWithin, parentOf, query } from "./tree.ts";

const MAX_CLIMB = 3;

export class Front {
  private readonly around: Element | null;
  private readonly observer: MutationObserver;

  /** `changed` is called for changes outside of the list itself. */
  constructor(
    opener: Element | null,
    private readonly list: Element,
    private readonly isInList: (element: Element) => boolean,
    private readonly changed: () => void,
  ) {
    this.observer = new MutationObserver((records) => this.take(records));
    this.around = this.spread(opener);
    if (this.around !== null) {
      const options = { subtree: true, childList: true, characterData: true };
      this.observer.observe(this.around, options);
    }
  }

  /** How many elements there are: of several choices each has some. */
  get parts(): number {
    const { around } = this;
    // A list of the browser that a page keeps beside its own shows nothing.
    return around === null ? 0 : countWithin(around) - query(around, "select, option").length;
  }

  end(): void {
    this.observer.disconnect();
  }

  private spread(opener: Element | null): Element | null {
    let around = opener;
    for (let step = 0; around !== null && step < MAX_CLIMB; step += 1) {
      const parent = parentOf(around);
      if (parent === null || contains(parent, this.list)) break;
      around = parent;
    }
    return around;
  }

  private take(records: MutationRecord[]): void {
    const isOutside = records.some(({ target }) => {
      const element = target instanceof Element ? target : parentOf(target);
      return element !== null && !this.isInList(element);
    });
    if (isOutside) this.changed();
  }
}
