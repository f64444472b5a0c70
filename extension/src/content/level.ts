// How much wording the policy lets be recorded of this document, and which lists it calls static.

import {
  covers,
  levelOf,
  pathTemplate,
  picturesOf,
  strictest,
  verbatimOf,
} from "../shared/sites.ts";
import type { Site, Target } from "../shared/wire.ts";
import { frameAddress } from "./address.ts";
import { structuralAttribute } from "./reading/attributes.ts";
import { closest } from "./tree.ts";

export type Level = Site["level"];

interface Standing {
  level: Level;
  lists: string[];
  verbatim: string[];
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

/** Whether the policy names the field that is described so as one whose text is recorded. */
export function isNamedVerbatim({ name, tag, selectors }: Target): boolean {
  const { verbatim } = standing();
  if (verbatim.length === 0) return false;
  const ways = selectors
    .filter(({ by }) => by !== "css")
    .map(({ by, value }) => (by === "name" ? value.slice(tag.length) : value));
  return [...ways, `label:${name}`].some((way) => verbatim.includes(way));
}

/** What pictures of this page may show. */
export function pictures(): Site["pictures"] {
  const address = frameAddress();
  if (sites === null || typeof address === "string") return "none";
  const path = pathTemplate(address.pathname, [...sites]);
  return picturesOf(sites, address.origin, path);
}

/** Whether an element lies in a list that the policy names. */
export function isInNamedStatic(element: Element): boolean {
  return standing().lists.length > 0 && closest(element, isNamedStatic) !== null;
}

function standing(): Standing {
  if (sites === null) return { level: "labels", lists: [], verbatim: [] };
  const address = frameAddress();
  if (address === "unknown") return { level: "outline", lists: [], verbatim: [] };
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
  return { level: strictest(given), lists: [], verbatim: [] };
}

function ofPath(given: readonly Site[], origin: string, pathname: string): Standing {
  const path = pathTemplate(pathname, [...given]);
  const covering = given.filter((site) => covers(site, origin, path));
  return {
    level: levelOf(given, origin, path),
    lists: covering.flatMap((site) => (site.content === "own" ? site.lists : [])),
    verbatim: verbatimOf(given, origin, path),
  };
}
