// Where to paint over a captured picture. Pure.
//
// Rule: a rectangle is rounded outward to the 16-pixel blocks that the JPEG was coded in. Painting
// only the rectangle leaves traces of what was under it in the rest of its blocks. Colours have half
// as many points, and between blocks they are smoothed, so an edge around the blocks is painted too.

export const BLOCK = 16;
export const MAX_WIDTH = 1280;
const EDGE = 2;

export interface PixelRect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** From CSS pixels of the viewport to whole blocks of the picture. */
export function toBlocks(
  rects: readonly (readonly [number, number, number, number])[],
  scaleX: number,
  scaleY: number,
  image: { width: number; height: number },
): PixelRect[] {
  const painted: PixelRect[] = [];
  for (const [x, y, width, height] of rects) {
    const left = floorBlock(x * scaleX);
    const top = floorBlock(y * scaleY);
    const right = Math.min(image.width, ceilBlock((x + width) * scaleX));
    const bottom = Math.min(image.height, ceilBlock((y + height) * scaleY));
    if (right > left && bottom > top) {
      painted.push({ x: left, y: top, width: right - left, height: bottom - top });
    }
  }
  return painted;
}

/** What is really filled: the blocks, and as much around them as their colours reach. */
export function withEdge({ x, y, width, height }: PixelRect): [number, number, number, number] {
  return [x - EDGE, y - EDGE, width + 2 * EDGE, height + 2 * EDGE];
}

function floorBlock(value: number): number {
  return Math.max(0, Math.floor(value / BLOCK) * BLOCK);
}

function ceilBlock(value: number): number {
  return Math.ceil(value / BLOCK) * BLOCK;
}

/** The part of the picture that is painted over, counted in blocks. */
export function paintedShare(
  painted: readonly PixelRect[],
  image: { width: number; height: number },
): number {
  const columns = Math.ceil(image.width / BLOCK);
  const rows = Math.ceil(image.height / BLOCK);
  const blocks = new Uint8Array(columns * rows);
  for (const rect of painted) {
    const lastRow = Math.ceil((rect.y + rect.height) / BLOCK);
    const lastColumn = Math.ceil((rect.x + rect.width) / BLOCK);
    for (let row = rect.y / BLOCK; row < lastRow; row += 1) {
      blocks.fill(1, row * columns + rect.x / BLOCK, row * columns + lastColumn);
    }
  }
  const share = blocks.reduce((sum, block) => sum + block, 0) / blocks.length;
  return Math.round(share * 10_000) / 10_000;
}

/**
 * Whether a picture has the size of the page that the boxes were taken of. For a moment a window may
 * be drawn at another size, and its words a few pixels elsewhere.
 */
export function fits(
  image: { width: number; height: number },
  page: { width: number; height: number; ratio: number },
): boolean {
  // The browser gives the page's size in whole pixels of the page.
  const slack = Math.max(2, 2 * page.ratio);
  return (
    Math.abs(image.width - page.width * page.ratio) <= slack &&
    Math.abs(image.height - page.height * page.ratio) <= slack
  );
}

/** The size of the picture that is kept. */
export function keptSize(image: { width: number; height: number }): {
  width: number;
  height: number;
} {
  const factor = Math.min(1, MAX_WIDTH / image.width);
  return {
    width: Math.max(1, Math.round(image.width * factor)),
    height: Math.max(1, Math.round(image.height * factor)),
  };
}
