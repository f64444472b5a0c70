// What an entry of a list or menu is called, as far as the site's level allows.

import { choosesValue, entryName, MENU_ITEM, type Naming, nameOf, roleOf } from "./describe.ts";
import { isNamedStatic, isSiteStatic, level } from "./level.ts";

/**
 * The name of a menu item, option, tree item or cell of a pop-up. Entries other than menu items
 * are data, and so are the entries of a field's pop-up whatever the page calls them, unless the policy names a holder of theirs (the list, what opens it) as static.
 */
export function entryNaming(entry: Element, ...holders: (Element | null)[]): Naming {
  const role = roleOf(entry);
  const said = level();
  if (said === "outline") return { name: null, name_withheld: "site-level" };
  if (MENU_ITEM.test(role) && !holders.some((holder) => holder !== null && choosesValue(holder)))
    return nameOf(entry, role);
  const isStatic =
    isSiteStatic() || holders.some((holder) => holder !== null && isNamedStatic(holder));
  if (said === "text" || isStatic) return entryName(entry);
  return { name: null, name_withheld: "data-role" };
}
