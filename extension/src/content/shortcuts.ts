// Which keys are recorded: those that are no text. Pure.
//
// Rule: when in doubt it is text. A letter, digit or sign without Ctrl, Meta or Alt always is; so is
// what AltGr and input methods make, and on Windows AltGr is Ctrl+Alt.

export interface Press {
  key: string;
  code: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altGraph: boolean;
  /** An input method takes the key. */
  composing: boolean;
}

export type Platform = "mac" | "windows" | "other";

/** What has the keyboard: a field for secrets, a field of text, a control, or anything else. */
export type Holder = "secret" | "field" | "control" | "other";

const NAMED =
  /^(Escape|Enter|Tab|ArrowUp|ArrowDown|ArrowLeft|ArrowRight|Home|End|PageUp|PageDown|Delete|Backspace|Insert|ContextMenu|F[1-9][0-9]?)$/;
const NEVER_TEXT = /^(Escape|Enter|Tab|F[1-9][0-9]?)$/;
const SECRET = /^(Enter|Tab)$/;

/** The name of the key as it is recorded; null if it is text, or one that says nothing. */
export function shortcutOf(press: Press, holder: Holder, platform: Platform): string | null {
  if (press.composing) return null;
  if (holder === "secret") return SECRET.test(press.key) ? press.key : null;
  const chord = (press.ctrlKey || press.metaKey || press.altKey) && !press.altGraph;
  if (NAMED.test(press.key)) {
    return holder !== "field" || chord || NEVER_TEXT.test(press.key) ? press.key : null;
  }
  if (press.key === " ") return chord || holder === "control" ? "Space" : null;
  return chord ? signOf(press, platform) : null;
}

function signOf(press: Press, platform: Platform): string | null {
  const { key, code, altKey, ctrlKey, metaKey } = press;
  if ([...key].length !== 1) return null;
  const plain = key.toLowerCase();
  if (altKey && !metaKey) {
    // Alt writes signs on a Mac, and on Windows by their numbers.
    if (!ctrlKey && (platform === "mac" || code.startsWith("Numpad"))) return null;
    return /^[a-z0-9]$/.test(plain) ? plain : null;
  }
  if (/^[!-~]$/.test(plain)) return plain;
  // Shortcuts go by the place of the key where the layout has other letters.
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? null;
}
