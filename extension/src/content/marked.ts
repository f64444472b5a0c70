// Which entry of a list is highlighted, where a page shows it by a mark alone: a class or a flag
// that one entry has and the others have not. Pure: the marks come in.

export type Marks<Entry> = ReadonlyMap<Entry, readonly string[]>;

/** Of each mark that one entry alone has, that entry. */
function holdersIn<Entry>(marks: Marks<Entry>): Map<string, Entry> {
  const holders = new Map<string, Entry>();
  const shared = new Set<string>();
  for (const [entry, words] of marks) {
    for (const word of new Set(words)) {
      if (holders.has(word)) shared.add(word);
      holders.set(word, entry);
    }
  }
  for (const word of shared) holders.delete(word);
  return holders;
}

/** The entry to which a mark has come that it had not before; null unless it is one alone. */
export function newlyMarked<Entry>(before: Marks<Entry>, now: Marks<Entry>): Entry | null {
  const held = holdersIn(before);
  const found = new Set<Entry>();
  for (const [word, entry] of holdersIn(now)) {
    const known = before.get(entry);
    const isNew = known === undefined ? held.has(word) : !known.includes(word);
    if (isNew) found.add(entry);
  }
  return only(found);
}

/** The entry that has marks where no other has any of its own; null if there is none or several. */
export function onlyMarked<Entry>(now: Marks<Entry>): Entry | null {
  return now.size < 2 ? null : only(new Set(holdersIn(now).values()));
}

function only<Entry>(found: ReadonlySet<Entry>): Entry | null {
  const [first] = found;
  return found.size === 1 && first !== undefined ? first : null;
}
