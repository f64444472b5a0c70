// Look over the page for its outline: controls, landmarks, lists and tables in view.
//
// Made in steps, so that the caller can leave the page its time: the walk yields after some
// elements, and after each one that it describes.

import type { OutlineNode } from "../shared/wire.ts";
import { nameOf, peersOf, positionOf, roleOf } from "./describe.ts";
import { isShown, rectOf } from "./layout.ts";
import { isMarked, padOfKey } from "./reading/areas.ts";
import { structuralAttribute } from "./reading/attributes.ts";
import type { Row } from "./row.ts";
import { statesOf } from "./states.ts";
import {
  childrenAt,
  childrenOf,
  closest,
  elementsIn,
  focused,
  hasMoreChildren,
  shadowOf,
  tagOf,
  topElement,
} from "./tree.ts";

export interface Survey {
  nodes: OutlineNode[];
  total: number;
  truncated: boolean;
  roots: ShadowRoot[];
}

export const MAX_NODES = 400;
/** The host refuses records of more than 64 KB. */
const MAX_BYTES = 54_000;
const MAX_ELEMENTS = 100_000;
const MAX_FOUND = 4000;
const STEP = 32;
const LONG = 200;
const STRIDE = 16;
/** Which roles belong to an outline, in the order in which they are worth their room. */
const RANKS = [
  "button link menuitem menuitemcheckbox menuitemradio tab checkbox radio switch combobox listbox textbox searchbox slider spinbutton main navigation banner contentinfo complementary search form region dialog alertdialog iframe generic",
  "heading menu menubar tablist tabpanel toolbar tree radiogroup table grid treegrid list alert status log tooltip columnheader option treeitem",
  "row listitem article rowheader",
  "cell gridcell",
];
const RANK_OF = new Map(
  RANKS.flatMap((roles, rank) => roles.split(" ").map((role) => [role, rank] as const)),
);

interface Found {
  element: Element;
  role: string;
  rank: number;
  box: DOMRect;
  parent: Found | null;
  kept: boolean;
}

const ids = new WeakMap<Element, number>();
let lastId = 0;

/** Look at everything in view; `undefined` between two steps. */
export function* survey(): Generator<undefined, Survey> {
  const found: Found[] = [];
  const roots: ShadowRoot[] = [];
  let total = 0;
  let looked = 0;
  const top = topElement();
  const stack: { element: Element; parent: Found | null }[] =
    top === null ? [] : [{ element: top, parent: null }];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    looked += 1;
    if (looked > MAX_ELEMENTS) break;
    if (looked % STEP === 0) yield;
    const { element } = at;
    let parent = at.parent;
    const shown = lookAt(element, parent);
    if (shown === "out-of-view") continue;
    if (shown !== null) {
      total += 1;
      parent = shown;
      if (found.length < MAX_FOUND) found.push(shown);
    }
    const shadow = shadowOf(element);
    if (shadow !== null) roots.push(shadow);
    if (isMarked(element)) continue;
    const inside = [...(shadow === null ? [] : elementsIn(shadow)), ...inViewOf(element)];
    for (const child of inside.reverse()) stack.push({ element: child, parent });
  }
  const shown = leaveOutPads(found);
  choose(shown);
  const nodes = yield* describeAll(shown);
  return { nodes, total, truncated: total > nodes.length || looked > MAX_ELEMENTS, roots };
}

/** Whether nothing in it is drawn; what only groups its children has no box of its own either. */
function isLeftOut(element: Element): boolean {
  return getComputedStyle(element).display === "none";
}

/** Of thousands of entries out of view nothing inside has to be looked at. */
const ENTRIES = /^(row|listitem|article|option|treeitem)$/;

function lookAt(element: Element, parent: Found | null): Found | "out-of-view" | null {
  const role = tagOf(element) === "iframe" ? "iframe" : roleOf(element);
  const rank = RANK_OF.get(role);
  if (rank === undefined || (role === "generic" && !isReachable(element))) return null;
  const box = rectOf(element);
  const isInView =
    box.width > 0 &&
    box.height > 0 &&
    box.right > 0 &&
    box.bottom > 0 &&
    box.left < innerWidth &&
    box.top < innerHeight;
  if (!isInView && box.width > 0 && box.height > 0 && ENTRIES.test(role)) return "out-of-view";
  if (!isInView && box.width === 0 && box.height === 0 && isLeftOut(element)) return "out-of-view";
  if (!isInView || !isShown(element)) return null;
  return { element, role, rank, box, parent, kept: false };
}

/**
 * Of a long list or table the entries in view with a few around them, if its entries stand one
 * below the other: some are looked at to know it.
 */
function inViewOf(element: Element): Element[] {
  if (!hasMoreChildren(element, LONG - 1)) return childrenOf(element);
  let from = 0;
  let to = 0;
  for (let last = Number.NEGATIVE_INFINITY; ; to += STRIDE) {
    const [child] = childrenAt(element, [to]);
    if (child === undefined) break;
    const box = rectOf(child);
    if (!ENTRIES.test(roleOf(child)) || box.height === 0 || box.top < last) {
      return childrenOf(element);
    }
    last = box.top;
    if (box.bottom <= 0) from = to;
    if (box.top >= innerHeight) break;
  }
  return childrenAt(element, places(from, to));
}

function* places(from: number, to: number): Generator<number, void> {
  for (let at = from; at < to; at += 1) yield at;
}

/** Something that the keyboard reaches is a control, whatever it says of itself. */
function isReachable(element: Element): boolean {
  return /^[0-9]+$/.test(structuralAttribute(element, "tabindex") ?? "");
}

/** Which key of a pad has the focus now is what was entered last. */
function leaveOutPads(found: Found[]): Found[] {
  const pads = new Set(found.map(({ element }) => padOfKey(element)).filter((pad) => pad !== null));
  if (pads.size === 0) return found;
  return found.filter(({ element }) => {
    const pad = closest(element, (at) => pads.has(at));
    return pad === null || pad === element;
  });
}

function choose(found: Found[]): void {
  let room = MAX_NODES;
  for (const rank of RANKS.keys()) {
    for (const item of found) {
      if (item.rank !== rank || room === 0) continue;
      item.kept = true;
      room -= 1;
    }
  }
}

/** Describe what was chosen, the most important first, as far as there is room for it. */
function* describeAll(found: Found[]): Generator<undefined, OutlineNode[]> {
  const nodes = new Map<Found, OutlineNode>();
  const peers = rememberPeers();
  const holder = focused();
  let bytes = 0;
  for (const item of found.filter(({ kept }) => kept).sort((a, b) => a.rank - b.rank)) {
    const node = nodeOf(item, holder, peers);
    bytes += sizeOf(node);
    if (bytes > MAX_BYTES) break;
    nodes.set(item, node);
    yield;
  }
  return found.flatMap((item) => {
    const node = nodes.get(item);
    if (node === undefined) return [];
    let parent = item.parent;
    while (parent !== null && !nodes.has(parent)) parent = parent.parent;
    return [{ ...node, parent: parent === null ? null : idOf(parent.element) }];
  });
}

/** Bytes of a node on its way to the host; the browser writes < as six of them. */
function sizeOf(node: OutlineNode): number {
  const text = JSON.stringify(node).replaceAll("<", "\\u003C");
  return new TextEncoder().encode(text).length + 1;
}

const WITHHELD = { name: null, name_withheld: "marked-private" } as const;

function nodeOf(item: Found, holder: Element | null, peers: typeof peersOf): OutlineNode {
  const { element, role, box } = item;
  return {
    id: idOf(element),
    parent: null,
    role,
    ...(isMarked(element) ? WITHHELD : nameOf(element, role)),
    states: statesOf(element, role, holder),
    box: [box.left, box.top, box.width, box.height].map(Math.round),
    ...positionOf(element, role, peers),
  };
}

function idOf(element: Element): number {
  const known = ids.get(element);
  if (known !== undefined) return known;
  lastId += 1;
  ids.set(element, lastId);
  return lastId;
}

/** Of a table with thousands of rows the rows are listed once and not for each of them. */
function rememberPeers(): typeof peersOf {
  const known = new Map<Element, Map<string, Row>>();
  return (parent, role, like) => {
    const roles = known.get(parent) ?? new Map<string, Row>();
    known.set(parent, roles);
    const peers = roles.get(role) ?? peersOf(parent, role, like);
    roles.set(role, peers);
    return peers;
  };
}
