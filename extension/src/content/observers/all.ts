// Everything that is observed.

import { observeAreas } from "./areas.ts";
import { observeDialogs } from "./dialogs.ts";
import { observeDropdowns } from "./dropdown.ts";
import { observeEntries } from "./entry.ts";
import { observeFocus } from "./focus.ts";
import { observeForms } from "./form.ts";
import { observeKeys } from "./keys.ts";
import { observeNavigation } from "./navigation.ts";
import type { Observe } from "./observer.ts";
import { observePath } from "./path.ts";
import { observePointer } from "./pointer.ts";
import { observeReserved } from "./reserved.ts";
import { observeScrolls } from "./scroll.ts";
import { observeSecrets } from "./secrets.ts";
import { observeSelections } from "./selection.ts";
import { observeTransfers } from "./transfer.ts";
import { observeWindow } from "./window.ts";

// In this order each hears an event: the way comes before the press, a key before its click.
const OBSERVERS: readonly Observe[] = [
  observeSecrets,
  observePath,
  observeKeys,
  observeReserved,
  observePointer,
  observeAreas,
  observeDropdowns,
  observeNavigation,
  observeEntries,
  observeFocus,
  observeForms,
  observeScrolls,
  observeSelections,
  observeTransfers,
  observeDialogs,
  observeWindow,
];
export const observeAll: Observe = (sink, signal, ledger) => {
  for (const observe of OBSERVERS) observe(sink, signal, ledger);
};
