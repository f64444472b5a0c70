"""The rules that are switched off one at a time, and the situations that should notice."""

from __future__ import annotations

from tests.leaks.mutants import Edit, Mutant

# A second line of defence is tried with the first one off: without both nothing could be seen.
_CONTENT_DENIES = Edit(
    "    if (site.deny.some((denied) => pathMatches(parsePath(denied.toLowerCase()), lowered))) {\n",
    "    if (lowered === '') {\n",
)


def one(name: str, rule: str, old: str, new: str, *situations: str, **more: object) -> Mutant:
    """Return a mutant of one edit."""
    return Mutant(name, rule, (Edit(old, new),), situations, **more)  # type: ignore[arg-type]


def painted(tag: str, *situations: str) -> Mutant:
    """Return a mutant that leaves a tag of the painted ones out."""
    before, after = {
        "img": ("/^(img|", "/^("),
        "canvas": ("|canvas|", "|"),
        "video": ("|video|", "|"),
        "object": ("|object|embed|", "|"),
        "iframe": ("|embed|iframe|", "|embed|"),
        "svg": ("|svg|", "|"),
        "math": ("|math|", "|"),
    }[tag]
    line = (
        "/^(img|picture|canvas|video|audio|object|embed|iframe|frame|portal|fencedframe"
        "|svg|math|meter|progress|output)$/"
    )
    new = line.replace(before, after, 1)
    return one(f"paints-{tag}", f"<{tag}> is painted over", line, new, *situations)


FIELDS = (
    one(
        "password-type",
        "what is or was a password, or is drawn as dots, is a secret",
        'field.isPassword || field.type === "password" || hinted(SECRET_HINT)',
        "hinted(SECRET_HINT)",
        *("password-upper", "password-disc", "password-late"),
    ),
    one(
        "password-sticky",
        "what was a password stays one",
        "  if (secrets.has(element)) return true;\n",
        "",
        *("password-late", "password-revealed"),
    ),
    one(
        "password-successor",
        "what takes the place of a password is one",
        "for (const successor of successorsOf(secret)) markSecret(successor);",
        "",
        "password-replaced",
        repeat=6,  # noticed by a picture, which a busy machine does not take each time
    ),
    one(
        "password-tokens",
        "every word of autocomplete counts",
        'field.type === "password" || hinted(SECRET_HINT)',
        'field.type === "password"',
        *("password-autocomplete", "password-webauthn"),
    ),
    one(
        "password-case",
        "autocomplete is compared without regard to case",
        "  return field.autocomplete.toLowerCase().split(/\\s+/);",
        "  return field.autocomplete.split(/\\s+/);",
        "password-cased",
    ),
    one(
        "password-disc",
        "what is shown as dots is a password",
        '  return drawn !== "" && drawn !== "none";',
        "  return drawn === 'never';",
        "password-disc",
    ),
    one(
        "secret-words",
        "a field that is called a password or a code is a secret",
        '  if (says(WORDS.password) || says(WORDS.code)) return "secret";\n',
        "",
        *("password-worded", "pin-field"),
    ),
    one(
        "code-boxes",
        "one-time codes and rows of boxes for them are secrets",
        '  if (hints.includes("one-time-code") || field.boxes === "code") return "secret";\n',
        "",
        *("code-boxes", "code-single"),
    ),
    one(
        "payment-hints",
        "cards by autocomplete and by boxes",
        '  if (hinted(PAYMENT_HINT) || field.boxes === "card") return "payment";\n',
        "",
        *("card-section", "card-boxes"),
    ),
    one(
        "payment-words",
        "a field that is called an account is a payment",
        '  if (says(WORDS.payment)) return "payment";\n',
        "",
        *("iban-field", "account-field"),
    ),
    one(
        "government-words",
        "numbers of documents by words and by boxes",
        '  if (field.boxes === "number" || says(WORDS["government-id"])) return "government-id";\n',
        "",
        *("ssn-boxes", "ssn-spaced"),
    ),
    one(
        "closed-classes",
        "of secrets, payments and numbers of documents no length is told",
        'FieldClass> = new Set(["secret", "payment", "government-id"]);',
        "FieldClass> = new Set([]);",
        *("password-typed", "card-section", "ssn-spaced"),
    ),
    one(
        "secret-picture",
        "no picture of a page with a secret",
        '    if (masks.secretVisible) return "secret-visible";\n',
        "",
        *("password-typed", "shadow-closed-password"),
    ),
    one(
        "payment-picture",
        "no picture of a page with a payment",
        '    if (masks.paymentVisible) return "payment-visible";\n',
        "",
        *("card-section", "iban-field"),
    ),
    one(
        "pin-pads",
        "which key of a PIN pad was pressed is not told",
        "  return digits.size === 10;",
        "  return false;",
        "pin-pad",
    ),
    one(
        "secret-filters",
        "of a secret the number of its edits is not told",
        "    if (isWithinClosed(element)) return; // of a secret",
        "    // of a secret",
        "password-hints",
    ),
    one(
        "pin-panels",
        "keys of a PIN pad are no entries of a list",
        " || holdsPad(element)",
        "",
        "pin-panel",
    ),
    one(
        "fields-painted",
        "every field is painted over",
        "      isField || PAINTED_TAGS",
        "      PAINTED_TAGS",
        *("plain-field", "area-typed", "select-keyed"),
    ),
    one(
        "values-painted",
        "files, amounts and colours are painted over",
        "const SHOWN_VALUES = /^(file|range|color|image)$/;",
        "const SHOWN_VALUES = /^never$/;",
        *("file-chosen", "range-value"),
    ),
    one(
        "buttons-painted",
        "an input that is a button is painted over unless its record says what it shows",
        "return BUTTONS.test(type) && !isButtonSaidIn",
        "return type === type.toUpperCase() && !isButtonSaidIn",
        *("button-value", "button-renamed"),
    ),
    Mutant(
        "bubble",
        "no picture while the browser's bubble or list may show",
        (
            Edit(
                "    return this.composing || this.now() - this.last < SHOWN_MS;",
                "    return false;",
            ),
            Edit("masks.popupOpen || popupMayShow() ||", "masks.popupOpen ||"),
        ),
        ("bubble-shown",),
        repeat=3,
    ),
    one(
        "editable-named",
        "what can be written into has no name of its own text",
        "wordingOf(element, ownText && !isEditable(element))",
        "wordingOf(element, ownText)",
        "editable-button",
    ),
    Mutant(
        "letters",
        "letters are no shortcuts",
        (
            Edit("  return chord ? signOf(press, platform) : null;", "  return press.key;"),
            Edit(
                "    if (isLetter && isPlain) {",
                "    if (isLetter && !isPlain) {",
            ),
            # The host drops them as well.
            Edit(
                '    return len(values["key"]) == 1 and not',
                '    return len(values["key"]) == 0 and not',
            ),
        ),
        ("keys-outside", "keys-listed"),
    ),
)

NAMES = (
    one(
        "data-roles",
        "entries, cells and headings have no name",
        'return saysEntry(element, role) ? entryName(element) : withheld("data-role");',
        "return entryName(element);",
        *("row-pressed", "grid-pressed", "tree-pressed", "bubble-pressed", "heading-pressed"),
    ),
    one(
        "links",
        "links are named in a navigation only",
        'if (role === "link" && !isTest && !isFixedLink(element)) return withheld("data-role");',
        "",
        *("link-pressed", "link-current", "link-record"),
    ),
    one(
        "links-current",
        "the link of where one is has no name",
        "if (navigation === null || isCurrentOrCrumb(link, navigation)) return false;",
        "if (navigation === null) return false;",
        "link-current",
    ),
    one(
        "links-records",
        "a link to an entry has no name",
        'return path === null || !pathTemplate(path, []).includes("{}");',
        "return true;",
        "link-record",
    ),
    one(
        "controls-of-entries",
        "a control of an entry is named only if all entries have the same",
        'if (!isTest && !isFixedInItsItem(element, role, wording)) return withheld("data-role");',
        "",
        *("aria-name", "choice-labels", "mail-inbound"),
    ),
    one(
        "referred-cells",
        "aria-labelledby reads no cell",
        '(isWithinSkipped(found) ? "" : ownText(found))',
        "ownText(found)",
        "labelled-by-data",
    ),
    one(
        "choice-shown",
        "what stands on a closed list is what was chosen",
        "  if (fromOwnText && !showsChoice(element)) {",
        "  if (fromOwnText) {",
        "choice-on-button",
    ),
    one(
        "label-plain",
        "of a label that holds more than words only its own words count",
        "  if (isPlain) return ownText(label);",
        "  return ownText(label);",
        "list-in-label",
    ),
    one(
        "data-in-button",
        "results and times in a button are data",
        '  "output",\n  "meter",\n  "progress",\n  "td",\n  "tr",\n  "li",\n  "article",\n  "time",\n',
        "",
        "cell-in-button",
    ),
    one(
        "not-said",
        "what is hidden from readers is not named",
        "  if (SKIPPED_TAGS.has(tagOf(element)) || isEditable(element)) return true;\n"
        '  if (getAttribute(element, "aria-hidden") === "true" || showsChoice(element)) return true;\n',
        "  if (SKIPPED_TAGS.has(tagOf(element)) || isEditable(element)) return true;\n",
        "hidden-in-button",
    ),
    one(
        "data-in-names",
        "no name with numbers, an address or a key",
        '  if (looksLikeData(text)) return "looks-like-data";\n',
        "",
        *("button-email", "button-phone", "button-key"),
    ),
    one(
        "persons",
        "no name that names a person",
        '  if (namesPerson(text)) return "names-a-person";\n',
        "",
        *("tab-named", "aria-label-data", "button-value", "text-in-link"),
    ),
    one(
        "topics",
        "no name of a sensitive topic",
        '  return isSensitive(text) ? "sensitive-topic" : null;',
        "  return null;",
        "topic-pressed",
    ),
    one(
        "options",
        "entries of lists have no name",
        '  if (said === "text" || isStatic) return entryName(entry);\n',
        "  return entryName(entry);\n",
        *("select-native", "select-inline", "listbox-drawn"),
    ),
    one(
        "menus-of-fields",
        "the menu of a field is a list of data",
        '  return roleOf(holder) === "combobox" || /^(listbox|tree|grid)$/.test(popup);',
        "  return popup === null;",
        "menu-of-field",
    ),
    one(
        "static-tokens",
        "ids and test ids have to look fixed",
        "  if (token === null || token.length > 40 || !TOKEN.test(token)) return false;\n"
        "  if (/[0-9].*[0-9]/.test(token)) return false;\n",
        "  if (token === null) return false;\n",
        *("styles-named", "ids-numbered"),
    ),
    one(
        "path-template",
        "of a path only plain words stay",
        'lowered.has(part.toLowerCase()) || isFixedPart(part) ? part : "{}"',
        "part",
        *("address-path", "push-state"),
    ),
)

PICTURES = (
    one(
        "text-painted",
        "text is painted over",
        "    for (const rect of shown) this.add(rect, covered, letters);\n",
        "",
        *("row-pressed", "shadow-open", "chat-inbound"),
    ),
    one(
        "text-named",
        "text stays visible only where the record says the same",
        "return name !== null && isSaidIn(node, name);",
        "return name !== null;",
        "text-in-button",
    ),
    one(
        "text-of-letters",
        "shadows and edges of letters are painted over",
        "      found = letterSpill(getComputedStyle(holder));\n",
        "      found = 0;\n",
        *("text-shadow", "text-stroke"),
    ),
    one(
        "filters",
        "what a filter draws elsewhere is painted over",
        "    else this.spill += spill;\n",
        "",
        *("drop-shadow", "shadow-far"),
    ),
    one(
        "reflections",
        "no picture with a reflection",
        '  if (reflection !== "" && reflection !== "none") return null;\n',
        "",
        "box-reflect",
    ),
    painted("img", "image-data"),
    painted("canvas", "canvas-text", "canvas-worker"),
    painted("video", "video-stream"),
    painted("object", "object-embedded"),
    painted("iframe", "frame-off", "frame-sandboxed"),
    painted("svg", "svg-text", "svg-in-button"),
    one(
        "background-pictures",
        "background pictures are painted over",
        "    PICTURE.test(style.backgroundImage) ||\n",
        "",
        "background-image",
    ),
    one(
        "border-pictures",
        "border pictures are painted over",
        "    PICTURE.test(style.borderImageSource) ||\n",
        "",
        "border-image",
    ),
    one(
        "mask-pictures",
        "what a picture cuts out is painted over",
        "    PICTURE.test(style.maskImage) ||\n",
        "",
        "mask-image",
    ),
    one(
        "generated-text",
        "generated text is painted over",
        "    if (box === null) return null;\n    boxes.push(box);\n",
        "",
        "text-before",
    ),
    one(
        "marker-text",
        "a marker's text is painted over",
        '  return content !== "normal" && content !== "none" && !isSymbol(content);',
        "  return false;",
        "text-marker",
    ),
    one(
        "marker-pictures",
        "a marker's picture is painted over",
        "  if (PICTURE.test(host.listStyleImage)) return true;\n",
        "",
        "marker-image",
    ),
    one(
        "spilling-pictures",
        "no picture of a page with pictures that reach out of their boxes",
        "    if (spillsOver(element, tag, style)) this.masks.tooComplex = true;\n",
        "",
        *("image-spilling", "options-spilling"),
    ),
    one(
        "shadow-roots",
        "shadow roots are painted over, also closed ones",
        "    const inside = [...(shadow === null ? [] : nodesIn(shadow)), ...nodesIn(node)];\n",
        "    const inside = [...nodesIn(node)];\n",
        *("shadow-open", "shadow-closed-field", "menu-of-manager"),
    ),
    one(
        "blocks",
        "rectangles are rounded outward to blocks",
        "  return Math.ceil(value / BLOCK) * BLOCK;",
        "  return Math.floor(value / BLOCK) * BLOCK;",
        *("row-pressed", "canvas-text"),
    ),
    one(
        "pinch",
        "no picture while enlarged by two fingers",
        '    if (isZoomed()) return "zoomed-in";\n',
        "",
        "pinched",
    ),
    one(
        "scale",
        "rectangles are scaled as the picture is",
        "  const scaleX = captured.width / armed.width;",
        "  const scaleX = 1;",
        *("row-pressed", "canvas-text"),
        zoom=150,
    ),
    Mutant(
        "stillness",
        "no picture if anything has changed around it",
        (
            Edit(
                "      const left = quiet - this.restedMs;",
                "      const left = Math.min(0, quiet);",
            ),
            Edit(
                "        if (digest(early.rects) !== digest(masks.rects)) return refuse",
                "        if (!early) return refuse",
            ),
            Edit(
                "      if (!rests || changes.count !== count || movesMasked(masks)) return",
                "      if (count < 0) return",
            ),
            Edit("!hasMoved && armed.changes.count === armed.count && ", ""),
            Edit("        digest(masks.rects) === digest(armed.masks.rects) &&\n", ""),
        ),
        races=("race-bursting", "race-timed"),
        repeat=6,
    ),
    one(
        "rest",
        "no picture soon after something has moved that no change tells of",
        "      const rests = await motion.rests(REST_MS);\n",
        "      const rests = await motion.rests(-1);\n",
        "flying",
        repeat=6,
    ),
    Mutant(
        "other-tab",
        "no picture of another tab",
        (
            Edit("if (tab === undefined || !tab.active) throw", "if (tab === undefined) throw"),
            Edit("armed.count && isPageShown();", "armed.count;"),
            Edit("      generation() !== before ||\n", ""),
            Edit('    if (!isPageShown()) return refuse("not-visible");\n', ""),
        ),
        ("tab-switched",),
        races=("race-tabs",),
        repeat=3,
    ),
)

PLACES = (
    one(
        "marked-areas",
        "an area that the page marks is painted over",
        '  return /^(mask|deny)$/i.test(getAttribute(element, MARK) ?? "");',
        "  return false;",
        "area-marked",
    ),
    one(
        "marked-pages",
        "nothing of a page that denies itself",
        "export function isPageMarked(page: Document = document): boolean {\n",
        "export function isPageMarked(page: Document = document): boolean {\n  if (page) return false;\n",
        "page-marked",
    ),
    Mutant(
        "denied-paths",
        "nothing of a denied path, in the page, the worker and the host",
        (
            _CONTENT_DENIES,
            Edit(
                "            if any(path_matches(tuple(p.lower() for p in parts), lowered)"
                " for parts in denied):\n                return False\n",
                "",
            ),
        ),
        ("payroll",),
    ),
    one(
        "denied-early",
        "nothing of a denied path that was come to before the first answer",
        "  if (wasElsewhere) forget();\n",
        "",
        "route-unanswered",
    ),
    Mutant(
        "host-dumps",
        "the host leaves no core",
        (
            Edit("    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n", ""),
            Edit("    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)\n", ""),
        ),
        ("host-aborted",),
    ),
)

MUTANTS: tuple[Mutant, ...] = (*FIELDS, *NAMES, *PICTURES, *PLACES)
