"""Making a snapshot: the rows of an interchange file as one SQLite database, ready for look-ups.

Tables: `records` (one per row), `names` (each spelling of a firm once, with its key), `grams` (for each index term the
ids of the names that hold it, as little-endian 32-bit numbers), `meta`. Equal rows give equal bytes.
"""

from __future__ import annotations

import json
import sys
from array import array
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from supplycheck.registry import normal
from supplycheck.registry.days import read_day
from supplycheck.registry.definition import Definition

if TYPE_CHECKING:
    import sqlite3

    from supplycheck.registry.formats.rows import Rows

SCHEMA = "supplycheck-snapshot-1"

_TABLES = """
CREATE TABLE meta (k TEXT PRIMARY KEY, v TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE names (id INTEGER PRIMARY KEY, text TEXT NOT NULL, key TEXT NOT NULL);
CREATE TABLE records (
    id INTEGER PRIMARY KEY, key TEXT, yek TEXT, name INTEGER, name_en INTEGER, uscc TEXT,
    valid_from TEXT, valid_to TEXT, fields TEXT NOT NULL
);
CREATE TABLE grams (gram TEXT PRIMARY KEY, names BLOB NOT NULL);
"""
_INDEXES = """
CREATE INDEX names_key ON names (key) WHERE key <> '';
CREATE INDEX records_key ON records (key) WHERE key IS NOT NULL;
CREATE INDEX records_yek ON records (yek) WHERE yek IS NOT NULL;
CREATE INDEX records_name ON records (name) WHERE name IS NOT NULL;
CREATE INDEX records_name_en ON records (name_en) WHERE name_en IS NOT NULL;
CREATE INDEX records_uscc ON records (uscc) WHERE uscc IS NOT NULL;
"""


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """A digest of everything but the file that shapes a snapshot: this code, the numbers' spelling, the lists of names.

    Taken from the files themselves, so that no change of them is forgotten.
    """
    import hashlib

    from supplycheck.facts import root

    package = Path(__file__).resolve().parent.parent
    here = package / "registry"
    # What reads a snapshot does not shape it.
    files = [here / "build.py", here / "normal.py", here / "days.py", here / "definition.py"]
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

    __slots__ = ("ids", "grams", "rows")

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.grams: dict[str, array[int]] = {}
        self.rows: list[tuple[int, str, str]] = []

    def add(self, text: str | None) -> int | None:
        """The id of a spelling; None for no name."""
        from supplycheck.names import company

        if not text:
            return None
        known = self.ids.get(text)
        if known is None:
            known = self.ids[text] = len(self.ids) + 1
            self.rows.append((known, text, company.key(text)))
            for gram in dict.fromkeys(company.grams(text)):
                self.grams.setdefault(gram, array("I")).append(known)
        return known


def fill(connection: sqlite3.Connection, definition: Definition, rows: Rows, sha256: str) -> None:
    """Write the rows into an empty database. `sha256` is that of the source file."""
    connection.executescript(_TABLES)
    names = _Names()
    records = [_record(definition, names, number, row) for number, row in enumerate(rows.rows, start=1)]
    connection.executemany("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", records)
    connection.executemany("INSERT INTO names VALUES (?, ?, ?)", names.rows)
    connection.executemany(
        "INSERT INTO grams VALUES (?, ?)", ((g, packed(names.grams[g])) for g in sorted(names.grams))
    )
    connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(_meta(definition, rows, sha256).items()))
    connection.executescript(_INDEXES)
    connection.commit()


def _record(definition: Definition, names: _Names, number: int, row: dict[str, str]) -> tuple[object, ...]:
    key = normal.number(definition.normaliser, row.get(definition.identifier or "", "")) or None
    name = row.get(definition.party_name)
    name_en = row.get(definition.party_name_en or "")
    days = []
    for field in (definition.valid_from, definition.valid_to):
        day = read_day(row[field], definition.date_order) if field in row else None
        days.append(day.isoformat() if day is not None else None)
    return (
        number,
        key,
        key[::-1] if key else None,
        names.add(name),
        names.add(name_en) if name_en != name else None,
        normal.credit_code(row.get(definition.party_uscc or "", "")) or None,
        *days,
        json.dumps(row, ensure_ascii=False, separators=(",", ":")),
    )


def _meta(definition: Definition, rows: Rows, sha256: str) -> dict[str, str]:
    party = [
        [row.get(field or "", "") for field in (definition.party_name, definition.party_name_en)] for row in rows.rows
    ]
    codes = [normal.credit_code(row.get(definition.party_uscc or "", "")) for row in rows.rows]
    return {
        "schema": SCHEMA,
        "registry": definition.name,
        "definition": definition.digest,
        "fingerprint": fingerprint(),
        "sha256": sha256,
        "rows": str(len(rows.rows)),
        "damaged": str(rows.damaged),
        "places": json.dumps(rows.places, ensure_ascii=False),
        # Whether every row can be compared with a name in Chinese, in Latin letters, with a credit code: only then
        # does the lack of a match show that the firm is not on the list.
        "all_han": str(int(all(any(map(normal.has_han, names)) for names in party))),
        "all_latin": str(int(all(any(n and not normal.has_han(n) for n in names) for names in party))),
        "all_codes": str(int(all(map(normal.is_credit_code, codes)))),
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
