// React Aria Components: Select, ComboBox, Menu with a submenu.
import "../parts/react_aria.css";
import {
  Button,
  ComboBox,
  Input,
  ListBox,
  ListBoxItem,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  Select,
  SelectValue,
  SubmenuTrigger,
} from "react-aria-components";
import { TREES } from "../../gallery/widgets/truth.js";
import { sayPath, sayTree, tellOpen } from "../parts/told.js";
import { show } from "./react_page.jsx";

const told = (widget) => ({
  "aria-label": "Tree",
  onOpenChange: tellOpen(widget),
  onSelectionChange: (tree) => tree !== null && sayTree(widget, tree),
});
const list = (
  <Popover className="sheet">
    <ListBox>
      {TREES.map((tree) => (
        <ListBoxItem key={tree} id={tree} textValue={tree} className="row">
          {tree}
        </ListBoxItem>
      ))}
    </ListBox>
  </Popover>
);
const entry = (path, text) => (
  <MenuItem id={path} className="row">
    {text}
  </MenuItem>
);
const menu = (...entries) => (
  <Popover className="sheet">
    <Menu onAction={(path) => sayPath("react-aria-menu", path)}>{entries}</Menu>
  </Popover>
);

show({
  "react-aria-select": (
    <Select {...told("react-aria-select")}>
      <Button>
        <SelectValue />
      </Button>
      {list}
    </Select>
  ),
  "react-aria-combobox": (
    <ComboBox menuTrigger="input" {...told("react-aria-combobox")}>
      <Input />
      <Button>v</Button>
      {list}
    </ComboBox>
  ),
  "react-aria-menu": (
    <MenuTrigger onOpenChange={tellOpen("react-aria-menu")}>
      <Button>Actions</Button>
      {menu(
        entry("0", "Copy"),
        entry("1", "Move"),
        <SubmenuTrigger key="2">
          {entry("2", "Share")}
          {menu(entry("2-0", "By mail"), entry("2-1", "By link"))}
        </SubmenuTrigger>,
        entry("3", "Print"),
      )}
    </MenuTrigger>
  ),
});
