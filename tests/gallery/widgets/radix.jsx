// Radix: Select, DropdownMenu with a submenu and a checkbox.
import * as Menu from "@radix-ui/react-dropdown-menu";
import * as Select from "@radix-ui/react-select";
import { useState } from "react";
import { show } from "./react_page.jsx";
import { say, TREES } from "./truth.js";

const opened = (widget) => (open) => say(widget, open ? "open" : "close");

function OneOfList() {
  const [value, setValue] = useState(TREES[0]);
  const choose = (tree) => {
    setValue(tree);
    say("radix-select", "choose", [TREES.indexOf(tree)]);
  };
  return (
    <Select.Root value={value} onValueChange={choose} onOpenChange={opened("radix-select")}>
      <Select.Trigger aria-label="Tree">
        <Select.Value />
      </Select.Trigger>
      <Select.Portal>
        <Select.Content position="popper" className="sheet">
          <Select.Viewport>
            {TREES.map((tree) => (
              <Select.Item key={tree} value={tree} className="entry">
                <Select.ItemText>{tree}</Select.ItemText>
              </Select.Item>
            ))}
          </Select.Viewport>
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  );
}

function Commands() {
  const [checked, setChecked] = useState(false);
  const entry = (name, path) => (
    <Menu.Item className="entry" onSelect={() => say("radix-menu", "choose", path)}>
      {name}
    </Menu.Item>
  );
  const check = (value) => {
    setChecked(value);
    say("radix-menu", "choose", [3]);
  };
  return (
    <Menu.Root onOpenChange={opened("radix-menu")}>
      <Menu.Trigger>Actions</Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="sheet">
          {entry("Copy", [0])}
          {entry("Move", [1])}
          <Menu.Sub>
            <Menu.SubTrigger className="entry">Share</Menu.SubTrigger>
            <Menu.Portal>
              <Menu.SubContent className="sheet">
                {entry("By mail", [2, 0])}
                {entry("By link", [2, 1])}
                {entry("By post", [2, 2])}
              </Menu.SubContent>
            </Menu.Portal>
          </Menu.Sub>
          <Menu.CheckboxItem className="entry" checked={checked} onCheckedChange={check}>
            Ruler
          </Menu.CheckboxItem>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

show({ "radix-select": <OneOfList />, "radix-menu": <Commands /> });
