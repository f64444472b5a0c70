// The words of the notice, in paragraphs. Pure; what is acknowledged is the hash of exactly them.

import type { NoticeState } from "../shared/messages.ts";

export function paragraphs(notice: NonNullable<NoticeState["notice"]>): string[] {
  const pictures = notice.screenshots
    ? "Pictures of these pages are taken, with everything painted over but known buttons, menus and labels."
    : "No pictures are taken.";
  const way = notice.pointerPath ? " The way of the mouse is recorded as well." : "";
  const sent =
    notice.collector === null
      ? "It is not sent anywhere."
      : `Sealed as it is, it is sent to the collector at ${notice.collector}, which cannot open it.`;
  return [
    `${notice.organisation} records work in this browser. Purpose: ${notice.purpose}`,
    `Only these pages: ${notice.sites.join(", ")}. Never private windows.`,
    "Recorded: clicks, choices in lists and menus, scrolling, dragging, dialogs, and movements between pages, tabs and windows, with the fixed wording of the buttons and menus.",
    `Of the keyboard: shortcuts and keys such as Tab, Enter and the arrows; that something was written into a field and roughly how much; that a form was sent, a text marked, copied or pasted, a file chosen.${way}`,
    ...levels(notice),
    pictures,
    ...exceptions(notice),
    `Never recorded${notice.verbatim.length > 0 ? ", but for the fields named above" : ""}: what you type, what fields hold, passwords, what you mark or copy, file names, page titles. Your name and account are not attached.`,
    `Everything is sealed on this computer at once and kept on it for at most ${notice.retentionDays} days. It can be opened only with keys that are not on this computer. ${sent}`,
    `Questions: ${notice.contact}`,
  ];
}

/** What is recorded of few sites only, or not at all times. */
function exceptions(notice: NonNullable<NoticeState["notice"]>): string[] {
  const said: string[] = [];
  if (notice.screenshots && notice.pictureless.length > 0) {
    said.push(`No pictures are taken of: ${notice.pictureless.join(", ")}.`);
  }
  if (notice.screenshots && notice.skeletons.length > 0) {
    said.push(`Pictures show nothing but drawn boxes on: ${notice.skeletons.join(", ")}.`);
  }
  if (notice.screenshots && notice.unmasked.length > 0) {
    said.push(
      `On ${notice.unmasked.join(", ")} pictures show ordinary text as well; fields, pictures, lists and tables are painted over.`,
    );
  }
  for (const { site, field, purpose } of notice.verbatim) {
    said.push(
      `What you write into the field ${field} on ${site} is recorded word for word. Purpose: ${purpose}`,
    );
  }
  if (notice.hours !== null) said.push(`Recorded only: ${notice.hours}.`);
  if (notice.regions !== null) {
    said.push(`Recorded only while the computer is set to: ${notice.regions.join(", ")}.`);
  }
  return said;
}

/** How the wording that is recorded differs from site to site. */
function levels(notice: NonNullable<NoticeState["notice"]>): string[] {
  const said: string[] = [];
  if (notice.wordless.length > 0) said.push(`No wording at all: ${notice.wordless.join(", ")}.`);
  if (notice.lists) {
    said.push(
      "Of lists that are the same for everybody, the wording of their entries is recorded.",
    );
  }
  if (notice.texts.length > 0) {
    said.push(
      `On ${notice.texts.join(", ")}, which your organisation calls test systems without personal data, the wording of lists, tables and headings is recorded and shown in pictures as well.`,
    );
  }
  return said;
}
