// Choices.js: one, with a search field in the list, and several.
import Choices from "choices.js";
import "choices.js/public/assets/styles/choices.css";
import { frameOf, say, TREES } from "../../gallery/widgets/truth.js";
import { sayTree } from "../parts/told.js";

function add(name, multiple) {
  const select = document.createElement("select");
  select.multiple = multiple;
  for (const tree of TREES) select.add(new Option(tree, tree));
  const section = frameOf(name);
  section.style.width = "260px";
  section.append(select);
  new Choices(select, { removeItemButton: multiple, allowHTML: false, itemSelectText: "" });
  select.addEventListener("showDropdown", () => say(name, "open"));
  select.addEventListener("hideDropdown", () => say(name, "close"));
  select.addEventListener("choice", ({ detail }) => sayTree(name, detail.value));
}

add("choices", false);
add("choices-tags", true);
