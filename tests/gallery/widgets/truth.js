// What the page itself knows: the widgets' own callbacks say here what happened to them.

window.truth = [];

/** Note that a widget opened, closed, or that an entry of it was chosen or taken out. */
export function say(widget, what, path = null) {
  window.truth.push({ widget, what, path, at: Date.now() });
}

/** The names of the entries that most widgets show; no two begin alike. */
export const TREES = ["Alder", "Beech", "Cedar", "Dogwood", "Elm", "Fir"];

/** Make the frame in which a widget stands, and a place that is no widget. */
export function frameOf(name) {
  const section = document.createElement("section");
  section.dataset.widget = name;
  (document.querySelector("main") ?? document.body).append(section);
  return section;
}

/** Note what changed in a choice of several. */
export function sayChanges(widget, before, after) {
  for (const index of after) if (!before.includes(index)) say(widget, "choose", [index]);
  for (const index of before) if (!after.includes(index)) say(widget, "unchoose", [index]);
}

// A button that is pressed by key gets a click of the browser's. Those of a <select> are no press.
addEventListener(
  "click",
  (event) => {
    const target = event.composedPath()[0];
    if (!event.isTrusted || event.detail !== 0) return;
    const native = target instanceof Element && /^(select|option)$/.test(target.localName);
    if (!native) window.truth.push({ widget: null, what: "key-click", path: null, at: Date.now() });
  },
  { capture: true, passive: true },
);
