// Where this document stands: what the service worker has permitted of it, and what was seen of it
// before the answer was there.

import { permittedPath } from "../shared/sites.ts";
import type { Site } from "../shared/wire.ts";
import { frameAddress } from "./address.ts";
import { Early } from "./early.ts";
import type { Outbox } from "./outbox.ts";
import { standsAt } from "./standing.ts";

export class Ground {
  sites: readonly Site[] = [];
  /**
   * Whether the first answer is still awaited. A page may be gone before it comes, so the question
   * carries what was seen so far; the service worker keeps it only if the page is permitted.
   */
  isAsking = false;
  early = new Early();
  /** Template of the address at the last record. */
  lastPath: string | null = null;

  beginAsking(): void {
    this.isAsking = true;
    this.early = new Early();
    this.early.visit(ownPathname());
  }

  /** The template of the document's address now; null where nothing may be recorded. */
  standing(): { path: string | null } | null {
    return standsAt(this.sites);
  }

  /** The template of the page's own address now; null if it may not be recorded. */
  pagePath(): string | null {
    return this.standing()?.path ?? null;
  }

  /** Say of what was seen so far where it was seen; false if a part of it may not be told. */
  placeEarly(outbox: Outbox): boolean {
    const templates = this.early.place((pathname) => this.templateAt(pathname));
    if (templates === null) return false;
    outbox.place(templates);
    return true;
  }

  templateAt(pathname: string): string | null {
    const address = frameAddress();
    return typeof address === "string" ? null : permittedPath(this.sites, address.origin, pathname);
  }
}

export function ownPathname(): string | null {
  const address = frameAddress();
  return typeof address === "string" ? null : address.pathname;
}
