// Dropdowns: what was opened, walked through, chosen or left, each visit once.
//
// Every press, key and rest of the pointer could open something. What did is looked up in the
// frames after it, because pages open late. While something is open it is looked at ten times a
// second, and not at all otherwise.

import { type Appearing, appearingFor } from "../appearing.ts";
import { type Ending, LastAct } from "../episode.ts";
import { HiddenParts } from "../hidden.ts";
import type { Item } from "../items.ts";
import type { Ledger } from "../ledger.ts";
import { CHOOSING_KEYS, Held, Letters, OPENING_KEYS, Passing, waitBefore } from "../lookout.ts";
import { InlineVisits, NativeVisit, Suggestions, type SuggestionVisit } from "../natives.ts";
import { structuralAttribute } from "../reading/attributes.ts";
import { isDropdownSelect, isPicker } from "../reading/choices.ts";
import { isEditable } from "../reading/editable.ts";
import { listenInRoots } from "../roots.ts";
import { innermost } from "../targets.ts";
import { after } from "../timers.ts";
import { elementMatches, focused, tagOf } from "../tree.ts";
import { rootsAround, Trigger, type TriggerWay, writes } from "../trigger.ts";
import { Visit } from "../visit.ts";
import { clocks, listening, type Observe, type Sink } from "./observer.ts";

const POLL_MS = 100;
const SETTLE_MS = 150;
/** The key that closed a list of the browser is heard when it is let go. */
const KEY_HELD_MS = 500;
const PAINT_MS = [20, 90];

export const observeDropdowns: Observe = (sink, signal, ledger) => {
  const options = listening(signal);
  const watcher = new DropdownWatcher(sink, signal, ledger);
  const trusted =
    <E extends Event>(take: (event: E) => void) =>
    (event: Event): void => {
      if (event.isTrusted) take(event as E);
    };
  listenInRoots(["change"], (e) => watcher.changed(e), signal);
  listenInRoots(["toggle"], (e) => watcher.toggled(e), signal);
  const on = <E extends Event>(name: string, take: (event: E) => void): void =>
    addEventListener(name, trusted(take), options);
  on<PointerEvent>("pointerdown", (e) => watcher.pressed(e));
  on<PointerEvent>("pointerup", (e) => watcher.released(e));
  on<Event>("pointercancel", () => watcher.cancelled());
  on<PointerEvent>("pointerover", (e) => watcher.hovered(e));
  on<Event>("keydown", (e) => {
    // A suggestion that is taken sends a plain event of this name.
    if (e instanceof KeyboardEvent) watcher.keyed(e);
  });
  on<Event>("keyup", (e) => e instanceof KeyboardEvent && watcher.letGo(e));
  on<Event>("input", (e) => watcher.typed(e));
  on<MouseEvent>("click", (e) => watcher.clicked(e));
  on<FocusEvent>("focusin", (e) => watcher.focusCame(e));
  on<FocusEvent>("focusout", (e) => watcher.focusLeft(e));
  on<Event>("scroll", () => watcher.scrolled());
  on<Event>("blur", (e) => e.target === window && watcher.windowLeft());
  on<Event>("pagehide", () => watcher.pageLeft());
  signal.addEventListener("abort", () => watcher.stop());
};

type Told = Pick<SuggestionVisit, "episode" | "presses" | "close">;

class DropdownWatcher {
  private active: Visit | NativeVisit | null = null;
  private stopPolling = (): void => {};
  private keepOpen: (() => void) | null = null;
  private trigger: Trigger | null = null;
  /** What may still bring a list while the pointer goes about. */
  private awaited: Trigger | null = null;
  private readonly letters = new Letters();
  private readonly passing = new Passing();
  private readonly held = new Held<Item>();
  private readonly suggestions = new Suggestions(now);
  private lastDown = Number.NEGATIVE_INFINITY;
  private readonly last = new LastAct();
  private opened = Number.NEGATIVE_INFINITY;
  private readonly appearing: Appearing;
  private readonly hidden: HiddenParts;
  private readonly inline: InlineVisits;

  constructor(
    private readonly sink: Sink,
    signal: AbortSignal,
    private readonly ledger: Ledger,
  ) {
    this.appearing = appearingFor(signal);
    this.hidden = new HiddenParts(signal);
    this.hidden.refresh(() => [document]);
    this.inline = new InlineVisits(now, (visit, why) => this.tell(visit, why));
  }

  pressed(event: PointerEvent): void {
    this.settle();
    this.lastDown = event.timeStamp;
    const element = innermost(event);
    if (element === null) return;
    this.settleEnd();
    const way = event.pointerType === "touch" ? "touch" : "mouse";
    const visit = this.active;
    this.held.end();
    if (visit instanceof Visit && visit.holds(element)) {
      this.last.note(null, now());
      visit.presses.add(clocks(event.timeStamp).mono_ms);
      this.held.begin(event.button === 0 ? visit.itemOf(element) : null, now());
      this.begin(way, element, event);
      return;
    }
    const onOpener = visit?.opener != null && visit.opener === Trigger.openerOf(element);
    this.last.note(onOpener ? "opener" : "outside-click", now());
    if (visit instanceof Visit) visit.dismiss();
    if (onOpener) {
      visit?.presses.add(clocks(event.timeStamp).mono_ms);
      // Of a list of the browser nobody says when the button comes up.
      if (visit instanceof Visit) this.held.begin(null, now());
    } else {
      this.inline.pressed(element, event.timeStamp);
      this.begin(way, element, event);
    }
  }

  released(event: PointerEvent): void {
    const pressed = this.held.end();
    if (!(this.active instanceof Visit) || event.button !== 0) return;
    const element = innermost(event);
    const item = (element === null ? null : this.active.itemOf(element)) ?? pressed;
    if (item !== null) this.active.choose(item);
  }

  cancelled(): void {
    this.held.end();
  }

  hovered(event: PointerEvent): void {
    if (event.pointerType === "touch") return;
    this.hidden.refresh(() => rootsAround(innermost(event)));
    const passes = this.passing.passes(event, now());
    // A page that scrolls sends one for every row.
    if (passes && !(this.active instanceof Visit)) return;
    const element = innermost(event);
    if (element === null) return;
    // What has come below a pointer at rest was not pointed at.
    if (this.active instanceof Visit) this.active.pointAt(element);
    else if (this.active === null) this.settle(true);
    if (passes || !Trigger.couldHover(element)) return;
    const { trigger } = this;
    // What was pressed may still be on its way to open.
    if (trigger !== null && trigger.way !== "hover" && !trigger.yieldsTo(element, now())) return;
    this.begin("hover", element, event);
  }

  scrolled(): void {
    this.passing.scrolled(now());
  }

  keyed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const element = focused();
    const { key } = event;
    this.settleEnd();
    if (!writes(event)) this.settle();
    const visit = this.active;
    const isLetter = key.length === 1 && key !== " " && !event.ctrlKey && !event.metaKey;
    this.last.note(key === "Escape" ? "escape" : key === "Tab" ? "tab-key" : null, now());
    if (visit instanceof Visit) {
      if (key === "Escape") visit.dismiss();
      visit.noteKey();
      const types = element !== null && isEditable(element) && !visit.isPicker;
      if (CHOOSING_KEYS.has(key) && !(key === " " && types)) {
        const item = visit.current();
        if (item !== null) visit.choose(item, key === "Tab");
      } else if (isLetter && !types) visit.episode.typeAhead();
      for (const wait of PAINT_MS) after(wait, () => this.active === visit && visit.lookForPaint());
    } else if (element !== null) {
      this.inline.keyed(element, event.timeStamp, isLetter);
    }
    if (visit instanceof NativeVisit) return;
    const combined = event.ctrlKey || event.metaKey || event.altKey;
    const types = element !== null && isEditable(element) && (isLetter || key === "Backspace");
    if (OPENING_KEYS.has(key) || combined || types) {
      this.begin("keyboard", element === null || tagOf(element) === "body" ? null : element, event);
    }
  }

  /** Of the keys in a native list only the one that closed it is told, once it is let go. */
  letGo(event: KeyboardEvent): void {
    if (!(this.active instanceof NativeVisit)) return;
    if (event.key === "Escape") this.last.note("escape", now());
    if (event.key === "Enter") this.active.entered();
  }

  typed(event: Event): void {
    const element = innermost(event);
    if (element === null || element instanceof HTMLSelectElement || !isEditable(element)) return;
    if (structuralAttribute(element, "list") !== null) this.suggest(element, event);
    if (this.active instanceof Visit) {
      if (element === this.active.opener || this.active.holds(element) || element === focused()) {
        this.active.episode.filter();
      }
    } else if (this.trigger !== null) this.trigger.filtered += 1;
  }

  private suggest(field: Element, event: Event): void {
    const { trigger } = this;
    const presses = trigger?.before.opener === field ? trigger.presses : new Set<number>();
    const visit = this.suggestions.edited(field, event, this.last.ending === null, presses);
    if (visit !== null) this.tell(visit, "choice");
  }

  changed(event: Event): void {
    const element = innermost(event);
    if (!(element instanceof HTMLSelectElement)) return;
    if (this.active?.opener === element) {
      this.active.chosen();
      if (this.active instanceof NativeVisit) this.finish("choice");
    } else this.inline.changed(element);
  }

  toggled(event: Event): void {
    const element = innermost(event);
    if (element !== null) this.appearing.note(element);
  }

  clicked(event: MouseEvent): void {
    const element = innermost(event);
    if (!(this.active instanceof NativeVisit) || element === null) return;
    this.active.clicked(element, event.timeStamp - this.lastDown > SETTLE_MS);
  }

  focusCame(event: FocusEvent): void {
    const element = focused();
    if (this.active instanceof Visit) this.active.followHighlight();
    const byTab = this.last.ending === "tab-key" && this.last.isWithin(SETTLE_MS, now());
    if (byTab && element !== null && this.active === null) this.begin("focus", element, event);
  }

  focusLeft(event: FocusEvent): void {
    const element = innermost(event);
    if (element !== null) this.inline.left(element);
  }

  windowLeft(): void {
    if (!this.last.isWithin(SETTLE_MS, now())) this.last.note("blur", now());
  }

  private begin(way: TriggerWay, element: Element | null, event: Event): void {
    const last = this.trigger;
    if (way === "hover" && last?.way === "hover" && last.element === element) return;
    const key = event instanceof KeyboardEvent ? event.key : "";
    if (last?.isTyped && this.letters.goesOn(element, key)) {
      last.goOn(event);
      return;
    }
    const trigger = new Trigger(
      way,
      element,
      event,
      this.active !== null,
      this.hidden,
      this.appearing,
    );
    trigger.continue(last, now());
    if (way !== "hover") this.awaited = null;
    else if (last?.isPatient) {
      last.isOvertaken = true;
      this.awaited = last;
    }
    this.trigger = trigger;
    this.appearing.watch(trigger.roots, element);
    this.letters.begin(element, trigger.isTyped ? key : null);
    if (trigger.isTyped) this.lookSoon(trigger, this.letters.turn, this.letters.waitMs);
    else this.lookSoon(trigger, 0);
  }

  /** A list that was asked for must be known before anything is done in it. */
  private settle(hovering = false): void {
    const trigger = this.awaited ?? this.trigger;
    if (trigger === null) return;
    if (!this.letters.owed && !trigger.mayBring(now(), hovering)) return;
    if (this.look(trigger, 0) && this.trigger === trigger) this.trigger = null;
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
  private look(trigger: Trigger, turn: number): boolean {
    this.letters.looked();
    const { select } = trigger;
    if (select !== null && isDropdownSelect(select)) return this.lookAtSelect(trigger, select);
    const surface = trigger.opened(turn);
    if (surface === null) return false;
    const visit = this.active;
    if (visit instanceof Visit) {
      if (visit.holds(surface.element)) return false;
      if (visit.isOpen && trigger.element !== null && visit.holds(trigger.element)) {
        visit.goDeeper(surface);
        return true;
      }
    }
    if (visit !== null) this.finish("replaced");
    this.open(new Visit(trigger.startOn(surface), now), trigger);
    return true;
  }

  private lookAtSelect(trigger: Trigger, select: HTMLSelectElement): boolean {
    if (this.active?.opener === select || !elementMatches(select, ":open")) return false;
    if (this.active !== null) this.finish("replaced");
    const start = trigger.startOn({ element: select, kind: "picker" });
    this.inline.forget(select);
    this.open(
      isPicker(select) || start.target === null
        ? new Visit(start, now)
        : new NativeVisit({ ...start, select, target: start.target }, now),
      trigger,
    );
    return true;
  }

  private open(visit: Visit | NativeVisit, trigger: Trigger): void {
    this.letters.opened();
    this.awaited = null;
    this.active = visit;
    this.opened = trigger.began;
    this.pollSoon();
  }

  private pollSoon(): void {
    this.stopPolling = after(POLL_MS, () => {
      this.pollSoon();
      this.poll();
    });
  }

  private poll(): void {
    const visit = this.active;
    if (visit === null) return;
    if (visit.isOpen) {
      if (visit instanceof Visit) visit.poll();
      this.keepOpen?.();
      this.keepOpen = null;
    } else if (this.keepOpen === null && !this.held.isOn(now())) {
      // What was chosen may be told a moment after the list has gone.
      this.keepOpen = after(SETTLE_MS, () => this.closed());
    }
  }

  private closed(): void {
    if (this.reason() !== null) this.finish(this.reason());
    else this.keepOpen = after(KEY_HELD_MS, () => this.finish(this.reason()));
  }

  /** What is done next has not ended the visit that is over. */
  private settleEnd(): void {
    if (this.keepOpen !== null && this.active instanceof NativeVisit) this.finish(this.reason());
  }

  private reason(): Ending {
    // Of a press beside its list the browser tells the page nothing, nor of one on the opener.
    const isUntold = this.active instanceof NativeVisit && !this.active.isExplained;
    return this.last.endingSince(this.opened, now()) ?? (isUntold ? null : "script");
  }

  private finish(why: Ending): void {
    const visit = this.active;
    const pressed = this.held.end();
    // Nobody has waited for the button to come up.
    if (pressed !== null && visit instanceof Visit) visit.choose(pressed, visit.isOpen);
    this.drop();
    if (visit !== null) this.tell(visit, why);
  }

  private tell(visit: Told, why: Ending): void {
    const from = visit.episode.opening.clocks.mono_ms;
    if (visit.episode.hasFiltered) this.ledger.visitEnds();
    for (const number of this.ledger.during(visit.presses, from, now())) {
      visit.episode.include(number);
    }
    this.sink(visit.close(why));
  }

  /** The page goes away: tell what is known. */
  pageLeft(): void {
    this.inline.flush();
    this.finish(this.active === null || this.active.isOpen ? "page-left" : this.reason());
  }

  /** Recording stops: tell nothing. */
  stop(): void {
    this.inline.stop();
    this.drop();
    this.trigger = null;
    this.awaited = null;
  }

  private drop(): void {
    this.stopPolling();
    this.keepOpen?.();
    if (this.active instanceof Visit) this.active.end();
    this.keepOpen = null;
    this.active = null;
  }
}

function now(): number {
  return performance.now();
}
