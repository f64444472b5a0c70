// Containers as the collector keeps them (FORMAT.md, section 9).

import { limited, Malformed, Reader, repeat } from "./bytes.mjs";

const KINDS = [1, 2, 3, 9];
const SIGNATURE = 64;

function readSigned(reader) {
  return { body: reader.block(), signature: reader.take(SIGNATURE) };
}

function readRecord(reader) {
  const index = reader.u32();
  const kind = reader.u8();
  if (!KINDS.includes(kind)) throw new Malformed();
  return { index, kind, count: reader.u32(), sealed: reader.block(), head: reader.take(32) };
}

function readSegment(reader) {
  reader.begin("WGSC");
  const header = reader.block();
  const headerSignature = reader.take(SIGNATURE);
  const records = repeat(limited(reader.u32(), 0, 65_536), () => readRecord(reader));
  const footer = reader.block();
  const footerSignature = footer.length > 0 ? reader.take(SIGNATURE) : footer;
  const checkpoints = repeat(reader.u8(), () => readSigned(reader));
  return { header, headerSignature, records, footer, footerSignature, checkpoints };
}

/** Return a segment, or the tombstone in its place. */
export function readContainer(bytes) {
  const reader = new Reader(bytes);
  let found;
  if (bytes[2] === "T".charCodeAt(0)) {
    reader.begin("WGTC");
    found = { tombstone: readSigned(reader), checkpoints: [] };
  } else {
    found = readSegment(reader);
  }
  reader.finish();
  return found;
}
