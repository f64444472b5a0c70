// Where a style sheet's own text and pictures are (::before, ::after, ::marker). They have no node,
// so their boxes are worked out, rather too large than too small.

import { fragmentsOf, overflowOf, rectOf, scrollOf } from "./layout.ts";
import { closest, parentOf, topElement } from "./tree.ts";

const PICTURE = /url\(|image-set\(|element\(|paint\(/;

export function hasPicture(style: CSSStyleDeclaration): boolean {
  return (
    PICTURE.test(style.backgroundImage) ||
    PICTURE.test(style.borderImageSource) ||
    // Cut out by a picture, the plainest background shows it.
    PICTURE.test(style.maskImage) ||
    PICTURE.test(style.getPropertyValue("-webkit-mask-box-image-source")) ||
    PICTURE.test(style.content)
  );
}

/** Boxes of what is generated for an element; null if one cannot be known. */
export function generatedBoxes(element: Element, host: CSSStyleDeclaration): DOMRect[] | null {
  const boxes: DOMRect[] = [];
  for (const pseudo of ["::before", "::after"]) {
    const style = getComputedStyle(element, pseudo);
    if (style.content === "none" || style.content === "normal" || isHidden(style)) continue;
    if (isSymbol(style.content) && !hasPicture(style)) continue;
    const box = boxOf(element, host, style);
    if (box === null) return null;
    boxes.push(box);
  }
  if (host.display.includes("list-item") && hasTellingMarker(element, host)) {
    const { left, right, top, height } = rectOf(element);
    // The marker hangs somewhere before the line.
    const rtl = host.direction === "rtl";
    boxes.push(new DOMRect(rtl ? left : 0, top, rtl ? innerWidth - left : right, height));
  }
  return boxes;
}

function hasTellingMarker(element: Element, host: CSSStyleDeclaration): boolean {
  if (PICTURE.test(host.listStyleImage)) return true;
  if (/^["']/.test(host.listStyleType) && !isSymbol(host.listStyleType)) return true;
  const { content } = getComputedStyle(element, "::marker");
  return content !== "normal" && content !== "none" && !isSymbol(content);
}

function isHidden(style: CSSStyleDeclaration): boolean {
  return style.display === "none" || style.visibility !== "visible" || style.opacity === "0";
}

/** Nothing, or one sign that is neither a letter nor a digit, such as an arrow or an icon. */
function isSymbol(content: string): boolean {
  if (/^(open|close|no-open|no-close)-quote$/.test(content)) return true;
  const visible = content.replace(/ \/ (["']).*$/, "");
  const text = /^(["'])(.*)\1$/s.exec(visible)?.[2]?.replace(/\\(.)/g, "$1").trim();
  return text !== undefined && [...text].length <= 1 && !/[\p{L}\p{N}]/u.test(text);
}

function boxOf(
  element: Element,
  host: CSSStyleDeclaration,
  style: CSSStyleDeclaration,
): DOMRect | null {
  if ([style.translate, style.rotate, style.scale].some((value) => value !== "none")) return null;
  const placed = style.position === "absolute" || style.position === "fixed";
  const box = placed ? placedBox(element, style) : flowingBox(element, host, style);
  return box === null ? null : transformed(box, style);
}

/** In the flow of its element: the element's box with what reaches beyond it. */
function flowingBox(
  element: Element,
  host: CSSStyleDeclaration,
  style: CSSStyleDeclaration,
): DOMRect {
  let at = element;
  const isInline = host.display === "inline" || host.display === "contents";
  if (isInline && !style.display.startsWith("inline")) at = parentOf(element) ?? element;
  const { left, top, right, bottom } = rectOf(at);
  const overflow = overflowOf(at);
  const shift = Math.max(
    0,
    ...[style.marginLeft, style.marginTop, style.marginRight, style.marginBottom].map(
      (margin) => -pixels(margin, 0),
    ),
    ...[style.left, style.top, style.right, style.bottom].map((inset) =>
      Math.abs(pixels(inset, 0)),
    ),
  );
  const before = shift + (host.direction === "rtl" ? overflow.x : 0);
  return new DOMRect(
    left - before,
    top - shift,
    right - left + before + shift + overflow.x,
    bottom - top + 2 * shift + overflow.y,
  );
}

/** Taken out of the flow: from its containing block, as the browser has worked it out. */
function placedBox(element: Element, style: CSSStyleDeclaration): DOMRect | null {
  const width = sizeOf(style, [
    style.width,
    style.paddingLeft,
    style.paddingRight,
    style.borderLeftWidth,
    style.borderRightWidth,
  ]);
  const height = sizeOf(style, [
    style.height,
    style.paddingTop,
    style.paddingBottom,
    style.borderTopWidth,
    style.borderBottomWidth,
  ]);
  const left = pixels(style.left, Number.NaN) + pixels(style.marginLeft, 0);
  const top = pixels(style.top, Number.NaN) + pixels(style.marginTop, 0);
  const base = containingCorner(element, style.position === "fixed");
  const box = base && new DOMRect(base.x + left, base.y + top, width, height);
  return box !== null && [box.x, box.y, width, height].every(Number.isFinite) ? box : null;
}

function sizeOf(style: CSSStyleDeclaration, parts: string[]): number {
  const size = parts.reduce((sum, part) => sum + pixels(part, Number.NaN), 0);
  // Text that may not break reaches beyond a box that is too small for it.
  const wraps = !/nowrap|pre/.test(style.whiteSpace) || isSymbol(style.content);
  return wraps ? size : Math.max(size, style.content.length * pixels(style.fontSize, 16));
}

/** Top left corner of the block that a placed pseudo-element is measured from. */
function containingCorner(element: Element, fixed: boolean): { x: number; y: number } | null {
  const holder = closest(element, (candidate) => {
    const style = getComputedStyle(candidate);
    return (!fixed && style.position !== "static") || bindsPlaced(style);
  });
  if (holder === null) {
    const top = topElement();
    if (fixed || top === null) return { x: 0, y: 0 };
    const { left: x, top: y } = rectOf(top);
    return { x, y };
  }
  const style = getComputedStyle(holder);
  const box = rectOf(holder);
  if (fragmentsOf(holder) > 1 || !keepsItsSize(holder, box)) return null;
  const scroll = scrollOf(holder);
  return {
    x: box.left + pixels(style.borderLeftWidth, 0) - scroll.x,
    y: box.top + pixels(style.borderTopWidth, 0) - scroll.y,
  };
}

function bindsPlaced(style: CSSStyleDeclaration): boolean {
  return (
    [style.transform, style.perspective, style.filter, style.translate, style.scale, style.rotate]
      .concat(style.backdropFilter ?? "none", style.contain, style.containerType)
      .some((value) => value !== "none" && value !== "normal" && value !== "") ||
    style.willChange !== "auto"
  );
}

/** Whether the element is drawn at the size it was laid out with, neither scaled nor turned. */
function keepsItsSize(element: Element, box: DOMRect): boolean {
  if (!(element instanceof HTMLElement)) return false;
  const style = getComputedStyle(element);
  if (style.display === "inline") return true;
  const width = pixels(style.width, Number.NaN);
  const frame =
    style.boxSizing === "border-box"
      ? 0
      : [
          style.paddingLeft,
          style.paddingRight,
          style.borderLeftWidth,
          style.borderRightWidth,
        ].reduce((sum, part) => sum + pixels(part, 0), 0);
  return Math.abs(width + frame - box.width) < 1;
}

/** Room for what a transformation makes of a box. */
function transformed(box: DOMRect, style: CSSStyleDeclaration): DOMRect | null {
  if (style.transform === "none") return box;
  const matrix = new DOMMatrixReadOnly(style.transform);
  if (!matrix.is2D) return null;
  const { a, b, c, d, e, f } = matrix;
  const room =
    a === 1 && b === 0 && c === 0 && d === 1
      ? 0
      : Math.max(box.width, box.height) * Math.max(1, ...[a, b, c, d].map(Math.abs)) * 2;
  return new DOMRect(
    box.x + e - room,
    box.y + f - room,
    box.width + 2 * room,
    box.height + 2 * room,
  );
}

function pixels(value: string, otherwise: number): number {
  const found = Number.parseFloat(value);
  return Number.isFinite(found) ? found : otherwise;
}
