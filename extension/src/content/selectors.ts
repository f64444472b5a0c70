// How an element is found again: fixed ids, names and test ids, and its place in the tree.

import type { Selector } from "../shared/wire.ts";
import { structuralAttribute } from "./reading/attributes.ts";
import { Row } from "./row.ts";
import { isStaticToken } from "./tokens.ts";
import { elementMatches, parentInTree, query, rootOf, tagOf, topElement } from "./tree.ts";

const MAX_LENGTH = 400;

/** Ways to find the element again, steadiest first. */
export function selectorsOf(element: Element): Selector[] {
  const root = rootOf(element);
  const found: Selector[] = [];
  const offer = (by: Selector["by"], value: string): void => {
    if (
      root !== null &&
      value.length <= MAX_LENGTH &&
      value.isWellFormed() &&
      query(root, value).length === 1
    )
      found.push({ by, value });
  };
  for (const attribute of [
    "data-testid",
    "data-test-id",
    "data-test",
    "data-qa",
    "data-cy",
  ] as const) {
    const token = structuralAttribute(element, attribute);
    if (isStaticToken(token)) offer("test-id", `[${attribute}="${token}"]`);
  }
  const id = structuralAttribute(element, "id");
  if (isStaticToken(id)) offer("id", `#${CSS.escape(id)}`);
  const name = structuralAttribute(element, "name");
  if (isStaticToken(name)) offer("name", `${tagOf(element)}[name="${name}"]`);
  const { steps, isWhole } = pathOf(element);
  const path = steps.join(" > ");
  // Each step is one child of the one before, so it is enough to know that there is one first step.
  const isOne = isWhole || (root !== null && query(root, steps[0] ?? "").length === 1);
  if (!isOne) offer("css", path);
  else if (path.length <= MAX_LENGTH && path.isWellFormed() && elementMatches(element, path))
    found.push({ by: "css", value: path });
  return found.slice(0, 6);
}

interface Path {
  steps: string[];
  /** Whether it begins at the top of the document. */
  isWhole: boolean;
}

/** A path of tags and positions from the nearest fixed id, or from the top. */
function pathOf(element: Element): Path {
  const steps: string[] = [];
  for (let at: Element | null = element; at !== null && steps.length < 24; at = parentInTree(at)) {
    const id = structuralAttribute(at, "id");
    if (at !== element && isStaticToken(id)) {
      return { steps: [`#${CSS.escape(id)}`, ...steps], isWhole: false };
    }
    steps.unshift(stepTo(at));
    if (at === topElement()) return { steps, isWhole: true };
  }
  return { steps, isWhole: false };
}

function stepTo(element: Element): string {
  const tag = CSS.escape(tagOf(element));
  const parent = parentInTree(element);
  if (parent === null) return tag;
  const peers = Row.of(parent, (peer) => tagOf(peer) === tagOf(element), tag);
  return peers.size > 1 ? `${tag}:nth-of-type(${peers.indexOf(element) + 1})` : tag;
}

/** The hosts of the shadow roots around an element, the innermost last. */
export function shadowPath(element: Element): string[] {
  const path: string[] = [];
  let root = rootOf(element);
  while (root instanceof ShadowRoot && path.length < 16) {
    path.unshift(pathOf(root.host).steps.join(" > ").slice(-MAX_LENGTH).toWellFormed());
    root = rootOf(root.host);
  }
  return path;
}
