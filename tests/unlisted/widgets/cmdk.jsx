// cmdk: a palette of commands in a dialog, in two groups.
import "../parts/cmdk.css";
import { Command } from "cmdk";
import { useState } from "react";
import { TREES } from "../../gallery/widgets/truth.js";
import { sayTree, tellOpen } from "../parts/told.js";
import { show } from "./react_page.jsx";

function Palette() {
  const [open, setOpen] = useState(false);
  const change = (now) => {
    setOpen(now);
    tellOpen("cmdk")(now);
  };
  const choose = (tree) => {
    sayTree("cmdk", tree);
    change(false);
  };
  const entry = (tree) => (
    <Command.Item key={tree} onSelect={() => choose(tree)}>
      {tree}
    </Command.Item>
  );
  return (
    <>
      <button type="button" onClick={() => change(true)}>
        Commands
      </button>
      <Command.Dialog open={open} onOpenChange={change} label="Commands">
        <Command.Input placeholder="Type a command" />
        <Command.List>
          <Command.Empty>Nothing</Command.Empty>
          <Command.Group heading="First">{TREES.slice(0, 3).map(entry)}</Command.Group>
          <Command.Group heading="Second">{TREES.slice(3).map(entry)}</Command.Group>
        </Command.List>
      </Command.Dialog>
    </>
  );
}

show({ cmdk: <Palette /> });
