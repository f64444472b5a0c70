// Pop-ups that a page keeps hidden until they are wanted: known beforehand, so that one that shows
// is known to have appeared. Looked for while the page is idle; before a press only if the page had
// no time for it since the pointer came, or has got other elements since.

import { hasLink } from "./reading/attributes.ts";
import { roledIn } from "./roled.ts";
import { isUncovered } from "./sight.ts";
import {
  childrenAt,
  childrenOf,
  countChildren,
  countElements,
  elementMatches,
  findByTag,
  hasMoreChildren,
  hasMoreWithin,
  isAttached,
  parentOf,
} from "./tree.ts";

const ENTRIES = '[role="option"], [role^="menuitem"], [role="treeitem"]';
const MAX_LOOKED_AT = 3000;
const MAX_KNOWN = 300;
const LOOK_MS = 1000;
const LEVELS = 4;
const MAX_BESIDE = 30;
/** In a page that has got nothing new the next look waits so many times as long as the last took. */
const LOOKS_APART = 1000;

export class HiddenParts {
  private known: Element[] = [];
  /** Those that had just come to show at the last look. */
  private lately = new Set<Element>();
  /** Those that a press or key has shown, as long as they show. */
  private pressed = new Set<Element>();
  /** Lists that are over and still show, as one does that the pointer has not left. */
  private over = new Set<Element>();
  private looked = Number.NEGATIVE_INFINITY;
  private waiting: number | null = null;
  private elements = -1;
  private restMs = 0;

  constructor(signal: AbortSignal) {
    signal.addEventListener("abort", () => {
      if (this.waiting !== null) cancelIdleCallback(this.waiting);
      this.known = [];
      this.lately.clear();
      this.pressed.clear();
      this.over.clear();
    });
  }

  /** Look again when the page has time, at most once a second. */
  refresh(roots: () => Iterable<Document | ShadowRoot>): void {
    if (this.over.size > 0) this.noteHidden();
    const now = performance.now();
    if (this.waiting !== null || now - this.looked < Math.max(LOOK_MS, this.restMs)) return;
    const all = [...roots()];
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
    if (countElements() === this.elements) {
      if (this.waiting === null || performance.now() - this.looked < this.restMs) return;
    }
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
    this.restMs = (performance.now() - this.looked) * LOOKS_APART;
  }

  /** A list that is over and is only hidden may come again before the next look. */
  noteClosed(part: Element): void {
    this.pressed.delete(part);
    if (this.over.size < MAX_BESIDE) this.over.add(part);
    this.noteHidden();
  }

  private noteHidden(): void {
    for (const part of this.over) {
      if (isAttached(part) && isUncovered(part)) continue;
      this.over.delete(part);
      this.lately.delete(part);
      if (!isAttached(part) || this.known.includes(part)) continue;
      if (this.known.length < MAX_KNOWN) this.known.push(part);
    }
  }

  /** What shows a moment after a press or key is not shown by the pointer that comes later. */
  notePressed(before: ReadonlySet<Element>): void {
    this.shownByPress(); // what has gone is forgotten
    for (const part of this.shown()) if (!before.has(part)) this.pressed.add(part);
  }

  /** Of those the ones that still show. */
  shownByPress(): Element[] {
    for (const part of this.pressed)
      if (!isAttached(part) || !isUncovered(part)) this.pressed.delete(part);
    return [...this.pressed];
  }

  /** Those that show now. */
  shown(): Element[] {
    return this.known.filter((part) => isAttached(part) && isUncovered(part));
  }
}

/**
 * Hidden parts beside what is acted on, or in it, or at the end of the page, whatever they are made
 * of: where pages keep what a control of theirs shows.
 */
export function hiddenBeside(control: Element): Element[] {
  const found: Element[] = [];
  const body = findByTag(document, "body", 1)[0] ?? null;
  let at: Element | null = control;
  for (let step = 0; at !== null && step < LEVELS; step += 1) {
    if (at === body) break;
    if (!hasMoreChildren(at, MAX_BESIDE)) found.push(...childrenOf(at));
    at = parentOf(at);
  }
  if (body !== null) {
    const count = countChildren(body);
    const last = Array.from({ length: Math.min(count, MAX_BESIDE) }, (_, n) => count - 1 - n);
    found.push(...childrenAt(body, last));
  }
  return found.filter((part) => hasMoreWithin(part, 1) && !isUncovered(part));
}

/** The outermost hidden elements around entries. */
function hiddenIn(root: Document | ShadowRoot): Set<Element> {
  const found = new Set<Element>();
  const seen = new Set<Element>();
  for (const entry of entriesIn(root)) {
    const parent = parentOf(entry);
    if (parent === null || seen.has(parent)) continue;
    seen.add(parent);
    if (isUncovered(entry)) continue;
    let outermost = entry;
    for (let at = parentOf(entry); at !== null && !isUncovered(at); at = parentOf(at))
      outermost = at;
    found.add(outermost);
  }
  return found;
}

/** By tag and by role apart: the browser finds these many times faster than all at once. */
function entriesIn(root: Document | ShadowRoot): Element[] {
  return [
    ...roledIn(root).filter((element) => elementMatches(element, ENTRIES)),
    ...findByTag(root, "button", MAX_LOOKED_AT),
    ...findByTag(root, "li", MAX_LOOKED_AT),
    ...findByTag(root, "a", MAX_LOOKED_AT).filter(hasLink),
  ].slice(0, MAX_LOOKED_AT);
}
