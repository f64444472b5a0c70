// What the browser suggests for a field: the page learns that something was taken, and not what.

import { describe } from "./describe.ts";
import { type Ending, Episode } from "./episode.ts";
import { clocks } from "./observers/observer.ts";
import { openerState, suggestionCount } from "./reading/choices.ts";

/** A suggestion of the browser was taken into a field; the page learns nothing else of the list. */
export class SuggestionVisit {
  readonly episode: Episode;

  constructor(
    private readonly field: Element,
    openedBy: "mouse" | "keyboard",
    times: { wall_ms: number; mono_ms: number },
    edits: number,
    readonly presses: ReadonlySet<number>,
    private readonly now: () => number,
  ) {
    const size = suggestionCount(field);
    this.episode = new Episode({
      opener: describe(field),
      surface: "datalist",
      openedBy,
      clocks: times,
      unobservable: ["moves", "keys", "choice"],
    });
    for (let n = 0; n < edits; n += 1) this.episode.filter();
    this.episode.resize(size);
    this.episode.chooseUnseen();
  }

  close(why: Ending): ReturnType<Episode["close"]> {
    return this.episode.close(this.now(), why, openerState(this.field));
  }
}

/** A suggestion that is taken is an edit that nothing was typed for. */
export class Suggestions {
  private begun: { field: Element; edits: number; times: ReturnType<typeof clocks> } | null = null;

  constructor(private readonly now: () => number) {}

  /**
   * A field with suggestions was edited; gives the visit if one was taken. `isByKey`: the last thing
   * done was no press. `presses` are those that have led to it.
   */
  edited(
    field: Element,
    event: Event,
    isByKey: boolean,
    presses: ReadonlySet<number>,
  ): SuggestionVisit | null {
    const times = clocks(event.timeStamp);
    if (this.begun?.field !== field) this.begun = { field, edits: 0, times };
    if (event instanceof InputEvent && event.inputType !== "insertReplacementText") {
      this.begun.edits += 1;
      return null;
    }
    const { edits, times: first } = this.begun;
    this.begun = null;
    const way = edits > 0 || isByKey ? "keyboard" : "mouse";
    return new SuggestionVisit(field, way, first, edits, presses, this.now);
  }
}
