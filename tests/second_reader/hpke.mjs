// HPKE (RFC 9180), base mode, single shot, receiver's side, for the two suites of FORMAT.md section
// 4.1: HKDF-SHA256 and AES-256-GCM with X-Wing or DHKEM(P-256, HKDF-SHA256).

import { p256 } from "@noble/curves/nist.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { ml_kem768_x25519 as xWing } from "@noble/post-quantum/hybrid.js";
import { join, text } from "./bytes.mjs";
import { open } from "./primitives.mjs";

const NOTHING = new Uint8Array(0);
const KDF = 0x0001;
const AEAD = 0x0002;

function u16(number) {
  return Uint8Array.of(number >>> 8, number);
}

// RFC 9180, section 4.
function labeledExtract(suiteId, salt, label, ikm) {
  return extract(sha256, join(text("HPKE-v1"), suiteId, text(label), ikm), salt);
}

function labeledExpand(suiteId, prk, label, info, length) {
  const labeled = join(u16(length), text("HPKE-v1"), suiteId, text(label), info);
  return expand(sha256, prk, labeled, length);
}

// RFC 9180, section 4.1; the secret is the x coordinate of the shared point.
function decapP256(enc, seed) {
  const suiteId = join(text("KEM"), u16(0x0010));
  const secret = p256.getSharedSecret(seed, enc, false).subarray(1, 33);
  const context = join(enc, p256.getPublicKey(seed, false));
  const prk = labeledExtract(suiteId, NOTHING, "eae_prk", secret);
  return labeledExpand(suiteId, prk, "shared_secret", context, 32);
}

/** Suites by the number in the header. */
export const SUITES = {
  1: {
    name: "x-wing",
    kem: 0x647a,
    encBytes: 1120,
    publicKey: (seed) => xWing.getPublicKey(seed),
    decap: (enc, seed) => xWing.decapsulate(enc, seed),
  },
  2: {
    name: "p-256",
    kem: 0x0010,
    encBytes: 65,
    publicKey: (seed) => p256.getPublicKey(seed, false),
    decap: decapP256,
  },
};

/** Length of a share of 32 bytes when it is sealed. */
export function sealedBytes(suite) {
  return suite.encBytes + 32 + 16;
}

/** Return the share, or null if it was not sealed to this key with this info. */
export function openShare(suite, seed, sealed, info) {
  let secret;
  try {
    secret = suite.decap(sealed.slice(0, suite.encBytes), seed);
  } catch {
    return null;
  }
  const suiteId = join(text("HPKE"), u16(suite.kem), u16(KDF), u16(AEAD));
  // RFC 9180, section 5.1: mode 0, no pre-shared key.
  const pskIdHash = labeledExtract(suiteId, NOTHING, "psk_id_hash", NOTHING);
  const infoHash = labeledExtract(suiteId, NOTHING, "info_hash", info);
  const context = join(Uint8Array.of(0), pskIdHash, infoHash);
  const prk = labeledExtract(suiteId, secret, "secret", NOTHING);
  const key = labeledExpand(suiteId, prk, "key", context, 32);
  const nonce = labeledExpand(suiteId, prk, "base_nonce", context, 12);
  return open(key, nonce, sealed.slice(suite.encBytes), NOTHING);
}
