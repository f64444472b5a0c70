// The address whose rules hold for this frame.

export interface Address {
  origin: string;
  pathname: string;
}

/**
 * A frame without an address of its own (srcdoc, blank) goes by the nearest frame around it that
 * has one. "page" if that is the page, "unknown" if nobody can say.
 */
export function frameAddress(): Address | "page" | "unknown" {
  for (let at: Window = window; at !== window.top; at = at.parent) {
    try {
      const { protocol, origin, pathname } = at.location;
      if (protocol === "http:" || protocol === "https:") return { origin, pathname };
    } catch {
      return "unknown"; // a frame of another origin
    }
    if (at.parent === window.top) return "page";
  }
  const { origin, pathname } = location;
  return { origin, pathname };
}
