"""Putting snapshots into a data directory, and saying what it holds.

`data_dir/NAME/YYYY-MM-DD.EXT` is a snapshot: the publisher's file as it is, or where that is an archive or very large,
the snapshot built from it. `data_dir/NAME/history.jsonl` has a line for every one that was put there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from supplycheck.errors import RegistryUnavailable, UsageError
from supplycheck.registry import cache
from supplycheck.registry import definition as definitions
from supplycheck.registry.definition import FORMATS, Definition
from supplycheck.registry.registries import (
    EXTENSIONS,
    PARTIAL,
    Registries,
    SnapshotInfo,
    data_root,
    snapshot_files,
)

if TYPE_CHECKING:
    from supplycheck.registry.changes import Changes

_LARGE = 64_000_000
"""From this size on the built snapshot is kept instead of the file."""

_STAGED = ".import-"
_WAIT = 600.0


class LostRows(UsageError):
    """A new snapshot lacks more rows than its list is known to lose.

    Attributes:
        registry: the registry's name.
        changes: what the new snapshot would add, change and drop.
        allowed: how many rows may be gone.
    """

    def __init__(self, registry: str, found: Changes, allowed: int) -> None:
        self.registry = registry
        self.changes = found
        self.allowed = allowed
        super().__init__(
            f"{registry}: {found.gone} of {found.before} rows of {found.since} are gone, {allowed} may be; "
            "nothing was changed. Look at the file; --accept-loss takes it"
        )


def import_file(
    data_dir: Path | str | None,
    name: str,
    file: Path | str,
    as_of: date,
    partial: bool = False,
    replace: bool = False,
    accept_loss: bool = False,
    *,
    columns: Path | None = None,
    origin: str = "",
    lists: Path | None = None,
) -> SnapshotInfo:
    """Load a list as it stood on a day, as `data_dir/NAME/YYYY-MM-DD.EXT`.

    The snapshot appears whole or not at all, under readers too. Loading the same file again changes nothing but
    `partial`.

    Args:
        data_dir: None is the user's data directory.
        partial: the file does not hold the whole list.
        replace: put it in the place of another file of that day.
        accept_loss: take it although more rows are gone than the list is known to lose.
        columns: a column profile, for a file whose headings are not its publisher's.
        origin: where the file comes from, for the history.

    Raises:
        LostRows: more rows are gone, and `accept_loss` is not given.
        UsageError: no such file; the name has not the form of one; another file of that day is there and `replace` is
            not given; the directory cannot be written.
        RegistryUnavailable: no registry has that name, or the file cannot be read as what its definition says.
        FactsMissing: the definition is wrong.
    """
    root = data_root(data_dir)
    definition = definitions.load(name, lists)
    if columns is not None:
        from supplycheck.registry import profile

        definition = profile.load(columns, definition)
    source = Path(file)
    if not source.is_file():
        raise UsageError(f"{source} cannot be read: it is no file")
    folder = root / definition.name
    try:
        with locked(folder):
            others = [known.path for known in snapshot_files(folder) if known.as_of == as_of]
            same = [path for path in others if _same(path, source)]
            if others and not (replace or same):
                raise UsageError(f"{name} has another snapshot of {as_of}: {others[0]}")
            if same:
                _mark(folder, as_of, partial)
            else:
                built = columns is not None or _is_kept_built(source)
                _publish(definition, folder, source, as_of, others, built, partial, accept_loss, origin)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error}") from error
    return show(root, name, as_of, lists=lists)


def _publish(
    definition: Definition,
    folder: Path,
    source: Path,
    as_of: date,
    others: list[Path],
    built: bool,
    partial: bool,
    accept_loss: bool,
    origin: str,
) -> None:
    """Check a file, compare it with what is there, and put it in its place."""
    from supplycheck.registry import history

    whole = definition.complete and not partial
    suffix = cache.BUILT if built else _suffix(definition, source)
    staged = folder / f"{_STAGED}{os.getpid()}{suffix}"
    target = folder / f"{as_of.isoformat()}{suffix}"
    try:
        if suffix == cache.BUILT and source.suffix != cache.BUILT:
            cache.build_file(definition, source, staged)
        else:
            _copy(source, staged)
        found = _changes(definition, folder, staged, as_of, whole)
        allowed = _allowed(definition, found)
        if found is not None and found.gone > allowed and not accept_loss:
            raise LostRows(definition.name, found, allowed)
        # A part of a list must at no moment stand there as the whole.
        if partial:
            _mark(folder, as_of, partial)
        os.replace(staged, target)
    finally:
        with suppress(OSError):
            staged.unlink(missing_ok=True)
    for path in others:
        if path != target:
            path.unlink(missing_ok=True)
    _mark(folder, as_of, partial)
    history.add(folder, target, as_of, cache.digest_of(definition.name, source), whole, found, origin or source.name)


def _is_kept_built(source: Path) -> bool:
    """Whether the built snapshot is kept instead of the file."""
    return source.suffix.lower() == ".zip" or source.stat().st_size > _LARGE


def _suffix(definition: Definition, source: Path) -> str:
    suffix = source.suffix.lower()
    return suffix if suffix in EXTENSIONS else FORMATS[definition.format]


def _changes(definition: Definition, folder: Path, staged: Path, as_of: date, whole: bool) -> Changes | None:
    """What a file changes against the newest snapshot before its day; None without one that can be compared.

    Reading it is the check that it is what it should be: RegistryUnavailable else.
    """
    from supplycheck.registry.changes import changes
    from supplycheck.registry.snapshot import Snapshot

    opened = Snapshot(definition, staged, as_of, complete=whole)
    try:
        for known in reversed(snapshot_files(folder)):
            if known.as_of <= as_of and definition.complete and known.whole:
                try:
                    before = Snapshot(definition, known.path, known.as_of, complete=True)
                except RegistryUnavailable:
                    continue
                try:
                    return changes(before, opened)
                finally:
                    before.close()
        return None
    finally:
        opened.close()


FEW = 10
"""So many rows any list may lose."""


def _allowed(definition: Definition, found: Changes | None) -> int:
    if found is None or not found.whole:
        return 0 if found is None else found.before
    return max(FEW, int(found.before * definition.may_lose_percent / 100))


def show(
    data_dir: Path | str | None, name: str, as_of: date | None = None, *, lists: Path | None = None
) -> SnapshotInfo:
    """What is known of a registry's snapshot of a day, or of its newest.

    Raises:
        UsageError: the name has not the form of one, or `data_dir` is no directory.
        RegistryUnavailable: no registry has that name, or it has no such snapshot.
    """
    with Registries(data_dir, lists=lists) as registries:
        infos = [info for info in registries.snapshots(name) if as_of is None or info.as_of == as_of]
    if not infos:
        raise RegistryUnavailable(name, "there is no snapshot" + (f" of {as_of}" if as_of is not None else ""))
    return infos[-1]


def list_snapshots(data_dir: Path | str | None, on: date, *, lists: Path | None = None) -> list[SnapshotInfo]:
    """All snapshots of all registries as of a day; a registry without any stands as "missing"."""
    with Registries(data_dir, lists=lists) as registries:
        return registries.overview(on)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer at a time; what a killed one left behind is cleared away."""
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=_WAIT):
            for pattern in (f"{_STAGED}*", ".*.tmp"):
                for left in folder.glob(pattern):
                    with suppress(OSError):
                        left.unlink()
            yield
    except Timeout as error:
        raise UsageError(f"{folder} is being written by another process") from error


def _mark(folder: Path, as_of: date, partial: bool) -> None:
    marker = folder / f"{as_of.isoformat()}{PARTIAL}"
    if partial:
        marker.touch()
    else:
        marker.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as file:
        shutil.copyfileobj(read, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())


def _same(known: Path, source: Path) -> bool:
    """Whether a snapshot is this file, or was built from it."""
    digest = cache.digest_of("", source)
    if known.suffix == cache.BUILT and source.suffix != cache.BUILT:
        return cache.built_from(known) == digest
    return known.stat().st_size == source.stat().st_size and cache.digest_of("", known) == digest
