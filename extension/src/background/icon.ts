// The toolbar icon: a shape of its own for every state, so that colour is not needed to tell them.

import type { State, StateWord } from "./state.ts";

type Shape = "recording" | "off-site" | StateWord;

const BADGES: Record<Shape, string> = {
  recording: "REC",
  "off-site": "",
  "not-configured": "?",
  "policy-refused": "!",
  "waiting-for-notice": "READ",
  connecting: "…",
  "host-missing": "OFF",
  "host-refused": "!",
  "outside-hours": "",
  "outside-region": "",
  ready: "",
};

export async function showState(
  state: State,
  tab: { id: number; listed: boolean; recorded: boolean; marked: boolean } | null,
): Promise<void> {
  const [shape, title] = describe(state, tab);
  const target = tab === null ? {} : { tabId: tab.id };
  const imageData = { 16: draw(shape, 16), 32: draw(shape, 32) };
  await Promise.all([
    chrome.action.setIcon({ ...target, imageData }),
    chrome.action.setBadgeText({ ...target, text: BADGES[shape] }),
    chrome.action.setBadgeBackgroundColor({
      ...target,
      color: shape === "recording" ? "#b3261e" : "#5f6368",
    }),
    chrome.action.setTitle({ ...target, title: `Workglass. ${title}` }),
  ]).catch(() => undefined); // the tab was closed meanwhile
}

function describe(
  state: State,
  tab: { listed: boolean; recorded: boolean; marked: boolean } | null,
): [Shape, string] {
  if (state.word !== "ready") return [state.word, state.sentence];
  if (tab?.recorded) return ["recording", "Recording this page."];
  if (tab?.marked) return ["off-site", "Not recording: this page says that it must not be."];
  if (tab?.listed) return ["off-site", "Not recording this page yet: load it again."];
  return ["off-site", "Not recording: this page is not on the list of recorded sites."];
}

function draw(shape: Shape, size: number): ImageData {
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");
  context.scale(size / 16, size / 16);
  context.lineWidth = 2;
  context.lineCap = "round";
  switch (shape) {
    case "recording": // a full disc
      context.fillStyle = "#b3261e";
      circle(context, 6.5);
      context.fill();
      break;
    case "off-site": // an empty ring
    case "ready":
      context.strokeStyle = "#5f6368";
      circle(context, 5.5);
      context.stroke();
      break;
    case "waiting-for-notice": // a sheet with lines
      context.strokeStyle = "#a15c00";
      context.strokeRect(3, 2, 10, 12);
      lines(context, [5.5, 5.5, 10.5, 5.5], [5.5, 8.5, 10.5, 8.5]);
      break;
    case "not-configured": // a dashed square
      context.strokeStyle = "#5f6368";
      context.setLineDash([2, 2.6]);
      context.strokeRect(2.5, 2.5, 11, 11);
      break;
    case "outside-hours": // a clock
      context.strokeStyle = "#5f6368";
      circle(context, 5.5);
      context.stroke();
      lines(context, [8, 8, 8, 4.8], [8, 8, 10.2, 8]);
      break;
    case "outside-region": // a globe
      context.strokeStyle = "#5f6368";
      circle(context, 5.5);
      context.stroke();
      lines(context, [3, 8, 13, 8], [8, 3, 8, 13]);
      break;
    case "connecting": // half a ring
      context.strokeStyle = "#5f6368";
      context.beginPath();
      context.arc(8, 8, 5.5, 0, Math.PI);
      context.stroke();
      break;
    case "host-missing": // a bar: nothing is there to record
      context.strokeStyle = "#5f6368";
      lines(context, [2.5, 8, 13.5, 8]);
      break;
    default: // a cross: something is wrong
      context.strokeStyle = "#b3261e";
      lines(context, [3.5, 3.5, 12.5, 12.5], [12.5, 3.5, 3.5, 12.5]);
  }
  return context.getImageData(0, 0, size, size);
}

function circle(context: OffscreenCanvasRenderingContext2D, radius: number): void {
  context.beginPath();
  context.arc(8, 8, radius, 0, 2 * Math.PI);
}

function lines(
  context: OffscreenCanvasRenderingContext2D,
  ...segments: [number, number, number, number][]
): void {
  for (const [x1, y1, x2, y2] of segments) {
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
  }
}
