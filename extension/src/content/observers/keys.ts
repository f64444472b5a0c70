// Keys that are no text. Whether one is, shortcuts.ts decides.

import type { Key } from "../../shared/wire.ts";
import { isControl } from "../describe.ts";
import { areaAround } from "../reading/areas.ts";
import { isClosed } from "../reading/classes.ts";
import { isOneLine, isTextField } from "../reading/measuring.ts";
import { type Holder, type Platform, shortcutOf } from "../shortcuts.ts";
import { describeAt } from "../targets.ts";
import { focused, tagOf } from "../tree.ts";
import { clocks, hearWhile, listening, type Observe } from "./observer.ts";
import { modifiersOf } from "./pointer.ts";

type Body = Omit<Key, "session" | "seq" | "place" | "number">;

/** As long as letters come, a space belongs to what is being typed ahead. */
const TYPE_AHEAD_MS = 1000;
const IME_KEY = 229;
const LINE_BREAK = /^insert(LineBreak|Paragraph)$/;

export const observeKeys: Observe = (sink, signal) => {
  const options = listening(signal);
  const platform = platformName();
  let held: { code: string; body: Body } | null = null;
  let lastLetter = Number.NEGATIVE_INFINITY;
  let lineBreak = Number.NEGATIVE_INFINITY;

  const hearRelease = hearWhile(
    "keyup",
    (event) => event.isTrusted && held?.code === event.code && flush(),
    signal,
  );
  const flush = (): void => {
    const key = held;
    held = null;
    hearRelease(false);
    if (key !== null && key.body.count > 0) sink(key.body);
  };
  /** What a first press leads to comes after it; a key held down goes on counting. */
  const tellPress = (): void => {
    if (held?.body.count === 1) flush();
  };

  const onDown = (event: Event): void => {
    // A suggestion that is taken sends a plain event of this name.
    if (!event.isTrusted || !(event instanceof KeyboardEvent)) return;
    if (event.repeat && held?.code === event.code) {
      held.body.count += 1;
      return;
    }
    flush();
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey;
    const isLetter = [...event.key].length === 1 && event.key !== " ";
    if (isLetter && isPlain) {
      lastLetter = event.timeStamp;
      return;
    }
    const element = focused();
    if (isPlain && event.key === " " && element !== null && isTextField(element)) return;
    if (element !== null && areaAround(element)?.sort === "pin-pad") return;
    const holder = element === null ? "other" : holderOf(element);
    const key = shortcutOf(pressOf(event), holder, platform);
    if (key === null) return;
    if (key === "Space" && event.timeStamp - lastLetter < TYPE_AHEAD_MS) return;
    const body: Body = {
      kind: "key",
      ...clocks(event.timeStamp),
      key,
      modifiers: modifiersOf(event),
      count: 1,
      target: element === null || isWhole(element) ? null : describeAt(element, event.timeStamp),
    };
    const mayBreak = key === "Enter" && holder === "field" && element !== null;
    if (!mayBreak || isOneLine(element)) {
      held = { code: event.code, body };
      hearRelease(true);
      return;
    }
    // Whether it begins a new line, which is text, is known once the browser has done it.
    const before = lineBreak;
    setTimeout(() => {
      if (lineBreak === before && !signal.aborted) sink(body);
    }, 0);
  };

  addEventListener("keydown", onDown, options);
  addEventListener(
    "beforeinput",
    (event) => {
      if (event.isTrusted && LINE_BREAK.test(event.inputType)) lineBreak = event.timeStamp;
    },
    options,
  );
  for (const name of ["click", "submit", "focusin", "pointerdown"]) {
    addEventListener(name, tellPress, options);
  }
  for (const name of ["blur", "pagehide"]) {
    addEventListener(
      name,
      (event) => (event.target === window || name !== "blur") && flush(),
      options,
    );
  }
};

function holderOf(element: Element): Holder {
  if (isTextField(element)) return isClosed(element) ? "secret" : "field";
  return isControl(element) ? "control" : "other";
}

function isWhole(element: Element): boolean {
  return tagOf(element) === "body" || tagOf(element) === "html";
}

function pressOf(event: KeyboardEvent): Parameters<typeof shortcutOf>[0] {
  return {
    key: event.key,
    code: event.code,
    altKey: event.altKey,
    ctrlKey: event.ctrlKey,
    metaKey: event.metaKey,
    altGraph: event.getModifierState("AltGraph"),
    composing: event.isComposing || event.keyCode === IME_KEY,
  };
}

function platformName(): Platform {
  if (/mac|iphone|ipad/i.test(navigator.platform)) return "mac";
  return /win/i.test(navigator.platform) ? "windows" : "other";
}
