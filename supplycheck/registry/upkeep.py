"""Looking after a data directory: is what stands there still what was put there, and what may go."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from supplycheck.errors import RegistryUnavailable, UsageError
from supplycheck.registry import cache, history
from supplycheck.registry import definition as definitions
from supplycheck.registry.definition import Definition
from supplycheck.registry.registries import PARTIAL, SnapshotFile, data_root, snapshot_files
from supplycheck.registry.store import locked

_REPORTS = (".json", ".jsonl")


class Verified(NamedTuple):
    """What is known of one snapshot's file.

    Attributes:
        registry, as_of, path: which one.
        rows: how many it has, 0 where it cannot be read.
        recorded: whether the history knows the file as it was put there.
        problem: what is wrong with it, "" for nothing.
    """

    registry: str
    as_of: date
    path: Path
    rows: int
    recorded: bool
    problem: str


def verify(data_dir: Path | str | None, names: Iterable[str] = (), *, lists: Path | None = None) -> list[Verified]:
    """Read every snapshot through and compare it with what the history says was put there.

    Raises:
        UsageError, RegistryUnavailable: a name that is none, or of no registry.
    """
    root = data_root(data_dir)
    found = []
    for name in list(names) or definitions.names(lists):
        definition = definitions.load(name, lists)
        folder = root / definition.name
        noted = {entry.get("file"): entry.get("sha256") for entry in history.entries(folder)}
        found += [_verified(definition, file, noted.get(file.path.name)) for file in snapshot_files(folder)]
    return found


def _verified(definition: Definition, file: SnapshotFile, noted: str | None) -> Verified:
    rows, problem = 0, ""
    try:
        if noted is not None and history.digest(file.path) != noted:
            problem = "it is not the file that was put there"
        rows = _gone_through(definition, file)
    except (RegistryUnavailable, OSError, sqlite3.Error, ValueError) as error:
        problem = problem or str(error)
    return Verified(definition.name, file.as_of, file.path, rows, noted is not None, problem)


def _gone_through(definition: Definition, file: SnapshotFile) -> int:
    """How many rows a snapshot has, all of them read; raises what reading it raises."""
    if file.path.suffix == cache.BUILT:
        return _built(definition, file.path)
    from supplycheck.registry.formats import parse

    with file.path.open("rb") as opened:
        return sum(1 for _ in parse(definition, opened).rows)


def _built(definition: Definition, path: Path) -> int:
    connection = cache.reopen(path)
    try:
        meta = dict(connection.execute("SELECT k, v FROM meta"))
        content, rows = hashlib.sha256(), 0
        for (text,) in connection.execute("SELECT fields FROM records ORDER BY id"):
            content.update(text.encode())
            rows += 1
        sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    finally:
        connection.close()
    if sound != "ok" or content.hexdigest() != meta.get("content") or meta.get("registry") != definition.name:
        raise RegistryUnavailable(definition.name, f"{path} is damaged")
    return rows


class Named(NamedTuple):
    """A snapshot that a report names."""

    registry: str
    sha256: str


def named_by(reports: Iterable[Path]) -> set[Named]:
    """The snapshots that reports and records of checks name; folders are gone through.

    Raises:
        UsageError: a file of reports cannot be read, so that nobody knows what it names.
    """
    found: set[Named] = set()
    for path in reports:
        files = sorted(f for f in path.rglob("*") if f.suffix in _REPORTS) if path.is_dir() else [path]
        for file in files:
            for value in _values(file):
                found.update(_snapshots(value))
    return found


def _values(file: Path) -> Iterator[Any]:
    try:
        if file.suffix == ".jsonl":
            with file.open(encoding="utf-8") as lines:
                for line in lines:
                    if line.strip():
                        yield json.loads(line)
        else:
            yield json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"{file} cannot be read, so what it names is not known: {error}") from error


def _snapshots(value: Any) -> Iterator[Named]:
    if isinstance(value, dict):
        if isinstance(value.get("registry"), str) and isinstance(value.get("sha256"), str):
            yield Named(value["registry"], value["sha256"])
        for item in value.values():
            yield from _snapshots(item)
    elif isinstance(value, list):
        for item in value:
            yield from _snapshots(item)


def prune(
    data_dir: Path | str | None,
    keep: int,
    reports: Iterable[Path],
    names: Iterable[str] = (),
    *,
    pretend: bool = False,
    lists: Path | None = None,
) -> list[SnapshotFile]:
    """Remove old snapshots: all but the `keep` newest of each registry, and those that reports name.

    A whole list that newer parts are read on top of stays too.

    Args:
        reports: files and folders of reports that are kept; what they name can be asked again.
        pretend: only say what would go.

    Returns:
        The snapshots that went.

    Raises:
        UsageError: `keep` is below 1, or a report cannot be read.
    """
    if keep < 1:
        raise UsageError("at least one snapshot of a registry is kept")
    root = data_root(data_dir)
    named = named_by(reports)
    gone = []
    for name in list(names) or definitions.names(lists):
        definition = definitions.load(name, lists)
        folder = root / definition.name
        if not folder.is_dir():
            continue
        with locked(folder):
            for file in _superfluous(definition, snapshot_files(folder), keep, named):
                gone.append(file)
                if not pretend:
                    file.path.unlink(missing_ok=True)
                    with suppress(OSError):
                        (folder / f"{file.as_of.isoformat()}{PARTIAL}").unlink(missing_ok=True)
    return gone


def _superfluous(
    definition: Definition, files: list[SnapshotFile], keep: int, named: set[Named]
) -> Iterator[SnapshotFile]:
    older = files[:-keep]
    if not any(file.whole for file in files[-keep:]):
        base = next((file for file in reversed(older) if file.whole), None)
        older = [file for file in older if file != base]
    for file in older:
        digest = cache.built_from(file.path) if file.path.suffix == cache.BUILT else cache.digest_of("", file.path)
        # What cannot be read may be what a report names.
        if digest is not None and Named(definition.name, digest) not in named:
            yield file
