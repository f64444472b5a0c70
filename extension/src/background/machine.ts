// The clocks of the service worker, and which browser it runs in.

import type { Clocks } from "./queue.ts";

export function clocks(): Clocks {
  return { wall_ms: Date.now(), mono_ms: Math.round(performance.now() * 10) / 10 };
}

export function browserName(): string {
  const brands =
    (navigator as { userAgentData?: { brands: { brand: string; version: string }[] } })
      .userAgentData?.brands ?? [];
  const known = brands.find(({ brand }) => /^(Chromium|Google Chrome|Microsoft Edge)$/.test(brand));
  const name = known?.brand.split(" ").at(-1)?.toLowerCase() ?? "browser";
  return `${name}-${known?.version.replace(/\D.*$/, "") || "0"}`;
}
