// Which addresses are on the allowlist; the same rules as native_host/sites.py, held to the same
// vectors (tests/vectors/sites). Whatever does not parse is not allowed.

import type { Site } from "./wire.ts";
import { tellsPerson } from "./words.ts";

const PATTERN =
  /^(?<scheme>https?):\/\/(?<wild>\*\.)?(?<host>(?:[a-z0-9_-]+\.)*[a-z0-9_-]+)(?::(?<port>[0-9]{1,5}))?(?<path>\/[!-~]*)$/;
const ORIGIN =
  /^(?<scheme>https?):\/\/(?<host>(?:[a-z0-9_-]+\.)*[a-z0-9_-]+)(?::(?<port>[1-9][0-9]{0,4}))?$/;
const DEFAULT_PORTS: Record<string, number> = { http: 80, https: 443 };

export interface SitePattern {
  scheme: string;
  host: string;
  subdomains: boolean;
  port: number;
  parts: string[];
}

export function parseSite(pattern: string): SitePattern | null {
  const found = PATTERN.exec(pattern)?.groups;
  if (found === undefined) return null;
  const { scheme = "", host = "", path = "" } = found;
  return {
    scheme,
    host,
    subdomains: found["wild"] !== undefined,
    port: Number(found["port"] ?? DEFAULT_PORTS[scheme]),
    parts: parsePath(path),
  };
}

/** Whether two entries may cover a page of the same origin. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [parseSite(one), parseSite(other)];
  if (a === null || b === null) return true;
  if (a.scheme !== b.scheme || a.port !== b.port) return false;
  if (a.host === b.host) return a.subdomains === b.subdomains;
  return isUnder(a, b) || isUnder(b, a);
}

function isUnder(pattern: SitePattern, wide: SitePattern): boolean {
  return wide.subdomains && pattern.host.endsWith(`.${wide.host}`);
}

export function parsePath(pattern: string): string[] {
  return pattern.slice(1).split("/");
}

export function coversOrigin(pattern: SitePattern, origin: string): boolean {
  const found = ORIGIN.exec(origin)?.groups;
  if (found === undefined || found["scheme"] !== pattern.scheme) return false;
  if (Number(found["port"] ?? DEFAULT_PORTS[pattern.scheme]) !== pattern.port) return false;
  const host = found["host"] ?? "";
  return pattern.subdomains ? host.endsWith(`.${pattern.host}`) : host === pattern.host;
}

export function pathMatches(parts: string[], path: string): boolean {
  if (!path.startsWith("/")) return false;
  const given = path.slice(1).split("/");
  const rest = parts.at(-1) === "*";
  const fixed = rest ? parts.slice(0, -1) : parts;
  if (rest ? given.length < fixed.length : given.length !== fixed.length) return false;
  return fixed.every((part, at) => part === "*" || part === given[at]);
}

/** Whether a page may be recorded: one entry covers it and none of its origin denies it. */
export function isAllowed(sites: readonly Site[], origin: string, path: string): boolean {
  let covered = false;
  for (const site of sites) {
    const pattern = parseSite(site.match);
    if (pattern === null || !coversOrigin(pattern, origin)) continue;
    const lowered = path.toLowerCase();
    if (site.deny.some((denied) => pathMatches(parsePath(denied.toLowerCase()), lowered))) {
      return false;
    }
    covered ||= pathMatches(pattern.parts, path);
  }
  return covered;
}

const LEVELS: readonly Site["level"][] = ["outline", "labels", "text"];
const PICTURES: readonly Site["pictures"][] = ["none", "skeleton", "masked", "fields"];
/** Whose words a site shows binds whatever else its entry says. */
const MOST_LEVEL: Record<Site["content"], Site["level"]> = {
  own: "text",
  inbound: "labels",
  personal: "outline",
};
export const MOST_PICTURES: Record<Site["content"], Site["pictures"]> = {
  own: "fields",
  inbound: "masked",
  personal: "skeleton",
};

/** How much wording of a page is recorded: the least that any entry that covers it says. */
export function levelOf(sites: readonly Site[], origin: string, path: string): Site["level"] {
  return strictest(sites.filter((site) => covers(site, origin, path)));
}

export function strictest(sites: readonly Site[]): Site["level"] {
  return least(
    LEVELS,
    sites.flatMap((site) => [site.level, MOST_LEVEL[site.content]]),
  );
}

/** What pictures of a page may show: the least that any entry that covers it says. */
export function picturesOf(sites: readonly Site[], origin: string, path: string): Site["pictures"] {
  const covering = sites.filter((site) => covers(site, origin, path));
  return least(
    PICTURES,
    covering.flatMap((site) => [site.pictures, MOST_PICTURES[site.content]]),
  );
}

/** How much a picture of a level shows, compared with others. */
export function rankOf(level: Site["pictures"]): number {
  return PICTURES.indexOf(level);
}

function least<T>(ranks: readonly T[], found: readonly T[]): T {
  const places = found.map((word) => ranks.indexOf(word));
  return ranks[places.length === 0 ? 0 : Math.max(0, Math.min(...places))] as T;
}

/** The fields of a page whose text may be recorded: those that every entry that covers it names. */
export function verbatimOf(sites: readonly Site[], origin: string, path: string): string[] {
  const covering = sites.filter((site) => covers(site, origin, path));
  const [first, ...others] = covering.map((site) =>
    site.content === "own" && site.exception !== null
      ? site.verbatim.map(({ field }) => field)
      : [],
  );
  return (first ?? []).filter((field) => others.every((fields) => fields.includes(field)));
}

export function covers(site: Site, origin: string, path: string): boolean {
  const pattern = parseSite(site.match);
  return pattern !== null && coversOrigin(pattern, origin) && pathMatches(pattern.parts, path);
}

export function sitesOf(sites: readonly Site[], origin: string): Site[] {
  return sites.filter((site) => {
    const pattern = parseSite(site.match);
    return pattern !== null && coversOrigin(pattern, origin);
  });
}

/** The template of a page that may be recorded, or null for any other page. */
export function permittedPath(
  sites: readonly Site[],
  origin: string,
  pathname: string,
): string | null {
  const template = pathTemplate(pathname, sitesOf(sites, origin));
  return isAllowed(sites, origin, template) ? template : null;
}

/** The pattern that the browser registers content scripts with; our own check is narrower. */
export function matchPattern(site: Site): string | null {
  const pattern = parseSite(site.match);
  if (pattern === null) return null;
  return `${pattern.scheme}://${pattern.subdomains ? "*." : ""}${pattern.host}:${pattern.port}/*`;
}

/**
 * The path with every part replaced by {} that is not a plain word of lower-case letters.
 *
 * Parts that the policy itself spells out stay, so that its path rules can be checked again on
 * the template. Percent-escapes of plain letters are undone first: /%68r is /hr.
 */
export function pathTemplate(path: string, sites: readonly Site[]): string {
  const spelled = new Set(
    sites.flatMap((site) => [
      ...(parseSite(site.match)?.parts ?? []),
      ...site.deny.flatMap((denied) => parsePath(denied)),
    ]),
  );
  const lowered = new Set([...spelled].map((part) => part.toLowerCase()));
  const parts = normalisePath(path)
    .split("/")
    .slice(1)
    .map((part) => (lowered.has(part.toLowerCase()) || isFixedPart(part) ? part : "{}"));
  return `/${parts.join("/")}`.slice(0, 512);
}

function normalisePath(path: string): string {
  const undone = path.replace(/%([0-9a-f]{2})/gi, (escaped, digits: string) => {
    const letter = String.fromCharCode(Number.parseInt(digits, 16));
    return /[A-Za-z0-9._~-]/.test(letter) ? letter : escaped;
  });
  return undone.replace(/;[^/]*/g, "").replace(/\/{2,}/g, "/");
}

const WORDS = /^[a-z]+(?:[-_][a-z]+)*$/;
const ENDING = /\.(?:html?|xhtml|php|aspx?|jsp|jsf|do|cgi)$/;

/**
 * Words of lower-case letters stay that name neither a person nor a sensitive topic, also with the
 * ending of a page's file, and version marks. Anything else could be a number, a key or a name.
 */
function isFixedPart(part: string): boolean {
  if (part === "" || /^v[0-9]{1,2}$/.test(part)) return true;
  const words = part.replace(ENDING, "");
  return part.length <= 24 && WORDS.test(words) && !isHex(words) && !tellsPerson(words);
}

function isHex(words: string): boolean {
  return /^[a-f]{6,}$/.test(words.replace(/[-_]/g, ""));
}
