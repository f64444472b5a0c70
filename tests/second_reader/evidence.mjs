// Checkpoints and tombstones (FORMAT.md, sections 7 and 8), and what they say of chains.

import { hex, limited, Malformed, Reader, repeat, same } from "./bytes.mjs";
import { isSigned } from "./primitives.mjs";

function readPosition(reader) {
  return { segment: reader.u32(), records: reader.u32(), head: reader.take(32) };
}

/** Return the checkpoint, or null if it does not parse or is not signed with the key it names. */
export function readCheckpoint(signed) {
  return readSigned(signed, "checkpoint", (reader) => {
    reader.begin("WGCP");
    return {
      device: reader.take(16),
      signer: reader.take(32),
      chain: reader.take(16),
      number: reader.u32(),
      minute: reader.u32(),
      position: readPosition(reader),
      anchors: repeat(limited(reader.u8(), 0, 64), () => {
        limited(reader.u8(), 1, 3);
        return { chain: reader.take(16), position: readPosition(reader) };
      }),
    };
  });
}

/** Return the tombstone, or null if it does not parse or is not signed with the key it names. */
export function readTombstone(signed) {
  return readSigned(signed, "tombstone", (reader) => {
    reader.begin("WGTS");
    const tombstone = {
      device: reader.take(16),
      signer: reader.take(32),
      chain: reader.take(16),
      segment: reader.u32(),
      headerHash: reader.take(32),
      footerHash: reader.take(32),
      position: readPosition(reader),
      events: reader.u32(),
      screenshots: reader.u32(),
      sealedBytes: reader.u64(),
    };
    limited(reader.u8(), 1, 3);
    tombstone.hour = reader.u32();
    tombstone.spans = repeat(limited(reader.u8(), 0, 64), () => ({
      session: uuid(reader.take(16)),
      first: Number(reader.u64()),
      last: Number(reader.u64()),
    }));
    return tombstone;
  });
}

function readSigned({ body, signature }, context, read) {
  try {
    const reader = new Reader(body);
    const found = read(reader);
    reader.finish();
    return isSigned(found.signer, signature, context, body) ? found : null;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

function uuid(bytes) {
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** What all checkpoints of a store say: the signer of each device, the furthest of each chain. */
export class Evidence {
  signers = new Map();
  faults = [];
  #furthest = new Map();

  add(chain, signed) {
    const checkpoint = readCheckpoint(signed);
    if (checkpoint === null || !this.isSigner(checkpoint) || !same(checkpoint.chain, chain)) {
      this.faults.push(hex(chain));
      return;
    }
    this.#take(checkpoint.chain, { position: checkpoint.position, outside: false });
    for (const { chain: other, position } of checkpoint.anchors) {
      this.#take(other, { position, outside: true });
    }
  }

  /** Hold a device to the first signer that was seen of it. */
  isSigner({ device, signer }) {
    const known = this.signers.get(hex(device));
    if (known === undefined) this.signers.set(hex(device), hex(signer));
    return known === undefined || known === hex(signer);
  }

  /** Return how far a segment came by the furthest position of its chain. */
  position(chain, segment) {
    const found = this.#furthest.get(hex(chain))?.position;
    return found?.segment === segment ? found : null;
  }

  /** Yield every chain that is spoken of, with the segment that it came to. */
  *chains() {
    for (const [chain, { position }] of this.#furthest) yield [chain, position.segment];
  }

  #take(chain, evidence) {
    if (evidence.position.records === 0) return;
    const known = this.#furthest.get(hex(chain));
    if (known === undefined || isFurther(evidence, known)) this.#furthest.set(hex(chain), evidence);
  }
}

function isFurther(one, other) {
  if (one.position.segment !== other.position.segment) {
    return one.position.segment > other.position.segment;
  }
  if (one.position.records !== other.position.records) {
    return one.position.records > other.position.records;
  }
  return one.outside && !other.outside;
}
