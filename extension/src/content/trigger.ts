// An action that could open something, with what is known of the page just before it.

import type { Target } from "../shared/wire.ts";
import type { Appearing } from "./appearing.ts";
import { controlOf, isControl, roleOf } from "./describe.ts";
import { inPlaceOf, nameless, pinned, seenPartOf } from "./faces.ts";
import { flatClosest, flatContains } from "./flat.ts";
import { type HiddenParts, hiddenBeside } from "./hidden.ts";
import { isShown } from "./layout.ts";
import { asksForContext, writes } from "./lookout.ts";
import { clocks, monoOf } from "./observers/observer.ts";
import { fieldOf, isOpener, LIST } from "./openers.ts";
import { isEditable } from "./reading/editable.ts";
import { lookalikesOf, Standing } from "./redrawn.ts";
import { ITEM, LISTS } from "./roled.ts";
import { rootsAround } from "./roots.ts";
import { isUncovered } from "./sight.ts";
import {
  type Before,
  type Came,
  isAskedFor,
  isNear,
  liesOver,
  type Surface,
  surfaceAmong,
} from "./surfaces.ts";
import { closest, countWithin, focused, isAttached, rootOf, tagOf } from "./tree.ts";
import type { Unasked } from "./unasked.ts";
import { isPointedAt } from "./unroled.ts";
import type { Start, Visit } from "./visit.ts";

export type TriggerWay = "mouse" | "touch" | "keyboard" | "hover" | "focus";

const FRESH_MS = 1200;
/** So long a list may be on its way from a server to what asks for it. */
const LATE_MS = 6000;
const HOVER_GAP_MS = 100;
const YIELD_MS = 300;
const AT_ONCE_MS = 300;
/** So many elements are looked at each time; more only if there are new ones, and now and then. */
const LIGHT = 100;
const CLOSE_LOOKS = new Set([0, 2, 3, 5]);

/** What showed when the key went down that has brought the focus. */
export interface Earlier {
  at: number;
  roots: ReadonlySet<Document | ShadowRoot>;
  lists: ReadonlySet<Element>;
  parts: ReadonlySet<Element>;
}

export class Trigger {
  readonly before: Before;
  readonly roots: Set<Document | ShadowRoot>;
  readonly clocks: { wall_ms: number; mono_ms: number };
  readonly select: Element | null;
  readonly isTyped: boolean;
  /** Whether what it opens may be on its way for long. */
  readonly isPatient: boolean;
  /** Whether what it was on says that it opens something. */
  private readonly isDeclared: boolean;
  /** Whether the pointer has begun something else since. */
  isOvertaken = false;
  /** The visit in whose list it was: the page may have drawn the entry anew since. */
  within: Visit | null = null;
  filtered = 0;
  /** When it began that a list is being opened by these actions, such as press and first letters. */
  readonly presses = new Set<number>();
  private readonly target: Target | null;
  /** What is told for a field that cannot be seen: what it shows may be what was typed. */
  private readonly face: Element | null;
  readonly began = performance.now();
  readonly shownBefore: ReadonlySet<Element>;
  private readonly beside: readonly Element[];
  private readonly focusedBefore = focused();
  /** What looks like the list that was acted in, which the page may draw anew. */
  private readonly redrawn: ((list: Element) => boolean) | null;
  private standing: Standing | null = null;
  private lastNews = "";
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly way: TriggerWay,
    readonly element: Element | null,
    event: Event,
    during: boolean,
    private readonly hidden: HiddenParts,
    private readonly appearing: Appearing,
    earlier: Earlier | null = null,
  ) {
    this.clocks = clocks(event.timeStamp);
    this.presses.add(this.clocks.mono_ms);
    const control = element === null ? null : Trigger.openerOf(element);
    // Editors take their letters in fields that nobody sees; what these bring is theirs.
    const opener = control === null || writes(event) ? control : seenPartOf(control);
    this.face = opener === control ? null : opener;
    this.roots = rootsAround(element);
    this.select = opener instanceof HTMLSelectElement ? opener : null;
    this.isTyped = this.select === null && opener !== null && writes(event) && isEditable(opener);
    this.isDeclared = opener !== null && isOpener(opener);
    this.isPatient = this.isTyped || (way !== "hover" && this.isDeclared);
    if (way !== "hover" && !this.isTyped) hidden.catchUp(this.roots);
    const within = element === null ? null : listAround(element, way);
    this.redrawn = within === null ? null : lookalikesOf(within);
    this.target = way === "hover" || during ? null : this.pin(opener, event.timeStamp);
    this.before = {
      opener,
      at: event instanceof PointerEvent ? { x: event.clientX, y: event.clientY } : null,
      shown: this.listsBefore(earlier),
      context: asksForContext(event),
      box: this.target?.box ?? null,
      focus: this.focusedBefore,
    };
    // Under the pointer a page may already show what it hides otherwise.
    const parts = way === "hover" ? hidden.shownByPress() : hidden.shown();
    this.shownBefore = earlier?.parts ?? new Set(parts);
    this.beside = opener !== null && this.mayUncover(opener) ? hiddenBeside(opener) : [];
  }

  private pin(opener: Element | null, timeStamp: number): Target | null {
    const target = pinned(opener, timeStamp);
    return target !== null && opener === this.face ? nameless(target) : target;
  }

  /** The focus may have come to a shadow root that nobody has looked at before. */
  private listsBefore(earlier: Earlier | null): ReadonlySet<Element> {
    if (earlier === null) return new Set(this.appearing.roledShown(this.roots, LISTS));
    const others = [...this.roots].filter((root) => !earlier.roots.has(root));
    return new Set([...earlier.lists, ...this.appearing.roledShown(others, LISTS)]);
  }

  private mayUncover(opener: Element): boolean {
    if (this.way === "hover" || this.isTyped) return false;
    return this.isDeclared || isControl(opener) || isPointedAt(opener);
  }

  /** The page may draw the lists anew that stand in it; `isOpen` tells them from those that have opened. */
  noteStanding(isOpen: (list: Element) => boolean): void {
    this.standing = new Standing([...this.before.shown].filter((list) => !isOpen(list)));
  }

  private isDrawnAnew(list: Element): boolean {
    return !this.before.shown.has(list) && this.standing?.isDrawnAnew(list) === true;
  }

  /** The control that an action on an element would open something from. */
  static openerOf(element: Element): Element {
    return closest(element, isOpener) ?? controlOf(element);
  }

  /** Whether keys in an element walk a list of its own. */
  static opensByKey(element: Element): boolean {
    return element instanceof HTMLSelectElement || isOpener(element);
  }

  /** Whether an element is more than a part of the page that happens to have the focus. */
  static takesKeys(element: Element): boolean {
    return isControl(element) || isEditable(element) || Trigger.opensByKey(element);
  }

  /** Whether something may open when the pointer comes to rest on an element. */
  static couldHover(element: Element): boolean {
    return (
      flatClosest(element, (at) => isControl(at) || isOpener(at) || tagOf(at) === "li") !== null
    );
  }

  /** What it was on, or what stands for that since the page has drawn it anew. */
  get entry(): Element | null {
    const { element } = this;
    return element === null || isAttached(element) ? element : this.before.opener;
  }

  isFresh(now: number): boolean {
    return now - this.began < FRESH_MS;
  }

  /** Whether what was asked for may have come; the pointer wants to know at every move. */
  mayBring(now: number, hovering: boolean): boolean {
    const age = now - this.began;
    if (!this.isPatient || age >= LATE_MS) return false;
    return !hovering || (age >= FRESH_MS && now - this.lookedAt >= HOVER_GAP_MS);
  }

  /** Whether the pointer may go on to what it has opened by resting here, before the next look. */
  mayLeaveFor(now: number): boolean {
    if (this.way !== "hover" || !this.isDeclared || !this.isFresh(now)) return false;
    return now - this.lookedAt >= HOVER_GAP_MS / 2;
  }

  /** Typing goes on in the field that was pressed: a list that comes now belongs to all of it. */
  continue(before: Trigger | null, now: number): void {
    const { opener } = this.before;
    if (before === null || opener === null || !isEditable(opener)) return;
    // In a text of many lines a press only says where to go on.
    if (!before.isTyped && tagOf(opener) !== "input" && !isOpener(opener)) return;
    if (before.way === "hover" || before.before.opener !== opener || !before.isFresh(now)) return;
    this.filtered = before.filtered;
    for (const press of before.presses) this.presses.add(press);
  }

  /** Another letter in the same field, before anybody has looked at what the last one brought. */
  goOn(event: Event): void {
    this.presses.add(monoOf(event.timeStamp));
  }

  /** Whether the pointer has gone on to something that opens by itself. */
  yieldsTo(element: Element, now: number): boolean {
    const age = now - this.began;
    if (age >= FRESH_MS) return true;
    const opener = closest(element, (at) => isOpener(at) || tagOf(at) === "li");
    return age > YIELD_MS && opener !== null && opener !== this.before.opener;
  }

  /** The list or menu that has opened since; null if none has, at this look. While the pointer goes about only what was asked for. */
  opened(look: number, hovering: boolean): Surface | null {
    const now = performance.now();
    this.lookedAt = now;
    const came = this.appearing.look();
    const ends = came.ends();
    const unhidden = this.hidden.shown().filter((part) => !this.shownBefore.has(part));
    unhidden.push(...this.beside.filter((part) => isAttached(part) && isUncovered(part)));
    const seen = this.seen();
    const root = seen.opener === null ? null : rootOf(seen.opener);
    const lists = this.appearing.roledShown([document, root ?? document], LISTS);
    const redrawn = lists.filter((list) => this.isDrawnAnew(list));
    const before =
      redrawn.length === 0 ? seen : { ...seen, shown: new Set([...seen.shown, ...redrawn]) };
    const entered = this.entered();
    if (entered !== null) unhidden.push(entered);
    const news = `${came.count} ${unhidden.length} ${lists.length}`;
    const isNew = news !== this.lastNews;
    this.lastNews = news;
    if (!isNew && !CLOSE_LOOKS.has(look) && weightOf([...ends, ...unhidden]) > LIGHT) return null;
    const has = (element: Element): boolean => unhidden.includes(element) || came.has(element);
    const { isFull } = came;
    if (!hovering && !this.isOvertaken && now - this.began <= 2 * FRESH_MS) {
      const shown = [...ends.filter(isShown), ...unhidden];
      const found = this.among({ shown, has, isFull }, lists, before);
      return found === null || this.redrawn?.(found.element) ? null : found;
    }
    // What comes late by itself, and does not say that it was asked for, may be anything.
    const asked = lists.filter((list) => isAskedFor(list, before));
    return surfaceAmong({ shown: [], has, isFull }, asked, before);
  }

  private among(came: Came, lists: Element[], before: Before): Surface | null {
    const found = surfaceAmong(came, lists, before);
    const { opener } = before;
    if (found !== null || opener === null || opener === this.before.opener) return found;
    // What has the focus now may be an entry of what has opened, and no opener.
    const around = surfaceAmong(came, lists, this.before);
    return around !== null && flatContains(around.element, opener) ? around : null;
  }

  /**
   * The part over the page in which the focus has come to an entry. A menu in a shadow root beside
   * that of its button changes nothing where we look.
   */
  private entered(): Element | null {
    const holder = focused();
    const last = this.focusedBefore;
    if (holder === null || holder === last || !ITEM.test(roleOf(holder))) return null;
    const root = rootOf(holder);
    if (root === null || this.roots.has(root)) return null;
    const popup = flatClosest(holder, liesOver);
    if (popup === null || (last !== null && flatContains(popup, last))) return null;
    return popup;
  }

  /** Whether a list that has come since can hardly be a part of the page: asked for, or there at once. */
  asksFor(now: number): boolean {
    return this.before.context || now - this.began < AT_ONCE_MS;
  }

  /** Whether a list that is acted in now, and was not seen to open, may have been opened by this. */
  explains(surface: Unasked): boolean {
    const { opener, shown } = this.before;
    if (opener === null || shown.has(surface.list) || this.redrawn?.(surface.list)) return false;
    if (this.isDrawnAnew(surface.list)) return false;
    if (flatContains(surface.element, opener)) return false;
    // Of lists in other shadow roots it is not known whether they were there.
    const root = rootOf(surface.list);
    const isKnown = root !== null && this.roots.has(root) && LIST.test(roleOf(surface.list));
    return (isOpener(opener) || isKnown) && isNear(surface.element, this.before);
  }

  /** The moment before, with the opener that the page has shown since. */
  private seen(): Before {
    const { opener, box } = this.before;
    if (opener === null) return this.before;
    // Pointing gives nothing the focus.
    const field = this.way === "hover" ? null : fieldOf(opener);
    const better = isAttached(opener) ? field : inPlaceOf(opener, box);
    return better === null ? this.before : { ...this.before, opener: better };
  }

  /** The beginning of a visit to what has opened, from what is known to be its opener if anything is. */
  startOn(surface: Surface, known: Element | null = null): Start {
    const better = known ?? this.seen().opener;
    const isWithin = better !== null && flatContains(surface.element, better);
    const opener = isWithin ? this.before.opener : better;
    const target = opener === this.before.opener ? this.target : null;
    return {
      opener,
      origin: this.before.opener,
      target: target ?? this.pin(opener, performance.now()),
      openedBy: this.way,
      clocks: this.clocks,
      surface,
      filtered: this.filtered,
      presses: this.presses,
      stays: null,
    };
  }
}

/** Pointing draws nothing anew. */
function listAround(element: Element, way: TriggerWay): Element | null {
  if (way === "hover") return null;
  return flatClosest(element, (at) => LIST.test(roleOf(at)));
}

function weightOf(elements: Element[]): number {
  return elements.reduce((sum, element) => sum + 1 + countWithin(element), 0);
}
