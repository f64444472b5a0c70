// What our own pages have in common: their words come from _locales, numbers from the browser.

import { language, say } from "./speech.ts";

export function find(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`no #${id}`);
  return element;
}

/** Put words into everything that is marked with data-say. */
export function sayAll(title: string): void {
  document.documentElement.lang = language();
  document.title = say(title);
  for (const element of document.querySelectorAll<HTMLElement>("[data-say]")) {
    element.textContent = say(element.dataset["say"] ?? "");
  }
}

export function make(tag: string, text: string, className = ""): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className !== "") element.className = className;
  return element;
}

export function sizeText(bytes: number): string {
  const [amount, unit] =
    bytes < 1000
      ? [bytes, "byte"]
      : bytes < 1e6
        ? [bytes / 1e3, "kilobyte"]
        : [bytes / 1e6, "megabyte"];
  return new Intl.NumberFormat(language(), {
    style: "unit",
    unit,
    maximumFractionDigits: amount < 10 ? 1 : 0,
  }).format(amount);
}

const formats = new Map<string, Intl.DateTimeFormat>();

export function timeText(ms: number, style: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify(style);
  // To make one costs a hundred times as much as to use it.
  const format = formats.get(key) ?? new Intl.DateTimeFormat(language(), style);
  formats.set(key, format);
  return format.format(ms);
}
