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
    say(notice.screenshots ? "notice_pictures" : "notice_no_pictures"),
    say("notice_never"),
    `${kept} ${sent}`,
    say("notice_ring"),
    say("notice_yours"),
    ...lawOf(notice.jurisdiction, say("language")),
    say("notice_contact", notice.contact),
  ];
}

/** How the wording that is recorded differs from site to site. */
function levels(notice: Notice, say: Say): string[] {
  const said: string[] = [];
  if (notice.wordless.length > 0) said.push(say("notice_wordless", notice.wordless.join(", ")));
  if (notice.lists) said.push(say("notice_lists"));
  if (notice.texts.length > 0) said.push(say("notice_texts", notice.texts.join(", ")));
  return said;
}
