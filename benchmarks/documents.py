"""What a document of very many findings costs: seconds, peak memory and size of each format, each in a process of its own.

python benchmarks/documents.py [--findings 100000] [--format html] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from supplycheck import Checker, read_declarations
from supplycheck.cli.output import DOCUMENTS, write_document
from supplycheck.report import Report

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"
DESTINATIONS = ("DE", "FR", "US", "CL", "JP", "KE")


def reports(findings: int) -> Iterator[Report]:
    """Reports on the examples, again and again under other numbers, days and destinations, until there are enough."""
    checker = Checker(EXAMPLES / "registries", today=date(2026, 11, 23))
    made = [checker.check(declaration) for declaration in read_declarations(EXAMPLES / "declarations")]
    number = told = 0
    while told < findings:
        report = made[number % len(made)]
        ref = replace(
            report.declaration,
            id=f"BENCH{number:013}",
            declared_on=date(2020, 4, 1) + timedelta(days=number % 300),
            destination=DESTINATIONS[number % len(DESTINATIONS)],
        )
        yield replace(report, declaration=ref)
        told += len(report.findings) + sum(len(line.findings) for line in report.lines)
        number += 1


def main() -> None:
    """Prints a line for each format, or makes one document and prints its line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=100_000)
    parser.add_argument("--format", choices=DOCUMENTS)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    if asked.format is None:
        for format_ in DOCUMENTS:
            subprocess.run([sys.executable, *sys.argv, "--format", format_], check=True)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = (asked.keep or Path(folder)) / f"many.{asked.format}"
        began, busy = time.perf_counter(), time.process_time()
        write_document(asked.format, reports(asked.findings), path, "zh", None)
        seconds = time.perf_counter() - began, time.process_time() - busy
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = path.stat().st_size / 1e6
        print(f"{asked.format:<5} {seconds[0]:7.1f} s ({seconds[1]:.1f} s busy) {peak:6.0f} MiB {size:7.1f} MB")


if __name__ == "__main__":
    main()
