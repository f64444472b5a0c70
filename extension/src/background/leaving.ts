// Where documents are that have just been left. While one says its last words, the browser may give
// it another frame number, and for its tab the address of the page that came after it. Pure.

import { hasLeft, type Sender } from "./place.ts";

/** More are forgotten, the longest unheard first. */
const MAX_DOCUMENTS = 400;

interface Known {
  frameId: number | undefined;
  pageUrl: string | undefined;
}

export class Leaving {
  private readonly known = new Map<string, Known>();

  /**
   * The sender, which must be live, as it was while it was shown. Null if it was never heard then:
   * nobody can say where it was, and its words wait for its return.
   */
  resolve(sender: Sender): Sender | null {
    const { documentId, tab } = sender;
    if (documentId === undefined) return sender;
    if (!hasLeft(sender)) {
      this.note(documentId, { frameId: sender.frameId, pageUrl: tab?.url });
      return sender;
    }
    const known = this.known.get(documentId);
    // Of a page its own address is enough, as long as it is known to be none in a frame.
    if (known === undefined) return sender.frameId === 0 ? sender : null;
    return { ...sender, frameId: known.frameId, tab: tab && { ...tab, url: known.pageUrl } };
  }

  private note(document: string, known: Known): void {
    this.known.delete(document);
    this.known.set(document, known);
    const [oldest] = this.known.keys();
    if (this.known.size > MAX_DOCUMENTS && oldest !== undefined) this.known.delete(oldest);
  }
}
