// Whether the page is still as in its last picture. Watches until the first change, and no longer:
// a page that changes all the time costs nothing.

import type { ChangeCounter } from "./frames.ts";

export class Still {
  private shown: { nonce: number; path: string } | null = null;
  private changes: ChangeCounter | null = null;

  /** `path` gives the template of the page's address now. */
  constructor(private readonly path: () => string | null) {}

  /** A picture was taken and nothing has changed around it; what watched goes on watching. */
  begin(nonce: number, changes: ChangeCounter): void {
    this.end();
    const path = this.path();
    if (path === null) {
      changes.close();
      return;
    }
    this.shown = { nonce, path };
    this.changes = changes;
    changes.onChange = () => this.end();
  }

  /** The picture that shows the page as it is now; null if none does. */
  get picture(): number | null {
    return this.shown === null || this.shown.path !== this.path() ? null : this.shown.nonce;
  }

  end(): void {
    this.changes?.close();
    this.changes = null;
    this.shown = null;
  }
}
