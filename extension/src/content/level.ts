// How much wording the policy lets be recorded of this document, and which lists it calls static.

import { covers, levelOf, pathTemplate, strictest } from "../shared/sites.ts";
import type { Site } from "../shared/wire.ts";
import { frameAddress } from "./address.ts";
import { structuralAttribute } from "./reading/attributes.ts";
import { closest } from "./tree.ts";

export type Level = Site["level"];

interface Standing {
  level: Level;
  lists: string[];
}

const LIST = /^(?:#|\[(name|data-testid)=")([A-Za-z0-9_-]+)(?:"\])?$/;

/**
 * The sites of the document's origin; null before the first answer. What is seen until then is
 * taken as on most sites, and stripped by the service worker, which has the policy at hand.
 */
let sites: readonly Site[] | null = null;
let known: { path: string | null; standing: Standing } | null = null;

export function setSites(given: readonly Site[]): void {
  sites = given;
  known = null;
}

export function level(): Level {
  return standing().level;
}

/** Whether the policy names this very list, or the control that opens it, as static. */
export function isNamedStatic(element: Element): boolean {
  return standing().lists.some((list) => {
    const [, attribute, token] = LIST.exec(list) ?? [];
    if (token === undefined) return false;
    return (
      structuralAttribute(element, attribute === undefined ? "id" : (attribute as "name")) === token
    );
  });
}

/** Whether the policy calls every list of the site static. */
export function isSiteStatic(): boolean {
  return standing().lists.includes("*");
}

/** Whether an element lies in a list that the policy names. */
export function isInNamedStatic(element: Element): boolean {
  return standing().lists.length > 0 && closest(element, isNamedStatic) !== null;
}

function standing(): Standing {
  if (sites === null) return { level: "labels", lists: [] };
  const address = frameAddress();
  if (address === "unknown") return { level: "outline", lists: [] };
  // A frame without an address of its own goes by its page, whose path it may not know.
  const path = address === "page" ? null : address.pathname;
  if (known === null || known.path !== path) {
    known = {
      path,
      standing: address === "page" ? ofAll(sites) : ofPath(sites, address.origin, address.pathname),
    };
  }
  return known.standing;
}

function ofAll(given: readonly Site[]): Standing {
  return { level: strictest(given), lists: [] };
}

function ofPath(given: readonly Site[], origin: string, pathname: string): Standing {
  const path = pathTemplate(pathname, [...given]);
  const covering = given.filter((site) => covers(site, origin, path));
  return { level: levelOf(given, origin, path), lists: covering.flatMap((site) => site.lists) };
}
