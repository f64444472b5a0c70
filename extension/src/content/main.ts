// The content script: asks whether this page is recorded, starts and stops the observers, and
// delivers what they see. It decides nothing: the service worker and the host check again.

import "./guard.ts";

import { toHex } from "../shared/identifiers.ts";
import type { Fact, FramesAnswer, Permission, ToContent } from "../shared/messages.ts";
import { permittedPath } from "../shared/sites.ts";
import type { Site } from "../shared/wire.ts";
import { frameAddress } from "./address.ts";
import { Bubbles } from "./bubbles.ts";
import { budget } from "./budget.ts";
import { Coverages, TELL_MS } from "./coverage.ts";
import { Delivery, isExtensionAlive, pause, send } from "./delivery.ts";
import { framePath } from "./describe.ts";
import { Early } from "./early.ts";
import { effort } from "./guard.ts";
import { Ledger } from "./ledger.ts";
import { setSites } from "./level.ts";
import { Mark } from "./mark.ts";
import { observeAll } from "./observers/all.ts";
import { isPrepared, loadCause, shownAt, whenShown } from "./observers/navigation.ts";
import { clocks } from "./observers/observer.ts";
import { wantPath } from "./observers/path.ts";
import { Outbox } from "./outbox.ts";
import { Outlines } from "./outlines.ts";
import { Pose } from "./pose.ts";
import { isPageMarked } from "./reading/areas.ts";
import { Reopening } from "./reopening.ts";
import { headRead, isHeadRead, standsAt } from "./standing.ts";
import { focused, isPageLoading, rootOf } from "./tree.ts";

const ASK_AGAIN_MS = [100, 500, 2000];
const PATH_WAITS_MS = 300;
const FRAME_TELLS_MS = 2500;

const isTop = window === window.top;
const documentId = toHex(crypto.getRandomValues(new Uint8Array(16)));
const openedEarly = isPageLoading() || isPrepared();
const outbox = new Outbox();
const delivery = new Delivery(outbox, documentId, stop);
let ledger = new Ledger();
let recording: AbortController | null = null;
/**
 * Whether the first answer is still awaited. A page may be gone before it comes, so the question
 * carries what was seen so far; the service worker keeps it only if the page is permitted.
 */
let asking = false;
let early = new Early();
const openedAt = ownPathname();
let asked: Promise<void> = Promise.resolve();
let sites: Site[] = [];
/** Template of the address at the last record. */
let lastPath: string | null = null;
/** What is told now goes out with the last message. */
let leaving = false;
/** The picture that showed the page when the last press or key began. */
let stepPicture: number | null = null;
const mark = new Mark(
  () => recording !== null && !asking && isExtensionAlive() && pagePath() !== null,
);
let bubbles = new Bubbles(AbortSignal.abort(), now);
const pose = new Pose(
  documentId,
  () => (recording === null || asking ? null : pagePath()),
  (roots) => bubbles.mayShow(roots),
);

const coverages = new Coverages(take, effort);
const outlines = new Outlines(take, ownTemplate, (roots) => {
  coverages.noteRoots(roots);
  void askForFrames();
});

function now(): number {
  return performance.now();
}

/** One question after the other, so that the last answer is about the address of now. */
function askInTurn(task = ask): void {
  asked = asked.then(task);
}

async function ask(): Promise<void> {
  for (const wait of [0, ...ASK_AGAIN_MS]) {
    if (wait > 0) await pause(wait);
    try {
      const pathname = ownPathname();
      const facts = asking && early.wasOnlyAt(pathname) ? outbox.all() : [];
      const answer = await send<Permission>({
        type: "ask",
        path: framePath(),
        pathname,
        marked: isPageMarked(),
        ...delivery.letter(facts),
      });
      if (answer === undefined) continue;
      outbox.taken(answer.taken);
      if (answer.record) permit(answer, facts.length > 0 ? pathname : null);
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

/** A route may lead from a page that is not recorded to one that is. */
async function askAfterRoute(): Promise<void> {
  if (recording !== null) return;
  await ask();
  // The step that led here can be told now; where it came from stays unsaid, and so does a way out
  // of what is recorded and back.
  if (standsAt(sites)?.path !== lastPath) tellRoute();
}

function tellRoute(): void {
  if (recording === null || !isTop) return;
  take({ kind: "navigation", ...clocks(performance.now()), cause: "route", via: "unknown" });
}

function ownPathname(): string | null {
  const address = frameAddress();
  return typeof address === "string" ? null : address.pathname;
}

function observe(): void {
  if (recording !== null) return;
  effort.isCounting = true;
  recording = new AbortController();
  // First of all listeners: what the page does about it is no longer what the person saw.
  for (const name of ["pointerdown", "keydown"] as const) {
    addEventListener(name, beginStep, { capture: true, passive: true, signal: recording.signal });
  }
  ledger = new Ledger();
  observeAll(take, recording.signal, ledger);
  // After the observers: what they tell of a page that is left goes with its last words.
  const last = { capture: true, passive: true, signal: recording.signal };
  addEventListener("pagehide", onHide, last);
  bubbles = new Bubbles(recording.signal, now);
  bubbles.listenIn(window);
  const { signal } = recording;
  addEventListener("focusin", () => watchField(), { capture: true, passive: true, signal });
  // Somebody went on in a frame: by now it has asked whether it is recorded.
  addEventListener("blur", () => void askForFrames(), { passive: true, signal });
  const telling = setInterval(() => coverages.tell(false), TELL_MS);
  // When a tab is closed the last words of its frames are not delivered.
  const early = isTop ? undefined : setTimeout(() => void tellEarly(), FRAME_TELLS_MS);
  signal.addEventListener("abort", () => {
    clearInterval(telling);
    clearTimeout(early);
  });
}

async function tellEarly(): Promise<void> {
  await askForFrames();
  coverages.tell(false);
}

/** Which frames in this document are recorded only the service worker can say. */
async function askForFrames(): Promise<void> {
  if (window.length === 0) return;
  try {
    const known = await send<FramesAnswer>({ type: "frames", path: framePath() });
    if (known === undefined) return;
    const complete = known.since < performance.timeOrigin;
    coverages.noteFrames({ reached: new Set(known.reached), complete });
  } catch {
    // The service worker is just starting; the next outline asks again.
  }
}

function beginStep(event: Event): void {
  if (event.isTrusted) stepPicture = pose.picture;
}

function watchField(): void {
  for (let at = focused(); at !== null; ) {
    const root = rootOf(at);
    if (root === null || root instanceof Document) return;
    bubbles.listenIn(root);
    at = root.host;
  }
}

/** `toldAt`: the address of what the question carried with it, if anything. */
function permit(answer: Permission, toldAt: string | null): void {
  sites = answer.sites;
  wantPath(answer.pointerPath);
  setSites(sites);
  if (toldAt !== null) lastPath = templateAt(toldAt);
  const wasElsewhere = asking && !placeEarly();
  if (wasElsewhere) forget();
  asking = false;
  if (standsAt(sites) === null) leaveOff();
  else observe();
  if (wasElsewhere && standsAt(sites)?.path !== lastPath) tellRoute();
  if (isTop) {
    mark.show(answer.mark);
    send({ type: "began" }).catch(() => {});
  }
  void delivery.deliver();
}

/** Say of what was seen so far where it was seen; false if a part of it may not be told. */
function placeEarly(): boolean {
  const templates = early.place(templateAt);
  if (templates === null) return false;
  outbox.place(templates);
  return true;
}

function templateAt(pathname: string): string | null {
  const address = frameAddress();
  return typeof address === "string" ? null : permittedPath(sites, address.origin, pathname);
}

/** The page is not recorded: what was seen of it never was, not even as a gap or a count. */
function forget(): void {
  asking = false;
  stop();
  outbox.forget();
  effort.forget();
}

function stop(): void {
  effort.isCounting = false;
  recording?.abort();
  recording = null;
  outbox.clear();
  outlines.stop();
  pose.end();
  mark.hide();
}

function take(fact: Fact): number | null {
  if (recording === null) return null;
  if (asking && isPageMarked()) {
    early.spoil();
    return null;
  }
  const at = asking ? { path: null } : standsAt(sites);
  if (at === null) {
    leaveOff();
    return null;
  }
  const { path } = at;
  lastPath = path;
  if (!budget.admits(fact.kind, performance.now())) return null;
  const number = outbox.add(fact, path, fact.kind === "click" ? stepPicture : null);
  if (asking) early.note(number, ownPathname());
  ledger.note(fact, number);
  outlines.noteRecord(fact.kind, number);
  if (asking || leaving) return number;
  // A press follows the way to it at once, and must not wait until that has been answered.
  if (fact.kind === "path") setTimeout(() => void delivery.deliver(), PATH_WAITS_MS);
  else void delivery.deliver();
  return number;
}

/**
 * The document has come to where nothing is recorded. What was begun here is not finished there,
 * and nothing of what is done there is so much as counted.
 */
function leaveOff(): void {
  effort.isCounting = false;
  recording?.abort();
  recording = null;
  outlines.stop();
  pose.end();
}

function onRoute(): void {
  if (asking) {
    early.visit(ownPathname());
    return;
  }
  const stands = standsAt(sites);
  if (stands === null) leaveOff();
  // The page itself hears of its routes from the service worker.
  else if (recording === null && sites.length > 0 && !isTop) askInTurn(askAfterRoute);
}

function deliverBeforeLeaving(): void {
  // Nobody knows yet what the page says of itself.
  if (asking && (!isHeadRead() || isPageMarked() || !early.wasOnlyAt(openedAt))) return;
  leaving = true;
  // The browser waits for half a second at most: what is there goes before more is looked for.
  delivery.deliverLast();
  outlines.leave();
  coverages.tell(true);
  leaving = false;
  delivery.deliverLast();
}

/** The template of this frame's address now; null while nothing may be recorded. */
function ownTemplate(): string | null {
  if (recording === null || asking) return null;
  const stands = standsAt(sites);
  return stands === null ? null : (stands.path ?? "");
}

/** The template of the page's own address now; null if it may not be recorded. */
function pagePath(): string | null {
  return standsAt(sites)?.path ?? null;
}

function listen(): void {
  chrome.runtime.onMessage.addListener((message: ToContent, _sender, answer) => {
    switch (message.type) {
      case "ask-again":
        askInTurn();
        return false;
      case "routed":
        askInTurn(askAfterRoute);
        return false;
      case "recording":
        mark.put();
        answer(recording !== null && !asking && pagePath() !== null);
        return false;
      case "shown":
        if (isTop)
          take({
            kind: "navigation",
            ...clocks(performance.now()),
            cause: "tab-switch",
            via: "unknown",
          });
        return false;
      case "arm":
        // The picture of a load may be due before the page has heard that it may be recorded.
        void asked.then(() => pose.arm(message.nonce)).then(answer);
        return true;
      case "disarm":
        void pose.disarm(message.nonce).then(answer);
        return true;
      default:
        return false;
    }
  });
  hearComingAndGoing();
  new Reopening(beginAnew);
  if (openedEarly) {
    beginAsking();
    observe();
    // A load is told only by a script that was there from the start, never after the fact.
    if (isTop)
      take({ kind: "navigation", ...clocks(shownAt()), cause: loadCause(), via: "unknown" });
  }
  asked = headRead();
  askInTurn();
}

function beginAsking(): void {
  asking = true;
  early = new Early();
  early.visit(ownPathname());
}

function hearComingAndGoing(): void {
  const navigation = (window as { navigation?: EventTarget }).navigation;
  navigation?.addEventListener("currententrychange", onRoute, { capture: true, passive: true });
  addEventListener("pagehide", onHideUnheard, { capture: true, passive: true });
  addEventListener("pageshow", onShow, { capture: true, passive: true });
}

function onHide(): void {
  queueMicrotask(deliverBeforeLeaving);
}

/** Nothing is recorded any more, but something may still wait. */
function onHideUnheard(): void {
  if (recording === null) onHide();
}

function onShow(event: PageTransitionEvent): void {
  if (event.isTrusted && event.persisted) wakeUp();
}

/** The page has been written anew, and our listeners went with the old one. */
function beginAnew(): void {
  hearComingAndGoing();
  if (recording === null) return;
  recording.abort();
  recording = null;
  observe();
}

/** The page comes back as it was left; recording may have stopped while it slept. */
function wakeUp(): void {
  if (recording !== null) beginAsking();
  delivery.wakeUp();
  askInTurn();
}

// The browser may run the script twice in one document: by registration and by injection.
// What a page calls by this name is an element.
const once = globalThis as { workglassRuns?: true };
if (once.workglassRuns !== true) {
  once.workglassRuns = true;
  // A page that the browser only prepares has not been opened by anybody yet.
  if (isPrepared()) whenShown(listen);
  else listen();
}
