// The port to the native messaging host: connect, reconnect with growing pauses, tell what happens.

import { endOf, isUnknownHost } from "../shared/browser.ts";
import type {
  AccessList,
  AskAccess,
  AskKey,
  Forget,
  Hello,
  OwnKey,
  Refusal,
  SetKey,
  Shredded,
  ToExtension,
  Welcome,
} from "../shared/wire.ts";
import type { Message } from "./queue.ts";
import type { HostState } from "./state.ts";

const HOST = "com.workglass.host";
const PAUSES_MS = [100, 300, 1000, 3000, 10_000, 30_000];
/** How long records are still taken while the host is away: a restart of it, not an absence. */
const GRACE_MS = 10_000;
const WELCOME_MS = 15_000;

/** What the host says on the port of a session, beside refusals. */
export type FromSession = Welcome | Extract<ToExtension, { type: "ack" }>;

/** Ask the host something on a port of its own; undefined where there is no host to answer. */
export function enquire(question: Forget): Promise<Shredded | Refusal | undefined>;
export function enquire(question: AskAccess): Promise<AccessList | Refusal | undefined>;
export function enquire(question: AskKey | SetKey): Promise<OwnKey | Refusal | undefined>;
export function enquire(question: Forget | AskAccess | AskKey | SetKey): Promise<unknown> {
  return chrome.runtime.sendNativeMessage(HOST, question).catch(() => undefined);
}

export interface PortEvents {
  hello(): Hello | null;
  message(message: FromSession): void;
  changed(state: HostState): void;
}

export class HostPort {
  state: HostState = { kind: "idle" };
  private port: chrome.runtime.Port | null = null;
  private attempt = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private grace: ReturnType<typeof setTimeout> | undefined;
  private patience: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly events: PortEvents) {}

  /** Connect unless that is done, under way, or waiting for its turn. */
  connect(): void {
    if (this.port !== null || this.retry !== undefined) return;
    const hello = this.events.hello();
    if (hello === null) return;
    if (this.state.kind === "idle") this.become({ kind: "connecting" });
    try {
      this.port = chrome.runtime.connectNative(HOST);
    } catch (error) {
      this.fail(String(error));
      return;
    }
    const port = this.port;
    port.onMessage.addListener((message: FromSession | Refusal) => this.receive(message));
    port.onDisconnect.addListener(() => {
      const reason = endOf(port);
      if (this.port === port) {
        this.port = null;
        this.fail(reason);
      }
    });
    this.patience = setTimeout(() => {
      if (this.port === port && this.state.kind !== "open") this.close("It does not answer.");
    }, WELCOME_MS);
    this.post(hello);
  }

  /** This worker was stopped while the port was open: the host's absence is a short one. */
  resume(): void {
    this.wait("The worker was stopped.");
  }

  send(message: Hello | Message): void {
    this.post(message);
  }

  /** Let go of the host and stay away until `connect`. */
  disconnect(): void {
    clearTimeout(this.retry);
    clearTimeout(this.patience);
    this.retry = undefined;
    this.port?.disconnect();
    this.port = null;
    this.attempt = 0;
    this.become({ kind: "idle" });
  }

  private close(reason: string): void {
    this.port?.disconnect();
    this.port = null;
    this.fail(reason);
  }

  private post(message: Hello | Message): void {
    try {
      this.port?.postMessage(message);
    } catch {
      // The port is gone; onDisconnect follows and everything unacknowledged is sent again.
    }
  }

  private receive(message: FromSession | Refusal): void {
    if (message.type === "refusal") {
      this.become({ kind: "refused", sentence: message.sentence, code: message.code });
      return;
    }
    if (message.type === "welcome") {
      clearTimeout(this.patience);
      this.attempt = 0;
    }
    this.events.message(message);
    if (message.type === "welcome") this.become({ kind: "open" });
  }

  private fail(reason: string): void {
    clearTimeout(this.patience);
    const pause = PAUSES_MS[Math.min(this.attempt, PAUSES_MS.length - 1)] ?? 30_000;
    this.attempt += 1;
    if (this.state.kind === "open") {
      this.wait(reason);
    } else if (this.state.kind !== "refused" && this.state.kind !== "reconnecting") {
      this.become(missing(reason));
    }
    this.retry = setTimeout(() => {
      this.retry = undefined;
      this.connect();
    }, pause);
  }

  private wait(reason: string): void {
    this.become({ kind: "reconnecting" });
    this.grace = setTimeout(() => this.become(missing(reason)), GRACE_MS);
  }

  private become(state: HostState): void {
    if (state.kind !== "reconnecting") clearTimeout(this.grace);
    this.state = state;
    this.events.changed(state);
  }
}

/** The browser's own words, with what to do about them. */
function missing(reason: string): HostState {
  const remedy = isUnknownHost(reason)
    ? "the Workglass program is not installed on this computer; tell IT."
    : /forbidden|disabled/.test(reason)
      ? "the browser may not start the Workglass program; tell IT."
      : "the Workglass program stopped; it is started again.";
  return { kind: "missing", sentence: remedy };
}
