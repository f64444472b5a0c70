// Speaks to the pages of tabs, and opens our own.

import type { ToContent } from "../shared/messages.ts";

/** Say something to a tab's pages; undefined where no page of ours listens. */
export function tell(tab: number, message: ToContent, frame?: number): Promise<unknown> {
  const options = frame === undefined ? {} : { frameId: frame };
  return chrome.tabs.sendMessage(tab, message, options).catch(() => undefined);
}

export async function tellEveryTab(message: ToContent): Promise<void> {
  for (const tab of await chrome.tabs.query({})) {
    if (tab.id !== undefined) void tell(tab.id, message);
  }
}

export async function openNotice(): Promise<void> {
  await chrome.tabs.create({ url: chrome.runtime.getURL("notice.html") });
}
