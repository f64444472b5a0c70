// Lists that stay in the page while they are closed, or tell by nothing but a class where they are:
// every way that was met in libraries which are not in this gallery, drawn by hand.
import { keep, make } from "./keep.js";
import { frameOf, TREES } from "./truth.js";

const style = document.createElement("style");
style.textContent = `
.kept { position: absolute; top: 40px; left: 0; width: 160px; background: #fff; border: 1px solid #888; margin: 0; padding: 0; list-style: none }
.kept > *, .kept .row { padding: 2px 6px; height: 20px }
main { display: grid; grid-template-columns: repeat(4, 240px); grid-auto-rows: 230px }
section { position: relative; width: 200px }
.clear { opacity: 0; transform: scaleY(0); pointer-events: none }
.cut { clip: rect(0, 0, 0, 0); clip-path: inset(100% 100%) }
.face { display: block; width: 160px; height: 24px; border: 1px solid #888 }
.face span { border: 1px solid #888 }
.row { position: relative }
.row .body { cursor: pointer; height: 20px }
.row .body::before { content: ""; position: absolute; inset: 0; z-index: -1 }
.row .now::before { background: #cde }
.over { position: absolute; left: 100%; top: 0; width: 120px; background: #fff }
.bare { border: 0; width: auto; height: auto }
.silent { position: absolute; opacity: 0; height: 20px; width: 140px }`;
document.head.append(style);

/** Named by its opener, made clear and flat at the end of the page; a class tells the highlight. */
function addClear() {
  const list = make("div", { className: "kept clear", id: "clear-list", role: "listbox" });
  const opener = make("button", { type: "button" }, "Tree");
  opener.setAttribute("aria-controls", "clear-list");
  const section = frameOf("kept-clear");
  section.append(opener);
  document.body.append(list);
  const show = (state, trees, { hear }) => {
    const box = section.getBoundingClientRect();
    list.style.top = state.open ? `${box.bottom + scrollY}px` : "-9999px";
    list.style.left = `${box.left + scrollX}px`;
    list.classList.toggle("clear", !state.open);
    if (list.childElementCount === 0)
      list.append(...trees.map((tree) => hear(make("div", { role: "option" }, tree), tree)));
    for (const [at, entry] of [...list.children].entries())
      entry.className = state.at === at ? "is-now" : "";
  };
  list.dataset.list = "kept-clear";
  keep("kept-clear", { opener, show });
}

/** No roles; cut away while closed, and the field that has the focus lies in it. */
function addCut() {
  const field = make("input", { autocomplete: "off" });
  const list = make("ul", { className: "bare" });
  const drop = make("div", { className: "kept cut" }, field, list);
  drop.style.height = "auto";
  drop.dataset.list = "kept-cut";
  const face = make("a", { className: "face" }, "Tree");
  frameOf("kept-cut").append(face, drop);
  const show = (state, trees, { hear }) => {
    drop.classList.toggle("cut", !state.open);
    list.replaceChildren(
      ...(state.open ? trees : []).map((tree, at) => {
        const entry = make("li", { className: state.at === at ? "lit" : "" }, tree);
        if (state.at === at) entry.style.background = "#cde";
        return hear(entry, tree);
      }),
    );
    if (!state.open) field.value = "";
  };
  const shown = () => TREES.filter((tree) => tree.toLowerCase().includes(field.value));
  const kept = keep("kept-cut", { opener: face, show, shown });
  face.addEventListener("click", () => field.focus());
  field.addEventListener("keydown", kept.key);
  field.addEventListener("input", () => kept.draw());
}

/** The list is always there, and empty while closed. */
function addEmpty() {
  const list = make("ul", { id: "empty-list", role: "listbox" });
  list.style.cssText = "position:absolute;top:30px;left:0;margin:0;padding:0";
  list.dataset.list = "kept-empty";
  const opener = make("div", { role: "combobox", tabIndex: 0, className: "face" }, "Tree");
  opener.setAttribute("aria-controls", "empty-list");
  frameOf("kept-empty").append(opener, list);
  const show = (state, trees, { hear }) => {
    opener.setAttribute("aria-expanded", String(state.open));
    list.replaceChildren(
      ...(state.open ? trees : []).map((tree, at) =>
        hear(make("li", { role: "option", id: `empty-${at}` }, tree), tree),
      ),
    );
    opener.setAttribute("aria-activedescendant", state.at < 0 ? "" : `empty-${state.at}`);
  };
  keep("kept-empty", { opener, show });
}

/** An empty frame stays; its entries are plain boxes, and the hand is over what fills them. */
function addFrame() {
  const frame = make("div");
  frame.style.cssText = "position:absolute;top:30px;left:0";
  frame.dataset.list = "kept-frame";
  const opener = make("button", { type: "button" }, "Tree");
  frameOf("kept-frame").append(opener, frame);
  const show = (state, trees, { hear }) => {
    if (!state.open) frame.replaceChildren();
    else if (frame.childElementCount === 0) {
      const rows = trees.map((tree) => {
        const parts = ["", tree, ""].map((word) => make("span", {}, word));
        return hear(
          make("div", { className: "row" }, make("div", { className: "body" }, ...parts)),
          tree,
        );
      });
      const sheet = make("div", {}, ...rows);
      sheet.style.cssText = "width:140px;background:#fff;position:relative;z-index:0";
      frame.append(sheet);
    }
    for (const [at, body] of [...frame.querySelectorAll(".body")].entries())
      body.className = state.at === at ? "body now" : "body";
  };
  keep("kept-frame", { opener, show });
}

/** What is chosen leaves the list for the opener as the button goes down; selected says highlighted. */
function addChips() {
  const chosen = [];
  const list = make("div", { className: "kept", role: "listbox" });
  list.dataset.list = "kept-chips";
  const opener = make("div", { className: "face", tabIndex: 0 });
  frameOf("kept-chips").append(opener, list);
  const shown = () => TREES.filter((tree) => !chosen.includes(tree));
  const show = (state, trees, { hear }) => {
    list.style.display = state.open ? "block" : "none";
    list.replaceChildren(
      ...trees.map((tree, at) => {
        const entry = make("div", { role: "option" }, tree);
        entry.setAttribute("aria-selected", String(at === Math.max(0, state.at)));
        return hear(entry, tree);
      }),
    );
  };
  const choose = (tree) => {
    chosen.push(tree);
    opener.append(make("span", {}, tree.slice(0, 2)));
  };
  keep("kept-chips", { opener, show, shown, choose, act: "mousedown" });
}

/** A button, and beside it a component whose menu lies several shadow roots deep. */
function addDeep() {
  const opener = make("button", { type: "button" }, "Tree");
  const host = make("div");
  host.dataset.list = "kept-deep";
  const outer = host.attachShadow({ mode: "open" });
  const inner = make("div");
  const list = make("ul", { role: "menu" });
  list.style.cssText = "margin:0;padding:0;list-style:none";
  const sheet = make("div", { popover: "manual" }, inner);
  outer.append(sheet);
  inner.attachShadow({ mode: "open" }).append(list);
  frameOf("kept-deep").append(opener, host);
  const show = (state, trees, { hear, key }) => {
    if (!state.open) {
      sheet.hidePopover();
      return;
    }
    if (!sheet.matches(":popover-open")) {
      list.replaceChildren(
        ...trees.map((tree) => {
          const row = make("div");
          const entry = hear(make("li", { role: "menuitem", tabIndex: -1 }, tree), tree);
          entry.addEventListener("keydown", key);
          row.attachShadow({ mode: "open" }).append(entry);
          return row;
        }),
      );
      sheet.showPopover();
    }
    const entries = [...list.children].map((row) => row.shadowRoot.firstElementChild);
    setTimeout(() => entries[Math.max(0, state.at)].focus());
  };
  keep("kept-deep", { opener, show });
}

/** The focus goes to the first entry, which says that it is expanded as openers do. */
function addSheet() {
  const opener = make("button", { type: "button" }, "Tree");
  const list = make("div", { className: "kept", role: "tree", hidden: true });
  list.dataset.list = "kept-sheet";
  frameOf("kept-sheet").append(opener, list);
  const show = (state, trees, { hear, key }) => {
    list.hidden = !state.open;
    if (list.childElementCount === 0) {
      for (const tree of trees) {
        const entry = hear(make("div", { role: "treeitem", tabIndex: -1 }, tree), tree);
        entry.setAttribute("aria-expanded", "true");
        entry.addEventListener("keydown", key);
        list.append(entry);
      }
    }
    if (state.open) list.children[Math.max(0, state.at)].focus();
  };
  keep("kept-sheet", { opener, show });
}

/** A field that takes no text lies unseen in the face of a list: letters jump, the face closes. */
function addFace() {
  const field = make("input", { readOnly: true, role: "combobox", className: "silent" });
  const face = make("div", { className: "face" }, field, make("b", {}, "Tree"));
  const list = make("ul", { className: "kept", role: "listbox", id: "face-list" });
  list.dataset.list = "kept-face";
  frameOf("kept-face").append(face, list);
  field.setAttribute("aria-controls", "face-list");
  const show = (state, trees, { hear }) => {
    field.setAttribute("aria-expanded", String(state.open));
    list.hidden = !state.open;
    list.replaceChildren(
      ...trees.map((tree, at) =>
        hear(make("li", { role: "option", id: `face-${at}` }, tree), tree),
      ),
    );
    field.setAttribute("aria-activedescendant", state.at < 0 ? "" : `face-${state.at}`);
    if (state.open) field.focus();
  };
  keep("kept-face", { opener: face, show });
}

/** No roles, and the highlight is a box of its own that slides along the entries. */
function addSlide() {
  const opener = make("button", { type: "button" }, "Tree");
  const list = make("div", { className: "kept" });
  const bar = make("i");
  const entries = make("div");
  list.append(bar, entries);
  list.dataset.list = "kept-slide";
  frameOf("kept-slide").append(opener, list);
  const chosen = (tree) => {
    opener.textContent = tree;
    kept.setOpen(false);
  };
  const show = (state, trees, { hear }) => {
    list.hidden = !state.open;
    if (entries.childElementCount === 0) {
      const rows = trees.map((tree) => hear(make("div", { className: "row" }, tree), tree));
      for (const row of rows) row.style.cursor = "pointer";
      entries.append(...rows);
    }
    bar.style.cssText = `position:absolute;height:24px;width:100%;outline:1px solid blue;pointer-events:none;top:${24 * state.at}px`;
  };
  const kept = keep("kept-slide", { opener, show, choose: chosen });
}

addClear();
addCut();
addEmpty();
addFrame();
addChips();
addDeep();
addSheet();
addFace();
addSlide();
