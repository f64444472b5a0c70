// What must be so before anything is recorded: a valid policy, a notice that was read and reaches as
// far as the policy, no pause, no hold. Keeps on the browser's disk what must outlive it.

import type { NoticeState } from "../shared/messages.ts";
import type { Policy } from "../shared/wire.ts";
import { disclose } from "./disclosure.ts";
import { isWithinHours, timeZone } from "./hours.ts";
import { beginPause, isPaused, type Length, type Pause } from "./pause.ts";
import { type PolicyState, readPolicy } from "./policy.ts";
import { compareScopes, grows, scopeOf } from "./scope.ts";
import { decideState, type HostState, type State } from "./state.ts";
import * as storage from "./storage.ts";

export class Gate {
  state: PolicyState = { kind: "missing" };
  acknowledged: storage.Acknowledgement | null = null;
  private pause: Pause | null = null;

  async restore(): Promise<void> {
    this.acknowledged = await storage.readAcknowledgement();
    this.pause = await storage.readPause();
  }

  get policy(): Policy | null {
    return this.state.kind === "valid" ? this.state.policy : null;
  }

  get digest(): string {
    return this.state.kind === "valid" ? this.state.digest : "";
  }

  get sites(): Policy["sites"] {
    return this.policy?.sites ?? [];
  }

  get held(): boolean {
    return this.policy?.hold ?? false;
  }

  get paused(): boolean {
    return isPaused(this.pause, Date.now());
  }

  /** When the pause ends, ms since 1970; null if there is none. */
  get pausedUntil(): number | null {
    return this.paused ? (this.pause?.until ?? null) : null;
  }

  /** Whether there was a pause that no record tells of yet. */
  get hasPause(): boolean {
    return this.pause !== null;
  }

  get noticeAcknowledged(): boolean {
    const { policy, acknowledged } = this;
    if (policy === null || acknowledged === null) return false;
    if (acknowledged.version !== policy.notice.version) return false;
    return !grows(acknowledged.scope, scopeOf(policy));
  }

  decide(host: HostState): State {
    const person = { acknowledged: this.noticeAcknowledged, paused: this.paused };
    return decideState(this.state, person, host, new Date(), timeZone());
  }

  /** Whether the policy's hours cover a moment, ms since 1970. */
  isTime(ms: number): boolean {
    return this.policy !== null && isWithinHours(this.policy.schedule, new Date(ms));
  }

  /** Read the policy; says whether another one is in force now. */
  async load(): Promise<boolean> {
    const before = this.digest;
    const seen = await storage.readSeenVersion();
    this.state = await readPolicy(await storage.readManagedPolicy(), seen);
    const { policy, digest } = this;
    if (policy !== null) {
      if (policy.version > seen) await storage.writeSeenVersion(policy.version);
      await noteHistory(policy, digest);
    }
    return before !== "" && before !== digest;
  }

  async begin(length: Length): Promise<Pause | null> {
    const rules = this.policy?.employee;
    const pause = rules === undefined ? null : beginPause(length, rules, Date.now());
    if (pause !== null) await this.setPause(pause);
    return pause;
  }

  /** The pause is over; the fact stays until a record tells it. */
  async end(): Promise<void> {
    if (this.pause !== null) await this.setPause({ until: 0 });
  }

  async settle(): Promise<void> {
    if (this.pause !== null) await this.setPause(null);
  }

  private async setPause(pause: Pause | null): Promise<void> {
    this.pause = pause;
    await storage.writePause(pause);
  }

  async acknowledge(version: number, digest: string, locale: string): Promise<boolean> {
    const { policy } = this;
    if (policy === null || version !== policy.notice.version) return false;
    const scope = scopeOf(policy);
    await this.keep({ version, digest, locale, wall_ms: Date.now(), scope, recorded: false });
    return true;
  }

  /** The record of the acknowledgement is safe. */
  async noteRecorded(): Promise<void> {
    if (this.acknowledged !== null) await this.keep({ ...this.acknowledged, recorded: true });
  }

  private async keep(acknowledged: storage.Acknowledgement): Promise<void> {
    this.acknowledged = acknowledged;
    await storage.writeAcknowledgement(acknowledged);
  }

  describe({ word, detail }: State): NoticeState {
    const { policy } = this;
    if (policy === null) return { state: word, detail, notice: null, acknowledged: false };
    const before = this.acknowledged?.scope;
    return {
      state: word,
      detail,
      acknowledged: this.noticeAcknowledged,
      notice: disclose(policy),
      changes: before === undefined ? [] : compareScopes(before, scopeOf(policy)),
    };
  }
}

/** For the person: which policies were in force here, and what each changed. */
async function noteHistory(policy: Policy, digest: string): Promise<void> {
  const last = (await storage.readHistory()).at(-1);
  if (last?.digest === digest) return;
  const scope = scopeOf(policy);
  const changes = last === undefined ? [] : compareScopes(last.scope, scope);
  const since_ms = Date.now();
  await storage.addToHistory({ version: policy.version, digest, since_ms, scope, changes });
}
