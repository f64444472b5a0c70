// What stands inside a sealed record (FORMAT.md, section 5).

import { Decompress } from "fzstd";
import { Fault, join, Malformed, Reader } from "./bytes.mjs";
import { isDeclared } from "./declarations.mjs";

const MOST = 16 * 2 ** 20;
const LARGEST_WINDOW_LOG = 27;

function refuse(fault) {
  return new Fault(fault, "FORGED");
}

function bucket(length) {
  const e = Math.floor(Math.log2(length));
  const step = 2 ** (e - (Math.floor(Math.log2(e)) + 1));
  return step > 1 ? Math.ceil(length / step) * step : length;
}

/** Return the length of the one frame at the beginning of the bytes (RFC 8878, section 3.1.1). */
function frameLength(bytes) {
  const reader = new Reader(bytes);
  const [a, b, c, d] = reader.take(4);
  if (a !== 0x28 || b !== 0xb5 || c !== 0x2f || d !== 0xfd) throw new Malformed();
  const flags = reader.u8();
  const isSingle = (flags & 0x20) !== 0;
  if ((flags & 3) !== 0) throw new Malformed();
  if (!isSingle && 10 + (reader.u8() >> 3) > LARGEST_WINDOW_LOG) throw new Malformed("limits");
  const size = reader.take([isSingle ? 1 : 0, 2, 4, 8][flags >> 6]);
  if (isSingle && size.length > 4 && size.subarray(4).some(Boolean)) throw new Malformed("limits");
  for (;;) {
    const [low, middle, high] = reader.take(3);
    const head = low | (middle << 8) | (high << 16);
    const isRun = ((head >> 1) & 3) === 1;
    reader.take(isRun ? 1 : head >> 3);
    if (head & 1) break;
  }
  reader.take(flags & 4 ? 4 : 0);
  return reader.at;
}

function unfold(bytes) {
  const length = frameLength(bytes);
  if (length !== bytes.length) throw new Malformed();
  const chunks = [];
  let total = 0;
  const decompressor = new Decompress((chunk) => {
    total += chunk.length;
    if (total > MOST) throw new Malformed("limits");
    chunks.push(chunk.slice());
  });
  try {
    decompressor.push(bytes, true);
  } catch (error) {
    throw error instanceof Malformed ? error : new Malformed();
  }
  return join(...chunks);
}

function unpad(plaintext) {
  const reader = new Reader(plaintext);
  const length = reader.u32();
  const codec = reader.u8();
  const content = reader.take(length);
  const zeros = plaintext.subarray(5 + length);
  if (plaintext.length !== bucket(5 + length) || zeros.some(Boolean)) throw refuse("padding");
  if (codec === 0) return content;
  if (codec === 1) return unfold(content);
  throw new Malformed();
}

function split(kind, plaintext) {
  const content = unpad(plaintext);
  const reader = new Reader(content);
  if (kind === 2) {
    const event = reader.block();
    return { events: [event], image: content.subarray(reader.at) };
  }
  const events = [];
  while (!reader.atEnd) events.push(reader.block());
  return { events, image: null };
}

/** Return the events of a record as JSON texts, and its picture. */
export function readContent({ kind, count }, plaintext) {
  let found;
  try {
    found = split(kind, plaintext);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw refuse(error.fault === "limits" ? "limits" : "content");
  }
  if (found.events.length !== count) throw refuse("count");
  const events = found.events.map((event) => {
    const parsed = parse(event);
    if (!isDeclared(parsed.value)) throw refuse("content");
    return parsed;
  });
  return { events, image: found.image };
}

function parse(event) {
  try {
    const json = new TextDecoder("utf-8", { fatal: true }).decode(event);
    return { json, value: JSON.parse(json) };
  } catch {
    throw refuse("content");
  }
}
