// UI5 Web Components: a select, a combo box, one of several, a menu with a submenu.
import "@ui5/webcomponents/dist/Button.js";
import "@ui5/webcomponents/dist/ComboBox.js";
import "@ui5/webcomponents/dist/ComboBoxItem.js";
import "@ui5/webcomponents/dist/Menu.js";
import "@ui5/webcomponents/dist/MenuItem.js";
import "@ui5/webcomponents/dist/MultiComboBox.js";
import "@ui5/webcomponents/dist/MultiComboBoxItem.js";
import "@ui5/webcomponents/dist/Option.js";
import "@ui5/webcomponents/dist/Select.js";
import { frameOf, say, TREES } from "../../gallery/widgets/truth.js";
import { sayPath, sayTree, sayTrees } from "../parts/told.js";

/** An element told of as the widget of its section. */
function hear(name, element) {
  const own = (what) => (event) => event.target === element && say(name, what);
  element.addEventListener("open", own("open"));
  element.addEventListener("close", own("close"));
  return element;
}

function add(name, tag, entry) {
  const element = document.createElement(tag);
  element.innerHTML = TREES.map(entry).join("");
  element.style.width = "300px";
  frameOf(name).append(element);
  return hear(name, element);
}

const select = add(
  "ui5-select",
  "ui5-select",
  (tree) => `<ui5-option value="${tree}">${tree}</ui5-option>`,
);
select.addEventListener("change", () => sayTree("ui5-select", select.value));

const box = add(
  "ui5-combobox",
  "ui5-combobox",
  (tree) => `<ui5-cb-item text="${tree}"></ui5-cb-item>`,
);
box.addEventListener("change", () => sayTree("ui5-combobox", box.value));

let before = [];
const tags = add(
  "ui5-tags",
  "ui5-multi-combobox",
  (tree) => `<ui5-mcb-item text="${tree}"></ui5-mcb-item>`,
);
tags.addEventListener("selection-change", ({ detail }) => {
  const now = detail.items.map(({ text }) => text);
  sayTrees("ui5-tags", now, before);
  before = now;
});

const entry = (path, text, inner = "") =>
  `<ui5-menu-item text="${text}" data-path="${path}">${inner}</ui5-menu-item>`;
const section = frameOf("ui5-menu");
section.innerHTML = `<ui5-button id="opener">Actions</ui5-button><ui5-menu opener="opener">
${entry("0", "Copy")}${entry("1", "Move")}
${entry("2", "Share", entry("2-0", "By mail") + entry("2-1", "By link"))}
${entry("3", "Print")}</ui5-menu>`;
const [button, element] = section.children;
const menu = hear("ui5-menu", element);
button.addEventListener("click", () => {
  menu.open = !menu.open;
});
menu.addEventListener("item-click", ({ detail }) => sayPath("ui5-menu", detail.item.dataset.path));
