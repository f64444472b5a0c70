// Dropdowns: the browser's own lists, and lists and menus that pages draw with ARIA roles.
//
// An opener is noticed when it is pressed; whether something opened is looked up in the frames
// after that, because pages open late. While one is open it is looked at ten times a second, and
// not at all otherwise.

import type { Choice, Dropdown, OpenerState, Target } from "../../shared/wire.ts";
import { describe, roleOf } from "../describe.ts";
import { Episode } from "../episode.ts";
import { choiceOf, isDropdownSelect, isEditable, structuralAttribute } from "../reading.ts";
import { innermost } from "../targets.ts";
import {
  closest,
  elementMatches,
  findAll,
  findById,
  focused,
  isAttached,
  isDisplayed,
  isShown,
  rootOf,
} from "../tree.ts";
import { clocks, listening, type Observe, type Sink } from "./observer.ts";

const LOOK_MS = [16, 50, 120, 250, 500];
const POLL_MS = 100;
const SETTLE_MS = 150;
const MERGE_MS = 1000;
const SURFACES = '[role="listbox"], [role="menu"], [role="tree"], [role="grid"]';
const ITEM = /^(option|menuitem|menuitemcheckbox|menuitemradio|treeitem)$/;
const HIGHLIGHT_ATTRIBUTES = ["aria-activedescendant", "aria-selected"];
const OPENING_KEYS = new Set(["Enter", " ", "ArrowDown", "ArrowUp", "F4"]);
const CHOOSING_KEYS = new Set(["Enter", " ", "Tab"]);

interface Item {
  element: Element;
  index: number;
  size: number;
}

interface Candidate {
  element: Element;
  target: Target;
  openedBy: Dropdown["opened_by"];
  clocks: { wall_ms: number; mono_ms: number };
  shownBefore: Set<Element>;
}

interface Active {
  opener: Element;
  surface: Element | null;
  episode: Episode;
  timer: ReturnType<typeof setInterval>;
  highlights: MutationObserver;
  closing: ReturnType<typeof setTimeout> | null;
}

export const observeDropdowns: Observe = (sink, signal) => {
  const options = listening(signal);
  const watcher = new DropdownWatcher(sink);
  addEventListener("pointerdown", (e) => e.isTrusted && watcher.pressed(e), options);
  addEventListener("pointerup", (e) => e.isTrusted && watcher.released(e), options);
  addEventListener("pointerover", (e) => e.isTrusted && watcher.hovered(e), options);
  addEventListener("keydown", (e) => e.isTrusted && watcher.keyed(e), options);
  addEventListener("change", (e) => e.isTrusted && watcher.changed(e), options);
  addEventListener("click", (e) => e.isTrusted && watcher.clicked(e), options);
  addEventListener("focusin", () => watcher.followHighlight(), options);
  addEventListener("focusout", () => watcher.flushKeyed(), options);
  addEventListener("pagehide", () => watcher.end(), options);
  signal.addEventListener("abort", () => watcher.stop());
};

class DropdownWatcher {
  private active: Active | null = null;
  private pressedItem: Item | null = null;
  private lastDown = Number.NEGATIVE_INFINITY;
  /** Choices made by arrow keys on a closed list, merged until the person stops. */
  private keyedList: { select: HTMLSelectElement; episode: Episode; timer: number } | null = null;
  private lastKey: { target: Target; select: HTMLSelectElement; event: KeyboardEvent } | null =
    null;

  constructor(private readonly sink: Sink) {}

  pressed(event: PointerEvent): void {
    this.lastDown = event.timeStamp;
    const element = innermost(event);
    if (element === null) return;
    const item = this.itemAt(element);
    if (item !== null) {
      this.pressedItem = item;
      return;
    }
    this.pressedItem = null;
    if (event.button === 0) this.consider(element, "mouse", event.timeStamp);
  }

  released(event: PointerEvent): void {
    const element = innermost(event);
    const item = element === null ? null : (this.itemAt(element) ?? this.pressedItem);
    if (item !== null && event.button === 0) this.choose(item);
  }

  hovered(event: PointerEvent): void {
    if (this.active?.surface == null) return;
    const element = innermost(event);
    const item = element === null ? null : this.itemAt(element);
    if (item !== null) this.moveTo(item);
  }

  keyed(event: KeyboardEvent): void {
    const element = focused();
    if (element === null) return;
    if (this.active?.surface != null && CHOOSING_KEYS.has(event.key)) {
      const item = this.highlighted();
      if (item !== null && !(event.key === " " && isEditable(element))) {
        this.choose(item);
      }
      return;
    }
    if (this.active !== null) return;
    if (isDropdownSelect(element)) {
      this.lastKey = { target: describe(element), select: element, event };
      if (this.keyedList?.select !== element) this.flushKeyed();
    }
    if (OPENING_KEYS.has(event.key) || isEditable(element)) {
      this.consider(element, "keyboard", event.timeStamp);
    }
  }

  changed(event: Event): void {
    const element = innermost(event);
    if (element === null || !isDropdownSelect(element)) return;
    const { index, size } = choiceOf(element);
    if (this.active?.opener === element) {
      this.active.episode.choose(picked(index, size));
      this.finish("choice");
      return;
    }
    const key = this.lastKey;
    if (key === null || key.select !== element) return;
    this.noteKeyed(element, key, index, size, event.timeStamp);
  }

  /** A native list that closes on the entry that was chosen before sends a click, no change. */
  clicked(event: MouseEvent): void {
    const element = innermost(event);
    if (this.active === null || element !== this.active.opener || !isDropdownSelect(element))
      return;
    const fromList = event.timeStamp - this.lastDown > SETTLE_MS;
    if (fromList && !elementMatches(element, ":open")) {
      const { index, size } = choiceOf(element);
      this.active.episode.choose(picked(index, size));
    }
  }

  private consider(element: Element, openedBy: Dropdown["opened_by"], timeStamp: number): void {
    const opener = closest(element, isOpener);
    if (opener === null) return;
    if (this.active !== null) {
      if (this.active.opener === opener) return;
      this.finish("replaced");
    }
    const candidate: Candidate = {
      element: opener,
      target: describe(opener),
      openedBy,
      clocks: clocks(timeStamp),
      shownBefore: new Set(shownSurfaces(opener)),
    };
    for (const wait of LOOK_MS) setTimeout(() => this.look(candidate), wait);
  }

  private look(candidate: Candidate): void {
    if (this.active !== null || !isAttached(candidate.element)) return;
    const native = isDropdownSelect(candidate.element);
    const surface = native ? null : surfaceOf(candidate.element, candidate.shownBefore);
    if (native ? !elementMatches(candidate.element, ":open") : surface === null) return;
    const episode = new Episode({
      opener: candidate.target,
      surface: native ? "native" : kindOf(candidate.element, surface),
      openedBy: candidate.openedBy,
      clocks: candidate.clocks,
      unobservable: native ? ["moves", "keys"] : [],
    });
    if (isDropdownSelect(candidate.element)) episode.resize(choiceOf(candidate.element).size);
    const timer = setInterval(() => this.poll(), POLL_MS);
    const highlights = new MutationObserver(() => this.followHighlight());
    if (surface !== null) {
      // Quick keys move the highlight several times between two looks.
      const options = { subtree: true, attributeFilter: HIGHLIGHT_ATTRIBUTES };
      highlights.observe(document, options);
      const root = rootOf(surface);
      if (root !== null && root !== document) highlights.observe(root, options);
    }
    this.active = { opener: candidate.element, surface, episode, timer, highlights, closing: null };
    this.followHighlight();
  }

  private poll(): void {
    const active = this.active;
    if (active === null) return;
    const open =
      active.surface === null
        ? isAttached(active.opener) && elementMatches(active.opener, ":open")
        : isShown(active.surface);
    if (open) {
      this.followHighlight();
      if (active.closing !== null) clearTimeout(active.closing);
      active.closing = null;
    } else if (active.closing === null) {
      // What was chosen may be told a moment after the list has gone.
      active.closing = setTimeout(() => this.finish("script"), SETTLE_MS);
    }
  }

  private moveTo(item: Item): void {
    this.active?.episode.moveTo({ level: 0, index: item.index, name: null });
    this.active?.episode.resize(item.size);
  }

  private choose(item: Item): void {
    const active = this.active;
    if (active === null) return;
    active.episode.choose(picked(item.index, item.size));
    setTimeout(() => {
      const stillOpen = active.surface !== null && isShown(active.surface);
      if (this.active === active && stillOpen) active.episode.unchoose();
    }, 1500);
  }

  followHighlight(): void {
    const item = this.highlighted();
    if (item !== null) this.moveTo(item);
  }

  private highlighted(): Item | null {
    const surface = this.active?.surface ?? null;
    if (surface === null) return null;
    const holder = focused();
    for (const owner of [holder, this.active?.opener ?? null, surface]) {
      if (owner === null) continue;
      const id = structuralAttribute(owner, "aria-activedescendant");
      const item = id === null ? null : findById(rootOf(owner), id);
      const found = item === null ? null : this.itemAt(item);
      if (found !== null) return found;
    }
    return holder === null ? null : this.itemAt(holder);
  }

  private itemAt(element: Element): Item | null {
    const surface = this.active?.surface ?? null;
    if (surface === null) return null;
    const item = closest(element, (candidate) => ITEM.test(roleOf(candidate)));
    if (item === null || closest(item, (candidate) => candidate === surface) === null) return null;
    const items = itemsOf(surface);
    const index = items.indexOf(item);
    return index < 0 ? null : { element: item, index, size: items.length };
  }

  private noteKeyed(
    select: HTMLSelectElement,
    key: { target: Target; event: KeyboardEvent },
    index: number,
    size: number,
    timeStamp: number,
  ): void {
    if (this.keyedList === null || this.keyedList.select !== select) {
      this.flushKeyed();
      const episode = new Episode({
        opener: key.target,
        surface: "native",
        openedBy: "keyboard",
        clocks: clocks(timeStamp),
        unobservable: [],
      });
      this.keyedList = { select, episode, timer: 0 };
    }
    clearTimeout(this.keyedList.timer);
    this.keyedList.episode.moveTo({ level: 0, index, name: null });
    this.keyedList.episode.unchoose();
    this.keyedList.episode.choose(picked(index, size));
    this.keyedList.episode.resize(size);
    this.keyedList.timer = window.setTimeout(() => this.flushKeyed(), MERGE_MS);
  }

  flushKeyed(): void {
    const keyed = this.keyedList;
    this.keyedList = null;
    if (keyed === null) return;
    clearTimeout(keyed.timer);
    this.sink(keyed.episode.close(performance.now(), "choice", stateOf(keyed.select)));
  }

  private finish(closedBy: Dropdown["closed_by"]): void {
    const active = this.active;
    this.drop();
    if (active === null) return;
    const why = closedBy === "script" && active.episode.hasChosen ? "choice" : closedBy;
    this.sink(active.episode.close(performance.now(), why, stateOf(active.opener)));
  }

  /** The page goes away: tell what is known. */
  end(): void {
    this.flushKeyed();
    this.finish("page-left");
  }

  /** Recording stops: tell nothing. */
  stop(): void {
    if (this.keyedList !== null) clearTimeout(this.keyedList.timer);
    this.keyedList = null;
    this.drop();
  }

  private drop(): void {
    if (this.active !== null) {
      this.active.highlights.disconnect();
      clearInterval(this.active.timer);
      if (this.active.closing !== null) clearTimeout(this.active.closing);
    }
    this.active = null;
    this.pressedItem = null;
  }
}

function picked(index: number, size: number): Choice {
  return {
    path: [index],
    role: "option",
    set_size: size,
    name: null,
    name_withheld: "data-role",
    kept: true,
  };
}

function stateOf(opener: Element): OpenerState {
  const index = isDropdownSelect(opener) ? choiceOf(opener).index : null;
  return {
    expanded: null,
    checked: null,
    selected_index: index === -1 ? null : index,
    selected_count: null,
  };
}

function isOpener(element: Element): boolean {
  if (isDropdownSelect(element)) return true;
  const popup = structuralAttribute(element, "aria-haspopup");
  if (popup !== null && /^(true|menu|listbox|tree|grid)$/.test(popup)) return true;
  if (roleOf(element) === "combobox") return true;
  return (
    structuralAttribute(element, "aria-expanded") !== null &&
    (structuralAttribute(element, "aria-controls") ?? structuralAttribute(element, "aria-owns")) !==
      null
  );
}

/** The list or menu that an opener has opened: the one it names, or one that was not there. */
function surfaceOf(opener: Element, shownBefore: Set<Element>): Element | null {
  const holder = focused();
  for (const owner of [opener, holder]) {
    if (owner === null) continue;
    for (const name of ["aria-controls", "aria-owns"] as const) {
      for (const id of (structuralAttribute(owner, name) ?? "").split(/\s+/)) {
        const named = findById(rootOf(owner), id);
        if (named === null || !isShown(named)) continue;
        const surface = elementMatches(named, SURFACES) ? named : findAll(named, SURFACES)[0];
        if (surface !== undefined && isShown(surface)) return surface;
      }
    }
  }
  return shownSurfaces(opener).find((surface) => !shownBefore.has(surface)) ?? null;
}

function shownSurfaces(opener: Element): Element[] {
  const roots = new Set([document, rootOf(opener) ?? document]);
  return [...roots].flatMap((root) => findAll(root, SURFACES)).filter(isShown);
}

function kindOf(opener: Element, surface: Element | null): Dropdown["surface"] {
  if (roleOf(opener) === "combobox") return "combobox";
  return surface !== null && roleOf(surface) === "menu" ? "menu" : "listbox";
}

function itemsOf(surface: Element): Element[] {
  return findAll(
    surface,
    'option, [role="option"], [role="menuitem"], [role="menuitemcheckbox"], [role="menuitemradio"], [role="treeitem"]',
  ).filter(isDisplayed);
}
