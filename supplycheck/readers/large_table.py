"""Text tables of any size, part by part: looked through once, and then read in parts that each are a table by themselves.

The first look takes only what rows belong together. A part begins with a declaration and has all of its rows, also
those that stand further down, so the parts give the same declarations as the whole, in the same order, from as little
memory as a part takes, and in any process.
"""

from __future__ import annotations

import csv
import os
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import BinaryIO, NamedTuple

from supplycheck.declaration import Declaration, Note
from supplycheck.errors import UnreadableInput
from supplycheck.readers import csv_file, table
from supplycheck.readers.cells import Record
from supplycheck.readers.encoding import begins_as_utf8, decode
from supplycheck.readers.formats import detect
from supplycheck.readers.headings import KNOWN, Names
from supplycheck.readers.layout import HEADING_ROWS, Heading, find_heading
from supplycheck.readers.notes import make, unreadable
from supplycheck.readers.sheet import Row, Sheet
from supplycheck.readers.table import Grouping, Key

FROM_BYTES = 256 * 1024
"""Smaller tables are read whole."""

PART_BYTES = 128 * 1024
"""About how large a part is; one declaration is never divided."""

MAX_APART = 200_000
"""How many pieces of declarations whose rows do not stand together are put together."""

_HEAD_BYTES = 256 * 1024
_LONGEST_LINE = 4 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"


class Span(NamedTuple):
    """Rows that stand together: the first and last byte of them, and the number of the first row."""

    start: int
    end: int
    row: int


@dataclass(slots=True, frozen=True)
class Whole:
    """What all parts of a table share."""

    path: str
    name: str
    size: int
    changed: int
    codec: str
    delimiter: str
    heading: Heading
    top: tuple[Row, ...]
    names: Names
    notes: tuple[Note, ...]
    cut: bool


@dataclass(slots=True, frozen=True)
class Part:
    """Some declarations of a table: their rows, and the place of the first among all."""

    whole: Whole
    spans: tuple[Span, ...]
    position: int
    last: bool

    @property
    def size(self) -> int:
        """The bytes of its rows."""
        return sum(span.end - span.start for span in self.spans)

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        return f"{self.whole.path}:{self.spans[0].row}"

    def read(self) -> Iterator[Declaration | UnreadableInput]:
        """The declarations. Raises `UnreadableInput` where the file has changed since it was looked through."""
        whole = self.whole
        rows = list(whole.top)
        with open(whole.path, "rb") as file:
            if _state(file) != (whole.size, whole.changed):
                en = "the file was changed while it was read"
                raise unreadable(whole.path, f"row {self.spans[0].row}", "changed", "文件在读取过程中被改动", en)
            for span in self.spans:
                file.seek(span.start)
                lines = _Lines(file, whole.codec, span.start, span.end)
                parsed = csv.reader(lines, delimiter=whole.delimiter, strict=True)
                rows += csv_file.bounded(parsed, whole.path, span.row)
        where = partial(_where, whole.name)
        sheet = Sheet(rows, where, list(whole.notes), whole.cut and self.last, names=whole.names)
        yield from table.read(sheet, whole.path, whole.heading, self.position)


def _where(name: str, row: int, column: int, heading: str) -> str:
    return f"{name}:{row} {heading}".rstrip()


def _state(file: BinaryIO) -> tuple[int, int]:
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


class _Unsuited(Exception):
    """The table must be read whole: it says why it cannot be divided, or is told as damaged there."""


class _Undecodable(_Unsuited):
    """A byte that is not of the encoding."""

    def __init__(self, at: int) -> None:
        self.at = at
        super().__init__(f"byte {at}")


def parts(path: str, name: str, names: Names | None = None) -> list[Part] | None:
    """The parts of a table in a file; None where it is none, or one that must be read whole.

    Raises:
        UnreadableInput: the rows of too many declarations do not stand together.
        OSError: the file cannot be read.
    """
    with open(path, "rb") as file:
        size, changed = _state(file)
        if size < FROM_BYTES:
            return None
        head = file.read(_HEAD_BYTES)
        try:
            whole = _begun(head[: head.rfind(b"\n") + 1], path, name, names or KNOWN)
            if whole is None:
                return None
            file.seek(-1, os.SEEK_END)
            whole = replace(whole, size=size, changed=changed, cut=file.read(1) not in (b"\n", b"\r"))
            try:
                return _divided(file, whole)
            except _Undecodable as error:
                file.seek(0)
                if whole.codec != "utf-8" or begins_as_utf8(file.read(min(error.at, _HEAD_BYTES))):
                    return None
                return _divided(file, replace(whole, codec="gb18030", notes=(make("gb18030", name),)))
        except (_Unsuited, csv.Error):
            return None


def _begun(head: bytes, path: str, name: str, names: Names) -> Whole | None:
    """What the beginning tells of the table; None where that is not enough."""
    try:
        if not head or b"\0" in head or detect(head, path, name) != "table":
            return None
        text, codec, notes = decode(head, path, name)
    except UnreadableInput:
        return None
    delimiter = csv_file.delimiter_of(text, names)
    rows = [Row(n, cells) for n, cells in enumerate(islice(csv_file.parsed(text, delimiter), HEADING_ROWS), start=1)]
    heading = find_heading(rows, names)
    if heading is None or not table.is_flat(heading) or not table.is_keyed(heading.columns):
        return None
    top = tuple(rows[: heading.row + heading.height])
    return Whole(path, name, 0, 0, codec, delimiter, heading, top, names, notes, False)


class _Lines:
    """The lines of a stretch of a file as text. `at` is the byte after the last of them."""

    def __init__(self, file: BinaryIO, codec: str, start: int, end: int | None = None) -> None:
        self._file = file
        self._codec = codec
        self._end = end
        self.at = start

    def __iter__(self) -> Iterator[str]:
        read, codec, end = self._file.readline, self._codec, self._end
        while end is None or self.at < end:
            raw = read(_LONGEST_LINE)
            if not raw:
                return
            if self.at == 0:
                raw, self.at = raw.removeprefix(_BOM), len(_BOM) if raw.startswith(_BOM) else 0
            try:
                text = raw.decode(codec)
            except UnicodeDecodeError as error:
                raise _Undecodable(self.at + error.start) from None
            if b"\r" in raw and "\r" in text.removesuffix("\n").removesuffix("\r") or len(raw) == _LONGEST_LINE:
                raise _Unsuited("lines end in several ways")
            self.at += len(raw)
            yield text


class _Run(NamedTuple):
    """Rows one after another of one declaration, with rows among them that have no goods."""

    key: Key
    start: int
    end: int
    row: int
    next_row: int


def _runs(file: BinaryIO, whole: Whole) -> Iterator[_Run]:
    """The runs of the whole table."""
    columns = whole.heading.columns
    grouping = Grouping(columns)
    sheet = Sheet([], partial(_where, whole.name))
    file.seek(0)
    lines = _Lines(file, whole.codec, 0)
    current: Key | None = None
    start, first = 0, 1
    before = number = 0
    for number, cells in enumerate(csv.reader(lines, delimiter=whole.delimiter, strict=True), start=1):
        if number <= len(whole.top):
            start, first = lines.at, number + 1
        else:
            key, _ = grouping.of(Record(Row(number, cells), columns, sheet))
            if key is not None and key != current:
                if current is not None:
                    yield _Run(current, start, before, first, number)
                    start, first = before, number
                current = key
        before = lines.at
    if current is not None:
        yield _Run(current, start, before, first, number + 1)


class KeyFilter:
    """Remembers keys in memory that does not grow; may take a new one for known, never a known one for new."""

    __slots__ = ("_bits",)

    def __init__(self) -> None:
        self._bits = bytearray(1 << (_BITS - 3))

    def has(self, key: Key) -> bool:
        """Whether it seems to have the key; it has it from now on."""
        number, known = hash(key), True
        step = (number >> _BITS) | 1
        for _ in range(4):
            bit = number & _MASK
            byte, mask = bit >> 3, 1 << (bit & 7)
            if not self._bits[byte] & mask:
                known = False
                self._bits[byte] |= mask
            number += step
        return known


_BITS = 27
_MASK = (1 << _BITS) - 1


@dataclass(slots=True)
class _Cut:
    """The parts as they come to light: first byte, row, position; and runs that belong to earlier parts."""

    starts: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    apart: list[tuple[int, _Run]] = field(default_factory=list)
    end: int = 0


def _divided(file: BinaryIO, whole: Whole) -> list[Part]:
    seen = KeyFilter()
    suspects: set[Key] = set()
    cut = _Cut()
    for position, run in enumerate(_runs(file, whole), start=1):
        if seen.has(run.key):
            suspects.add(run.key)
            if len(suspects) > MAX_APART:
                raise _too_scattered(whole)
        _begin(cut, run, position)
    if suspects:
        cut = _with_suspects(file, whole, suspects)
    if not cut.starts:
        raise _Unsuited("no goods")
    return _made(whole, cut)


def _with_suspects(file: BinaryIO, whole: Whole, suspects: set[Key]) -> _Cut:
    """The parts where some declarations stand, or seem to stand, in several places."""
    cut = _Cut()
    owner: dict[Key, int] = {}
    position = 1
    nameless = False
    for run in _runs(file, whole):
        nameless = nameless or run.key[0] == "head"
        if run.key in owner:
            cut.apart.append((owner[run.key], run))
            cut.end = run.end
            if len(cut.apart) > MAX_APART:
                raise _too_scattered(whole)
            continue
        _begin(cut, run, position)
        position += 1
        if run.key in suspects:
            owner[run.key] = len(cut.starts) - 1
    if nameless and cut.apart:
        raise _Unsuited("rows without a number are told by those before them, which would be others in a part")
    return cut


def _begin(cut: _Cut, run: _Run, position: int) -> None:
    """Put a new declaration into the last part, or begin one with it."""
    cut.end = run.end
    if not cut.starts or run.start - cut.starts[-1] >= PART_BYTES:
        cut.starts.append(run.start)
        cut.rows.append(run.row)
        cut.positions.append(position)


def _too_scattered(whole: Whole) -> UnreadableInput:
    zh = "大量报关单的各行不相邻，请先按报关单号排序"
    en = "the rows of very many declarations do not stand together; sort the table by declaration number"
    return unreadable(whole.path, "", "too-large", zh, en)


def _made(whole: Whole, cut: _Cut) -> list[Part]:
    """The parts; what belongs to an earlier part is left out of the one it stands in."""
    further: dict[int, list[Span]] = {}
    holes: dict[int, list[_Run]] = {}
    for owner, run in cut.apart:
        inside = bisect_right(cut.starts, run.start) - 1
        if inside != owner:
            further.setdefault(owner, []).append(Span(run.start, run.end, run.row))
            holes.setdefault(inside, []).append(run)
    made = []
    for n, start in enumerate(cut.starts):
        end = cut.starts[n + 1] if n + 1 < len(cut.starts) else cut.end
        spans = _without(Span(start, end, cut.rows[n]), holes.get(n, ()))
        spans += further.get(n, ())
        made.append(Part(whole, tuple(spans), cut.positions[n], max(s.end for s in spans) >= cut.end))
    return made


def _without(span: Span, holes: Sequence[_Run]) -> list[Span]:
    """A stretch without some of its runs."""
    left = []
    start, row = span.start, span.row
    for hole in holes:
        if hole.start > start:
            left.append(Span(start, hole.start, row))
        start, row = hole.end, hole.next_row
    if start < span.end:
        left.append(Span(start, span.end, row))
    return left
