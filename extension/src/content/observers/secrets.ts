// Tells nothing: keeps watch over fields that hold secrets, so that whoever asks of one later knows.
// Comes before all other observers.

import { followSecrets, rememberPasswords, TypeWatch } from "../reading/secrets.ts";
import { focused, rootOf } from "../tree.ts";
import { listening, type Observe } from "./observer.ts";

export const observeSecrets: Observe = (_sink, signal) => {
  const options = listening(signal);
  const types = new TypeWatch();
  types.watch(document);
  const look = (): void => followSecrets(performance.now());
  // A page shows or replaces a password at a press or a key; before it does, those that came into
  // the page since it was opened are noted. Letters are typed too quickly to look each time.
  const lookAnew = (): void => {
    look();
    rememberPasswords(document);
  };
  addEventListener("pointerdown", lookAnew, options);
  addEventListener(
    "keydown",
    (event) => {
      if (event instanceof KeyboardEvent && event.key.length === 1 && event.key !== " ") look();
      else lookAnew();
    },
    options,
  );
  for (const name of ["beforeinput", "input"]) addEventListener(name, look, options);
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
