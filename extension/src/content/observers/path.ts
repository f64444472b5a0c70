// The way of the mouse, only where the policy wants it: up to a press, or until it rests.

import type { PathPoint } from "../../shared/wire.ts";
import { budget } from "../budget.ts";
import { areaAround } from "../reading/areas.ts";
import { simplify, toGrid } from "../simplify.ts";
import { innermost } from "../targets.ts";
import { tagOf } from "../tree.ts";
import { clocks, listening, type Observe } from "./observer.ts";

const STEP_MS = 100;
const REST_MS = 1000;
const MAX_POINTS = 200;

let isWanted = false;

/** What the policy says, as soon as it is known; nothing is gathered before. */
export function wantPath(wanted: boolean): void {
  isWanted = wanted;
}

export const observePath: Observe = (sink, signal) => {
  const options = listening(signal);
  let points: { time: number; x: number; y: number }[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    const [first] = points;
    const gathered = points;
    points = [];
    if (first === undefined || gathered.length < 2 || !isWanted) return;
    const way: PathPoint[] = gathered.map(({ time, x, y }) => ({
      ms: Math.round(time - first.time),
      x: toGrid(x),
      y: toGrid(y),
    }));
    const kept = simplify(way);
    if (kept.length > 1) sink({ kind: "path", ...clocks(first.time), points: kept });
  };
  addEventListener(
    "pointermove",
    (event) => {
      if (!isWanted || !event.isTrusted || event.pointerType !== "mouse") return;
      const last = points.at(-1);
      if (last !== undefined && event.timeStamp - last.time < STEP_MS) return;
      if (isReserved(event)) {
        flush();
        return;
      }
      if (points.length >= MAX_POINTS) {
        points.shift();
        budget.drop("path");
      }
      points.push({ time: event.timeStamp, x: event.clientX, y: event.clientY });
      clearTimeout(timer);
      timer = setTimeout(flush, REST_MS);
    },
    options,
  );
  const press = (event: PointerEvent): void => {
    if (!event.isTrusted || event.pointerType !== "mouse") return;
    // The place of the press ends the way, also if it came sooner than the next step.
    if (points.length > 0 && !isReserved(event)) {
      points.push({ time: event.timeStamp, x: event.clientX, y: event.clientY });
    }
    flush();
  };
  addEventListener("pointerdown", press, options);
  addEventListener("pagehide", flush, options);
  signal.addEventListener("abort", () => clearTimeout(timer));
};

/** What is drawn, and where on a PIN pad somebody points, is as private as what is written. */
function isReserved(event: PointerEvent): boolean {
  const inner = innermost(event);
  if (inner === null) return false;
  if (event.buttons !== 0 && /^(canvas|svg|path)$/.test(tagOf(inner))) return true;
  return areaAround(inner) !== null;
}
