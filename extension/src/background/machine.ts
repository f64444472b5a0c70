// The clocks of the service worker.

import type { Clocks } from "./queue.ts";

export function clocks(): Clocks {
  return { wall_ms: Date.now(), mono_ms: Math.round(performance.now() * 10) / 10 };
}
