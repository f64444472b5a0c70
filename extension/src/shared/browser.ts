// What Firefox does otherwise than Chromium. No other file asks which of the two it runs in.

/** Chromium alone has a service worker, and calls for shadow roots. */
function isFirefox(): boolean {
  return chrome.runtime.getURL("").startsWith("moz-extension:");
}

type Opened = (element: HTMLElement) => ShadowRoot | null;

/** How a content script gets at the shadow root of an element, also at a closed one. */
export function shadowOpener(): Opened {
  const found = Object.getOwnPropertyDescriptor(Element.prototype, "openOrClosedShadowRoot");
  const { get } = found ?? {};
  if (get === undefined) return (element) => chrome.dom.openOrClosedShadowRoot(element);
  return (element) => get.call(element) as ShadowRoot | null;
}

/** The pattern of a content script: that of Firefox has no port, and covers every port. */
export function registrable(pattern: string): string {
  return isFirefox() ? pattern.replace(/:[0-9]+\/\*$/, "/*") : pattern;
}

/** A value of managed storage; Firefox fails where no policy has any. */
export async function readManaged(key: string): Promise<unknown> {
  try {
    return (await chrome.storage.managed.get(key))[key];
  } catch (error) {
    if (isFirefox()) return undefined;
    throw error;
  }
}

/** Why a port to the host was closed, in the browser's own words. */
export function endOf(port: chrome.runtime.Port): string {
  const { error } = port as { error?: { message?: string } | null };
  return error?.message ?? chrome.runtime.lastError?.message ?? "";
}

/** Whether these words say that the browser has found no host that we may start. */
export function isUnknownHost(reason: string): boolean {
  return /not found|No such native application/.test(reason);
}

/** Name and version, such as chromium-156. */
export function browserName(): string {
  const brands =
    (navigator as { userAgentData?: { brands: { brand: string; version: string }[] } })
      .userAgentData?.brands ?? [];
  const known = brands.find(({ brand }) => /^(Chromium|Google Chrome|Microsoft Edge)$/.test(brand));
  const firefox = / Firefox\/([0-9]+)/.exec(navigator.userAgent)?.[1];
  if (known === undefined && firefox !== undefined) return `firefox-${firefox}`;
  const name = known?.brand.split(" ").at(-1)?.toLowerCase() ?? "browser";
  return `${name}-${known?.version.replace(/\D.*$/, "") || "0"}`;
}
