// A button and a menu that can be put anywhere: into a frame, a shadow root, a window.
import { say } from "./truth.js";

const NAMES = ["Copy", "Move", "Print"];

function make(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** Build it; a page tells where the parts are, because nobody else can look into a closed root. */
export function buildPlace(parent, slots = (element) => parent.append(element)) {
  const box = make("div", "", { style: "width:240px;font:16px sans-serif" });
  const plain = make("button", "Plain", { type: "button" });
  const opener = make("button", "Actions", {
    type: "button",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
  });
  const menu = make("div", "", { role: "menu", hidden: "", style: "border:1px solid gray" });
  const items = NAMES.map((name) =>
    make("div", name, { role: "menuitem", tabindex: "-1", style: "padding:4px" }),
  );
  menu.append(...items);
  box.append(plain, opener, menu);
  slots(box);
  const setOpen = (open) => {
    if (open === !menu.hidden) return;
    menu.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    say("place", open ? "open" : "close");
    if (open) items[0].focus();
    else opener.focus();
  };
  const choose = (index) => {
    say("place", "choose", [index]);
    setOpen(false);
  };
  plain.addEventListener("click", () => say("place", "plain"));
  opener.addEventListener("click", () => setOpen(menu.hidden));
  for (const [index, item] of items.entries()) {
    item.addEventListener("click", () => choose(index));
    item.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") items[Math.min(index + 1, items.length - 1)].focus();
      else if (event.key === "Enter") choose(index);
      else if (event.key === "Escape") setOpen(false);
      else return;
      event.preventDefault();
    });
  }
  const spot = (element) => () => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x, y, width, height };
  };
  const spots = { box, plain, opener };
  for (const [index, item] of items.entries()) spots[`item${index}`] = item;
  window.spots = Object.fromEntries(Object.entries(spots).map(([name, e]) => [name, spot(e)]));
  window.grab = () => opener.focus();
}
