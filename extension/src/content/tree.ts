// The tree of elements, through closed shadow roots too.
//
// Rule: a page can shadow a property of its document with <img name="body"> and one of a form with
// <input name="parentNode">, also for this script. Every step through the tree therefore goes
// through the prototype.

import { shadowOpener } from "../shared/browser.ts";
import { remembered } from "./memory.ts";
import { withoutOwn } from "./own.ts";
import { getter, method } from "./prototypes.ts";

const matches = method<(element: Element, selector: string) => boolean>(Element.prototype.matches);
const getRootNode = method<(node: Node) => Node>(Node.prototype.getRootNode);
const nodeContains = method<(node: Node, other: Node) => boolean>(Node.prototype.contains);
type Query = (root: Node, selector: string) => NodeListOf<Element>;
type QueryById = (root: Node, id: string) => Element | null;
const queryInDocument = method<Query>(Document.prototype.querySelectorAll);
const queryInFragment = method<Query>(DocumentFragment.prototype.querySelectorAll);
const queryInElement = method<Query>(Element.prototype.querySelectorAll);
const byIdInDocument = method<QueryById>(Document.prototype.getElementById);
const byIdInFragment = method<QueryById>(DocumentFragment.prototype.getElementById);
const localName = getter<string>(Element.prototype, "localName");
const parentNode = getter<Node | null>(Node.prototype, "parentNode");
const childNodes = getter<NodeListOf<ChildNode>>(Node.prototype, "childNodes");
const childElements = getter<HTMLCollection>(Element.prototype, "children");
const nextElement = getter<Element | null>(Element.prototype, "nextElementSibling");
const previousElement = getter<Element | null>(Element.prototype, "previousElementSibling");
const rootMode = getter<string>(ShadowRoot.prototype, "mode");
const innerWindow = getter<Window | null>(HTMLIFrameElement.prototype, "contentWindow");
const innerDocument = getter<Document | null>(HTMLIFrameElement.prototype, "contentDocument");
const documentAddress = getter<string>(Document.prototype, "URL");
const isConnected = getter<boolean>(Node.prototype, "isConnected");
const documentElement = getter<Element | null>(Document.prototype, "documentElement");
const activeInDocument = getter<Element | null>(Document.prototype, "activeElement");
const activeInShadow = getter<Element | null>(ShadowRoot.prototype, "activeElement");

export function tagOf(element: Element): string {
  return localName(element).toLowerCase();
}

/** The outermost element; what a page hangs beside its body is below it as well. */
export function topElement(): Element | null {
  return documentElement(document);
}

/** The parent in the flat tree of documents and shadow roots, or null at the top. */
export function parentOf(node: Node): Element | null {
  const parent = parentNode(node);
  if (parent instanceof Element) return parent;
  return parent instanceof ShadowRoot ? parent.host : null;
}

/** The parent within the same document or shadow root, or null at its top. */
export function parentInTree(element: Element): Element | null {
  const parent = parentNode(element);
  return parent instanceof Element ? parent : null;
}

/** The document or shadow root that holds the element; null if it is not in one any more. */
export function rootOf(element: Element): Document | ShadowRoot | null {
  const root = getRootNode(element);
  return root instanceof Document || root instanceof ShadowRoot ? root : null;
}

// The only elements that can have a shadow root, besides those with a name of the page's own.
const HOSTS =
  /^(article|aside|blockquote|body|div|footer|h[1-6]|header|main|nav|p|section|span|.*-.*)$/s;

/** The shadow root of an element, also a closed one. */
export function shadowOf(element: Element): ShadowRoot | null {
  // To ask the browser costs much more than the name.
  return HOSTS.test(localName(element)) ? askForRoot(element) : null;
}

const askForRoot = remembered((element: Element): ShadowRoot | null => {
  if (!(element instanceof HTMLElement)) return null;
  try {
    return openShadow(element);
  } catch {
    if (!unreached.has(element)) refused += 1;
    unreached.add(element);
    return null;
  }
});

const openShadow = shadowOpener();
const unreached = new WeakSet<Element>();
let refused = 0;

const animationsInDocument = method<(root: object) => Animation[]>(
  Document.prototype.getAnimations,
);
const animationsInShadow = method<(root: object) => Animation[]>(
  ShadowRoot.prototype.getAnimations,
);

/** The animations of what is in a document or shadow root, however they were begun. */
export function animationsIn(root: Document | ShadowRoot): Animation[] {
  return root instanceof Document ? animationsInDocument(root) : animationsInShadow(root);
}

/** How many elements there are whose root the browser refused to give. */
export function unreachedRoots(): number {
  return refused;
}

export function isOpenRoot(root: ShadowRoot): boolean {
  return rootMode(root) === "open";
}

/** The window in a frame; null if it has none. */
export function frameWindow(frame: Element): Window | null {
  return frame instanceof HTMLIFrameElement ? innerWindow(frame) : null;
}

/** Whose document a frame shows: one that this one may look into, another's, or none yet. */
export function opensDocument(frame: Element): "own" | "other" | "waiting" {
  if (!(frame instanceof HTMLIFrameElement)) return "other";
  const inside = innerDocument(frame);
  if (inside === null) return innerWindow(frame) === null ? "waiting" : "other";
  const isBlank = documentAddress(inside) === "about:blank";
  return isBlank && elementMatches(frame, "[src]:not([src^='about:' i], [src=''])")
    ? "waiting"
    : "own";
}

const childCount = getter<number>(Element.prototype, "childElementCount");
const itemOf = method<(list: HTMLCollection, at: number) => Element | null>(
  HTMLCollection.prototype.item,
);

export function countChildren(element: Element): number {
  return childCount(element);
}

/** Whether there are more children than so many, without counting them all. */
export function hasMoreChildren(element: Element, count: number): boolean {
  return itemOf(childElements(element), count) !== null;
}

/** Some of the children, where there are too many to list them all. */
export function childrenAt(element: Element, places: Iterable<number>): Element[] {
  const children = childElements(element);
  return Array.from(places, (at) => itemOf(children, at)).filter((child) => child !== null);
}

export function childrenOf(element: Element): Element[] {
  const found = Array.from(childElements(element));
  return element === topElement() ? withoutOwn(found) : found;
}

export function nextOf(element: Element): Element | null {
  return nextElement(element);
}

export function previousOf(element: Element): Element | null {
  return previousElement(element);
}

export function elementsIn(root: ShadowRoot): Element[] {
  return nodesIn(root).filter((node): node is Element => node instanceof Element);
}

export function nodesIn(node: Node): Node[] {
  const found = Array.from(childNodes(node));
  return node === topElement() ? withoutOwn(found) : found;
}

export function contains(node: Node, other: Node): boolean {
  return nodeContains(node, other);
}

export function closest(element: Element, test: (candidate: Element) => boolean): Element | null {
  for (let at: Element | null = element, depth = 0; at !== null && depth < 1000; depth += 1) {
    if (test(at)) return at;
    at = parentOf(at);
  }
  return null;
}

const compare = method<(node: Node, other: Node) => number>(Node.prototype.compareDocumentPosition);

/** Whether one element stands before the other in the document. */
export function isBefore(one: Element, other: Element): boolean {
  return (compare(one, other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

/** As they stand in the document. */
export function inOrder(elements: Element[]): Element[] {
  return elements.sort((one, other) => (isBefore(one, other) ? -1 : 1));
}

export function elementMatches(element: Element, selector: string): boolean {
  try {
    return matches(element, selector);
  } catch {
    return false;
  }
}

/** None of those that are found is looked at, which for thousands costs much. */
export function query(
  root: Document | ShadowRoot | Element,
  selector: string,
): NodeListOf<Element> {
  if (root instanceof Document) return queryInDocument(root, selector);
  return root instanceof Element ? queryInElement(root, selector) : queryInFragment(root, selector);
}

/** In the order of the document; of more than `most` the first. */
export function findAll(
  root: Document | ShadowRoot | Element,
  selector: string,
  most = Number.POSITIVE_INFINITY,
): Element[] {
  const found = query(root, selector);
  if (found.length <= most) return Array.from(found);
  return Array.from({ length: most }, (_, at) => found[at] as Element);
}

const byTag = method<(document: Document, tag: string) => HTMLCollection>(
  Document.prototype.getElementsByTagName,
);

const byTagWithin = method<(element: Element, tag: string) => HTMLCollection>(
  Element.prototype.getElementsByTagName,
);

/** How many elements there are in one. */
export function countWithin(element: Element): number {
  return byTagWithin(element, "*").length;
}

/** Whether there are more elements than so many in one, without counting them all. */
export function hasMoreWithin(element: Element, count: number): boolean {
  return itemOf(byTagWithin(element, "*"), count) !== null;
}

/** The browser counts anew only after a change, for as long as somebody holds what it counts in. */
const held = new Map<string, HTMLCollection>();

function heldByTag(tag: string): HTMLCollection {
  const known = held.get(tag) ?? byTag(document, tag);
  held.set(tag, known);
  return known;
}

/** Those of a tag in the order of the document; of more than `most` the first. */
export function findByTag(
  root: Document | ShadowRoot | Element,
  tag: string,
  most = Number.POSITIVE_INFINITY,
): Element[] {
  if (root !== document) return findAll(root, tag, most);
  const all = heldByTag(tag);
  return Array.from({ length: Math.min(most, all.length) }, (_, at) => all[at] as Element);
}

export function hasTag(tag: string): boolean {
  return itemOf(heldByTag(tag), 0) !== null;
}

/** How many elements there are, without those in shadow roots. */
export function countElements(): number {
  return heldByTag("*").length;
}

/** Whether there are more than so many, without counting them all. */
export function hasMoreElements(count: number): boolean {
  return itemOf(heldByTag("*"), count) !== null;
}

export function findById(root: Document | ShadowRoot | null, id: string): Element | null {
  if (root === null || id === "") return null;
  return root instanceof Document ? byIdInDocument(root, id) : byIdInFragment(root, id);
}

/** What an event is about, as far as its page lets it be seen from outside. */
export const originOf = remembered((event: Event): EventTarget | undefined => {
  const { target } = event;
  // The whole way costs more than to know that it does not begin any deeper.
  if (target instanceof Element && shadowOf(target) === null) return target;
  return event.composedPath()[0];
});

/** The element that has the keyboard, also inside shadow roots. */
export function focused(): Element | null {
  return holderIn(document);
}

const holderIn = remembered((document: Document): Element | null => {
  let element = activeInDocument(document);
  for (let depth = 0; element !== null && depth < 16; depth += 1) {
    // Where the focus is nowhere, the body stands for it; to ask for its root costs much more.
    if (tagOf(element) === "body" && !matches(element, ":focus-within")) return element;
    const root = shadowOf(element);
    const inner = root === null ? null : activeInShadow(root);
    if (inner === null) return element;
    element = inner;
  }
  return element;
});

export function isAttached(element: Element): boolean {
  return isConnected(element);
}
