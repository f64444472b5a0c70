// The content script: asks whether this page is recorded, starts and stops the observers, and
// delivers what they see. It decides nothing: the service worker and the host check again.

import type {
  Armed,
  Disarmed,
  Fact,
  FactsTaken,
  NumberedFact,
  Permission,
  ToBackground,
  ToContent,
} from "../shared/messages.ts";
import { isAllowed, pathTemplate } from "../shared/sites.ts";
import type { Site } from "../shared/wire.ts";
import { ChangeCounter, nextFrame } from "./frames.ts";
import { collectMasks, digest, type Masks } from "./masks.ts";
import { observeDropdowns } from "./observers/dropdown.ts";
import { loadCause, observeNavigation } from "./observers/navigation.ts";
import { clocks } from "./observers/observer.ts";
import { observePointer } from "./observers/pointer.ts";
import { Outbox } from "./outbox.ts";
import { rememberPasswords } from "./reading.ts";

const OBSERVERS = [observePointer, observeDropdowns, observeNavigation];
const QUIET_MS = 300;
const PATIENCE_MS = 2500;
const ASK_AGAIN_MS = [100, 500, 2000];
const SEND_AGAIN_MS = 250;

const isTop = window === window.top;
const documentId = randomHex();
const openedEarly = document.readyState === "loading";
let outbox = new Outbox();
let recording: AbortController | null = null;
/**
 * Whether the first answer is still awaited. A page may be gone before it comes, so the question
 * carries what was seen so far; the service worker keeps it only if the page is permitted.
 */
let asking = false;
let sites: Site[] = [];
let sending = false;
let arming: { nonce: number; changes: ChangeCounter; count: number; masks: Masks } | null = null;

function randomHex(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

async function ask(): Promise<void> {
  for (const wait of [0, ...ASK_AGAIN_MS]) {
    if (wait > 0) await pause(wait);
    try {
      const facts = asking ? outbox.all() : [];
      const answer = await send<Permission>({ type: "ask", document: documentId, facts });
      if (answer === undefined) continue;
      if (answer.record) permit(answer);
      else if (asking) forget();
      else stop();
      return;
    } catch {
      // The service worker is just starting, or the extension was replaced.
    }
  }
  // No answer is no permission to begin, but no reason either to drop what waits to be delivered.
  if (asking) forget();
  else if (!isExtensionAlive()) stop();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function observe(): void {
  if (recording !== null) return;
  recording = new AbortController();
  for (const observer of OBSERVERS) observer(take, recording.signal);
  rememberPasswords(document);
  document.addEventListener("focusin", () => rememberPasswords(document), {
    capture: true,
    passive: true,
    signal: recording.signal,
  });
}

function permit(answer: Permission): void {
  sites = answer.sites;
  outbox.taken(answer.taken);
  asking = false;
  observe();
  void deliver();
}

/** The page is not recorded: what was seen of it never was, not even as a gap. */
function forget(): void {
  asking = false;
  stop();
  outbox = new Outbox();
}

function stop(): void {
  recording?.abort();
  recording = null;
  outbox.clear();
  arming?.changes.close();
  arming = null;
}

function take(fact: Fact): void {
  if (recording === null) return;
  let path: string | null = null;
  if (isTop && !asking) {
    path = pathTemplate(location.pathname, sites);
    // A route into a denied path leaves nothing behind.
    if (!isAllowed(sites, location.origin, path)) return;
  }
  outbox.add(fact, path);
  if (!asking) void deliver();
}

async function deliver(): Promise<void> {
  if (sending) return;
  sending = true;
  try {
    for (let facts = outbox.next(); facts.length > 0; facts = outbox.next()) {
      if (!(await deliverOnce(facts))) await pause(SEND_AGAIN_MS);
    }
  } finally {
    sending = false;
  }
}

/** Send facts once; says whether any of them is safe now. */
async function deliverOnce(facts: NumberedFact[]): Promise<boolean> {
  try {
    const answer = await send<FactsTaken>({ type: "facts", document: documentId, facts });
    if (answer === undefined) return false;
    outbox.taken(answer.taken);
    return answer.taken >= (facts[0]?.n ?? 0);
  } catch {
    if (!isExtensionAlive()) stop();
    return false;
  }
}

/** After an update or removal this script is an orphan and must be silent. */
function isExtensionAlive(): boolean {
  try {
    return chrome.runtime.id !== undefined;
  } catch {
    return false;
  }
}

function send<T>(message: ToBackground): Promise<T | undefined> {
  return chrome.runtime.sendMessage(message);
}

/** Everything that still waits goes out in one message; a second copy is recognised by number. */
function deliverBeforeLeaving(): void {
  const facts = outbox.all();
  if (facts.length === 0) return;
  send({ type: "facts", document: documentId, facts }).catch(() => {});
}

async function arm(nonce: number): Promise<Armed> {
  arming?.changes.close();
  arming = null;
  if (recording === null || document.visibilityState !== "visible") {
    return { ready: false, reason: "not-visible" };
  }
  const changes = new ChangeCounter([document]);
  try {
    await changes.settle(QUIET_MS, PATIENCE_MS);
    const early = collectMasks();
    for (const root of early.roots) if (root !== document) changes.watch(root);
    const count = changes.count;
    await nextFrame();
    await nextFrame();
    const masks = collectMasks();
    const refused = refusal(masks);
    if (refused !== null) return { ready: false, reason: refused };
    if (changes.count !== count || digest(early.rects) !== digest(masks.rects)) {
      return { ready: false, reason: "page-unstable" };
    }
    arming = { nonce, changes, count, masks };
    return {
      ready: true,
      document: documentId,
      rects: masks.rects,
      width: innerWidth,
      height: innerHeight,
    };
  } catch {
    return { ready: false, reason: "page-unstable" };
  } finally {
    if (arming === null) changes.close();
  }
}

function refusal(masks: Masks): Extract<Armed, { ready: false }>["reason"] | null {
  if (masks.passwordVisible) return "password-visible";
  if (masks.popupOpen) return "native-popup-open";
  return masks.tooComplex ? "page-too-complex" : null;
}

/** Say whether the page stood still from before the picture until two frames after it. */
async function disarm(nonce: number): Promise<Disarmed> {
  const armed = arming;
  arming = null;
  if (armed === null || armed.nonce !== nonce) return { unchanged: false };
  try {
    await nextFrame();
    await nextFrame();
    const masks = collectMasks();
    return {
      unchanged:
        armed.changes.count === armed.count &&
        refusal(masks) === null &&
        digest(masks.rects) === digest(armed.masks.rects) &&
        document.visibilityState === "visible",
    };
  } catch {
    return { unchanged: false };
  } finally {
    armed.changes.close();
  }
}

function listen(): void {
  chrome.runtime.onMessage.addListener((message: ToContent, _sender, answer) => {
    switch (message.type) {
      case "ask-again":
        void ask();
        return false;
      case "shown":
        if (isTop) take({ kind: "navigation", ...clocks(performance.now()), cause: "tab-switch" });
        return false;
      case "arm":
        void arm(message.nonce).then(answer);
        return true;
      case "disarm":
        void disarm(message.nonce).then(answer);
        return true;
      default:
        return false;
    }
  });
  addEventListener("pagehide", () => queueMicrotask(deliverBeforeLeaving), {
    capture: true,
    passive: true,
  });
  if (openedEarly) {
    asking = true;
    observe();
    // A load is told only by a script that was there from the start, never after the fact.
    if (isTop) take({ kind: "navigation", ...clocks(0), cause: loadCause() });
  }
  void ask();
}

// The browser may run the script twice in one document: by registration and by injection.
const once = globalThis as { workglassRuns?: true };
if (once.workglassRuns === undefined) {
  once.workglassRuns = true;
  listen();
}
