"""How fast batches are, beside a loop that only reads, by one process and by two, and how much memory each takes.

    python benchmarks/batch.py [--lines 100000 1000000] [--firms 5000] [--certificates 20000] [--folder]

Makes a table (or a folder of tables) of so many lines, of so many exporters and as many makers, and lists that hold the
makers. Runs, each in processes of its own and in turn: the loop `for declaration in read_declarations(...)`,
`batch --workers 1`, `batch --workers 2`. Prints how many firms there are, seconds, lines a second, seconds of all
processors together, the ratios, and the highest memory of every process (Linux). On a machine that does other work too,
the seconds of processors are what can be compared.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from declarations_made import names_in, write_folder, write_registries, write_table

_LOOP = "import sys; from supplycheck import read_declarations\nfor declaration in read_declarations(sys.argv[1]): pass"


def run(command: list[str]) -> tuple[float, float, list[int]]:
    """Seconds by the clock and of all processors, and the highest memory in MB of the process and of those it began."""
    started, used = time.perf_counter(), processor_time()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most: dict[int, int] = {}
    while process.poll() is None:
        for pid in [process.pid, *below(process.pid)]:
            most[pid] = max(most.get(pid, 0), peak(pid))
        time.sleep(0.1)
    seconds = time.perf_counter() - started
    if process.returncode not in (0, 1, 3):
        sys.exit(f"{command}: {process.returncode}")
    return seconds, processor_time() - used, [most[pid] // 1024 for pid in most]


def processor_time() -> float:
    """Seconds that processes which have ended took of any processor."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def below(pid: int) -> list[int]:
    """The processes that one has begun."""
    try:
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()] + [
            int(n)
            for task in Path(f"/proc/{pid}/task").iterdir()
            if task.name != str(pid)
            for n in (task / "children").read_text().split()
        ]
    except OSError:
        return []


def peak(pid: int) -> int:
    """The highest memory so far, in kB."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def main() -> None:
    """Prints one line for each run, and the ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--firms", type=int, default=5000)
    parser.add_argument("--certificates", type=int, default=20_000)
    parser.add_argument("--folder", action="store_true", help="a folder of tables of 50 lines instead of one table")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--format", default="jsonl")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        write_registries(work / "lists", args.certificates, args.firms)
        small = work / "small.csv"
        write_table(small, 100, args.firms)
        batch = [sys.executable, "-m", "supplycheck", "-q", "batch", "--registries", str(work / "lists"), "--restart"]
        run([*batch, str(small), "--out", str(work / "small.jsonl"), "--workers", "1"])  # builds the lists
        for lines in args.lines:
            source = work / f"{lines}"
            if args.folder:
                write_folder(source, lines, args.firms, 50)
            else:
                source = source.with_suffix(".csv")
                write_table(source, lines, args.firms)
                print(f"{lines:>9,} lines  {names_in(source):,} names of firms", flush=True)
            reading, used, memory = run([sys.executable, "-c", _LOOP, str(source)])
            print(
                f"{lines:>9,} lines  read       {reading:8.1f} s {lines / reading:8,.0f}/s {used:8.1f} s of processors  {memory} MB",
                flush=True,
            )
            one = 0.0
            for workers in args.workers:
                out = work / f"{lines}.{args.format}"
                seconds, used, memory = run([*batch, str(source), "--out", str(out), "--workers", str(workers)])
                one = one or seconds
                print(
                    f"{lines:>9,} lines  {workers} worker{'s'[: workers > 1]:<2} {seconds:8.1f} s {lines / seconds:8,.0f}/s {used:8.1f} s of processors  {memory} MB"
                    f"  {reading / seconds:.2f} of reading, {one / seconds:.2f} x the first",
                    flush=True,
                )


if __name__ == "__main__":
    main()
