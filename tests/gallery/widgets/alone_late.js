// A button that says nothing of itself, and a list that comes two seconds after it was pressed.
import { keep, make } from "./keep.js";
import { frameOf } from "./truth.js";

const NAME = "alone-late";
const button = make("button", { type: "button" }, "Trees");
const list = make("ul", { role: "listbox", className: "late", hidden: true });
list.dataset.list = NAME;
list.style.cssText = "position:absolute;left:0;top:30px;width:160px;margin:0;padding:0";
const section = frameOf(NAME);
section.style.position = "relative";
section.append(button, list);
const show = (state, trees, { hear }) => {
  list.hidden = !state.open;
  list.replaceChildren(...trees.map((tree) => hear(make("li", { role: "option" }, tree), tree)));
};
const { key, setOpen } = keep(NAME, { opener: make("i"), show });
button.addEventListener("keydown", key);
button.addEventListener("click", () => setTimeout(() => setOpen(true), 2000));
