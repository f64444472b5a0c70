// Lists and menus that a page draws itself, after the patterns of the ARIA authoring practices.
import { frameOf, say, TREES } from "./truth.js";

const button = (name, more = "") => `<button type="button" ${more}>${name}</button>`;
const item = (name, role, more = "") =>
  `<div class="entry" role="${role}" tabindex="-1" ${more}>${name}</div>`;

/** A pop-up that one button opens; entries get the focus; Escape and a press outside close it. */
function addPopup(name, { opener, popup, entries, choose, children = () => null }) {
  const isOpen = () => !popup.hidden;
  const setOpen = (open, back = false) => {
    if (open === isOpen()) return;
    popup.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    say(name, open ? "open" : "close");
    if (open) entries()[0].focus();
    else if (back) opener.focus();
  };
  opener.addEventListener("click", () => setOpen(!isOpen()));
  opener.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    setOpen(true);
  });
  const pick = (entry) => {
    if (children(entry) !== null) return false;
    choose(entry);
    setOpen(false, true);
    return true;
  };
  popup.addEventListener("click", (event) => {
    const entry = entries().find((each) => each.contains(event.target));
    if (entry !== undefined) pick(entry);
  });
  popup.addEventListener("keydown", (event) => {
    const all = entries();
    const at = all.indexOf(document.activeElement);
    if (event.key === "ArrowDown") all[Math.min(at + 1, all.length - 1)].focus();
    else if (event.key === "ArrowUp") all[Math.max(at - 1, 0)].focus();
    else if (event.key === "Escape") setOpen(false, true);
    else if (event.key === "Enter" && at >= 0) pick(all[at]);
    else return;
    event.preventDefault();
  });
  addEventListener("pointerdown", (event) => {
    if (!popup.contains(event.target) && !opener.contains(event.target)) setOpen(false);
  });
}

function addTree() {
  const section = frameOf("tree");
  const cities = { North: ["Aberdeen", "Bergen"], South: ["Dakar", "Essen", "Faro"] };
  section.innerHTML = `${button("City", 'aria-haspopup="tree" aria-expanded="false"')}
<div role="tree" class="sheet" hidden>${Object.entries(cities)
    .map(
      ([region, names]) => `<div role="treeitem" aria-expanded="true" tabindex="-1">${region}
<div role="group">${names.map((city) => item(city, "treeitem")).join("")}</div></div>`,
    )
    .join("")}</div>`;
  const popup = section.querySelector("[role=tree]");
  const leaves = () => Array.from(popup.querySelectorAll("[role=group] [role=treeitem]"));
  addPopup("tree", {
    opener: section.querySelector("button"),
    popup,
    entries: leaves,
    choose: (leaf) => {
      const branch = leaf.parentElement.parentElement;
      const [outer, inner] = [branch, leaf].map((e) =>
        Array.from(e.parentElement.children).indexOf(e),
      );
      say("tree", "choose", [outer, inner]);
    },
  });
}

function addGrid() {
  const section = frameOf("grid");
  const row = (from) =>
    `<div role="row" style="display:flex">${[0, 1, 2, 3]
      .map(
        (n) =>
          `<div role="gridcell" class="entry" style="width:40px" tabindex="-1">${from + n}</div>`,
      )
      .join("")}</div>`;
  section.innerHTML = `${button("Day", 'aria-haspopup="grid" aria-expanded="false"')}
<div role="grid" class="sheet" hidden>${[1, 5, 9].map(row).join("")}</div>`;
  const popup = section.querySelector("[role=grid]");
  const cells = Array.from(popup.querySelectorAll("[role=gridcell]"));
  addPopup("grid", {
    opener: section.querySelector("button"),
    popup,
    entries: () => cells,
    choose: (cell) => {
      const at = cells.indexOf(cell);
      say("grid", "choose", [Math.floor(at / 4), at % 4]);
    },
  });
}

/** A pop-up without any role, at the end of the document, whose entries are plain boxes. */
function addBare() {
  const section = frameOf("bare-portal");
  section.innerHTML = '<div class="entry" style="border:1px solid">Priority</div>';
  const opener = section.firstElementChild;
  let popup = null;
  const close = () => {
    if (popup === null) return;
    popup.remove();
    popup = null;
    say("bare-portal", "close");
  };
  opener.addEventListener("click", () => {
    if (popup !== null) return close();
    popup = document.createElement("div");
    popup.className = "sheet";
    const box = opener.getBoundingClientRect();
    popup.style.cssText = `position:absolute;left:${box.left}px;top:${box.bottom + 2}px;cursor:pointer`;
    popup.id = "bare";
    popup.innerHTML = ["Low", "Normal", "High", "Urgent"]
      .map((name) => `<div class="entry">${name}</div>`)
      .join("");
    popup.addEventListener("click", (event) => {
      const index = Array.from(popup.children).indexOf(event.target);
      if (index < 0) return;
      say("bare-portal", "choose", [index]);
      close();
    });
    document.body.append(popup);
    say("bare-portal", "open");
  });
  addEventListener("keydown", (event) => event.key === "Escape" && close());
  addEventListener("pointerdown", (event) => {
    if (popup !== null && !popup.contains(event.target) && !opener.contains(event.target)) close();
  });
}

/** A menu that the page shows in place of the browser's own. */
function addContextMenu() {
  const section = frameOf("context-menu");
  section.innerHTML = `<div id="zone" class="entry" style="border:1px dashed;height:60px">Zone</div>
<div role="menu" class="sheet" style="position:fixed" hidden>${["Cut", "Copy", "Paste"]
    .map((name) => item(name, "menuitem"))
    .join("")}</div>`;
  const menu = section.querySelector("[role=menu]");
  const entries = Array.from(menu.children);
  const close = () => {
    if (menu.hidden) return;
    menu.hidden = true;
    say("context-menu", "close");
  };
  const pick = (index) => {
    if (index < 0) return;
    say("context-menu", "choose", [index]);
    close();
  };
  section.querySelector("#zone").addEventListener("contextmenu", (event) => {
    event.preventDefault();
    menu.hidden = false;
    menu.style.left = `${event.clientX + 2}px`;
    menu.style.top = `${event.clientY + 2}px`;
    say("context-menu", "open");
    entries[0].focus();
  });
  menu.addEventListener("click", (event) => pick(entries.indexOf(event.target)));
  menu.addEventListener("keydown", (event) => {
    const at = entries.indexOf(document.activeElement);
    if (event.key === "ArrowDown") entries[Math.min(at + 1, entries.length - 1)].focus();
    else if (event.key === "Escape") close();
    else if (event.key === "Enter") pick(at);
  });
  addEventListener("pointerdown", (event) => !menu.contains(event.target) && close());
}

/** A menu that style sheets alone show while the pointer is over it. */
function addHoverMenu() {
  const section = frameOf("hover-menu");
  section.innerHTML = `<style>.flyout > div { display: none; position: absolute; }
.flyout:hover > div { display: block; }</style>
<nav class="flyout" style="position:relative;width:160px"><a href="#products" class="entry">Products</a>
<div class="sheet">${["Lamps", "Chairs", "Tables"]
    .map((name) => `<a class="entry" href="#${name}">${name}</a>`)
    .join("")}</div></nav>`;
  const links = Array.from(section.querySelectorAll("nav div a"));
  for (const [index, link] of links.entries()) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      say("hover-menu", "choose", [index]);
    });
  }
  const flyout = section.querySelector("nav");
  flyout.addEventListener("pointerenter", () => say("hover-menu", "open"));
  flyout.addEventListener("pointerleave", () => say("hover-menu", "close"));
}

// First, so that no way from another pop-up leads over it.
addHoverMenu();
addTree();
addGrid();
addBare();
addContextMenu();
document.body.dataset.trees = String(TREES.length);
