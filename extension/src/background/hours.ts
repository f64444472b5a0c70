// When and where is recorded, as the signed policy says. Pure: clock and time zone come in.
//
// Rule: what cannot be known counts as outside.

import type { Policy } from "../shared/wire.ts";

const DAYS = 7;

/** Whether the clock of the device is within the hours of the policy. */
export function isWithinHours(schedule: Policy["schedule"], at: Date): boolean {
  if (schedule === null) return true;
  const day = at.getDay() === 0 ? DAYS : at.getDay();
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return schedule.days.includes(day) && time >= schedule.start && time < schedule.end;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** Whether the time zone of the device is one of those that the policy names. */
export function isInRegion(regions: Policy["regions"], zone: string | undefined): boolean {
  if (regions === null) return true;
  if (zone === undefined || zone === "") return false;
  return regions.some((region) =>
    region.endsWith("/*") ? zone.startsWith(region.slice(0, -1)) : zone === region,
  );
}

export function timeZone(): string | undefined {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
