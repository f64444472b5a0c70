"""Situations about what pages show: lists, rows, pictures, paint, overlays."""

from __future__ import annotations

from tests.leaks.hands import Hands
from tests.leaks.situation import Situation, write_and_press


def open_and_choose(hands: Hands) -> None:
    """Open the browser's own list and choose by keys."""
    hands.press("#field")
    hands.wait(300)
    hands.key("ArrowDown")
    hands.key("Enter")


def type_ahead(hands: Hands) -> None:
    """Choose from a closed list by its first letters."""
    hands.key("Tab")
    hands.key("Tab")
    hands.type(hands.secret[:4])


def choose_drawn(hands: Hands) -> None:
    """Open a drawn list and choose."""
    hands.press("#act")
    hands.wait(200)
    hands.over("#first")
    hands.press("#first")


def scroll(hands: Hands) -> None:
    """Turn the wheel quickly, more than once."""
    hands.press("#act")
    for _ in range(8):
        hands.page.mouse.wheel(0, 700)
        hands.wait(90)


def press_right(hands: Hands) -> None:
    """Ask for the context menu."""
    hands.press("#act", button="right")
    hands.wait(300)
    hands.key("Escape")


def hover(hands: Hands) -> None:
    """Stay over it until the browser's tooltip comes."""
    hands.over("#act")
    hands.wait(900)
    hands.press("#act")


def mark_words(hands: Hands) -> None:
    """Mark text twice, with the mouse."""
    x, y = hands.see("#words")
    hands.page.mouse.click(x, y, click_count=3)
    hands.wait(100)


def copy_over(hands: Hands) -> None:
    """Mark, copy, and paste into a field."""
    mark_words(hands)
    hands.key("Control+C")
    hands.press("#field")
    hands.key("Control+V")


def drag_over(hands: Hands) -> None:
    """Mark text and drag it into a field."""
    mark_words(hands)
    _x, y = hands.see("#words")
    # On the words themselves, which begin at the left.
    hands.page.mouse.move(60, y)
    hands.page.mouse.down()
    hands.page.mouse.move(80, y + 10, steps=4)
    hands.page.mouse.move(*hands.see("#field"), steps=6)
    hands.page.mouse.up()


def double_ratio(hands: Hands) -> None:
    """Look at the page on a finer screen."""
    session = hands.page.context.new_cdp_session(hands.page)
    for ratio in (1.25, 2):
        size = {"width": 900, "height": 600, "deviceScaleFactor": ratio, "mobile": False}
        session.send("Emulation.setDeviceMetricsOverride", size)
        hands.write("#field", hands.secret)
        hands.press("#keep")
        hands.wait(900)


def pinch(hands: Hands) -> None:
    """Enlarge with two fingers."""
    session = hands.page.context.new_cdp_session(hands.page)
    session.send("Emulation.setPageScaleFactor", {"pageScaleFactor": 2})
    hands.page.mouse.click(100, 100)
    hands.wait(900)
    session.send("Emulation.setPageScaleFactor", {"pageScaleFactor": 1})


def press_often(hands: Hands) -> None:
    """Press several times, so that several pictures are due."""
    for _ in range(4):
        hands.press("#act")
        hands.wait(900)


def resize(hands: Hands) -> None:
    """Change the window's size while a picture is due."""
    session = hands.page.context.new_cdp_session(hands.page)
    for width in (900, 1200, 700, 1100):
        hands.press("#act")
        hands.wait(330)
        size = {"width": width, "height": 600, "deviceScaleFactor": 1, "mobile": False}
        session.send("Emulation.setDeviceMetricsOverride", size)


# Names that a list of names has, where being a name is what keeps them out.
PEOPLE = {"kind": "name", "other": "name"}
# Names that none has, where something else must.
OTHERS = {"kind": "rare name", "other": "rare name"}

CONTENTS = (
    Situation("select-native", 18, "A list of the browser, opened", open_and_choose),
    Situation("select-keyed", 18, "A closed list by letters", type_ahead, page="select-native"),
    Situation("select-inline", 18, "A list of the browser, lying open"),
    Situation("listbox-drawn", 19, "A drawn list of people", choose_drawn, **OTHERS),
    Situation("choice-values", 20, "Values of boxes", keeps=("Newsletter",), unseen=True),
    Situation("choice-labels", 20, "Boxes named after people", **OTHERS),
    Situation("aria-label-data", 40, "A button that names a person", **PEOPLE),
    Situation("aria-name", 40, "Buttons of entries that name people", **OTHERS),
    Situation("aria-description", 40, "Descriptions", keeps=("Archive",), unseen=True),
    Situation("aria-value", 40, "aria-valuetext", **OTHERS),
    Situation("labelled-by-data", 41, "A button named after a cell", **OTHERS),
    Situation("row-pressed", 42, "A row of a table", **OTHERS),
    Situation("grid-pressed", 42, "A cell of a grid", **OTHERS),
    Situation("bubble-pressed", 42, "A message of a chat", **OTHERS),
    Situation("subject-pressed", 42, "A subject of a mail", kind="rare name", other="rare name"),
    Situation(
        "heading-pressed", 42, "A heading of the content", kind="rare name", other="rare name"
    ),
    Situation("tree-pressed", 42, "An entry of a tree", **OTHERS),
    Situation("tab-named", 42, "A tab named after a person", **PEOPLE),
    Situation("text-in-link", 42, "A link of the navigation named after a person", **PEOPLE),
    Situation("text-in-summary", 42, "A summary named after a person", **PEOPLE),
    Situation("text-in-legend", 42, "A legend with data", kind="text"),
    Situation("button-value", 42, "A button with data on it", **PEOPLE),
    Situation("button-renamed", 42, "A button that is called otherwise than it shows", **PEOPLE),
    Situation("links-data", 38, "mailto:, tel: and downloads", kind="email", other="name"),
    Situation("styles-named", 38, "Ids, classes and test ids with data", unseen=True),
    Situation("image-data", 43, "A picture with data and a name"),
    Situation("background-image", 43, "A background picture"),
    Situation("border-image", 43, "A border picture"),
    Situation("marker-image", 43, "A marker picture"),
    Situation("mask-image", 43, "A mask picture"),
    Situation("canvas-text", 44, "Text on a canvas"),
    Situation("canvas-worker", 44, "Text on a canvas, drawn by a worker"),
    Situation("svg-text", 45, "Text in a drawing"),
    Situation("svg-foreign", 45, "HTML in a drawing"),
    Situation("svg-in-button", 45, "A drawing with text in a button", keeps=("Profile",)),
    Situation("video-stream", 46, "A video", unsteady=True),
    Situation("object-embedded", 47, "An embedded document"),
    Situation("dialog-modal", 49, "A modal dialog", **OTHERS),
    Situation("popover-shown", 49, "A popover", **OTHERS),
    Situation("overlay-thin", 49, "A translucent overlay"),
    Situation("scroll-fast", 50, "A list drawn while it is scrolled", scroll, unsteady=True),
    Situation("sticky-header", 50, "A header that sticks"),
    Situation("text-rotated", 51, "Rotated text"),
    Situation("text-moving", 51, "An animation", unsteady=True),
    Situation("text-flashing", 51, "Text that comes and goes", unsteady=True),
    Situation("view-transition", 51, "A transition that shows the view before", unsteady=True),
    Situation("drawer-late", 51, "Content that comes bit by bit", unsteady=True),
    Situation("pixel-ratio", 52, "Finer screens", double_ratio),
    Situation("pinched", 52, "Enlarged by two fingers", pinch, page="pixel-ratio"),
    Situation("resized", 53, "The window's size changes", resize, unsteady=True),
    Situation("copied", 55, "Copied from the page into a field", copy_over),
    Situation("words-marked", 56, "Text is marked", mark_words, page="copied"),
    Situation("drag-text", 56, "Text is dragged into a field", drag_over),
    Situation("tooltip-native", 62, "A tooltip", hover, keeps=("Info",), unseen=True),
    Situation("context-menu", 62, "The context menu", press_right),
    Situation("output-data", 73, "Results and meters", **OTHERS),
    Situation("math-data", 73, "Formulas"),
    Situation("range-value", 73, "Sliders and colours", keeps=("Level",), unseen=True),
    Situation("text-spilling", 74, "Text that reaches out of its box"),
    Situation("text-shadow", 74, "A shadow of the text, far away"),
    Situation("box-reflect", 74, "A reflection"),
    Situation("drop-shadow", 74, "A filter's shadow"),
    Situation("text-stroke", 74, "Letters with a thick edge"),
    Situation("text-before", 74, "Generated text"),
    Situation("text-marker", 74, "A marker's text"),
    Situation("text-ruby", 74, "Ruby text"),
    Situation("text-in-button", 74, "Data on a button of another name", keeps=("Account",)),
    Situation("button-email", 75, "A button with an e-mail address", kind="email"),
    Situation("button-phone", 75, "A button with a number", kind="phone", page="button-email"),
    Situation("button-key", 75, "A button with a key", kind="key"),
    Situation("choice-on-button", 75, "A button that shows what was chosen", **OTHERS),
    Situation("choice-in-label", 75, "A drawn list in a label", **OTHERS),
    Situation("list-in-label", 75, "A label that holds more than words", **OTHERS),
    Situation("cell-in-button", 75, "Data in a button", keeps=("Open",), **OTHERS),
    Situation(
        "hidden-in-button", 75, "Text of a button that is not said", keeps=("Open",), **OTHERS
    ),
    Situation("menu-of-field", 75, "The menu of a field", write_and_press, **OTHERS),
    Situation("link-pressed", 76, "A link in a text", **OTHERS),
    Situation("link-current", 76, "The link of where one is", **OTHERS),
    Situation("link-record", 76, "A link to an entry", kind="rare name", other="code"),
    Situation(
        "link-worded",
        76,
        "A link of the navigation to an entry whose address is a plain word",
        kind="rare name",
        other="word",
        page="link-record",
        limit="It looks like a link to a part of the application. Exports leave it out.",
    ),
    Situation("image-spilling", 76, "A picture that reaches out of its box"),
    Situation("options-spilling", 76, "Options that reach out of their list", **OTHERS),
    Situation(
        "flying", 76, "A thing that a script moves again and again", press_often, no_picture=True
    ),
    Situation("ids-numbered", 76, "Ids with numbers", kind="phone", unseen=True),
    Situation("shadow-far", 76, "A filter's shadow of what is inside"),
    Situation("topic-pressed", 77, "A sensitive topic", hides=("Sick leave",), unseen=True),
    Situation("area-marked", 77, "An area that the page marks"),
    Situation(
        "name-rare",
        77,
        "A button named after a person whose name is in no list",
        kind="rare name",
        page="button-key",
        limit="It looks like any label. Exports leave it out: fewer than five devices share it.",
    ),
)
