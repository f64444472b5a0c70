// What the service worker remembers. `session` is memory of the browser and never on disk; `local`
// holds no recorded content.

import type { Gap, Witness } from "../shared/wire.ts";
import type { Item } from "./queue.ts";

export interface Acknowledgement {
  version: number;
  digest: string;
  locale: string;
  wall_ms: number;
  /** Whether the record of it was handed to the queue. */
  recorded: boolean;
}

export interface SessionMemory {
  id: string;
  next: number;
  /** Events that found no room in the queue and are not told as a gap yet. */
  lost: number;
}

const QUEUE_KEY = "queue:";
const DOCUMENT_KEY = "document:";

export async function readManagedPolicy(): Promise<unknown> {
  return (await chrome.storage.managed.get("policy"))["policy"];
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
  return (found as Acknowledgement | undefined) ?? null;
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

export async function readSession(): Promise<{
  session: SessionMemory | null;
  items: Item[];
  documents: Map<string, number>;
  since: number | null;
  away: Gap["cause"] | null;
  pictures: number[];
}> {
  const all = await chrome.storage.session.get(null);
  const items: Item[] = [];
  const documents = new Map<string, number>();
  for (const [key, value] of Object.entries(all)) {
    if (key.startsWith(QUEUE_KEY)) items.push(value as Item);
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
  };
}

/** Store new items, where the session stands and which pictures are open, in one write. */
export function writeProgress(
  session: SessionMemory,
  items: Item[],
  document: { id: string; last: number } | null,
  pictures: number[],
): Promise<void> {
  const values: Record<string, unknown> = { session, pictures };
  for (const item of items) values[QUEUE_KEY + item.seq] = item;
  if (document !== null) values[DOCUMENT_KEY + document.id] = document.last;
  return chrome.storage.session.set(values);
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
