// Speaks to the pages of tabs, and opens our own.

import type { ToContent } from "../shared/messages.ts";
import { covers, levelOf, permittedPath, sitesOf } from "../shared/sites.ts";
import type { Site } from "../shared/wire.ts";
import type { TabView } from "./state.ts";

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

/** What can be said of a tab; that its page is recorded only the page itself can say. */
export async function viewTab(
  tab: chrome.tabs.Tab,
  sites: readonly Site[],
  isRecording: boolean,
  marked: boolean,
): Promise<TabView> {
  const url = tab.url !== undefined && URL.canParse(tab.url) ? new URL(tab.url) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return { listed: false, denied: false, marked: false, recorded: false, wordless: false };
  }
  const { origin, pathname } = url;
  const listed = permittedPath(sites, origin, pathname) !== null;
  const covered = sitesOf(sites, origin).some((site) => covers(site, origin, pathname));
  const recorded =
    listed && isRecording && (await tell(tab.id ?? -1, { type: "recording" }, 0)) === true;
  const wordless = levelOf(sites, origin, pathname) === "outline";
  return { listed, denied: covered && !listed, marked, recorded, wordless };
}
