"""Runs every fuzzer for a number of executions in all, and says how many there were, how long it took, what was found.

python fuzz/run.py --executions 10000000 --jobs 2 --findings found/
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, NamedTuple

from harness import CORPUS, NAMES

SHARES = {
    "xml": 25,
    "csv": 15,
    "json": 15,
    "jsonl": 10,
    "dossier": 10,
    "receipt": 10,
    "zip": 5,
    "ods": 5,
    "xlsx": 4,
    "xls": 1,
}
"""How the executions are shared: many where one is cheap, fewer where each is a whole workbook to be laid out."""

MAX_LENGTH = {"xls": 8192}
"""The longest input in bytes where it is not 4096; the smallest .xls has more than that."""

_TIMEOUT = 70
"""libFuzzer's exit status for an execution that took too long, by the clock on the wall."""

_EXECUTED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_COVERED = re.compile(r"cov: (\d+)")


class Found(NamedTuple):
    """What a fuzzer came to: executions, seconds, branches covered, stalls of the machine, exit status (0: nothing)."""

    executions: int
    seconds: float
    covered: int
    stalls: int
    status: int


def run(name: str, executions: int, findings: Path, timeout: int, nice: int) -> Found:
    """Runs one fuzzer.

    On a busy machine anything may take long by the clock. What did is run again by itself: if that is quick, the fuzzer
    goes on, and the file stays among the findings.
    """
    folder = findings / name
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    log = findings / f"{name}.log"
    began = time.monotonic()
    done = covered = stalls = 0
    while True:
        options = [f"-runs={executions - done}", f"-max_len={MAX_LENGTH.get(name, 4096)}", f"-timeout={timeout}"]
        options += ["-rss_limit_mb=2048", "-print_final_stats=1", f"-artifact_prefix={folder}/"]
        before = set(folder.glob("timeout-*"))
        with log.open("w", encoding="utf-8") as out:
            status = _harness(name, [folder / "corpus", CORPUS / name, *options], nice, out)
        text = log.read_text(encoding="utf-8", errors="replace")
        here = int((_EXECUTED.findall(text) or [0])[-1])
        done += here
        covered = max(covered, *map(int, _COVERED.findall(text)), 0)
        late = set(folder.glob("timeout-*")) - before
        if status != _TIMEOUT or not here or done >= executions or not late:
            break
        if any(_harness(name, [path, f"-timeout={timeout}"], 0, subprocess.DEVNULL) for path in late):
            break
        stalls, status = stalls + 1, 0
    return Found(done, time.monotonic() - began, covered, stalls, status)


def _harness(name: str, arguments: Sequence[object], nice: int, out: IO[str] | int) -> int:
    command = [sys.executable, Path(__file__).with_name("harness.py"), name, *arguments]
    words = ["nice", "-n", str(nice), *map(str, command)]
    return subprocess.run(words, stdout=out, stderr=subprocess.STDOUT, check=False).returncode


def main() -> int:
    """Runs all of them; 1 if any found something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--executions", type=int, default=100_000, help="of all fuzzers together")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=int, default=10, help="seconds that one execution may take")
    parser.add_argument("--nice", type=int, default=10)
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"))
    options = parser.parse_args()
    shares = sum(SHARES[name] for name in NAMES)
    began = time.monotonic()
    total, failed = 0, 0
    with ThreadPoolExecutor(options.jobs) as pool:
        runs = {
            name: pool.submit(
                run,
                name,
                options.executions * SHARES[name] // shares + 1,
                options.findings.resolve(),
                options.timeout,
                options.nice,
            )
            for name in sorted(NAMES, key=lambda name: -SHARES[name])
        }
        for name, one in runs.items():
            found = one.result()
            total += found.executions
            failed += found.status != 0
            verdict = "nothing found" if found.status == 0 else f"FOUND SOMETHING (status {found.status})"
            stalled = f", {found.stalls} stalls" if found.stalls else ""
            print(
                f"{name:<8} {found.executions:>9} executions {found.seconds:>7.0f} s  {found.covered:>5} branches  "
                f"{verdict}{stalled}",
                flush=True,
            )
    print(f"{total} executions in {time.monotonic() - began:.0f} s; {failed} of {len(runs)} fuzzers found something")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
