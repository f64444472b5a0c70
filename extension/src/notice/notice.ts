// The notice: shown before anything is recorded, and from the toolbar at any time.

import { sha256 } from "../shared/identifiers.ts";
import type { NoticeState, ToBackground } from "../shared/messages.ts";
import { paragraphs } from "./wording.ts";

const find = (id: string): HTMLElement => {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`no #${id}`);
  return element;
};

function ask(message: ToBackground): Promise<NoticeState> {
  return chrome.runtime.sendMessage(message);
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
        locale: document.documentElement.lang,
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
