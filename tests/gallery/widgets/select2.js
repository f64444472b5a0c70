// Select2: one and several.
import $ from "jquery";
import select2 from "select2";
import "select2/dist/css/select2.css";
import { frameOf, say, TREES } from "./truth.js";

select2(window, $);

function add(name, multiple) {
  const select = document.createElement("select");
  select.multiple = multiple;
  select.style.width = "240px";
  for (const tree of TREES) select.add(new Option(tree, tree));
  frameOf(name).append(select);
  const indexOf = (event) => [TREES.indexOf(event.params.data.id)];
  $(select)
    .select2()
    .on("select2:open", () => say(name, "open"))
    .on("select2:close", () => say(name, "close"))
    .on("select2:select", (event) => say(name, "choose", indexOf(event)))
    .on("select2:unselect", (event) => say(name, "unchoose", indexOf(event)));
}

add("select2", false);
add("select2-tags", true);
