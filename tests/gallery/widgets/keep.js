// What lists that are drawn by hand have in common: entries, a highlight, keys.
import { say, TREES } from "./truth.js";

export const make = (tag, words = {}, ...parts) => {
  const element = Object.assign(document.createElement(tag), words);
  element.append(...parts);
  return element;
};

/** A list with a highlight that the page itself keeps; `show` draws what it is told. */
export function keep(name, { opener, show, shown = () => TREES, choose = null, act = "click" }) {
  const state = { open: false, at: -1 };
  const draw = () => show(state, shown(), { hear, key });
  const setOpen = (open) => {
    if (open === state.open) return;
    Object.assign(state, { open, at: -1 });
    say(name, open ? "open" : "close");
    draw();
  };
  const pick = (tree) => {
    say(name, "choose", [shown().indexOf(tree)]);
    if (choose === null) setOpen(false);
    else choose(tree);
    draw();
  };
  const key = (event) => {
    const last = shown().length - 1;
    if (!state.open && /^(ArrowDown|Enter)$/.test(event.key)) setOpen(true);
    else if (event.key === "ArrowDown") state.at = Math.min(state.at + 1, last);
    else if (event.key === "Escape") setOpen(false);
    else if (event.target.readOnly && event.key.length === 1)
      state.at = shown().findIndex((tree) => tree.toLowerCase().startsWith(event.key));
    else if (event.key === "Enter" && state.open && last === 0) pick(shown()[0]);
    else if (event.key === "Enter" && state.at >= 0) pick(shown()[state.at]);
    else return;
    event.preventDefault();
    draw();
  };
  opener.addEventListener("click", () => setOpen(!state.open));
  opener.addEventListener("keydown", key);
  addEventListener("mousedown", (event) => {
    const within = event.composedPath();
    if (!within.includes(opener) && !within.some((e) => e.dataset?.list === name)) setOpen(false);
  });
  /** An entry that is pressed is chosen. */
  const hear = (entry, tree) => {
    entry.addEventListener(act, (event) => {
      event.preventDefault();
      event.stopPropagation();
      pick(tree);
    });
    return entry;
  };
  draw();
  return { key, draw, setOpen };
}
