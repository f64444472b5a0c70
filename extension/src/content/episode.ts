// One visit to a dropdown, from opening to choice or cancellation. Pure: times come in.

import type { Dropdown, Target } from "../shared/wire.ts";

type Body = Omit<Dropdown, "session" | "seq" | "place">;

const MAX_MOVES = 1000;

export interface Opening {
  opener: Target;
  surface: Dropdown["surface"];
  openedBy: Dropdown["opened_by"];
  clocks: { wall_ms: number; mono_ms: number };
  /** Whether the page shows which entry is highlighted; the browser's own lists do not. */
  movesSeen: boolean;
}

export class Episode {
  private readonly moves: number[] = [];
  private choice: { index: number | null; size: number | null } | null = null;
  private size: number | null = null;

  constructor(private readonly opening: Opening) {}

  /** The highlight is on this entry now. */
  moveTo(index: number, size: number): void {
    this.size = size;
    if (this.moves.at(-1) !== index && this.moves.length < MAX_MOVES) this.moves.push(index);
  }

  /** Something was picked; it counts once the dropdown closes. */
  choose(index: number | null, size: number | null): void {
    this.choice = { index, size };
    this.size = size ?? this.size;
  }

  /** The pick came to nothing: the dropdown stayed open. */
  unchoose(): void {
    this.choice = null;
  }

  resize(size: number): void {
    this.size = size;
  }

  close(monoMs: number): Body {
    return {
      kind: "dropdown",
      ...this.opening.clocks,
      opener: this.opening.opener,
      surface: this.opening.surface,
      opened_by: this.opening.openedBy,
      moves: this.opening.movesSeen ? this.moves : null,
      outcome: this.choice === null ? "cancelled" : "committed",
      chosen_index: this.choice?.index ?? null,
      set_size: this.size,
      duration_ms: Math.min(
        86_400_000,
        Math.max(0, Math.round(monoMs - this.opening.clocks.mono_ms)),
      ),
    };
  }
}
