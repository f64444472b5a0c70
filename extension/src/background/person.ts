// What our own pages may ask and do: the notice, the popup, My data.

import type { Forgetting, Keying, Looking, ToBackground } from "../shared/messages.ts";
import { type AskKey, PROTOCOL, type SetKey } from "../shared/wire.ts";
import { enquire } from "./port.ts";
import type { Recorder } from "./recorder.ts";

const FORGET_MINUTES = [5, 15, 60];

export async function answerPerson(recorder: Recorder, message: ToBackground): Promise<unknown> {
  switch (message.type) {
    case "notice-state":
      return recorder.noticeState();
    case "acknowledge":
      await recorder.inOrder(() =>
        recorder.acknowledge(message.version, message.digest, message.locale),
      );
      return recorder.noticeState();
    case "overview":
      return recorder.overview(await personsTab(message.tab));
    case "pause":
      await recorder.inOrder(() => recorder.beginPause(message.length));
      return true;
    case "resume":
      await recorder.inOrder(() => recorder.endPause());
      return true;
    case "forget":
      return forget(recorder, message.minutes);
    case "who-looked":
      return whoLooked();
    case "ask-key":
      return askAboutKey({ type: "ask-key", protocol: PROTOCOL });
    case "set-key":
      return askAboutKey({ type: "set-key", protocol: PROTOCOL, key: message.key });
    default:
      return undefined;
  }
}

/** The tab that the popup hangs over. */
async function personsTab(id: number | null): Promise<chrome.tabs.Tab | undefined> {
  return id === null ? undefined : chrome.tabs.get(id).catch(() => undefined);
}

async function forget(recorder: Recorder, minutes: number): Promise<Forgetting> {
  if (!FORGET_MINUTES.includes(minutes)) return { done: false, sentence: "", counts: null };
  await recorder.forgetHere(minutes);
  const answer = await enquire({ type: "forget", protocol: PROTOCOL, minutes });
  // What came to the memory of this browser meanwhile is of after the forgetting.
  if (answer?.type === "shredded") return { done: answer.complete, sentence: "", counts: answer };
  return { done: false, sentence: answer?.sentence ?? "", counts: null };
}

async function whoLooked(): Promise<Looking> {
  const answer = await enquire({ type: "ask-access", protocol: PROTOCOL });
  if (answer?.type === "access-list") return { list: answer, sentence: "" };
  return { list: null, sentence: answer?.sentence ?? "" };
}

/** Hosts that run look at the key before everything they seal, so nothing has to start anew. */
async function askAboutKey(question: AskKey | SetKey): Promise<Keying> {
  const answer = await enquire(question);
  if (answer?.type === "own-key") return { key: answer, sentence: "" };
  return { key: null, sentence: answer?.sentence ?? "" };
}
