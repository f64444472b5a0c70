"""The CRX3 packer: the same bytes every time, and the id that follows from the key."""

from __future__ import annotations

import io
import json
import struct
import zipfile

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from native_host.deploy.resources import load_packer

packer = load_packer()
KEY = packer.make_key()
FILES = {"manifest.json": b"{}", "icons/16.png": b"\x89PNG", "a.js": b"1"}


def test_packing_twice_gives_the_same_bytes():
    """Whoever packs the same files with the same key can compare."""
    shuffled = dict(reversed(FILES.items()))
    assert packer.pack(FILES, KEY) == packer.pack(shuffled, KEY)


def test_header_and_signature():
    """The signature covers id and archive, as the browser checks it."""
    crx = packer.pack(FILES, KEY)
    magic, version, length = struct.unpack_from("<4sII", crx)
    assert (magic, version) == (b"Cr24", 3)
    header, archive = crx[12 : 12 + length], crx[12 + length :]
    fields = dict(parse(header))
    proof, signed = dict(parse(fields[2])), fields[10000]
    public = serialization.load_der_public_key(proof[1])
    message = b"CRX3 SignedData\0" + struct.pack("<I", len(signed)) + signed + archive
    public.verify(proof[2], message, padding.PKCS1v15(), hashes.SHA256())
    raw_id = dict(parse(signed))[1]
    assert "".join(chr(97 + int(digit, 16)) for digit in raw_id.hex()) == packer.extension_id(KEY)


def parse(data: bytes):
    """Yield number and content of length-delimited protocol-buffers fields."""
    at = 0

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(data):
        tag, size = varint(), varint()
        yield tag >> 3, data[at : at + size]
        at += size


def test_archive_holds_the_files():
    """Nothing added, nothing left out, no times."""
    crx = packer.pack(FILES, KEY)
    with zipfile.ZipFile(io.BytesIO(crx)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_command(tmp_path, capsys):
    """The packer runs on its own and prints the extension's id."""
    (tmp_path / "ext").mkdir()
    (tmp_path / "ext" / "manifest.json").write_text(json.dumps({"name": "x"}))
    (tmp_path / "key.pem").write_bytes(KEY)
    out = tmp_path / "x.crx"
    arguments = [str(tmp_path / "ext"), "--key", str(tmp_path / "key.pem"), "--out", str(out)]
    assert packer.main(arguments) == 0
    assert capsys.readouterr().out.strip() == packer.extension_id(KEY)
    assert out.read_bytes().startswith(b"Cr24")


@pytest.mark.parametrize(
    ("key", "directory", "code", "words"),
    [
        ("none.pem", "ext", 66, "none.pem"),
        ("text.pem", "ext", 65, "no RSA key"),
        ("key.pem", "none", 66, "no built extension"),
    ],
)
def test_what_is_missing_is_named(tmp_path, capsys, key, directory, code, words):
    """One sentence and no half a file."""
    (tmp_path / "ext").mkdir()
    (tmp_path / "ext" / "manifest.json").write_text("{}")
    (tmp_path / "key.pem").write_bytes(KEY)
    (tmp_path / "text.pem").write_text("text")
    out = tmp_path / "x.crx"
    arguments = [str(tmp_path / directory), "--key", str(tmp_path / key), "--out", str(out)]
    assert packer.main(arguments) == code
    complaint = capsys.readouterr().err
    assert words in complaint
    assert complaint.count("\n") == 1
    assert not out.exists()


def test_only_rsa_keys():
    """A key of another kind would give an extension that no browser takes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with pytest.raises(TypeError, match="RSA"):
        packer.pack(FILES, pem)
