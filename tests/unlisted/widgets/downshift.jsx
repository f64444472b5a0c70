// Downshift: a list by useSelect, one with a field by useCombobox; what they look like is ours.
import { useCombobox, useSelect } from "downshift";
import { useState } from "react";
import { TREES } from "../../gallery/widgets/truth.js";
import { sayTree, tellOpen } from "../parts/told.js";
import { show } from "./react_page.jsx";

const face = { width: 200, border: "1px solid gray", cursor: "pointer" };
const sheet = {
  position: "absolute",
  background: "white",
  width: 200,
  margin: 0,
  padding: 0,
  listStyle: "none",
  boxShadow: "0 2px 6px gray",
  zIndex: 10,
};
const told = (widget) => ({
  onIsOpenChange: ({ isOpen }) => tellOpen(widget)(isOpen),
  onSelectedItemChange: ({ selectedItem }) => selectedItem && sayTree(widget, selectedItem),
});

function List({ items, isOpen, selectedItem, highlightedIndex, getMenuProps, getItemProps }) {
  const look = (item, index) => ({
    padding: "4px 8px",
    cursor: "pointer",
    background: index === highlightedIndex ? "#bde4ff" : "",
    fontWeight: item === selectedItem ? "bold" : "normal",
  });
  const rows = items.map((item, index) => (
    <li key={item} style={look(item, index)} {...getItemProps({ item, index })}>
      <span>{item}</span>
    </li>
  ));
  const display = isOpen && items.length ? "" : "none";
  return (
    <ul {...getMenuProps()} style={{ ...sheet, display }}>
      {isOpen && rows}
    </ul>
  );
}

function One() {
  const state = useSelect({ items: TREES, ...told("downshift-select") });
  return (
    <div>
      <div {...state.getToggleButtonProps()} style={face}>
        <span>{state.selectedItem ?? "Trees"}</span>
        <span>{state.isOpen ? "^" : "v"}</span>
      </div>
      <List items={TREES} {...state} />
    </div>
  );
}

function Filtered() {
  const [items, setItems] = useState(TREES);
  const onInputValueChange = ({ inputValue }) =>
    setItems(TREES.filter((tree) => tree.toLowerCase().startsWith(inputValue.toLowerCase())));
  const state = useCombobox({ items, onInputValueChange, ...told("downshift-combobox") });
  return (
    <div>
      <div style={{ display: "flex", width: 200 }}>
        <input placeholder="Tree" {...state.getInputProps()} />
        <button aria-label="Show" type="button" {...state.getToggleButtonProps()}>
          v
        </button>
      </div>
      <List items={items} {...state} />
    </div>
  );
}

show({ "downshift-select": <One />, "downshift-combobox": <Filtered /> });
