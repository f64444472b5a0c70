// Semantic UI React: Dropdown as a selection, with search, of several, as a menu.
import "semantic-ui-css/components/dropdown.css";
import "semantic-ui-css/components/transition.css";
import "semantic-ui-css/components/label.css";
import { useState } from "react";
import { Dropdown } from "semantic-ui-react";
import { say, TREES } from "../../gallery/widgets/truth.js";
import { sayPath, sayTree, sayTrees } from "../parts/told.js";
import { show } from "./react_page.jsx";

const OPTIONS = TREES.map((tree) => ({ key: tree, value: tree, text: tree }));
const told = (widget) => ({
  onOpen: () => say(widget, "open"),
  onClose: () => say(widget, "close"),
});

function One({ widget, ...more }) {
  return (
    <Dropdown
      selection
      placeholder="Tree"
      options={OPTIONS}
      selectOnBlur={false}
      onChange={(_, { value }) => sayTree(widget, value)}
      {...told(widget)}
      {...more}
    />
  );
}

function Several() {
  const [trees, setTrees] = useState([]);
  const change = (_, { value }) => {
    sayTrees("semantic-tags", value, trees);
    setTrees(value);
  };
  return (
    <Dropdown
      selection
      multiple
      fluid
      style={{ width: 260 }}
      placeholder="Trees"
      options={OPTIONS}
      value={trees}
      selectOnBlur={false}
      onChange={change}
      {...told("semantic-tags")}
    />
  );
}

function Entry({ text, path }) {
  return <Dropdown.Item text={text} onClick={() => sayPath("semantic-menu", path)} />;
}

function Commands() {
  return (
    <Dropdown text="Actions" openOnFocus={false} {...told("semantic-menu")}>
      <Dropdown.Menu>
        <Entry text="Copy" path="0" />
        <Entry text="Move" path="1" />
        <Entry text="Print" path="2" />
        <Dropdown.Divider />
        <Entry text="Delete" path="3" />
      </Dropdown.Menu>
    </Dropdown>
  );
}

show({
  "semantic-search": <One widget="semantic-search" search />,
  "semantic-select": (
    <One widget="semantic-select" openOnFocus={false} selectOnNavigation={false} />
  ),
  "semantic-tags": <Several />,
  "semantic-menu": <Commands />,
});
