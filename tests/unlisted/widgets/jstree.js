// jsTree: a tree in a sheet that a button shows.
import $ from "jquery";
import "./global_jquery.js";
import "jstree";
import "jstree/dist/themes/default/style.css";
import { frameOf, say } from "../../gallery/widgets/truth.js";

const section = frameOf("jstree");
section.innerHTML = `<button type="button">Place</button>
<div hidden style="position:absolute;background:white;border:1px solid gray;width:220px"><div></div></div>`;
const [button, sheet] = section.children;
const tree = $(sheet.firstElementChild);
const named = (text, ...names) => ({ text, children: names.map((name) => named(name)) });
const data = [
  named("Europe", "Austria", "Belgium", "Cyprus"),
  named("Africa", "Egypt", "Kenya"),
  named("Asia"),
];
tree.jstree({ core: { animation: 0, data } });

function setOpen(open) {
  if (open !== sheet.hidden) return;
  sheet.hidden = !open;
  say("jstree", open ? "open" : "close");
  if (open) tree.find(".jstree-anchor").first().trigger("focus");
}

tree.on("select_node.jstree", (_, { node, instance }) => {
  const path = [];
  for (let at = node; at.id !== "#"; at = instance.get_node(at.parent))
    path.unshift(instance.get_node(at.parent).children.indexOf(at.id));
  say("jstree", "choose", path);
  setOpen(false);
  button.focus();
});
button.addEventListener("click", () => setOpen(sheet.hidden));
section.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  setOpen(false);
  button.focus();
});
document.addEventListener("pointerdown", (event) => {
  if (!section.contains(event.target)) setOpen(false);
});
