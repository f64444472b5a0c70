// What is recorded of this document for as long as it may be: the observers, what they tell, the
// outlines after it and what could not be seen.

import type { Fact, FramesAnswer } from "../shared/messages.ts";
import { Bubbles } from "./bubbles.ts";
import { budget } from "./budget.ts";
import { Coverages, TELL_MS } from "./coverage.ts";
import { Delivery, send } from "./delivery.ts";
import { framePath } from "./describe.ts";
import { type Ground, ownPathname } from "./ground.ts";
import { effort } from "./guard.ts";
import { Ledger } from "./ledger.ts";
import { observeAll } from "./observers/all.ts";
import { clocks } from "./observers/observer.ts";
import { Outbox } from "./outbox.ts";
import { Outlines } from "./outlines.ts";
import { Pose } from "./pose.ts";
import { isPageMarked } from "./reading/areas.ts";
import { focused, rootOf } from "./tree.ts";

const PATH_WAITS_MS = 300;
const FRAME_TELLS_MS = 2500;

const isTop = window === window.top;

export class Recording {
  readonly outbox = new Outbox();
  readonly delivery: Delivery;
  readonly pose: Pose;
  private readonly coverages = new Coverages((fact) => this.take(fact), effort);
  private readonly outlines = new Outlines(
    (fact) => this.take(fact),
    () => this.template(),
    (roots) => {
      this.coverages.noteRoots(roots);
      void this.askForFrames();
    },
  );
  private ledger = new Ledger();
  private bubbles = new Bubbles(AbortSignal.abort(), now);
  private running: AbortController | null = null;
  /** The picture that showed the page when the last press or key began. */
  private stepPicture: number | null = null;
  /** What is told now goes out with the last message. */
  private isLeaving = false;

  /**
   * `onHide` hears that the page goes away, after the observers have; `orphaned` is called once the
   * extension behind this script is gone.
   */
  constructor(
    private readonly ground: Ground,
    documentId: string,
    private readonly onHide: () => void,
    orphaned: () => void,
  ) {
    this.delivery = new Delivery(this.outbox, documentId, orphaned);
    this.pose = new Pose(
      documentId,
      () => (this.isTold ? ground.pagePath() : null),
      (roots) => this.bubbles.mayShow(roots),
    );
  }

  get isOn(): boolean {
    return this.running !== null;
  }

  /** Whether the page is known to be recorded. */
  get isTold(): boolean {
    return this.isOn && !this.ground.isAsking;
  }

  begin(): void {
    if (this.running !== null) return;
    effort.isCounting = true;
    this.running = new AbortController();
    const { signal } = this.running;
    const options = { capture: true, passive: true, signal };
    // First of all listeners: what the page does about it is no longer what the person saw.
    for (const name of ["pointerdown", "keydown"] as const) {
      addEventListener(name, (event) => this.beginStep(event), options);
    }
    this.ledger = new Ledger();
    observeAll((fact) => this.take(fact), signal, this.ledger);
    // After the observers: what they tell of a page that is left goes with its last words.
    addEventListener("pagehide", this.onHide, options);
    this.bubbles = new Bubbles(signal, now);
    this.bubbles.listenIn(window);
    addEventListener("focusin", () => this.watchField(), options);
    // Somebody went on in a frame: by now it has asked whether it is recorded.
    addEventListener("blur", () => void this.askForFrames(), { passive: true, signal });
    const telling = setInterval(() => this.coverages.tell(false), TELL_MS);
    // When a tab is closed the last words of its frames are not delivered.
    const early = isTop ? undefined : setTimeout(() => void this.tellEarly(), FRAME_TELLS_MS);
    signal.addEventListener("abort", () => {
      clearInterval(telling);
      clearTimeout(early);
    });
  }

  /** The page has been written anew, and our listeners went with the old one. */
  beginAnew(): void {
    if (this.running === null) return;
    this.running.abort();
    this.running = null;
    this.begin();
  }

  /** Take what an observer has seen; give the number of its record, or null if it is not kept. */
  take(fact: Fact): number | null {
    const { ground } = this;
    if (this.running === null) return null;
    if (ground.isAsking && isPageMarked()) {
      ground.early.spoil();
      return null;
    }
    const at = ground.isAsking ? { path: null } : ground.standing();
    if (at === null) {
      this.leaveOff();
      return null;
    }
    const { path } = at;
    ground.lastPath = path;
    if (!budget.admits(fact.kind, now())) return null;
    const number = this.outbox.add(fact, path, fact.kind === "click" ? this.stepPicture : null);
    if (ground.isAsking) ground.early.note(number, ownPathname());
    this.ledger.note(fact, number);
    this.outlines.noteRecord(fact.kind, number);
    if (ground.isAsking || this.isLeaving) return number;
    // A press follows the way to it at once, and must not wait until that has been answered.
    if (fact.kind === "path") setTimeout(() => void this.delivery.deliver(), PATH_WAITS_MS);
    else void this.delivery.deliver();
    return number;
  }

  /**
   * The document has come to where nothing is recorded. What was begun here is not finished there,
   * and nothing of what is done there is so much as counted.
   */
  leaveOff(): void {
    effort.isCounting = false;
    this.running?.abort();
    this.running = null;
    this.outlines.stop();
    this.pose.end();
  }

  /** Nothing is recorded any more, nor is what still waits. */
  stop(): void {
    this.leaveOff();
    this.outbox.clear();
  }

  /** What is known of a page that goes away. */
  leave(): void {
    this.isLeaving = true;
    // The browser waits for half a second at most: what is there goes before more is looked for.
    this.delivery.deliverLast();
    this.outlines.leave();
    this.coverages.tell(true);
    this.isLeaving = false;
    this.delivery.deliverLast();
  }

  tellNavigation(cause: "route" | "tab-switch"): void {
    this.take({ kind: "navigation", ...clocks(now()), cause, via: "unknown" });
  }

  /** The template of this frame's address now; null while nothing may be recorded. */
  private template(): string | null {
    const stands = this.isTold ? this.ground.standing() : null;
    return stands === null ? null : (stands.path ?? "");
  }

  private beginStep(event: Event): void {
    if (event.isTrusted) this.stepPicture = this.pose.picture;
  }

  private watchField(): void {
    for (let at = focused(); at !== null; ) {
      const root = rootOf(at);
      if (root === null || root instanceof Document) return;
      this.bubbles.listenIn(root);
      at = root.host;
    }
  }

  private async tellEarly(): Promise<void> {
    await this.askForFrames();
    this.coverages.tell(false);
  }

  /** Which frames in this document are recorded only the service worker can say. */
  private async askForFrames(): Promise<void> {
    if (window.length === 0) return;
    try {
      const known = await send<FramesAnswer>({ type: "frames", path: framePath() });
      if (known === undefined) return;
      const complete = known.since < performance.timeOrigin;
      this.coverages.noteFrames({ reached: new Set(known.reached), complete });
    } catch {
      // The service worker is just starting; the next outline asks again.
    }
  }
}

function now(): number {
  return performance.now();
}
