// What the extension is doing, in one word and one sentence. Pure.

import { isInRegion, isWithinHours } from "./hours.ts";
import type { PolicyState } from "./policy.ts";

export type HostState =
  | { kind: "idle" }
  | { kind: "connecting" }
  | { kind: "open" }
  | { kind: "reconnecting" }
  | { kind: "missing"; sentence: string }
  | { kind: "refused"; sentence: string };

export type StateWord =
  | "not-configured"
  | "policy-refused"
  | "waiting-for-notice"
  | "connecting"
  | "host-missing"
  | "host-refused"
  | "outside-hours"
  | "outside-region"
  | "ready";

export interface State {
  word: StateWord;
  sentence: string;
}

/** Only in this state, and on an allowed page, is anything recorded. */
export function isRecording(state: State): boolean {
  return state.word === "ready";
}

export function decideState(
  policy: PolicyState,
  acknowledgedVersion: number,
  host: HostState,
  now: Date,
  zone: string | undefined,
): State {
  if (policy.kind === "missing") {
    return state("not-configured", "Not recording: your organisation has not set a policy.");
  }
  if (policy.kind === "invalid") {
    return state("policy-refused", `Not recording: ${policy.sentence}`);
  }
  if (acknowledgedVersion !== policy.policy.notice.version) {
    return state("waiting-for-notice", "Not recording: read the notice first (click here).");
  }
  const { regions, schedule } = policy.policy;
  if (!isInRegion(regions, zone)) {
    return state(
      "outside-region",
      "Not recording: this computer is not in a region that your organisation records in.",
    );
  }
  if (!isWithinHours(schedule, now)) {
    return state("outside-hours", "Not recording: outside of the hours that are recorded.");
  }
  switch (host.kind) {
    case "open":
    case "reconnecting":
      return state("ready", "Ready: the sites your organisation named are recorded.");
    case "missing":
      return state("host-missing", `Not recording: ${host.sentence}`);
    case "refused":
      return state("host-refused", `Not recording: ${host.sentence}`);
    default:
      return state("connecting", "Not recording yet: connecting to the program that seals.");
  }
}

function state(word: StateWord, sentence: string): State {
  return { word, sentence };
}
