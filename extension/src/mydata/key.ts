// A key of the person's own: imported from a file, shown by its id, removed. What a file with a private
// half holds goes no further than this page.

import type { Keying, ToBackground } from "../shared/messages.ts";
import { find, timeText } from "../shared/page.ts";
import { say } from "../shared/speech.ts";

const MOST_BYTES = 10_000;

let suite: string | null = null;

/** Offer it where the policy allows one: `allowed` is the suite that it has to be of. */
export function offerKey(allowed: string | null): void {
  if (allowed === suite) return;
  suite = allowed;
  find("key").hidden = allowed === null;
  if (allowed !== null) void ask({ type: "ask-key" });
}

export function hearKeyControls(): void {
  const input = find("key-file") as HTMLInputElement;
  input.addEventListener("change", () => void take(input));
  // The words of the browser's own control are not in the language of the page.
  find("key-choose").addEventListener("click", () => input.click());
  find("key-remove").addEventListener("click", () => void remove());
}

async function take(input: HTMLInputElement): Promise<void> {
  const file = input.files?.[0];
  if (file === undefined) return;
  const text = file.size > MOST_BYTES ? "" : await file.text();
  input.value = ""; // the same file may be chosen once more
  const fault = faultOf(text);
  if (fault === null) await ask({ type: "set-key", key: text });
  else find("key-said").textContent = fault;
}

async function remove(): Promise<void> {
  await ask({ type: "set-key", key: null });
  find("key-choose").focus(); // the button that was pressed is gone
}

function faultOf(text: string): string | null {
  let key: Record<string, unknown>;
  try {
    key = Object(JSON.parse(text));
  } catch {
    return say("mydata_key_none");
  }
  if ("seed" in key) return say("mydata_key_private");
  if (key["kind"] !== "recipient-public") return say("mydata_key_none");
  return key["suite"] === suite ? null : say("mydata_key_suite", suite ?? "");
}

async function ask(message: ToBackground): Promise<void> {
  const answer: Keying | undefined = await chrome.runtime.sendMessage(message);
  const key = answer?.key ?? null;
  find("key-said").textContent =
    key === null ? say("mydata_key_failed", answer?.sentence ?? "") : "";
  if (key === null) return;
  const since = timeText(key.since_ms ?? 0, { dateStyle: "medium", timeStyle: "short" });
  find("key-state").textContent =
    key.fault !== null
      ? say("mydata_key_fault", key.fault)
      : key.key_id === null
        ? say("mydata_key_off")
        : say("mydata_key_on", key.key_id, since);
  find("key-remove").hidden = key.key_id === null && key.fault === null;
}
