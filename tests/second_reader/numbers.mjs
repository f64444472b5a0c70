// Numbers of sessions over a store: none missing, none twice (FORMAT.md, section 12).

export class Numbers {
  #sessions = new Map();
  #doubled = [];

  add({ session, seq }) {
    // What the host says of a session as a whole has no number.
    if (session === undefined || seq === undefined) return;
    const seen = this.#of(session);
    if (seen.has(seq)) this.#doubled.push([session, seq]);
    seen.add(seq);
  }

  /** Take the numbers of a tombstone; what is there as well was not in it alone. */
  addSpan({ session, first, last }) {
    const seen = this.#of(session);
    for (let number = first; number <= last; number += 1) seen.add(number);
  }

  report() {
    const missing = [];
    for (const [session, seen] of this.#sessions) {
      let expected = 1;
      for (const number of [...seen].sort((one, other) => one - other)) {
        if (number > expected) missing.push([session, expected, number - 1]);
        expected = number + 1;
      }
    }
    return { missing, doubled: this.#doubled };
  }

  #of(session) {
    if (!this.#sessions.has(session)) this.#sessions.set(session, new Set());
    return this.#sessions.get(session);
  }
}
