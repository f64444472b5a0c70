// Whether this document, as it is now, may be recorded: its address, and what the site says in it.

import { permittedPath } from "../shared/sites.ts";
import type { Site } from "../shared/wire.ts";
import { frameAddress } from "./address.ts";
import { isPageMarked } from "./reading/areas.ts";
import { getter, isPageLoading } from "./tree.ts";

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
  const path = permittedPath(sites, address.origin, address.pathname);
  return path === null ? null : { path };
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
