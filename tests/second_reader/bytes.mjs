// Fields off the front of a byte string, and the two errors that reading can end with.

/** A finding on a segment: the kind of failure and the verdict of FORMAT.md section 12. */
export class Fault extends Error {
  constructor(fault, verdict) {
    super(`${verdict}: ${fault}`);
    this.fault = fault;
    this.verdict = verdict;
  }
}

const GREEN = ["VERIFIED", "SHREDDED", "CRASH-INCOMPLETE", "UNANCHORED-TAIL"];

export function isGreen(verdict) {
  return GREEN.includes(verdict);
}

/** What was read is not what the format allows; whoever reads decides which verdict that is. */
export class Malformed extends Error {
  constructor(fault = "bytes") {
    super(fault);
    this.fault = fault;
  }
}

const ascii = new TextDecoder("latin1");

export class Reader {
  #data;
  #at = 0;

  constructor(data) {
    this.#data = data;
  }

  take(size) {
    if (size > this.#data.length - this.#at) throw new Malformed();
    this.#at += size;
    return this.#data.subarray(this.#at - size, this.#at);
  }

  u8() {
    return this.take(1)[0];
  }

  u32() {
    const [a, b, c, d] = this.take(4);
    return a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
  }

  u64() {
    return (BigInt(this.u32()) << 32n) | BigInt(this.u32());
  }

  /** Take so many bytes as the number before them says. */
  block() {
    return this.take(this.u32());
  }

  str8() {
    const bytes = this.take(this.u8());
    if (bytes.some((byte) => byte > 127)) throw new Malformed();
    return ascii.decode(bytes);
  }

  /** Take magic and format number, with which everything begins. */
  begin(magic) {
    if (ascii.decode(this.take(4)) !== magic) throw new Malformed();
    if (this.u8() !== 1) throw new Malformed("format");
  }

  /** How many bytes were taken. */
  get at() {
    return this.#at;
  }

  get atEnd() {
    return this.#at === this.#data.length;
  }

  finish() {
    if (!this.atEnd) throw new Malformed("trailing");
  }
}

/** Refuse a count outside what the format allows, before anything is read in a loop. */
export function limited(count, least, most) {
  if (count < least || count > most) throw new Malformed("limits");
  return count;
}

export function repeat(count, read) {
  return Array.from({ length: count }, (_, index) => read(index));
}

export function join(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function text(string) {
  return new TextEncoder().encode(string);
}

export function u32(number) {
  return Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number);
}

export function same(one, other) {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

export function hex(bytes) {
  return Buffer.from(bytes).toString("hex");
}
