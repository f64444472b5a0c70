// The way of the pointer with as few points as say the same (Ramer, Douglas and Peucker). Pure.

import type { PathPoint } from "../shared/wire.ts";

export const GRID_PX = 8;

export function toGrid(position: number): number {
  return Math.round(position / GRID_PX) * GRID_PX;
}

/** Leave out points no further than `tolerance` from the line between those that stay. */
export function simplify(points: readonly PathPoint[], tolerance = GRID_PX): PathPoint[] {
  const keep = new Set([0, points.length - 1]);
  const waiting: [number, number][] = [[0, points.length - 1]];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const [from, to] = part;
    let furthest = -1;
    let most = tolerance;
    for (let at = from + 1; at < to; at += 1) {
      const away = distance(points[at], points[from], points[to]);
      if (away > most) {
        most = away;
        furthest = at;
      }
    }
    if (furthest < 0) continue;
    keep.add(furthest);
    waiting.push([from, furthest], [furthest, to]);
  }
  return points.filter((_, at) => keep.has(at));
}

type Maybe = PathPoint | undefined;

/** From a point to the stretch between two others. */
function distance(point: Maybe, from: Maybe, to: Maybe): number {
  if (point === undefined || from === undefined || to === undefined) return 0;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length;
  const at = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - from.x - at * dx, point.y - from.y - at * dy);
}
