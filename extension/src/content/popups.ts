// Lists that the browser itself may show over the page: what somebody wrote before into such a field,
// addresses, cards. They have no box in the page, and nothing says whether they are there.

import { rectOf } from "./layout.ts";
import type { Rect } from "./masks.ts";
import { structuralAttribute } from "./reading/attributes.ts";
import { classOf } from "./reading/classes.ts";
import { isOneLine, isTextField } from "./reading/measuring.ts";
import { focused } from "./tree.ts";

const REACH_PX = 320;
const WIDTH_PX = 480;
const SAVED = /^(secret|payment|government-id|identity|contact)$/;

/** Whether the field that is worked in has suggestions, or is one that the browser fills in. */
export function popupMayShow(): boolean {
  const field = fieldNow();
  if (field === null) return false;
  if (structuralAttribute(field, "list") !== null) return true;
  return SAVED.test(classOf(field));
}

/** Where the browser would show what was written before into the field that is worked in. */
export function suggestionBox(): Rect | null {
  const field = fieldNow();
  if (field === null || !isOneLine(field)) return null;
  const { left, right, top, bottom } = rectOf(field);
  const width = Math.max(right - left, WIDTH_PX);
  // It begins where the field does, unless there is no room for it.
  const begin = getComputedStyle(field).direction === "rtl" ? right - width : left;
  const x = Math.max(0, Math.min(begin, innerWidth - width));
  return [x, top - REACH_PX, width, bottom - top + 2 * REACH_PX];
}

function fieldNow(): Element | null {
  const field = focused();
  if (field === null || !isTextField(field)) return null;
  return /^off$/i.test(structuralAttribute(field, "autocomplete") ?? "") ? null : field;
}
