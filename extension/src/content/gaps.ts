// Parts of a document that cannot be looked into: frames, drawn areas, editors, plug-ins.

import type { Coverage } from "../shared/wire.ts";
import { nameOf } from "./describe.ts";
import { isShown, rectOf } from "./layout.ts";
import { structuralAttribute } from "./reading/attributes.ts";
import { elementMatches, findAll, frameWindow, opensDocument, tagOf } from "./tree.ts";

/** What the service worker knows of the frames in this document. */
export interface FramesKnown {
  /** Positions of the frames that are recorded. */
  reached: ReadonlySet<number>;
  /** Whether it was there when they were opened. */
  complete: boolean;
}

export type Gaps = Pick<Coverage, "frames" | "unreached" | "canvases" | "editors" | "plugins">;

/** Below this an area is an icon or a line, in px. */
const LARGE = 40_000;

export function findGaps(roots: (Document | ShadowRoot)[], known: FramesKnown): Gaps {
  const all = roots.flatMap((root) =>
    findAll(root, "iframe, frame, canvas, object, embed, [contenteditable]"),
  );
  const tagged = (tags: RegExp): Element[] => all.filter((element) => tags.test(tagOf(element)));
  const frames = tagged(/^i?frame$/);
  const reasons = new Map<Coverage["unreached"][number]["reason"], number>();
  for (const frame of frames) {
    const reason = whyUnreached(frame, known);
    if (reason !== null) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return {
    frames: frames.length,
    unreached: [...reasons].map(([reason, count]) => ({ reason, count })),
    canvases: tagged(/^canvas$/).filter(isLarge).length,
    editors: all.filter(isDumbEditor).length,
    plugins: tagged(/^(object|embed)$/).filter(isShown).length,
  };
}

function whyUnreached(
  frame: Element,
  known: FramesKnown,
): Coverage["unreached"][number]["reason"] | null {
  const index = frameIndex(frame);
  if (index !== null && known.reached.has(index)) return null;
  const opened = opensDocument(frame);
  if (index === null || opened === "waiting") return "not-loaded";
  if (elementMatches(frame, "[sandbox]:not([sandbox~='allow-scripts' i])")) return "sandboxed";
  if (!known.complete) return "unknown";
  return opened === "own" ? "denied" : "other-origin";
}

/** Position of a frame among the frames of this window, as frames know it of themselves. */
function frameIndex(frame: Element): number | null {
  const inside = frameWindow(frame);
  if (inside === null) return null;
  for (let at = 0; at < window.length; at += 1) if (window[at] === inside) return at;
  return null;
}

function isLarge(element: Element): boolean {
  const { width, height } = rectOf(element);
  return width * height >= LARGE && isShown(element);
}

/** An editor without a role and a name, such as the hidden field of one that is drawn. */
function isDumbEditor(element: Element): boolean {
  if (!elementMatches(element, ":read-write")) return false;
  return structuralAttribute(element, "role") === null && nameOf(element).name === null;
}
