// What the control says that opens a list: that it opens one, of which sort, and which.

import { roleOf } from "./describe.ts";
import { flatClosest, flatContains, flatElements } from "./flat.ts";
import { structuralAttribute } from "./reading/attributes.ts";
import { closest, elementMatches, findById, focused, parentOf, rootOf, tagOf } from "./tree.ts";
import { isPointedAt } from "./unroled.ts";

/** Roles of lists. */
export const LIST = /^(listbox|menu|tree|grid)$/;
const FRAME = /^(generic|group|region|tabpanel|none|presentation)$/;
const MAX_CLIMB = 4;
const MAX_AROUND = 3;

/** Whether an element says that it opens something. */
export function isOpener(element: Element): boolean {
  const popup = structuralAttribute(element, "aria-haspopup");
  if (popup !== null && /^(true|menu|listbox|tree|grid|dialog)$/.test(popup)) return true;
  if (roleOf(element) === "combobox") return true;
  if (structuralAttribute(element, "aria-expanded") !== null) return !isFolded(element);
  if (structuralAttribute(element, "popovertarget") !== null) return true;
  return tagOf(element) === "summary";
}

/** Of some pages the part that is folded says so, and not only what folds it. */
function isFolded(element: Element): boolean {
  if (!FRAME.test(roleOf(element)) || structuralAttribute(element, "tabindex") !== null)
    return false;
  return !isPointedAt(element);
}

/** What sort of list an opener says that it opens. */
export function promiseOf(
  declared: Element | null,
): "listbox" | "combobox" | "menu" | "tree" | "grid" | null {
  if (declared === null) return null;
  if (roleOf(declared) === "combobox") return "combobox";
  const popup = structuralAttribute(declared, "aria-haspopup") ?? "";
  return LIST.test(popup) ? (popup as "listbox" | "menu" | "tree" | "grid") : null;
}

/** Whether the opener says that what it opens is a list or menu, whatever that says of itself. */
export function promisesList(opener: Element | null): boolean {
  const declared = opener === null ? null : flatClosest(opener, isOpener);
  const popup = declared === null ? null : structuralAttribute(declared, "aria-haspopup");
  return popup !== null && /^(true|menu|listbox|tree|grid)$/.test(popup);
}

/** What an opener names as the thing it opens. */
export function namedBy(opener: Element | null): Element[] {
  if (opener === null) return [];
  const found: Element[] = [];
  let climbed = 0;
  closest(opener, (at) => {
    for (const name of ["aria-controls", "aria-owns", "popovertarget"] as const) {
      for (const id of (structuralAttribute(at, name) ?? "").split(/\s+/)) {
        const named = findById(rootOf(at), id);
        if (named !== null) found.push(named);
      }
    }
    if (tagOf(at) === "summary") {
      const details = parentOf(at);
      const body = details === null ? [] : flatElements(details).slice(1);
      const content = body.find((part) => parentOf(part) === details && part !== at);
      if (content !== undefined && details !== null && elementMatches(details, "[open]"))
        found.push(content);
    }
    climbed += 1;
    return isOpener(at) || climbed > MAX_CLIMB;
  });
  return found;
}

/** The field of a drawn list that got the focus when something around it was pressed. */
export function fieldOf(opener: Element): Element | null {
  if (isOpener(opener)) return opener;
  const holder = focused();
  if (holder === null || !isOpener(holder)) return null;
  let around: Element | null = opener;
  for (let step = 0; around !== null && step < MAX_AROUND; step += 1) {
    if (flatContains(around, holder)) return holder;
    around = parentOf(around);
  }
  return null;
}
