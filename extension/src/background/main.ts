// The service worker: registers every listener, at top level, and nothing else. The browser starts
// it for an event and only delivers events whose listeners are there from the first turn on.

import type { ToBackground } from "../shared/messages.ts";
import { Leaving } from "./leaving.ts";
import { answerPerson } from "./person.ts";
import { isLive } from "./place.ts";
import { Reach } from "./reach.ts";
import { Recorder } from "./recorder.ts";

const RETRY_ALARM = "workglass-retry";
const recorder = new Recorder();
const reach = new Reach(Date.now());
const leaving = new Leaving();

async function onReady<T>(task: () => Promise<T> | T): Promise<T> {
  await recorder.ready;
  return task();
}

// Without these two the worker would not run at the start of a browser with an old profile.
chrome.runtime.onInstalled.addListener(() => void onReady(() => undefined));
chrome.runtime.onStartup.addListener(() => void onReady(() => undefined));

// With an open port the worker is never idle, so the browser would hold an update back for ever.
chrome.runtime.onUpdateAvailable.addListener(() => {
  void onReady(() => recorder.inOrder(() => recorder.endSession("update"))).then(() =>
    setTimeout(() => chrome.runtime.reload(), 1000),
  );
});

chrome.storage.onChanged.addListener((_changes, area) => {
  if (area === "managed") void onReady(() => recorder.inOrder(() => recorder.loadPolicy()));
});

chrome.alarms.onAlarm.addListener(() => {
  void onReady(() => recorder.inOrder(() => recorder.wake()));
});
void chrome.alarms.create(RETRY_ALARM, { periodInMinutes: 1 });

chrome.tabs.onActivated.addListener(({ tabId }) => void onReady(() => recorder.tabShown(tabId)));
chrome.tabs.onCreated.addListener(({ id, openerTabId, pendingUrl, status }) => {
  if (id === undefined) return;
  // A tab that was opened by hand has an opener too, but is loading a page of the browser's own;
  // what a script opens begins as an empty document, which is complete at once.
  const isByPage = /^https?:/.test(pendingUrl ?? "") || status === "complete";
  recorder.tabOpened(id, isByPage ? openerTabId : undefined);
});
chrome.tabs.onRemoved.addListener((tabId) => {
  void onReady(() => recorder.inOrder(() => recorder.tabClosed(tabId)));
});
chrome.tabs.onUpdated.addListener((tabId, change, tab) => {
  if (change.status === undefined && change.url === undefined) return;
  if (tab.active) recorder.pageMayHaveChanged();
  const { url } = change;
  void onReady(async () => {
    // What its last page has said before waits to be taken, and must not bring that page back.
    void recorder.inOrder(async () => recorder.tabShows(tabId, tab.url));
    if (url !== undefined) await recorder.tabRouted(tabId, url);
    await recorder.showTab(tabId);
  });
});
chrome.windows.onFocusChanged.addListener(() => recorder.pageMayHaveChanged());

chrome.runtime.onMessage.addListener((message: ToBackground, sender, answer) => {
  if (sender.id !== chrome.runtime.id) return false;
  onReady(() => respond(message, sender)).then(answer, () => answer(undefined));
  return true;
});

/** What pages may ask stands above, what only our own pages may ask below. */
async function respond(
  message: ToBackground,
  sender: chrome.runtime.MessageSender,
): Promise<unknown> {
  switch (message.type) {
    case "ask": {
      if (!isLive(sender.documentLifecycle, message.type)) return undefined;
      const from = leaving.resolve(sender);
      if (from === null) return undefined;
      const { document, acknowledged, facts, pathname, marked } = message;
      const permission = await recorder.inOrder(() =>
        recorder.permission(document, acknowledged, facts, pathname, marked, from),
      );
      const isRecorded = permission.record;
      reach.note(sender.tab?.id ?? -1, { path: message.path, document, isRecorded });
      return permission;
    }
    case "facts": {
      if (!isLive(sender.documentLifecycle, message.type)) return undefined;
      const from = leaving.resolve(sender);
      if (from === null) return undefined;
      const { document, acknowledged, facts } = message;
      if (facts.some(({ fact }) => fact.kind === "coverage" && fact.left)) {
        reach.leave(sender.tab?.id ?? -1, document);
      }
      return recorder.inOrder(() => recorder.takeFacts(document, acknowledged, facts, from));
    }
    case "frames":
      return { reached: reach.inside(sender.tab?.id ?? -1, message.path), since: reach.since };
    case "began":
      if (sender.tab?.id !== undefined) await recorder.showTab(sender.tab.id);
      return undefined;
    default:
  }
  if (sender.origin !== new URL(chrome.runtime.getURL("")).origin) return undefined;
  return answerPerson(recorder, message);
}
