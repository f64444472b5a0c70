// By what a page could mark one entry among others, to be compared with those of its neighbours and
// with what it had before. What the marks are called goes no further.

import { method } from "../prototypes.ts";
import { getAttribute } from "./attributes.ts";

const attributeNames = method<(element: Element) => string[]>(Element.prototype.getAttributeNames);
const FLAG = /^(data-|aria-(selected|current)$)/;
const MAX_MARKS = 40;

/** Words of its class, and attributes that say yes. */
export function marksOf(element: Element): readonly string[] {
  const words = (getAttribute(element, "class") ?? "").split(/\s+/).filter((word) => word !== "");
  const flags = attributeNames(element)
    .filter((name) => FLAG.test(name) && /^(true)?$/.test(getAttribute(element, name) ?? ""))
    .map((name) => `[${name}]`);
  return [...words, ...flags].slice(0, MAX_MARKS);
}
