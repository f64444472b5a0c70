// Which facts of which document are safe already. Pure; what must be stored the caller stores.

/** More are forgotten, the longest unheard first; a page then says itself how far it is. */
const MAX_DOCUMENTS = 400;

export class Documents {
  constructor(
    private readonly last = new Map<string, number>(),
    private readonly most = MAX_DOCUMENTS,
  ) {}

  /** Last number taken. `acknowledged` is what the page was told, and counts if it is forgotten. */
  lastOf(document: string, acknowledged: number): number {
    return this.last.get(document) ?? Math.max(0, Math.floor(acknowledged));
  }

  /** Note how far a document is; gives those that are forgotten for it. */
  note(document: string, last: number): string[] {
    this.last.delete(document);
    this.last.set(document, last);
    if (this.last.size <= this.most) return [];
    const old = [...this.last.keys()].slice(0, Math.ceil(this.most / 4));
    for (const forgotten of old) this.last.delete(forgotten);
    return old;
  }
}
