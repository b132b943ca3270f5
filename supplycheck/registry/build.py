"""Making a snapshot: the rows of an interchange file as one SQLite database, ready for look-ups.

Tables: `records` (one per row), `keys` (each number of a row, with its reverse where close numbers are looked for),
`names` (each spelling of a firm once, with its key), `grams` (for each index term the ids of the names that hold it, as
little-endian 32-bit numbers; empty where the names have an index of their own, see `name_index`), `meta`. Equal rows give
equal bytes. Rows are written as they are read: in memory are only the different names, and their index terms.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import sys
from array import array
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from supplycheck.registry import normal
from supplycheck.registry.days import read_day
from supplycheck.registry.definition import Definition
from supplycheck.registry.name_index import LARGE

if TYPE_CHECKING:
    import sqlite3

    from supplycheck.registry.formats.rows import Damage, Row, Rows

SCHEMA = "supplycheck-snapshot-2"

_TABLES = """
CREATE TABLE meta (k TEXT PRIMARY KEY, v TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE names (id INTEGER PRIMARY KEY, text TEXT NOT NULL, key TEXT NOT NULL);
CREATE TABLE records (
    id INTEGER PRIMARY KEY, name INTEGER, name_en INTEGER, uscc TEXT, valid_from TEXT, valid_to TEXT, fields TEXT NOT NULL
);
CREATE TABLE keys (key TEXT NOT NULL, yek TEXT, field TEXT NOT NULL, record INTEGER NOT NULL);
CREATE TABLE grams (gram TEXT PRIMARY KEY, names BLOB NOT NULL);
"""
_INDEXES = """
CREATE INDEX names_key ON names (key) WHERE key <> '';
CREATE INDEX keys_key ON keys (key, field, record);
CREATE INDEX keys_yek ON keys (yek, key) WHERE yek IS NOT NULL;
CREATE INDEX records_name ON records (name) WHERE name IS NOT NULL;
CREATE INDEX records_name_en ON records (name_en) WHERE name_en IS NOT NULL;
CREATE INDEX records_uscc ON records (uscc) WHERE uscc IS NOT NULL;
"""
_AT_ONCE = 2000
"""How many rows are written together."""

_quoted = json.encoder.encode_basestring
_SEVERAL = re.compile(r"[;；,，、|\n]+")


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """A digest of everything but the file that shapes a snapshot: this code, the numbers' spelling, the lists of names.

    Taken from the files themselves, so that no change of them is forgotten.
    """
    from supplycheck.facts import root

    package = Path(__file__).resolve().parent.parent
    here = package / "registry"
    # What reads a snapshot does not shape it.
    files = [here / f"{name}.py" for name in ("build", "name_index", "normal", "days", "definition")]
    files += [*(here / "formats").glob("*.py"), *(package / "names").glob("*.py"), *(root() / "names").glob("*.toml")]
    files += [
        package / "identifiers" / f"{name}.py" for name in ("_text", "_nmpa", "nmpa_registration", "fda_510k", "uscc")
    ]
    digest = hashlib.sha256(SCHEMA.encode())
    for file in sorted(files):
        if file.is_file():
            digest.update(f"\0{file.name}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


class _Names:
    """The spellings of firms, each once, with keys and index terms."""

    __slots__ = ("ids", "grams", "new", "digest", "_near")

    def __init__(self, near: bool) -> None:
        self.ids: dict[str, int] = {}
        self.grams: dict[str, array[int]] = {}
        self.new: list[tuple[int, str, str]] = []
        self.digest = hashlib.sha256()
        self._near = near

    def add(self, text: str | None) -> int | None:
        """The id of a spelling; None for no name."""
        if not text:
            return None
        known = self.ids.get(text)
        if known is None:
            from supplycheck.names import company

            known = self.ids[text] = len(self.ids) + 1
            self.new.append((known, text, company.key(text)))
            self.digest.update(f"{text}\n".encode())
            if known == LARGE:
                self.grams.clear()
            if self._near and known < LARGE:
                for gram in dict.fromkeys((*company.grams(text), *company.across_terms(text)[0])):
                    self.grams.setdefault(gram, array("I")).append(known)
        return known


class _Told:
    """What the rows tell together.

    `han`, `latin`, `codes`: whether every row can be compared with a name in Chinese, in Latin letters, with a credit
    code: only then does the lack of a match show that the firm is not on the list. `content` is a digest of all rows.
    """

    __slots__ = ("rows", "han", "latin", "codes", "content")

    def __init__(self) -> None:
        self.rows = 0
        self.han = self.latin = self.codes = True
        self.content = hashlib.sha256()

    def add(self, firm: _Firm, fields: str) -> None:
        """Take in one row."""
        self.rows += 1
        self.content.update(fields.encode())
        self.han = self.han and firm.han
        self.latin = self.latin and firm.latin
        self.codes = self.codes and firm.coded


class _Firm(NamedTuple):
    """What a row tells of its firm: credit code, whether it is right, whether a name in Chinese, in Latin stands there."""

    code: str
    coded: bool
    han: bool
    latin: bool


@lru_cache(maxsize=65536)
def _firm(name: str | None, name_en: str | None, code: str) -> _Firm:
    bare = normal.credit_code(code)
    han = [normal.has_han(text) for text in (name, name_en) if text]
    return _Firm(bare, normal.is_credit_code(bare), any(han), not all(han))


def fill(connection: sqlite3.Connection, definition: Definition, rows: Rows, sha256: str) -> None:
    """Write the rows into an empty database. `sha256` is that of the source file.

    Raises:
        RegistryUnavailable: the file behind the rows cannot be read as what the definition says.
    """
    connection.executescript(_TABLES)
    names, told = _Names(definition.near), _Told()
    fields = _number_fields(definition)
    numbered = enumerate(rows.rows, start=1)
    while some := list(itertools.islice(numbered, _AT_ONCE)):
        records = [_record(definition, names, told, number, row) for number, row in some]
        keys = [key for number, row in some for key in _keys(fields, number, row)]
        connection.executemany("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?)", records)
        connection.executemany("INSERT INTO keys VALUES (?, ?, ?, ?)", keys)
        connection.executemany("INSERT INTO names VALUES (?, ?, ?)", names.new)
        names.new.clear()
    connection.executemany(
        "INSERT INTO grams VALUES (?, ?)", ((g, packed(names.grams[g])) for g in sorted(names.grams))
    )
    meta = _meta(definition, told, rows.damage, sha256)
    if definition.near and len(names.ids) >= LARGE:
        meta["indexed"] = names.digest.hexdigest()
    connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
    names.ids.clear()
    connection.executescript(_INDEXES)
    connection.commit()


def _record(definition: Definition, names: _Names, told: _Told, number: int, row: Row) -> tuple[object, ...]:
    name = row.get(definition.party_name)
    name_en = row.get(definition.party_name_en or "")
    firm = _firm(name, name_en, row.get(definition.party_uscc or "", ""))
    fields = _json(row)
    told.add(firm, fields)
    return (
        number,
        names.add(name),
        names.add(name_en) if name_en != name else None,
        firm.code or None,
        _day(row.get(definition.valid_from or ""), definition.date_order),
        _day(row.get(definition.valid_to or ""), definition.date_order),
        fields,
    )


def _json(row: Row) -> str:
    """A row as compact JSON, which is what `json.dumps` makes of it, without a new encoder for each."""
    return "{" + ",".join([f"{_key(field)}:{_quoted(text)}" for field, text in row.items()]) + "}"


@lru_cache(maxsize=1024)
def _key(field: str) -> str:
    return _quoted(field)


@lru_cache(maxsize=16384)
def _day(text: str | None, order: str) -> str | None:
    """A day as it is stored."""
    day = read_day(text, order) if text else None
    return day.isoformat() if day is not None else None


class _Numbered(NamedTuple):
    """A field with numbers: how they are spelled, what it is called in `keys`, whether close numbers are looked for."""

    field: str
    spelling: Callable[[str], str]
    name: str
    near: bool
    several: bool


def _number_fields(definition: Definition) -> list[_Numbered]:
    if definition.identifier is None:
        return []
    fields = {definition.identifier: ("", definition.normaliser, definition.near)}
    fields |= {field: (field, normaliser, False) for field, normaliser in definition.also.items()}
    return [
        _Numbered(field, normal.spelling(normaliser), name, near, definition.several)
        for field, (name, normaliser, near) in fields.items()
    ]


def _keys(fields: list[_Numbered], number: int, row: Row) -> Iterator[tuple[str, str | None, str, int]]:
    """The numbers by which a row is found: number, its reverse, the field it stands in, the row. Each once a field."""
    for field, spelling, name, near, several in fields:
        text = row.get(field)
        if text is None:
            continue
        if several and len(parts := _SEVERAL.split(text)) > 1:
            keys = dict.fromkeys([spelling(normal.storable(part)) for part in parts])
        else:
            keys = {spelling(normal.storable(text)): None}
        for key in keys:
            if key:
                yield key, key[::-1] if near else None, name, number


def _meta(definition: Definition, told: _Told, damage: Damage, sha256: str) -> dict[str, str]:
    return {
        "schema": SCHEMA,
        "registry": definition.name,
        "definition": definition.digest,
        "fingerprint": fingerprint(),
        "sha256": sha256,
        "content": told.content.hexdigest(),
        "rows": str(told.rows),
        "damaged": str(damage.count),
        "places": json.dumps(damage.places, ensure_ascii=False),
        "all_han": str(int(told.han)),
        "all_latin": str(int(told.latin)),
        "all_codes": str(int(told.codes)),
    }


def packed(ids: array[int]) -> bytes:
    """Ids of names as they are stored."""
    if sys.byteorder == "big":
        ids = array("I", ids)
        ids.byteswap()
    return ids.tobytes()


def unpacked(blob: bytes) -> array[int]:
    """Ids of names from their stored form."""
    ids = array("I")
    ids.frombytes(blob)
    if sys.byteorder == "big":
        ids.byteswap()
    return ids
