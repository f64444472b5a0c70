// Where a document has been while its first answer is awaited. Pure.
//
// Attack: an application leads from the address that was asked about into a denied path and back
// before the answer is there. Addresses are kept in memory only; what is told is their template,
// once the sites are known.

export class Early {
  private readonly visited = new Set<string>();
  private readonly facts = new Map<number, string>();
  private spoilt = false;

  /** The document is at this address now; null if it has none of its own. */
  visit(pathname: string | null): void {
    if (pathname !== null) this.visited.add(pathname);
  }

  /** The document has said of itself that it must not be recorded. */
  spoil(): void {
    this.spoilt = true;
  }

  /** A fact was seen at this address. */
  note(number: number, pathname: string | null): void {
    this.visit(pathname);
    if (pathname !== null) this.facts.set(number, pathname);
  }

  /** Whether what was seen can be told as of this address. */
  wasOnlyAt(pathname: string | null): boolean {
    return !this.spoilt && [...this.visited].every((known) => known === pathname);
  }

  /** The template of each fact; null if the document came to where nothing may be recorded. */
  place(template: (pathname: string) => string | null): ReadonlyMap<number, string> | null {
    if (this.spoilt) return null;
    const placed = new Map<string, string>();
    for (const pathname of this.visited) {
      const found = template(pathname);
      if (found === null) return null;
      placed.set(pathname, found);
    }
    const facts = [...this.facts];
    return new Map(facts.map(([number, pathname]) => [number, placed.get(pathname) ?? ""]));
  }
}
