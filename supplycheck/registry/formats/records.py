"""Lists of objects as JSON: what most interfaces answer, and what a person saves from a browser.

The list stands alone or somewhere under the keys that interfaces wrap it in ("results", "value", "data.list", …); or
each line is an object of its own. Objects within objects have dotted names ("manufacturer.name"); of lists within them
the values are joined by "；". Only the fields of the definition are kept: contacts, telephones and e-mail addresses
are dropped here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry.definition import Definition
from supplycheck.registry.formats import texts
from supplycheck.registry.formats.rows import BETWEEN, Damage, Row, clean, heading_key, identified, unidentified

_DEEPEST = 6
_WRAPPERS = frozenset(
    {
        "results",
        "result",
        "value",
        "content",
        "data",
        "list",
        "devicelist",
        "devices",
        "aadata",
        "items",
        "rows",
        "records",
        "body",
        "dataset",
    }
)
_ERRORS = frozenset({"error", "errors"})


def looks_like(start: bytes) -> bool:
    """Whether a file that begins so is JSON."""
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def read(definition: Definition, file: BinaryIO, damage: Damage) -> Iterator[Row]:
    """The rows of a file of JSON; see `formats.parse`."""
    synonyms = wanted(definition)
    found = False
    for place, value in _objects(definition, file):
        found = True
        row = picked(definition, synonyms, value) if isinstance(value, dict) else {}
        if identified(definition, row):
            yield row
        else:
            damage.note(unidentified(definition, place))
    if not found and not definition.may_be_empty:
        raise RegistryUnavailable(definition.name, "the file has no list of objects")


def wanted(definition: Definition) -> dict[str, tuple[str, ...]]:
    """Per field of ours the folded names its value may have."""
    return {field: tuple(map(heading_key, names)) for field, names in definition.columns.items()}


def picked(definition: Definition, synonyms: dict[str, tuple[str, ...]], value: dict[str, Any]) -> Row:
    """The values of an object under our field names."""
    flat: dict[str, str] = {}
    _flatten(value, "", flat, 0)
    row: Row = {}
    for field, names in synonyms.items():
        texts_ = [flat[name] for name in names if name in flat]
        if texts_:
            row[field] = BETWEEN.join(dict.fromkeys(texts_)) if field in definition.joined else texts_[0]
    return row


def content(definition: Definition, file: BinaryIO) -> Any:
    """The value a file of JSON holds; raises RegistryUnavailable."""
    try:
        return json.loads(texts.whole(definition.name, file, definition.encodings))
    except (ValueError, RecursionError) as error:
        raise RegistryUnavailable(definition.name, f"the file is no JSON: {error}") from error


def _objects(definition: Definition, file: BinaryIO) -> Iterator[tuple[str, Any]]:
    lines = _by_lines(definition, file)
    if lines is not None:
        yield from lines
        return
    value = content(definition, file)
    listed = _list_in(value, 0)
    if listed is None and isinstance(value, dict) and _ERRORS.isdisjoint(value):
        listed = [value]
    for place, item in enumerate(listed or (), start=1):
        yield f"object {place}", item


def _by_lines(definition: Definition, file: BinaryIO) -> Iterator[tuple[str, Any]] | None:
    """The objects of a file with one on each line; None where the first line alone is none."""
    first = file.readline(1 << 24).strip()
    more = file.read(1)
    file.seek(0)
    if not more or not isinstance(_parsed(first), dict):
        return None
    return _lines(definition, file)


def _lines(definition: Definition, file: BinaryIO) -> Iterator[tuple[str, Any]]:
    with texts.opened(definition.name, file, definition.encodings) as text:
        for number, line in enumerate(text, start=1):
            if line.strip():
                yield f"line {number}", _parsed(line.encode())


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _list_in(value: Any, depth: int) -> list[Any] | None:
    """The list of objects in a value, under the keys that interfaces wrap it in; None where there is none."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict) or depth > _DEEPEST:
        return None
    for key, item in value.items():
        if key.casefold() in _WRAPPERS and (found := _list_in(item, depth + 1)) is not None:
            return found
    return None


def _flatten(value: Any, name: str, into: dict[str, str], depth: int) -> None:
    if isinstance(value, dict):
        if depth < _DEEPEST:
            for key, item in value.items():
                _flatten(item, f"{name}.{key}" if name else str(key), into, depth + 1)
        return
    if isinstance(value, list):
        if depth < _DEEPEST:
            for item in value:
                _flatten(item, name, into, depth + 1)
        return
    text = _text(value)
    key = heading_key(name)
    if text:
        known = into.get(key)
        into[key] = text if known is None else known if text in known.split(BETWEEN) else known + BETWEEN + text


def _text(value: Any) -> str:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else ""
