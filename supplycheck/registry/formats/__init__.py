"""Reading interchange files: a file in, rows under our field names out. One module per kind of file.

A definition's format names what its publisher makes of the list; how the file is wrapped is seen from the file itself:
text, a workbook, a web page, JSON, or an archive of any of these.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from functools import cache
from typing import BinaryIO, TypeAlias

from supplycheck.errors import RegistryUnavailable
from supplycheck.facts.formats import formats, wrong
from supplycheck.registry.definition import Definition
from supplycheck.registry.formats.members import MAGIC, members
from supplycheck.registry.formats.rows import Damage, Row, Rows

_START = 512
_TRIED = 200
_FEW = 20
_DEVICES = frozenset({"udid", "gudid"})
Reader: TypeAlias = Callable[[Definition, BinaryIO, Damage], Iterator[Row]]


def parse(definition: Definition, file: BinaryIO) -> Rows:
    """The rows of a registry's interchange file, read while they are gone through.

    Raises:
        RegistryUnavailable: the file is empty; later, while going through the rows: it cannot be read as what the
            definition says. The reason is a sentence.
    """
    if not file.read(1):
        raise RegistryUnavailable(definition.name, "the file is empty")
    file.seek(0)
    damage = Damage()
    return Rows(_not_none(definition, _numbered(definition, _read(definition, file, damage))), damage)


def _numbered(definition: Definition, rows: Iterator[Row]) -> Iterator[Row]:
    """The rows, unless none of the first ones has a number of the list's forms: then a column is not what it is called."""
    first = list(itertools.islice(rows, _TRIED))
    forms = _forms(definition.name) if definition.identifier is not None else ()
    numbers = [row.get(definition.identifier or "", "") for row in first]
    if forms and len(numbers) > _FEW and all(wrong(form, number) for number in numbers for form in forms):
        raise RegistryUnavailable(definition.name, f"its numbers, such as {numbers[0]!r}, are none of this list")
    yield from first
    yield from rows


@cache
def _forms(name: str) -> tuple[str, ...]:
    """The forms of the numbers that a list has, as far as they are surely known."""
    return tuple(f.id for f in formats().values() if f.list == name and (f.pattern or f.module))


def _not_none(definition: Definition, rows: Iterator[Row]) -> Iterator[Row]:
    empty = True
    for row in rows:
        empty = False
        yield row
    if empty and not definition.may_be_empty:
        raise RegistryUnavailable(definition.name, "the file has no rows")


def _read(definition: Definition, file: BinaryIO, damage: Damage) -> Iterator[Row]:
    from supplycheck.registry.formats import linked

    if linked.looks_like(definition, file):
        yield from linked.read(definition, file, damage)
        return
    for name, member in members(definition, file):
        seen = len(damage.places)
        yield from _reader(definition, member)(definition, member, damage)
        if name:
            damage.places[seen:] = [f"{name}: {place}" for place in damage.places[seen:]]


def _reader(definition: Definition, file: BinaryIO) -> Reader:
    """What reads a file that is no archive."""
    from supplycheck.registry.formats import hsc, nmpa, page, records, table, udid, workbook

    start = file.read(_START)
    file.seek(0)
    if start.startswith(MAGIC) or workbook.looks_like(start):
        return workbook.read
    if records.looks_like(start):
        return {"hsc": hsc.read, "nmpa": nmpa.read}.get(definition.format, records.read)
    if udid.looks_like(start) and definition.format in _DEVICES:
        return udid.read
    return page.read if page.looks_like(start) else table.read
