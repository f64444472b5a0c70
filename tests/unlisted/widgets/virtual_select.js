// Virtual Select: one, several, one with search, and a long one that draws only the rows in view.
import "virtual-select-plugin/dist/virtual-select.js";
import "virtual-select-plugin/dist/virtual-select.min.css";
import { frameOf, say, sayChanges, TREES } from "../../gallery/widgets/truth.js";

function add(name, names, more = {}) {
  const ele = document.createElement("div");
  const section = frameOf(name);
  section.style.width = "260px";
  section.append(ele);
  const options = names.map((label, value) => ({ label, value }));
  window.VirtualSelect.init({ ele, options, ...more });
  let before = [];
  ele.addEventListener("afterOpen", () => say(name, "open"));
  ele.addEventListener("afterClose", () => say(name, "close"));
  ele.addEventListener("change", () => {
    const now = [ele.value].flat().map(Number);
    if (more.multiple) sayChanges(name, before, now);
    else say(name, "choose", now);
    before = now;
  });
}

add("virtual-select", TREES);
add("virtual-select-tags", TREES, { multiple: true });
add("virtual-select-search", TREES, { search: true });
add(
  "virtual-select-long",
  Array.from({ length: 300 }, (_, row) => `Row ${row}`),
);
