"""Records of checks: one file for each, never written over, chained so that a later change shows.

    DIR/000000/000000001.json    what was checked, when, with what, the whole report; the digest of the record before
    DIR/HEAD.json                how many records there are, and the digest of the last

The digest of a record is the SHA-256 of its file. `verify` shows a record that was changed, removed, put in or put
elsewhere, and records missing at the end as long as HEAD is not changed with them. Who can write the whole folder anew
can make a new chain; keep the digest of the last record elsewhere (`archive verify` prints it) to show that too.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock, Timeout

from supplycheck.errors import UsageError
from supplycheck.report import Report

FORMAT = 1
"""The version of what a record holds."""

WAIT = 60.0
"""Seconds to wait for another process that is writing."""

_PER_FOLDER = 1000
_NONE = "0" * 64


class Problem(NamedTuple):
    """What is wrong with an archive, and at which record (0: with the archive as a whole)."""

    record: int
    zh: str
    en: str


class Verified(NamedTuple):
    """The answer of `verify`: how many records, the digest of the last, what is wrong."""

    records: int
    last: str
    problems: list[Problem]


@dataclass(slots=True)
class Head:
    """How many records there are, and the digest of the last."""

    records: int = 0
    last: str = _NONE


class Archive:
    """The records in a folder.

    Args:
        folder: where they are; made when the first record is written.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)

    def add(self, report: Report, at: datetime) -> Path:
        """Writes one record: whole or not at all, whatever happens meanwhile, and after those of other processes.

        Args:
            report: what was answered.
            at: when, in UTC.

        Raises:
            UsageError: the folder cannot be written, or another process does not let go of it.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / ".lock", timeout=WAIT):
                head = self._caught_up()
                number = head.records + 1
                path = self._path(number)
                path.parent.mkdir(exist_ok=True)
                _write(path, _record(report, at, number, head.last), again=False)
                _write(self.folder / "HEAD.json", _head(Head(number, _digest(path))), again=True)
        except (OSError, Timeout) as error:
            raise UsageError(f"{self.folder}: no record could be written ({error})") from None
        return path

    def _caught_up(self) -> Head:
        """The head, with a record that was finished when its writer was stopped before it could say so."""
        head = self.head()
        following = self._path(head.records + 1)
        if following.exists() and _loaded(following).get("previous") == head.last:
            return Head(head.records + 1, _digest(following))
        return head

    def head(self) -> Head:
        """How many records the folder says it has.

        Raises:
            UsageError: HEAD cannot be read.
        """
        path = self.folder / "HEAD.json"
        try:
            data = json.loads(path.read_text("utf-8"))
            return Head(int(data["records"]), str(data["last"]))
        except FileNotFoundError:
            return Head()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{path}: unreadable ({error})") from None

    def records(self) -> Iterator[dict[str, Any]]:
        """The records in order. One that cannot be read is passed over; `verify` tells of it."""
        for number in range(1, self._caught_up().records + 1):
            if record := _loaded(self._path(number)):
                yield record

    def verify(self) -> Verified:
        """Whether each record is as it was written, and all of them are there."""
        head = self._caught_up()
        problems: list[Problem] = []
        before = _NONE
        for number in range(1, head.records + 1):
            path = self._path(number)
            if not path.exists():
                problems.append(Problem(number, "记录缺失", "the record is missing"))
                before = ""
                continue
            record = _loaded(path)
            if not record:
                problems.append(Problem(number, "记录无法读取", "the record cannot be read"))
            elif record.get("record") != number:
                was = record.get("record")
                problems.append(Problem(number, f"此处是第 {was} 号记录", f"this is record {was}"))
            elif before and record.get("previous") != before:
                zh = f"第 {number - 1} 号记录写入后被改动，或此记录被替换"
                en = f"record {number - 1} was changed after this one was written, or this one was put in"
                problems.append(Problem(number - 1 or 1, zh, en))
            before = _digest(path)
        if head.records and before and before != head.last:
            problems.append(Problem(head.records, "最后一条记录被改动", "the last record was changed"))
        known = {self._path(number) for number in range(1, head.records + 1)}
        for path in sorted(self.folder.glob("*/*.json")):
            if path not in known:
                name = path.relative_to(self.folder).as_posix()
                problems.append(Problem(0, f"多出的文件 {name}", f"a file that does not belong here: {name}"))
        return Verified(head.records, head.last, problems)

    def export(self, target: str | os.PathLike[str]) -> int:
        """Writes all records into one new file: a ZIP archive with HEAD, else JSON Lines. How many there were.

        Raises:
            UsageError: the file exists or cannot be written.
        """
        path = Path(target)
        numbers = range(1, self._caught_up().records + 1)
        try:
            with path.open("xb") as out:
                if path.suffix.lower() == ".zip":
                    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                        for number in numbers:
                            archive.write(self._path(number), self._path(number).relative_to(self.folder).as_posix())
                        archive.write(self.folder / "HEAD.json", "HEAD.json")
                else:
                    for number in numbers:
                        out.write(self._path(number).read_bytes().rstrip(b"\n") + b"\n")
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror or error}") from None
        return len(numbers)

    def _path(self, number: int) -> Path:
        return self.folder / f"{number // _PER_FOLDER:06d}" / f"{number:09d}.json"


def _record(report: Report, at: datetime, number: int, previous: str) -> bytes:
    source = report.declaration.source
    content = {
        "format": FORMAT,
        "record": number,
        "previous": previous,
        "at": at.isoformat(timespec="seconds"),
        "input": {"source": source, **_inputs(source)},
        "tool": report.tool,
        "facts": report.facts,
        "snapshots": [
            {"registry": s.registry, "as_of": s.as_of.isoformat(), "sha256": s.sha256} for s in report.snapshots
        ],
        "report": report.to_dict(),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"


def input_digest(source: str) -> str | None:
    """SHA-256 of the file that a source names (of the archive, for a file in one); None where there is no file."""
    path = Path(source)
    for candidate in (path, *path.parents):
        try:
            if candidate.is_file():
                status = candidate.stat()
                return _file_digest(str(candidate), status.st_size, status.st_mtime_ns)
        except (OSError, ValueError):
            return None
    return None


@lru_cache(maxsize=64)
def _file_digest(path: str, size: int, changed: int) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _inputs(source: str) -> dict[str, str | None]:
    dossier = f"{os.path.splitext(source)[0]}.dossier.json"
    return {
        "sha256": input_digest(source),
        "dossier_sha256": input_digest(dossier) if Path(dossier).is_file() else None,
    }


def _head(head: Head) -> bytes:
    return json.dumps({"records": head.records, "last": head.last}).encode() + b"\n"


def _write(path: Path, content: bytes, *, again: bool) -> None:
    """Puts a file in its place in one step. Without `again` one that is there is never written over."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if again:
            os.replace(new, path)
        elif path.exists():
            raise FileExistsError(f"{path} exists")
        else:
            new.chmod(0o444)
            os.rename(new, path)
    finally:
        with suppress(OSError):
            new.unlink()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _loaded(path: Path) -> dict[str, Any]:
    """A record, or an empty one where the file is none."""
    try:
        data = json.loads(path.read_text("utf-8", "surrogatepass"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
