// The toolbar icon: a shape of its own for every state, so that colour is not needed to tell them.

import { say } from "../shared/speech.ts";
import { type Shape, type State, shapeOf, type TabView } from "./state.ts";

const BADGES: Record<Shape, string> = {
  recording: "REC",
  masked: "REC",
  denied: "",
  marked: "",
  "off-site": "",
  "not-yet": "",
  "not-configured": "?",
  "policy-refused": "!",
  "on-hold": "STOP",
  "waiting-for-notice": "READ",
  paused: "II",
  connecting: "…",
  "host-missing": "OFF",
  "host-refused": "!",
  "outside-hours": "",
  "outside-region": "",
  ready: "",
};

export async function showState(
  state: State,
  tab: ({ id: number } & TabView) | null,
): Promise<void> {
  const shape = shapeOf(state, tab);
  const target = tab === null ? {} : { tabId: tab.id };
  const imageData = { 16: draw(shape, 16), 32: draw(shape, 32) };
  await Promise.all([
    chrome.action.setIcon({ ...target, imageData }),
    chrome.action.setBadgeText({ ...target, text: BADGES[shape] }),
    chrome.action.setBadgeBackgroundColor({
      ...target,
      color: shape === "recording" || shape === "masked" ? "#b3261e" : "#5f6368",
    }),
    chrome.action.setTitle({ ...target, title: `Workglass. ${sentenceOf(state, shape)}` }),
  ]).catch(() => undefined); // the tab was closed meanwhile
}

/** What is going on, and why, in one sentence. */
export function sentenceOf(state: State, shape: Shape): string {
  return say(`state_${shape.replaceAll("-", "_")}`, state.detail);
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
    case "masked": // a disc with a bar across: recorded, without its words
      context.fillStyle = "#b3261e";
      circle(context, 6.5);
      context.fill();
      context.clearRect(1, 6.5, 14, 3);
      break;
    case "denied": // a ring crossed out
    case "marked":
      context.strokeStyle = "#5f6368";
      circle(context, 5.5);
      context.stroke();
      lines(context, [4.2, 11.8, 11.8, 4.2]);
      break;
    case "paused": // two bars
      context.strokeStyle = "#0b57d0";
      context.lineWidth = 3;
      lines(context, [5, 3, 5, 13], [11, 3, 11, 13]);
      break;
    case "on-hold": // a full square
      context.fillStyle = "#5f6368";
      context.fillRect(2.5, 2.5, 11, 11);
      break;
    case "not-yet":
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
