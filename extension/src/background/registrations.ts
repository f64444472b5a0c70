// Which pages the browser runs our content script in: the allowlist's origins and no others.

import { registrable } from "../shared/browser.ts";
import { matchPattern, permittedPath } from "../shared/sites.ts";
import type { Site } from "../shared/wire.ts";

const SCRIPT = "workglass";

/**
 * Make the registration fit the allowlist; one left over from an earlier policy goes away. Says
 * whether anything had to be changed.
 */
export async function reconcileScripts(sites: readonly Site[]): Promise<boolean> {
  const wanted = [
    ...new Set(
      sites
        .map(matchPattern)
        .filter((match) => match !== null)
        .map(registrable),
    ),
  ].sort();
  const [found] = await chrome.scripting.getRegisteredContentScripts({ ids: [SCRIPT] });
  if (wanted.length === 0) {
    if (found !== undefined) await chrome.scripting.unregisterContentScripts({ ids: [SCRIPT] });
    return found !== undefined;
  }
  const script: chrome.scripting.RegisteredContentScript = {
    id: SCRIPT,
    matches: wanted,
    js: ["content.js"],
    allFrames: true,
    matchOriginAsFallback: true,
    runAt: "document_start",
    world: "ISOLATED",
    persistAcrossSessions: true,
  };
  if (found === undefined) await chrome.scripting.registerContentScripts([script]);
  else if (JSON.stringify(found.matches?.toSorted()) !== JSON.stringify(wanted)) {
    await chrome.scripting.updateContentScripts([script]);
  } else return false;
  return true;
}

/** Pages that were open before the registration get the script now. */
export async function injectIntoOpenTabs(sites: readonly Site[]): Promise<void> {
  for (const tab of await chrome.tabs.query({})) {
    if (tab.id === undefined || permittedUrl(sites, tab.url) === null) continue;
    await chrome.scripting
      .executeScript({ target: { tabId: tab.id, allFrames: true }, files: ["content.js"] })
      .catch(() => undefined); // the tab was closed, or the browser's own policy forbids it
  }
}

/** The template of an address that may be recorded; null for any other. */
export function permittedUrl(sites: readonly Site[], url: string | undefined): string | null {
  if (url === undefined || !URL.canParse(url)) return null;
  const { origin, pathname } = new URL(url);
  return permittedPath(sites, origin, pathname);
}
