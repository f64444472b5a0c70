"""Pack a built extension as CRX3, byte-identical for the same files and key.

A CRX3 file is `"Cr24" || u32 version || u32 header length || header || zip`, little-endian, where
the header is a protocol-buffers message `CrxFileHeader` (Chromium, components/crx_file/crx3.proto):
field 2 is a proof {1: public key, 2: signature} and field 10000 the signed data {1: id}. The
signature is RSA PKCS#1 v1.5 with SHA-256 over
`"CRX3 SignedData" || 0x00 || u32 length of the signed data || signed data || zip`.

Pure but for `read_files`; runs with nothing but `cryptography`:

    python crx3.py DIRECTORY --key KEY.pem --out FILE.crx
"""

from __future__ import annotations

import argparse
import hashlib
import io
import struct
import sys
import zipfile
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

SIGNING_CONTEXT = b"CRX3 SignedData\x00"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip entry can carry


def make_key() -> bytes:
    """Return a new extension key, PEM. It fixes the extension's id: keep it for ever."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def extension_id(key_pem: bytes) -> str:
    """Return the 32 letters a to p that the browser calls the extension by."""
    return _letters(_raw_id(_public_der(_load(key_pem))))


def pack(files: dict[str, bytes], key_pem: bytes) -> bytes:
    """Return the CRX3 file of an extension.

    Args:
        files: content by path within the extension.
        key_pem: the extension's private key.
    """
    key = _load(key_pem)
    public = _public_der(key)
    archive = zip_files(files)
    signed_data = _field(1, _raw_id(public))
    signature = key.sign(
        SIGNING_CONTEXT + struct.pack("<I", len(signed_data)) + signed_data + archive,
        padding.PKCS1v15(),
        hashes.SHA256(),
    )
    proof = _field(1, public) + _field(2, signature)
    header = _field(2, proof) + _field(10000, signed_data)
    return b"Cr24" + struct.pack("<II", 3, len(header)) + header + archive


def read_files(directory: Path) -> dict[str, bytes]:
    """Return the files of a built extension by their path in it."""
    return {
        file.relative_to(directory).as_posix(): file.read_bytes()
        for file in directory.rglob("*")
        if file.is_file()
    }


def zip_files(files: dict[str, bytes]) -> bytes:
    """Return a zip without times, owners or compression: those differ between machines."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def _load(key_pem: bytes) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(key_pem, None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("an extension key is an RSA key")
    return key


def _public_der(key: rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _raw_id(public_der: bytes) -> bytes:
    return hashlib.sha256(public_der).digest()[:16]


def _letters(raw: bytes) -> str:
    return "".join(chr(ord("a") + int(digit, 16)) for digit in raw.hex())


def _field(number: int, data: bytes) -> bytes:
    """Return a length-delimited protocol-buffers field."""
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:  # noqa: PLR2004  # seven bits a byte
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def main(arguments: list[str]) -> int:
    """Pack from the command line."""
    parser = argparse.ArgumentParser(description="Pack a built extension as CRX3.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--key", type=Path, required=True, help="file of the private key, PEM")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        key = options.key.read_bytes()
        files = read_files(options.directory)
        if "manifest.json" not in files:
            sys.stderr.write(f"crx3: {options.directory} holds no built extension.\n")
            return 66
        options.out.write_bytes(pack(files, key))
    except OSError as error:
        sys.stderr.write(f"crx3: {error.filename}: {error.strerror}.\n")
        return 66
    except (TypeError, ValueError):
        sys.stderr.write(f"crx3: {options.key} is no RSA key in PEM without a password.\n")
        return 65
    sys.stdout.write(extension_id(key) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
