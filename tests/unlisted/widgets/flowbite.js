// Flowbite: a menu, one that opens by hover, one with a menu in it, one of boxes.
import { Dropdown } from "flowbite";
import "flowbite/dist/flowbite.css";
import { frameOf, say, TREES } from "../../gallery/widgets/truth.js";
import { sayPath } from "../parts/told.js";

const SHEET = "z-10 hidden bg-white divide-y divide-gray-100 rounded-lg shadow-sm w-44";
const LINE = "block px-4 py-2 hover:bg-gray-100";
const BUTTON = "text-white bg-blue-700 rounded-lg text-sm px-5 py-2.5 inline-flex items-center";

const entry = (text, path) =>
  `<li><a href="#" class="${LINE}" data-path="${path}">${text}</a></li>`;
// Flowbite tells its sheets apart by their ids.
const sheetOf = (id, rows) =>
  `<div class="${SHEET}" id="${id}"><ul class="py-2 text-sm">${rows.join("")}</ul></div>`;

/** A button and what it shows. */
function add(name, rows, options = {}) {
  const section = frameOf(name);
  section.innerHTML = `<button class="${BUTTON}" type="button">Actions</button>${sheetOf(`${name}-sheet`, rows)}`;
  const [button, sheet] = section.children;
  const told = { onShow: () => say(name, "open"), onHide: () => say(name, "close") };
  const shown = [new Dropdown(sheet, button, { ...told, ...options })];
  const inner = sheet.querySelector("#inner");
  if (inner !== null)
    shown.push(new Dropdown(inner, inner.previousElementSibling, { placement: "right-start" }));
  for (const link of sheet.querySelectorAll("[data-path]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      sayPath(name, link.dataset.path);
      // What opens by hover shows again at its own click.
      setTimeout(() => {
        for (const dropdown of shown) dropdown.hide();
      });
    });
  }
  sheet.addEventListener("change", ({ target }) =>
    say(name, target.checked ? "choose" : "unchoose", [Number(target.value)]),
  );
}

const actions = ["Copy", "Move", "Print", "Share"].map(entry);
add("flowbite", actions);
add("flowbite-hover", actions, { triggerType: "hover", delay: 150 });

const ways = ["By mail", "By link", "By post"].map((text, at) => entry(text, `1-${at}`));
const share = `<li><button type="button" class="w-full px-4 py-2">Share</button>${sheetOf("inner", ways)}</li>`;
add("flowbite-deep", [entry("Copy", "0"), share, entry("Print", "2")]);

const box = (tree, at) => `<li><div class="flex items-center">
<input id="box-${at}" type="checkbox" value="${at}" class="w-4 h-4">
<label for="box-${at}" class="ms-2">${tree}</label></div></li>`;
add("flowbite-boxes", TREES.map(box));
