// Slim Select: one with search, one without, several.
import SlimSelect from "slim-select";
import "slim-select/styles";
import { frameOf, say, TREES } from "../../gallery/widgets/truth.js";
import { sayTree, sayTrees } from "../parts/told.js";

function add(name, multiple, settings = {}) {
  const select = document.createElement("select");
  select.multiple = multiple;
  for (const tree of TREES) select.add(new Option(tree, tree));
  const section = frameOf(name);
  section.style.width = "260px";
  section.append(select);
  let before = [];
  const afterChange = (options) => {
    const now = options.map(({ value }) => value);
    if (multiple) sayTrees(name, now, before);
    else sayTree(name, now[0]);
    before = now;
  };
  new SlimSelect({
    select,
    settings,
    events: {
      afterChange,
      beforeOpen: () => say(name, "open"),
      beforeClose: () => say(name, "close"),
    },
  });
}

add("slim-select", false);
add("slim-select-plain", false, { showSearch: false });
add("slim-select-tags", true, { closeOnSelect: false });
