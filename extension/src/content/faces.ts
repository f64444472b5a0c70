// What is told of the control that opens a list: as it was when it was acted on, and for a field that
// cannot be seen the part of the page that stands for it.

import type { Target } from "../shared/wire.ts";
import { roleOf } from "./describe.ts";
import { flatClosest } from "./flat.ts";
import { rectOf } from "./layout.ts";
import { isOpener } from "./openers.ts";
import { isEditable } from "./reading/editable.ts";
import { isPlaced, isUncovered } from "./sight.ts";
import { describeAt, elementUnder } from "./targets.ts";
import { isAttached } from "./tree.ts";

const MOVED_PX = 8;
/** Of a field that is typed in: described once for as long as it has the focus. */
let typedIn: { element: Element; target: Target } | null = null;

/** A field that nobody can see may lie in the very list that it opens. */
export function seenPartOf(opener: Element): Element {
  if (!isEditable(opener) || isOpener(opener)) return opener;
  return flatClosest(opener, isUncovered) ?? opener;
}

/** Pages draw the control anew that opens a list: what stands where it was. */
export function inPlaceOf(opener: Element, box: Target["box"] | null): Element | null {
  if (box === null) return null;
  const found = elementUnder(box.x + box.width / 2, box.y + box.height / 2, null);
  const role = roleOf(opener);
  const isAlike = (at: Element): boolean => roleOf(at) === role && standsAt(at, box);
  return found === null ? null : flatClosest(found, isAlike);
}

/** Whether an element stands where another was. */
export function standsAt(element: Element, box: Target["box"]): boolean {
  const { left, top } = rectOf(element);
  return Math.abs(left - box.x) < MOVED_PX && Math.abs(top - box.y) < MOVED_PX;
}

/** Describe an opener as it is now; null if it has gone. */
export function pinned(opener: Element | null, timeStamp: number): Target | null {
  if (opener === null || !isAttached(opener)) return null;
  if (!isEditable(opener)) return describeAt(opener, timeStamp);
  if (typedIn?.element !== opener) {
    // A field that is cut off, and only takes the keys, is told as the part of the page it lies in.
    const placed = flatClosest(opener, isPlaced) ?? opener;
    const target = describeAt(placed, timeStamp);
    typedIn = { element: opener, target: placed === opener ? target : nameless(target) };
  }
  return typedIn.target;
}

/** What stands for a field may show what was typed in it. */
export function nameless(target: Target): Target {
  return target.name === null ? target : { ...target, name: null, name_withheld: "editable" };
}
