// Tom Select: one and several.
import TomSelect from "tom-select";
import "tom-select/dist/css/tom-select.css";
import { frameOf, say, TREES } from "./truth.js";

function add(name, multiple) {
  const select = document.createElement("select");
  select.multiple = multiple;
  if (!multiple) select.add(new Option("", ""));
  for (const tree of TREES) select.add(new Option(tree, tree));
  const section = frameOf(name);
  section.style.width = "240px";
  section.append(select);
  new TomSelect(select, {
    onDropdownOpen: () => say(name, "open"),
    onDropdownClose: () => say(name, "close"),
    onItemAdd: (value) => say(name, "choose", [TREES.indexOf(value)]),
    onItemRemove: (value) => multiple && say(name, "unchoose", [TREES.indexOf(value)]),
  });
}

add("tom-select", false);
add("tom-select-tags", true);
