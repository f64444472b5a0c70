// Masked pictures. Order: wait until the page stands still, take the boxes to paint, capture, ask
// whether anything has changed since, paint, and only then encode and hand on.
//
// A skeleton is drawn from boxes and roles, and nothing is captured for it.
//
// Rule: any doubt throws the picture away and leaves its reason. No unpainted picture leaves this
// function, and none is stored anywhere.

import { sha256, toBase64 } from "../shared/identifiers.ts";
import type { Armed, Disarmed, ToContent } from "../shared/messages.ts";
import { rankOf } from "../shared/sites.ts";
import type { Place, Screenshot, ScreenshotDropped, Site } from "../shared/wire.ts";
import { fits, keptSize, paintedShare, toBlocks, withEdge } from "./paint.ts";
import type { Clocks } from "./queue.ts";
import { drawSkeleton } from "./skeleton.ts";

export interface Trigger {
  tab: number;
  seq: number;
  place: Place;
  reason: Screenshot["reason"];
}

type Body = Omit<Screenshot, "session" | "seq">;
type Ready = Extract<Armed, { ready: true }>;

export type Outcome =
  | { kind: "taken"; event: Body; image: string; nonce: number }
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
 * `pathOf` gives the template of an address that may be recorded, and null for any other; `levelOf`
 * what pictures of a place may show.
 */
export async function takeScreenshot(
  trigger: Trigger,
  pathOf: (url: string | undefined) => string | null,
  levelOf: (place: Place) => Site["pictures"],
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
    if (rankOf(armed.level) > rankOf(levelOf(trigger.place))) throw new Dropped("policy");
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
    if (armed.level === "skeleton") {
      if (generation() !== before) throw new Dropped("page-changed");
      return { kind: "taken", nonce, ...(await sketch(armed, trigger, times)) };
    }
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
  armed: Ready,
  trigger: Trigger,
  times: Clocks,
): Promise<{ event: Body; image: string }> {
  const captured = await createImageBitmap(await (await fetch(data)).blob());
  if (!fits(captured, armed)) throw new Dropped("page-changed");
  const scaleX = captured.width / armed.width;
  const scaleY = captured.height / armed.height;
  const painted = toBlocks(armed.rects, scaleX, scaleY, captured);
  const full = new OffscreenCanvas(captured.width, captured.height);
  const context = draw(full);
  context.drawImage(captured, 0, 0);
  captured.close();
  context.fillStyle = MASK_COLOUR;
  for (const rect of painted) context.fillRect(...withEdge(rect));
  const kept = keptSize(full);
  const small = new OffscreenCanvas(kept.width, kept.height);
  const target = draw(small);
  target.imageSmoothingQuality = "high";
  target.drawImage(full, 0, 0, kept.width, kept.height);
  const share = { masks: painted.length, masked_share: paintedShare(painted, full) };
  return describe(small, armed, trigger, times, share);
}

/** A picture that nothing was captured for. */
async function sketch(
  armed: Ready,
  trigger: Trigger,
  times: Clocks,
): Promise<{ event: Body; image: string }> {
  const { width, height } = keptSize(armed);
  const canvas = new OffscreenCanvas(width, height);
  drawSkeleton(draw(canvas), armed.shapes, { width, height, scale: width / armed.width });
  return describe(canvas, armed, trigger, times, { masks: 0, masked_share: 1 });
}

async function describe(
  picture: OffscreenCanvas,
  armed: Ready,
  trigger: Trigger,
  times: Clocks,
  share: Pick<Screenshot, "masks" | "masked_share">,
): Promise<{ event: Body; image: string }> {
  const blob = await picture.convertToBlob({ type: "image/jpeg", quality: KEPT_QUALITY });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return {
    event: {
      kind: "screenshot",
      ...times,
      place: trigger.place,
      trigger: trigger.seq,
      reason: trigger.reason,
      relation: trigger.reason === "settled-after-load" ? "before" : "after",
      level: armed.level,
      layout_changed: armed.layout_changed,
      frame_ms: times.wall_ms,
      width: picture.width,
      height: picture.height,
      scale: Math.round((picture.width / armed.width) * 10_000) / 10_000,
      ...share,
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
