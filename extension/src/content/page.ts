// What the page is doing as a whole: whether it is shown, loading, has the focus.

import { getter, method } from "./prototypes.ts";

const visibility = getter<string>(Document.prototype, "visibilityState");
export function isPageShown(): boolean {
  return visibility(document) === "visible";
}

const readyState = getter<string>(Document.prototype, "readyState");
const hasFocus = method<(document: Document) => boolean>(Document.prototype.hasFocus);

export function isPageLoading(): boolean {
  return readyState(document) === "loading";
}

export function hasPageFocus(): boolean {
  return hasFocus(document);
}

const fontsOf = getter<FontFaceSet>(Document.prototype, "fonts");

/** Whether fonts are on their way, which may move all text. */
export function fontsLoad(): boolean {
  return fontsOf(document).status === "loading";
}
