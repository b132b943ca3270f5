"""The command line in a process of its own, in a folder of the test's, without settings from outside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
USAGE = 2


def run(folder: Path, *words: object, **env: str) -> subprocess.CompletedProcess[str]:
    own = ("SUPPLYCHECK_CACHE", "SUPPLYCHECK_DATA")  # folders of the test run
    kept = {k: v for k, v in os.environ.items() if k in own or not k.startswith(("SUPPLYCHECK_", "LC_"))}
    return subprocess.run(
        [sys.executable, "-m", "supplycheck", *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=folder,
        env={**kept, "LANG": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), **env},
    )
