// Whether anything moves while a picture is taken that nobody tells of: animations that a script has
// started, rules of a style sheet that were changed in place, drawings that move by themselves.
//
// Looked at in every frame from the moment at which the boxes were taken, for a while before the
// picture already: what has been moved back may still be on the screen, and would be in the picture.

import { nextFrame } from "./frames.ts";
import { rectOf } from "./layout.ts";
import type { Masks } from "./masks.ts";
import { animationsIn, contains } from "./tree.ts";

/** In a page with more boxes every so manieth is looked at: what moves seldom moves one alone. */
const MAX_LOOKED_AT = 400;
/** A busy browser shows few frames, and late. */
const MIN_FRAMES = 6;
const LEAST_PX = 0.05;
const PAINT_ONLY =
  /color|^(background|boxShadow|textDecoration|fill|stroke|outline|opacity|offset$|computedOffset$|easing$|composite$)/i;

export class Motion {
  private readonly watched: readonly Element[];
  private readonly before: readonly number[];
  private seen = false;
  private frame: number;

  constructor(private readonly masks: Masks) {
    const step = Math.ceil(masks.elements.length / MAX_LOOKED_AT);
    this.watched = masks.elements.filter((_, at) => at % step === 0);
    this.before = this.positions();
    this.frame = requestAnimationFrame(() => this.look());
  }

  /** Whether everything stands still for `ms`, and for MIN_FRAMES frames where those take longer. */
  async rests(ms: number): Promise<boolean> {
    const until = performance.now() + ms;
    for (let frames = 0; frames < MIN_FRAMES || performance.now() < until; frames += 1) {
      if (this.seen) return false;
      await nextFrame();
    }
    return !this.seen;
  }

  /** Whether anything has moved, or is about to. */
  stop(): boolean {
    cancelAnimationFrame(this.frame);
    this.note();
    return this.seen;
  }

  private look(): void {
    this.note();
    if (!this.seen) this.frame = requestAnimationFrame(() => this.look());
  }

  private note(): void {
    this.seen ||= this.hasMoved() || movesMasked(this.masks);
  }

  private hasMoved(): boolean {
    return this.positions().some(
      (side, at) => Math.abs(side - (this.before[at] ?? side)) >= LEAST_PX,
    );
  }

  private positions(): number[] {
    return this.watched.flatMap((element) => {
      const { x, y, width, height } = rectOf(element);
      return [x, y, width, height];
    });
  }
}

/** Whether an animation that is running carries anything that has to be painted over. */
export function movesMasked(masks: Masks): boolean {
  return masks.roots.some((root) =>
    animationsIn(root).some((animation) => {
      if (animation.playState !== "running" && !animation.pending) return false;
      const { effect } = animation;
      if (!(effect instanceof KeyframeEffect)) return true;
      if (!changesPlace(effect)) return false;
      const { target } = effect;
      return target === null || coversAny(masks, target);
    }),
  );
}

function changesPlace(effect: KeyframeEffect): boolean {
  return effect
    .getKeyframes()
    .some((frame) => Object.keys(frame).some((name) => !PAINT_ONLY.test(name)));
}

/** What is drawn of an element is drawn where the boxes of it and of what is in it are. */
function coversAny(masks: Masks, target: Element): boolean {
  const box = rectOf(target);
  if (masks.elements.some((element) => contains(target, element))) return true;
  return masks.rects.some(
    ([x, y, width, height]) =>
      x < box.right && y < box.bottom && x + width > box.left && y + height > box.top,
  );
}
