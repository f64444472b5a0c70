// What people read comes from _locales, in the language of their browser.

/** The message of a key; the key itself where there is none, so that a fault shows. */
export function say(key: string, ...parts: (string | number)[]): string {
  return chrome.i18n.getMessage(key, parts.map(String)) || key;
}

export function language(): string {
  return say("language");
}

/** Whether there is a message; reasons and kinds may be newer than the translations. */
export function sayOr(key: string, fallback: string, ...parts: (string | number)[]): string {
  return chrome.i18n.getMessage(key, parts.map(String)) || fallback;
}
