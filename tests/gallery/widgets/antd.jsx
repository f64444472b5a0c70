// Ant Design: Select (one and several), Cascader, Dropdown by hover and by click.
import { Button, Cascader, Dropdown, Select } from "antd";
import { useState } from "react";
import { show } from "./react_page.jsx";
import { say, sayChanges, TREES } from "./truth.js";

const OPTIONS = TREES.map((tree) => ({ value: tree, label: tree }));
const opened = (widget) => (open) => say(widget, open ? "open" : "close");
const CITIES = [
  ["North", ["Aberdeen", "Bergen", "Cork"]],
  ["South", ["Dakar", "Essen", "Faro", "Genoa"]],
  ["West", ["Hilo", "Ivry"]],
].map(([label, names]) => ({
  value: label,
  label,
  children: names.map((name) => ({ value: name, label: name })),
}));
const ITEMS = [
  { key: "0", label: "Copy" },
  { key: "1", label: "Move" },
  { key: "2", label: "Print" },
  {
    key: "3",
    label: "Share",
    children: [
      { key: "3-0", label: "By mail" },
      { key: "3-1", label: "By link" },
    ],
  },
];

function Several() {
  const [value, setValue] = useState([]);
  const change = (trees) => {
    const [before, after] = [value, trees].map((all) => all.map((t) => TREES.indexOf(t)));
    sayChanges("antd-tags", before, after);
    setValue(trees);
  };
  return (
    <Select
      mode="multiple"
      style={{ width: 240 }}
      options={OPTIONS}
      value={value}
      onChange={change}
      onOpenChange={opened("antd-tags")}
    />
  );
}

function placeOf([region, city]) {
  const index = CITIES.findIndex((each) => each.value === region);
  return [index, CITIES[index].children.findIndex((each) => each.value === city)];
}

function menuOf(widget) {
  const choose = ({ key }) => say(widget, "choose", key.split("-").map(Number));
  return { items: ITEMS, onClick: choose };
}

show({
  "antd-select": (
    <Select
      style={{ width: 200 }}
      options={OPTIONS}
      onChange={(value) => say("antd-select", "choose", [TREES.indexOf(value)])}
      onOpenChange={opened("antd-select")}
    />
  ),
  "antd-tags": <Several />,
  "antd-cascader": (
    <Cascader
      style={{ width: 220 }}
      options={CITIES}
      onChange={(value) => say("antd-cascader", "choose", placeOf(value))}
      onOpenChange={opened("antd-cascader")}
    />
  ),
  "antd-dropdown": (
    <Dropdown
      autoFocus
      trigger={["click"]}
      menu={menuOf("antd-dropdown")}
      onOpenChange={opened("antd-dropdown")}
    >
      <Button>Actions</Button>
    </Dropdown>
  ),
  "antd-hover": (
    <Dropdown menu={menuOf("antd-hover")} onOpenChange={opened("antd-hover")}>
      <Button>Hover</Button>
    </Dropdown>
  ),
});
