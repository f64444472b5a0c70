// What the browser itself brings: lists, details, popovers.
import { frameOf, say, sayChanges, TREES } from "./truth.js";

const options = TREES.map((tree) => `<option>${tree}</option>`).join("");
const chosen = (select) =>
  Array.from(select.options).flatMap((option, index) => (option.selected ? [index] : []));

function addSelect(name, attributes = "") {
  const section = frameOf(name);
  section.innerHTML = `<select aria-label="Tree" ${attributes}>${options}</select>`;
  const select = section.querySelector("select");
  let before = chosen(select);
  select.addEventListener("change", () => {
    const after = chosen(select);
    if (select.multiple) sayChanges(name, before, after);
    else say(name, "choose", after);
    before = after;
  });
  return select;
}

addSelect("select");
addSelect("select-sized", 'size="4"');
addSelect("select-multiple", 'multiple size="6"');
const style = document.createElement("style");
style.textContent = ".base, .base::picker(select) { appearance: base-select; }";
document.head.append(style);
addSelect("base-select", 'class="base"');

const filtered = frameOf("datalist");
filtered.innerHTML = `<input aria-label="Tree" list="trees"><datalist id="trees">${options}</datalist>`;
filtered.querySelector("input").addEventListener("input", (event) => {
  const index = TREES.indexOf(event.target.value);
  if (index >= 0) say("datalist", "choose", [index]);
});

const NAMES = ["Copy", "Move", "Print", "Share"];
const details = frameOf("details");
details.innerHTML = `<details><summary>Actions</summary><div class="sheet">${NAMES.map(
  (name) => `<button type="button" class="entry">${name}</button>`,
).join("")}</div></details>`;
const shell = details.querySelector("details");
shell.addEventListener("toggle", () => say("details", shell.open ? "open" : "close"));
for (const [index, button] of details.querySelectorAll("button").entries()) {
  button.addEventListener("click", () => {
    say("details", "choose", [index]);
    shell.open = false;
  });
}
details.addEventListener("keydown", (event) => {
  if (event.key === "Escape") shell.open = false;
});
addEventListener("pointerdown", (event) => {
  if (!details.contains(event.target)) shell.open = false;
});

const popover = frameOf("popover");
popover.innerHTML = `<button type="button" popovertarget="actions">Actions</button>
<div id="actions" popover class="sheet">${NAMES.map(
  (name) =>
    `<button type="button" class="entry" popovertarget="actions" popovertargetaction="hide">${name}</button>`,
).join("")}</div>`;
const sheet = popover.querySelector("[popover]");
sheet.addEventListener("toggle", (event) =>
  say("popover", event.newState === "open" ? "open" : "close"),
);
for (const [index, button] of sheet.querySelectorAll("button").entries()) {
  button.addEventListener("click", () => say("popover", "choose", [index]));
}
