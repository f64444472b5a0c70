// Pauses: how long one may be, and whether one is on. Pure; the clock comes in as milliseconds.
//
// Rule: no reason is asked, and how long a pause was is told to nobody. It is kept on this device only
// until it is over, and what remains is one record that says that there was a pause.

import type { EmployeeRules } from "../shared/wire.ts";

export interface Pause {
  /** ms since 1970. */
  until: number;
}

export type Length = number | "tomorrow";

const MINUTE_MS = 60_000;
const OFFERED = [5, 15, 30, 60];
const MORNING_HOUR = 5;
/** No pause reaches further, whatever happens to the clock. */
const LONGEST_MS = 36 * 60 * MINUTE_MS;

/** What the policy lets the person choose from. */
export function offeredLengths(rules: EmployeeRules): Length[] {
  const minutes: Length[] = OFFERED.filter((each) => each <= rules.longest_pause_minutes);
  return rules.pause_until_tomorrow ? [...minutes, "tomorrow"] : minutes;
}

/** The pause that was asked for; null if the policy does not offer it. */
export function beginPause(length: Length, rules: EmployeeRules, now: number): Pause | null {
  if (!offeredLengths(rules).includes(length)) return null;
  if (length !== "tomorrow") return { until: now + length * MINUTE_MS };
  const morning = new Date(now);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(MORNING_HOUR, 0, 0, 0);
  return { until: morning.getTime() };
}

export function isPaused(pause: Pause | null, now: number): boolean {
  return pause !== null && now < pause.until && pause.until - now <= LONGEST_MS;
}
