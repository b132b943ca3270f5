"""How long a first `supplycheck check` takes beside importing pydantic's base class: whole processes, in turn.

    python benchmarks/cold_start.py [--runs 15]

Both run in the interpreter that runs this; install the package (not editable) so that both have compiled bytecode.
Processor time of the child processes is compared, because other work on the machine changes the wall time.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"
CHECK = ["-m", "supplycheck", "check", str(EXAMPLES / "declarations" / "clean-surgical-mask.xml")]
REGISTRIES = ["--registries", str(EXAMPLES / "registries")]


def seconds(*words: str) -> float:
    """Processor seconds of one child process, from its start to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # -P keeps a checkout in the current folder from being imported in place of the installed package.
    subprocess.run([sys.executable, "-P", *words], stdout=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Prints the medians and the median of the ratios, for the table and for JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=15)
    args = parser.parse_args()
    for form in ("table", "json"):
        command = [*CHECK, *REGISTRIES, "--format", form]
        seconds(*command)  # builds the snapshots of the examples, once
        pairs = [(seconds(*command), seconds("-c", "from pydantic import BaseModel")) for _ in range(args.runs)]
        check, floor = (statistics.median(p[n] for p in pairs) for n in (0, 1))
        ratio = statistics.median(a / b for a, b in pairs)
        print(f"check one.xml as {form:<6}{check * 1000:6.0f} ms, pydantic {floor * 1000:6.0f} ms, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
