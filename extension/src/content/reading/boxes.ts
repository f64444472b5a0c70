// Rows of boxes for single parts of one number: one-time codes, cards, numbers of documents.

import { rectOf } from "../layout.ts";
import { contains, findAll, findByTag, parentOf, rootOf } from "../tree.ts";
import { getAttribute, inputTypeOf } from "./attributes.ts";

const MAX_CLIMB = 4;
const MAX_FIELDS = 16;
const MANY = 50;
const TYPED = /^(text|tel|number|password|search)$/;
const LEAST = { code: 4, card: 3 };
const NARROW_PX = 72;

export interface Boxes {
  kind: "code" | "card" | "number";
  fields: Element[];
}

/** The row that a field belongs to; null if it is in none. */
export function boxesAround(field: Element): Boxes | null {
  if (!TYPED.test(inputTypeOf(field))) return null;
  let at = parentOf(field);
  for (let climbed = 0; at !== null && climbed < MAX_CLIMB; climbed += 1) {
    const fields = inputsIn(at).filter((input) => TYPED.test(inputTypeOf(input)));
    if (fields.length > MAX_FIELDS) return null;
    const found = fields.length < LEAST.card ? null : rowOf(field, fields);
    if (found !== null) return found;
    at = parentOf(at);
  }
  return null;
}

/** A page with few fields is not looked through for each of them. */
function inputsIn(element: Element): Element[] {
  const isInDocument = rootOf(element) === document;
  const all = isInDocument ? findByTag(document, "input", MANY) : [];
  if (!isInDocument || all.length === MANY) return findAll(element, "input");
  return all.filter((input) => contains(element, input));
}

function rowOf(field: Element, fields: Element[]): Boxes | null {
  const room = fields.map((input) => Number.parseInt(getAttribute(input, "maxlength") ?? "", 10));
  const at = fields.indexOf(field);
  const sizes = room.join(",");
  const single = runOf(at, room, (size) => size === 1);
  if (single.length >= LEAST.code)
    return { kind: "code", fields: single.map((i) => fields[i] as Element) };
  const numeric = fields.every((input) => room[fields.indexOf(input)] === 1 || !isWordy(input));
  const four = runOf(at, room, (size) => size === 4);
  if (four.length >= LEAST.card && numeric) {
    return { kind: "card", fields: four.map((i) => fields[i] as Element) };
  }
  if (fields.length === 3 && sizes === "4,6,5") return { kind: "card", fields };
  if (fields.length === 3 && sizes === "3,2,4") return { kind: "number", fields };
  if (fields.length >= LEAST.code && fields.length <= 8 && fields.every(isNarrow)) {
    return room.every((size) => Number.isNaN(size) || size <= 2) ? { kind: "code", fields } : null;
  }
  return null;
}

/** Places of the neighbours of a place that fit, together with it. */
function runOf(at: number, sizes: number[], fits: (size: number) => boolean): number[] {
  const run: number[] = [];
  for (let i = at; i >= 0 && fits(sizes[i] ?? 0); i -= 1) run.unshift(i);
  for (let i = at + 1; run.length > 0 && i < sizes.length && fits(sizes[i] ?? 0); i += 1)
    run.push(i);
  return run;
}

/** Whether a field says that it takes words. */
function isWordy(field: Element): boolean {
  return /^(text|search|email|url)$/.test(getAttribute(field, "inputmode") ?? "");
}

function isNarrow(field: Element): boolean {
  const { width, height } = rectOf(field);
  return width > 0 && width <= NARROW_PX && height >= width / 2;
}
