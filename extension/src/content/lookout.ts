// When it is worth looking for what has opened. Pure: elements are only compared, times come in.

export const OPENING_KEYS = new Set([
  "Enter",
  " ",
  "ArrowDown",
  "ArrowUp",
  "ArrowRight",
  "ArrowLeft",
  "F4",
  "F10",
  "ContextMenu",
]);
export const WALKING_KEYS = new Set([
  "ArrowDown",
  "ArrowUp",
  "ArrowRight",
  "ArrowLeft",
  "Home",
  "End",
  "Enter",
]);
export const CHOOSING_KEYS = new Set(["Enter", " ", "Tab"]);

export function writes(event: Event): boolean {
  return event instanceof KeyboardEvent && (event.key.length === 1 || event.key === "Backspace");
}

/** Whether a menu is asked for that belongs to what is pressed. */
export function asksForContext(event: Event): boolean {
  if (event instanceof PointerEvent) return event.button === 2;
  if (!(event instanceof KeyboardEvent)) return false;
  return event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
}

/** Turns of looking: pages open late. */
const LOOK_MS = [16, 34, 70, 130, 200, 250, 400];
/** For what a server may have to bring. */
const LATE_LOOK_MS = [500, 600, 800, 1000, 1200];

/** How long to wait before this turn of looking, in ms; null after the last one. */
export function waitBefore(turn: number, isPatient: boolean): number | null {
  const late = isPatient ? LATE_LOOK_MS[turn - LOOK_MS.length] : undefined;
  return LOOK_MS[turn] ?? late ?? null;
}

/** Turns of looking after letters: what they bring comes late, and the next letter soon. */
const TYPED_TURN = 1;
/** In a field in which nothing has come up yet, while somebody writes on. */
const WRITTEN_TURN = 4;
const MAX_FRUITLESS = 3;
/** Where nothing has come up for so many looks, the next one waits so long at least. */
const LONG_FRUITLESS = 8;
const WRITTEN_MS = 600;
/** Other signs, such as @ and /, open lists in the middle of a text. */
const PLAIN = /^([\p{L}\p{N} .,;'"!?-]|Backspace)$/u;
const SCROLL_MS = 150;

/** Letters in one field: what they bring is looked for after several of them at once. */
export class Letters {
  private isOwed = false;
  private fruitless = 0;
  private field: unknown = null;

  /** Letters have come that nobody has looked after yet. */
  get owed(): boolean {
    return this.isOwed;
  }

  /** Whether a key is one more of the letters that are looked after together. */
  goesOn(field: unknown, key: string): boolean {
    return this.isOwed && field === this.field && PLAIN.test(key);
  }

  /** The turn of looking to begin with. */
  get turn(): number {
    return this.fruitless < MAX_FRUITLESS ? TYPED_TURN : WRITTEN_TURN;
  }

  /** So long to wait at least. Whatever else is done meanwhile is preceded by a look. */
  get waitMs(): number {
    return this.fruitless < LONG_FRUITLESS ? 0 : WRITTEN_MS;
  }

  /** `key` is null unless it writes into the field. */
  begin(field: unknown, key: string | null): void {
    if (field !== this.field || (key !== null && !PLAIN.test(key))) this.fruitless = 0;
    this.field = field;
    this.isOwed = key !== null;
  }

  looked(): void {
    if (this.isOwed) this.fruitless += 1;
    this.isOwed = false;
  }

  opened(): void {
    this.fruitless = 0;
  }
}

/** Tells pointing from what passes below a pointer at rest while the page scrolls. */
export class Passing {
  private scrolledAt = Number.NEGATIVE_INFINITY;
  private x = Number.NaN;
  private y = Number.NaN;

  scrolled(now: number): void {
    this.scrolledAt = now;
  }

  passes({ clientX, clientY }: { clientX: number; clientY: number }, now: number): boolean {
    const rests = clientX === this.x && clientY === this.y;
    this.x = clientX;
    this.y = clientY;
    return rests && now - this.scrolledAt < SCROLL_MS;
  }
}

/** Nobody holds a button for longer without dragging. */
const HELD_MS = 10_000;

/**
 * A button that is held down in a list, or on what opened it. Some lists go when the button goes
 * down; what was meant is known, and the click told, when it comes up.
 */
export class Held<Item> {
  private item: Item | null = null;
  private since = Number.NEGATIVE_INFINITY;

  begin(item: Item | null, at: number): void {
    this.item = item;
    this.since = at;
  }

  isOn(now: number): boolean {
    return now - this.since < HELD_MS;
  }

  /** The entry on which the button went down. */
  end(): Item | null {
    const { item } = this;
    this.item = null;
    this.since = Number.NEGATIVE_INFINITY;
    return item;
  }
}
