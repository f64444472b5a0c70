// The way of facts to the service worker: each once, in order, again until it is safe.

import type { FactsTaken, Letter, NumberedFact, ToBackground } from "../shared/messages.ts";
import type { Outbox } from "./outbox.ts";

const SEND_AGAIN_MS = 250;

export class Delivery {
  private sending = false;

  /** `orphaned` is called once the extension behind this script is gone. */
  constructor(
    private readonly outbox: Outbox,
    private readonly documentId: string,
    private readonly orphaned: () => void,
  ) {}

  letter(facts: NumberedFact[]): Letter {
    return { document: this.documentId, acknowledged: this.outbox.acknowledged, facts };
  }

  async deliver(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      for (let facts = this.outbox.next(); facts.length > 0; facts = this.outbox.next()) {
        if (!(await this.deliverOnce(facts))) await pause(SEND_AGAIN_MS);
      }
    } finally {
      this.sending = false;
    }
  }

  /** Send facts once; says whether any of them is safe now. */
  private async deliverOnce(facts: NumberedFact[]): Promise<boolean> {
    try {
      const answer = await send<FactsTaken>({ type: "facts", ...this.letter(facts) });
      if (answer === undefined) return false;
      this.outbox.taken(answer.taken);
      return answer.taken >= (facts[0]?.n ?? 0);
    } catch {
      if (!isExtensionAlive()) this.orphaned();
      return false;
    }
  }

  /** Everything that still waits goes out in one message; a second copy is recognised by number. */
  deliverLast(): void {
    const facts = this.outbox.all();
    if (facts.length === 0) return;
    send({ type: "facts", ...this.letter(facts) }).catch(() => {});
  }

  /** The answer to what was under way when the page fell asleep may never come. */
  wakeUp(): void {
    this.sending = false;
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function send<T>(message: ToBackground): Promise<T | undefined> {
  return chrome.runtime.sendMessage(message);
}

/** After an update or removal this script is an orphan and must be silent. */
export function isExtensionAlive(): boolean {
  try {
    return chrome.runtime.id !== undefined;
  } catch {
    return false;
  }
}
