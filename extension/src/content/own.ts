// Which element in the page is ours, so that no record and no picture is of it.

let own: Element | null = null;

export function setOwn(element: Element | null): void {
  own = element;
}

export function isOwn(node: Node): boolean {
  return own !== null && node === own;
}

/** Without our own element; it only ever hangs at the top of the document. */
export function withoutOwn<T extends Node>(nodes: T[]): T[] {
  return own === null || !nodes.includes(own as Node as T)
    ? nodes
    : nodes.filter((node) => !isOwn(node));
}

export function ownElement(): Element | null {
  return own;
}
