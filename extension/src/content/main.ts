// The content script: asks whether this page is recorded, starts and stops the recording, and
// hears what the service worker says. It decides nothing: the service worker and the host check again.

import "./guard.ts";

import { toHex } from "../shared/identifiers.ts";
import type { Permission, ToContent } from "../shared/messages.ts";
import { isExtensionAlive, pause, send } from "./delivery.ts";
import { framePath } from "./describe.ts";
import { Ground, ownPathname } from "./ground.ts";
import { effort } from "./guard.ts";
import { setSites } from "./level.ts";
import { Mark } from "./mark.ts";
import { isPrepared, loadCause, shownAt, whenShown } from "./observers/navigation.ts";
import { clocks } from "./observers/observer.ts";
import { wantPath } from "./observers/path.ts";
import { isPageLoading } from "./page.ts";
import { isPageMarked } from "./reading/areas.ts";
import { Recording } from "./recording.ts";
import { Reopening } from "./reopening.ts";
import { headRead, isHeadRead } from "./standing.ts";

const ASK_AGAIN_MS = [100, 500, 2000];

const isTop = window === window.top;
const documentId = toHex(crypto.getRandomValues(new Uint8Array(16)));
const openedEarly = isPageLoading() || isPrepared();
const openedAt = ownPathname();
const ground = new Ground();
const recording = new Recording(ground, documentId, onHide, stop);
const { outbox, delivery, pose } = recording;
let asked: Promise<void> = Promise.resolve();
const mark = new Mark(() => recording.isTold && isExtensionAlive() && ground.pagePath() !== null);

/** One question after the other, so that the last answer is about the address of now. */
function askInTurn(task = ask): void {
  asked = asked.then(task);
}

async function ask(): Promise<void> {
  for (const wait of [0, ...ASK_AGAIN_MS]) {
    if (wait > 0) await pause(wait);
    try {
      const pathname = ownPathname();
      const facts = ground.isAsking && ground.early.wasOnlyAt(pathname) ? outbox.all() : [];
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
      else if (ground.isAsking) forget();
      else stop();
      return;
    } catch {
      // The service worker is just starting, or the extension was replaced.
    }
  }
  // No answer is no permission to begin, but no reason either to drop what waits to be delivered.
  if (ground.isAsking) forget();
  else if (!isExtensionAlive()) stop();
}

/** A route may lead from a page that is not recorded to one that is. */
async function askAfterRoute(): Promise<void> {
  if (recording.isOn) return;
  await ask();
  // The step that led here can be told now; where it came from stays unsaid, and so does a way out
  // of what is recorded and back.
  tellRoute();
}

/** Tell of a route unless it led to where the last record was made. */
function tellRoute(): void {
  if (isTop && ground.standing()?.path !== ground.lastPath) recording.tellNavigation("route");
}

/** `toldAt`: the address of what the question carried with it, if anything. */
function permit(answer: Permission, toldAt: string | null): void {
  ground.sites = answer.sites;
  wantPath(answer.pointerPath);
  setSites(answer.sites);
  if (toldAt !== null) ground.lastPath = ground.templateAt(toldAt);
  const wasElsewhere = ground.isAsking && !ground.placeEarly(outbox);
  if (wasElsewhere) forget();
  ground.isAsking = false;
  if (ground.standing() === null) recording.leaveOff();
  else recording.begin();
  if (wasElsewhere) tellRoute();
  if (isTop) {
    mark.show(answer.mark);
    send({ type: "began" }).catch(() => {});
  }
  void delivery.deliver();
}

/** The page is not recorded: what was seen of it never was, not even as a gap or a count. */
function forget(): void {
  ground.isAsking = false;
  stop();
  outbox.forget();
  effort.forget();
}

function stop(): void {
  recording.stop();
  mark.hide();
}

function onRoute(): void {
  if (ground.isAsking) {
    ground.early.visit(ownPathname());
    return;
  }
  if (ground.standing() === null) recording.leaveOff();
  // The page itself hears of its routes from the service worker.
  else if (!recording.isOn && ground.sites.length > 0 && !isTop) askInTurn(askAfterRoute);
}

function deliverBeforeLeaving(): void {
  // Nobody knows yet what the page says of itself.
  const { isAsking, early } = ground;
  if (isAsking && (!isHeadRead() || isPageMarked() || !early.wasOnlyAt(openedAt))) return;
  recording.leave();
}

function onHide(): void {
  queueMicrotask(deliverBeforeLeaving);
}

/** Nothing is recorded any more, but something may still wait. */
function onHideUnheard(): void {
  if (!recording.isOn) onHide();
}

function onShow(event: PageTransitionEvent): void {
  if (event.isTrusted && event.persisted) wakeUp();
}

/** The page comes back as it was left; recording may have stopped while it slept. */
function wakeUp(): void {
  if (recording.isOn) ground.beginAsking();
  delivery.wakeUp();
  askInTurn();
}

function hear(message: ToContent, _sender: unknown, answer: (answer?: unknown) => void): boolean {
  switch (message.type) {
    case "ask-again":
      askInTurn();
      return false;
    case "routed":
      askInTurn(askAfterRoute);
      return false;
    case "recording":
      mark.put();
      answer(recording.isTold && ground.pagePath() !== null);
      return false;
    case "shown":
      if (isTop) recording.tellNavigation("tab-switch");
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
}

function hearComingAndGoing(): void {
  const navigation = (window as { navigation?: EventTarget }).navigation;
  navigation?.addEventListener("currententrychange", onRoute, { capture: true, passive: true });
  addEventListener("pagehide", onHideUnheard, { capture: true, passive: true });
  addEventListener("pageshow", onShow, { capture: true, passive: true });
}

function listen(): void {
  chrome.runtime.onMessage.addListener(hear);
  hearComingAndGoing();
  new Reopening(() => {
    hearComingAndGoing();
    recording.beginAnew();
  });
  if (openedEarly) {
    ground.beginAsking();
    recording.begin();
    // A load is told only by a script that was there from the start, never after the fact.
    if (isTop)
      recording.take({
        kind: "navigation",
        ...clocks(shownAt()),
        cause: loadCause(),
        via: "unknown",
      });
  }
  asked = headRead();
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
