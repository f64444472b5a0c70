// Messages between the parts of the extension. Messages to the host are in wire.ts.

import type {
  AccessList,
  EmployeeRules,
  OwnKey,
  PageRecord,
  Policy,
  Screenshot,
  Shredded,
  Site,
} from "./wire.ts";

type Body<T> = T extends unknown ? Omit<T, "session" | "seq" | "place" | "number"> : never;

/** What a content script knows of an event; the service worker adds numbers and place. */
export type Fact = Exclude<Body<PageRecord>, { kind: "tab" }>;

/** A fact with its number in its document, so that none is lost and none counted twice. */
export interface NumberedFact {
  n: number;
  /** Path template of the page or frame; null where the service worker knows it better. */
  path: string | null;
  /** The picture (by the nonce of its arming) that shows the page as the step found it. */
  before: number | null;
  fact: Fact;
}

/** Facts of a document, with the last number that it was told is safe. */
export interface Letter {
  document: string;
  acknowledged: number;
  facts: NumberedFact[];
}

/**
 * `pathname` is the path of the frame as it is now, and goes no further than its template. `path`
 * are the positions of the frames that lead from the top document to this one. `marked`: the
 * document itself says that it is not to be recorded.
 */
export type ToBackground =
  | ({ type: "ask"; pathname: string | null; path: number[]; marked: boolean } & Letter)
  | { type: "frames"; path: number[] }
  | ({ type: "facts" } & Letter)
  | { type: "began" }
  | { type: "notice-state" }
  | { type: "acknowledge"; version: number; digest: string; locale: string }
  | { type: "overview"; tab: number | null }
  | { type: "pause"; length: number | "tomorrow" }
  | { type: "resume" }
  | { type: "forget"; minutes: number }
  | { type: "who-looked" }
  | { type: "ask-key" }
  | { type: "set-key"; key: string | null };

/** Answer to `ask`. The sites are those of the frame's origin, for the check of every path. */
export interface Permission {
  record: boolean;
  sites: Site[];
  /** Whether the policy wants the way of the pointer. */
  pointerPath: boolean;
  /** Where the mark stands that says so. */
  mark: EmployeeRules["mark"];
  /** Facts that came with the question are safe up to this number. */
  taken: number;
}

/** Answer to `facts`: everything up to this number is safe in the service worker. */
export interface FactsTaken {
  taken: number;
}

/** Answer to `frames`: which frames in a document are recorded, as far back as is known. */
export interface FramesAnswer {
  reached: number[];
  /** When the service worker began to keep count, ms since 1970. */
  since: number;
}

export type ToContent =
  | { type: "ask-again" }
  | { type: "routed" }
  | { type: "recording" }
  | { type: "shown" }
  | { type: "arm"; nonce: number }
  | { type: "disarm"; nonce: number };

/** A role and where it is, in CSS pixels of the viewport. */
export type Shape = [role: string, x: number, y: number, width: number, height: number];

export type Armed =
  | {
      ready: false;
      reason:
        | "page-unstable"
        | "page-changed"
        | "not-visible"
        | "secret-visible"
        | "payment-visible"
        | "policy"
        | "native-popup-open"
        | "page-too-complex"
        | "zoomed-in";
    }
  | {
      ready: true;
      document: string;
      /** Path template of the page, as it is while the boxes are taken. */
      path: string;
      layout_changed: boolean | null;
      level: Screenshot["level"];
      /** What a skeleton is drawn from; empty for pictures with pixels. */
      shapes: Shape[];
      rects: [number, number, number, number][];
      width: number;
      height: number;
      /** Pixels of the screen for each of the page's, as it is while the boxes are taken. */
      ratio: number;
    };

export interface Disarmed {
  unchanged: boolean;
  path: string | null;
}

/** How much was recorded on a site; no content. */
export interface SiteTotals {
  events: number;
  pictures: number;
  bytes: number;
}

export interface DayTotals {
  sites: Record<string, SiteTotals>;
  withheld: Record<string, number>;
}

/** Answer to `overview`: what the person sees of it all. */
export interface Overview {
  /** _locales: state_SHAPE, with the detail put in. */
  shape: string;
  detail: string;
  pauses: (number | "tomorrow")[];
  pausedUntil: number | null;
  today: DayTotals;
  days: Record<string, DayTotals>;
  sites: { id: string; match: string }[];
  exemptionMail: string | null;
  /** Suite of a key of the person's own; null where the policy allows none. */
  keySuite: string | null;
  organisation: string;
  contact: string;
}

/** Answer to `forget`. */
export interface Forgetting {
  /** Whether nothing of the span is left on this device. */
  done: boolean;
  /** The host's own words if it refused. */
  sentence: string;
  counts: Shredded | null;
}

/** Answer to `who-looked`. */
export interface Looking {
  list: AccessList | null;
  sentence: string;
}

/** Answer to `ask-key` and `set-key`. */
export interface Keying {
  /** How it is now; null if the host refused. */
  key: OwnKey | null;
  sentence: string;
}

export interface PolicyChange {
  what: string;
  detail: string;
  grows: boolean;
}

export interface NoticeState {
  state: string;
  /** What a program has said about it. */
  detail: string;
  /** What is other than when the notice was acknowledged. */
  changes?: PolicyChange[];
  notice: {
    version: number;
    organisation: string;
    contact: string;
    purpose: string;
    sites: string[];
    /** Those of them of which no wording is recorded, and those with that of entries too. */
    wordless: string[];
    texts: string[];
    /** Whether the policy names lists whose entries' wording is recorded. */
    lists: boolean;
    retentionDays: number;
    screenshots: boolean;
    /** Those without pictures, with pictures without pixels, with pictures of ordinary text. */
    pictureless: string[];
    skeletons: string[];
    unmasked: string[];
    /** Fields whose text is recorded, with what it is needed for. */
    verbatim: { site: string; field: string; purpose: string }[];
    /** Assessments of the organisation that allow the last two. */
    exceptions: string[];
    /** Those whose pages show words of people who got no notice, or private accounts. */
    inbound: string[];
    personal: string[];
    /** When and where is recorded; null: always, anywhere. */
    hours: Policy["schedule"];
    regions: string[] | null;
    pointerPath: boolean;
    jurisdiction: EmployeeRules["jurisdiction"];
    recipients: string[];
    /** Host that sealed records are sent to; null: nowhere. */
    collector: string | null;
  } | null;
  acknowledged: boolean;
}
