// Dropdowns: what was opened, walked through, chosen or left, each visit once.
//
// What a person does is passed on to what it may open and to what is open; what has gone is told,
// with the records that belong to it.

import { Current, SETTLE_MS } from "../current.ts";
import { roleOf } from "../describe.ts";
import type { Ending } from "../episode.ts";
import { InlineVisits } from "../inlines.ts";
import type { Ledger } from "../ledger.ts";
import { CHOOSING_KEYS, OPENING_KEYS, Passing, WALKING_KEYS, writes } from "../lookout.ts";
import { NativeVisit } from "../natives.ts";
import { Openings } from "../openings.ts";
import { structuralAttribute } from "../reading/attributes.ts";
import { isWithinClosed } from "../reading/classes.ts";
import { isEditable, isWritable } from "../reading/editable.ts";
import { listenInRoots } from "../roots.ts";
import { Suggestions, type SuggestionVisit } from "../suggestions.ts";
import { innermost } from "../targets.ts";
import { after } from "../timers.ts";
import { focused, isAttached, tagOf } from "../tree.ts";
import { Trigger } from "../trigger.ts";
import { Visit } from "../visit.ts";
import { hearWhile, listening, monoOf, type Observe, type Sink } from "./observer.ts";

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
  private readonly current: Current;
  private readonly inline = new InlineVisits(now, (visit, why) => this.tell(visit, why));
  private readonly openings: Openings;
  private readonly passing = new Passing();
  private readonly suggestions = new Suggestions(now);
  private lastDown = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly sink: Sink,
    signal: AbortSignal,
    private readonly ledger: Ledger,
  ) {
    const hearRelease = hearWhile("keyup", (e) => e.isTrusted && this.letGo(e), signal);
    this.current = new Current(
      (visit, why) => {
        this.tell(visit, why);
        if (visit instanceof Visit) this.openings.noteClosed(visit.base);
      },
      now,
      (visit) => hearRelease(visit instanceof NativeVisit),
      (list) => this.openings.noteStanding(list),
    );
    const onSelect = (select: HTMLSelectElement): void => this.inline.forget(select);
    this.openings = new Openings(this.current, onSelect, now, signal);
  }

  pressed(event: PointerEvent): void {
    this.openings.settle();
    this.lastDown = event.timeStamp;
    const element = innermost(event);
    if (element === null) return;
    this.current.settle();
    this.current.actAt(element, "outside-click");
    this.openings.enter(element, event, true);
    const way = event.pointerType === "touch" ? "touch" : "mouse";
    const { visit, held, last } = this.current;
    held.end();
    if (visit instanceof Visit && visit.holds(element)) {
      last.note(null, now());
      visit.presses.add(monoOf(event.timeStamp));
      const item = event.button === 0 ? visit.itemOf(element) : null;
      held.begin(item, now());
      visit.picks.pressOn(item);
      this.openings.begin(way, element, event);
      return;
    }
    const control = Trigger.openerOf(element);
    const onOpener = visit instanceof Visit ? visit.isOf(control) : visit?.opener === control;
    last.note(onOpener ? "opener" : "outside-click", now());
    if (visit instanceof Visit) visit.picks.dismiss();
    if (onOpener) {
      visit?.presses.add(monoOf(event.timeStamp));
      // Of a list of the browser nobody says when the button comes up.
      if (visit instanceof Visit) held.begin(null, now());
    } else {
      this.inline.pressed(element, event.timeStamp);
      this.openings.begin(way, element, event);
    }
  }

  released(event: PointerEvent): void {
    const { visit } = this.current;
    const pressed = this.current.held.end();
    if (!(visit instanceof Visit) || event.button !== 0) return;
    const element = innermost(event);
    // The list may have acted when the button went down, and be drawn anew.
    const isGone = pressed !== null && !isAttached(pressed.element);
    const item = (element === null || isGone ? null : visit.itemOf(element)) ?? pressed;
    if (item !== null) visit.choose(item);
  }

  cancelled(): void {
    const { visit, held } = this.current;
    held.end();
    if (visit instanceof Visit) visit.picks.pressOn(null);
  }

  hovered(event: PointerEvent): void {
    if (event.pointerType === "touch") return;
    this.openings.survey(() => innermost(event));
    const passes = this.passing.passes(event, now());
    // A page that scrolls sends one for every row.
    if (passes && !(this.current.visit instanceof Visit)) return;
    const element = innermost(event);
    if (element === null) return;
    this.openings.enter(element, event, false);
    const { visit } = this.current;
    // What has come below a pointer at rest was not pointed at.
    if (visit instanceof Visit) visit.walk.pointAt(element);
    else if (visit === null) this.openings.settle(true);
    if (passes || !Trigger.couldHover(element)) return;
    this.openings.hover(element, event);
  }

  scrolled(): void {
    this.passing.scrolled(now());
  }

  keyed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const element = focused();
    const { key } = event;
    this.current.settle();
    // Letters may go to a list from anywhere, but not from another list.
    if (element !== null && Trigger.opensByKey(element)) this.current.actAt(element, "script");
    if (!writes(event)) this.openings.settle(false, WALKING_KEYS.has(key));
    if (element !== null && WALKING_KEYS.has(key)) this.openings.enter(element, event, true);
    const { visit, last } = this.current;
    const isLetter = key.length === 1 && key !== " " && !event.ctrlKey && !event.metaKey;
    last.note(key === "Escape" ? "escape" : key === "Tab" ? "tab-key" : null, now());
    if (visit instanceof Visit) {
      if (key === "Escape") visit.picks.dismiss();
      const types = element !== null && isWritable(element) && !visit.isPicker;
      visit.noteKey(key, types);
      if (CHOOSING_KEYS.has(key) && !(key === " " && types)) {
        const item = visit.walk.current();
        if (item !== null) visit.choose(item, key === "Tab");
        else if (key !== "Tab") {
          const onOpener = !types && element !== null && visit.isOf(element);
          if (onOpener) last.note("opener", now());
          visit.chooseUnseen(onOpener);
        }
      } else if (isLetter && !types) {
        visit.episode.typeAhead();
        visit.picks.noteLetter();
      }
      for (const wait of PAINT_MS)
        after(wait, () => this.current.visit === visit && visit.walk.lookForPaint());
    }
    // A pop-up may have lists of the browser in it.
    const isNative = element instanceof HTMLSelectElement && visit?.opener !== element;
    if (element !== null && (isNative || !(visit instanceof Visit))) {
      this.inline.keyed(element, event.timeStamp, isLetter);
    }
    if (visit instanceof NativeVisit) return;
    if (key === "Tab" && this.mayOpenByFocus) this.openings.awaitFocus();
    const combined = event.ctrlKey || event.metaKey || event.altKey;
    const types =
      element !== null &&
      ((isEditable(element) && (isLetter || key === "Backspace")) ||
        (isLetter && roleOf(element) === "gridcell")); // the field comes with the first letter
    // Editors complete what is written.
    const completes = key === "Tab" && element !== null && isEditable(element);
    if (OPENING_KEYS.has(key) || combined || types || (completes && tagOf(element) !== "input")) {
      // What answers to a shortcut is seldom what has the focus.
      const isControlled = element !== null && (!combined || Trigger.takesKeys(element));
      const isWhole = !isControlled || tagOf(element) === "body";
      this.openings.begin("keyboard", isWhole ? null : element, event);
    }
  }

  /** Of the keys in a native list only the one that closed it is told, once it is let go. */
  letGo(event: KeyboardEvent): void {
    const { visit, last } = this.current;
    if (!(visit instanceof NativeVisit)) return;
    if (event.key === "Escape") last.note("escape", now());
    if (event.key === "Enter") visit.entered();
  }

  typed(event: Event): void {
    const element = innermost(event);
    if (element === null || element instanceof HTMLSelectElement || !isEditable(element)) return;
    if (structuralAttribute(element, "list") !== null) this.suggest(element, event);
    if (isWithinClosed(element)) return; // of a secret not even the number of its edits is told
    const { visit } = this.current;
    if (visit instanceof Visit && visit.takesLettersOf(element)) visit.episode.filter();
    else if (!(visit instanceof Visit) || !visit.leadsOn) this.openings.filter();
  }

  private suggest(field: Element, event: Event): void {
    const presses = this.openings.pressesOn(field);
    const visit = this.suggestions.edited(field, event, this.current.last.ending === null, presses);
    if (visit !== null) this.tell(visit, "choice");
  }

  changed(event: Event): void {
    const element = innermost(event);
    if (!(element instanceof HTMLSelectElement)) return;
    const { visit } = this.current;
    if (visit?.opener === element) {
      if (visit instanceof Visit) visit.picks.chosen();
      else visit.chosen();
      if (visit instanceof NativeVisit) this.current.finish("choice");
    } else this.inline.changed(element);
  }

  toggled(event: Event): void {
    const element = innermost(event);
    const isClosing = event instanceof ToggleEvent && event.newState === "closed";
    if (element !== null && !isClosing) this.openings.note(element);
  }

  clicked(event: MouseEvent): void {
    const element = innermost(event);
    const { visit } = this.current;
    if (!(visit instanceof NativeVisit) || element === null) return;
    visit.clicked(element, event.timeStamp - this.lastDown > SETTLE_MS);
  }

  focusCame(event: FocusEvent): void {
    const element = focused();
    const { visit, last } = this.current;
    if (visit instanceof Visit) visit.walk.follow();
    const byTab = last.ending === "tab-key" && last.isWithin(SETTLE_MS, now());
    if (byTab && element !== null && this.mayOpenByFocus)
      this.openings.begin("focus", element, event);
  }

  private get mayOpenByFocus(): boolean {
    const { visit } = this.current;
    return visit === null || (visit instanceof Visit && !visit.leadsOn);
  }

  focusLeft(event: FocusEvent): void {
    const element = innermost(event);
    if (element !== null) this.inline.left(element);
  }

  windowLeft(): void {
    const { last } = this.current;
    if (!last.isWithin(SETTLE_MS, now())) last.note("blur", now());
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
    this.current.leave();
  }

  /** Recording stops: tell nothing. */
  stop(): void {
    this.inline.stop();
    this.current.drop();
  }
}

function now(): number {
  return performance.now();
}
