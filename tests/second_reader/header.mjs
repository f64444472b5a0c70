// Segment headers and footers (FORMAT.md, sections 3 and 6), and the way from a header to its key.

import { Fault, join, limited, Malformed, Reader, repeat, same, text, u32 } from "./bytes.mjs";
import { openShare, SUITES, sealedBytes } from "./hpke.mjs";
import { derive, hash } from "./primitives.mjs";

export function readHeader(bytes) {
  const reader = new Reader(bytes);
  reader.begin("WGSG");
  const suite = SUITES[reader.u8()];
  if (suite === undefined) throw new Malformed("suite");
  const core = {
    device: reader.take(16),
    chain: reader.take(16),
    segment: reader.u32(),
    openedHour: reader.u32(),
    policyVersion: reader.u32(),
    policyDigest: reader.take(32),
    noticeVersion: reader.u32(),
    purpose: reader.str8(),
    pseudonym: reader.take(16),
    commitment: reader.take(32),
    previous: reader.take(32),
    signer: reader.take(32),
  };
  const coreHash = hash(bytes.subarray(0, reader.at));
  const groups = repeat(limited(reader.u8(), 1, 8), () =>
    repeat(limited(reader.u8(), 1, 8), () => ({
      keyId: reader.take(8),
      sealed: reader.take(sealedBytes(suite)),
    })),
  );
  reader.finish();
  return { ...core, suite, groups, coreHash, hash: hash(bytes) };
}

export function readFooter(bytes) {
  const reader = new Reader(bytes);
  reader.begin("WGFT");
  const footer = {
    headerHash: reader.take(32),
    records: reader.u32(),
    events: reader.u64(),
    reason: limited(reader.u8(), 1, 7),
    head: reader.take(32),
  };
  reader.finish();
  return footer;
}

/** Return what the ratchet begins with: K[0] of section 4.3. */
export function openHeader(header, keys) {
  const held = (share) => keys.find((key) => same(key.id, share.keyId));
  const index = header.groups.findIndex((shares) => shares.every(held));
  if (index < 0) throw new Fault("keys", "UNREADABLE");
  const segmentKey = new Uint8Array(32);
  header.groups[index].forEach((share, member) => {
    const label = text("workglass/v1/share\0");
    const info = join(label, header.coreHash, Uint8Array.of(index, member));
    const opened = openShare(header.suite, held(share).seed, share.sealed, info);
    if (opened === null || opened.length !== 32) throw new Fault("share", "FORGED");
    for (const [at, byte] of opened.entries()) segmentKey[at] ^= byte;
  });
  const salt = join(header.chain, u32(header.segment));
  if (!same(derive(segmentKey, salt, "workglass/v1/commit"), header.commitment)) {
    throw new Fault("commitment", "FORGED");
  }
  return derive(segmentKey, header.hash, "workglass/v1/chain");
}

/** Return what the next segment of the chain must name. */
export function footerHash(footer) {
  return footer.length === 0 ? new Uint8Array(32) : hash(footer);
}
