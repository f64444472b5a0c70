// jQuery UI: selectmenu, and a menu with a submenu that a button shows.
import $ from "jquery";
import "./global_jquery.js";
import "jquery-ui/dist/jquery-ui.js";
import "jquery-ui/dist/themes/base/jquery-ui.css";
import { frameOf, say, TREES } from "./truth.js";

const select = document.createElement("select");
for (const tree of TREES) select.add(new Option(tree, tree));
frameOf("jqueryui-selectmenu").append(select);
$(select).selectmenu({
  width: 220,
  open: () => say("jqueryui-selectmenu", "open"),
  close: () => say("jqueryui-selectmenu", "close"),
  select: (_, ui) => say("jqueryui-selectmenu", "choose", [ui.item.index]),
});

const section = frameOf("jqueryui-menu");
section.innerHTML = `<button type="button" aria-haspopup="menu" aria-expanded="false">Actions</button>
<ul style="display:none;position:absolute;width:160px">
<li data-path="0"><div>Copy</div></li><li data-path="1"><div>Move</div></li>
<li data-path="2"><div>Share</div><ul style="width:160px">
<li data-path="2-0"><div>By mail</div></li><li data-path="2-1"><div>By link</div></li></ul></li>
<li data-path="3"><div>Print</div></li></ul>`;
const button = section.querySelector("button");
const menu = $(section).children("ul");

function setOpen(open) {
  if (open === menu.is(":visible")) return;
  menu.toggle(open);
  button.setAttribute("aria-expanded", String(open));
  say("jqueryui-menu", open ? "open" : "close");
  if (open) menu.trigger("focus");
  else menu.menu("collapseAll", null, true);
}

menu.menu({
  select: (_, ui) => {
    say("jqueryui-menu", "choose", ui.item.data("path").toString().split("-").map(Number));
    setOpen(false);
    button.focus();
  },
});
button.addEventListener("click", () => setOpen(!menu.is(":visible")));
menu.on("keydown", (event) => {
  if (event.key !== "Escape" || menu.find("ul:visible").length > 0) return;
  setOpen(false);
  button.focus();
});
document.addEventListener("pointerdown", (event) => {
  if (!section.contains(event.target)) setOpen(false);
});
