"""Batches in tests: a table of many declarations with all that may go wrong, and the program with short intervals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from supplycheck.batch.run import Batch

ROOT = Path(__file__).parent.parent
REGISTRIES = Path(__file__).parent / "registries"
TODAY = date(2026, 11, 23)
HEAD = "报关单号,申报日期,运抵国(地区),境内发货人,境内发货人统一社会信用代码,出境关别,项号,商品编号,商品名称,成交数量,成交计量单位"
PLACES = ("德国", "美国", "智利", "中国香港")


def rows(count: int) -> list[str]:
    """Declarations of one or two lines; every tenth is filed twice, one has a number that a spreadsheet ruined."""
    found = []
    for n in range(count):
        number = f"3104202{n if n % 10 != 9 else n - 4:011d}" if n != 7 else "3.10E+17"
        head = f"{number},2020-05-{n % 20 + 1:02d},{PLACES[n % 4]},宁波示例{n % 7}进出口有限公司,91999999MA0000001N,{2240 + n % 3}"
        for item in range(n % 2 + 1):
            found.append(
                f"{head},{item + 1},6307900010,{'医用外科口罩' if n % 3 else '日常防护口罩（非医用）'},{n + 10},个"
            )
    return found


def table(path: Path, count: int) -> Path:
    path.write_text("\n".join([HEAD, *rows(count), ""]), "utf-8")
    return path


def folder(path: Path, files: int = 6) -> Path:
    """A folder of tables, JSON lines and something that cannot be read."""
    path.mkdir()
    for n in range(files):
        table(path / f"{n:03d}.csv", 12)
    (path / "004a.json").write_text('{"broken": ', "utf-8")
    (path / "004b.jsonl").write_text('{"id": "J-1", "lines": []}\n\n{"id": "J-2"\n', "utf-8")
    return path


def batch(out: Path, *paths: Path, **how: object) -> Batch:
    settings = {"registries": REGISTRIES, "regime": None, "as_if_declared": None, "redact": how.pop("redact", False)}
    how.setdefault("today", TODAY)
    return Batch(paths, out, settings, **how)  # type: ignore[arg-type]


# Where the tests run in the background of a shell, Ctrl-C is not heard, and programs inherit that: it is set anew.
_PROGRAM = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import supplycheck.batch.run as run, supplycheck.readers.large_table as large, supplycheck.readers.pieces as pieces
run.SECONDS, large.FROM_BYTES, large.PART_BYTES, pieces.FILES, pieces.LARGE = 0.02, 0, 2000, 1, 0
from supplycheck.cli import main
main()
"""


def start(folder: Path, *words: object, limit: str = "") -> subprocess.Popen[str]:
    """The program with checkpoints all the time, small parts, and checkpoints between them."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SUPPLYCHECK_", "LC_")) or "CACHE" in k}
    command = [sys.executable, "-c", _PROGRAM, "batch", *map(str, words), "--today", TODAY.isoformat()]
    if limit:
        command = ["sh", "-c", f'{limit}; exec "$@"', "sh", *command]
    return subprocess.Popen(
        [*command, "--registries", str(REGISTRIES)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=folder,
        env={**kept, "LANG": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def kill_after(process: subprocess.Popen[str], seconds: float) -> None:
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """The processes that a batch has begun (Linux)."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError, IndexError):
                continue
            if parent == process.pid:
                found.append(int(entry.name))
    return found
