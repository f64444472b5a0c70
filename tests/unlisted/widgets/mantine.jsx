// Mantine: Select (plain, with search), MultiSelect, Menu with a submenu.
import "@mantine/core/styles.css";
import { Button, MantineProvider, Menu, MultiSelect, Select } from "@mantine/core";
import { useState } from "react";
import { say, TREES } from "../../gallery/widgets/truth.js";
import { sayPath, sayTree, sayTrees, tellOpen } from "../parts/told.js";
import { show } from "./react_page.jsx";

const told = (widget) => ({
  onDropdownOpen: () => say(widget, "open"),
  onDropdownClose: () => say(widget, "close"),
});

function One({ widget, searchable = false }) {
  return (
    <Select
      w={220}
      data={TREES}
      allowDeselect={false}
      searchable={searchable}
      onChange={(tree) => sayTree(widget, tree)}
      {...told(widget)}
    />
  );
}

function Several() {
  const [value, setValue] = useState([]);
  const change = (trees) => {
    sayTrees("mantine-tags", trees, value);
    setValue(trees);
  };
  return (
    <MultiSelect w={260} data={TREES} value={value} onChange={change} {...told("mantine-tags")} />
  );
}

function Entry({ text, path }) {
  return <Menu.Item onClick={() => sayPath("mantine-menu", path)}>{text}</Menu.Item>;
}

function Commands() {
  return (
    <Menu shadow="md" width={180} onChange={tellOpen("mantine-menu")}>
      <Menu.Target>
        <Button>Actions</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Things</Menu.Label>
        <Entry text="Copy" path="0" />
        <Entry text="Move" path="1" />
        <Menu.Sub>
          <Menu.Sub.Target>
            <Menu.Sub.Item>Share</Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            <Entry text="By mail" path="2-0" />
            <Entry text="By link" path="2-1" />
          </Menu.Sub.Dropdown>
        </Menu.Sub>
        <Menu.Divider />
        <Entry text="Print" path="3" />
      </Menu.Dropdown>
    </Menu>
  );
}

const themed = (widget) => <MantineProvider>{widget}</MantineProvider>;
show({
  "mantine-search": themed(<One widget="mantine-search" searchable />),
  "mantine-select": themed(<One widget="mantine-select" />),
  "mantine-tags": themed(<Several />),
  "mantine-menu": themed(<Commands />),
});
