// Fields that hold or once held a password.

import { findAll } from "../tree.ts";
import { getAttribute, inputTypeOf } from "./attributes.ts";

const everPassword = new WeakSet<Element>();

/** Whether the element holds or once held a password, also while it is shown as text. */
export function isPassword(element: Element): boolean {
  if (!(element instanceof HTMLInputElement)) return false;
  if (inputTypeOf(element) === "password") {
    everPassword.add(element);
    return true;
  }
  if (everPassword.has(element)) return true;
  const tokens = (getAttribute(element, "autocomplete") ?? "").toLowerCase().split(/\s+/);
  if (tokens.some((token) => /^(current-password|new-password|one-time-code)$/.test(token))) {
    return true;
  }
  const security = getComputedStyle(element).getPropertyValue("-webkit-text-security");
  return security !== "" && security !== "none";
}

/** Remember password fields before a page turns one into a text field. */
export function rememberPasswords(root: Document | ShadowRoot | Element): void {
  for (const field of findAll(root, 'input[type="password" i]')) everPassword.add(field);
}
