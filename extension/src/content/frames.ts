// Wait for what the page shows to stand still. Runs only before an outline and around a
// screenshot.

import { isOwn } from "./own.ts";
import { fontsLoad } from "./page.ts";
import { after } from "./timers.ts";
import { animationsIn, hasTag } from "./tree.ts";

// The loading of a picture is told to the document and not to the window.
const listen = EventTarget.prototype.addEventListener;

const DOUBTFUL = ["pointerover", "pointerdown", "pointerup", "keydown", "focusin", "focusout"];
const ACTIONS = ["pointerdown", "pointerup", "keydown"];
const AWAY_MS = 100;
/** From a page that has changed at once so many times in a row it looks away for longer. */
const BUSY_TURNS = 3;
const BUSY_AWAY_MS = 250;
const PAINT_ONLY = /color|^(background|box-shadow|text-shadow|text-decoration|fill|stroke|outline)/;

/** Resolve after the next frame was drawn; reject after `ms`, as in a tab that is not shown. */
export function nextFrame(ms = 500): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no frame")), ms);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** That our own mark has come back says nothing about the page. */
function isOfOwn({ target, addedNodes, removedNodes }: MutationRecord): boolean {
  if (isOwn(target)) return true;
  const [first = removedNodes[0]] = addedNodes;
  // Ours comes and goes by itself.
  return addedNodes.length + removedNodes.length === 1 && first !== undefined && isOwn(first);
}

/**
 * Counts everything that can move or change what is shown, as long as it watches. After a change it
 * looks away for a moment and takes for certain that the page goes on changing: every change that is
 * told costs the page time, and one is as good as thousands.
 */
export class ChangeCounter {
  count = 0;
  /** Counts what may move something without a change, such as the pointer or the focus. */
  doubts = 0;
  /** Called at every change, once it is set. */
  onChange: (() => void) | null = null;
  private last = performance.now();
  private readonly roots = new Set<Document | ShadowRoot>();
  private readonly observer = new MutationObserver((records) => {
    if (records.every(isOfOwn)) return;
    this.note();
    this.turns = this.last - this.lookedAt < AWAY_MS ? this.turns + 1 : 0;
    this.lookAway(this.turns > BUSY_TURNS ? BUSY_AWAY_MS : AWAY_MS);
  });
  private lookedAt = Number.NEGATIVE_INFINITY;
  /** So many times a change has come as soon as it looked. */
  private turns = 0;
  private away: (() => void) | null = null;
  private awayUntil = Number.NEGATIVE_INFINITY;
  private readonly stop = new AbortController();
  /** Ends what is heard only while nothing is known to change: scripts tick boxes by the hundred. */
  private deaf = new AbortController();

  /**
   * With `expectant`, what somebody does is taken for a change, without waiting for one, and so is
   * what was done just now.
   */
  constructor(roots: (Document | ShadowRoot)[], expectant = false) {
    for (const root of roots) this.roots.add(root);
    if (expectant) this.lookAway();
    else this.look();
    const options = { capture: true, passive: true, signal: this.stop.signal };
    for (const name of ["scroll", "resize"]) {
      addEventListener(name, () => this.note(), options);
      visualViewport?.addEventListener(name, () => this.note(), options);
    }
    for (const name of ["animationstart", "load", "toggle"]) this.hear(name, this.stop.signal);
    for (const name of DOUBTFUL) {
      addEventListener(
        name,
        () => {
          this.doubts += 1;
        },
        options,
      );
    }
    for (const name of expectant ? ACTIONS : []) {
      addEventListener(
        name,
        (event) => {
          if (!event.isTrusted) return;
          this.note();
          this.lookAway();
        },
        options,
      );
    }
    listen.call(document, "transitionrun", (event) => this.noteTransition(event), options);
  }

  private hear(name: string, signal: AbortSignal): void {
    const heard = ({ target }: Event): void => {
      if (!(target instanceof Node && isOwn(target))) this.note();
    };
    listen.call(document, name, heard, { capture: true, passive: true, signal });
  }

  private look(): void {
    this.lookedAt = performance.now();
    for (const root of this.roots) this.watch(root);
    this.deaf = new AbortController();
    this.hear("input", this.deaf.signal);
  }

  /** From now on no change of these is missed. */
  watchAll(roots: (Document | ShadowRoot)[]): void {
    this.lookAgain();
    for (const root of roots) {
      if (this.roots.has(root)) continue;
      this.roots.add(root);
      this.watch(root);
    }
  }

  private watch(root: Document | ShadowRoot): void {
    this.observer.observe(root, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  }

  private lookAway(ms = AWAY_MS): void {
    if (this.stop.signal.aborted) return;
    this.awayUntil = performance.now() + ms;
    if (this.away !== null) return;
    this.observer.disconnect();
    this.deaf.abort();
    this.away = after(ms, () => this.comeBack());
  }

  /** Somebody may have acted again since. */
  private comeBack(): void {
    const left = this.awayUntil - performance.now();
    if (left > 0) this.away = after(Math.ceil(left), () => this.comeBack());
    else this.lookAgain();
  }

  private lookAgain(): void {
    if (this.away === null) return;
    this.away();
    this.away = null;
    this.note(); // what may have come meanwhile
    this.look();
  }

  /** For how long nothing has changed; 0 while it looks away. */
  get restedMs(): number {
    return this.away === null ? performance.now() - this.last : 0;
  }

  watches(root: Document | ShadowRoot): boolean {
    return this.roots.has(root);
  }

  /** Whether something moves, or is about to, without any change that would be counted. */
  isMoving(): boolean {
    if (fontsLoad() || hasTag("marquee")) return true;
    return [...this.roots].some((root) =>
      animationsIn(root).some(({ playState, pending }) => pending || playState === "running"),
    );
  }

  private note(): void {
    this.count += 1;
    this.last = performance.now();
    this.onChange?.();
  }

  /** Pointing at a button colours it, and moves nothing. */
  private noteTransition(event: Event): void {
    const { propertyName } = event as TransitionEvent;
    if (this.onChange === null || !PAINT_ONLY.test(propertyName)) this.note();
  }

  /** Resolve once nothing changed for `quiet` ms; reject after `patience` ms. */
  async settle(quiet: number, patience: number): Promise<void> {
    const deadline = performance.now() + patience;
    for (;;) {
      const now = performance.now();
      const left = quiet - this.restedMs;
      if (left <= 0) return;
      if (now > deadline) throw new Error("unstable");
      const wait = Math.ceil(Math.min(left, Math.max(0, deadline - now))) + 1;
      await new Promise<void>((resolve) => after(wait, resolve));
    }
  }

  close(): void {
    this.away?.();
    this.away = null;
    this.observer.disconnect();
    this.deaf.abort();
    this.stop.abort();
  }
}
