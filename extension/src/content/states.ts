// What an element says of itself: states, and never what it holds.

import type { OutlineNode } from "../shared/wire.ts";
import { structuralAttribute } from "./reading/attributes.ts";
import { elementMatches, parentOf, tagOf } from "./tree.ts";

export type State = OutlineNode["states"][number];

const TICKED = /^(checkbox|radio|switch|menuitemcheckbox|menuitemradio)$/;
const FIELD_TAGS = /^(input|select|textarea|button|option|fieldset)$/;

/** The states of an element, in a fixed order. */
export function statesOf(element: Element, role: string, focused: Element | null): State[] {
  const found: State[] = [];
  const note = (state: State | null): void => {
    if (state !== null) found.push(state);
  };
  note(openingOf(element));
  note(tickOf(element, role));
  if (isTrue(element, "aria-selected") || isChosenOption(element)) found.push("selected");
  if (isTrue(element, "aria-disabled") || isField(element, ":disabled")) found.push("disabled");
  if (isTrue(element, "aria-pressed")) found.push("pressed");
  if (!/^(false)?$/.test(structuralAttribute(element, "aria-current") ?? "")) found.push("current");
  if (isInvalid(element)) found.push("invalid");
  if (isTrue(element, "aria-required") || isField(element, ":required")) found.push("required");
  if (element === focused) found.push("focused");
  if (isTrue(element, "aria-readonly") || isReadOnlyField(element)) found.push("readonly");
  return found;
}

function isTrue(
  element: Element,
  name: "aria-selected" | "aria-disabled" | "aria-pressed" | "aria-required" | "aria-readonly",
): boolean {
  return structuralAttribute(element, name) === "true";
}

function isField(element: Element, selector: string): boolean {
  return FIELD_TAGS.test(tagOf(element)) && elementMatches(element, selector);
}

function isReadOnlyField(element: Element): boolean {
  return /^(input|textarea)$/.test(tagOf(element)) && elementMatches(element, "[readonly]");
}

function isChosenOption(element: Element): boolean {
  return tagOf(element) === "option" && elementMatches(element, ":checked");
}

function isInvalid(element: Element): boolean {
  const said = structuralAttribute(element, "aria-invalid");
  return (said !== null && !/^(false)?$/.test(said)) || isField(element, ":user-invalid");
}

function openingOf(element: Element): State | null {
  const said = structuralAttribute(element, "aria-expanded");
  if (said === "true") return "expanded";
  if (said === "false") return "collapsed";
  if (tagOf(element) !== "summary") return null;
  const details = parentOf(element);
  if (details === null || tagOf(details) !== "details") return null;
  return elementMatches(details, "[open]") ? "expanded" : "collapsed";
}

function tickOf(element: Element, role: string): State | null {
  const said = structuralAttribute(element, "aria-checked");
  if (said === "mixed" || elementMatches(element, ":indeterminate")) {
    return TICKED.test(role) ? "mixed" : null;
  }
  if (said === "true") return "checked";
  if (said === "false") return "unchecked";
  if (tagOf(element) !== "input" || !TICKED.test(role)) return null;
  return elementMatches(element, ":checked") ? "checked" : "unchecked";
}
