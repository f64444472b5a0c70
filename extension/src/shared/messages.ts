// Messages between the parts of the extension. Messages to the host are in wire.ts.

import type { PageRecord, Site } from "./wire.ts";

type Body<T> = T extends unknown ? Omit<T, "session" | "seq" | "place" | "number"> : never;

/** What a content script knows of an event; the service worker adds numbers and place. */
export type Fact = Exclude<Body<PageRecord>, { kind: "tab" }>;

/** A fact with its number in its document, so that none is lost and none counted twice. */
export interface NumberedFact {
  n: number;
  /** Path template of the page or frame; null where the service worker knows it better. */
  path: string | null;
  fact: Fact;
}

/** Facts of a document, with the last number that it was told is safe. */
export interface Letter {
  document: string;
  acknowledged: number;
  facts: NumberedFact[];
}

/** `pathname` is the path of the frame as it is now, and goes no further than its template. */
export type ToBackground =
  | ({ type: "ask"; pathname: string | null } & Letter)
  | ({ type: "facts" } & Letter)
  | { type: "began" }
  | { type: "notice-state" }
  | { type: "acknowledge"; version: number; digest: string; locale: string };

/** Answer to `ask`. The sites are those of the frame's origin, for the check of every path. */
export interface Permission {
  record: boolean;
  sites: Site[];
  /** Whether the policy wants the way of the pointer. */
  pointerPath: boolean;
  /** Facts that came with the question are safe up to this number. */
  taken: number;
}

/** Answer to `facts`: everything up to this number is safe in the service worker. */
export interface FactsTaken {
  taken: number;
}

export type ToContent =
  | { type: "ask-again" }
  | { type: "routed" }
  | { type: "recording" }
  | { type: "shown" }
  | { type: "arm"; nonce: number }
  | { type: "disarm"; nonce: number };

export type Armed =
  | {
      ready: false;
      reason:
        | "page-unstable"
        | "page-changed"
        | "not-visible"
        | "password-visible"
        | "native-popup-open"
        | "page-too-complex"
        | "zoomed-in";
    }
  | {
      ready: true;
      document: string;
      /** Path template of the page, as it is while the boxes are taken. */
      path: string;
      rects: [number, number, number, number][];
      width: number;
      height: number;
    };

export interface Disarmed {
  unchanged: boolean;
  path: string | null;
}

export interface NoticeState {
  state: string;
  sentence: string;
  notice: {
    version: number;
    organisation: string;
    contact: string;
    purpose: string;
    sites: string[];
    retentionDays: number;
    screenshots: boolean;
    pointerPath: boolean;
    /** Host that sealed records are sent to; null: nowhere. */
    collector: string | null;
  } | null;
  acknowledged: boolean;
}
