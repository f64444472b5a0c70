// Attributes that say what an element is, and nothing that it holds.

import { getter, method } from "../prototypes.ts";
import { closest } from "../tree.ts";

/** For the files of this folder alone; others are offered attributes that cannot hold data. */
export const getAttribute = method<(element: Element, name: string) => string | null>(
  Element.prototype.getAttribute,
);
const linkPath = getter<string>(HTMLAnchorElement.prototype, "pathname");
const inputType = getter<string>(HTMLInputElement.prototype, "type");

const MAX_COUNT = 1_000_000;

/** An attribute that says what an element is. Attributes that can hold data are not offered. */
export function structuralAttribute(
  element: Element,
  name:
    | "id"
    | "name"
    | "role"
    | "for"
    | "type"
    | "list"
    | "tabindex"
    | "data-testid"
    | "data-test-id"
    | "data-test"
    | "data-qa"
    | "data-cy"
    | "autocomplete"
    | "inputmode"
    | "aria-haspopup"
    | "aria-expanded"
    | "aria-controls"
    | "aria-owns"
    | "aria-activedescendant"
    | "aria-autocomplete"
    | "aria-selected"
    | "aria-hidden"
    | "aria-checked"
    | "aria-current"
    | "aria-invalid"
    | "aria-pressed"
    | "aria-readonly"
    | "aria-required"
    | "aria-disabled"
    | "aria-level"
    | "aria-modal"
    | "aria-multiselectable"
    | "aria-posinset"
    | "aria-setsize"
    | "popover"
    | "popovertarget"
    | "open",
): string | null {
  return getAttribute(element, name);
}
const BUTTON_INPUTS = new Set(["button", "submit", "reset", "image"]);

/** What its maker wrote on a button that is an input; of those the value is no value. */
export function buttonWordingOf(element: Element): string {
  if (!BUTTON_INPUTS.has(inputTypeOf(element))) return "";
  return getAttribute(element, "value") || getAttribute(element, "alt") || "";
}

/** A whole number that an attribute gives, such as the position in a list drawn in part. */
export function countIn(
  element: Element,
  name: "aria-level" | "aria-posinset" | "aria-setsize",
): number | null {
  const found = Number.parseInt(getAttribute(element, name) ?? "", 10);
  return Number.isFinite(found) && found > 0 ? Math.min(found, MAX_COUNT) : null;
}

export function hasLink(element: Element): boolean {
  return getAttribute(element, "href") !== null;
}

export function inputTypeOf(element: Element): string {
  return element instanceof HTMLInputElement ? inputType(element) : "";
}
/** Where a link leads, as far as it is a page's path. */
export function linkPathOf(element: Element): string | null {
  if (!(element instanceof HTMLAnchorElement) || !hasLink(element)) return null;
  return linkPath(element);
}

/** Whether a link says where one is rather than where one can go. */
export function isCurrentOrCrumb(link: Element, navigation: Element): boolean {
  if (getAttribute(link, "aria-current") !== null) return true;
  let isCrumb = false;
  closest(link, (at) => {
    const words = `${getAttribute(at, "class") ?? ""} ${getAttribute(at, "aria-label") ?? ""}`;
    isCrumb ||= /breadcrumb/i.test(words);
    return at === navigation;
  });
  return isCrumb;
}
