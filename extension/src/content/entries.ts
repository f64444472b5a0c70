// What the entries of a list may be called.

import { type Naming, nameOf, roleOf } from "./describe.ts";
import { structuralAttribute } from "./reading.ts";

/**
 * Menu items are fixed wording; options and cells are data, and so are the entries of a field's
 * pop-up, whatever the page calls them.
 */
export function entryNaming(entry: Element, _list: Element | null, opener: Element | null): Naming {
  const role = roleOf(entry);
  return role.startsWith("menuitem") && !choosesValue(opener)
    ? nameOf(entry, role)
    : { name: null, name_withheld: "data-role" };
}

function choosesValue(opener: Element | null): boolean {
  if (opener === null) return false;
  const popup = structuralAttribute(opener, "aria-haspopup") ?? "";
  return roleOf(opener) === "combobox" || /^(listbox|tree|grid)$/.test(popup);
}
