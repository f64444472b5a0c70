// What the notice says about a policy. Pure.

import type { NoticeState } from "../shared/messages.ts";
import type { Policy } from "../shared/wire.ts";

export function disclose(policy: Policy): NonNullable<NoticeState["notice"]> {
  const { notice, purpose, sites, retention_days, screenshots, collector } = policy;
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
    screenshots: screenshots.enabled,
    pointerPath: policy.pointer_path,
    jurisdiction: policy.employee.jurisdiction,
    recipients: policy.recipients.map(({ id }) => id),
    collector: collector === null ? null : new URL(collector.url).host,
  };
}
