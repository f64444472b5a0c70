// What is known of the tabs that show recorded pages: where each is, what was done there last, and
// which was opened from which. Pure; forgotten with the worker.

import type { Fact } from "../shared/messages.ts";
import type { Navigation, Place } from "../shared/wire.ts";
import type { Clocks, Unnumbered } from "./queue.ts";

type Told = Extract<Unnumbered, { kind: "tab" }>;

/** A page follows what led to it within so long; slow servers need a while. */
const LEADS_MS = 10_000;
const ROUTE_MS = 2000;
/** Last words of closed tabs come late and bring them back. */
const MAX_TABS = 1000;

interface Tab {
  /** When its page was back from where nothing may be recorded; null while it is there. */
  backSince: number | null;
  /** When and where from it was opened; null once that is told, and where it was there before. */
  born: { clocks: Clocks; opener: number | null } | null;
  /** The tab it was opened from, and when; null once a page of it is explained. */
  from: { tab: number; wall_ms: number } | null;
  /** Null while it shows nothing that is recorded. */
  place: Place | null;
  last: { via: Navigation["via"]; wall_ms: number } | null;
}

export class TabLog {
  private readonly tabs = new Map<number, Tab>();

  open(tab: number, opener: number | null, clocks: Clocks): void {
    const from = opener === null ? null : { tab: opener, wall_ms: clocks.wall_ms };
    this.tabs.set(tab, { born: { clocks, opener }, from, place: null, last: null, backSince: 0 });
  }

  /** The tab shows another address. `now` is when we heard of it, which may be long after. */
  route(tab: number, isPermitted: boolean, now: number): void {
    const found = this.tabOf(tab);
    if (!isPermitted) found.backSince = null;
    else found.backSince ??= now;
  }

  /**
   * Whether what a frame tells may be of a time at which its page was where nothing may be
   * recorded. Frames do not know where their page goes, and what they tell can wait.
   */
  mayBeOfAbsence(fact: Fact, place: Place): boolean {
    if (place.frame === 0) return false;
    const { backSince } = this.tabOf(place.tab);
    return backSince === null || fact.wall_ms < backSince;
  }

  /** The tab shows a recorded page; gives the record of its opening if that is due. */
  arrive(place: Place, since: number): Told | null {
    const tab = this.tabOf(place.tab);
    const { born } = tab;
    tab.born = null;
    if (place.frame === 0 || tab.place === null) tab.place = place;
    if (born === null || born.clocks.wall_ms < since) return null;
    const opener = born.opener === null ? null : (this.tabs.get(born.opener)?.place ?? null);
    const from = opener === null ? null : born.opener;
    return { kind: "tab", ...born.clocks, place, change: "opened", opener: from };
  }

  leave(tab: number): void {
    const found = this.tabs.get(tab);
    if (found === undefined) return;
    found.place = null;
    found.last = null;
  }

  /** Forget what led where; the tabs themselves are still there. */
  forget(): void {
    this.tabs.clear();
  }

  /** The tab is gone; gives the record of it if it showed a recorded page to the end. */
  close(tab: number, clocks: Clocks): Told | null {
    const place = this.tabs.get(tab)?.place ?? null;
    this.tabs.delete(tab);
    if (place === null) return null;
    return { kind: "tab", ...clocks, place, change: "closed", opener: null };
  }

  /** Say of a navigation what led to it; remember of everything else that it may lead on. */
  explain(fact: Fact, place: Place): Fact {
    const tab = this.tabOf(place.tab);
    if (fact.kind !== "navigation") {
      const via = leadOf(fact);
      // From a page that was left for one that is not recorded nothing leads on.
      if (via !== null && tab.place !== null) tab.last = { via, wall_ms: fact.wall_ms };
      return fact;
    }
    if (fact.cause !== "load" && fact.cause !== "route") return fact;
    const last = tab.last ?? this.leadFromOpener(tab);
    tab.last = null;
    tab.from = null;
    const patience = fact.cause === "load" ? LEADS_MS : ROUTE_MS;
    if (last === null || fact.wall_ms - last.wall_ms > patience) return fact;
    return { ...fact, via: last.via };
  }

  /** Every tab has an opener, also one that was opened by hand; only a step just before counts. */
  private leadFromOpener({ from }: Tab): Tab["last"] {
    const opener = from === null ? undefined : this.tabs.get(from.tab);
    const last = opener?.last ?? null;
    if (from === null || opener === undefined || last === null) return null;
    if (Math.abs(from.wall_ms - last.wall_ms) > ROUTE_MS) return null;
    opener.last = null;
    return last;
  }

  private tabOf(id: number): Tab {
    let tab = this.tabs.get(id);
    if (tab === undefined) {
      const [oldest] = this.tabs.keys();
      if (this.tabs.size >= MAX_TABS && oldest !== undefined) this.tabs.delete(oldest);
      tab = { born: null, from: null, place: null, last: null, backSince: 0 };
      this.tabs.set(id, tab);
    }
    return tab;
  }
}

/** What a record can lead to by way of navigation; null for those that lead nowhere. */
function leadOf(fact: Fact): Navigation["via"] | null {
  switch (fact.kind) {
    case "form":
      return fact.outcome === "submitted" ? "form" : null;
    case "click":
      return fact.target.role === "link" ? "link" : "control";
    case "dropdown":
      return fact.outcome === "committed" ? "control" : null;
    case "key":
      return /^(Enter|Space)$/.test(fact.key) || fact.modifiers.length > 0 ? "control" : null;
    default:
      return null;
  }
}
