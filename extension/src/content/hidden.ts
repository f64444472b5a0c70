// Pop-ups that a page keeps hidden until they are wanted: known beforehand, so that one that shows
// is known to have appeared. Looked for while the page is idle; before a press only if the page had
// no time for it since the pointer came, or has got other elements since.

import { countElements, findAll, isAttached, isDisplayed, isShown, parentOf } from "./tree.ts";

const ENTRIES = 'a[href], button, li, [role="option"], [role^="menuitem"], [role="treeitem"]';
const MAX_LOOKED_AT = 3000;
const MAX_KNOWN = 300;
const LOOK_MS = 1000;

export class HiddenParts {
  private known: Element[] = [];
  /** Those that had just come to show at the last look. */
  private lately = new Set<Element>();
  private looked = Number.NEGATIVE_INFINITY;
  private waiting: number | null = null;
  private elements = -1;

  constructor(signal: AbortSignal) {
    signal.addEventListener("abort", () => {
      if (this.waiting !== null) cancelIdleCallback(this.waiting);
      this.known = [];
      this.lately.clear();
    });
  }

  /** Look again when the page has time, at most once a second. */
  refresh(roots: Iterable<Document | ShadowRoot>): void {
    const now = performance.now();
    if (this.waiting !== null || now - this.looked < LOOK_MS) return;
    const all = [...roots];
    this.waiting = requestIdleCallback(
      () => {
        this.waiting = null;
        this.look(all);
      },
      { timeout: LOOK_MS },
    );
  }

  /** Look now if what is known may be out of date: the next event may show what is hidden. */
  catchUp(roots: Iterable<Document | ShadowRoot>): void {
    if (this.waiting === null && countElements() === this.elements) return;
    if (this.waiting !== null) cancelIdleCallback(this.waiting);
    this.waiting = null;
    this.look(roots);
  }

  private look(roots: Iterable<Document | ShadowRoot>): void {
    this.looked = performance.now();
    this.elements = countElements();
    const found = new Set<Element>();
    for (const root of roots) for (const part of hiddenIn(root)) found.add(part);
    // The browser may find the time for this only once the pointer has opened one of them.
    const lately = this.shown().filter((part) => !this.lately.has(part));
    this.lately = new Set(lately);
    this.known = [...lately, ...found].slice(0, MAX_KNOWN);
  }

  /** Those that show now. */
  shown(): Element[] {
    return this.known.filter((part) => isAttached(part) && isShown(part));
  }
}

/** The outermost hidden elements around entries. */
function hiddenIn(root: Document | ShadowRoot): Set<Element> {
  const found = new Set<Element>();
  const seen = new Set<Element>();
  for (const entry of findAll(root, ENTRIES).slice(0, MAX_LOOKED_AT)) {
    const parent = parentOf(entry);
    if (parent === null || seen.has(parent)) continue;
    seen.add(parent);
    if (isDisplayed(entry) && isShown(entry)) continue;
    let outermost = entry;
    for (let at = parentOf(entry); at !== null && !isShown(at); at = parentOf(at)) outermost = at;
    found.add(outermost);
  }
  return found;
}
