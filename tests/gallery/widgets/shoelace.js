// Shoelace: select and dropdown; everything of theirs lives in shadow roots.
import "@shoelace-style/shoelace/dist/components/button/button.js";
import "@shoelace-style/shoelace/dist/components/dropdown/dropdown.js";
import "@shoelace-style/shoelace/dist/components/menu/menu.js";
import "@shoelace-style/shoelace/dist/components/menu-item/menu-item.js";
import "@shoelace-style/shoelace/dist/components/option/option.js";
import "@shoelace-style/shoelace/dist/components/select/select.js";
import "@shoelace-style/shoelace/dist/themes/light.css";
import { frameOf, say, TREES } from "./truth.js";

const select = document.createElement("sl-select");
select.style.width = "220px";
select.innerHTML = TREES.map((tree) => `<sl-option value="${tree}">${tree}</sl-option>`).join("");
frameOf("shoelace-select").append(select);
select.addEventListener("sl-change", () =>
  say("shoelace-select", "choose", [TREES.indexOf(select.value)]),
);

const dropdown = document.createElement("sl-dropdown");
dropdown.innerHTML = `<sl-button slot="trigger" caret>Actions</sl-button><sl-menu>
<sl-menu-item value="0">Copy</sl-menu-item><sl-menu-item value="1">Move</sl-menu-item>
<sl-menu-item>Share<sl-menu slot="submenu"><sl-menu-item value="2-0">By mail</sl-menu-item>
<sl-menu-item value="2-1">By link</sl-menu-item></sl-menu></sl-menu-item>
<sl-menu-item value="3">Print</sl-menu-item></sl-menu>`;
frameOf("shoelace-dropdown").append(dropdown);
dropdown.addEventListener("sl-select", (event) =>
  say("shoelace-dropdown", "choose", event.detail.item.value.split("-").map(Number)),
);

for (const [name, element] of [
  ["shoelace-select", select],
  ["shoelace-dropdown", dropdown],
]) {
  const own = (what) => (event) => event.target === element && say(name, what);
  element.addEventListener("sl-show", own("open"));
  element.addEventListener("sl-hide", own("close"));
}
