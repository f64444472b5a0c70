// Take the wording out of what comes from a site whose level is outline. Pure.
//
// The content script gives none there, once it knows; of what it saw before the answer came, and
// should it ever be wrong, nothing may get further than here.

import type { Fact } from "../shared/messages.ts";
import { levelOf } from "../shared/sites.ts";
import type { Place, Site } from "../shared/wire.ts";

export function fitToLevel(fact: Fact, place: Place, sites: readonly Site[]): Fact {
  const origin = place.frame_origin ?? place.origin;
  const level = levelOf(sites, origin, place.frame_path ?? place.path);
  return level === "outline" ? (withoutNames(fact) as Fact) : fact;
}

function withoutNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNames);
  if (typeof value !== "object" || value === null) return value;
  const parts = Object.entries(value).map(([key, part]) => [key, withoutNames(part)] as const);
  const copy: Record<string, unknown> = Object.fromEntries(parts);
  if ("name" in copy) copy["name"] = null;
  if ("name_withheld" in copy) copy["name_withheld"] = "site-level";
  return copy;
}
