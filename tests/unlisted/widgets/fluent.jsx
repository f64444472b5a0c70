// Fluent UI: Dropdown (one, several), Combobox, Menu with a submenu.
import {
  Button,
  Combobox,
  Dropdown,
  FluentProvider,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Option,
  webLightTheme,
} from "@fluentui/react-components";
import { useState } from "react";
import { TREES } from "../../gallery/widgets/truth.js";
import { sayPath, sayTree, sayTrees, tellOpen } from "../parts/told.js";
import { show } from "./react_page.jsx";

const told = (widget) => ({ onOpenChange: (_, { open }) => tellOpen(widget)(open) });
const options = (trees) =>
  trees.map((tree) => (
    <Option key={tree} value={tree}>
      {tree}
    </Option>
  ));

function One() {
  const select = (_, { optionValue }) => sayTree("fluent-dropdown", optionValue);
  return (
    <Dropdown style={{ minWidth: 200 }} onOptionSelect={select} {...told("fluent-dropdown")}>
      {options(TREES)}
    </Dropdown>
  );
}

function Filtered() {
  const [text, setText] = useState("");
  const select = (_, { optionValue }) => {
    sayTree("fluent-combobox", optionValue);
    setText(optionValue);
  };
  const left = TREES.filter((tree) => tree.toLowerCase().startsWith(text.toLowerCase()));
  return (
    <Combobox
      style={{ minWidth: 200 }}
      value={text}
      onInput={(event) => setText(event.target.value)}
      onOptionSelect={select}
      {...told("fluent-combobox")}
    >
      {options(left)}
    </Combobox>
  );
}

function Several() {
  const [value, setValue] = useState([]);
  const select = (_, { selectedOptions }) => {
    sayTrees("fluent-tags", selectedOptions, value);
    setValue(selectedOptions);
  };
  return (
    <Dropdown multiselect selectedOptions={value} onOptionSelect={select} {...told("fluent-tags")}>
      {options(TREES)}
    </Dropdown>
  );
}

function Entry({ text, path }) {
  return <MenuItem onClick={() => sayPath("fluent-menu", path)}>{text}</MenuItem>;
}

function Commands() {
  return (
    <Menu {...told("fluent-menu")}>
      <MenuTrigger disableButtonEnhancement>
        <Button>Actions</Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <Entry text="Copy" path="0" />
          <Entry text="Move" path="1" />
          <Menu>
            <MenuTrigger disableButtonEnhancement>
              <MenuItem>Share</MenuItem>
            </MenuTrigger>
            <MenuPopover>
              <MenuList>
                <Entry text="By mail" path="2-0" />
                <Entry text="By link" path="2-1" />
              </MenuList>
            </MenuPopover>
          </Menu>
          <Entry text="Print" path="3" />
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

const themed = (widget) => <FluentProvider theme={webLightTheme}>{widget}</FluentProvider>;
show({
  "fluent-dropdown": themed(<One />),
  "fluent-combobox": themed(<Filtered />),
  "fluent-tags": themed(<Several />),
  "fluent-menu": themed(<Commands />),
});
