// Vaadin: a select, a combo box, one of several, a bar of menus.
import "@vaadin/combo-box";
import "@vaadin/menu-bar";
import "@vaadin/multi-select-combo-box";
import "@vaadin/select";
import { frameOf, say, TREES } from "../../gallery/widgets/truth.js";
import { sayPath, sayTree, sayTrees } from "../parts/told.js";

function add(name, tag, items) {
  const element = document.createElement(tag);
  element.style.width = "300px";
  frameOf(name).append(element);
  let isOpen = false;
  element.addEventListener("opened-changed", ({ target, detail }) => {
    // The first report is of how it begins.
    if (target !== element || detail.value === isOpen) return;
    isOpen = detail.value;
    say(name, isOpen ? "open" : "close");
  });
  element.items = items;
  return element;
}

const trees = TREES.map((tree) => ({ label: tree, value: tree }));
for (const [name, tag, items] of [
  ["vaadin-select", "vaadin-select", trees],
  ["vaadin-combobox", "vaadin-combo-box", TREES],
])
  add(name, tag, items).addEventListener(
    "value-changed",
    ({ detail }) => detail.value && sayTree(name, detail.value),
  );

let before = [];
const tags = add("vaadin-tags", "vaadin-multi-select-combo-box", TREES);
tags.addEventListener("selected-items-changed", () => {
  const now = [...tags.selectedItems];
  sayTrees("vaadin-tags", now, before);
  before = now;
});

const entry = (path, text) => ({ path, text });
const ways = [entry("2-0", "By mail"), entry("2-1", "By link")];
const bar = add("vaadin-menu", "vaadin-menu-bar", [
  {
    text: "Actions",
    children: [
      entry("0", "Copy"),
      entry("1", "Move"),
      { text: "Share", children: ways },
      entry("3", "Print"),
    ],
  },
  { text: "View", children: [entry("0", "Small"), entry("1", "Large")] },
]);
bar.addEventListener("item-selected", ({ detail }) => sayPath("vaadin-menu", detail.value.path));
