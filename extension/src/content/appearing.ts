// What comes into a page in the moments after an action, and which parts of it say that they are a
// list, a menu or a dialog. While nobody acts a change is noticed once and not looked at: a page
// that changes all the time costs next to nothing.

import { isOwn } from "./own.ts";
import { type DIALOGS, type LISTS, Roled } from "./roled.ts";
import { isAttached, isShown, parentOf } from "./tree.ts";

const MAX_KEPT = 200;
/** Of thousands of changes at once, such as rows that are put in another order, not all are read. */
const MAX_RECORDS = 1000;
const WATCHED_MS = 1200;
/** Of a long row of things that have come together the first and the last say what it is. */
const MAX_ALIKE = 4;

export interface Appeared {
  /** What to look at, whether it shows or not. */
  ends: readonly Element[];
  /** Everything that has come. */
  all: ReadonlySet<Element>;
}

export class Appearing {
  /** Counts what has come, to tell whether there is anything new. */
  count = 0;
  private readonly roled = new Roled((root) => this.watchRoot(root));
  private added = new Set<Element>();
  private ends: { count: number; elements: Element[] } | null = null;
  private roots = new Set<Document | ShadowRoot>();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly observer = new MutationObserver((records) => this.take(records));

  private take(records: MutationRecord[]): void {
    if (records.length === 0) return;
    if (this.timer === null) {
      this.rest();
      return;
    }
    this.roled.note(records);
    const ends =
      records.length <= 2 * MAX_RECORDS
        ? records
        : [...records.slice(0, MAX_RECORDS), ...records.slice(-MAX_RECORDS)];
    for (const { addedNodes } of ends) {
      for (const node of addedNodes) {
        if (this.added.size >= MAX_KEPT) return;
        if (node instanceof Element) this.add(node);
      }
    }
  }

  private add(element: Element): void {
    if (isOwn(element)) return;
    this.added.add(element);
    this.count += 1;
  }

  /** Begin anew: what comes from now on is what the next action has brought. */
  watch(roots: Iterable<Document | ShadowRoot>): void {
    this.take(this.observer.takeRecords());
    this.added = new Set();
    this.ends = null;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.idle(), WATCHED_MS);
    for (const root of roots) this.watchRoot(root);
  }

  private watchRoot(root: Document | ShadowRoot): void {
    if (this.roots.has(root)) return;
    this.roots.add(root);
    this.observer.observe(root, {
      subtree: true,
      childList: true,
      attributeFilter: ["role", "aria-modal"],
    });
  }

  /** Every list or menu with a role, or every dialog, that shows now. */
  roledShown(
    roots: Iterable<Document | ShadowRoot>,
    selector: typeof LISTS | typeof DIALOGS,
  ): Element[] {
    this.take(this.observer.takeRecords());
    return this.roled.in(roots, selector).filter(isShown);
  }

  /** Something that a page or the browser says has opened. */
  note(element: Element): void {
    if (this.timer !== null && this.added.size < MAX_KEPT) this.add(element);
  }

  /** What has come. */
  look(): Appeared {
    this.take(this.observer.takeRecords());
    if (this.ends === null || this.ends.count !== this.count) {
      this.ends = { count: this.count, elements: endsIn(this.added) };
    }
    return { ends: this.ends.elements, all: this.added };
  }

  /** Nobody acts any more. */
  private idle(): void {
    this.take(this.observer.takeRecords());
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.added = new Set();
    this.ends = null;
  }

  /** Look away until the next action. */
  private rest(): void {
    this.observer.disconnect();
    this.roots.clear();
    this.roled.forget();
  }

  stop(): void {
    this.idle();
    this.rest();
  }
}

/** The first and the last of every row of siblings. */
function endsIn(added: ReadonlySet<Element>): Element[] {
  const rows = new Map<Element | null, Element[]>();
  for (const element of added) {
    if (!isAttached(element)) continue;
    const parent = parentOf(element);
    const row = rows.get(parent);
    if (row === undefined) rows.set(parent, [element]);
    else row.push(element);
  }
  const ends = new Set([...rows.values()].flatMap(endsOf));
  return [...added].filter((element) => ends.has(element));
}

function endsOf(row: Element[]): Element[] {
  return row.length <= 2 * MAX_ALIKE ? row : [...row.slice(0, MAX_ALIKE), ...row.slice(-MAX_ALIKE)];
}

const forSignal = new WeakMap<AbortSignal, Appearing>();

/** The one that serves all observers of a document. */
export function appearingFor(signal: AbortSignal): Appearing {
  let appearing = forSignal.get(signal);
  if (appearing === undefined) {
    const made = new Appearing();
    signal.addEventListener("abort", () => made.stop());
    forSignal.set(signal, made);
    appearing = made;
  }
  return appearing;
}
