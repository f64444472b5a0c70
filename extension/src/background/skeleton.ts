// Pictures without a pixel of the page: boxes and roles, drawn.

import type { Shape } from "../shared/messages.ts";

const GROUND = "#ffffff";
const LINE = "#5b6472";
const WORDS = "#2c3440";
const FILLED = /^(button|menuitem|menuitemcheckbox|menuitemradio|tab|option)$/;
const FILL = "#e3e7ee";
const FONT_PX = 11;
const LEAST_PX = 14;

/** Draw the shapes, outermost first, each with its role where there is room. */
export function drawSkeleton(
  context: OffscreenCanvasRenderingContext2D,
  shapes: readonly Shape[],
  size: { width: number; height: number; scale: number },
): void {
  context.fillStyle = GROUND;
  context.fillRect(0, 0, size.width, size.height);
  context.scale(size.scale, size.scale);
  context.font = `${FONT_PX}px sans-serif`;
  context.textBaseline = "top";
  context.lineWidth = 1;
  for (const [role, x, y, width, height] of shapes) {
    if (FILLED.test(role)) {
      context.fillStyle = FILL;
      context.fillRect(x, y, width, height);
    }
    context.strokeStyle = LINE;
    context.strokeRect(x + 0.5, y + 0.5, Math.max(0, width - 1), Math.max(0, height - 1));
    if (width < LEAST_PX || height < LEAST_PX) continue;
    context.fillStyle = WORDS;
    context.fillText(role, x + 3, y + 2, width - 6);
  }
}
