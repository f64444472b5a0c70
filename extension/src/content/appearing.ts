// What comes into a page in the moments after an action. Watches only then: a page that changes all
// the time costs nothing while nobody acts.

import { isOwn } from "./own.ts";
import { isAttached, isShown } from "./tree.ts";

const MAX_KEPT = 200;
const WATCHED_MS = 1200;

export class Appearing {
  private added = new Set<Element>();
  private roots = new Set<Document | ShadowRoot>();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly observer = new MutationObserver((records) => this.take(records));

  private take(records: MutationRecord[]): void {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) {
        if (node instanceof Element && !isOwn(node) && this.added.size < MAX_KEPT)
          this.added.add(node);
      }
    }
  }

  /** Begin anew: what comes from now on is what the next action has brought. */
  watch(roots: Iterable<Document | ShadowRoot>): void {
    this.take(this.observer.takeRecords());
    this.added = new Set();
    for (const root of roots) {
      if (this.roots.has(root)) continue;
      this.roots.add(root);
      this.observer.observe(root, { subtree: true, childList: true });
    }
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.stop(), WATCHED_MS);
  }

  /** Something that a page or the browser says has opened. */
  note(element: Element): void {
    if (this.timer !== null && this.added.size < MAX_KEPT) this.added.add(element);
  }

  /** What has come and shows. */
  shown(): Element[] {
    this.take(this.observer.takeRecords());
    return [...this.added].filter((element) => isAttached(element) && isShown(element));
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.observer.disconnect();
    this.roots.clear();
    this.added.clear();
  }
}
