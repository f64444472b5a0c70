// Pages and blank frames that are written anew with document.open: the document and this script
// stay, and every listener on window and document goes.
//
// An observer of the tree would make each change of the page dearer, so the size of the outermost
// element tells: it has none any more once it is out of the page.

import { isAttached, topElement } from "./tree.ts";

/** A frame that is not shown has no size that could change. */
const LOOK_MS = 1000;

export class Reopening {
  private top = topElement();
  private readonly sizes = new ResizeObserver(() => this.look());

  constructor(private readonly reopened: () => void) {
    if (this.top !== null) this.sizes.observe(this.top);
    setInterval(() => this.look(), LOOK_MS);
  }

  private look(): void {
    if (this.top !== null && isAttached(this.top)) return;
    const top = topElement();
    if (top === null) return;
    this.sizes.disconnect();
    this.sizes.observe(top);
    const isFirst = this.top === null;
    this.top = top;
    if (!isFirst) this.reopened();
  }
}
