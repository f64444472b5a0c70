"""Write the worked example of FORMAT.md: python -m tests.vectors.store.example [--check].

The bytes are taken apart here by the lengths of the specification, not by the code that reads
segments elsewhere.
"""

from __future__ import annotations

import json
import sys
import textwrap
from base64 import b64decode
from collections.abc import Iterator, Sequence
from pathlib import Path

from native_host import primitives
from native_host.primitives import Suite
from native_host.vault.content import unpack_events

VECTOR = "p-256"
DOCUMENT = Path(__file__).parents[3] / "native_host" / "vault" / "FORMAT.md"
BEGIN, END = "<!-- example -->\n", "<!-- end of example -->\n"
CORE = (
    *(("magic", 4), ("format", 1), ("suite", 1), ("device", 16), ("chain", 16), ("segment", 4)),
    *(("opened hour", 4), ("policy version", 4), ("policy digest", 32), ("notice version", 4)),
    *(("purpose", 16), ("pseudonym", 16), ("commitment", 32), ("previous", 32), ("signer", 32)),
)
GROUPS = (("groups", 1), ("members", 1), ("key id", 8), ("enc", 65), ("ciphertext", 48))
FOOTER = (
    *(("magic", 4), ("format", 1), ("header hash", 32), ("records", 4), ("events", 8)),
    *(("reason", 1), ("head", 32)),
)
Row = tuple[str, bytes]


class Bytes:
    """Take what comes next."""

    def __init__(self, data: bytes) -> None:
        self.rest = data

    def take(self, size: int) -> bytes:
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken

    def number(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def fields(self, names: Sequence[tuple[str, int]]) -> list[Row]:
        return [(name, self.take(size)) for name, size in names]


def print_example(vector: dict) -> str:
    """Return the section's text."""
    seed = bytes.fromhex(vector["keys"][0]["seed"])
    data = Bytes(b64decode(vector["containers"][0]))
    data.take(5)
    header = data.take(data.number())
    signature = data.take(64)
    parts = Bytes(header)
    core, groups = parts.fields(CORE), parts.fields(GROUPS)
    parts_of = dict(core + groups)
    core_bytes = b"".join(value for _, value in core)
    info = b"workglass/v1/share\0" + primitives.hash_bytes(core_bytes) + b"\0\0"
    sealed_share = parts_of["enc"] + parts_of["ciphertext"]
    segment_key = primitives.open_share(Suite.P256, seed, sealed_share, info)
    place = parts_of["chain"] + parts_of["segment"]
    commitment = primitives.derive(segment_key, place, b"workglass/v1/commit")
    header_hash = primitives.hash_bytes(header)
    text = f"""\
The vector `{VECTOR}`: one segment with one event, sealed to one key of suite 2. All values are
hexadecimal. The header's core:

{_table(core)}
Its one group:

{_table(groups)}
With the reader's seed, the share opens to the segment key, since the group has one member:

{_table([("seed", seed), ("H(core)", primitives.hash_bytes(core_bytes)), ("segment key", segment_key), ("commitment", commitment)])}
The header as a whole:

{_table([("header hash", header_hash), ("signature", signature)])}
"""
    chain_key = primitives.derive(segment_key, header_hash, b"workglass/v1/chain")
    head = header_hash
    for index in range(data.number()):
        rows, plaintext = _open_record(data, index, chain_key, header_hash, head)
        head = rows[-1][1]
        chain_key = primitives.mac(chain_key, b"next")
        text += f"Record {index}:\n\n{_table(rows)}\n"
        if index == 0:
            event = "\n".join(_wrapped(unpack_events(plaintext)[0].decode()))
            text += f"In it, unfolded, behind four bytes of length, broken into lines here:\n\n{event}\n\n"
    footer = Bytes(data.take(data.number()))
    return text + (
        f"The footer, and what the next segment has to name as `previous`:\n\n"
        f"{_table(footer.fields(FOOTER))}\n"
        f"{_table([('signature', data.take(64)), ('H(footer)', _footer_hash(b64decode(vector['containers'][0])))])}"
    )


def _open_record(
    data: Bytes, index: int, chain_key: bytes, header_hash: bytes, head: bytes
) -> tuple[list[Row], bytes]:
    clear = data.take(9)
    sealed = data.take(data.number())
    context = b"WGRC" + header_hash + clear + head
    key = primitives.mac(chain_key, b"record")
    plaintext = primitives.open_bytes(key, sealed[:12], sealed[12:], context)
    rows = [
        (f"K[{index}]", chain_key),
        (f"record key[{index}]", key),
        ("index kind count", clear),
        ("context", context),
        ("sealed", sealed),
        ("plaintext", plaintext),
        ("head", primitives.hash_bytes(context, sealed)),
    ]
    if data.take(32) != rows[-1][1]:
        raise AssertionError("the vector is none that verifies")
    return rows, plaintext


def _footer_hash(container: bytes) -> bytes:
    start = container.index(b"WGFT")
    return primitives.hash_bytes(container[start : start + sum(size for _, size in FOOTER)])


def _table(rows: Sequence[Row]) -> str:
    return "".join(f"    {line}\n" for name, value in rows for line in _lines(name, value.hex()))


def _lines(name: str, value: str) -> Iterator[str]:
    for line in textwrap.wrap(value, 64):
        yield f"{name:<18}{line}"
        name = ""


def _wrapped(text: str) -> list[str]:
    return [f"    {text[at : at + 88]}" for at in range(0, len(text), 88)]


def main(arguments: list[str]) -> int:
    """Write the section, or with --check say whether it is current."""
    path = Path(__file__).with_name(f"{VECTOR}.json")
    document = DOCUMENT.read_text(encoding="utf-8")
    before, rest = document.split(BEGIN)
    _, after = rest.split(END)
    example = print_example(json.loads(path.read_text(encoding="utf-8")))
    current = f"{before}{BEGIN}\n{example}\n{END}{after}"
    if current == document:
        return 0
    if "--check" in arguments:
        print(
            f"The worked example in {DOCUMENT.name} is not current: "
            "run python -m tests.vectors.store.example.",
            file=sys.stderr,
        )
        return 1
    DOCUMENT.write_text(current, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
