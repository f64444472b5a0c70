// Tells nothing: keeps watch over fields that hold secrets, so that whoever asks of one later knows.
// Comes before all other observers.

import { followSecrets, hasSecrets, markSecret, rememberPasswords } from "../reading/secrets.ts";
import { innermost } from "../targets.ts";
import { countElements, focused, rootOf } from "../tree.ts";
import { FEW, Watching } from "../watching.ts";
import { listening, type Observe } from "./observer.ts";

/**
 * A page without a password that has as many elements as before is looked through again only after so
 * many times as long as that took: where there are tens of thousands, after a second or two.
 */
const LOOKS_APART = 400;

export const observeSecrets: Observe = (_sink, signal) => {
  const options = listening(signal);
  const types = new TypeWatch();
  types.watch(document);
  const look = (): void => followSecrets(performance.now());
  // A page shows or replaces a password at a press or a key; before it does, those that came into
  // the page since it was opened are noted. Letters are typed too quickly to look each time.
  let elements = -1;
  let restUntil = Number.NEGATIVE_INFINITY;
  const lookAnew = (): void => {
    look();
    const began = performance.now();
    if (!hasSecrets() && began < restUntil && countElements() === elements) return;
    rememberPasswords(document);
    elements = countElements();
    restUntil = began + (performance.now() - began) * LOOKS_APART;
  };
  addEventListener(
    "pointerdown",
    (event) => {
      lookAnew();
      types.follow(innermost(event));
    },
    options,
  );
  addEventListener(
    "keydown",
    (event) => {
      if (event instanceof KeyboardEvent && event.key.length === 1 && event.key !== " ") look();
      else lookAnew();
    },
    options,
  );
  for (const name of ["beforeinput", "input"]) addEventListener(name, look, options);
  addEventListener(
    "focusin",
    () => {
      const first = focused();
      for (let at = first; at !== null; ) {
        const root = rootOf(at);
        if (root !== null) types.watch(root);
        at = root instanceof ShadowRoot ? root.host : null;
      }
      types.follow(first);
      look();
    },
    options,
  );
  signal.addEventListener("abort", () => types.stop());
};

/** To see whether a page has grown its elements are gone through. */
const COUNTED_MS = 1000;

/** Tell passwords from the moment on at which a page changes their type. */
class TypeWatch {
  private readonly observer = new MutationObserver((records) => this.take(records));
  private readonly watching = new Watching(this.observer, {
    attributeFilter: ["type"],
    attributeOldValue: true,
  });

  private counted = Number.NEGATIVE_INFINITY;
  /** So many elements the document had when its lists were last looked for. */
  private elements = countElements();

  watch(root: Document | ShadowRoot): void {
    if (this.watching.add(root)) rememberPasswords(root);
  }

  /** Whether the document may have other long lists than then. */
  private get isOutgrown(): boolean {
    return this.watching.hasNews || countElements() > 2 * Math.max(FEW, this.elements);
  }

  /** Somebody acts here. A page that has grown since is watched without its long lists. */
  follow(element: Element | null): void {
    const now = performance.now();
    const isDue = now - this.counted > COUNTED_MS;
    if (isDue) this.counted = now;
    if (isDue && this.isOutgrown) {
      this.elements = countElements();
      this.take(this.observer.takeRecords());
      for (const root of this.watching.divideAnew()) rememberPasswords(root);
    }
    this.watching.follow(element);
  }

  /** Also what the browser has not told yet. */
  stop(): void {
    this.watching.end();
  }

  private take(records: MutationRecord[]): void {
    for (const record of records) {
      const { type, target, oldValue } = record;
      if (type === "childList") this.watching.note(record);
      else if (/^password$/i.test(oldValue ?? "") && target instanceof Element) markSecret(target);
    }
  }
}
