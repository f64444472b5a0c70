// The checks on one segment (FORMAT.md, section 12), in the order of its table.

import { Fault, isGreen, join, Malformed, same, text, u32 } from "./bytes.mjs";
import { readContent } from "./content.mjs";
import { readCheckpoint } from "./evidence.mjs";
import { openHeader, readFooter } from "./header.mjs";
import { hash, isSigned, mac, open } from "./primitives.mjs";

const FINAL = 9;

/** What was found on one segment: of what is not green the first counts. */
export class Findings {
  verdict = "VERIFIED";
  fault = null;

  add(verdict, fault = null) {
    const isWorse = isGreen(this.verdict) && !isGreen(verdict);
    if (!isWorse && this.verdict !== "VERIFIED") return;
    this.verdict = verdict;
    this.fault = fault;
  }
}

export function checkHeader(header, segment, findings) {
  if (!isSigned(header.signer, segment.headerSignature, "header", segment.header)) {
    findings.add("FORGED", "header-signature");
  }
}

function contextOf(header, { index, kind, count }, before) {
  return join(text("WGRC"), header.hash, u32(index), Uint8Array.of(kind), u32(count), before);
}

export function checkRecords(header, { records }, findings) {
  let before = header.hash;
  for (const [place, record] of records.entries()) {
    if (record.index !== place) findings.add("TRUNCATED", "record-number");
    const head = hash(contextOf(header, record, before), record.sealed);
    if (!same(head, record.head)) findings.add("FORGED", "record-head");
    before = record.head;
  }
}

/** Return the footer if it parses and is signed. */
export function checkFooter(header, segment, findings) {
  const { records } = segment;
  const last = records.at(-1);
  if (segment.footer.length === 0) {
    if (last?.kind === FINAL) findings.add("TRUNCATED", "footer");
    return null;
  }
  const footer = parseFooter(segment.footer);
  const isGenuine =
    footer !== null && isSigned(header.signer, segment.footerSignature, "footer", segment.footer);
  if (!isGenuine) {
    findings.add("FORGED", "footer");
    return null;
  }
  const events = records.reduce((sum, { count }) => sum + count, 0);
  if (!same(footer.headerHash, header.hash)) findings.add("FORGED", "footer");
  else if (footer.records !== records.length) findings.add("TRUNCATED", "footer");
  else if (last?.kind !== FINAL) findings.add("TRUNCATED", "final");
  else if (!same(footer.head, last.head)) findings.add("FORGED", "footer");
  else if (footer.events !== BigInt(events)) findings.add("FORGED", "footer");
  return footer;
}

function parseFooter(bytes) {
  try {
    return readFooter(bytes);
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

/** Hold the records against the checkpoints that lie with them and the furthest position. */
export function checkEvidence(header, segment, furthest, findings) {
  const seen = segment.checkpoints.map(readCheckpoint).filter((checkpoint) => {
    const isOwn =
      checkpoint !== null &&
      same(checkpoint.chain, header.chain) &&
      checkpoint.position.segment === header.segment &&
      same(checkpoint.device, header.device) &&
      same(checkpoint.signer, header.signer);
    if (!isOwn) findings.add("FORGED", "checkpoint");
    return isOwn && checkpoint.position.records > 0;
  });
  const positions = seen.map(({ position }) => position);
  if (furthest !== null) positions.push(furthest);
  for (const { records, head } of positions) {
    if (records > segment.records.length) findings.add("TRUNCATED", "checkpoint");
    else if (!same(segment.records[records - 1].head, head)) findings.add("FORGED", "checkpoint");
  }
  if (segment.footer.length > 0) return;
  const covered = Math.max(0, ...positions.map(({ records }) => records));
  findings.add(covered >= segment.records.length ? "CRASH-INCOMPLETE" : "UNANCHORED-TAIL");
}

/** Open every record; return the events and pictures of those that are as they were sealed. */
export function openRecords(header, segment, footer, keys, findings) {
  const events = [];
  const images = [];
  attempt(findings, () => {
    const ratchet = new Ratchet(openHeader(header, keys));
    let before = header.hash;
    for (const record of segment.records) {
      const context = contextOf(header, record, before);
      before = record.head;
      attempt(findings, () => {
        const plaintext = openRecord(record, context, ratchet);
        if (record.kind === FINAL) return checkFinal(plaintext, footer);
        const content = readContent(record, plaintext);
        events.push(...content.events);
        if (content.image !== null) images.push(content.image);
      });
    }
  });
  return { events, images };
}

function attempt(findings, action) {
  try {
    action();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    findings.add(error.verdict, error.fault);
  }
}

function openRecord(record, context, ratchet) {
  const key = ratchet.key(record.index);
  const sealed = record.sealed;
  const plaintext = key && open(key, sealed.slice(0, 12), sealed.slice(12), context);
  if (!plaintext) throw new Fault("seal", "FORGED");
  return plaintext;
}

function checkFinal(plaintext, footer) {
  if (footer === null) return;
  const expected = new DataView(new ArrayBuffer(9));
  expected.setBigUint64(0, footer.events);
  expected.setUint8(8, footer.reason);
  if (!same(plaintext, new Uint8Array(expected.buffer))) throw new Fault("final", "FORGED");
}

/** Record keys, in order; numbers that were passed are gone. */
class Ratchet {
  #chainKey;
  #next = 0;

  constructor(first) {
    this.#chainKey = first;
  }

  key(index) {
    if (index < this.#next || index >= 65_536) return null;
    while (this.#next < index) this.#turn();
    const key = mac(this.#chainKey, "record");
    this.#turn();
    return key;
  }

  #turn() {
    this.#chainKey = mac(this.#chainKey, "next");
    this.#next += 1;
  }
}
