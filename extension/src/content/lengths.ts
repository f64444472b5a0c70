// Ranges of lengths and counts: enough to tell a word from a page, not enough to tell which. Pure.

import type { TextEntry } from "../shared/wire.ts";

export type Length = NonNullable<TextEntry["length"]>;

const RANGES: [most: number, range: Length][] = [
  [0, "0"],
  [1, "1"],
  [3, "2-3"],
  [7, "4-7"],
  [15, "8-15"],
  [31, "16-31"],
  [63, "32-63"],
];

export function rangeOf(length: number): Length {
  return RANGES.find(([most]) => length <= most)?.[1] ?? "64+";
}
