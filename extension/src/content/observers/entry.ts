// Text entry: one record for everything that is written into a field at a stretch; not what.
//
// Rule: of secrets, payments and numbers of documents nothing is told but that something was
// entered: one record for each stay in the field, without length, count, kind of edit or duration.

import type { Target, TextEntry } from "../../shared/wire.ts";
import { describe } from "../describe.ts";
import { CLOSED, editOf, type FieldClass } from "../fields.ts";
import { rangeOf } from "../lengths.ts";
import { boxesOf, classOf, sortOf } from "../reading/classes.ts";
import { fieldOf, isOneLine, lengthIn, lengthOf } from "../reading/measuring.ts";
import { verbatimOf } from "../reading/verbatim.ts";
import { listenInRoots } from "../roots.ts";
import { closest, elementMatches, focused, isAttached, originOf } from "../tree.ts";
import { clocks, listening, type Observe, type Sink } from "./observer.ts";

type Edit = TextEntry["edits"][number];

const PAUSE_MS = 10_000;
const KEY_MS = 300;
/** Between the boxes of one code the focus may be nowhere for a moment. */
const BOXES_MS = 50;
const LINE_BREAK = /^insert(LineBreak|Paragraph)$/;

interface Entry {
  field: Element;
  /** The boxes that together take one number; otherwise the field alone. */
  group: readonly Element[];
  target: Target;
  sort: TextEntry["field"];
  class: FieldClass;
  edits: Set<Edit>;
  /** Null where nobody may or can know. */
  inserted: number | null;
  length: number | null;
  /** Where it stood when an input method began to compose; what it tries out does not count. */
  composing: { inserted: number; length: number } | null;
  /** How many lines had been begun when Enter was pressed, until it is known what came of it. */
  enteredAt: number | null;
  clocks: { wall_ms: number; mono_ms: number };
  lastMs: number;
  pauseAt: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export const observeEntries: Observe = (sink, signal, ledger) => {
  const options = listening(signal);
  const watcher = new EntryWatcher(sink);
  addEventListener("beforeinput", (e) => e.isTrusted && watcher.willEdit(e), options);
  addEventListener("input", (e) => e.isTrusted && watcher.edited(e), options);
  addEventListener("compositionend", (e) => e.isTrusted && watcher.composed(), options);
  addEventListener("keydown", (e) => e.isTrusted && watcher.keyed(e), options);
  addEventListener("focusout", (e) => e.isTrusted && watcher.left(e), options);
  addEventListener("pagehide", () => watcher.end("page-left"), options);
  ledger.beforeVisitEnds(() => watcher.end("list-closed"));
  listenInRoots(["submit"], () => watcher.end("submit"), signal);
  signal.addEventListener("abort", () => watcher.stop());
};

class EntryWatcher {
  private entry: Entry | null = null;
  /** An edit that was announced and is still to come. */
  private announced: { field: Element; edit: Edit } | null = null;
  private lastKey = Number.NEGATIVE_INFINITY;
  private lineBreaks = 0;

  constructor(private readonly sink: Sink) {}

  /** Pages that write the text themselves stop the browser here, so this counts as the edit. */
  willEdit(event: InputEvent): void {
    if (LINE_BREAK.test(event.inputType)) this.lineBreaks += 1;
    const edit = editOf(event.inputType);
    const field = fieldOf(event);
    if (edit === null || field === null) return;
    // Of Enter in a field of one line the browser also says that it begins a line.
    if (LINE_BREAK.test(event.inputType) && isOneLine(field)) return;
    this.announced = { field, edit };
    const entry = this.note(field, edit, event.timeStamp);
    if (entry.inserted === null) return;
    if (edit === "composed") {
      entry.composing ??= { inserted: entry.inserted, length: lengthIn(field) ?? 0 };
      return;
    }
    entry.composing = null;
    const added = lengthOf(event);
    if (added !== null) entry.inserted += added;
    else if (LINE_BREAK.test(event.inputType)) entry.inserted += 1;
  }

  edited(event: Event): void {
    const field = fieldOf(event);
    if (field === null) return;
    const { announced } = this;
    this.announced = null;
    const wasAnnounced = announced?.field === field;
    const edit = wasAnnounced ? announced.edit : this.unannounced(event, field);
    const entry = this.note(field, edit, event.timeStamp);
    if (CLOSED.has(entry.class)) return;
    const before = entry.length;
    entry.length = lengthIn(field);
    const isWhole = !wasAnnounced || /^(pasted|dropped)$/.test(edit);
    if (entry.inserted === null || entry.length === null) return;
    if (entry.composing !== null) {
      const { inserted, length } = entry.composing;
      entry.inserted = inserted + Math.max(0, entry.length - length);
      return;
    }
    if (!isWhole) return;
    if (wasAnnounced && lengthOf(event) !== null) return; // counted when it was announced
    entry.inserted += Math.max(0, entry.length - (before ?? 0));
  }

  /** Filled in by the browser, picked from a list, or set with the field's own keys and arrows. */
  private unannounced(event: Event, field: Element): Edit {
    if (elementMatches(field, ":autofill")) return "autofilled";
    const told = event instanceof InputEvent ? editOf(event.inputType) : null;
    return told ?? (event.timeStamp - this.lastKey < KEY_MS ? "typed" : "replaced");
  }

  composed(): void {
    if (this.entry !== null) this.entry.composing = null;
  }

  keyed(event: KeyboardEvent): void {
    this.lastKey = event.timeStamp;
    const { entry } = this;
    if (entry === null || event.key !== "Enter" || event.isComposing) return;
    if (isOneLine(entry.field)) {
      this.end("enter");
      return;
    }
    // Where Enter begins no new line it has sent what was written.
    entry.enteredAt = this.lineBreaks;
    setTimeout(() => {
      if (this.entry === entry && entry.enteredAt === this.lineBreaks) this.end("enter");
      entry.enteredAt = null;
    }, 0);
  }

  left(event: FocusEvent): void {
    const { entry } = this;
    const first = originOf(event);
    // Of a field in a closed root only the host is told.
    if (entry === null || !isAmong(first, entry.group)) return;
    if (entry.group.length > 1) {
      setTimeout(() => {
        if (this.entry === entry && !isAmong(focused(), entry.group)) this.end("blur");
      }, BOXES_MS);
      return;
    }
    this.end(entry.enteredAt === this.lineBreaks ? "enter" : "blur");
  }

  private note(field: Element, edit: Edit, timeStamp: number): Entry {
    if (this.entry !== null && !this.entry.group.includes(field)) this.end("blur");
    const entry = this.entry ?? this.begin(field, timeStamp);
    entry.edits.add(edit);
    entry.lastMs = timeStamp;
    entry.pauseAt = performance.now() + PAUSE_MS;
    // How long somebody thinks about a secret would show in how many records there are.
    if (!CLOSED.has(entry.class)) this.waitForPause(entry);
    return entry;
  }

  private waitForPause(entry: Entry): void {
    entry.timer ??= setTimeout(() => {
      entry.timer = undefined;
      if (this.entry !== entry) return;
      if (performance.now() < entry.pauseAt) this.waitForPause(entry);
      else this.end("pause");
    }, entry.pauseAt - performance.now());
  }

  private begin(field: Element, timeStamp: number): Entry {
    const fieldClass = classOf(field);
    const isClosed = CLOSED.has(fieldClass);
    const group = (isClosed ? boxesOf(field)?.fields : null) ?? [field];
    this.entry = {
      field,
      group,
      target: describe(group[0] ?? field),
      sort: sortOf(field),
      class: fieldClass,
      edits: new Set(),
      inserted: isClosed ? null : 0,
      length: isClosed ? null : lengthIn(field),
      composing: null,
      enteredAt: null,
      clocks: clocks(timeStamp),
      lastMs: timeStamp,
      pauseAt: 0,
      timer: undefined,
    };
    return this.entry;
  }

  end(endedBy: TextEntry["ended_by"]): void {
    const { entry } = this;
    this.stop();
    if (entry === null) return;
    this.sink({
      kind: "text-entry",
      ...entry.clocks,
      target: entry.target,
      ended_by: endedBy,
      ...toldOf(entry),
    });
  }

  stop(): void {
    if (this.entry !== null) clearTimeout(this.entry.timer);
    this.entry = null;
    this.announced = null;
  }
}

type Told = Pick<
  TextEntry,
  "field" | "field_class" | "edits" | "inserted" | "length" | "duration_ms" | "text"
>;

/** What may be told of an entry. A field may have become a secret while it was written into. */
function toldOf(entry: Entry): Told {
  const isThere = isAttached(entry.field);
  const now = isThere ? classOf(entry.field) : entry.class;
  if (CLOSED.has(now) || CLOSED.has(entry.class)) return enteredInto(entry, now);
  const length = isThere ? lengthIn(entry.field) : entry.length;
  return {
    field: entry.sort,
    field_class: now,
    edits: [...entry.edits],
    inserted: entry.inserted === null ? null : rangeOf(entry.inserted),
    length: length === null ? null : rangeOf(length),
    duration_ms: toSeconds(entry.lastMs - entry.clocks.mono_ms),
    text: isThere ? verbatimOf(entry.field, entry.target) : null,
  };
}

function enteredInto(entry: Entry, now: FieldClass): Told {
  return {
    field: CLOSED.has(entry.class) ? entry.sort : sortOf(entry.field),
    field_class: CLOSED.has(entry.class) ? entry.class : now,
    edits: ["entered"],
    inserted: null,
    length: null,
    duration_ms: null,
    text: null,
  };
}

/** Whole seconds, rounded up: enough to tell a word from a page, not to tell how somebody types. */
function toSeconds(ms: number): number {
  return Math.ceil(Math.max(0, ms) / 1000) * 1000;
}

/** Whether an element is one of these, or the host of a closed root around one. */
function isAmong(element: unknown, group: readonly Element[]): boolean {
  return group.some((field) => closest(field, (at) => at === element) !== null);
}
