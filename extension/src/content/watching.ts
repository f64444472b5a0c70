// Where a page is watched for changes: anywhere but among the entries of a list with thousands of
// elements. A page that puts these in another order would pay for each that is watched.

import { roleOf } from "./describe.ts";
import {
  childrenAt,
  childrenOf,
  closest,
  contains,
  countChildren,
  hasMoreWithin,
  isAttached,
  parentOf,
  topElement,
} from "./tree.ts";

/** So many elements are watched as they are. */
export const FEW = 2000;
const LONG = 200;
const ENTRY = /^(row|listitem|option|treeitem|article)$/;

export class Watching {
  private readonly roots = new Set<Document | ShadowRoot>();
  /** Watched without what is in their children. */
  private readonly frames = new Set<Node>();
  /** Not watched, but for single entries. */
  private readonly lists = new Set<Element>();
  /** Whether a part has come since that was not looked at for lists. */
  hasNews = false;

  constructor(
    private readonly observer: MutationObserver,
    private readonly what: MutationObserverInit,
  ) {}

  /** Whether the root was not watched yet. */
  add(root: Document | ShadowRoot): boolean {
    if (this.roots.has(root)) return false;
    for (const known of this.roots) if (!isLive(known)) this.roots.delete(known);
    this.roots.add(root);
    const top = root instanceof Document ? topElement() : null;
    if (top !== null) this.hasNews = false;
    const lists = top === null ? [] : longListsIn(top);
    if (top === null || lists.length === 0) {
      this.whole(root);
      return true;
    }
    this.frame(root);
    this.part(top, new Set(lists));
    return true;
  }

  /** Look for long lists once more; return what is watched. */
  divideAnew(): (Document | ShadowRoot)[] {
    const roots = [...this.roots].filter(isLive);
    this.end();
    for (const root of roots) this.add(root);
    return roots;
  }

  /** Somebody acts in one entry of a list: there something may come up. */
  follow(element: Element | null): void {
    if (element === null || this.lists.size === 0) return;
    const entry = closest(element, (at) => {
      const parent = parentOf(at);
      return parent !== null && this.lists.has(parent);
    });
    if (entry !== null) this.whole(entry);
  }

  /** What has come into a part of which only the children are watched is watched itself. */
  note({ target, addedNodes }: MutationRecord): void {
    if (!this.frames.has(target)) return;
    for (const node of addedNodes) {
      if (!(node instanceof Element)) continue;
      this.hasNews = true;
      this.whole(node);
    }
  }

  end(): void {
    this.observer.disconnect();
    this.roots.clear();
    this.frames.clear();
    this.lists.clear();
  }

  private part(element: Element, lists: ReadonlySet<Element>): void {
    if (lists.has(element)) this.lists.add(element);
    else if (![...lists].some((list) => contains(element, list))) {
      this.whole(element);
    } else {
      this.frame(element);
      for (const child of childrenOf(element)) this.part(child, lists);
    }
  }

  private whole(node: Node): void {
    this.observer.observe(node, { ...this.what, subtree: true });
  }

  private frame(node: Node): void {
    this.frames.add(node);
    this.observer.observe(node, { ...this.what, childList: true });
  }
}

function isLive(root: Document | ShadowRoot): boolean {
  return root instanceof Document || isAttached(root.host);
}

/** Lists whose entries make up most of a large page. */
function longListsIn(element: Element): Element[] {
  if (!hasMoreWithin(element, FEW)) return [];
  const count = countChildren(element);
  if (count < LONG) return childrenOf(element).flatMap(longListsIn);
  const some = childrenAt(element, [0, count >> 1, count - 1]);
  return some.every((child) => ENTRY.test(roleOf(child))) ? [element] : [];
}
