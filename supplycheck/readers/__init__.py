"""Files in, declarations out: Single Window XML, flat tables (text and workbooks), JSON, and the dossier beside them.

`read_declarations` reads a file, an archive or a folder lazily; `read_bytes` reads what a service was sent. What cannot
be read comes out as an `UnreadableInput` in its place, and the rest goes on. Every repair is a note on the declaration,
with its place.
"""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING

from supplycheck.declaration import Declaration
from supplycheck.errors import UnreadableInput, UsageError
from supplycheck.plugins import loaded

if TYPE_CHECKING:
    from supplycheck.piece import Piece
    from supplycheck.readers.dossier import Sidecar
    from supplycheck.readers.headings import Names
    from supplycheck.readers.large_table import Part
    from supplycheck.readers.profile import Column

__all__ = ["MAX_BYTES", "Reading", "columns_of_bytes", "iter_bytes", "read_bytes", "read_columns", "read_declarations"]

MAX_BYTES = 256 * 1024 * 1024
"""The largest file that is opened; formats have lower limits of their own. JSON lines and text tables with one row an
item, which are read part by part, are read without it."""

_SIDECAR = ".dossier.json"
_JUNK = frozenset({"thumbs.db", "desktop.ini", "__macosx"})

log = logging.getLogger(__name__)

Result = Declaration | UnreadableInput


class Reading(Iterator[Result]):
    """Declarations, read as they are asked for; or, before any was, the pieces in which several workers can read them."""

    def __init__(self, source: str, names: Names | None, dossier: str | None, *, folder: bool) -> None:
        self._source, self._names, self._dossier, self._is_folder = source, names, dossier, folder
        self._results: Iterator[Result] | None = None

    def __next__(self) -> Result:
        if self._results is None:
            if self._is_folder:
                self._results = _folder(self._source, self._names)
            else:
                self._results = _file(self._source, self._names, self._dossier)
        return next(self._results)

    @property
    def begun(self) -> bool:
        """Whether a declaration was asked for."""
        return self._results is not None

    def pieces(self) -> Iterator[Piece]:
        """What `read_declarations` gives, in pieces."""
        if self._is_folder:
            return _pieces(_files(self._source), self._names)
        return _pieces([(self._source, None)], self._names, self._dossier)

    def files(self) -> Iterator[str]:
        """The files that are looked into, and those that may lie beside them."""
        found = _files(self._source) if self._is_folder else [(self._source, None)]
        for file in found:
            if not isinstance(file, UnreadableInput):
                yield file[0]
                yield os.path.splitext(file[0])[0] + _SIDECAR
        if self._dossier is not None:
            yield self._dossier


def read_declarations(
    path: str | os.PathLike[str],
    *,
    dossier: str | os.PathLike[str] | None = None,
    columns: str | os.PathLike[str] | Mapping[str, str] | None = None,
) -> Reading:
    """The declarations of a file, or of every file of a folder or ZIP archive (with its subfolders, in order of names).

    A file `NAME.dossier.json` beside `NAME.*` is its dossier; customs receipts beside messages give them number and
    day. In a folder, hidden files and files of types that hold no declarations are passed over.

    Args:
        path: the file or folder.
        dossier: the dossier of the one declaration in the file, in place of the one beside it.
        columns: what the headings of tables mean beyond those that are known: a column profile (see
            `supplycheck columns`), or `heading: field`.

    Yields:
        Declarations in the order of the input; for what cannot be read, the error, not raised.

    Raises:
        UsageError: path or dossier does not exist, a dossier is given for a folder, or the profile is none. Raised at
            once.
    """
    source = os.fsdecode(path)
    names = _names(columns)
    mode = _mode(source)
    if stat.S_ISDIR(mode):
        if dossier is not None:
            raise UsageError("a dossier belongs to one file, not to a folder")
        return Reading(source, names, None, folder=True)
    if not stat.S_ISREG(mode):
        raise UsageError(f"{source}: neither a file nor a folder")
    if dossier is None:
        return Reading(source, names, None, folder=False)
    beside = os.fsdecode(dossier)
    if not stat.S_ISREG(_mode(beside)):
        raise UsageError(f"{beside}: not a file")
    return Reading(source, names, beside, folder=False)


def read_columns(
    path: str | os.PathLike[str], *, columns: str | os.PathLike[str] | Mapping[str, str] | None = None
) -> list[Column]:
    """The headings of a table (of a workbook, its best sheet) and what each means, is known to mean, or may mean.

    Raises:
        UsageError: path does not exist, or the profile is none.
        UnreadableInput: the file is no table, or nothing in it looks like headings.
    """
    source = os.fsdecode(path)
    if not stat.S_ISREG(_mode(source)):
        raise UsageError(f"{source}: not a file")
    return columns_of_bytes(_content(source), source, columns)


def columns_of_bytes(
    data: bytes, name: str, columns: str | os.PathLike[str] | Mapping[str, str] | None = None
) -> list[Column]:
    """The same of some bytes, as of a file of this name. Raises as `read_columns` does for its content."""
    from supplycheck.readers import csv_file, profile, spreadsheet
    from supplycheck.readers.formats import detect

    source, base, names = name, _base(name), _names(columns)
    found = detect(data, source, base)
    if found == "table":
        return profile.columns_of(csv_file.sheet(data, source, base, names).rows, source, names)
    if found == "workbook":
        book = spreadsheet.open_book(data, source, base, names)
        sheets = [book.sheets[book.best]] if book.best else list(book.sheets.values())
        return profile.columns_of([row for sheet in sheets[:1] for row in sheet.rows], source, names)
    raise UnreadableInput(source, "", code="no-table", zh="不是表格", en="this is no table")


def read_bytes(
    data: bytes,
    name: str,
    dossier: bytes | None = None,
    columns: str | os.PathLike[str] | Mapping[str, str] | None = None,
    dossier_name: str = "dossier.json",
) -> list[Declaration | UnreadableInput]:
    """The declarations in some bytes, as they would be read from a file of this name.

    Args:
        data: the content of the file.
        name: its name; the content decides the format, the name where that could be several.
        dossier: the content of the dossier beside it.
        columns: as for `read_declarations`.
        dossier_name: the name of the dossier, which tells JSON from a table.
    """
    return list(iter_bytes(data, name, dossier, columns, dossier_name))


def iter_bytes(
    data: bytes,
    name: str,
    dossier: bytes | None = None,
    columns: str | os.PathLike[str] | Mapping[str, str] | None = None,
    dossier_name: str = "dossier.json",
) -> Iterator[Declaration | UnreadableInput]:
    """The same one by one, for who may have enough before the end."""
    source = os.fspath(name)
    base = _base(source)
    sidecar = None
    if dossier is not None:
        from supplycheck.readers.dossier import read_sidecar

        sidecar = read_sidecar(dossier, dossier_name, _base(dossier_name))
    return _paired(_guarded(_parsed(data, source, base, _names(columns)), source), sidecar)


def _names(columns: str | os.PathLike[str] | Mapping[str, str] | None) -> Names | None:
    if columns is None:
        return None
    from supplycheck.readers import profile

    return profile.named(columns) if isinstance(columns, Mapping) else profile.load(columns)


def _mode(path: str) -> int:
    try:
        return os.stat(path).st_mode
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no such file or folder"
        raise UsageError(f"{path}: {reason}") from None


def _base(source: str) -> str:
    return os.path.basename(source.rstrip("/\\")) or source


def _folder(folder: str, names: Names | None) -> Iterator[Result]:
    for found in _files(folder):
        if isinstance(found, UnreadableInput):
            yield found
        else:
            yield from file_or_meant(*found, names)


def file_or_meant(path: str, lower: str | None, names: Names | None, dossier: str | None = None) -> Iterator[Result]:
    """The declarations of a file; of one that was found in a folder (`lower` is its name), without what is none."""
    results = _file(path, names, dossier)
    return results if lower is None else _meant(results, lower)


def _files(folder: str) -> Iterator[tuple[str, str | None] | UnreadableInput]:
    """The files of a folder and its subfolders that may hold declarations, with their names in lower case."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        yield _inaccessible(folder, error)
        return
    for entry in entries:
        lower = entry.name.lower()
        if _is_junk(lower):
            continue
        try:
            is_folder = entry.is_dir(follow_symlinks=False)
            is_file = not is_folder and entry.is_file()
        except OSError as error:
            yield _inaccessible(entry.path, error)
            continue
        if is_folder:
            yield from _files(entry.path)
        elif is_file and _may_hold_declarations(lower):
            yield entry.path, lower


def _pieces(
    files: Iterable[tuple[str, str | None] | UnreadableInput], names: Names | None, dossier: str | None = None
) -> Iterator[Piece]:
    """The pieces of some files: small ones together, large ones divided where that can be."""
    from supplycheck.piece import Given
    from supplycheck.readers import pieces

    some: list[tuple[str, str | None]] = []
    size = 0
    for found in files:
        if isinstance(found, UnreadableInput):
            divided: Iterable[Piece] | None = [Given((found,))]
            own = 0
        else:
            own = _size(found[0])
            divided = _divided(*found, own, names, dossier)
        if some and (divided is not None or len(some) >= pieces.FILES or size + own > pieces.FILES_BYTES):
            yield pieces.Files(tuple(some), size, names, dossier)
            some, size = [], 0
        if divided is not None:
            yield from divided
        elif not isinstance(found, UnreadableInput):
            some.append(found)
            size += own
    if some:
        yield pieces.Files(tuple(some), size, names, dossier)


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):
        return 0  # whoever reads it tells why it cannot be


def _divided(
    path: str, lower: str | None, size: int, names: Names | None, dossier: str | None
) -> Iterable[Piece] | None:
    """The pieces of one file, None where it is read whole and by one worker."""
    from supplycheck.readers import pieces

    if size <= (pieces.FILES_BYTES if path.lower().endswith(".zip") else pieces.LARGE):
        return None
    base = _base(path)
    alone = dossier is None and not os.path.lexists(os.path.splitext(path)[0] + _SIDECAR)
    try:
        if alone and _is_json_lines(path, base):
            return pieces.json_lines(path, base)
        if alone and (parts := _parts(path, base, names)) is not None:
            return parts
    except (OSError, UnreadableInput):
        pass  # reading it tells
    return pieces.together(file_or_meant(path, lower, names, dossier), size)


def _parts(path: str, base: str, names: Names | None) -> Sequence[Part] | None:
    if os.path.splitext(base.lower())[1] in loaded.readers:
        return None
    from supplycheck.readers import large_table

    return large_table.parts(path, base, names) if _size(path) >= large_table.FROM_BYTES else None


def _is_junk(lower: str) -> bool:
    """Whether a file or folder is hidden, or a by-product of a program, by its name in lower case."""
    return lower.startswith((".", "~$")) or lower in _JUNK


def is_input(lower: str) -> bool:
    """Whether a file in a folder would be read, by its name in lower case."""
    return not _is_junk(lower) and _may_hold_declarations(lower)


def _may_hold_declarations(lower: str) -> bool:
    """Whether a file of a folder or archive is looked into, by its name in lower case."""
    from supplycheck.readers.formats import SUFFIXES

    suffix = os.path.splitext(lower)[1]
    return not lower.endswith(_SIDECAR) and (suffix in SUFFIXES or suffix in loaded.readers)


def _meant(results: Iterable[Result], lower: str) -> Iterator[Result]:
    """The results, but nothing for a receipt, or for a text that is no table."""
    for result in results:
        if isinstance(result, UnreadableInput) and (
            result.code == "receipt" or (lower.endswith(".txt") and result.code in ("D30", "empty"))
        ):
            continue
        yield result


def _file(path: str, names: Names | None, dossier: str | None = None) -> Iterator[Result]:
    base = _base(path)
    if base.lower().endswith(_SIDECAR):
        zh, en = "这是随附资料，不是报关单", "this is a dossier and no declaration"
        yield UnreadableInput(path, "", code="sidecar", zh=zh, en=en)
        return
    sidecar = _sidecar(path, dossier)
    try:
        if _is_json_lines(path, base):
            yield from _paired(_guarded(_streamed(path, base), path), sidecar)
            return
        if base.lower().endswith(".parquet") and _size(path) > MAX_BYTES:
            yield from _paired(_guarded(_of_parquet(path, base, names), path), sidecar)
            return
        if (parts := _parts(path, base, names)) is not None:
            log.info("%s: read in %d parts as a table", PurePath(base), len(parts))
            yield from _paired(_guarded(chain.from_iterable(part.read() for part in parts), path), sidecar)
            return
        data = _content(path)
    except OSError as error:
        yield _inaccessible(path, error)
        return
    except UnreadableInput as error:
        yield error
        return
    yield from _paired(_guarded(_parsed(data, path, base, names, stored=True), path), sidecar)


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        en = f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB"
        raise UnreadableInput(path, "", code="too-large", zh="文件过大", en=en)
    return data


def _sidecar(path: str, dossier: str | None) -> Sidecar | None:
    beside = dossier if dossier is not None else os.path.splitext(path)[0] + _SIDECAR
    try:
        with open(beside, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError:
        data = b""  # there is one, and it cannot be read: that must not pass for "no dossier"
    from supplycheck.readers.dossier import read_sidecar

    log.info("%s: %d bytes, a dossier", PurePath(_base(beside)), len(data))
    return read_sidecar(data, beside, _base(beside))


def _inaccessible(path: str, error: OSError) -> UnreadableInput:
    reason = error.strerror or type(error).__name__
    return UnreadableInput(path, "", code="io", zh=f"无法打开：{reason}", en=f"cannot be opened: {reason}")


def _is_json_lines(path: str, base: str) -> bool:
    if not base.lower().endswith((".jsonl", ".ndjson")):
        return False
    with open(path, "rb") as file:
        return file.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))


def _streamed(path: str, base: str) -> Iterator[Result]:
    from supplycheck.readers import own_model

    log.info("%s: read line by line as jsonl", PurePath(base))
    with open(path, "rb") as file:
        yield from own_model.read_lines(own_model.lines_of(file), path, base)


def _of_parquet(path: str, base: str, names: Names | None) -> Iterator[Result]:
    """A Parquet file too large to be held in memory; it is read some rows at a time."""
    from supplycheck.readers import parquet_file

    with open(path, "rb") as file:
        yield from parquet_file.read(file, path, base, names)


def _parsed(data: bytes, source: str, base: str, names: Names | None, *, stored: bool = False) -> Iterator[Result]:
    """The declarations of a file by its format. Raises `UnreadableInput` for the file as a whole.

    `stored`: the source is a file that we opened. The name of bytes that somebody sent says nothing of our own files.
    """
    brought = loaded.readers.get(os.path.splitext(base.lower())[1])
    if brought is not None:
        yield from brought(data, source)
        return
    from supplycheck.readers.formats import detect

    found = detect(data, source, base)
    if log.isEnabledFor(logging.INFO):
        log.info("%s: %d bytes, read as %s", PurePath(base), len(data), found)
    if found == "xml":
        from supplycheck.readers import receipts, single_window

        beside = receipts.beside(os.path.dirname(source) or ".") if stored else None
        yield from single_window.read(data, source, base, beside)
    elif found in ("json", "jsonl"):
        from supplycheck.readers import own_model

        yield from (
            own_model.read(data, source, base)
            if found == "json"
            else own_model.read_lines(data.split(b"\n"), source, base)
        )
    elif found == "workbook":
        from supplycheck.readers import spreadsheet

        yield from spreadsheet.read(data, source, base, names)
    elif found == "archive":
        yield from _archive(data, source, names)
    elif found == "parquet":
        import io

        from supplycheck.readers import parquet_file

        yield from parquet_file.read(io.BytesIO(data), source, base, names)
    else:
        from supplycheck.readers import csv_file

        yield from csv_file.read(data, source, base, names)


def _archive(data: bytes, source: str, names: Names | None) -> Iterator[Result]:
    """The declarations of an archive's files, each with the dossier beside it. Archives in archives are not opened."""
    from supplycheck.readers.archive import Archive
    from supplycheck.readers.dossier import read_sidecar

    archive = Archive(data, source)
    for member in archive.members():
        lower = member.name.lower()
        junk = any(_is_junk(part) for part in lower.split("/") if part != "..")
        if junk or not _may_hold_declarations(lower):
            continue
        place = f"{source}/{member.name}"
        try:
            if lower.endswith(".zip"):
                zh, en = "压缩包内的压缩包，请先解压", "an archive in an archive; unpack it first"
                raise UnreadableInput(source, member.name, code="archive", zh=zh, en=en)
            content = archive.read(member)
            beside = archive.find(os.path.splitext(member.name)[0] + _SIDECAR)
            sidecar = read_sidecar(archive.read(beside), f"{source}/{beside.name}", beside.name) if beside else None
        except UnreadableInput as error:
            yield error
            continue
        parsed = _guarded(_parsed(content, place, _base(member.name), names), place)
        yield from _meant(_paired(parsed, sidecar), lower)


def _guarded(results: Iterable[Result], source: str) -> Iterator[Result]:
    """The results; an error for the file as a whole comes out as the last of them."""
    try:
        yield from results
    except UnreadableInput as error:
        yield error
    except RecursionError:
        zh, en = "内容嵌套过深", "the content is nested too deeply"
        yield UnreadableInput(source, "", code="D40", zh=zh, en=en)
    except OSError as error:
        yield _inaccessible(source, error)


def _paired(results: Iterator[Result], sidecar: Sidecar | None) -> Iterator[Result]:
    """Give the dossier to its declaration: the only one of the file, else the one with the contract it names.

    Whether a file holds one declaration is known when the second comes, so one result is held back.
    """
    if sidecar is None:
        yield from results
        return
    from supplycheck.readers.pairing import attach, belongs, refuse

    first = next(results, None)
    if first is None:
        return
    second = next(results, None)
    if second is None:
        if isinstance(first, Declaration):
            attach(first, sidecar)
        yield first
        return
    given = False
    for result in (first, second, *results):
        if isinstance(result, Declaration):
            if not given and belongs(result, sidecar):
                attach(result, sidecar)
                given = True
            else:
                refuse(result, sidecar)
        yield result
