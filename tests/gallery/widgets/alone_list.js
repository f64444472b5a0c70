// A list that the page opens by itself, with the focus in it.
import { keep, make } from "./keep.js";
import { frameOf } from "./truth.js";

const NAME = "alone-list";
const list = make("ul", { role: "listbox", tabIndex: -1 });
list.dataset.list = NAME;
list.style.cssText = "position:absolute;left:40px;top:60px;width:160px;margin:0;padding:0";
frameOf(NAME).append(list);
const show = (state, trees, { hear }) => {
  list.hidden = !state.open;
  list.replaceChildren(
    ...trees.map((tree, at) => hear(make("li", { role: "option", id: `alone-${at}` }, tree), tree)),
  );
  list.setAttribute("aria-activedescendant", state.at < 0 ? "" : `alone-${state.at}`);
};
const { key, setOpen } = keep(NAME, { opener: make("i"), show });
list.addEventListener("keydown", key);
setTimeout(() => {
  setOpen(true);
  list.focus();
}, 600);
