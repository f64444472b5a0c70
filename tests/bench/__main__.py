"""Run every measurement, print the rows and write the report.

`python -m tests.bench store pipeline` runs some of them and writes no report.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from tests.bench import cipher, host, overhead, page, pipeline, review, rows, steady, store

MEASUREMENTS: dict[str, Callable[[], Sequence[rows.Row]]] = {
    "store": store.store_layer,
    "pipeline": pipeline.pipeline,
    "cipher": cipher.cipher,
    "start": host.cold_start,
    "ack": host.durable_ack,
    "writes": steady.writes,
    "load": steady.load,
    "verify": review.verification,
    "page": page.content_script,
    "overhead": overhead.overhead,
}


def main(names: Sequence[str]) -> int:
    """Return 0 if every row that has a target holds."""
    measured = []
    for name in names or MEASUREMENTS:
        for row in MEASUREMENTS[name]():
            print(rows.describe(row), flush=True)
            measured.append(row)
    if not names:
        rows.write(measured)
    return 0 if all(row.holds is not False for row in measured) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
