// What the entries of a list may be called.

import { type Naming, nameOf, roleOf } from "./describe.ts";

/** Menu items are fixed wording; options and cells are data. */
export function entryNaming(
  entry: Element,
  _list: Element | null,
  _opener: Element | null,
): Naming {
  const role = roleOf(entry);
  return role.startsWith("menuitem")
    ? nameOf(entry, role)
    : { name: null, name_withheld: "data-role" };
}
