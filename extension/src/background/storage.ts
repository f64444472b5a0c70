// What the service worker remembers. `session` is memory of the browser and never on disk; `local`
// holds no recorded content.

import { readManaged } from "../shared/browser.ts";
import type { Gap, Witness } from "../shared/wire.ts";
import type { Counts } from "./counts.ts";
import { COUNTS_KEY, Mirror, OLDER_KEY } from "./mirror.ts";
import type { Pause } from "./pause.ts";
import type { Item } from "./queue.ts";
import type { RingChanges } from "./ring.ts";
import type { Change, Scope } from "./scope.ts";

export interface Acknowledgement {
  version: number;
  digest: string;
  locale: string;
  wall_ms: number;
  /** What the policy reached then. */
  scope: Scope;
  /** Whether the record of it was handed to the queue. */
  recorded: boolean;
}

export interface SessionMemory {
  id: string;
  next: number;
  /** Events that found no room in the queue and are not told as a gap yet. */
  lost: number;
}

/** A policy that was in force, since when, and what it changed. */
export interface PolicyStep {
  version: number;
  digest: string;
  since_ms: number;
  scope: Scope;
  changes: Change[];
}

const MAX_STEPS = 50;
const QUEUE_KEY = "queue:";
const DOCUMENT_KEY = "document:";

export function readManagedPolicy(): Promise<unknown> {
  return readManaged("policy");
}

export async function readProfile(): Promise<string> {
  const found = (await chrome.storage.local.get("profile"))["profile"];
  if (typeof found === "string") return found;
  const profile = crypto.randomUUID().replaceAll("-", "");
  await chrome.storage.local.set({ profile });
  return profile;
}

export async function readSeenVersion(): Promise<number> {
  const found = (await chrome.storage.local.get("policyVersion"))["policyVersion"];
  return typeof found === "number" ? found : 0;
}

export function writeSeenVersion(policyVersion: number): Promise<void> {
  return chrome.storage.local.set({ policyVersion });
}

export async function readAcknowledgement(): Promise<Acknowledgement | null> {
  const found = (await chrome.storage.local.get("acknowledged"))["acknowledged"];
  const known = found as Acknowledgement | undefined;
  return known !== undefined && isWhole(known.scope) ? known : null;
}

/** What an earlier version wrote says nothing of what policies can say since. */
function isWhole(scope: Scope | undefined): boolean {
  return scope?.verbatim !== undefined;
}

export function writeAcknowledgement(acknowledged: Acknowledgement): Promise<void> {
  return chrome.storage.local.set({ acknowledged });
}

/** How far the host's store had come; it outlives the browser, and holds no content. */
export async function readWitness(): Promise<Witness | null> {
  const found = (await chrome.storage.local.get("witness"))["witness"];
  return (found as Witness | undefined) ?? null;
}

export function writeWitness(witness: Witness): Promise<void> {
  return chrome.storage.local.set({ witness });
}

/** What an earlier worker of the same run of the browser has left. */
export interface Memory {
  session: SessionMemory | null;
  items: Item[];
  documents: Map<string, number>;
  since: number | null;
  away: Gap["cause"] | null;
  pictures: number[];
  mirror: Mirror;
}

export async function readMemory(): Promise<Memory> {
  const all = await chrome.storage.session.get(null);
  const items: Item[] = [];
  const documents = new Map<string, number>();
  for (const [key, value] of Object.entries(all)) {
    if (key.startsWith(QUEUE_KEY)) items.push(JSON.parse(value as string) as Item);
    if (key.startsWith(DOCUMENT_KEY))
      documents.set(key.slice(DOCUMENT_KEY.length), value as number);
  }
  const session = (all["session"] as SessionMemory | undefined) ?? null;
  return {
    session,
    items,
    documents,
    since: (all["since"] as number | undefined) ?? null,
    away: (all["away"] as Gap["cause"] | undefined) ?? null,
    pictures: (all["pictures"] as number[] | undefined) ?? [],
    mirror: new Mirror(
      Mirror.readRing(all),
      (all[OLDER_KEY] as Record<string, number> | undefined) ?? {},
      (all[COUNTS_KEY] as Counts | undefined) ?? (await readLocal<Counts>("counts")) ?? {},
    ),
  };
}

/** Store new items, where the session stands and which pictures are open, in one write. */
export async function writeProgress(
  session: SessionMemory,
  items: Item[],
  document: { id: string; last: number } | null,
  pictures: number[],
  seen: RingChanges,
): Promise<void> {
  const values: Record<string, unknown> = { session, pictures };
  // As text: an object takes up to three times as much of the browser's 10 MB as what it says.
  for (const item of items) values[QUEUE_KEY + item.seq] = JSON.stringify(item);
  if (document !== null) values[DOCUMENT_KEY + document.id] = document.last;
  // First out, then in: together they may need more room than there is.
  if (seen.remove.length > 0) await chrome.storage.session.remove(seen.remove);
  try {
    await chrome.storage.session.set({ ...seen.put, ...values });
  } catch {
    // No room: what the person could see gives way to what must not be lost.
    await chrome.storage.session.set(values);
  }
}

export function removeMemories(keys: string[]): Promise<void> {
  return chrome.storage.session.remove(keys);
}

/** Counts outlive the browser; they hold no content. */
export function writeCounts(counts: Counts): Promise<void> {
  return chrome.storage.local.set({ counts });
}

async function readLocal<T>(key: string): Promise<T | null> {
  return ((await chrome.storage.local.get(key))[key] as T | undefined) ?? null;
}

export function readPause(): Promise<Pause | null> {
  return readLocal<Pause>("pause");
}

export function writePause(pause: Pause | null): Promise<void> {
  return pause === null
    ? chrome.storage.local.remove("pause")
    : chrome.storage.local.set({ pause });
}

export async function readHistory(): Promise<PolicyStep[]> {
  const steps = (await readLocal<PolicyStep[]>("policies")) ?? [];
  return steps.filter(({ scope }) => isWhole(scope));
}

export async function addToHistory(step: PolicyStep): Promise<void> {
  const steps = [...(await readHistory()), step].slice(-MAX_STEPS);
  await chrome.storage.local.set({ policies: steps });
}

/** Since when pages are recorded, or why not any more, for a worker that starts meanwhile. */
export function writeRecording(since: number | null, away: Gap["cause"] | null): Promise<void> {
  return chrome.storage.session.set({ since, away });
}

export function removeItems(numbers: number[]): Promise<void> {
  return chrome.storage.session.remove(numbers.map((number) => QUEUE_KEY + number));
}

export function removeDocuments(documents: string[]): Promise<void> {
  return chrome.storage.session.remove(documents.map((document) => DOCUMENT_KEY + document));
}

export async function takeFlag(name: string): Promise<boolean> {
  const found = (await chrome.storage.session.get(name))[name];
  if (found === true) return false;
  await chrome.storage.session.set({ [name]: true });
  return true;
}
