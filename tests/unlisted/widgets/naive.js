// Naive UI: select (plain, filtered, of several), cascader, menu with a submenu by click and by hover.
import { NButton, NCascader, NDropdown, NSelect } from "naive-ui";
import { h } from "vue";
import { TREES } from "../../gallery/widgets/truth.js";
import { CITIES, sayCity, sayPath, sayTree, sayTrees, tellOpen } from "../parts/told.js";
import { show, valued } from "../parts/vue_page.js";

const OPTIONS = TREES.map((tree) => ({ value: tree, label: tree }));
const ACTIONS = [
  { key: "0", label: "Copy" },
  { key: "1", label: "Move" },
  {
    key: "2",
    label: "Share",
    children: [
      { key: "2-0", label: "By mail" },
      { key: "2-1", label: "By link" },
    ],
  },
  { key: "3", label: "Print" },
];

const field = valued("value", "onUpdateShow");
const select = (name, more) => field(name, NSelect, null, sayTree, { options: OPTIONS, ...more });

const menu = (name, trigger) => () => () => {
  const onSelect = (path) => sayPath(name, path);
  const told = { onSelect, onUpdateShow: tellOpen(name) };
  return h(NDropdown, { trigger, options: ACTIONS, ...told }, () =>
    h(NButton, null, () => "Actions"),
  );
};

show({
  "naive-select": select("naive-select"),
  "naive-filter": select("naive-filter", { filterable: true }),
  "naive-tags": field("naive-tags", NSelect, [], sayTrees, { options: OPTIONS, multiple: true }),
  "naive-cascader": field("naive-cascader", NCascader, null, sayCity, {
    options: CITIES,
    checkStrategy: "child",
  }),
  "naive-menu": menu("naive-menu", "click"),
  "naive-hover": menu("naive-hover", "hover"),
});
