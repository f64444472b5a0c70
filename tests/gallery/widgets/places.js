// One place to a page: #PLACE OTHER-ORIGIN OFF-SITE-ORIGIN
import { buildPlace } from "./place_widget.js";
import "./truth.js";

const [place, other, offSite] = decodeURIComponent(location.hash.slice(1)).split(" ");
const code = location.pathname.split("/").at(-1);
const main = document.querySelector("main");

function addFrame(attributes, doc = document, parent = main) {
  const frame = doc.createElement("iframe");
  frame.id = "frame";
  frame.style.cssText = "width:340px;height:260px;border:3px solid gray;margin:11px";
  for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
  parent.append(frame);
  return frame;
}

function shadow(parent, mode) {
  const host = document.createElement("div");
  parent.append(host);
  return host.attachShadow({ mode });
}

const PLACES = {
  "same-origin": () => addFrame({ src: `/inner.html/${code}` }),
  "cross-origin": () => addFrame({ src: `${other}/inner.html/${code}` }),
  sandboxed: () => addFrame({ src: `/inner.html/${code}`, sandbox: "allow-scripts" }),
  srcdoc: () => addFrame({ srcdoc: '<body><script src="/inner.js"></script>' }),
  nested: () => addFrame({ src: `${other}/nesting.html/${code}` }),
  late: () => setTimeout(() => addFrame({ src: `/inner.html/${code}?late` }), 1000),
  "off-site": () => addFrame({ src: `${offSite}/inner.html/${code}` }),
  open: () => buildPlace(shadow(main, "open")),
  closed: () => buildPlace(shadow(main, "closed")),
  "nested-roots": () => buildPlace(shadow(shadow(main, "open"), "closed")),
  slotted: () => {
    const root = shadow(main, "open");
    root.innerHTML = "<div style='padding:9px'><slot></slot></div>";
    buildPlace(main, (box) => root.host.append(box));
  },
  window: () => {
    const button = document.createElement("button");
    button.id = "open-window";
    button.textContent = "Open window";
    button.addEventListener("click", () =>
      open(`/inner.html/${code}`, "inner", "popup,width=500,height=400"),
    );
    main.append(button);
  },
};
PLACES[place]();
