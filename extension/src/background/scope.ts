// How far a policy reaches, and whether another reaches further: then the notice is asked for again.
// Pure.

import { MOST_PICTURES, overlap, rankOf, strictest } from "../shared/sites.ts";
import { KINDS, type Policy } from "../shared/wire.ts";
import { isInRegion } from "./hours.ts";

type Site = Policy["sites"][number];

/** What the person has agreed to know of; nothing of it is content. */
export interface Scope {
  /** Level of every pattern. */
  sites: Record<string, string>;
  /** What is left out of a site, and the lists whose entries are named. */
  deny: Record<string, string[]>;
  lists: Record<string, string[]>;
  /** Whose words a site shows, and what its pictures do. */
  content: Record<string, Site["content"]>;
  sitePictures: Record<string, Site["pictures"]>;
  /** Fields whose text is recorded, with what for, and the number of the assessment behind it. */
  verbatim: Record<string, string[]>;
  exceptions: Record<string, string | null>;
  kinds: string[];
  /** Ids of the keys that can open. */
  recipients: string[];
  retentionDays: number;
  pictures: boolean;
  pictureIntervalMs: number;
  schedule: Policy["schedule"];
  regions: Policy["regions"];
  pointerPath: boolean;
  collector: string | null;
}

export interface Change {
  /** _locales: change_WHAT. */
  what: string;
  detail: string;
  grows: boolean;
}

const LEVELS = ["outline", "labels", "text"];
const CONTENTS = ["personal", "inbound", "own"];

export function scopeOf(policy: Policy, kinds: readonly string[] = KINDS): Scope {
  const by = <T>(value: (site: Site) => T): Record<string, T> =>
    Object.fromEntries(policy.sites.map((site) => [site.match, value(site)]));
  return {
    sites: by((site) => strictest([site])),
    deny: by(({ deny }) => deny),
    lists: by(({ lists }) => lists),
    content: by(({ content }) => content),
    sitePictures: by(drawnOf),
    verbatim: by(({ verbatim }) => verbatim.map(({ field, purpose }) => `${field} (${purpose})`)),
    exceptions: by(({ exception }) => exception),
    kinds: [...kinds],
    recipients: policy.recipients.flatMap((group) => group.members.map(({ key_id }) => key_id)),
    retentionDays: policy.retention_days,
    pictures: policy.screenshots.enabled,
    pictureIntervalMs: policy.screenshots.min_interval_ms,
    schedule: policy.schedule,
    regions: policy.regions,
    pointerPath: policy.pointer_path,
    collector: policy.collector === null ? null : new URL(policy.collector.url).host,
  };
}

function drawnOf({ pictures, content }: Site): Site["pictures"] {
  const most = MOST_PICTURES[content];
  return rankOf(pictures) <= rankOf(most) ? pictures : most;
}

export function grows(before: Scope, after: Scope): boolean {
  return compareScopes(before, after).some((change) => change.grows);
}

/** What differs, and whether more is recorded, seen or kept for it. */
export function compareScopes(before: Scope, after: Scope): Change[] {
  const found: Change[] = [];
  const say = (what: string, detail: string | number, isMore: boolean): void => {
    found.push({ what, detail: String(detail), grows: isMore });
  };
  compareSites(before, after, say);
  compareLists(before.kinds, after.kinds, "kind", say);
  compareLists(before.recipients, after.recipients, "recipient", say);
  if (before.retentionDays !== after.retentionDays) {
    say("retention", after.retentionDays, after.retentionDays > before.retentionDays);
  }
  for (const what of ["pictures", "pointerPath"] as const) {
    if (before[what] !== after[what]) {
      say(after[what] ? `${what}_on` : `${what}_off`, "", after[what]);
    }
  }
  const [was, is] = [before.pictureIntervalMs, after.pictureIntervalMs];
  if (was !== is) say("picture_interval", is / 1000, after.pictures && is < was);
  compareHours(before.schedule, after.schedule, say);
  compareRegions(before.regions, after.regions, say);
  if (before.collector !== after.collector) {
    say(
      after.collector === null ? "collector_gone" : "collector",
      after.collector ?? "",
      after.collector !== null,
    );
  }
  return found;
}

type Say = (what: string, detail: string | number, grows: boolean) => void;

function compareSites(before: Scope, after: Scope, say: Say): void {
  for (const match of Object.keys(after.sites)) {
    if (before.sites[match] === undefined) say("site_added", match, true);
    else compareSite(match, before, after, say);
  }
  for (const match of Object.keys(before.sites)) {
    if (after.sites[match] !== undefined) continue;
    // The strictest entry of a page counts: without this one others may reach further.
    const isCovered = Object.keys(after.sites).some((other) => overlap(match, other));
    say(isCovered ? "site_covered" : "site_removed", match, isCovered);
  }
}

/** What is said of a site that was there before as well. */
function compareSite(match: string, before: Scope, after: Scope, say: Say): void {
  const ranked = (
    what: string,
    of: "sites" | "content" | "sitePictures",
    rank: (word: string) => number,
  ): void => {
    const [was, is] = [before[of][match] ?? "", after[of][match] ?? ""];
    if (was !== is) say(what, `${match}: ${is}`, rank(is) > rank(was));
  };
  ranked("site_level", "sites", (word) => LEVELS.indexOf(word));
  ranked("site_content", "content", (word) => CONTENTS.indexOf(word));
  ranked("site_pictures", "sitePictures", (word) => rankOf(word as Site["pictures"]));
  const [denied, open] = [after.deny[match] ?? [], before.deny[match] ?? []];
  for (const path of open) if (!denied.includes(path)) say("allowed", `${match} ${path}`, true);
  for (const path of denied) if (!open.includes(path)) say("denied", `${match} ${path}`, false);
  compareLists(before.lists[match] ?? [], after.lists[match] ?? [], "list", say);
  const [text, texts] = [before.verbatim[match] ?? [], after.verbatim[match] ?? []];
  compareLists(text, texts, "verbatim", (what, detail, isMore) =>
    say(what, `${match}: ${detail}`, isMore),
  );
  const number = after.exceptions[match] ?? null;
  // It allows what stands in the fields above and reaches no further itself.
  if (number !== null && number !== before.exceptions[match]) {
    say("exception", `${match}: ${number}`, false);
  }
}

function compareHours(before: Scope["schedule"], after: Scope["schedule"], say: Say): void {
  if (after === null) {
    if (before !== null) say("hours_always", "", true);
    return;
  }
  const { days, start, end } = after;
  const isMore =
    before !== null &&
    (days.some((day) => !before.days.includes(day)) || start < before.start || end > before.end);
  const isLess =
    before === null ||
    before.days.some((day) => !days.includes(day)) ||
    start > before.start ||
    end < before.end;
  if (isMore || isLess) say("hours", `${[...days].sort().join(" ")}, ${start}-${end}`, isMore);
}

function compareRegions(before: Scope["regions"], after: Scope["regions"], say: Say): void {
  if (after === null) {
    if (before !== null) say("regions_anywhere", "", true);
    return;
  }
  if (before === null) {
    say("regions_some", after.join(", "), false);
    return;
  }
  for (const each of after) if (!isInRegion(before, each)) say("region_added", each, true);
  for (const each of before) if (!isInRegion(after, each)) say("region_removed", each, false);
}

function compareLists(before: string[], after: string[], what: string, say: Say): void {
  for (const each of after) if (!before.includes(each)) say(`${what}_added`, each, true);
  for (const each of before) if (!after.includes(each)) say(`${what}_removed`, each, false);
}
