// Tells nothing: keeps watch over fields that hold secrets, so that whoever asks of one later knows.
// Comes before all other observers.

import { followSecrets, TypeWatch } from "../reading/secrets.ts";
import { focused, rootOf } from "../tree.ts";
import { listening, type Observe } from "./observer.ts";

export const observeSecrets: Observe = (_sink, signal) => {
  const options = listening(signal);
  const types = new TypeWatch();
  types.watch(document);
  const look = (): void => followSecrets(performance.now());
  for (const name of ["pointerdown", "keydown", "beforeinput", "input"]) {
    addEventListener(name, look, options);
  }
  addEventListener(
    "focusin",
    () => {
      for (let at = focused(); at !== null; ) {
        const root = rootOf(at);
        if (root !== null) types.watch(root);
        at = root instanceof ShadowRoot ? root.host : null;
      }
      look();
    },
    options,
  );
  signal.addEventListener("abort", () => types.stop());
};
