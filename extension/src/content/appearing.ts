// What comes into a page in the moments after an action, and which parts of it say that they are a
// list, a menu or a dialog. While nobody acts a change is noticed once and not looked at: a page
// that changes all the time costs next to nothing.

import { Arrivals } from "./arrivals.ts";
import { isShown } from "./layout.ts";
import { type DIALOGS, LISTS, Roled } from "./roled.ts";
import { isUncovered } from "./sight.ts";
import { Watching } from "./watching.ts";

/** Of thousands of changes at once, such as rows that are put in another order, not all are read. */
const MAX_RECORDS = 1000;
const WATCHED_MS = 1200;

export class Appearing {
  private readonly roled = new Roled((root) => this.watching.add(root));
  private arrivals = new Arrivals();
  private until = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly observer = new MutationObserver((records) => this.take(records));
  private readonly watching = new Watching(this.observer, {
    childList: true,
    attributeFilter: ["role", "aria-modal"],
  });

  private take(records: MutationRecord[]): void {
    if (records.length === 0) return;
    if (this.timer === null) {
      this.lookAway();
      return;
    }
    this.roled.note(records);
    const ends =
      records.length <= 2 * MAX_RECORDS
        ? records
        : [...records.slice(0, MAX_RECORDS), ...records.slice(-MAX_RECORDS)];
    for (const record of ends) {
      this.watching.note(record);
      this.arrivals.add(record.addedNodes);
      if (this.arrivals.isFull) break;
    }
    // Nothing more is kept before the next action, and to be told of it costs the page time.
    if (this.arrivals.isFull) this.lookAway();
  }

  /** Begin anew: what comes from now on is what the next action has brought. */
  watch(roots: Iterable<Document | ShadowRoot>, acted: Element | null): void {
    this.take(this.observer.takeRecords());
    this.arrivals = new Arrivals();
    this.until = performance.now() + WATCHED_MS;
    this.timer ??= setTimeout(() => this.goOn(), WATCHED_MS);
    for (const root of roots) this.watching.add(root);
    this.watching.follow(acted);
  }

  /** What comes to these as well belongs to the last action. */
  watchAlso(roots: Iterable<Document | ShadowRoot>): void {
    for (const root of roots) this.watching.add(root);
  }

  /** Every list or menu with a role, or every dialog, that shows now. */
  roledShown(
    roots: Iterable<Document | ShadowRoot>,
    selector: typeof LISTS | typeof DIALOGS,
  ): Element[] {
    this.take(this.observer.takeRecords());
    // Pages keep lists hidden in many ways; a dialog is there while it is still fading in.
    const found = this.roled.in(roots, selector).filter(selector === LISTS ? isUncovered : isShown);
    if (this.arrivals.isFull) this.lookAway(); // what was asked for now will not be kept up to date
    return found;
  }

  /** Something that a page or the browser says has opened. */
  note(element: Element): void {
    if (this.timer !== null && !this.arrivals.isFull) this.arrivals.note(element);
  }

  /** What has come. */
  look(): Arrivals {
    this.take(this.observer.takeRecords());
    return this.arrivals;
  }

  /** Somebody may have acted again since. */
  private goOn(): void {
    const left = this.until - performance.now();
    if (left > 0) this.timer = setTimeout(() => this.goOn(), left);
    else this.idle();
  }

  /** Nobody acts any more. */
  private idle(): void {
    this.take(this.observer.takeRecords());
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.arrivals = new Arrivals();
  }

  /** Until the next action, or until somebody asks for lists. */
  private lookAway(): void {
    this.watching.end();
    this.roled.forget();
  }

  stop(): void {
    this.idle();
    this.lookAway();
  }
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
