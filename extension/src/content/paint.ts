// Which entry of a list is highlighted, where a page shows it by paint alone.

import { childrenOf } from "./tree.ts";

export const MAX_PAINTED = 100;
/** Of fewer entries nothing says which of them looks as usual. */
export const FEW = 3;

export type Paint = Map<Element, string>;

export function paintOf(items: Element[]): Paint {
  return new Map(
    items.slice(0, MAX_PAINTED).map((item) => {
      const style = getComputedStyle(item);
      const inner = childrenOf(item)[0];
      const more = inner === undefined ? "" : getComputedStyle(inner).backgroundColor;
      return [item, `${style.backgroundColor}|${more}|${style.outlineStyle}|${style.boxShadow}`];
    }),
  );
}

export function commonest(paints: Iterable<string>): string | undefined {
  const counts = new Map<string, number>();
  for (const paint of paints) counts.set(paint, (counts.get(paint) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1])[0]?.[0];
}

/**
 * The entry that is painted unlike the others of its list; null if that is not one alone. A chosen
 * entry may be painted too: then it is the one whose paint has changed. `usual` is how entries of
 * the whole surface look, for a list of two.
 */
export function standsOut(before: Paint, now: Paint, usual: string | undefined): Element | null {
  const common = now.size < FEW ? usual : commonest(now.values());
  const unlike = [...now].filter(([, paint]) => paint !== common).map(([item]) => item);
  if (unlike.length === 1) return unlike[0] ?? null;
  const changed = unlike.filter((item) => before.get(item) !== now.get(item));
  return changed.length === 1 ? (changed[0] ?? null) : null;
}
