// Dialogs that pages draw. They are looked for in the moments after an action, and now and then,
// since some open by themselves; to watch every change of the page would cost more.

import type { Dialog, Target } from "../../shared/wire.ts";
import { type Appearing, appearingFor } from "../appearing.ts";
import { describe } from "../describe.ts";
import { isShown } from "../layout.ts";
import { isPageLoading, isPageShown } from "../page.ts";
import { structuralAttribute } from "../reading/attributes.ts";
import { isEditable } from "../reading/editable.ts";
import { DIALOGS } from "../roled.ts";
import { elementMatches, findAll, focused, inOrder, rootOf } from "../tree.ts";
import { clocks, listening, type Observe } from "./observer.ts";

const LOOK_MS = [60, 200, 500, 1000];
const POLL_MS = 1000;
const CAUSE_MS = 1200;
const MAX_OPEN = 20;

export const observeDialogs: Observe = (sink, signal) => {
  const options = listening(signal);
  const appearing = appearingFor(signal);
  const open = new Map<Element, { target: Target; modal: boolean }>();
  let cause: { by: "pointer" | "keyboard"; time: number } | null = null;
  let timers: ReturnType<typeof setTimeout>[] = [];

  const tell = (change: Dialog["change"], what: { target: Target; modal: boolean }): void => {
    const now = performance.now();
    const isRecent = cause !== null && now - cause.time < CAUSE_MS;
    const by = isRecent && cause !== null ? cause.by : "script";
    sink({ kind: "dialog", ...clocks(now), change, by, ...what });
  };
  const look = (isFirst = false): void => {
    for (const [dialog, what] of open) {
      if (isShown(dialog)) continue;
      open.delete(dialog);
      tell("closed", what);
    }
    for (const dialog of shownDialogs(appearing)) {
      if (open.has(dialog) || open.size >= MAX_OPEN || isPart(dialog, open)) continue;
      const what = { target: describe(dialog), modal: isModal(dialog) };
      open.set(dialog, what);
      // What was there when recording began was opened before.
      if (!isFirst) tell("opened", what);
    }
  };
  const lookSoon = (by: "pointer" | "keyboard", time: number): void => {
    cause = { by, time };
    for (const timer of timers) clearTimeout(timer);
    timers = LOOK_MS.map((wait) => setTimeout(look, wait));
  };

  addEventListener("click", (e) => e.isTrusted && lookSoon("pointer", e.timeStamp), options);
  addEventListener("pointerup", (e) => e.isTrusted && lookSoon("pointer", e.timeStamp), options);
  addEventListener(
    "keydown",
    (event) => {
      if (event.isTrusted && /^(Enter|Escape| )$/.test(event.key)) {
        // Between words it is text, and text opens no dialog.
        if (event.key !== " " || !isWriting()) lookSoon("keyboard", event.timeStamp);
      } else if (event.isTrusted && (event.ctrlKey || event.metaKey || event.altKey)) {
        lookSoon("keyboard", event.timeStamp);
      }
    },
    options,
  );
  addEventListener("pagehide", () => look(), options);
  const poll = setInterval(() => {
    if (isPageShown()) look();
  }, POLL_MS);
  if (!isPageLoading()) look(true);
  signal.addEventListener("abort", () => {
    clearInterval(poll);
    for (const timer of timers) clearTimeout(timer);
  });
};

function shownDialogs(appearing: Appearing): Element[] {
  const holder = focused();
  const roots = [document, (holder === null ? null : rootOf(holder)) ?? document];
  return inOrder(appearing.roledShown(roots, DIALOGS));
}

function isWriting(): boolean {
  const holder = focused();
  return holder !== null && isEditable(holder);
}

/** Frameworks mark the box inside a dialog as well; the two are one dialog. */
function isPart(dialog: Element, open: Map<Element, unknown>): boolean {
  return [...open.keys()].some(
    (other) => other !== dialog && (isAround(other, dialog) || isAround(dialog, other)),
  );
}

function isAround(outer: Element, inner: Element): boolean {
  return findAll(outer, DIALOGS).includes(inner);
}

function isModal(dialog: Element): boolean {
  return elementMatches(dialog, ":modal") || structuralAttribute(dialog, "aria-modal") === "true";
}
