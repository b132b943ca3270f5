"""Snapshots as one file, for machines without a network.

A bundle is an archive with `manifest.json` (which snapshots, with the SHA-256 of each file) and the files themselves. What
is taken in is compared with the manifest, then read as what its registry's definition says, then put in its place.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from supplycheck.errors import UsageError
from supplycheck.registry import definition as definitions
from supplycheck.registry import history
from supplycheck.registry.formats.members import DAMAGED
from supplycheck.registry.registries import EXTENSIONS, SnapshotFile, SnapshotInfo, data_root, snapshot_files
from supplycheck.registry.store import import_file

SCHEMA = "supplycheck-bundle-1"
_MANIFEST = "manifest.json"
_MOST_MANIFEST = 10_000_000


class Packed(NamedTuple):
    """A snapshot in a bundle."""

    registry: str
    as_of: date
    file: str
    sha256: str
    bytes: int
    whole: bool


def export(
    data_dir: Path | str | None,
    target: Path,
    names: Iterable[str] = (),
    on: date | None = None,
    *,
    lists: Path | None = None,
) -> list[Packed]:
    """Write a bundle: of each registry the newest snapshot, or the newest taken by a day, and what it builds on.

    Raises:
        UsageError: there is nothing to pack, or the target cannot be written.
    """
    root = data_root(data_dir)
    chosen: list[tuple[str, SnapshotFile]] = []
    for name in list(names) or definitions.names(lists):
        files = snapshot_files(root / definitions.checked_name(name))
        chosen += [(name, file) for file in _that_count(files, on)]
    if not chosen:
        raise UsageError(f"{root} has no snapshots to pack")
    packed = [_packed(name, file) for name, file in chosen]
    manifest = {"schema": SCHEMA, "snapshots": [{**p._asdict(), "as_of": p.as_of.isoformat()} for p in packed]}
    staged = target.with_name(f".{target.name}.part")
    try:
        with zipfile.ZipFile(staged, "w", zipfile.ZIP_DEFLATED) as archive:
            # Equal snapshots give equal bytes: the archive's own times are of no interest.
            _put(archive, _MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
            for (_, file), entry in zip(chosen, packed, strict=True):
                with file.path.open("rb") as read, archive.open(_info(entry.file), "w", force_zip64=True) as written:
                    shutil.copyfileobj(read, written, 1 << 20)
        staged.replace(target)
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error}") from error
    finally:
        staged.unlink(missing_ok=True)
    return packed


def _that_count(files: list[SnapshotFile], on: date | None) -> list[SnapshotFile]:
    """The newest snapshot of a day; where it is a part, also those before it, back to the whole list."""
    taken: list[SnapshotFile] = []
    for file in reversed([file for file in files if on is None or file.as_of <= on]):
        taken.append(file)
        if file.whole:
            break
    return taken[::-1]


def _packed(name: str, file: SnapshotFile) -> Packed:
    size = file.path.stat().st_size
    return Packed(name, file.as_of, f"{name}/{file.path.name}", history.digest(file.path), size, file.whole)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(_info(name), data)


def take_in(
    data_dir: Path | str | None,
    bundle: Path,
    *,
    replace: bool = False,
    accept_loss: bool = False,
    lists: Path | None = None,
) -> list[SnapshotInfo]:
    """Put the snapshots of a bundle into a data directory. All of them are compared with the manifest first.

    Raises:
        UsageError: it is no bundle, or one that was changed; and as `store.import_file`.
        RegistryUnavailable: a snapshot is of a registry that is not defined, or cannot be read.
    """
    try:
        with zipfile.ZipFile(bundle) as archive, tempfile.TemporaryDirectory() as folder:
            entries = _manifest(archive, bundle)
            files = [_unpacked(archive, entry, Path(folder) / str(n), bundle) for n, entry in enumerate(entries)]
            return [
                import_file(
                    data_dir,
                    entry.registry,
                    file,
                    entry.as_of,
                    partial=not entry.whole,
                    replace=replace,
                    accept_loss=accept_loss,
                    origin=f"{bundle.name}: {entry.file}",
                    lists=lists,
                )
                for entry, file in zip(entries, files, strict=True)
            ]
    except DAMAGED as error:
        raise UsageError(f"{bundle} is no bundle that can be read: {error}") from error


def _manifest(archive: zipfile.ZipFile, bundle: Path) -> list[Packed]:
    try:
        info = archive.getinfo(_MANIFEST)
        if info.file_size > _MOST_MANIFEST:
            raise ValueError("the manifest is too large")
        manifest: Any = json.loads(archive.read(info))
        if manifest["schema"] != SCHEMA:
            raise ValueError(f"it is of another kind: {manifest['schema']!r}")
        return [Packed(**{**entry, "as_of": date.fromisoformat(entry["as_of"])}) for entry in manifest["snapshots"]]
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise UsageError(f"{bundle} is no bundle: {error}") from error


def _unpacked(archive: zipfile.ZipFile, entry: Packed, target: Path, bundle: Path) -> Path:
    """A file of the bundle, as the manifest says it is."""
    suffix = Path(entry.file).suffix
    if suffix not in EXTENSIONS:
        raise UsageError(f"{bundle}: {entry.file} is no snapshot")
    path = target.with_suffix(suffix)
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(entry.file) as read, path.open("wb") as written:
            while piece := read.read(1 << 20):
                size += len(piece)
                if size > entry.bytes:
                    break
                digest.update(piece)
                written.write(piece)
    except KeyError as error:
        raise UsageError(f"{bundle}: {entry.file} is missing") from error
    if size != entry.bytes or digest.hexdigest() != entry.sha256:
        raise UsageError(f"{bundle}: {entry.file} is not what its manifest says")
    return path
