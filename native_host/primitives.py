"""The only door to the `cryptography` library.

Rule: randomness and clocks come in as arguments where a result must be reproducible; whatever is
wrong with an input is raised, never returned. Nothing here knows what a segment or policy is.
"""

from __future__ import annotations

import hashlib
import hmac
from enum import IntEnum

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from native_host.errors import FormatError

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
SIGNATURE_BYTES = 64


class Suite(IntEnum):
    """HPKE suites a share can be sealed with (RFC 9180 base mode, HKDF-SHA256, AES-256-GCM).

    X_WING is ML-KEM-768 with X25519 (KEM 0x647A). P256 is for keys that live in an HSM.
    """

    X_WING = 1
    P256 = 2


SEALED_SHARE_BYTES = {Suite.X_WING: 1120 + KEY_BYTES + TAG_BYTES, Suite.P256: 65 + 32 + TAG_BYTES}
PUBLIC_KEY_BYTES = {Suite.X_WING: 1184 + 32, Suite.P256: 65}


def hash_bytes(*parts: bytes) -> bytes:
    """Return the SHA-256 of the parts one after the other."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def mac(key: bytes, message: bytes) -> bytes:
    """Return HMAC-SHA-256."""
    return hmac.digest(key, message, "sha256")


def derive(key: bytes, salt: bytes, info: bytes) -> bytes:
    """Return 32 bytes of HKDF-SHA-256 (RFC 5869, a single output block)."""
    return mac(mac(salt, key), info + b"\x01")


def seal_bytes(key: bytes, nonce: bytes, plaintext: bytes, context: bytes) -> bytes:
    """Return ciphertext || tag of AES-256-GCM. The pair of key and nonce must be new."""
    return AESGCM(key).encrypt(nonce, plaintext, context)


def open_bytes(key: bytes, nonce: bytes, ciphertext: bytes, context: bytes) -> bytes:
    """Return the plaintext.

    Raises:
        FormatError: the bytes were not sealed with this key and context.
    """
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, context)
    except InvalidTag:
        raise FormatError("The sealed bytes do not authenticate.") from None


def sign(private_key: bytes, message: bytes) -> bytes:
    """Return the 64-byte Ed25519 signature."""
    return Ed25519PrivateKey.from_private_bytes(private_key).sign(message)


def verify(public_key: bytes, signature: bytes, message: bytes) -> None:
    """Check an Ed25519 signature.

    Raises:
        FormatError: the signature is not of this key over this message.
    """
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise FormatError("The signature does not verify.") from None


def public_signing_key(private_key: bytes) -> bytes:
    """Return the 32-byte Ed25519 public key of a 32-byte private key."""
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def public_recipient_key(suite: Suite, seed: bytes) -> bytes:
    """Return the public key of a 32-byte seed, in the encoding of the suite.

    X_WING: ML-KEM-768 encapsulation key || X25519 key (draft-connolly-cfrg-xwing-kem, 5.2).
    P256: the uncompressed point.

    Raises:
        FormatError: the seed is not usable with this suite.
    """
    if suite is Suite.X_WING:
        mlkem_key, x25519_key = _expand_x_wing(seed)
        return bytes(
            mlkem_key.public_key().public_bytes_raw() + x25519_key.public_key().public_bytes_raw()
        )
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    point = _p256_key(seed).public_key()
    return bytes(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def seal_share(suite: Suite, public_key: bytes, share: bytes, info: bytes) -> bytes:
    """Return encapsulation || ciphertext of HPKE single-shot sealing with an empty AAD.

    Raises:
        FormatError: the public key is not one of this suite.
    """
    if len(public_key) != PUBLIC_KEY_BYTES[suite]:
        raise FormatError("A recipient's public key has the wrong length for its suite.")
    try:
        return bytes(_hpke(suite).encrypt(share, _load_public(suite, public_key), info=info))
    except ValueError:
        raise FormatError("A recipient's public key is not a valid key of its suite.") from None


def open_share(suite: Suite, seed: bytes, sealed: bytes, info: bytes) -> bytes:
    """Return the share.

    Raises:
        FormatError: it was not sealed to this key with this info.
    """
    if len(sealed) != SEALED_SHARE_BYTES[suite]:
        raise FormatError("A sealed share has the wrong length for its suite.")
    try:
        return bytes(_hpke(suite).decrypt(sealed, _load_private(suite, seed), info=info))
    except (InvalidTag, ValueError):
        raise FormatError("A sealed share does not open with this key.") from None


# HPKE is imported on first use: the host reads its first frame without it.


def _hpke(suite: Suite):  # type: ignore[no-untyped-def]  # noqa: ANN202  # late import
    from cryptography.hazmat.primitives import hpke

    kem = hpke.KEM.MLKEM768_X25519 if suite is Suite.X_WING else hpke.KEM.P256
    return hpke.Suite(kem, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def _expand_x_wing(seed: bytes):  # type: ignore[no-untyped-def]  # noqa: ANN202  # late import
    from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    if len(seed) != KEY_BYTES:
        raise FormatError("A recipient's seed must be 32 bytes.")
    expanded = hashlib.shake_256(seed).digest(96)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
        X25519PrivateKey.from_private_bytes(expanded[64:]),
    )


def _p256_key(seed: bytes):  # type: ignore[no-untyped-def]  # noqa: ANN202  # late import
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        return ec.derive_private_key(int.from_bytes(seed, "big"), ec.SECP256R1())
    except ValueError:
        raise FormatError("A P-256 seed must be a number below the order of the curve.") from None


def _load_private(suite: Suite, seed: bytes):  # type: ignore[no-untyped-def]  # noqa: ANN202  # late import
    if suite is Suite.P256:
        return _p256_key(seed)
    from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

    return MLKEM768X25519PrivateKey(*_expand_x_wing(seed))


def _load_public(suite: Suite, public_key: bytes):  # type: ignore[no-untyped-def]  # noqa: ANN202  # late import
    if suite is Suite.P256:
        from cryptography.hazmat.primitives.asymmetric import ec

        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
    from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
    from cryptography.hazmat.primitives.hpke import MLKEM768X25519PublicKey

    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public_key[:1184]),
        X25519PublicKey.from_public_bytes(public_key[1184:]),
    )
