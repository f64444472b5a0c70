// Forms that are sent, refused by their own checks, or reset.

import { describe, roleOf } from "../describe.ts";
import { inputTypeOf, structuralAttribute } from "../reading/attributes.ts";
import { listenInRoots } from "../roots.ts";
import { controlAt } from "../targets.ts";
import { closest, originOf, tagOf } from "../tree.ts";
import { clocks, listening, type Observe } from "./observer.ts";

/** Pages also ask their fields by themselves; a refusal follows the attempt to send at once. */
const ATTEMPT_MS = 500;

export const observeForms: Observe = (sink, signal) => {
  const options = listening(signal);
  let attempt = Number.NEGATIVE_INFINITY;
  const refused = new Map<Element, Set<Element>>();

  /** Called once the browser has asked every field. */
  const tellRefused = (timeStamp: number): void => {
    for (const [form, fields] of refused) {
      sink({
        kind: "form",
        ...clocks(timeStamp),
        outcome: "refused",
        invalid: fields.size,
        target: describe(form),
      });
    }
    refused.clear();
    attempt = Number.NEGATIVE_INFINITY;
  };
  addEventListener(
    "click",
    (event) => {
      const control = event.isTrusted ? controlAt(event) : null;
      if (control !== null && sends(control)) attempt = event.timeStamp;
    },
    options,
  );
  addEventListener(
    "keydown",
    (event) => {
      if (event.isTrusted && event.key === "Enter" && !event.isComposing) attempt = event.timeStamp;
    },
    options,
  );
  listenInRoots(
    ["invalid"],
    (event) => {
      const field = originOf(event);
      if (!(field instanceof Element) || event.timeStamp - attempt > ATTEMPT_MS) return;
      const form = closest(field, (at) => tagOf(at) === "form") ?? field;
      if (refused.size === 0) setTimeout(() => tellRefused(event.timeStamp), 0);
      const fields = refused.get(form) ?? new Set();
      refused.set(form, fields.add(field));
    },
    signal,
  );
  listenInRoots(
    ["submit", "reset"],
    (event) => {
      const form = originOf(event);
      if (!(form instanceof Element)) return;
      sink({
        kind: "form",
        ...clocks(event.timeStamp),
        outcome: event.type === "submit" ? "submitted" : "reset",
        invalid: 0,
        target: describe(form),
      });
    },
    signal,
  );
};

/** Whether pressing the control sends a form. */
function sends(control: Element): boolean {
  if (/^(submit|image)$/.test(inputTypeOf(control))) return true;
  const type = structuralAttribute(control, "type");
  return (
    roleOf(control) === "button" &&
    tagOf(control) === "button" &&
    !/^(button|reset)$/i.test(type ?? "")
  );
}
