// Where a message comes from, as the browser tells it, and whether that may be recorded. Pure.
//
// Rule: page and frame are looked at by themselves; a frame is recorded only if the rules of its
// own address allow it as well. A frame without an address (srcdoc, blank) goes by the one it
// inherits from.

import { isAllowed, pathTemplate, permittedPath, sitesOf } from "../shared/sites.ts";
import type { Place, Site } from "../shared/wire.ts";

/** What the browser says of the sender of a message. */
export interface Sender {
  frameId?: number | undefined;
  origin?: string | undefined;
  url?: string | undefined;
  documentId?: string | undefined;
  documentLifecycle?: string | undefined;
  tab?:
    | { id?: number | undefined; url?: string | undefined; incognito?: boolean | undefined }
    | undefined;
}

interface Address {
  origin: string;
  pathname: string;
}

/**
 * A page that is only prepared was never seen. One that is just leaving says its last words, which
 * happened while it was seen; a page that sleeps cannot speak.
 */
export function isLive(lifecycle: string | undefined, type: "ask" | "facts"): boolean {
  if (lifecycle === undefined || lifecycle === "active" || lifecycle === "pending_deletion") {
    return true;
  }
  return type === "facts" && lifecycle === "cached";
}

/** Whether the browser says that a document is not shown any more. */
export function hasLeft({ documentLifecycle: lifecycle }: Sender): boolean {
  return lifecycle === "cached" || lifecycle === "pending_deletion";
}

/** What a frame that may be recorded has to know: its sites, and the template of its own path. */
export interface Standing {
  sites: Site[];
  path: string | null;
}

/**
 * Whether a page or frame may be recorded; null if not. `pathname` is its own word for its path,
 * null where it has none. The browser's word is as old as the document: it knows of no route.
 */
export function standingOf(
  sender: Sender,
  pathname: string | null,
  sites: readonly Site[],
): Standing | null {
  const page = pageAddress(sender);
  if (page === null || isPrivate(sender)) return null;
  const isTop = sender.frameId === 0;
  const pagePath = isTop ? (pathname ?? page.pathname) : page.pathname;
  if (permittedPath(sites, page.origin, pagePath) === null) return null;
  const origin = isTop ? page.origin : frameOrigin(sender, page);
  const own = pathname ?? webAddress(sender.url)?.pathname ?? null;
  if (own !== null && permittedPath(sites, origin, own) === null) return null;
  const found = sitesOf(sites, origin);
  if (found.length === 0) return null;
  return { sites: found, path: own === null ? null : pathTemplate(own, found) };
}

/**
 * Where a fact happened; null if it may not be recorded. `path` is the page's or frame's own word
 * for its path at that moment; the browser vouches for the origin.
 */
export function placeOf(
  sender: Sender,
  document: string,
  path: string | null,
  sites: readonly Site[],
): Place | null {
  const page = pageAddress(sender);
  if (page === null || sender.tab?.id === undefined || isPrivate(sender)) return null;
  const isTop = sender.frameId === 0;
  const template = (isTop ? path : null) ?? templateOf(page, sites);
  if (!isAllowed(sites, page.origin, template)) return null;
  const frame = isTop ? { origin: null, path: null } : frameOf(sender, page, path, sites);
  if (frame === null) return null;
  return {
    tab: sender.tab.id,
    frame: sender.frameId ?? 0,
    document,
    origin: page.origin,
    path: template,
    frame_origin: frame.origin,
    frame_path: frame.path,
  };
}

/** The browser does not run us in private windows; should it ever, nothing comes of it. */
function isPrivate(sender: Sender): boolean {
  return sender.tab?.incognito === true;
}

function frameOf(
  sender: Sender,
  page: Address,
  word: string | null,
  sites: readonly Site[],
): { origin: string | null; path: string | null } | null {
  const own = webAddress(sender.url);
  const origin = frameOrigin(sender, page);
  const path = word ?? (own === null ? null : templateOf(own, sites));
  const other = origin === page.origin ? null : origin;
  // Of a frame that inherits from another frame only the frame itself knows the path.
  if (path === null) return other === null ? { origin: null, path: null } : null;
  return isAllowed(sites, origin, path) ? { origin: other, path } : null;
}

function templateOf(address: Address, sites: readonly Site[]): string {
  return pathTemplate(address.pathname, sitesOf(sites, address.origin));
}

function pageAddress(sender: Sender): Address | null {
  return webAddress(sender.frameId === 0 ? (sender.url ?? sender.tab?.url) : sender.tab?.url);
}

function frameOrigin(sender: Sender, page: Address): string {
  const own = webAddress(sender.url);
  if (own !== null) return own.origin;
  // Sandboxed and data: frames have no origin of their own and belong to the page they are in.
  const { origin } = sender;
  return origin === undefined || origin === "null" ? page.origin : origin;
}

function webAddress(url: string | undefined): Address | null {
  if (url === undefined || !URL.canParse(url)) return null;
  const { protocol, origin, pathname } = new URL(url);
  return protocol === "http:" || protocol === "https:" ? { origin, pathname } : null;
}
