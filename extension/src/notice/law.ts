// What the law of a place asks the notice to say: data files, which counsel edits. Pure.

import germany from "../shared/profiles/DE.json";
import general from "../shared/profiles/general.json";
import california from "../shared/profiles/US-CA.json";
import connecticut from "../shared/profiles/US-CT.json";
import delaware from "../shared/profiles/US-DE.json";
import newYork from "../shared/profiles/US-NY.json";
import type { EmployeeRules } from "../shared/wire.ts";

type Texts = Record<string, string[]>;

const PROFILES: Record<EmployeeRules["jurisdiction"], { notice: Texts }> = {
  general,
  "US-NY": newYork,
  "US-CT": connecticut,
  "US-DE": delaware,
  "US-CA": california,
  DE: germany,
};

/** Paragraphs in a language; in English where a profile has none in it. */
export function lawOf(jurisdiction: EmployeeRules["jurisdiction"], language: string): string[] {
  const { notice } = PROFILES[jurisdiction];
  return notice[language] ?? notice["en"] ?? [];
}
