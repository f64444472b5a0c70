// The only file that reads attributes, text and form state of a page.
//
// Rule: what a person typed or a field holds is never read. Names come from the fixed wording of
// controls; everything else is structure (tags, roles, positions, counts). A form can shadow its
// own methods with fields of the same name (<input name="getAttribute">), so every read goes
// through the prototype.

type Getter<T> = (this: object) => T;

function getter<T>(prototype: object, name: string): (target: object) => T {
  const found = Object.getOwnPropertyDescriptor(prototype, name)?.get as Getter<T> | undefined;
  if (found === undefined) throw new Error(`no ${name}`);
  return (target) => found.call(target);
}

const call = Function.prototype.call;
const getAttribute = call.bind(Element.prototype.getAttribute) as (
  element: Element,
  name: string,
) => string | null;
const matches = call.bind(Element.prototype.matches) as (
  element: Element,
  selector: string,
) => boolean;
const getRootNode = call.bind(Node.prototype.getRootNode) as (node: Node) => Node;
const getBoundingClientRect = call.bind(Element.prototype.getBoundingClientRect) as (
  element: Element,
) => DOMRect;
const localName = getter<string>(Element.prototype, "localName");
const parentNode = getter<Node | null>(Node.prototype, "parentNode");
const childNodes = getter<NodeListOf<ChildNode>>(Node.prototype, "childNodes");
const childElements = getter<HTMLCollection>(Element.prototype, "children");
const nodeValue = getter<string | null>(Node.prototype, "nodeValue");
const selectIndex = getter<number>(HTMLSelectElement.prototype, "selectedIndex");
const selectOptions = getter<HTMLOptionsCollection>(HTMLSelectElement.prototype, "options");
const selectMultiple = getter<boolean>(HTMLSelectElement.prototype, "multiple");
const selectSize = getter<number>(HTMLSelectElement.prototype, "size");
const inputType = getter<string>(HTMLInputElement.prototype, "type");
const isContentEditable = getter<boolean>(HTMLElement.prototype, "isContentEditable");
const labelsOf = getter<NodeListOf<HTMLLabelElement> | null>(HTMLInputElement.prototype, "labels");
const selectLabels = getter<NodeListOf<HTMLLabelElement>>(HTMLSelectElement.prototype, "labels");
const textareaLabels = getter<NodeListOf<HTMLLabelElement>>(
  HTMLTextAreaElement.prototype,
  "labels",
);

export const MAX_NAME = 80;
const MAX_TEXT_NODES = 200;
const BUTTON_INPUTS = new Set(["button", "submit", "reset", "image"]);
const CHOICE_INPUTS = new Set(["checkbox", "radio"]);
const TEXTLESS_INPUTS = new Set(["range", "color", "file", ...BUTTON_INPUTS, ...CHOICE_INPUTS]);

export function tagOf(element: Element): string {
  return localName(element).toLowerCase();
}

/** The parent in the flat tree of documents and shadow roots, or null at the top. */
export function parentOf(element: Element): Element | null {
  const parent = parentNode(element);
  if (parent instanceof Element) return parent;
  return parent instanceof ShadowRoot ? parent.host : null;
}

/** The parent within the same document or shadow root, or null at its top. */
export function parentInTree(element: Element): Element | null {
  const parent = parentNode(element);
  return parent instanceof Element ? parent : null;
}

/** The document or shadow root that holds the element; null if it is not in one any more. */
export function rootOf(element: Element): Document | ShadowRoot | null {
  const root = getRootNode(element);
  return root instanceof Document || root instanceof ShadowRoot ? root : null;
}

export function rectOf(element: Element): DOMRect {
  return getBoundingClientRect(element);
}

export function childrenOf(element: Element): Element[] {
  return Array.from(childElements(element));
}

export function closest(element: Element, test: (candidate: Element) => boolean): Element | null {
  for (let at: Element | null = element, depth = 0; at !== null && depth < 1000; depth += 1) {
    if (test(at)) return at;
    at = parentOf(at);
  }
  return null;
}

export function elementMatches(element: Element, selector: string): boolean {
  try {
    return matches(element, selector);
  } catch {
    return false;
  }
}

/** An attribute that says what an element is. Attributes that can hold data are not offered. */
export function structuralAttribute(
  element: Element,
  name:
    | "id"
    | "name"
    | "role"
    | "for"
    | "type"
    | "list"
    | "tabindex"
    | "data-testid"
    | "data-test-id"
    | "data-test"
    | "data-qa"
    | "data-cy"
    | "autocomplete"
    | "aria-haspopup"
    | "aria-expanded"
    | "aria-controls"
    | "aria-owns"
    | "aria-activedescendant"
    | "aria-autocomplete"
    | "aria-selected"
    | "aria-hidden",
): string | null {
  return getAttribute(element, name);
}

export function hasLink(element: Element): boolean {
  return getAttribute(element, "href") !== null;
}

export function inputTypeOf(element: Element): string {
  return element instanceof HTMLInputElement ? inputType(element) : "";
}

/** Whether a person can put text of his own into the element. */
export function isEditable(element: Element): boolean {
  if (element instanceof HTMLInputElement) return !TEXTLESS_INPUTS.has(inputType(element));
  if (element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) return true;
  if (element instanceof HTMLElement && isContentEditable(element)) return true;
  if ((element as { editContext?: unknown }).editContext != null) return true;
  const role = getAttribute(element, "role");
  return role === "textbox" || role === "searchbox";
}

const everPassword = new WeakSet<Element>();

/** Whether the element holds or once held a password, also while it is shown as text. */
export function isPassword(element: Element): boolean {
  if (!(element instanceof HTMLInputElement)) return false;
  if (inputType(element) === "password") {
    everPassword.add(element);
    return true;
  }
  if (everPassword.has(element)) return true;
  const tokens = (getAttribute(element, "autocomplete") ?? "").toLowerCase().split(/\s+/);
  if (tokens.some((token) => /^(current-password|new-password|one-time-code)$/.test(token))) {
    return true;
  }
  const security = getComputedStyle(element).getPropertyValue("-webkit-text-security");
  return security !== "" && security !== "none";
}

/** Remember password fields before a page turns one into a text field. */
export function rememberPasswords(root: Document | ShadowRoot | Element): void {
  for (const field of root.querySelectorAll('input[type="password" i]')) everPassword.add(field);
}

export function isDropdownSelect(element: Element): element is HTMLSelectElement {
  return (
    element instanceof HTMLSelectElement && !selectMultiple(element) && selectSize(element) <= 1
  );
}

/** Position of the choice and number of options of a <select>; never their text or values. */
export function choiceOf(element: HTMLSelectElement): { index: number; size: number } {
  return { index: selectIndex(element), size: selectOptions(element).length };
}

export function optionPosition(element: Element): { index: number; size: number } | null {
  const list = closest(element, (candidate) => candidate instanceof HTMLSelectElement);
  if (!(list instanceof HTMLSelectElement)) return null;
  const options = Array.from(selectOptions(list));
  const index = options.indexOf(element as HTMLOptionElement);
  return index < 0 ? null : { index, size: options.length };
}

/** Labels of a form control: the <label> elements that belong to it. */
function labelElements(element: Element): Element[] {
  if (element instanceof HTMLInputElement) return Array.from(labelsOf(element) ?? []);
  if (element instanceof HTMLSelectElement) return Array.from(selectLabels(element));
  if (element instanceof HTMLTextAreaElement) return Array.from(textareaLabels(element));
  return [];
}

const SKIPPED_TAGS = new Set([
  "input",
  "textarea",
  "select",
  "option",
  "optgroup",
  "datalist",
  "output",
  "meter",
  "progress",
  "td",
  "time",
  "data",
  "iframe",
  "object",
  "embed",
  "canvas",
  "video",
  "audio",
  "script",
  "style",
  "template",
  "svg",
]);
const SKIPPED_ROLES =
  /^(option|row|cell|gridcell|treeitem|listitem|article|textbox|searchbox|combobox|listbox|slider|spinbutton|log|status|alert|timer)$/;

/** The element's own fixed wording; never goes down into fields, options or cells. */
function ownText(element: Element, root = element): string {
  const parts: string[] = [];
  let budget = MAX_TEXT_NODES;
  const visit = (node: Node): void => {
    for (const child of childNodes(node)) {
      budget -= 1;
      if (budget < 0) return;
      if (child instanceof Text) parts.push(nodeValue(child) ?? "");
      else if (child instanceof Element && !isSkipped(child)) visit(child);
    }
  };
  if (element === root || !isSkipped(element)) visit(element);
  return collapse(parts.join(" "));
}

function isSkipped(element: Element): boolean {
  if (SKIPPED_TAGS.has(tagOf(element)) || isEditable(element)) return true;
  if (getAttribute(element, "aria-hidden") === "true") return true;
  return SKIPPED_ROLES.test(getAttribute(element, "role") ?? "");
}

function collapse(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/**
 * The fixed wording that names a control, from aria-labelledby, aria-label, its labels, and for
 * buttons, links, menu items and tabs its own text. Null if there is none.
 */
export function wordingOf(element: Element, fromOwnText: boolean): string | null {
  const references = (getAttribute(element, "aria-labelledby") ?? "").split(/\s+/).slice(0, 8);
  const root = rootOf(element);
  const referred = references
    .map((id) => (id === "" || root === null ? null : root.getElementById(id)))
    .filter((found): found is HTMLElement => found !== null)
    .map((found) => (isSkipped(found) ? "" : ownText(found)));
  const candidates = [
    collapse(referred.join(" ")),
    collapse(getAttribute(element, "aria-label") ?? ""),
    collapse(
      labelElements(element)
        .map((label) => ownText(label))
        .join(" "),
    ),
  ];
  if (fromOwnText) candidates.push(ownText(element));
  if (BUTTON_INPUTS.has(inputTypeOf(element))) {
    // Of a button the value attribute is the wording that its maker wrote on it.
    candidates.push(collapse(getAttribute(element, "value") ?? ""));
    candidates.push(collapse(getAttribute(element, "alt") ?? ""));
  }
  return candidates.find((candidate) => candidate !== "") ?? null;
}

/** Whether a name could hold somebody's data: digits in a row, an address, a random token. */
export function looksLikeData(text: string): boolean {
  if (/[0-9]{3,}/.test(text.replace(/[\s.,'-]/g, "")) || /[@＠]/.test(text)) return true;
  return text.split(/\s+/).some((word) => word.length >= 16 && entropy(word) >= 3.5);
}

/** Shannon entropy in bits per character. */
function entropy(word: string): number {
  const counts = new Map<string, number>();
  for (const letter of word) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    bits -= (count / word.length) * Math.log2(count / word.length);
  }
  return bits;
}

/** Whether an id, name or test id looks fixed: no long numbers, no generated tokens. */
export function isStaticToken(token: string | null): token is string {
  if (token === null || !/^[A-Za-z][A-Za-z0-9_.-]{0,39}$/.test(token)) return false;
  if (/[0-9]{3,}/.test(token)) return false;
  return !(token.length >= 12 && /[0-9]/.test(token) && entropy(token) >= 3.5);
}

/** Text nodes and boxes for the screenshot's masks; text itself is never handed out. */
export function hasVisibleText(node: Text): boolean {
  return /\S/.test(nodeValue(node) ?? "");
}
