"""Putting snapshots into a data directory, and saying what it holds."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date
from pathlib import Path

from supplycheck.errors import RegistryUnavailable, UsageError
from supplycheck.registry import definition as definitions
from supplycheck.registry.definition import FORMATS
from supplycheck.registry.registries import (
    EXTENSIONS,
    PARTIAL,
    Registries,
    SnapshotInfo,
    default_data_dir,
    snapshot_files,
)


def import_file(
    data_dir: Path | str | None,
    name: str,
    file: Path | str,
    as_of: date,
    partial: bool = False,
    replace: bool = False,
    *,
    lists: Path | None = None,
) -> SnapshotInfo:
    """Load a list as it stood on a day: the file is read, and copied to `data_dir/NAME/YYYY-MM-DD.EXT` as it is.

    The copy appears whole or not at all. Loading the same file again changes nothing but `partial`.

    Args:
        data_dir: None is the user's data directory.
        partial: the file does not hold the whole list.
        replace: put it in the place of another file of that day.

    Raises:
        UsageError: no such file; the name has not the form of one; another file of that day is there and `replace` is
            not given; the directory cannot be written.
        RegistryUnavailable: no registry has that name, or the file cannot be read as what its definition says.
        FactsMissing: the definition is wrong.
    """
    root = Path(data_dir) if data_dir is not None else default_data_dir()
    definition = definitions.load(name, lists)
    source = Path(file)
    data = _content(source)
    folder = root / definition.name
    suffix = source.suffix.lower()
    suffix = suffix if suffix in EXTENSIONS else FORMATS[definition.format]
    target = folder / f"{as_of.isoformat()}{suffix}"
    others = [known.path for known in snapshot_files(folder) if known.as_of == as_of]
    same = [path for path in others if path.suffix == suffix and _content(path) == data]
    if others and not (replace or same):
        raise UsageError(f"{name} has another snapshot of {as_of}: {others[0]}")
    marker = folder / f"{as_of.isoformat()}{PARTIAL}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not same:
            _check(root, definition.name, target, data, as_of, lists)
        # A part of a list must at no moment stand there as the whole.
        if partial:
            marker.touch()
        if not same:
            _put(target, data)
        for path in others:
            if path != target:
                path.unlink(missing_ok=True)
        if not partial:
            marker.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error}") from error
    return show(root, name, as_of, lists=lists)


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


def _check(root: Path, name: str, target: Path, data: bytes, as_of: date, lists: Path | None) -> None:
    """Read the file as what it will be; raises RegistryUnavailable."""
    import tempfile

    from supplycheck.registry.snapshot import Snapshot

    definition = definitions.load(name, lists)
    if target.suffix == ".sqlite":
        with tempfile.TemporaryDirectory(dir=root, prefix=".import-") as folder:
            trial = Path(folder) / target.name
            trial.write_bytes(data)
            Snapshot(definition, trial, as_of, complete=False).close()
        return
    from supplycheck.registry.formats import parse

    parse(definition, data)


def _put(target: Path, data: bytes) -> None:
    import tempfile

    handle, temporary = tempfile.mkstemp(prefix=".import-", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
