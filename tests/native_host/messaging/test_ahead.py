"""A host whose program is taken away goes on: nothing is imported late."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

HOST = Path(__file__).parents[3] / "native_host"
STAGES = ("messaging", "vault", "uplink", "detect", "")
NOT_THE_HOST = {"__main__.py", "cli.py", "wire_types.py"}
WINDOWS = {"msvcrt", "winreg"}


def late_imports() -> set[str]:
    """Return the modules that functions of the host import when they are called."""
    found: set[str] = set()
    for stage in STAGES:
        for path in (HOST / stage).glob("*.py"):
            if path.name in NOT_THE_HOST:
                continue
            for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                    for node in ast.walk(function):
                        if isinstance(node, ast.Import):
                            found |= {each.name for each in node.names}
                        elif isinstance(node, ast.ImportFrom):
                            found.add(str(node.module))
    return found - WINDOWS


def test_everything_that_is_imported_late_is_imported_ahead():
    """After the first frame and `import_ahead` no function of the host finds anything missing."""
    code = (
        "import sys, native_host.messaging.host as host, asyncio;"
        "from native_host.messaging import ahead, enquiries, service, session;"
        "import native_host.machine as m; m.prepare_process();"
        "ahead.import_ahead(); print('\\n'.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    missing = late_imports() - set(done.stdout.split())
    assert missing == set()
