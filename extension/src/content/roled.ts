// Lists, menus and dialogs by their roles, without asking the whole document each time. Whoever
// keeps this must tell it of every change, or tell it to forget.

import { remembered } from "./memory.ts";
import { countChildren, elementMatches, findAll, findByTag, isAttached, rootOf } from "./tree.ts";

/** Roles of entries. */
export const ITEM = /^(option|menuitem|menuitemcheckbox|menuitemradio|treeitem)$/;
export const LISTS = '[role="listbox"], [role="menu"], [role="tree"], [role="grid"]';
export const DIALOGS = 'dialog, [role="dialog"], [role="alertdialog"], [aria-modal="true"]';
const BOTH = `${LISTS}, ${DIALOGS}`;
/** To ask the document once costs less than to look through more than these. */
const MAX_NEW = 60;

type Root = Document | ShadowRoot;

export class Roled {
  private readonly known = new Map<Root, Set<Element>>();

  /** `watch` is told of every root from whose changes on `note` must be called. */
  constructor(private readonly watch: (root: Root) => void) {}

  /** Those in these roots, hidden ones as well, in no certain order. */
  in(roots: Iterable<Root>, selector: typeof LISTS | typeof DIALOGS): Element[] {
    return [...new Set(roots)]
      .flatMap((root) => [...this.allIn(root)])
      .filter((element) => elementMatches(element, selector));
  }

  private allIn(root: Root): Set<Element> {
    const known = this.known.get(root);
    if (known !== undefined) {
      for (const element of known) if (!isAttached(element)) known.delete(element);
      return known;
    }
    this.watch(root);
    const likely = [...roledIn(root), ...findByTag(root, "dialog")];
    const found = new Set(likely.filter((one) => elementMatches(one, BOTH)));
    this.known.set(root, found);
    return found;
  }

  note(records: MutationRecord[]): void {
    if (this.known.size === 0) return;
    let left = MAX_NEW;
    for (const { type, target, addedNodes } of records) {
      left -= Math.max(1, addedNodes.length);
      if (left < 0) {
        this.forget();
        return;
      }
      if (type === "attributes") this.add(target);
      else for (const node of addedNodes) this.addWithin(node);
    }
  }

  private add(node: Node): void {
    if (!(node instanceof Element) || !elementMatches(node, BOTH)) return;
    const root = rootOf(node);
    if (root !== null) this.known.get(root)?.add(node);
  }

  private addWithin(node: Node): void {
    if (!(node instanceof Element)) return;
    this.add(node);
    if (countChildren(node) === 0) return;
    for (const element of findAll(node, BOTH)) this.add(element);
  }

  forget(): void {
    this.known.clear();
  }
}

/** Found much faster in a large document than those that are meant; of each it has to be asked. */
export const roledIn = remembered((root: Root) => findAll(root, "[role], [aria-modal]"));
