// Tabs whose page says of itself that it is not to be recorded: that counts for its frames as well.
// Pure.

import type { Sender } from "./place.ts";

export class Marks {
  private readonly tabs = new Set<number>();

  /** `found` is called for a tab whose frames have to be asked again. */
  constructor(private readonly found: (tab: number) => void) {}

  has(tab: number): boolean {
    return this.tabs.has(tab);
  }

  /** A document asks and says whether it is marked; gives whether it counts as marked. */
  note(sender: Sender, marked: boolean): boolean {
    const tab = sender.tab?.id ?? -1;
    if (sender.frameId !== 0) return marked || this.tabs.has(tab);
    const isNew = marked && !this.tabs.has(tab);
    if (marked) this.tabs.add(tab);
    else this.tabs.delete(tab);
    if (isNew) this.found(tab);
    return marked;
  }
}
