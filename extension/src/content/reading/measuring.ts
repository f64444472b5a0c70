// How much there is in a field, a mark or a drop, never what; with reading.ts one of the two files
// that touch what people put into pages.
//
// Rule: contents are declared as something that has a length and nothing else, so that the compiler
// refuses every other use.

import { getter, method } from "../prototypes.ts";
import { closest, focused, nodesIn, originOf, parentOf, rootOf, tagOf } from "../tree.ts";
import { inputTypeOf } from "./attributes.ts";
import { isEditable } from "./editable.ts";

interface Sized {
  readonly length: number;
}

const inputText = getter<Sized>(HTMLInputElement.prototype, "value");
const areaLength = getter<number>(HTMLTextAreaElement.prototype, "textLength");
const nodeLength = getter<number>(CharacterData.prototype, "length");
const editText = getter<Sized | null>(InputEvent.prototype, "data");
const chosen = getter<Sized | null>(HTMLInputElement.prototype, "files");
const transfer = getter<DataTransfer | null>(DragEvent.prototype, "dataTransfer");
const carried = getter<Sized>(DataTransfer.prototype, "files");
const effect = getter<string>(DataTransfer.prototype, "dropEffect");
const MAX_NODES = 5000;

/** Whether a person can write into the element. */
export function isTextField(element: Element): boolean {
  return isEditable(element) && tagOf(element) !== "select";
}

/** The field that an event is about. */
export function fieldOf(event: Event): Element | null {
  const first = originOf(event);
  if (first instanceof HTMLInputElement && !isEditable(first)) return null; // a box that is ticked
  // A closed root shows its host only.
  for (const element of [first, focused()]) {
    const field = element instanceof Element ? closest(element, isTextField) : null;
    if (field !== null) return editingHost(field);
  }
  return null;
}

/** The outermost of the elements that are written into together. */
function editingHost(field: Element): Element {
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) return field;
  let host = field;
  for (let at = parentOf(host); at !== null && isTextField(at); at = parentOf(at)) host = at;
  return host;
}

export function isOneLine(field: Element): boolean {
  return tagOf(field) === "input";
}

/** How many characters a field holds; null if it is drawn in a way that nobody can count. */
export function lengthIn(field: Element): number | null {
  if (field instanceof HTMLInputElement) return inputText(field).length;
  if (field instanceof HTMLTextAreaElement) return areaLength(field);
  if ((field as { editContext?: unknown }).editContext != null) return null;
  let nodes = 0;
  const count = (node: Node): number => {
    nodes += 1;
    if (nodes > MAX_NODES) return 0;
    if (node instanceof Text) return nodeLength(node);
    return nodesIn(node).reduce((sum, child) => sum + count(child), 0);
  };
  const total = count(field);
  return nodes > MAX_NODES ? null : total;
}

/** How many characters an edit writes; null where the event does not say. */
export function lengthOf(event: Event): number | null {
  return event instanceof InputEvent ? (editText(event)?.length ?? null) : null;
}

export function isFileField(element: Element): element is HTMLInputElement {
  return inputTypeOf(element) === "file";
}

export function filesIn(field: HTMLInputElement): number {
  return chosen(field)?.length ?? 0;
}

/** How many files a drop carries. */
export function filesDropped(event: DragEvent): number {
  const what = transfer(event);
  return what === null ? 0 : carried(what).length;
}

/** Whether the page took what was dropped. */
export function wasTaken(event: DragEvent): boolean {
  const what = transfer(event);
  return what !== null && effect(what) !== "none";
}

type Find = (root: object) => Selection | null;
const inDocument = method<Find>(Document.prototype.getSelection);
const inShadow = (ShadowRoot.prototype as { getSelection?: unknown }).getSelection;
const fieldStart = [HTMLInputElement, HTMLTextAreaElement].map((type) => ({
  type,
  start: getter<number | null>(type.prototype, "selectionStart"),
  end: getter<number | null>(type.prototype, "selectionEnd"),
}));

/** Where text is marked. Positions only serve to tell one mark from the next and go nowhere. */
export class Mark {
  constructor(
    readonly element: Element,
    private readonly ends: readonly unknown[],
  ) {}

  equals(other: Mark | null): boolean {
    return other !== null && this.ends.every((end, at) => end === other.ends[at]);
  }
}

/** What is marked now; null if nothing is. `near` is an element in the root to look in. */
export function markNow(near: Element | null): Mark | null {
  const field = focused();
  for (const { type, start, end } of fieldStart) {
    if (!(field instanceof type)) continue;
    const [from, to] = [start(field), end(field)];
    if (from !== null && from !== to) return new Mark(field, [field, from, to]);
  }
  const root = near === null ? document : rootOf(near);
  const selection =
    root instanceof ShadowRoot && inShadow !== undefined
      ? method<Find>(inShadow)(root)
      : inDocument(document);
  if (selection === null || selection.isCollapsed) return null;
  const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
  const element = anchorNode instanceof Element ? anchorNode : anchorNode && parentOf(anchorNode);
  if (element === null) return null;
  return new Mark(element, [anchorNode, anchorOffset, focusNode, focusOffset]);
}
