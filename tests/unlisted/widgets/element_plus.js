// Element Plus: select (plain, filtered, of several), cascader, menu by click and by hover.
import {
  ElButton,
  ElCascader,
  ElDropdown,
  ElDropdownItem,
  ElDropdownMenu,
  ElOption,
  ElSelect,
} from "element-plus";
import "element-plus/dist/index.css";
import { h } from "vue";
import { TREES } from "../../gallery/widgets/truth.js";
import { CITIES, sayCity, sayPath, sayTree, sayTrees, tellOpen } from "../parts/told.js";
import { show, valued } from "../parts/vue_page.js";

const options = () => TREES.map((tree) => h(ElOption, { key: tree, value: tree, label: tree }));

const field = valued("modelValue", "onVisibleChange");
const select = (name, more) => field(name, ElSelect, "", sayTree, more, options);

const menu = (name, trigger) => () => () => {
  const entries = ["Copy", "Move", "Print", "Share"].map((text, at) =>
    h(ElDropdownItem, { command: String(at) }, () => text),
  );
  const onCommand = (path) => sayPath(name, path);
  return h(
    ElDropdown,
    { trigger, onCommand, onVisibleChange: tellOpen(name) },
    {
      default: () => h(ElButton, null, () => "Actions"),
      dropdown: () => h(ElDropdownMenu, null, () => entries),
    },
  );
};

show({
  "element-select": select("element-select"),
  "element-filter": select("element-filter", { filterable: true }),
  "element-tags": field("element-tags", ElSelect, [], sayTrees, { multiple: true }, options),
  "element-cascader": field(
    "element-cascader",
    ElCascader,
    [],
    (name, path) => sayCity(name, path.at(-1)),
    { options: CITIES },
  ),
  "element-menu": menu("element-menu", "click"),
  "element-hover": menu("element-hover", "hover"),
});
