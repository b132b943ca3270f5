"""schemathesis asks a running service everything that its OpenAPI document allows, and much that it does not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from browsing import ROOT
from calling import REGISTRIES, TOKEN, served

pytest.importorskip("schemathesis", reason="pip install 'supplycheck[test-slow]'")

pytestmark = pytest.mark.slow

EXAMPLES_EACH = 150


@pytest.mark.parametrize("token", [None, TOKEN], ids=["open", "with a token"])
def test_it_finds_nothing(token: str | None, tmp_path: Path) -> None:
    env = {"SUPPLYCHECK_API_TOKEN": token} if token else {}
    words = ["--header", f"Authorization: Bearer {token}"] if token else []
    with served(tmp_path, "serve", "--no-open", "--registries", str(REGISTRIES), **env) as (_, address):
        command = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "run"]
        command += [f"{address}/v1/openapi.json", "--checks", "all", "--max-examples", str(EXAMPLES_EACH)]
        command += ["--seed", "1", "--no-color", *words]
        hooks = {"SCHEMATHESIS_HOOKS": "schemathesis_bodies", "PYTHONPATH": str(ROOT / "tests")}
        done = subprocess.run(
            command, cwd=tmp_path, env={**os.environ, **hooks}, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "6 passed" in done.stdout, done.stdout[-3000:]
