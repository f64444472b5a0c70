// The notice: shown before anything is recorded, and from the toolbar at any time.

import { sha256 } from "../shared/identifiers.ts";
import type { NoticeState, ToBackground } from "../shared/messages.ts";

const find = (id: string): HTMLElement => {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`no #${id}`);
  return element;
};

function ask(message: ToBackground): Promise<NoticeState> {
  return chrome.runtime.sendMessage(message);
}

/** The notice in paragraphs; what is acknowledged is the hash of exactly this text. */
function paragraphs(notice: NonNullable<NoticeState["notice"]>): string[] {
  const pictures = notice.screenshots
    ? "Pictures of these pages are taken, with everything painted over but known buttons, menus and labels."
    : "No pictures are taken.";
  return [
    `${notice.organisation} records work in this browser. Purpose: ${notice.purpose}`,
    `Only these pages: ${notice.sites.join(", ")}. Never private windows.`,
    "Recorded: clicks, choices in lists and menus, and movements between pages, with the fixed wording of the buttons and menus.",
    pictures,
    "Never recorded: what you type, what fields hold, passwords, the clipboard, page titles, names or accounts.",
    `Everything is sealed on this computer at once and kept for at most ${notice.retentionDays} days. It can be opened only with keys that are not on this computer.`,
    `Questions: ${notice.contact}`,
  ];
}

async function render(state: NoticeState): Promise<void> {
  find("state").textContent = state.sentence;
  const { notice } = state;
  find("notice").hidden = notice === null;
  if (notice === null) return;
  const text = paragraphs(notice);
  find("text").replaceChildren(
    ...text.map((words) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = words;
      return paragraph;
    }),
  );
  const button = find("acknowledge") as HTMLButtonElement;
  button.hidden = state.acknowledged;
  button.onclick = async (event) => {
    if (!event.isTrusted) return; // only a person can acknowledge
    button.disabled = true;
    const digest = await sha256(new TextEncoder().encode(text.join("\n")));
    await render(
      await ask({
        type: "acknowledge",
        version: notice.version,
        digest,
        locale: navigator.language,
      }),
    );
    button.disabled = false;
  };
}

async function refresh(): Promise<void> {
  await render(await ask({ type: "notice-state" }));
}

void refresh();
setInterval(() => void refresh(), 2000);
