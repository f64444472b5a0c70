// The browser's own bubbles about a field that is filled in wrongly, and the windows in which input
// methods offer words. They repeat what was typed, lie over the page and have no box in it, so no
// picture is taken while one may be there.

/** The browser takes a bubble away after five seconds, one with a long text later. */
const SHOWN_MS = 15_000;

export class Bubbles {
  private last = Number.NEGATIVE_INFINITY;
  private composing = false;
  private readonly heard = new WeakSet<EventTarget>();

  constructor(
    private readonly signal: AbortSignal,
    private readonly now: () => number,
  ) {
    const options = { capture: true, passive: true, signal };
    for (const name of ["compositionstart", "compositionupdate", "compositionend"]) {
      addEventListener(
        name,
        (event) => {
          if (event.isTrusted) this.composing = name !== "compositionend";
        },
        options,
      );
    }
    addEventListener(
      "focusout",
      (event) => {
        if (event.isTrusted) this.composing = false;
      },
      options,
    );
  }

  /** The event stays in its shadow root, so every root needs a listener of its own. */
  listenIn(root: EventTarget): void {
    if (this.heard.has(root)) return;
    this.heard.add(root);
    const listen = EventTarget.prototype.addEventListener;
    const options = { capture: true, passive: true, signal: this.signal };
    const note = (event: Event): void => {
      if (event.isTrusted) this.last = this.now();
    };
    listen.call(root, "invalid", note, options);
  }

  mayShow(roots: EventTarget[]): boolean {
    for (const root of roots) this.listenIn(root);
    return this.composing || this.now() - this.last < SHOWN_MS;
  }
}
