// Answers about the page that hold until it can run again: as long as one call of ours lasts. The
// same question comes up hundreds of times in a call, and most answers cost the browser much.

let depth = 0;
const used: Map<unknown, unknown>[] = [];

/** Whatever is asked from now on is asked of the browser once, until the call has ended. */
export function beginCall(): void {
  depth += 1;
}

export function endCall(): void {
  depth -= 1;
  if (depth > 0 || used.length === 0) return;
  for (const known of used) known.clear();
  used.length = 0;
}

/** The same function as a call of ours. The task must not wait. */
export function remembering<F extends (this: unknown, ...words: never[]) => unknown>(task: F): F {
  return function (this: unknown, ...words: never[]) {
    beginCall();
    try {
      return task.apply(this, words);
    } finally {
      endCall();
    }
  } as F;
}

/** The same function; within one call of ours it works out each answer once. */
export function remembered<K, V>(find: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    if (depth === 0) return find(key);
    const found = known.get(key);
    if (found !== undefined || known.has(key)) return found as V;
    if (known.size === 0) used.push(known);
    const value = find(key);
    known.set(key, value);
    return value;
  };
}
