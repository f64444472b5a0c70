// The records of one run of the browser: numbered, kept, sent until the host has them.
//
// Rule: a record is in storage before anybody is told that it is safe.

import { browserName } from "../shared/browser.ts";
import { uuid7 } from "../shared/identifiers.ts";
import { type Hello, type Policy, PROTOCOL, type Witness } from "../shared/wire.ts";
import type { Gate } from "./gate.ts";
import { clocks } from "./machine.ts";
import { Mirror } from "./mirror.ts";
import type { FromSession } from "./port.ts";
import { type Message, Queue, type Unnumbered } from "./queue.ts";
import * as storage from "./storage.ts";

const WITNESS_MS = 15_000;

export interface DeliveryEvents {
  send(message: Message): void;
  /** A record has its number and is about to be stored. */
  numbered(seq: number, event: Unnumbered): void;
  /** The triggers whose pictures are open; stored together with the records. */
  openPictures(): number[];
}

export class Delivery {
  mirror = new Mirror([], {}, {});
  private queue: Queue | null = null;
  private profile = "";
  private witness: Witness | null = null;
  private witnessKept = 0;
  private countsKept = 0;
  private credit = 0;

  constructor(
    private readonly gate: Gate,
    private readonly events: DeliveryEvents,
  ) {}

  async restore({ session, items, mirror }: storage.Memory): Promise<void> {
    this.mirror = mirror;
    if (session !== null) this.queue = new Queue(session.id, session.next, items, session.lost);
    this.profile = await storage.readProfile();
    this.witness = await storage.readWitness();
  }

  /** Whether this run of the browser has records. */
  get hasBegun(): boolean {
    return this.queue !== null;
  }

  get isUnderWay(): boolean {
    return this.queue?.isUnderWay ?? false;
  }

  /** The first records are of the start and of the notice. */
  async begin({ version }: Policy): Promise<void> {
    if (this.queue === null) {
      this.queue = new Queue(uuid7(Date.now(), crypto.getRandomValues(new Uint8Array(10))), 1);
      await this.keep({
        kind: "control",
        what: "session-start",
        ...clocks(),
        extension_version: chrome.runtime.getManifest().version,
        browser: browserName(),
        policy_version: version,
      });
    }
    const { acknowledged } = this.gate;
    if (acknowledged === null || acknowledged.recorded) return;
    await this.keep({
      kind: "control",
      what: "notice-acknowledged",
      wall_ms: acknowledged.wall_ms,
      mono_ms: clocks().mono_ms,
      notice_version: acknowledged.version,
      notice_digest: acknowledged.digest,
      locale: acknowledged.locale,
    });
    await this.gate.noteRecorded();
  }

  hello(): Hello | null {
    const { policy, digest, acknowledged, noticeAcknowledged } = this.gate;
    if (policy === null || this.queue === null || !noticeAcknowledged || policy.hold) return null;
    return {
      type: "hello",
      protocol: PROTOCOL,
      extension_version: chrome.runtime.getManifest().version,
      profile: this.profile,
      session: this.queue.session,
      policy_digest: digest,
      policy_version: policy.version,
      notice_version: acknowledged?.version ?? 0,
      acknowledged: this.queue.acknowledged,
      witness: this.witness,
    };
  }

  /** The port is gone: nothing is sent until a host has said how much it takes. */
  pause(): void {
    this.credit = 0;
  }

  async hear(message: FromSession): Promise<void> {
    const { queue } = this;
    if (queue === null) return;
    if (message.type === "welcome") {
      this.credit = message.credit;
      await storage.removeItems(queue.restart(message.last_seq));
    } else if (message.session === queue.session) {
      await storage.removeItems(queue.acknowledge(message.seq));
      await this.remember(message.witness);
      await this.store(queue.tellLost(clocks()).put, null);
    }
    this.sendWaiting();
  }

  /**
   * Keep the head that the host has acknowledged: whoever puts an earlier copy of its store in
   * place is found out at the next hello. Written now and then, since every write costs the disk.
   */
  private async remember(witness: Witness | null): Promise<void> {
    if (witness === null) return;
    this.witness = witness;
    if (Date.now() - this.witnessKept < WITNESS_MS) return;
    this.witnessKept = Date.now();
    await storage.writeWitness(witness);
  }

  private sendWaiting(): void {
    if (this.credit === 0) return; // before the host's welcome
    for (const message of this.queue?.toSend(this.credit) ?? []) this.events.send(message);
  }

  /** Number an event, store it, send it. Returns its number, or null if there was no room. */
  async keep(
    event: Unnumbered,
    image: string | null = null,
    document: { id: string; last: number } | null = null,
  ): Promise<number | null> {
    const { queue } = this;
    if (queue === null) return null;
    const { seq, changes } = queue.add(event, image, clocks());
    if (seq !== null) this.events.numbered(seq, event);
    await this.store(changes.put, document);
    this.sendWaiting();
    return seq;
  }

  /** All that was taken of a document is stored. */
  noteDocument(id: string, last: number): Promise<void> {
    return this.store([], { id, last });
  }

  private async store(
    items: Parameters<typeof storage.writeProgress>[1],
    document: { id: string; last: number } | null,
  ): Promise<void> {
    const { queue } = this;
    if (queue === null || (items.length === 0 && document === null)) return;
    const session = { id: queue.session, next: queue.next, lost: queue.untold };
    const seen = this.mirror.take(items, this.gate.sites, new Date());
    await storage.writeProgress(session, items, document, this.events.openPictures(), seen);
    if (Date.now() - this.countsKept < WITNESS_MS) return;
    this.countsKept = Date.now();
    await this.keepCounts();
  }

  keepCounts(): Promise<void> {
    return storage.writeCounts(this.mirror.counts);
  }

  /** Forget what waits here since a moment, and with `sent` what is under way as well. */
  async forget(sinceMs: number, sent: boolean): Promise<void> {
    const changes = this.queue?.forget(sinceMs, clocks(), sent);
    if (changes !== undefined) await this.store(changes.put, null);
    await storage.removeMemories(this.mirror.clear());
    this.sendWaiting();
  }
}
