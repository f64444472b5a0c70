// How far what an element paints reaches beyond its box: shadows, thick letters, filters. Pure.

const COLOUR =
  /(?:rgba?|hsla?|color|oklch|oklab|lab|lch|color-mix)\([^()]*(?:\([^()]*\)[^()]*)*\)/g;
const LENGTH = /-?[0-9.]+px/g;

/** Of the letters themselves: inherited, so an element's style says it of the text in it. */
export function letterSpill(style: CSSStyleDeclaration): number {
  const stroke = Number.parseFloat(style.getPropertyValue("-webkit-text-stroke-width"));
  // Sharp corners of a letter reach further than its edge is wide.
  return shadowReach(style.textShadow) + (stroke > 0 ? 2 * stroke : 0);
}

/** Of everything in the element; null where nobody can say how far. */
export function filterSpill(style: CSSStyleDeclaration): number | null {
  const reflection = style.getPropertyValue("-webkit-box-reflect");
  if (reflection !== "" && reflection !== "none") return null;
  const { filter } = style;
  if (filter === "none" || filter === "") return 0;
  // A filter of the page's own can draw anything anywhere.
  if (/url\(/.test(filter)) return null;
  return shadowReach(filter);
}

/** Of several shadows all together: those of a filter have shadows of their own. */
function shadowReach(value: string): number {
  if (value === "none" || value === "") return 0;
  let reach = 0;
  for (const shadow of value.replace(COLOUR, "").split(/,|\)/)) {
    const lengths = shadow.match(LENGTH) ?? [];
    const [x = 0, y = 0, blur = 0] = lengths.map((length) => Math.abs(Number.parseFloat(length)));
    // One length alone is that of a blur.
    reach += lengths.length === 1 ? 3 * x : Math.max(x, y) + 3 * blur;
  }
  return reach;
}
