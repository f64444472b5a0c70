// What the extension is doing, in one word. The sentence for it is in _locales, under state_WORD. Pure.

import { isInRegion, isWithinHours } from "./hours.ts";
import type { PolicyState } from "./policy.ts";

export type HostState =
  | { kind: "idle" }
  | { kind: "connecting" }
  | { kind: "open" }
  | { kind: "reconnecting" }
  | { kind: "missing"; sentence: string }
  | { kind: "refused"; sentence: string; code?: string };

export type StateWord =
  | "not-configured"
  | "policy-refused"
  | "on-hold"
  | "waiting-for-notice"
  | "paused"
  | "connecting"
  | "host-missing"
  | "host-refused"
  | "outside-hours"
  | "outside-region"
  | "ready";

export interface State {
  word: StateWord;
  /** What a program has said about it, in its own words; empty if the word says all. */
  detail: string;
}

/** What the person has done: read the notice of the policy in force, asked for a pause. */
export interface Standing {
  acknowledged: boolean;
  paused: boolean;
}

/** Only in this state, and on an allowed page, is anything recorded. */
export function isRecording(state: State): boolean {
  return state.word === "ready";
}

export function decideState(
  policy: PolicyState,
  person: Standing,
  host: HostState,
  now: Date,
  zone: string | undefined,
): State {
  if (policy.kind === "missing") return state("not-configured");
  if (policy.kind === "invalid") return state("policy-refused", policy.sentence);
  if (policy.policy.hold) return state("on-hold");
  if (!person.acknowledged) return state("waiting-for-notice");
  if (person.paused) return state("paused");
  const { regions, schedule } = policy.policy;
  if (!isInRegion(regions, zone)) return state("outside-region");
  if (!isWithinHours(schedule, now)) return state("outside-hours");
  switch (host.kind) {
    case "open":
    case "reconnecting":
      return state("ready");
    case "missing":
      return state("host-missing", host.sentence);
    case "refused":
      return state("host-refused", host.sentence);
    default:
      return state("connecting");
  }
}

function state(word: StateWord, detail = ""): State {
  return { word, detail };
}

/** What the person sees of a tab: a shape, and a sentence, in _locales under state_SHAPE. */
export type Shape =
  | "recording"
  | "masked"
  | "denied"
  | "marked"
  | "off-site"
  | "not-yet"
  | StateWord;

export interface TabView {
  /** Whether an entry of the policy covers the page, or would if nothing denied it. */
  listed: boolean;
  denied: boolean;
  /** Whether the page says of itself that it must not be recorded. */
  marked: boolean;
  /** Whether the page itself says that it is recorded. */
  recorded: boolean;
  /** Whether no wording of it is. */
  wordless: boolean;
}

export function shapeOf(state: State, tab: TabView | null): Shape {
  if (state.word !== "ready") return state.word;
  if (tab?.recorded) return tab.wordless ? "masked" : "recording";
  if (tab?.denied) return "denied";
  if (tab?.listed && tab.marked) return "marked";
  return tab?.listed ? "not-yet" : "off-site";
}
