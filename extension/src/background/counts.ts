// How much was recorded, by day and site, and what was withheld: numbers without any content. Pure.

import { covers } from "../shared/sites.ts";
import type { Event, Site } from "../shared/wire.ts";

export interface Totals {
  events: number;
  pictures: number;
  bytes: number;
}

export interface Day {
  /** By the policy's name of the site; what belongs to no page stands under "". */
  sites: Record<string, Totals>;
  /** By reason. */
  withheld: Record<string, number>;
}

/** By day, YYYY-MM-DD of this computer's clock. */
export type Counts = Record<string, Day>;

const MAX_DAYS = 31;

export function count(
  counts: Counts,
  events: readonly { event: Event; bytes: number }[],
  sites: readonly Site[],
  now: Date,
): void {
  const name = dayOf(now);
  counts[name] ??= { sites: {}, withheld: {} };
  const day = counts[name];
  for (const { event, bytes } of events) {
    const site = siteOf(event, sites);
    const totals = day.sites[site] ?? { events: 0, pictures: 0, bytes: 0 };
    day.sites[site] = totals;
    if (event.kind === "screenshot") totals.pictures += 1;
    else if (event.kind !== "control") totals.events += 1;
    totals.bytes += bytes;
    for (const reason of reasonsIn(event)) day.withheld[reason] = (day.withheld[reason] ?? 0) + 1;
  }
  for (const old of Object.keys(counts).sort().slice(0, -MAX_DAYS)) delete counts[old];
}

export function dayOf(now: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function siteOf(event: Event, sites: readonly Site[]): string {
  if (!("place" in event)) return "";
  const { origin, path } = event.place;
  return sites.find((site) => covers(site, origin, path))?.id ?? "";
}

/** Why something is not in a record: pictures that were dropped, records that are missing, names. */
function reasonsIn(event: Event): string[] {
  if (event.kind === "control") {
    if (event.what === "screenshot-dropped") return [`picture-${event.reason}`];
    return event.what === "gap" ? [`gap-${event.cause}`] : [];
  }
  const target = "target" in event ? (event.target as { name_withheld?: string | null }) : null;
  const reason = target?.name_withheld ?? null;
  return reason === null ? [] : [`name-${reason}`];
}
