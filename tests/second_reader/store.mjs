// The segments of a store one after the other, and what is missing at the end.

import { sha256 } from "@noble/hashes/sha2.js";
import { hex, Malformed, same } from "./bytes.mjs";
import { readContainer } from "./container.mjs";
import { Evidence, readTombstone } from "./evidence.mjs";
import { footerHash, readHeader } from "./header.mjs";
import { Numbers } from "./numbers.mjs";
import {
  checkEvidence,
  checkFooter,
  checkHeader,
  checkRecords,
  Findings,
  openRecords,
} from "./segment.mjs";

const NO_HASH = new Uint8Array(32);

export class Store {
  #keys;
  #evidence = new Evidence();
  #chains = new Map();
  #numbers = new Numbers();

  constructor(keys) {
    this.#keys = keys;
  }

  /** Return the findings on every container, and what is missing at the end. */
  verify(containers, isDelivered) {
    const read = containers.map(parse);
    for (const { segment, header } of read) {
      if (header === undefined) continue;
      for (const signed of segment.checkpoints) this.#evidence.add(header.chain, signed);
    }
    const segments = read.map((each) => this.#verify(each));
    return { segments, missing: [...this.#missing(isDelivered)], numbers: this.#numbers.report() };
  }

  #verify({ segment, header, fault }) {
    const findings = new Findings();
    if (fault !== undefined) findings.add("UNREADABLE", fault);
    else if (segment.tombstone !== undefined) this.#checkTombstone(segment.tombstone, findings);
    else return this.#checkSegment(segment, header, findings);
    return report(findings);
  }

  #checkSegment(segment, header, findings) {
    checkHeader(header, segment, findings);
    this.#checkPlace(header, header.previous, footerHash(segment.footer), findings);
    checkRecords(header, segment, findings);
    const footer = checkFooter(header, segment, findings);
    const furthest = this.#evidence.position(header.chain, header.segment);
    checkEvidence(header, segment, furthest, findings);
    if (this.#keys.length === 0) return report(findings);
    const opened = openRecords(header, segment, footer, this.#keys, findings);
    for (const { value } of opened.events) this.#numbers.add(value);
    return report(findings, opened);
  }

  #checkTombstone(signed, findings) {
    const tombstone = readTombstone(signed);
    if (tombstone === null) {
      findings.add("FORGED", "tombstone");
      return;
    }
    findings.add("SHREDDED");
    this.#checkPlace(tombstone, null, tombstone.footerHash, findings);
    const furthest = this.#evidence.position(tombstone.chain, tombstone.segment);
    if (furthest !== null && furthest.records > tombstone.position.records) {
      findings.add("TRUNCATED", "checkpoint");
    }
    for (const span of tombstone.spans) this.#numbers.addSpan(span);
  }

  /** Hold a segment to its device's signer and to the one before it in its chain. */
  #checkPlace(claim, previous, following, findings) {
    if (!this.#evidence.isSigner(claim)) findings.add("FORGED", "signer");
    const chain = hex(claim.chain);
    const place = this.#chains.get(chain) ?? { ...claim, segment: 0, previous: NO_HASH };
    if (!same(claim.device, place.device)) findings.add("FORGED", "device");
    if (claim.segment !== place.segment) findings.add("TRUNCATED", "segment-number");
    else if (previous !== null && !same(previous, place.previous)) {
      findings.add("FORGED", "previous");
    }
    const { device, segment } = claim;
    this.#chains.set(chain, { device, segment: segment + 1, previous: following });
  }

  *#missing(isDelivered) {
    for (const chain of this.#evidence.faults) {
      yield { chain, verdict: "FORGED", fault: "checkpoint" };
    }
    for (const [chain, segment] of this.#evidence.chains()) {
      const place = this.#chains.get(chain);
      if (place !== undefined && place.segment > segment) continue;
      yield {
        chain,
        verdict: isDelivered ? "UNANCHORED-TAIL" : "TRUNCATED",
        fault: place === undefined ? "missing-chain" : "missing-end",
      };
    }
  }
}

function parse(bytes) {
  try {
    const segment = readContainer(bytes);
    return segment.tombstone ? { segment } : { segment, header: readHeader(segment.header) };
  } catch (error) {
    if (error instanceof Malformed) return { fault: error.fault };
    throw error;
  }
}

function report({ verdict, fault }, opened = { events: [], images: [] }) {
  return {
    verdict,
    ...(fault === null ? {} : { fault }),
    events: opened.events.map(({ json }) => json),
    images: opened.images.map((image) => hex(sha256(image))),
  };
}
