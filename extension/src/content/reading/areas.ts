// Areas whose inside is nobody's business: PIN pads, fields for signatures, and what the page marks.
//
// Rule: nothing inside is described. Which button of a pad was pressed, and where, is the PIN.

import { getter, method } from "../prototypes.ts";
import { childrenOf, closest, findAll, parentOf, tagOf } from "../tree.ts";
import { buttonWordingOf, getAttribute } from "./attributes.ts";

const MAX_CLIMB = 6;
const MAX_INSIDE = 80;
const FEWEST_INSIDE = 10;
const FRESH_MS = 1000;
const MARK = "data-workglass";
const nodeValue = getter<string | null>(Node.prototype, "nodeValue");
const insideOf = method<(element: Element, tag: string) => HTMLCollection>(
  Element.prototype.getElementsByTagName,
);
const firstChild = getter<Node | null>(Node.prototype, "firstChild");
const nextSibling = getter<Node | null>(Node.prototype, "nextSibling");
const headOf = getter<Element | null>(Document.prototype, "head");
const rootElement = getter<Element | null>(Document.prototype, "documentElement");
const SIGNATURE =
  /signature|sign-?pad|signing|unterschrift|signatur|firma|assinatura|handtekening|podpis|imza|подпис|署名|签名|簽名|서명/i;

export type Area = { element: Element; sort: "pin-pad" | "signature" | "marked" };

/** The area that an element is in; null if it is in none. */
export function areaAround(element: Element): Area | null {
  const marked = closest(element, isMarked);
  if (marked !== null) return { element: marked, sort: "marked" };
  const signature = signatureAround(element);
  if (signature !== null) return { element: signature, sort: "signature" };
  const pad = padAround(element);
  return pad === null ? null : { element: pad, sort: "pin-pad" };
}

/** Whether the site says that nothing inside is to be told or shown: data-workglass="mask". */
export function isMarked(element: Element): boolean {
  return /^(mask|deny)$/i.test(getAttribute(element, MARK) ?? "");
}

/**
 * Whether the site says that the page is not to be recorded: <meta name="workglass"
 * content="deny"> in its head, or data-workglass="deny" on its root.
 */
export function isPageMarked(page: Document = document): boolean {
  const root = rootElement(page);
  if (root !== null && /^deny$/i.test(getAttribute(root, MARK) ?? "")) return true;
  const head = headOf(page);
  return (
    head !== null &&
    findAll(head, 'meta[name="workglass" i]').some((meta) =>
      /(^|[\s,;])deny($|[\s,;])/i.test(getAttribute(meta, "content") ?? ""),
    )
  );
}

function signatureAround(element: Element): Element | null {
  if (!/^(canvas|svg)$/.test(tagOf(element))) return null;
  let at: Element | null = element;
  for (let climbed = 0; at !== null && climbed < 4; climbed += 1) {
    const said = ["id", "class", "name", "aria-label", "data-testid"]
      .map((name) => getAttribute(at as Element, name) ?? "")
      .join(" ");
    if (SIGNATURE.test(said)) return element;
    at = parentOf(at);
  }
  return null;
}

const looked = new WeakMap<Element, { at: number; isPad: boolean }>();

/** The smallest group of buttons with all ten digits that an element is in. */
export function padAround(element: Element): Element | null {
  let at: Element | null = element;
  for (let climbed = 0; at !== null && climbed < MAX_CLIMB; climbed += 1) {
    if (isPad(at)) return at;
    at = parentOf(at);
  }
  return null;
}

export function isPad(element: Element): boolean {
  const now = performance.now();
  const known = looked.get(element);
  if (known !== undefined && (known.isPad || now - known.at < FRESH_MS)) return known.isPad;
  // What holds a pad and other things besides is none.
  const found = hasAllDigits(element) && !childrenOf(element).some(hasAllDigits);
  looked.set(element, { at: now, isPad: found });
  return found;
}

function hasAllDigits(element: Element): boolean {
  const inside = insideOf(element, "*");
  if (inside.item(FEWEST_INSIDE - 1) === null || inside.item(MAX_INSIDE) !== null) return false;
  const digits = new Set<string>();
  for (const part of Array.from(inside)) {
    const digit = digitOn(part);
    if (digit !== null && isPressable(part)) digits.add(digit);
  }
  return digits.size === 10;
}

/**
 * The one digit that stands on an element; null if anything else does. Below it, as on telephones,
 * there may be letters.
 */
function digitOn(element: Element): string | null {
  let at: Node | null = firstOf(element);
  for (let depth = 0; at instanceof Element && depth < MAX_DEPTH; depth += 1) at = firstOf(at);
  const word = at instanceof Text ? (nodeValue(at) ?? "") : wordOf(element);
  if (word.length > MAX_WORD) return null;
  const plain = word.normalize("NFKC").trim();
  return /^\p{Nd}$/u.test(plain) ? plain : null;
}

const MAX_DEPTH = 3;
const MAX_WORD = 8;

function wordOf(element: Element): string {
  return getAttribute(element, "aria-label") ?? buttonWordingOf(element);
}

/** The first thing in an element but for blanks. */
function firstOf(element: Element): Node | null {
  let at = firstChild(element);
  while (at instanceof Text && !/\S/.test(nodeValue(at) ?? "")) at = nextSibling(at);
  return at;
}

/** The pad that a button with one digit belongs to; null for every other element. */
export function padOfKey(element: Element): Element | null {
  return digitOn(element) === null ? null : padAround(element);
}

/** Whether a text is the digit on a key of a pad. */
export function isOnPad(node: Text): boolean {
  const parent = parentOf(node);
  return (
    parent !== null && /^\s*\p{Nd}\s*$/u.test(nodeValue(node) ?? "") && padAround(parent) !== null
  );
}

function isPressable(element: Element): boolean {
  let at: Element | null = element;
  for (let climbed = 0; at !== null && climbed < 3; climbed += 1) {
    if (/^(button|a|input)$/.test(tagOf(at)) || getAttribute(at, "role") === "button") return true;
    if (getAttribute(at, "tabindex") !== null) return true;
    at = parentOf(at);
  }
  return getComputedStyle(element).cursor === "pointer";
}
