// How an element is found again: fixed ids, names and test ids, and its place in the tree.

import type { Selector } from "../shared/wire.ts";
import { structuralAttribute } from "./reading/attributes.ts";
import { isStaticToken } from "./tokens.ts";
import { childrenOf, findAll, parentInTree, rootOf, tagOf } from "./tree.ts";

/** Ways to find the element again, steadiest first. */
export function selectorsOf(element: Element): Selector[] {
  const root = rootOf(element);
  const found: Selector[] = [];
  const offer = (by: Selector["by"], value: string): void => {
    if (
      root !== null &&
      value.length <= 400 &&
      value.isWellFormed() &&
      findAll(root, value).length === 1
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
  offer("css", pathOf(element));
  return found.slice(0, 6);
}

/** A path of tags and positions from the nearest fixed id, or from the top. */
function pathOf(element: Element): string {
  const steps: string[] = [];
  for (let at: Element | null = element; at !== null && steps.length < 24; at = parentInTree(at)) {
    const id = structuralAttribute(at, "id");
    if (at !== element && isStaticToken(id)) {
      steps.unshift(`#${CSS.escape(id)}`);
      break;
    }
    const tag = CSS.escape(tagOf(at));
    const parent: Element | null = parentInTree(at);
    const peers =
      parent === null ? [] : childrenOf(parent).filter((p) => tagOf(p) === tagOf(at as Element));
    steps.unshift(peers.length > 1 ? `${tag}:nth-of-type(${peers.indexOf(at) + 1})` : tag);
  }
  return steps.join(" > ");
}

/** The hosts of the shadow roots around an element, the innermost last. */
export function shadowPath(element: Element): string[] {
  const path: string[] = [];
  let root = rootOf(element);
  while (root instanceof ShadowRoot && path.length < 16) {
    path.unshift(pathOf(root.host).slice(-400).toWellFormed());
    root = rootOf(root.host);
  }
  return path;
}
