// Which frames of a tab are recorded, so that their documents can say which are not. Pure.

/** More tabs are forgotten, the longest unheard first. */
const MAX_TABS = 200;
const MAX_FRAMES = 1000;

interface Frame {
  path: readonly number[];
  document: string;
  isRecorded: boolean;
}

export class Reach {
  private readonly tabs = new Map<number, Map<string, Frame>>();

  /** `since` is when the count began, ms since 1970. */
  constructor(readonly since: number) {}

  /** A document asked whether it is recorded. With a new document its frames are others as well. */
  note(tab: number, frame: Frame): void {
    const frames = this.tabs.get(tab) ?? new Map<string, Frame>();
    this.tabs.delete(tab);
    this.tabs.set(tab, frames);
    const before = frames.get(frame.path.join());
    if (before?.document !== frame.document) {
      for (const [key, { path }] of frames) if (isWithin(path, frame.path)) frames.delete(key);
    }
    if (frames.size < MAX_FRAMES) frames.set(frame.path.join(), frame);
    const [oldest] = this.tabs.keys();
    if (this.tabs.size > MAX_TABS && oldest !== undefined) this.tabs.delete(oldest);
  }

  /** A document was left; what takes its place may be nobody we know. */
  leave(tab: number, document: string): void {
    const frames = this.tabs.get(tab);
    for (const [key, frame] of frames ?? []) if (frame.document === document) frames?.delete(key);
  }

  /** Positions of the recorded frames directly in a document. */
  inside(tab: number, path: readonly number[]): number[] {
    return [...(this.tabs.get(tab)?.values() ?? [])]
      .filter((frame) => frame.isRecorded && frame.path.length === path.length + 1)
      .filter((frame) => isWithin(frame.path, path))
      .map((frame) => frame.path.at(-1) ?? 0)
      .sort((a, b) => a - b);
  }
}

function isWithin(path: readonly number[], outer: readonly number[]): boolean {
  return path.length >= outer.length && outer.every((step, at) => path[at] === step);
}
