// The words of the notice, in paragraphs. Pure; what is acknowledged is the hash of exactly them.

import type { NoticeState } from "../shared/messages.ts";
import { lawOf } from "./law.ts";

type Notice = NonNullable<NoticeState["notice"]>;
export type Say = (key: string, ...parts: (string | number)[]) => string;

export function paragraphs(notice: Notice, say: Say): string[] {
  const way = notice.pointerPath ? ` ${say("notice_way")}` : "";
  const sent =
    notice.collector === null ? say("notice_not_sent") : say("notice_sent", notice.collector);
  const kept = say("notice_kept", notice.retentionDays, notice.recipients.join(", "));
  return [
    say("notice_who", notice.organisation, notice.purpose),
    say("notice_sites", notice.sites.join(", ")),
    say("notice_recorded"),
    `${say("notice_keys")}${way}`,
    ...levels(notice, say),
    ...pictures(notice, say),
    ...exceptions(notice, say),
    say(notice.verbatim.length > 0 ? "notice_never_else" : "notice_never"),
    `${kept} ${sent}`,
    say("notice_ring"),
    say("notice_yours"),
    ...lawOf(notice.jurisdiction, say("language")),
    say("notice_contact", notice.contact),
  ];
}

/** What pictures show, and where less or more of it. */
function pictures(notice: Notice, say: Say): string[] {
  if (!notice.screenshots) return [say("notice_no_pictures")];
  const said = [say("notice_pictures")];
  for (const what of ["pictureless", "skeletons", "unmasked"] as const) {
    if (notice[what].length > 0) said.push(say(`notice_${what}`, notice[what].join(", ")));
  }
  return said;
}

/** What is recorded of few sites only, or not at all times. */
function exceptions(notice: Notice, say: Say): string[] {
  const said = notice.verbatim.map(({ site, field, purpose }) =>
    say("notice_verbatim", field, site, purpose),
  );
  for (const what of ["exceptions", "inbound", "personal"] as const) {
    if (notice[what].length > 0) said.push(say(`notice_${what}`, notice[what].join(", ")));
  }
  if (notice.hours !== null) said.push(say("notice_hours", hoursOf(notice.hours, say)));
  if (notice.regions !== null) said.push(say("notice_regions", notice.regions.join(", ")));
  return said;
}

function hoursOf({ days, start, end }: NonNullable<Notice["hours"]>, say: Say): string {
  const names = [...new Set(days)].sort((a, b) => a - b).map((day) => say(`day_${day}`));
  return say("notice_span", names.join(", "), start, end);
}

/** How the wording that is recorded differs from site to site. */
function levels(notice: Notice, say: Say): string[] {
  const said: string[] = [];
  if (notice.wordless.length > 0) said.push(say("notice_wordless", notice.wordless.join(", ")));
  if (notice.lists) said.push(say("notice_lists"));
  if (notice.texts.length > 0) said.push(say("notice_texts", notice.texts.join(", ")));
  return said;
}
