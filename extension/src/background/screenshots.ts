// Masked pictures. Order: wait until the page stands still, take the boxes to paint, capture, ask
// whether anything has changed since, paint, and only then encode and hand on.
//
// Rule: any doubt throws the picture away and leaves its reason. No unpainted picture leaves this
// function, and none is stored anywhere.

import { sha256, toBase64 } from "../shared/identifiers.ts";
import type { Armed, Disarmed, ToContent } from "../shared/messages.ts";
import type { Place, Screenshot, ScreenshotDropped } from "../shared/wire.ts";
import { keptSize, paintedShare, toBlocks } from "./paint.ts";
import type { Clocks } from "./queue.ts";

export interface Trigger {
  tab: number;
  seq: number;
  place: Place;
  reason: Screenshot["reason"];
}

export type Outcome =
  | { kind: "taken"; event: Omit<Screenshot, "session" | "seq">; image: string; nonce: number }
  | { kind: "dropped"; reason: ScreenshotDropped["reason"] };

const MASK_COLOUR = "#8a8f98";
const CAPTURE_QUALITY = 80;
const KEPT_QUALITY = 0.7;
const ANSWER_MS = 6000;
/** A page may remember what an earlier worker gave it. */
let nonces = Math.floor(Math.random() * 2 ** 40);

class Dropped extends Error {
  constructor(readonly reason: ScreenshotDropped["reason"]) {
    super(reason);
  }
}

/**
 * Take one picture. `generation` counts everything that could show another page in the tab;
 * `pathOf` gives the template of an address that may be recorded, and null for any other.
 */
export async function takeScreenshot(
  trigger: Trigger,
  pathOf: (url: string | undefined) => string | null,
  generation: () => number,
  clocks: () => Clocks,
): Promise<Outcome> {
  nonces += 1;
  const nonce = nonces;
  try {
    const showingPage = async (): Promise<chrome.tabs.Tab> => {
      const tab = await showingTab(trigger.tab);
      // A route of a single-page application changes the address and nothing else.
      if (pathOf(tab.url) !== trigger.place.path) throw new Dropped("page-changed");
      return tab;
    };
    const tab = await showingPage();
    const armed = await ask<Armed>(trigger.tab, { type: "arm", nonce });
    if (!armed.ready) throw new Dropped(armed.reason);
    const before = generation();
    const shown = await showingPage();
    // Only of the top document can be said that the picture shows the document of the trigger.
    const inTop = trigger.place.frame === 0;
    if (
      (inTop && armed.document !== trigger.place.document) ||
      armed.path !== trigger.place.path ||
      shown.url !== tab.url
    ) {
      throw new Dropped("page-changed");
    }
    const times = clocks();
    const data = await chrome.tabs.captureVisibleTab(tab.windowId, {
      format: "jpeg",
      quality: CAPTURE_QUALITY,
    });
    const disarmed = await ask<Disarmed>(trigger.tab, { type: "disarm", nonce });
    const after = await showingPage();
    if (
      !disarmed.unchanged ||
      disarmed.path !== armed.path ||
      generation() !== before ||
      after.url !== tab.url
    ) {
      throw new Dropped("page-changed");
    }
    return { kind: "taken", nonce, ...(await paint(data, armed, trigger, times)) };
  } catch (error) {
    return { kind: "dropped", reason: error instanceof Dropped ? error.reason : "capture-failed" };
  }
}

async function showingTab(id: number): Promise<chrome.tabs.Tab> {
  const tab = await chrome.tabs.get(id).catch(() => undefined);
  if (tab === undefined || !tab.active) throw new Dropped("not-visible");
  return tab;
}

function ask<T>(tab: number, message: ToContent): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Dropped("page-unstable")), ANSWER_MS);
    chrome.tabs
      .sendMessage<ToContent, T | undefined>(tab, message, { frameId: 0 })
      .then((answer) => {
        clearTimeout(timer);
        if (answer === undefined) reject(new Dropped("page-changed"));
        else resolve(answer);
      })
      .catch(() => reject(new Dropped("page-changed")));
  });
}

async function paint(
  data: string,
  armed: Extract<Armed, { ready: true }>,
  trigger: Trigger,
  times: Clocks,
): Promise<{ event: Omit<Screenshot, "session" | "seq">; image: string }> {
  const captured = await createImageBitmap(await (await fetch(data)).blob());
  const scaleX = captured.width / armed.width;
  const scaleY = captured.height / armed.height;
  const painted = toBlocks(armed.rects, scaleX, scaleY, captured);
  const full = new OffscreenCanvas(captured.width, captured.height);
  const context = draw(full);
  context.drawImage(captured, 0, 0);
  captured.close();
  context.fillStyle = MASK_COLOUR;
  for (const rect of painted) context.fillRect(rect.x, rect.y, rect.width, rect.height);
  const size = keptSize(full);
  const kept = new OffscreenCanvas(size.width, size.height);
  const small = draw(kept);
  small.imageSmoothingQuality = "high";
  small.drawImage(full, 0, 0, size.width, size.height);
  const blob = await kept.convertToBlob({ type: "image/jpeg", quality: KEPT_QUALITY });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return {
    event: {
      kind: "screenshot",
      ...times,
      place: trigger.place,
      trigger: trigger.seq,
      reason: trigger.reason,
      relation: trigger.reason === "settled-after-load" ? "before" : "after",
      layout_changed: armed.layout_changed,
      frame_ms: times.wall_ms,
      width: size.width,
      height: size.height,
      scale: Math.round((size.width / armed.width) * 10_000) / 10_000,
      masks: painted.length,
      masked_share: paintedShare(painted, full),
      image_bytes: bytes.length,
      image_sha256: await sha256(bytes),
    },
    image: toBase64(bytes),
  };
}

function draw(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) throw new Dropped("capture-failed");
  return context;
}
