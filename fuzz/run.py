"""Runs every fuzzer for a number of executions in all, and says how many there were, how long it took, what was found.

python fuzz/run.py --executions 10000000 --jobs 2 --findings found/
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

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

_DONE = re.compile(r"Done (\d+) (?:runs|in)|#(\d+)\s+DONE")
_COVERED = re.compile(r"cov: (\d+)")


def run(name: str, executions: int, findings: Path, timeout: int, nice: int) -> tuple[str, int, float, int, int]:
    """One fuzzer: its name, executions, seconds, branches covered and exit status (0: nothing found)."""
    grown = findings / name / "corpus"
    grown.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    command = [
        *("nice", "-n", str(nice)),
        *(sys.executable, str(Path(__file__).with_name("harness.py")), name, str(grown), str(CORPUS / name)),
        *(f"-runs={executions}", f"-max_len={MAX_LENGTH.get(name, 4096)}", f"-timeout={timeout}", "-rss_limit_mb=2048"),
        f"-artifact_prefix={findings / name}/",
    ]
    log = findings / f"{name}.log"
    with log.open("w", encoding="utf-8") as out:
        status = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, check=False).returncode
    text = log.read_text(encoding="utf-8", errors="replace")
    done = [int(one or two) for one, two in _DONE.findall(text)]
    covered = [int(n) for n in _COVERED.findall(text)]
    return name, done[-1] if done else 0, time.monotonic() - began, covered[-1] if covered else 0, status


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
        runs = [
            pool.submit(
                run,
                name,
                options.executions * SHARES[name] // shares + 1,
                options.findings.resolve(),
                options.timeout,
                options.nice,
            )
            for name in sorted(NAMES, key=lambda name: -SHARES[name])
        ]
        for one in runs:
            name, executions, seconds, covered, status = one.result()
            total += executions
            failed += status != 0
            verdict = "nothing found" if status == 0 else f"FOUND SOMETHING (status {status})"
            print(
                f"{name:<8} {executions:>9} executions {seconds:>7.0f} s  {covered:>5} branches  {verdict}", flush=True
            )
    print(f"{total} executions in {time.monotonic() - began:.0f} s; {failed} of {len(runs)} fuzzers found something")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
