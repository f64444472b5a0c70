// The ways to read an object that a page cannot replace or shadow.

type Getter<T> = (this: object) => T;

export function getter<T>(prototype: object, name: string): (target: object) => T {
  const found = Object.getOwnPropertyDescriptor(prototype, name)?.get as Getter<T> | undefined;
  if (found === undefined) throw new Error(`no ${name}`);
  return (target) => found.call(target);
}

const call = Function.prototype.call;

export function method<T>(found: unknown): T {
  return call.bind(found as (...words: never[]) => unknown) as T;
}
