// Section 2 of FORMAT.md in the terms of the noble libraries.

import { gcm } from "@noble/ciphers/aes.js";
import { ed25519 } from "@noble/curves/ed25519.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { join, text } from "./bytes.mjs";

export function hash(...parts) {
  return sha256(join(...parts));
}

export function mac(key, message) {
  return hmac(sha256, key, text(message));
}

export function derive(ikm, salt, info) {
  return expand(sha256, extract(sha256, ikm, salt), text(info), 32);
}

/** Return the plaintext, or null if it does not authenticate. */
export function open(key, nonce, ciphertext, context) {
  try {
    return gcm(key, nonce, context).decrypt(ciphertext);
  } catch {
    return null;
  }
}

export function isSigned(signer, signature, context, body) {
  try {
    const message = join(text(`workglass/v1/${context}\0`), body);
    return ed25519.verify(signature, message, signer, { zip215: false });
  } catch {
    return false;
  }
}
