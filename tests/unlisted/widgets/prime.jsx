// PrimeReact: Dropdown (plain, with a filter), MultiSelect, CascadeSelect, TieredMenu.
import "primereact/resources/themes/lara-light-blue/theme.css";
import "primereact/resources/primereact.min.css";
import { Button } from "primereact/button";
import { CascadeSelect } from "primereact/cascadeselect";
import { Dropdown } from "primereact/dropdown";
import { MultiSelect } from "primereact/multiselect";
import { TieredMenu } from "primereact/tieredmenu";
import { useRef, useState } from "react";
import { say, TREES } from "../../gallery/widgets/truth.js";
import { CITIES, sayCity, sayPath, sayTree, sayTrees } from "../parts/told.js";
import { show } from "./react_page.jsx";

const told = (widget) => ({
  onShow: () => say(widget, "open"),
  onHide: () => say(widget, "close"),
});

function One({ widget, ...more }) {
  const [tree, setTree] = useState(null);
  const change = ({ value }) => {
    sayTree(widget, value);
    setTree(value);
  };
  return (
    <Dropdown
      style={{ width: 220 }}
      options={TREES}
      value={tree}
      onChange={change}
      {...told(widget)}
      {...more}
    />
  );
}

function Several() {
  const [trees, setTrees] = useState([]);
  const change = ({ value }) => {
    sayTrees("prime-tags", value, trees);
    setTrees(value);
  };
  return (
    <MultiSelect
      style={{ width: 260 }}
      display="chip"
      options={TREES}
      value={trees}
      onChange={change}
      {...told("prime-tags")}
    />
  );
}

function Cascade() {
  const [city, setCity] = useState(null);
  const change = ({ value }) => {
    sayCity("prime-cascade", value.value);
    setCity(value);
  };
  return (
    <CascadeSelect
      style={{ width: 220 }}
      options={CITIES}
      value={city}
      optionLabel="label"
      optionGroupLabel="label"
      optionGroupChildren={["children"]}
      onChange={change}
      {...told("prime-cascade")}
    />
  );
}

function Commands() {
  const menu = useRef(null);
  const entry = (label, path) => ({ label, command: () => sayPath("prime-menu", path) });
  const model = [
    entry("Copy", "0"),
    entry("Move", "1"),
    { label: "Share", items: [entry("By mail", "2-0"), entry("By link", "2-1")] },
    { separator: true },
    entry("Print", "3"),
  ];
  return (
    <>
      <Button label="Actions" onClick={(event) => menu.current.toggle(event)} />
      <TieredMenu popup ref={menu} model={model} {...told("prime-menu")} />
    </>
  );
}

show({
  "prime-dropdown": <One widget="prime-dropdown" />,
  "prime-filter": <One widget="prime-filter" filter filterInputAutoFocus />,
  "prime-tags": <Several />,
  "prime-cascade": <Cascade />,
  "prime-menu": <Commands />,
});
