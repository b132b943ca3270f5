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
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock, Timeout

from supplycheck.declaration import Declaration, Party
from supplycheck.errors import UsageError
from supplycheck.report import Report
from supplycheck.waivers import is_called

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

    def add(
        self,
        report: Report,
        at: datetime,
        *,
        declaration: Declaration | None = None,
        dossier: str | os.PathLike[str] | None = None,
    ) -> Path:
        """Writes one record: whole or not at all, whatever happens meanwhile, and after those of other processes.

        Args:
            report: what was answered.
            at: when, in UTC.
            declaration: what was checked; its companies stand in the record, to find it by.
            dossier: the file of the dossier, where it is not the one beside the input.

        Raises:
            UsageError: the folder cannot be written, or another process does not let go of it.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / ".lock", timeout=WAIT):
                if not self._head_path.exists():
                    if self._numbers():
                        raise FileNotFoundError("HEAD.json is gone, see `archive verify`")
                    _write(self._head_path, _head(Head()), again=True)
                head = self._caught_up()
                number = head.records + 1
                path = self._path(number)
                path.parent.mkdir(exist_ok=True)
                content = {**_content(report, at, dossier), "parties": _parties(declaration)}
                _write(path, _record(number, head.last, content), again=False)
                _write(self._head_path, _head(Head(number, _digest(path))), again=True)
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
        path = self._head_path
        try:
            data = json.loads(path.read_text("utf-8"))
            return Head(int(data["records"]), str(data["last"]))
        except FileNotFoundError:
            return Head()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{path}: unreadable ({error})") from None

    def records(self) -> Iterator[dict[str, Any]]:
        """The records in order. One that is none any more is passed over; `verify` tells of it."""
        for number in self._numbers():
            record = _loaded(self._path(number))
            if isinstance(record.get("at"), str) and "record" in record and "report" in record:
                yield record

    def verify(self) -> Verified:
        """Whether each record is as it was written, and all of them are there."""
        with self._still():
            return self._verified()

    def _verified(self) -> Verified:
        head = self._caught_up()
        present = self._numbers()
        problems: list[Problem] = []
        if present and not self._head_path.exists():
            head = Head(present[-1], _digest(self._path(present[-1])))
            zh, en = (
                "HEAD.json 缺失，末尾是否缺少记录无从得知",
                "HEAD.json is missing: records may be missing at the end",
            )
            problems.append(Problem(0, zh, en))
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
                if number == 1:
                    problems.append(Problem(1, "首条记录之前曾有其他记录", "there was a record before the first"))
                    before = _digest(path)
                    continue
                zh = f"第 {number - 1} 号记录写入后被改动，或此记录被替换"
                en = f"record {number - 1} was changed after this one was written, or this one was put in"
                problems.append(Problem(number - 1, zh, en))
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
        try:
            out = path.open("xb")
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror or error}") from None
        try:
            with out, self._still():
                numbers = self._numbers()
                if path.suffix.lower() == ".zip":
                    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                        for file in (*map(self._path, numbers), self._head_path):
                            if file.exists():
                                archive.write(file, file.relative_to(self.folder).as_posix())
                else:
                    for number in numbers:
                        out.write(self._path(number).read_bytes().rstrip(b"\n") + b"\n")
        except OSError as error:
            path.unlink(missing_ok=True)
            raise UsageError(f"{path}: {error.strerror or error}") from None
        return len(numbers)

    @contextmanager
    def _still(self) -> Iterator[None]:
        """While it lasts nobody writes; where nobody can write, on a medium that is read-only, nothing is needed.

        Raises:
            UsageError: another process does not let go of the folder.
        """
        lock = FileLock(self.folder / ".lock", timeout=WAIT)
        if (self.folder / ".lock").exists():
            try:
                lock.acquire()
            except Timeout as error:
                raise UsageError(f"{self.folder}: {error}") from None
            except OSError:
                pass
        try:
            yield
        finally:
            lock.release()

    def _numbers(self) -> list[int]:
        """The records that are there, by number."""
        found = ((int(path.stem), path) for path in self.folder.glob("*/*.json") if path.stem.isdecimal())
        return sorted(number for number, path in found if path == self._path(number))

    @property
    def _head_path(self) -> Path:
        return self.folder / "HEAD.json"

    def _path(self, number: int) -> Path:
        return self.folder / f"{number // _PER_FOLDER:06d}" / f"{number:09d}.json"


def _record(number: int, previous: str, content: dict[str, Any]) -> bytes:
    record = {"format": FORMAT, "record": number, "previous": previous, **content}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"


def _content(report: Report, at: datetime, dossier: str | os.PathLike[str] | None) -> dict[str, Any]:
    source = report.declaration.source
    return {
        "at": at.isoformat(timespec="seconds"),
        "input": {"source": source, **inputs(source, dossier)},
        "tool": report.tool,
        "facts": report.facts,
        "snapshots": [
            {"registry": s.registry, "as_of": s.as_of.isoformat(), "sha256": s.sha256} for s in report.snapshots
        ],
        "report": report.to_dict(),
    }


def _parties(declaration: Declaration | None) -> list[dict[str, str]]:
    """Each company of a declaration once, with what it is called."""
    if declaration is None:
        return []
    found = [declaration.consignor, declaration.producer, declaration.agent, declaration.consignee]
    found += [line.manufacturer for line in declaration.lines]
    found += [line.manufacturer for line in (declaration.dossier.lines if declaration.dossier else {}).values()]
    called = (
        {"name": party.name, "name_en": party.name_en, "uscc": party.uscc} for party in found if party is not None
    )
    told = [{key: text for key, text in names.items() if text} for names in called]
    return [names for n, names in enumerate(told) if names and names not in told[:n]]


def concerns(record: dict[str, Any], wanted: str) -> bool:
    """Whether a company, by credit code or name, is one of those in a record."""
    return any(
        is_called(wanted, Party(party.get("name"), party.get("name_en"), party.get("uscc")))
        for party in record.get("parties", ())
    )


def input_digest(source: str) -> str | None:
    """SHA-256 of the file that a source names (of the archive, for a file in one); None where there is no file."""
    path = Path(source)
    for candidate in (path, *path.parents):
        try:
            if candidate.is_file():
                status = candidate.stat()
                return _file_digest(str(candidate), status.st_size, status.st_mtime_ns)
        except (OSError, ValueError):
            return None  # there is one, and nobody may read it; the report says so
    return None


@lru_cache(maxsize=64)
def _file_digest(path: str, size: int, changed: int) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def inputs(source: str, dossier: str | os.PathLike[str] | None = None) -> dict[str, str | None]:
    """SHA-256 of an input and of its dossier (the one named, else the one beside it); None where there is no file."""
    beside = Path(dossier) if dossier is not None else Path(f"{os.path.splitext(source)[0]}.dossier.json")
    try:
        told = beside.is_file()
    except (OSError, ValueError):
        told = False
    return {"sha256": input_digest(source), "dossier_sha256": input_digest(str(beside)) if told else None}


def _head(head: Head) -> bytes:
    return json.dumps({"records": head.records, "last": head.last}).encode() + b"\n"


def _write(path: Path, content: bytes, *, again: bool) -> None:
    """Puts a file in its place in one step. Without `again` one that is there is never written over."""
    new = path.with_name(f".{path.name}.new")  # whoever writes has the lock; one left by a writer that was stopped goes
    try:
        new.unlink(missing_ok=True)
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
