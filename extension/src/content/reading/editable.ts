// Whether a person can write into an element.

import { getter } from "../prototypes.ts";
import { closest } from "../tree.ts";
import { getAttribute, inputTypeOf } from "./attributes.ts";

const isContentEditable = getter<boolean>(HTMLElement.prototype, "isContentEditable");
const TEXTLESS_INPUTS = new Set(
  "range color file button submit reset image checkbox radio".split(" "),
);

/** Whether a person can put text of his own into the element. */
export function isEditable(element: Element): boolean {
  if (element instanceof HTMLInputElement) return !TEXTLESS_INPUTS.has(inputTypeOf(element));
  if (element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) return true;
  if (element instanceof HTMLElement && isContentEditable(element)) return true;
  if ((element as { editContext?: unknown }).editContext != null) return true;
  const role = getAttribute(element, "role");
  return role === "textbox" || role === "searchbox";
}
/** The same of one that takes text now: what is read-only may be the face of a list. */
export function isWritable(element: Element): boolean {
  return isEditable(element) && getAttribute(element, "readonly") === null;
}

/** Whether what stands in the element was put there by typing. */
export function isWithinField(element: Element): boolean {
  return closest(element, (at) => isEditable(at) && !(at instanceof HTMLSelectElement)) !== null;
}
