// What a control says of its state: ticked, chosen, open; positions and counts, never values.

import type { OpenerState } from "../../shared/wire.ts";
import { getter } from "../prototypes.ts";
import { closest, findAll, findById, rootOf } from "../tree.ts";
import { getAttribute, inputTypeOf } from "./attributes.ts";

const selectIndex = getter<number>(HTMLSelectElement.prototype, "selectedIndex");
const selectOptions = getter<HTMLOptionsCollection>(HTMLSelectElement.prototype, "options");
const selectMultiple = getter<boolean>(HTMLSelectElement.prototype, "multiple");
const selectSize = getter<number>(HTMLSelectElement.prototype, "size");
const CHOICE_INPUTS = new Set(["checkbox", "radio"]);
const isTicked = getter<boolean>(HTMLInputElement.prototype, "checked");
const isSelectedOption = getter<boolean>(HTMLOptionElement.prototype, "selected");

/** Whether an entry or control is chosen, as far as it or a box in it says; null if it does not. */
export function tickOf(element: Element): "yes" | "no" | "mixed" | null {
  if (element instanceof HTMLOptionElement) return isSelectedOption(element) ? "yes" : "no";
  for (const name of ["aria-checked", "aria-selected", "aria-pressed", "data-checked"]) {
    const word = getAttribute(element, name);
    if (word === "true" || word === "false") return word === "true" ? "yes" : "no";
    if (word === "mixed") return "mixed";
  }
  const box = choiceInput(element);
  return box === null ? null : isTicked(box) ? "yes" : "no";
}

/** Whether an entry has a box to tick, which nothing but a choice changes. */
export function hasBox(element: Element): boolean {
  return getAttribute(element, "aria-checked") !== null || choiceInput(element) !== null;
}

function choiceInput(element: Element): HTMLInputElement | null {
  const inputs = element instanceof HTMLInputElement ? [element] : findAll(element, "input");
  for (const input of inputs) {
    if (input instanceof HTMLInputElement && CHOICE_INPUTS.has(inputTypeOf(input))) return input;
  }
  return null;
}
export function optionAt(element: HTMLSelectElement, index: number): Element | null {
  return Array.from(selectOptions(element))[index] ?? null;
}

/** How many suggestions the list of a field has. */
export function suggestionCount(field: Element): number | null {
  const list = findById(rootOf(field), getAttribute(field, "list") ?? "");
  return list === null ? null : findAll(list, "option").length;
}

/** Whether several options of a <select> can be chosen together. */
export function takesSeveral(element: HTMLSelectElement): boolean {
  return selectMultiple(element);
}

/** Which options of a <select> are chosen, by position. */
export function chosenIndices(element: HTMLSelectElement): number[] {
  return Array.from(selectOptions(element), (option, index) => [option, index] as const)
    .filter(([option]) => isSelectedOption(option))
    .map(([, index]) => index);
}

/** What an opener says of itself: open, ticked, how many of its options are chosen. */
export function openerState(opener: Element | null): OpenerState {
  const expanded = opener === null ? null : getAttribute(opener, "aria-expanded");
  const select = opener instanceof HTMLSelectElement ? opener : null;
  const index = select === null ? -1 : selectIndex(select);
  return {
    expanded: expanded === "true" ? true : expanded === "false" ? false : null,
    checked: opener === null || select !== null ? null : tickOf(opener),
    selected_index: index < 0 ? null : index,
    selected_count: select === null ? null : chosenIndices(select).length,
  };
}
export function isDropdownSelect(element: Element): element is HTMLSelectElement {
  return (
    element instanceof HTMLSelectElement && !selectMultiple(element) && selectSize(element) <= 1
  );
}

/** A <select> whose options lie open in the page. */
export function isInlineSelect(element: Element): element is HTMLSelectElement {
  return element instanceof HTMLSelectElement && !isDropdownSelect(element);
}

/** Whether the page draws the list of a <select> itself, entry by entry. */
export function isPicker(element: Element): boolean {
  return getComputedStyle(element).getPropertyValue("appearance") === "base-select";
}

/** Position of the choice and number of options of a <select>; never their text or values. */
export function choiceOf(element: HTMLSelectElement): { index: number; size: number } {
  return { index: selectIndex(element), size: selectOptions(element).length };
}

export function optionPosition(element: Element): { index: number; size: number } | null {
  const list = closest(element, (candidate) => candidate instanceof HTMLSelectElement);
  if (!(list instanceof HTMLSelectElement)) return null;
  const options = Array.from(selectOptions(list));
  const index = options.indexOf(element as HTMLOptionElement);
  return index < 0 ? null : { index, size: options.length };
}
