"""The files in an archive, and in archives within it, one after another: nothing is unpacked as a whole in memory."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry.definition import Definition

MAGIC = b"PK\x03\x04"
MOST_BYTES = 100_000_000_000
"""Above this unpacked size an archive is refused: the largest list there is has some ten thousand million bytes."""
_DEEPEST = 2
_BOOKS = ("[Content_Types].xml", "mimetype")
_READ = (".csv", ".txt", ".tsv", ".json", ".jsonl", ".xml", ".xlsx", ".xls", ".ods", ".html", ".htm", ".zip")
DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError)
"""What reading a broken archive raises."""


def is_archive(file: BinaryIO) -> bool:
    """Whether a file is an archive of files; a workbook, which is packed like one, is not."""
    start = file.read(len(MAGIC))
    file.seek(0)
    if start != MAGIC:
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except DAMAGED:
        return True
    finally:
        file.seek(0)
    return names.isdisjoint(_BOOKS)


def members(definition: Definition, file: BinaryIO, depth: int = 0) -> Iterator[tuple[str, BinaryIO]]:
    """The files of an archive in the order of their names, each with its name; a file that is none stands for itself.

    Raises:
        RegistryUnavailable: the archive is damaged, encrypted, too deep or too large.
    """
    if not is_archive(file):
        yield "", file
        return
    if depth > _DEEPEST:
        raise RegistryUnavailable(definition.name, "archives within archives go too deep")
    try:
        with zipfile.ZipFile(file) as archive:
            infos = sorted((i for i in archive.infolist() if _is_read(i)), key=lambda info: info.filename)
            if sum(info.file_size for info in infos) > MOST_BYTES:
                raise RegistryUnavailable(definition.name, f"unpacked the archive has more than {MOST_BYTES} bytes")
            for info in infos:
                with archive.open(info) as packed:
                    start = packed.read(len(MAGIC))
                    packed.seek(0)
                    if start != MAGIC:
                        yield info.filename, cast(BinaryIO, packed)
                        continue
                    # An archive is read from its end: it must be unpacked first.
                    with tempfile.TemporaryFile() as unpacked:
                        shutil.copyfileobj(packed, unpacked, 1 << 20)
                        unpacked.seek(0)
                        for name, member in members(definition, cast(BinaryIO, unpacked), depth + 1):
                            yield f"{info.filename}/{name}" if name else info.filename, member
    except DAMAGED as error:
        raise RegistryUnavailable(definition.name, f"the archive cannot be read: {error}") from error


def _is_read(info: zipfile.ZipInfo) -> bool:
    return not info.is_dir() and PurePosixPath(info.filename).suffix.lower() in _READ
