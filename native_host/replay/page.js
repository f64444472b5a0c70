// What the replay asks of a page, in a world of its own that the page cannot see.
//
// Roles and names are read as extension/src/content reads them; nothing is written but the focus
// and, where a target is out of view, the scroll position.
(() => {
  const TAG_ROLES = {
    button: "button",
    summary: "button",
    option: "option",
    textarea: "textbox",
    nav: "navigation",
    main: "main",
    header: "banner",
    footer: "contentinfo",
    aside: "complementary",
    table: "table",
    tr: "row",
    td: "cell",
    th: "columnheader",
    ul: "list",
    ol: "list",
    li: "listitem",
    img: "img",
    h1: "heading",
    h2: "heading",
    h3: "heading",
    h4: "heading",
    h5: "heading",
    h6: "heading",
    form: "form",
    dialog: "dialog",
    article: "article",
    p: "paragraph",
    body: "document",
    html: "document",
  };
  const INPUT_ROLES = {
    button: "button",
    submit: "button",
    reset: "button",
    image: "button",
    checkbox: "checkbox",
    radio: "radio",
    range: "slider",
    number: "spinbutton",
    search: "searchbox",
  };
  // A page may call an element "constructor".
  const wordOf = (table, key) => (Object.hasOwn(table, key) ? table[key] : undefined);
  const BUTTON_INPUTS = new Set(["button", "submit", "reset", "image"]);
  const TEXTLESS = new Set(["range", "color", "file", "checkbox", "radio", ...BUTTON_INPUTS]);
  const OWN_TEXT =
    /^(button|menuitem|menuitemcheckbox|menuitemradio|tab|checkbox|radio|switch|link|columnheader)$/;
  const CONTROLS =
    /^(button|link|menuitem|menuitemcheckbox|menuitemradio|tab|checkbox|radio|switch|option|treeitem|combobox|listbox|textbox|searchbox|slider|spinbutton|gridcell)$/;
  const ENTRIES = /^(option|menuitem|menuitemcheckbox|menuitemradio|treeitem|gridcell|listitem)$/;
  const SKIPPED_TAGS = new Set(
    (
      "input textarea select option optgroup datalist output meter progress td tr li article " +
      "time data iframe object embed canvas video audio script style template svg"
    ).split(" "),
  );
  const SKIPPED_ROLES =
    /^(option|row|cell|gridcell|treeitem|listitem|article|textbox|searchbox|combobox|listbox|slider|spinbutton|log|status|alert|timer)$/;
  const MAX_LOOKED_AT = 20_000;
  const MAX_FOUND = 60;

  const tagOf = (element) => element.localName.toLowerCase();
  const said = (element, name) => element.getAttribute(name) ?? "";
  const collapse = (text) => text.replace(/\s+/g, " ").trim();
  const parentOf = (node) =>
    node.parentElement ?? (node.parentNode instanceof ShadowRoot ? node.parentNode.host : null);
  const byId = (element, id) =>
    (id === "" ? null : element.getRootNode().getElementById?.(id)) ?? null;

  const isEditable = (element) => {
    if (element instanceof HTMLInputElement) return !TEXTLESS.has(element.type);
    if (element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) return true;
    if (element.isContentEditable || element.editContext != null) return true;
    return /^(textbox|searchbox)$/.test(said(element, "role"));
  };

  const roleOf = (element) => {
    const given = said(element, "role").trim().split(/\s+/)[0] ?? "";
    if (/^[a-z][a-z-]{0,39}$/.test(given) && given !== "none" && given !== "presentation") {
      return given;
    }
    const tag = tagOf(element);
    if (tag === "a") return element.hasAttribute("href") ? "link" : "generic";
    if (tag === "input") {
      return element.hasAttribute("list")
        ? "combobox"
        : (wordOf(INPUT_ROLES, element.type) ?? "textbox");
    }
    if (tag === "select") return element.multiple || element.size > 1 ? "listbox" : "combobox";
    return wordOf(TAG_ROLES, tag) ?? (isEditable(element) ? "textbox" : "generic");
  };

  const showsChoice = (element) => {
    const role = element.getAttribute("role");
    if (role !== null && !/^(button|combobox)$/.test(role)) return false;
    if (/^(listbox|tree|grid|dialog)$/.test(said(element, "aria-haspopup"))) return true;
    return ["aria-controls", "aria-owns"].some((name) =>
      said(element, name)
        .split(/\s+/)
        .map((id) => byId(element, id))
        .some((found) => found !== null && /^(listbox|tree|grid)$/.test(said(found, "role"))),
    );
  };

  const isSkipped = (element) =>
    SKIPPED_TAGS.has(tagOf(element)) ||
    isEditable(element) ||
    said(element, "aria-hidden") === "true" ||
    showsChoice(element) ||
    SKIPPED_ROLES.test(said(element, "role"));

  const ownText = (root) => {
    const parts = [];
    let budget = 200;
    const visit = (node) => {
      for (const child of node.childNodes) {
        budget -= 1;
        if (budget < 0) return;
        if (child instanceof Text) parts.push(child.data);
        else if (child instanceof Element && !isSkipped(child)) visit(child);
      }
    };
    visit(root);
    return collapse(parts.join(" "));
  };

  const PLAIN = new Set(
    "abbr b br em font i img ins mark small span strong sub sup svg u wbr input textarea select".split(
      " ",
    ),
  );
  const labelText = (label) => {
    const isPlain = [...label.querySelectorAll("*")]
      .filter((element) => element.closest("svg *") === null)
      .every(
        (element) =>
          PLAIN.has(tagOf(element)) &&
          said(element, "role") !== "combobox" &&
          !showsChoice(element),
      );
    if (isPlain) return ownText(label);
    const texts = [...label.childNodes].filter((node) => node instanceof Text);
    return collapse(texts.map((text) => text.data).join(" "));
  };

  const nameOf = (element, role) => {
    const referred = said(element, "aria-labelledby")
      .split(/\s+/)
      .map((id) => byId(element, id))
      .filter((found) => found !== null && !(showsChoice(element) && element.contains(found)))
      .map((found) => ownText(found));
    const labels = [...(element.labels ?? [])].map((label) => labelText(label));
    const candidates = [referred.join(" "), said(element, "aria-label"), labels.join(" ")];
    const isLabel = tagOf(element) === "label";
    if ((isLabel || OWN_TEXT.test(role)) && !isEditable(element) && !showsChoice(element)) {
      candidates.push(isLabel ? labelText(element) : ownText(element));
    }
    if (element instanceof HTMLInputElement && BUTTON_INPUTS.has(element.type)) {
      candidates.push(said(element, "value"), said(element, "alt"));
    }
    return candidates.map(collapse).find((candidate) => candidate !== "") ?? null;
  };

  const selectOf = (element) => {
    const list = tagOf(element) === "option" ? element.closest("select") : null;
    return list instanceof HTMLSelectElement ? list : null;
  };

  const positionOf = (element, role) => {
    const list = selectOf(element);
    if (list !== null) return { index: element.index, set_size: list.options.length };
    const parent = parentOf(element);
    if (parent === null) return { index: null, set_size: null };
    const peers = [...(element.parentNode ?? parent).children].filter((p) => roleOf(p) === role);
    return { index: peers.indexOf(element), set_size: peers.length };
  };

  const isShown = (element) => {
    const shown = selectOf(element) ?? element;
    const box = shown.getBoundingClientRect();
    return shown.isConnected && box.width > 0 && box.height > 0 && shown.checkVisibility();
  };

  function* walk(root, deep) {
    for (const element of root.querySelectorAll("*")) {
      yield element;
      if (deep && element.shadowRoot !== null) yield* walk(element.shadowRoot, deep);
    }
  }

  const controlOf = (element) => {
    for (let at = element; at !== null; at = parentOf(at)) {
      if (CONTROLS.test(roleOf(at)) || tagOf(at) === "label" || isEditable(at)) return at;
    }
    return element;
  };

  const query = (root, selector) => {
    try {
      return [...root.querySelectorAll(selector)].slice(0, MAX_FOUND);
    } catch {
      return [];
    }
  };

  /** The elements that the last search has found. */
  let kept = [];

  /** Everything that could be the wanted element, each with what speaks for it. */
  const collect = (root, wanted, deep) => {
    const found = new Map();
    const note = (element, way) => {
      const known = found.get(element);
      if (known !== undefined) known.push(way);
      else if (found.size < MAX_FOUND) found.set(element, [way]);
    };
    for (const { by, value } of wanted.selectors) {
      for (const element of query(root, value)) note(element, by);
    }
    let left = MAX_LOOKED_AT;
    for (const element of walk(root, deep)) {
      left -= 1;
      if (left < 0) break;
      if (roleOf(element) !== wanted.role || !isShown(element)) continue;
      const isEqual =
        wanted.name !== null
          ? nameOf(element, wanted.role) === wanted.name
          : wanted.index !== null && positionOf(element, wanted.role).index === wanted.index;
      if (isEqual) note(element, "role");
    }
    if (wanted.at !== null) {
      const [x, y] = [wanted.at.x_share * innerWidth, wanted.at.y_share * innerHeight];
      const under = (root.elementFromPoint ? root : document).elementFromPoint(x, y);
      if (under !== null) note(controlOf(under), "position");
    }
    kept = [...found.keys()];
    return kept.map((element, ref) => {
      const role = roleOf(element);
      const box = (selectOf(element) ?? element).getBoundingClientRect();
      return {
        ref,
        ways: found.get(element),
        role,
        tag: tagOf(element),
        name: nameOf(element, role),
        ...positionOf(element, role),
        shown: isShown(element),
        x_share: (box.x + box.width / 2) / innerWidth,
        y_share: (box.y + box.height / 2) / innerHeight,
      };
    });
  };

  const contains = (outer, inner) => {
    for (let at = inner; at !== null; at = parentOf(at)) if (at === outer) return true;
    return false;
  };

  /** The part of an element, from 0 to 1, where a press reaches it; the wanted one if it can be. */
  const aim = (element, wantedX, wantedY) => {
    const box = element.getBoundingClientRect();
    const root = element.getRootNode();
    const points = [[wantedX, wantedY]];
    for (const y of [0.5, 0.25, 0.75]) for (const x of [0.5, 0.2, 0.8]) points.push([x, y]);
    for (const [x, y] of points) {
      const at = [box.x + x * box.width, box.y + y * box.height];
      const under = root.elementFromPoint(...at);
      if (
        under !== null &&
        (contains(element, under) || contains(under, element) || root.host === under)
      ) {
        return { x, y, covered: false, seen: true };
      }
    }
    const isSeen = box.right > 0 && box.bottom > 0 && box.x < innerWidth && box.y < innerHeight;
    return { x: wantedX, y: wantedY, covered: true, seen: isSeen };
  };

  const activeIn = (root) => {
    let active = root.activeElement;
    while (active?.shadowRoot?.activeElement != null) active = active.shadowRoot.activeElement;
    return active;
  };

  const hasFocus = (element) => {
    const active = element.getRootNode().activeElement;
    return active !== null && (active === element || contains(element, active));
  };

  const focus = (element) => {
    if (hasFocus(element)) return "had";
    element.focus();
    return hasFocus(element) ? "given" : "refused";
  };

  /** Whether nothing has the keyboard. */
  const isIdle = () => document.activeElement === null || document.activeElement === document.body;

  const tickOf = (element) => {
    for (const name of ["aria-checked", "aria-selected", "aria-pressed"]) {
      const word = said(element, name);
      if (word === "mixed") return word;
      if (word === "true" || word === "false") return word === "true" ? "yes" : "no";
    }
    const box = /^(checkbox|radio)$/.test(element.type ?? "")
      ? element
      : element.querySelector('input[type="checkbox" i], input[type="radio" i]');
    return box === null ? null : box.checked ? "yes" : "no";
  };

  const stateOf = (element) => {
    const expanded = said(element, "aria-expanded");
    const isSelect = element instanceof HTMLSelectElement;
    return {
      expanded: expanded === "true" ? true : expanded === "false" ? false : null,
      checked: isSelect ? null : tickOf(element),
      selected_index: isSelect && element.selectedIndex >= 0 ? element.selectedIndex : null,
      selected_count: isSelect ? element.selectedOptions.length : null,
    };
  };

  /** How often the arrow goes down from the first entry of a native list; null if never there. */
  const arrowsTo = (select, index) => {
    const isOff = (option) => option.disabled || option.closest("optgroup")?.disabled === true;
    const open = [...select.options].filter((option) => !isOff(option) && !option.hidden);
    const at = open.findIndex((option) => option.index === index);
    return at < 0 ? null : at;
  };

  const isListOpen = (select) => select.matches(":open");

  const placeOf = (entry) => {
    const inSet = Number.parseInt(said(entry, "aria-posinset"), 10);
    if (inSet > 0) return inSet - 1;
    const role = roleOf(entry);
    const own = positionOf(entry, role);
    if (own.set_size > 1) return own.index;
    // Each entry may lie in a box of its own.
    const holdsOne = (box) =>
      [...box.querySelectorAll("*")].filter((inner) => roleOf(inner) === role).length === 1;
    let box = parentOf(entry);
    for (let climbed = 0; box !== null && climbed < 3 && holdsOne(box); climbed += 1) {
      const peers = [...(box.parentNode?.children ?? [])].filter(holdsOne);
      if (peers.length > 1) return peers.indexOf(box);
      box = parentOf(box);
    }
    return own.index;
  };

  const paintOf = (element) => {
    const style = getComputedStyle(element);
    return `${style.backgroundColor} ${style.outline} ${style.boxShadow} ${style.fontWeight}`;
  };

  /** In each list that is shown, the one entry that is painted otherwise than all others. */
  const paintedOnes = (entries) => {
    const lists = new Map();
    for (const entry of entries) {
      const list = lists.get(entry.parentNode) ?? [];
      lists.set(entry.parentNode, [...list, entry]);
    }
    return [...lists.values()].flatMap((list) => {
      // Of one or two nobody can say which is painted as usual.
      if (list.length < 3) return [];
      const paints = list.map(paintOf);
      const odd = list.filter(
        (_, at) => paints.filter((paint) => paint === paints[at]).length === 1,
      );
      return odd.length === 1 ? odd : [];
    });
  };

  const liesInView = (element) => {
    const box = element.getBoundingClientRect();
    return isShown(element) && box.width > 1 && box.height > 1;
  };

  const liesOver = (element) => {
    for (let at = element; at !== null; at = parentOf(at)) {
      if (/^(absolute|fixed)$/.test(getComputedStyle(at).position)) return true;
    }
    return false;
  };

  /** The entries that are shown; where none has a role, like siblings under a pointing hand. */
  const entriesShown = () => {
    const all = [...walk(document, true)].slice(0, MAX_LOOKED_AT);
    const byRole = all.filter((element) => ENTRIES.test(roleOf(element)) && liesInView(element));
    if (byRole.length > 0) return byRole;
    const isPressable = (element) => getComputedStyle(element).cursor === "pointer";
    return all.filter(
      (element) =>
        isShown(element) &&
        isPressable(element) &&
        [...(parentOf(element)?.children ?? [])].filter(isPressable).length > 2 &&
        liesOver(element),
    );
  };

  /** Where the highlight is, level by level, as far as the page says or shows it. */
  const highlighted = (levels) => {
    const active = activeIn(document);
    if (active === null) return [];
    const told = byId(active, said(active, "aria-activedescendant"));
    // Some lists name an entry of a second list that only readers of the screen are told.
    const entry =
      (told !== null && liesInView(told) ? told : null) ??
      (ENTRIES.test(roleOf(active)) ? active : null);
    if (entry !== null && levels === 1) return [placeOf(entry)];
    const entries = entriesShown();
    const selected = entries.filter((element) => said(element, "aria-selected") === "true");
    if (selected.length === 1 && levels === 1) return [placeOf(selected[0])];
    return paintedOnes(entries).slice(0, levels).map(placeOf);
  };

  const offsetOf = (element) =>
    element === null || element === document.documentElement
      ? { x: scrollX, y: scrollY }
      : { x: element.scrollLeft, y: element.scrollTop };

  /** Whether something moves or fades and will come to an end. */
  const isMoving = () =>
    document
      .getAnimations()
      .some(
        (animation) =>
          animation.playState === "running" &&
          Number.isFinite(animation.effect?.getComputedTiming().endTime),
      );

  /** Wait until the page has not changed for a while, or for as long as one may wait. */
  const rest = (quietMs, limitMs) =>
    new Promise((resolve) => {
      const began = performance.now();
      let last = began;
      const observer = new MutationObserver(() => {
        last = performance.now();
      });
      observer.observe(document, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      });
      const timer = setInterval(() => {
        const now = performance.now();
        const isQuiet = document.readyState === "complete" && now - last >= quietMs && !isMoving();
        if (!isQuiet && now - began < limitMs) return;
        clearInterval(timer);
        observer.disconnect();
        resolve(isQuiet);
      }, 25);
    });

  return {
    collect,
    element: (ref) => kept[ref] ?? null,
    select: (ref) => selectOf(kept[ref]),
    aim,
    focus,
    isIdle,
    stateOf,
    arrowsTo,
    isListOpen,
    highlighted,
    offsetOf,
    rest,
  };
})();
