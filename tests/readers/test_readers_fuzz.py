"""A short run of every fuzzer; the long ones are started by hand (`fuzz/README.md`)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_a_short_run_finds_nothing(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris is not installed; it has wheels for Linux only")
    words = [sys.executable, ROOT / "fuzz" / "run.py", "--executions", "50000", "--findings", tmp_path]
    done = subprocess.run(
        list(map(str, words)),
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 of 10 fuzzers found something" in done.stdout
