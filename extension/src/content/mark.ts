// The mark on recorded pages: a small ring in a corner, over everything that the page shows.
//
// The page may take it away; it comes back within two seconds, at most once a second, and whether the
// page is recorded depends on nothing that the page can reach. Style sheets of the page do not: what
// stands in a shadow root with !important is the last word.

import type { Permission } from "../shared/messages.ts";
import { isOwn, setOwn } from "./own.ts";
import { method } from "./prototypes.ts";
import { isAttached, topElement } from "./tree.ts";

type Corner = Permission["mark"];

const LOOK_MS = 2000;
const AGAIN_MS = 1000;
const EDGE = "8px";
const SIZE = "14px";

const append = method<(parent: Node, child: Node) => Node>(Node.prototype.appendChild);
const remove = method<(element: Element) => void>(Element.prototype.remove);
const attach = method<(element: Element, init: ShadowRootInit) => ShadowRoot>(
  Element.prototype.attachShadow,
);
const setAttribute = method<(element: Element, name: string, value: string) => void>(
  Element.prototype.setAttribute,
);
const showPopover = method<(element: Element) => void>(HTMLElement.prototype.showPopover);
const hidePopover = method<(element: Element) => void>(HTMLElement.prototype.hidePopover);
const matches = method<(element: Element, selector: string) => boolean>(Element.prototype.matches);
const createElement = method<(document: Document, name: string) => HTMLElement>(
  Document.prototype.createElement,
);

function styleOf(corner: Corner): string {
  const [down, across] = corner.split("-");
  return `:host { all: initial !important; display: block !important; position: fixed !important;
  inset: auto !important; ${down}: ${EDGE} !important; ${across}: ${EDGE} !important;
  width: ${SIZE} !important; height: ${SIZE} !important; margin: 0 !important; padding: 0 !important;
  border: 0 !important; opacity: 1 !important; visibility: visible !important;
  pointer-events: none !important; transform: none !important; clip-path: none !important;
  filter: none !important; transition: none !important; animation: none !important;
  content-visibility: visible !important; z-index: 2147483647 !important; overflow: visible !important;
  background: none !important; }
:host::backdrop { display: none !important; }
div { box-sizing: border-box; width: ${SIZE}; height: ${SIZE}; border-radius: 50%;
  background: #b3261e; border: 2px solid #fff; box-shadow: 0 0 0 1px #5f6368; }`;
}

export class Mark {
  private host: HTMLElement | null = null;
  private watch: MutationObserver | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private later: ReturnType<typeof setTimeout> | undefined;
  private raised = Number.NEGATIVE_INFINITY;
  private stop = new AbortController();

  /** `isRecorded` says whether the page is recorded at this address, which a route may change. */
  constructor(private readonly isRecorded: () => boolean) {}

  show(corner: Corner): void {
    this.hide();
    const top = topElement();
    if (!(top instanceof HTMLElement)) return;
    const host = createElement(document, "workglass-mark");
    setAttribute(host, "popover", "manual");
    setAttribute(host, "aria-hidden", "true");
    const root = attach(host, { mode: "closed" });
    const style = createElement(document, "style");
    append(style, new Text(styleOf(corner)));
    append(root, style);
    append(root, createElement(document, "div"));
    this.host = host;
    setOwn(host);
    this.put();
    this.watch = new MutationObserver(() => this.put());
    this.watch.observe(document, { childList: true });
    this.watch.observe(top, { childList: true });
    this.timer = setInterval(() => this.put(), LOOK_MS);
    // What the page opens over everything comes to lie over the mark as well.
    this.stop = new AbortController();
    const options = { capture: true, passive: true, signal: this.stop.signal };
    addEventListener("toggle", (event) => this.heard(event), options);
  }

  hide(): void {
    clearInterval(this.timer);
    clearTimeout(this.later);
    this.later = undefined;
    this.stop.abort();
    this.watch?.disconnect();
    this.watch = null;
    if (this.host !== null) remove(this.host);
    this.host = null;
    setOwn(null);
  }

  private heard(event: Event): void {
    const { target } = event;
    if (!(target instanceof Element) || isOwn(target)) return;
    if (this.isOver(target)) this.raise();
  }

  private isOver(element: Element): boolean {
    return matches(element, ":popover-open, :modal");
  }

  /** Put the mark where it belongs if it is not there, and take it away where nothing is recorded. */
  put(): void {
    const { host } = this;
    if (host === null || topElement() === null) return;
    if (!this.isRecorded()) {
      if (isAttached(host)) remove(host);
      this.raised = Number.NEGATIVE_INFINITY;
      return;
    }
    if (isAttached(host) && matches(host, ":popover-open")) return;
    this.raise();
  }

  private raise(): void {
    const { host } = this;
    const top = topElement();
    const now = performance.now();
    if (host === null || top === null) return;
    const wait = this.raised + AGAIN_MS - now;
    if (wait > 0) {
      this.later ??= setTimeout(() => {
        this.later = undefined;
        this.raise();
      }, wait);
      return;
    }
    this.raised = now;
    try {
      if (!isAttached(host)) append(top, host);
      else if (matches(host, ":popover-open")) hidePopover(host);
      showPopover(host);
    } catch {
      // The document is just being taken down; the next look tries again.
    }
  }
}
