// What every press, key and rest of the pointer could open. What did is looked up in the frames
// after it, because pages open late.

import { type Appearing, appearingFor } from "./appearing.ts";
import { neighbourOf } from "./bars.ts";
import type { Current } from "./current.ts";
import { flatContains } from "./flat.ts";
import { HiddenParts } from "./hidden.ts";
import { rectOf } from "./layout.ts";
import { Letters, waitBefore } from "./lookout.ts";
import { NativeVisit } from "./natives.ts";
import { isDropdownSelect, isPicker } from "./reading/choices.ts";
import { staysLike } from "./redrawn.ts";
import { LISTS } from "./roled.ts";
import { rootsAround } from "./roots.ts";
import { isUncovered } from "./sight.ts";
import { isNear, type Surface } from "./surfaces.ts";
import { after } from "./timers.ts";
import { elementMatches, focused } from "./tree.ts";
import { type Earlier, Trigger, type TriggerWay } from "./trigger.ts";
import { startUnasked, unaskedAt } from "./unasked.ts";
import { Visit } from "./visit.ts";

/** So long after a press or key what somebody acts in may have been opened by it. */
const ENTERED_MS = 6000;
/** So long the focus takes to go on. */
const FOCUSED_MS = 300;
const MOVED_PX = 8;
/** So soon after a press the pointer has not gone on. */
const AT_ONCE_MS = 100;

export class Openings {
  private trigger: Trigger | null = null;
  /** What may still bring a list while the pointer goes about. */
  private awaited: Trigger | null = null;
  /** The last press or key, as long as it has opened nothing. */
  private fruitless: Trigger | null = null;
  /** What showed before the focus went on: pages open lists before they say that it has come. */
  private beforeFocus: Earlier | null = null;
  /** Lists with a role that showed when a button went down last, and where that was. */
  private lastPress: { shown: ReadonlySet<Element>; element: Element | null } | null = null;
  /** Those that were there before and after a press elsewhere are parts of the page while they show. */
  private readonly standing = new Set<Element>();
  /** Where the open menu was when a context menu was asked for elsewhere. */
  private menuWas: { trigger: Trigger; left: number; top: number } | null = null;
  private readonly letters = new Letters();
  private readonly appearing: Appearing;
  private readonly hidden: HiddenParts;

  /** `onSelect` hears of a native list that has opened. */
  constructor(
    private readonly current: Current,
    private readonly onSelect: (select: HTMLSelectElement) => void,
    private readonly now: () => number,
    signal: AbortSignal,
  ) {
    this.appearing = appearingFor(signal);
    this.hidden = new HiddenParts(signal);
    this.hidden.refresh(() => [document]);
    signal.addEventListener("abort", () => {
      this.trigger = null;
      this.awaited = null;
      this.fruitless = null;
      this.lastPress = null;
      this.beforeFocus = null;
      this.menuWas = null;
      this.standing.clear();
    });
  }

  begin(way: TriggerWay, element: Element | null, event: Event): void {
    const last = this.trigger;
    if (way === "hover" && last?.way === "hover" && last.element === element) return;
    const key = event instanceof KeyboardEvent ? event.key : "";
    if (last?.isTyped && this.letters.goesOn(element, key)) {
      last.goOn(event);
      return;
    }
    const { hidden, appearing } = this;
    const { visit } = this.current;
    const isPress = way === "mouse" || way === "touch";
    // A press elsewhere may have the page draw anew what is pressed.
    const around = isPress && visit instanceof Visit && element !== null ? visit : null;
    const isElsewhere = around !== null && element !== null && !around.holds(element);
    const isDuring = visit !== null && !isElsewhere;
    const earlier = way === "focus" ? this.takeEarlier() : null;
    const trigger = new Trigger(way, element, event, isDuring, hidden, appearing, earlier);
    trigger.continue(last, this.now());
    if (visit instanceof Visit && element !== null && visit.holds(element)) trigger.within = visit;
    if (isPress || key === "Enter")
      trigger.noteStanding((list) => visit instanceof Visit && visit.holds(list));
    if (way !== "hover") this.awaited = null;
    else if (last?.isPatient) {
      last.isOvertaken = true;
      this.awaited = last;
    }
    this.trigger = trigger;
    if (isElsewhere && trigger.before.context) {
      const { left, top } = rectOf(around.base);
      this.menuWas = { trigger, left, top };
    }
    if (way !== "hover") this.fruitless = trigger;
    if (isPress) this.notePress(trigger);
    if (earlier === null) appearing.watch(trigger.roots, element);
    else appearing.watchAlso(trigger.roots);
    this.letters.begin(element, trigger.isTyped ? key : null);
    if (trigger.isTyped) this.lookSoon(trigger, this.letters.turn, this.letters.waitMs);
    else this.lookSoon(trigger, 0);
  }

  /** The pointer has come to something. */
  hover(element: Element, event: Event): void {
    const { trigger } = this;
    // What was pressed may still be on its way to open.
    const isWaiting = trigger !== null && trigger.way !== "hover";
    if (isWaiting && !trigger.yieldsTo(element, this.now())) return;
    if (trigger?.mayLeaveFor(this.now()) && trigger.element !== element) this.look(trigger, 0);
    this.begin("hover", element, event);
  }

  /** The focus is about to go on. */
  awaitFocus(): void {
    const roots = rootsAround(focused());
    this.hidden.catchUp(roots);
    this.appearing.watch(roots, null);
    const lists = new Set(this.appearing.roledShown(roots, LISTS));
    this.beforeFocus = { at: this.now(), roots, lists, parts: new Set(this.hidden.shown()) };
  }

  private takeEarlier(): Earlier | null {
    const earlier = this.beforeFocus;
    this.beforeFocus = null;
    return earlier !== null && this.now() - earlier.at < FOCUSED_MS ? earlier : null;
  }

  /** A visit is over. */
  noteClosed(list: Element): void {
    this.hidden.noteClosed(list);
  }

  /** A list, or what it lies in, has turned out to be a part of the page. */
  noteStanding(list: Element): void {
    this.standing.add(list);
  }

  private notePress({ before: { shown }, element }: Trigger): void {
    const last = this.lastPress;
    for (const known of this.standing) if (!isUncovered(known)) this.standing.delete(known);
    for (const list of last?.shown ?? []) {
      const isElsewhere = last?.element == null || !flatContains(list, last.element);
      if (isElsewhere && shown.has(list)) this.standing.add(list);
    }
    this.lastPress = { shown, element };
  }

  /** Somebody acts in a list that nothing was seen to open; `isAct` if it is more than pointing. */
  enter(element: Element, event: Event, isAct: boolean): void {
    if (this.current.visit !== null) return;
    const asked = this.fruitless;
    const isLate = asked === null || this.now() - asked.began > ENTERED_MS;
    if (!isAct && isLate) return;
    const surface = unaskedAt(element, (list) => this.standing.has(list));
    if (surface === null) return;
    // Whatever the pointer came to since could have opened it as well.
    const over = this.trigger === asked ? null : (this.trigger?.element ?? null);
    const isLast = over === null || flatContains(surface.element, over);
    if (!isLate && isLast && asked.explains(surface)) {
      const start = asked.startOn(surface);
      if (!asked.asksFor(this.now())) start.stays = staysLike(surface.list);
      this.open(new Visit(start, this.now), asked.began);
    } else if (isAct && surface.isSaid) {
      this.open(new Visit(startUnasked(surface, event), this.now), this.now());
    }
  }

  /** What is hidden is known before the pointer shows it. */
  survey(element: () => Element | null): void {
    this.hidden.refresh(() => rootsAround(element()));
  }

  /** Something says of itself that it has opened. */
  note(element: Element): void {
    this.appearing.note(element);
  }

  /** A text was written; nothing has opened yet. */
  filter(): void {
    if (this.trigger !== null) this.trigger.filtered += 1;
  }

  /** When it began that something is being opened from here. */
  pressesOn(opener: Element): ReadonlySet<number> {
    const { trigger } = this;
    return trigger?.before.opener === opener ? trigger.presses : new Set<number>();
  }

  /** A list that was asked for must be known before anything is done in it. */
  settle(hovering = false, walking = false): void {
    const trigger = this.awaited ?? this.trigger;
    if (trigger === null) return;
    // Whoever walks on has seen what came.
    const walks = walking && trigger.way !== "hover" && trigger.isFresh(this.now());
    if (!walks && !this.letters.owed && !trigger.mayBring(this.now(), hovering)) return;
    // What the pointer has just come to may be what shows something now.
    if (this.look(trigger, 0, hovering) && this.trigger === trigger) this.trigger = null;
  }

  private lookSoon(trigger: Trigger, turn: number, atLeast = 0): void {
    const wait = waitBefore(turn, trigger.isPatient);
    if (wait === null) return;
    after(Math.max(wait, atLeast), () => {
      if (this.trigger !== trigger) return;
      if (!this.look(trigger, turn)) this.lookSoon(trigger, turn + 1);
      else if (this.trigger === trigger) this.trigger = null;
    });
  }

  /** See whether something has opened since; says whether it has. */
  private look(trigger: Trigger, turn: number, hovering = false): boolean {
    this.letters.looked();
    const { select } = trigger;
    if (select !== null && isDropdownSelect(select)) return this.lookAtSelect(trigger, select);
    const surface = trigger.opened(turn, hovering) ?? this.movedTo(trigger);
    const isAtOnce = this.now() - trigger.began < AT_ONCE_MS;
    if (trigger.way !== "hover" && isAtOnce) this.hidden.notePressed(trigger.shownBefore);
    if (surface === null) return false;
    const { visit } = this.current;
    if (visit instanceof Visit && this.menuWas?.trigger !== trigger) {
      if (surface.element === visit.base) return false;
      if (visit.leadsOn && visit.holds(surface.element)) return false;
      const from = trigger.entry;
      if (
        from !== null &&
        trigger.within === visit &&
        visit.isOpen &&
        visit.leadsTo(surface, from)
      ) {
        visit.goDeeper(surface, from);
        return true;
      }
    }
    const last = trigger.way === "keyboard" ? (visit?.opener ?? null) : null;
    const opener = last === null ? null : neighbourOf(last, surface.element);
    this.current.giveWay();
    const start = trigger.startOn(surface, opener);
    this.open(new Visit(start, this.now), trigger.began);
    return true;
  }

  /** Where a context menu is asked for elsewhere, many pages only move the one that is open. */
  private movedTo(trigger: Trigger): Surface | null {
    const { menuWas } = this;
    const { visit } = this.current;
    if (menuWas === null || !(visit instanceof Visit) || menuWas.trigger !== trigger) return null;
    const { left, top } = rectOf(visit.base);
    const moved = Math.max(Math.abs(left - menuWas.left), Math.abs(top - menuWas.top));
    if (moved < MOVED_PX || !isNear(visit.base, trigger.before)) return null;
    return { element: visit.base, kind: visit.episode.opening.surface };
  }

  private lookAtSelect(trigger: Trigger, select: HTMLSelectElement): boolean {
    const { visit } = this.current;
    if (visit?.opener === select || !elementMatches(select, ":open")) return false;
    this.current.giveWay();
    const start = trigger.startOn({ element: select, kind: "picker" });
    this.onSelect(select);
    this.open(
      isPicker(select) || start.target === null
        ? new Visit(start, this.now)
        : new NativeVisit({ ...start, select, target: start.target }, this.now),
      trigger.began,
    );
    return true;
  }

  private open(visit: Visit | NativeVisit, began: number): void {
    this.letters.opened();
    this.awaited = null;
    this.fruitless = null;
    this.current.begin(visit, began);
  }
}
