// Menubar with submenus, palette of commands, virtualised list, list that is fetched while typing.
import { frameOf, say, TREES } from "./truth.js";

function addMenubar() {
  const section = frameOf("menubar");
  const menus = { File: ["New", "Open", "Close"], Edit: ["Undo", "Redo"], View: ["Zoom", "Full"] };
  const deeper = ["In", "Out"];
  section.innerHTML = `<div role="menubar" style="display:flex">${Object.entries(menus)
    .map(
      ([
        name,
        names,
      ]) => `<div><button type="button" style="width:126px" role="menuitem" aria-haspopup="menu"
 aria-expanded="false">${name}</button><div role="menu" class="sheet" style="position:absolute" hidden>
${names
  .map((each) =>
    each === "Zoom"
      ? `<div><div role="menuitem" class="entry" tabindex="-1" aria-haspopup="menu" aria-expanded="false">Zoom</div>
<div role="menu" class="sheet" style="position:absolute;margin:-34px 0 0 170px" hidden>${deeper
          .map((d) => `<div role="menuitem" class="entry" tabindex="-1">${d}</div>`)
          .join("")}</div></div>`
      : `<div role="menuitem" class="entry" tabindex="-1">${each}</div>`,
  )
  .join("")}</div></div>`,
    )
    .join("")}</div>`;
  const bar = section.querySelector("[role=menubar]");
  const popupOf = (entry) => entry.parentElement.querySelector(":scope > [role=menu]");
  const leadsOn = (entry) => entry.hasAttribute("aria-haspopup");
  const entriesOf = (menu) =>
    Array.from(menu.querySelectorAll(":scope > [role=menuitem], :scope > div > [role=menuitem]"));
  const show = (entry, open) => {
    popupOf(entry).hidden = !open;
    entry.setAttribute("aria-expanded", String(open));
  };
  const opened = () => Array.from(bar.querySelectorAll("[aria-expanded=true]"));
  const closeAll = (back) => {
    const [first] = opened();
    if (first === undefined) return;
    for (const entry of opened()) show(entry, false);
    say("menubar", "close");
    if (back) first.focus();
  };
  const openTop = (entry) => {
    const [first] = opened();
    if (first === entry) return;
    for (const each of opened()) show(each, false);
    if (first !== undefined) say("menubar", "close");
    show(entry, true);
    say("menubar", "open");
  };
  const pathOf = (entry) => {
    const menu = entry.closest("[role=menu]");
    if (menu === null) return [];
    const above = entriesOf(menu.parentElement.parentElement).find((e) => popupOf(e) === menu);
    return [...(above ? pathOf(above) : []), entriesOf(menu).indexOf(entry)];
  };
  const choose = (entry, back) => {
    say("menubar", "choose", pathOf(entry));
    closeAll(back);
  };
  const tops = entriesOf(bar);
  bar.addEventListener("click", (event) => {
    const entry = event.target.closest("[role=menuitem]");
    if (entry === null || event.detail === 0) return;
    if (tops.includes(entry)) return opened()[0] === entry ? closeAll(false) : openTop(entry);
    if (leadsOn(entry)) show(entry, true);
    else choose(entry, false);
  });
  bar.addEventListener("pointerover", (event) => {
    const entry = event.target.closest("[role=menuitem]");
    if (entry === null || opened().length === 0) return;
    if (tops.includes(entry)) return openTop(entry);
    entry.focus();
    for (const each of entriesOf(entry.closest("[role=menu]")))
      if (leadsOn(each)) show(each, each === entry);
  });
  bar.addEventListener("keydown", (event) => {
    const entry = document.activeElement;
    const menu = tops.includes(entry) ? null : entry.closest("[role=menu]");
    const all = menu === null ? tops : entriesOf(menu);
    const step = (by) => all[(all.indexOf(entry) + by + all.length) % all.length];
    if (event.key === "Escape") closeAll(true);
    else if (menu === null && event.key === "ArrowRight") step(1).focus();
    else if (menu === null && /^(Enter|ArrowDown)$/.test(event.key)) {
      openTop(entry);
      entriesOf(popupOf(entry))[0].focus();
    } else if (menu !== null && event.key === "ArrowDown") step(1).focus();
    else if (menu !== null && leadsOn(entry) && /^(Enter|ArrowRight)$/.test(event.key)) {
      show(entry, true);
      entriesOf(popupOf(entry))[0].focus();
    } else if (menu !== null && event.key === "Enter") choose(entry, true);
    else return;
    event.preventDefault();
  });
  addEventListener("pointerdown", (event) => !bar.contains(event.target) && closeAll(false));
}

/** A field with a list below it: aria-activedescendant, like most comboboxes. */
class Field {
  constructor(name, { input, list, choose }) {
    Object.assign(this, { name, input, list, choose, at: -1 });
    input.setAttribute("aria-controls", list.id);
    input.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => this.pick(event.target.closest("[role=option]")));
    list.addEventListener("pointermove", (event) =>
      this.mark(this.entries().indexOf(event.target)),
    );
  }
  entries() {
    return Array.from(this.list.querySelectorAll("[role=option]"));
  }
  setOpen(open) {
    if (open !== this.list.hidden) return;
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    this.mark(-1);
    say(this.name, open ? "open" : "close");
  }
  mark(at) {
    this.at = at;
    for (const [index, entry] of this.entries().entries())
      entry.style.background = index === at ? "lightblue" : "";
    const id = this.entries()[at]?.id;
    if (id) this.input.setAttribute("aria-activedescendant", id);
    else this.input.removeAttribute("aria-activedescendant");
  }
  pick(entry) {
    if (!entry) return;
    this.choose(entry);
    this.setOpen(false);
  }
  key(event) {
    if (event.key === "Escape") this.setOpen(false);
    else if (this.list.hidden) return;
    else if (event.key === "ArrowDown") this.mark(Math.min(this.at + 1, this.entries().length - 1));
    else if (event.key === "Enter") this.pick(this.entries()[this.at]);
    else return;
    event.preventDefault();
  }
}

const option = (id, name, more = "") =>
  `<div role="option" class="entry" id="${id}" ${more}>${name}</div>`;

function addPalette() {
  const section = frameOf("palette");
  const names = ["Go to file", "Toggle theme", "Close window", "Open settings"];
  section.innerHTML = `<dialog aria-label="Commands"><input role="combobox" aria-label="Command"
 aria-expanded="true" aria-autocomplete="list"><div role="listbox" id="commands"></div></dialog>`;
  const dialog = section.querySelector("dialog");
  const input = section.querySelector("input");
  const list = section.querySelector("[role=listbox]");
  const draw = () => {
    const wanted = input.value.toLowerCase();
    list.innerHTML = names
      .flatMap((name, index) =>
        name.toLowerCase().includes(wanted)
          ? [option(`command-${index}`, name, `data-n="${index}"`)]
          : [],
      )
      .join("");
    field.mark(list.children.length > 0 ? 0 : -1);
  };
  const field = new Field("palette", {
    input,
    list,
    choose: (entry) => {
      say("palette", "choose", [Number(entry.dataset.n)]);
      dialog.close();
    },
  });
  field.setOpen = (open) => open || dialog.close();
  dialog.addEventListener("close", () => say("palette", "close"));
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  input.addEventListener("input", draw);
  addEventListener("keydown", (event) => {
    if (event.key !== "k" || !event.ctrlKey) return;
    event.preventDefault();
    input.value = "";
    dialog.showModal();
    say("palette", "open");
    draw();
  });
}

/** A thousand entries of which a window's worth is in the document. */
function addVirtualList() {
  const section = frameOf("virtual-list");
  const size = 1000;
  section.innerHTML = `<button type="button" role="combobox" aria-haspopup="listbox"
 aria-expanded="false" aria-label="Number">Number</button>
<div role="listbox" id="numbers" class="sheet" style="position:absolute;height:200px;overflow:auto" hidden>
<div style="position:relative;height:${size * 32}px"></div></div>`;
  const [input, list] = section.children;
  const inner = list.firstElementChild;
  let at = 0;
  const draw = () => {
    const first = Math.max(0, Math.floor(list.scrollTop / 32) - 1);
    inner.innerHTML = Array.from({ length: 9 }, (_, n) => first + n)
      .map((n) =>
        option(
          `number-${n}`,
          `Entry ${n}`,
          `aria-posinset="${n + 1}" aria-setsize="${size}" data-n="${n}"
 style="position:absolute;top:${n * 32}px;height:24px${n === at ? ";background:lightblue" : ""}"`,
        ),
      )
      .join("");
    if (list.hidden) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `number-${at}`);
  };
  const field = new Field("virtual-list", {
    input,
    list,
    choose: (entry) => say("virtual-list", "choose", [Number(entry.dataset.n)]),
  });
  field.mark = () => undefined;
  list.addEventListener("scroll", draw);
  const setOpen = (open) => {
    field.setOpen(open);
    draw();
  };
  input.addEventListener("click", () => setOpen(list.hidden));
  input.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, PageDown: 6 }[event.key];
    if (by === undefined || list.hidden) return;
    event.preventDefault();
    at += by;
    list.scrollTop = Math.max(0, at * 32 - 100);
    draw();
  });
  field.key = (event) => {
    if (event.key === "Escape") setOpen(false);
    else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      field.pick(list.querySelector(`#number-${at}`));
      draw();
    }
  };
  addEventListener("pointerdown", (event) => !section.contains(event.target) && setOpen(false));
}

/** The list comes a moment after the typing, as from a server. */
function addAsync() {
  const section = frameOf("async-combobox");
  section.innerHTML = `<input role="combobox" aria-label="Tree" aria-autocomplete="list"
 aria-expanded="false"><div role="listbox" id="found" class="sheet" style="position:absolute" hidden></div>`;
  const [input, list] = section.children;
  const field = new Field("async-combobox", {
    input,
    list,
    choose: (entry) => say("async-combobox", "choose", [Number(entry.dataset.n)]),
  });
  let waiting = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const wanted = input.value.toLowerCase();
      list.innerHTML = TREES.flatMap((tree, index) =>
        tree.toLowerCase().includes(wanted)
          ? [option(`tree-${index}`, tree, `data-n="${index}"`)]
          : [],
      ).join("");
      field.setOpen(list.children.length > 0);
    }, 250);
  });
  addEventListener(
    "pointerdown",
    (event) => !section.contains(event.target) && field.setOpen(false),
  );
}

addMenubar();
addPalette();
addVirtualList();
addAsync();
