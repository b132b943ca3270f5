"""What a person saved of a device register's query page: JSON whose fields have numbers for names.

The page of the national administration (https://datasearch.nmpa.gov.cn/datasearch/) answers rows `{"f0": …, "f1": …}`:
those of a list under `list`, one device's under `detail`, each in one or two wrappers `data`. What the numbers mean is in
the page's configuration, `listFeild` and `detailFeild` [sic] with `alias` and `desc`; where that is in the same file it
is followed, else the definition's own names "list.f0" and "detail.f0" stand for the order that was seen, and a row counts
only if what should be its number looks like one. A file may hold several answers, and rows that have names already. It
never holds the whole list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry import normal
from supplycheck.registry.definition import Definition
from supplycheck.registry.formats import records
from supplycheck.registry.formats.rows import Damage, Row, identified, unidentified

_DEEPEST = 6
_CONFIGURATIONS = {"listFeild": "list", "detailFeild": "detail", "listField": "list", "detailField": "detail"}
_KINDS = ("list", "detail")
_NUMBERED = re.compile("f[0-9]{1,2}")
_IN_EVERY_NUMBER = "械"

Names = dict[str, dict[str, str]]
"""Per kind of row what its numbered fields are called."""


class _Answered(NamedTuple):
    """A row as it stands in the file: which kind it is and where."""

    kind: str
    place: str
    values: dict[str, Any]


def read(definition: Definition, file: BinaryIO, damage: Damage) -> Iterator[Row]:
    """The rows of saved answers; see `formats.parse`. Of a device in a list and in detail only the detail is given."""
    content = records.content(definition, file)
    answered = list(_rows(content, "", 0))
    if not answered:
        raise RegistryUnavailable(definition.name, "the file has no rows under list or detail")
    names: Names = {kind: {} for kind in _KINDS}
    _learn(content, names, 0)
    damage.note("the rest of the list: this is the answer to a query")
    synonyms = records.wanted(definition)
    read_rows: list[tuple[_Answered, Row]] = []
    for one in answered:
        row = records.picked(definition, synonyms, _named(one, names))
        if not identified(definition, row):
            damage.note(unidentified(definition, one.place))
        elif _is_guessed(one, names) and _IN_EVERY_NUMBER not in row[definition.identifier or ""]:
            damage.note(f"{one.place}: its fields are in another order; save the page's configuration beside it")
        else:
            read_rows.append((one, row))
    detailed = {_number(definition, row) for one, row in read_rows if one.kind == "detail"}
    for one, row in read_rows:
        # The list has no days: beside the detail its row would make an expired certificate look open.
        if one.kind == "detail" or _number(definition, row) not in detailed:
            yield row


def _is_guessed(one: _Answered, names: Names) -> bool:
    """Whether a row's fields have no names but their numbers, and no configuration says what these mean."""
    return not names[one.kind] and any(map(_NUMBERED.fullmatch, one.values))


def _number(definition: Definition, row: Row) -> str:
    return normal.number(definition.normaliser, row.get(definition.identifier or "", ""))


def _named(one: _Answered, names: Names) -> dict[str, Any]:
    """A row with names for its numbers: the configuration's, else those of the definition."""
    known = names[one.kind]
    return {
        (known.get(key) or f"{one.kind}.{key}") if _NUMBERED.fullmatch(key) else key: value
        for key, value in one.values.items()
    }


def _rows(value: Any, place: str, depth: int) -> Iterator[_Answered]:
    """All rows in a value, at any depth."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for n, item in enumerate(value, start=1):
            if isinstance(item, dict) and _is_row(item):
                yield _Answered("list", f"{place or 'row'} {n}", item)
            else:
                yield from _rows(item, f"{place or 'part'} {n}", depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "detail" and isinstance(item, dict):
                yield _Answered("detail", f"{place} detail".strip(), item)
            elif key not in _CONFIGURATIONS:
                yield from _rows(item, f"{place} {key}".strip(), depth + 1)


def _is_row(value: dict[str, Any]) -> bool:
    """Whether an object is a row: its values are texts and numbers, not further objects."""
    return bool(value) and not any(isinstance(item, dict | list) for item in value.values())


def _learn(value: Any, names: Names, depth: int) -> None:
    """Take in what any configuration in a value calls the numbered fields."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for key, item in value.items():
            kind = _CONFIGURATIONS.get(key)
            if kind is None:
                _learn(item, names, depth + 1)
                continue
            for field in item if isinstance(item, list) else ():
                alias, desc = (field.get("alias"), field.get("desc")) if isinstance(field, dict) else (None, None)
                if isinstance(alias, str) and isinstance(desc, str):
                    names[kind][alias] = desc
    elif isinstance(value, list):
        for item in value:
            _learn(item, names, depth + 1)
