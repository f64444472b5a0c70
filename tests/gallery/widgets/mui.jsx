// MUI: Select, Autocomplete (one and several), Menu.
import Autocomplete from "@mui/material/Autocomplete";
import Button from "@mui/material/Button";
import Menu from "@mui/material/Menu";
import MenuItem from "@mui/material/MenuItem";
import Select from "@mui/material/Select";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import { show } from "./react_page.jsx";
import { say, sayChanges, TREES } from "./truth.js";

function OneOfList() {
  const [value, setValue] = useState(TREES[0]);
  const choose = (event, child) => {
    setValue(event.target.value);
    say("mui-select", "choose", [TREES.indexOf(child.props.value)]);
  };
  return (
    <Select
      size="small"
      value={value}
      onChange={choose}
      onOpen={() => say("mui-select", "open")}
      onClose={() => say("mui-select", "close")}
    >
      {TREES.map((tree) => (
        <MenuItem key={tree} value={tree}>
          {tree}
        </MenuItem>
      ))}
    </Select>
  );
}

function Filtered() {
  return (
    <Autocomplete
      size="small"
      options={TREES}
      onChange={(_, tree) => say("mui-autocomplete", "choose", [TREES.indexOf(tree)])}
      onOpen={() => say("mui-autocomplete", "open")}
      onClose={() => say("mui-autocomplete", "close")}
      renderInput={(params) => <TextField {...params} label="Tree" />}
    />
  );
}

function Several() {
  const [value, setValue] = useState([]);
  const change = (_, trees) => {
    const [before, after] = [value, trees].map((all) => all.map((t) => TREES.indexOf(t)));
    sayChanges("mui-tags", before, after);
    setValue(trees);
  };
  return (
    <Autocomplete
      multiple
      disableCloseOnSelect
      size="small"
      options={TREES}
      value={value}
      onChange={change}
      onOpen={() => say("mui-tags", "open")}
      onClose={() => say("mui-tags", "close")}
      renderInput={(params) => <TextField {...params} label="Trees" />}
    />
  );
}

function Commands() {
  const [anchor, setAnchor] = useState(null);
  const open = (event) => {
    setAnchor(event.currentTarget);
    say("mui-menu", "open");
  };
  const close = () => {
    setAnchor(null);
    say("mui-menu", "close");
  };
  const choose = (index) => {
    say("mui-menu", "choose", [index]);
    close();
  };
  return (
    <>
      <Button variant="outlined" aria-haspopup="menu" onClick={open}>
        Actions
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close}>
        {["Copy", "Move", "Print", "Share"].map((name, index) => (
          <MenuItem key={name} onClick={() => choose(index)}>
            {name}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}

show({
  "mui-select": <OneOfList />,
  "mui-autocomplete": <Filtered />,
  "mui-tags": <Several />,
  "mui-menu": <Commands />,
});
