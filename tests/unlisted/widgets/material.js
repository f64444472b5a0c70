// Material Web: a select, a menu with a submenu.
import "@material/web/button/outlined-button.js";
import "@material/web/menu/menu.js";
import "@material/web/menu/menu-item.js";
import "@material/web/menu/sub-menu.js";
import "@material/web/select/outlined-select.js";
import "@material/web/select/select-option.js";
import { frameOf, say, TREES } from "../../gallery/widgets/truth.js";
import { sayPath, sayTree } from "../parts/told.js";

const line = (text) => `<div slot="headline">${text}</div>`;

const select = document.createElement("md-outlined-select");
select.innerHTML = TREES.map(
  (tree) => `<md-select-option value="${tree}">${line(tree)}</md-select-option>`,
).join("");
frameOf("material-select").append(select);
select.addEventListener("opening", () => say("material-select", "open"));
select.addEventListener("closing", () => say("material-select", "close"));
select.addEventListener("change", () => sayTree("material-select", select.value));

const entry = (path, text) => `<md-menu-item data-path="${path}">${line(text)}</md-menu-item>`;
const section = frameOf("material-menu");
section.innerHTML = `<span style="position:relative;display:inline-block">
<md-outlined-button id="opener">Actions</md-outlined-button>
<md-menu anchor="opener" has-overflow>${entry("0", "Copy")}${entry("1", "Move")}
<md-sub-menu><md-menu-item slot="item">${line("Share")}</md-menu-item>
<md-menu slot="menu">${entry("2-0", "By mail")}${entry("2-1", "By link")}</md-menu></md-sub-menu>
${entry("3", "Print")}</md-menu></span>`;
const [button, menu] = section.firstElementChild.children;
const own = (what) => (event) => event.target === menu && say("material-menu", what);
button.addEventListener("click", () => {
  menu.open = !menu.open;
});
menu.addEventListener("opening", own("open"));
menu.addEventListener("closed", own("close"));
menu.addEventListener("close-menu", ({ detail: { initiator, reason } }) => {
  const chosen = reason.kind === "click-selection" || reason.key !== "Escape";
  const path = initiator.dataset.path;
  if (chosen && path !== undefined) sayPath("material-menu", path);
});
