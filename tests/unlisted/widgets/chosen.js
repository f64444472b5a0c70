// Chosen: one with search, one without, several.
import $ from "jquery";
import "./global_jquery.js";
import "chosen-js";
import "chosen-js/chosen.css";
import { frameOf, say, TREES } from "../../gallery/widgets/truth.js";
import { sayTree } from "../parts/told.js";

function add(name, multiple, options = {}) {
  const select = document.createElement("select");
  select.multiple = multiple;
  for (const tree of TREES) select.add(new Option(tree, tree));
  frameOf(name).append(select);
  $(select)
    .chosen({ width: "240px", ...options })
    .on("chosen:showing_dropdown", () => say(name, "open"))
    .on("chosen:hiding_dropdown", () => say(name, "close"))
    .on("change", (_, { selected }) => sayTree(name, selected));
}

add("chosen", false);
add("chosen-plain", false, { disable_search: true });
add("chosen-tags", true);
