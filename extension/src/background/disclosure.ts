// What the notice says about a policy. Pure.

import type { NoticeState } from "../shared/messages.ts";
import { MOST_PICTURES, rankOf } from "../shared/sites.ts";
import type { Policy } from "../shared/wire.ts";

export function disclose(policy: Policy): NonNullable<NoticeState["notice"]> {
  const { notice, purpose, sites, retention_days, screenshots, collector } = policy;
  const drawn = (level: Policy["sites"][number]["pictures"]): string[] =>
    sites
      .filter((site) => rankOf(site.pictures) <= rankOf(MOST_PICTURES[site.content]))
      .filter(({ pictures }) => pictures === level)
      .map((site) => site.match);
  return {
    version: notice.version,
    organisation: notice.organisation,
    contact: notice.contact,
    purpose: purpose.sentence,
    sites: sites.map((site) => site.match),
    wordless: sites.filter(({ level }) => level === "outline").map((site) => site.match),
    texts: sites.filter(({ level }) => level === "text").map((site) => site.match),
    lists: sites.some(({ level, lists }) => level === "labels" && lists.length > 0),
    retentionDays: retention_days,
    screenshots: screenshots.enabled && sites.some(({ pictures }) => pictures !== "none"),
    pictureless: drawn("none"),
    skeletons: drawn("skeleton"),
    unmasked: drawn("fields"),
    verbatim: sites.flatMap(({ match, verbatim }) =>
      verbatim.map(({ field, purpose: why }) => ({ site: match, field, purpose: why })),
    ),
    exceptions: [
      ...new Set(
        sites
          .filter(({ pictures, verbatim }) => pictures === "fields" || verbatim.length > 0)
          .map(({ exception }) => exception)
          .filter((number) => number !== null),
      ),
    ],
    inbound: sites.filter(({ content }) => content === "inbound").map((site) => site.match),
    personal: sites.filter(({ content }) => content === "personal").map((site) => site.match),
    hours: policy.schedule,
    regions: policy.regions,
    pointerPath: policy.pointer_path,
    jurisdiction: policy.employee.jurisdiction,
    recipients: policy.recipients.map(({ id }) => id),
    collector: collector === null ? null : new URL(collector.url).host,
  };
}
