// How far a policy reaches, and whether another reaches further: then the notice is asked for again.
// Pure.

import { KINDS, type Policy } from "../shared/wire.ts";

/** What the person has agreed to know of; nothing of it is content. */
export interface Scope {
  /** Level of every pattern. */
  sites: Record<string, string>;
  /** What is left out of a site, and the lists whose entries are named. */
  deny: Record<string, string[]>;
  lists: Record<string, string[]>;
  kinds: string[];
  /** Ids of the keys that can open. */
  recipients: string[];
  retentionDays: number;
  pictures: boolean;
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

export function scopeOf(policy: Policy, kinds: readonly string[] = KINDS): Scope {
  const by = <T>(value: (site: Policy["sites"][number]) => T): Record<string, T> =>
    Object.fromEntries(policy.sites.map((site) => [site.match, value(site)]));
  return {
    sites: by(({ level }) => level),
    deny: by(({ deny }) => deny),
    lists: by(({ lists }) => lists),
    kinds: [...kinds],
    recipients: policy.recipients.flatMap((group) => group.members.map(({ key_id }) => key_id)),
    retentionDays: policy.retention_days,
    pictures: policy.screenshots.enabled,
    pointerPath: policy.pointer_path,
    collector: policy.collector === null ? null : new URL(policy.collector.url).host,
  };
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
  for (const [match, level] of Object.entries(after.sites)) {
    const was = before.sites[match];
    if (was === undefined) say("site_added", match, true);
    else if (was !== level) {
      say("site_level", `${match}: ${level}`, LEVELS.indexOf(level) > LEVELS.indexOf(was));
    }
    if (was === undefined) continue;
    const [denied, open] = [after.deny[match] ?? [], before.deny[match] ?? []];
    for (const path of open) if (!denied.includes(path)) say("allowed", `${match} ${path}`, true);
    for (const path of denied) if (!open.includes(path)) say("denied", `${match} ${path}`, false);
    compareLists(before.lists[match] ?? [], after.lists[match] ?? [], "list", say);
  }
  for (const match of Object.keys(before.sites)) {
    if (after.sites[match] === undefined) say("site_removed", match, false);
  }
}

function compareLists(before: string[], after: string[], what: string, say: Say): void {
  for (const each of after) if (!before.includes(each)) say(`${what}_added`, each, true);
  for (const each of before) if (!after.includes(each)) say(`${what}_removed`, each, false);
}
