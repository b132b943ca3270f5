"""Archives of tables that belong together by keys: a registry that its publisher gives as it lies in a database.

* The registration and listing files of the FDA
  (https://www.fda.gov/medical-devices/device-registration-and-listing/establishment-registration-and-medical-device-listing-files-download):
  `registration` and what belongs to it, by the keys that https://github.com/FDA/openfda joins it by
  (openfda/registration/pipeline.py). Rows of the address of an agent are not read, nor are correspondents and agents.
* The delimited release of https://accessgudid.nlm.nih.gov/: `device` with its identifiers, product codes and submissions.
  Contacts and GMDN terms are not read.

All are separated by "|". A definition names columns of the main table as they are, of another one "table.column". The
tables wait for each other in a database on disk: the size of a release does not matter.
"""

from __future__ import annotations

import itertools
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TypeAlias

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry.definition import Definition
from supplycheck.registry.formats import texts
from supplycheck.registry.formats.members import is_archive, members
from supplycheck.registry.formats.rows import BETWEEN, Damage, Row, clean, heading_key, identified, unidentified

if TYPE_CHECKING:
    import sqlite3


class Link(NamedTuple):
    """How a table hangs on another: a column that both have."""

    to: str
    key: str


class Layout(NamedTuple):
    """How the tables of a release belong together.

    Attributes:
        main: the table with one row for each of ours.
        links: the others, each after the one it hangs on.
        only: of the main table only rows with one of these values, where it has the column.
    """

    main: str
    links: Mapping[str, Link]
    only: Mapping[str, frozenset[str]] = {}


LAYOUTS: dict[str, Layout] = {
    "fda-registration": Layout(
        "registration",
        {
            "owner_operator": Link("registration", "reg_key"),
            "registration_listing": Link("registration", "reg_key"),
            "listing_pcd": Link("registration_listing", "key_val"),
            "listing_proprietary_name": Link("registration_listing", "key_val"),
        },
        only={"address_type_id": frozenset({"F", ""})},
    ),
    "gudid": Layout(
        "device",
        {
            "identifiers": Link("device", "primarydi"),
            "productcodes": Link("device", "primarydi"),
            "premarketsubmissions": Link("device", "primarydi"),
        },
    ),
}
"""Per format of a definition what its archives of tables are like; names folded as headings are."""

_SEPARATOR = "|"
_AT_ONCE = 5000
_TABLES = (".txt", ".csv")
_FLOAT = re.compile(r"\.0+$")
"""The publisher's export writes some keys as 123.0 and others as 123."""


def looks_like(definition: Definition, file: BinaryIO) -> bool:
    """Whether a file is an archive of this format's tables."""
    layout = LAYOUTS.get(definition.format)
    if layout is None or not is_archive(file):
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            return any(_table(name) == layout.main for name in archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return False
    finally:
        file.seek(0)


def read(definition: Definition, file: BinaryIO, damage: Damage) -> Iterator[Row]:
    """The rows of an archive of tables; see `formats.parse`."""
    import sqlite3

    layout = LAYOUTS[definition.format]
    columns = _columns(definition, layout)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        closing(sqlite3.connect(Path(folder) / "tables", isolation_level=None)) as database,
    ):
        # Nobody needs these tables when the process has ended.
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;")
        loaded: dict[str, frozenset[str]] = {}
        for name, member in members(definition, file):
            table = _table(name)
            if table in columns and table not in loaded:
                loaded[table] = _load(definition, database, table, columns[table], member, damage)
        if layout.main not in loaded:
            raise RegistryUnavailable(definition.name, f"the archive has no table {layout.main}")
        yield from _joined(definition, layout, database, loaded, damage)


def _table(name: str) -> str:
    """The table that a member of an archive holds, by its name; "" for members that are none."""
    path = PurePosixPath(name)
    return heading_key(path.stem) if path.suffix.lower() in (*_TABLES, ".zip") else ""


def _columns(definition: Definition, layout: Layout) -> dict[str, set[str]]:
    """Per table the columns that are kept: those of our fields, and the keys."""
    kept: dict[str, set[str]] = {layout.main: set(layout.only)}
    for table, link in layout.links.items():
        kept.setdefault(table, set()).add(link.key)
        kept[link.to].add(link.key)
    for heading in itertools.chain.from_iterable(definition.columns.values()):
        table, column = _place(layout, heading)
        kept[table].add(column)
    return kept


def _place(layout: Layout, heading: str) -> tuple[str, str]:
    """The table and column that a heading of a definition means."""
    table, dot, column = heading_key(heading).rpartition(".")
    return (table, column) if dot and table in layout.links else (layout.main, heading_key(heading))


def _load(
    definition: Definition,
    database: sqlite3.Connection,
    table: str,
    kept: set[str],
    file: BinaryIO,
    damage: Damage,
) -> frozenset[str]:
    """Put a table's kept columns into the database; returns those it has."""
    layout = LAYOUTS[definition.format]
    with texts.opened(definition.name, file, definition.encodings) as text:
        headings = [heading_key(cell) for cell in _cells(text.readline())]
        places = {name: place for place, name in reversed([*enumerate(headings)]) if name in kept}
        if not places:
            raise RegistryUnavailable(definition.name, f"{table}: no line holds its headings")
        names = ", ".join(f"{_quoted(name)} TEXT" for name in places)
        database.execute(f'CREATE TABLE "{table}" ({names})')
        insert = f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(places))})'
        keys = {link.key for name, link in layout.links.items() if table in (name, link.to)}
        wanted = tuple((place, name in keys) for name, place in places.items())
        rows = _rows(table, text, len(headings), wanted, damage)
        database.execute("BEGIN")
        while some := list(itertools.islice(rows, _AT_ONCE)):
            database.executemany(insert, some)
        database.execute("COMMIT")
    for key in sorted(keys & set(places)):
        database.execute(f'CREATE INDEX "{table}_{key}" ON "{table}" ("{key}")')
    return frozenset(places)


def _rows(
    table: str, lines: Iterable[str], width: int, wanted: tuple[tuple[int, bool], ...], damage: Damage
) -> Iterator[tuple[str, ...]]:
    """The wanted cells of each line; with each its place and whether it is a key."""
    for number, line in enumerate(lines, start=2):
        if not line.strip():
            continue
        cells = _cells(line)
        if len(cells) != width:
            damage.note(f"{table} line {number}: {len(cells)} cells, {width} headings")
        kept = ((clean(cells[place]) if place < len(cells) else "", key) for place, key in wanted)
        yield tuple(_FLOAT.sub("", cell) if key else cell for cell, key in kept)


def _cells(line: str) -> list[str]:
    return line.removeprefix("\ufeff").rstrip("\r\n").split(_SEPARATOR)


class _Query(NamedTuple):
    """What is asked of a table for a row of the main one: by that row's key, for these columns."""

    table: str
    columns: tuple[str, ...]
    key: str
    text: str


def _joined(
    definition: Definition,
    layout: Layout,
    database: sqlite3.Connection,
    loaded: Mapping[str, frozenset[str]],
    damage: Damage,
) -> Iterator[Row]:
    """The main table's rows with what the others have for them."""
    fields = {
        field: [place for place in (_place(layout, h) for h in headings) if place[1] in loaded.get(place[0], ())]
        for field, headings in definition.columns.items()
    }
    if missing := [field for field in definition.required if not fields[field]]:
        raise RegistryUnavailable(definition.name, f"the tables have no column for {', '.join(missing)}")
    queries = _queries(layout, loaded, fields)
    own = sorted(loaded[layout.main])
    listed = ", ".join(map(_quoted, own))
    for number, main in enumerate(database.execute(f'SELECT {listed} FROM "{layout.main}" ORDER BY rowid'), start=2):
        values: dict[str, str] = dict(zip(own, main, strict=True))
        if any(values.get(column, "") not in wanted for column, wanted in layout.only.items()):
            continue
        found: _Found = {(layout.main, column): {text: None} for column, text in values.items() if text}
        for query in queries:
            if not values.get(query.key):
                continue
            for cells in database.execute(query.text, (values[query.key],)):
                for column, cell in zip(query.columns, cells, strict=True):
                    if cell:
                        found.setdefault((query.table, column), {})[cell] = None
        row = _row(definition, fields, found)
        if identified(definition, row):
            yield row
        else:
            damage.note(unidentified(definition, f"{layout.main} line {number}"))


_Place: TypeAlias = tuple[str, str]
_Found: TypeAlias = dict[_Place, dict[str, None]]
"""Per table and column the different values, in order."""


def _quoted(name: str) -> str:
    """A column's name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def _queries(layout: Layout, loaded: Mapping[str, frozenset[str]], fields: Mapping[str, list[_Place]]) -> list[_Query]:
    """What is asked of each table but the main one."""
    used = list(dict.fromkeys(itertools.chain.from_iterable(fields.values())))
    found = []
    for table in layout.links:
        columns = tuple(column for at, column in used if at == table)
        if columns and (query := _query(layout, loaded, table, columns)) is not None:
            found.append(query)
    return found


def _query(layout: Layout, loaded: Mapping[str, frozenset[str]], table: str, columns: tuple[str, ...]) -> _Query | None:
    """The query for what a table has for a row of the main one; None where a table on the way is missing."""
    joins, at = "", table
    while True:
        link = layout.links[at]
        if link.key not in loaded.get(at, ()) or link.key not in loaded.get(link.to, ()):
            return None
        if link.to == layout.main:
            break
        joins += f' JOIN "{link.to}" ON "{link.to}"."{link.key}" = "{at}"."{link.key}"'
        at = link.to
    listed = ", ".join(f'"{table}".{_quoted(column)}' for column in columns)
    text = f'SELECT {listed} FROM "{table}"{joins} WHERE "{at}"."{link.key}" = ? ORDER BY "{table}".rowid'
    return _Query(table, columns, link.key, text)


def _row(
    definition: Definition,
    fields: Mapping[str, list[_Place]],
    found: _Found,
) -> Row:
    row: Row = {}
    for field, places in fields.items():
        texts_ = [list(found[place]) for place in places if place in found]
        if texts_:
            joined = itertools.chain.from_iterable(texts_) if field in definition.joined else texts_[0]
            row[field] = BETWEEN.join(dict.fromkeys(joined))
    return row
