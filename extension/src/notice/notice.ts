// The notice: shown before anything is recorded, and from the popup at any time.

import { sha256 } from "../shared/identifiers.ts";
import type { NoticeState, ToBackground } from "../shared/messages.ts";
import { find, sayAll } from "../shared/page.ts";
import { language, say, sayOr } from "../shared/speech.ts";
import { paragraphs } from "./wording.ts";

function ask(message: ToBackground): Promise<NoticeState> {
  return chrome.runtime.sendMessage(message);
}

function elements(tag: string, texts: readonly string[]): HTMLElement[] {
  return texts.map((words) => {
    const element = document.createElement(tag);
    element.textContent = words;
    return element;
  });
}

let shown = "";

async function render(state: NoticeState): Promise<void> {
  // What is the same is left alone: a screen reader would begin anew.
  const now = JSON.stringify(state);
  if (now === shown) return;
  shown = now;
  find("state").textContent = say(`state_${state.state.replaceAll("-", "_")}`, state.detail);
  const { notice } = state;
  find("notice").hidden = notice === null;
  if (notice === null) return;
  const text = paragraphs(notice, say);
  find("text").replaceChildren(...elements("p", text));
  const more = (state.changes ?? []).filter(({ grows }) => grows);
  find("changed").hidden = more.length === 0;
  const changes = more.map(({ what, detail }) => sayOr(`change_${what}`, detail, detail));
  find("changes").replaceChildren(...elements("li", changes));
  const button = find("acknowledge") as HTMLButtonElement;
  button.hidden = state.acknowledged;
  find("done").hidden = !state.acknowledged;
  button.onclick = async (event) => {
    if (!event.isTrusted) return; // only a person can acknowledge
    button.disabled = true;
    const digest = await sha256(new TextEncoder().encode(text.join("\n")));
    const { version } = notice;
    await render(await ask({ type: "acknowledge", version, digest, locale: language() }));
    button.disabled = false;
  };
}

async function refresh(): Promise<void> {
  await render(await ask({ type: "notice-state" }));
}

sayAll("notice_title");
void refresh();
setInterval(() => void refresh(), 2000);
