// Whether this document, as it is now, may be recorded: its address, and what the site says in it.

import { permittedPath } from "../shared/sites.ts";
import type { Site } from "../shared/wire.ts";
import { type Address, frameAddress } from "./address.ts";
import { isPageLoading } from "./page.ts";
import { getter } from "./prototypes.ts";
import { isPageMarked } from "./reading/areas.ts";

const bodyOf = getter<HTMLElement | null>(Document.prototype, "body");
const listen = EventTarget.prototype.addEventListener;

/**
 * The template of the document's own address; null where nothing may be recorded. A frame without
 * an address goes by its page, which the service worker knows better: its template is null.
 */
export function standsAt(sites: readonly Site[]): { path: string | null } | null {
  const address = frameAddress();
  if (address === "unknown" || isPageMarked()) return null;
  if (address === "page") return { path: null };
  const path = templateOf(sites, address);
  return path === null ? null : { path };
}

let last: { sites: readonly Site[]; address: Address; path: string | null } | null = null;

/** Asked at every record, and seldom of another address than before. */
function templateOf(sites: readonly Site[], address: Address): string | null {
  const { origin, pathname } = address;
  const isSame = last?.address.origin === origin && last.address.pathname === pathname;
  if (last === null || !isSame || last.sites !== sites) {
    last = { sites, address, path: permittedPath(sites, origin, pathname) };
  }
  return last.path;
}

export function isHeadRead(): boolean {
  return bodyOf(document) !== null || !isPageLoading();
}

/** What a site says of its page stands in the head, so nobody is asked before that is there. */
export function headRead(): Promise<void> {
  if (isHeadRead()) return Promise.resolve();
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => look());
    const look = (): void => {
      if (!isHeadRead()) return;
      observer.disconnect();
      resolve();
    };
    observer.observe(document, { childList: true, subtree: true });
    listen.call(document, "readystatechange", look, { once: true, passive: true });
  });
}
