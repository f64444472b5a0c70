// What has come into a page, in the order in which it came. Of many that come at once, such as the
// words of a text that is drawn anew, none is looked at before somebody asks.

import { isOwn } from "./own.ts";
import { isAttached, parentOf } from "./tree.ts";

const MAX_KEPT = 200;
/** Of a long row of things that have come together the first and the last say what it is. */
const MAX_ALIKE = 4;

export class Arrivals {
  /** Counts what has come, to tell whether there is anything new. */
  count = 0;
  private readonly single = new Set<Element>();
  private readonly crowds: NodeList[] = [];
  private crowded = 0;
  private known: { count: number; all: ReadonlySet<Element> } | null = null;
  private shown: { count: number; ends: readonly Element[] } | null = null;

  get isFull(): boolean {
    return this.single.size + this.crowded >= MAX_KEPT;
  }

  add(nodes: NodeList): void {
    if (nodes.length > 2 * MAX_ALIKE) {
      this.crowds.push(nodes);
      this.crowded += nodes.length;
      this.count += nodes.length;
    } else for (const node of nodes) if (node instanceof Element) this.note(node);
  }

  note(element: Element): void {
    if (isOwn(element)) return;
    this.single.add(element);
    this.count += 1;
  }

  has(element: Element): boolean {
    if (this.known?.count !== this.count) {
      const crowds = this.crowds.flatMap((nodes) => elementsAmong(nodes, 0, MAX_KEPT));
      this.known = { count: this.count, all: new Set([...this.single, ...crowds]) };
    }
    return this.known.all.has(element);
  }

  /** What to look at, whether it shows or not: the first and the last of every row of siblings. */
  ends(): readonly Element[] {
    if (this.shown?.count !== this.count) {
      const ends = [...endsIn(this.single), ...this.crowds.flatMap(endsOfCrowd)];
      this.shown = { count: this.count, ends };
    }
    return this.shown.ends;
  }
}

function elementsAmong(nodes: NodeList, from: number, to: number): Element[] {
  const found: Element[] = [];
  for (let at = Math.max(0, from); at < Math.min(to, nodes.length); at += 1) {
    const node = nodes[at];
    if (node instanceof Element) found.push(node);
  }
  return found;
}

/** There may be blanks between them. */
function endsOfCrowd(nodes: NodeList): Element[] {
  const few = 2 * MAX_ALIKE;
  const first = elementsAmong(nodes, 0, few).filter(isAttached).slice(0, MAX_ALIKE);
  const last = elementsAmong(nodes, Math.max(few, nodes.length - few), nodes.length);
  return [...first, ...last.filter(isAttached).slice(-MAX_ALIKE)];
}

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
