// react-select: one and several.
import { useState } from "react";
import Select from "react-select";
import { show } from "./react_page.jsx";
import { say, sayChanges, TREES } from "./truth.js";

const OPTIONS = TREES.map((tree) => ({ value: tree, label: tree }));

function Several() {
  const [value, setValue] = useState([]);
  const change = (chosen) => {
    const [before, after] = [value, chosen].map((all) => all.map((o) => OPTIONS.indexOf(o)));
    sayChanges("react-select-tags", before, after);
    setValue(chosen);
  };
  return (
    <Select
      isMulti
      closeMenuOnSelect={false}
      hideSelectedOptions={false}
      options={OPTIONS}
      value={value}
      onChange={change}
      onMenuOpen={() => say("react-select-tags", "open")}
      onMenuClose={() => say("react-select-tags", "close")}
    />
  );
}

show({
  "react-select": (
    <Select
      options={OPTIONS}
      onChange={(option) => say("react-select", "choose", [OPTIONS.indexOf(option)])}
      onMenuOpen={() => say("react-select", "open")}
      onMenuClose={() => say("react-select", "close")}
    />
  ),
  "react-select-tags": <Several />,
});
