// Headless UI: Listbox, Menu, Combobox. They tell of opening by what they render.
import {
  Combobox,
  ComboboxButton,
  ComboboxInput,
  ComboboxOption,
  ComboboxOptions,
  Listbox,
  ListboxButton,
  ListboxOption,
  ListboxOptions,
  Menu,
  MenuButton,
  MenuItem,
  MenuItems,
} from "@headlessui/react";
import { useEffect, useState } from "react";
import { show } from "./react_page.jsx";
import { say, TREES } from "./truth.js";

function Opened({ widget }) {
  useEffect(() => {
    say(widget, "open");
    return () => say(widget, "close");
  }, [widget]);
  return null;
}

function OneOfList() {
  const [value, setValue] = useState(TREES[0]);
  const choose = (tree) => {
    setValue(tree);
    say("headless-listbox", "choose", [TREES.indexOf(tree)]);
  };
  return (
    <Listbox value={value} onChange={choose}>
      <ListboxButton>{value}</ListboxButton>
      <ListboxOptions anchor="bottom start" className="sheet">
        <Opened widget="headless-listbox" />
        {TREES.map((tree) => (
          <ListboxOption key={tree} value={tree} className="entry">
            {tree}
          </ListboxOption>
        ))}
      </ListboxOptions>
    </Listbox>
  );
}

function Commands() {
  return (
    <Menu>
      <MenuButton>Actions</MenuButton>
      <MenuItems anchor="bottom start" className="sheet">
        <Opened widget="headless-menu" />
        {["Copy", "Move", "Print", "Share"].map((name, index) => (
          <MenuItem key={name}>
            <button
              type="button"
              className="entry"
              onClick={() => say("headless-menu", "choose", [index])}
            >
              {name}
            </button>
          </MenuItem>
        ))}
      </MenuItems>
    </Menu>
  );
}

function Filtered() {
  const [value, setValue] = useState(null);
  const [query, setQuery] = useState("");
  const shown = TREES.filter((tree) => tree.toLowerCase().includes(query.toLowerCase()));
  const choose = (tree) => {
    setValue(tree);
    if (tree !== null) say("headless-combobox", "choose", [TREES.indexOf(tree)]);
  };
  return (
    <Combobox value={value} onChange={choose} onClose={() => setQuery("")}>
      <ComboboxInput aria-label="Tree" onChange={(event) => setQuery(event.target.value)} />
      <ComboboxButton aria-label="Show all">v</ComboboxButton>
      <ComboboxOptions anchor="bottom start" className="sheet">
        <Opened widget="headless-combobox" />
        {shown.map((tree) => (
          <ComboboxOption key={tree} value={tree} className="entry">
            {tree}
          </ComboboxOption>
        ))}
      </ComboboxOptions>
    </Combobox>
  );
}

show({
  "headless-listbox": <OneOfList />,
  "headless-menu": <Commands />,
  "headless-combobox": <Filtered />,
});
