"""Declarations that Spark holds, or any engine that hands out Arrow batches: checked where they are.

`check` is for Spark. It rests on `checked`, a function of a module, from one batch of declarations to one of results, that
keeps nothing between two calls but its open lists; with `how` and `partial` it may be sent to the workers of any engine.

A batch has one of three forms, told by its columns; each row is a declaration:

* one named by `json`: JSON text of the package's own model, the dossier inside;
* `lines`: the fields of the own model as columns, nested, as in a Parquet file of them;
* `rows`: the rows of a flat table that belong to one declaration, a list of records with the headings that the other
  tables have. `gathered` makes it of a Spark table with one row an item.

In each form three more columns say where a declaration is from, where they are there: `source`, its file; `position`, its
place in it; `row`, the row in the file (in a flat table: of each item, which tells the order of items too). With them results
are byte for byte those of a batch over these files; without them it is not told where something stands.

What is not as in a batch over files: nobody sees the input as a whole, so there is no note D33 on a declaration that came
before (equal `same_as` in results tell), no head beside the results, and it is not told which waivers were of no use. A row
without any number of a declaration is `unreadable`: nothing tells to which it belongs.
"""

from __future__ import annotations

import hashlib
import json as json_
import logging
import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from supplycheck.batch import checking, parquet
from supplycheck.checker import Checker
from supplycheck.errors import UnreadableInput, UsageError
from supplycheck.facts.digest import version
from supplycheck.garbage import collect_seldom
from supplycheck.optional import need
from supplycheck.piece import Input
from supplycheck.plugins import loaded, use
from supplycheck.readers import own_model, parquet_file, table
from supplycheck.readers.cells import Record
from supplycheck.readers.headings import KNOWN, Columns, understand
from supplycheck.readers.layout import Heading, find_heading, no_heading
from supplycheck.readers.notes import unreadable
from supplycheck.readers.sheet import Row, Sheet
from supplycheck.registry.history import digest
from supplycheck.seen import same_as

log = logging.getLogger(__name__)

SOURCE, POSITION, ROW = PLACE = ("source", "position", "row")
"""The columns that say where a declaration is from."""

LINES, ROWS = "lines", "rows"
"""The column by which a batch is known as of the own model, as of gathered rows of a table."""

KEY = "same_as"
"""The column of results that two copies of one declaration have in common; null without a number."""

NAMELESS = "rows"
"""The source of declarations that do not tell it."""

TOGETHER = 1000
"""How many results Spark is given at once."""


@dataclass(slots=True, frozen=True)
class How:
    """How batches are checked: made by `how` once, sent to every worker, and the same for all.

    Attributes:
        settings: what makes a checker, pickled.
        on: the day of declarations that do not tell it.
        registries: the directory, or the name of a bundle among the files that Spark has sent.
        state: what `registries` held when this was made; workers refuse another.
        program: version of program and facts; workers refuse another.
        plugins: the names of those in use.
        json: the column with JSON text.
        text: whether results are JSON text, instead of nested columns.
    """

    settings: bytes
    on: date | None
    registries: str
    bundle: bool
    state: str
    program: str
    plugins: tuple[str, ...]
    json: str | None
    text: bool


def how(
    registries: str | os.PathLike[str],
    *,
    json: str | None = None,
    text: bool = False,
    on: date | None = None,
    today: date | None = None,
    regime: str | None = None,
    as_if_declared: date | None = None,
    waivers: str | os.PathLike[str] | None = None,
    redact: bool = False,
) -> How:
    """How batches are to be checked, for `checked`.

    Args:
        registries: a directory of snapshots, under the same path on every machine; or a bundle (`supplycheck registry
            bundle`), which Spark sends to every machine.
        json: the column with JSON text, where declarations are given so.
        text: results as JSON text in the column `report`, beside a few columns to choose by; else as nested columns.
        on, today, regime, as_if_declared, waivers, redact: as of `Checker`; all are settled here, workers read no clock.

    Raises:
        UsageError: there is no such directory, bundle, regime or waivers file; pyarrow is not installed.
    """
    need("pyarrow", "spark")
    path = Path(registries)
    bundle = path.is_file()
    # Made here too: what is wrong with it is told before any work.
    checker = Checker(
        None if bundle else path,
        today=today,
        regime=regime,
        as_if_declared=as_if_declared,
        waivers=None if waivers is None else Path(waivers),
        redact=redact,
    )
    settings = {**checker.settings, "texts": False}
    del settings["registries"]
    state = digest(path) if bundle else _state(path)
    told = path.name if bundle else str(path.absolute())
    return How(pickle.dumps(settings), on, told, bundle, state, _program(), tuple(loaded.names), json, text)


def check(df: Any, registries: str | os.PathLike[str], **options: Any) -> Any:
    """The results for a Spark table of declarations, one row each, in no order; see `how` for the options.

    The table has one of the forms above; a flat one, with one row an item, is gathered by declaration first, so that none
    is divided. A row that cannot be read is a result `unreadable`, and a list that fails makes results `review`, as
    everywhere.

    Raises:
        UsageError: as `how`; the columns are of no form; pyspark is not installed.
    """
    types = need("pyspark.sql.pandas.types", "spark")
    asked = how(registries, **options)
    if asked.json is not None and asked.json not in df.columns:
        raise UsageError(f"the table has no column {asked.json!r}; 表中没有该列")
    if asked.bundle:
        df.sparkSession.sparkContext.addFile(str(Path(registries).absolute()))
    if asked.json is None and not {LINES, ROWS} & set(df.columns):
        df = gathered(df)
    return df.mapInArrow(partial(_each, how=asked), types.from_arrow_schema(schema(asked)))


def schema(how: How) -> Any:
    """The Arrow schema of results: with `text` see below, else that of a Parquet file of results and `same_as`.

    `position` is that of the row, `source`, `id` and `outcome` are those of the report, `report` is the lean report as a line
    of JSON.
    """
    arrow = need("pyarrow", "spark")
    text = arrow.string()
    if not how.text:
        return parquet.schema().append(arrow.field(KEY, text))
    return arrow.schema(
        [(SOURCE, text), (POSITION, arrow.int64()), ("id", text), ("outcome", text), (KEY, text), ("report", text)]
    )


def _each(batches: Iterable[Any], how: How) -> Iterator[Any]:
    """What Spark calls: results some at a time, however large its batches are."""
    _checker(how)
    _collect_seldom()
    for batch in batches:
        for start in range(0, batch.num_rows, TOGETHER):
            yield checked(batch.slice(start, TOGETHER), how)


def checked(batch: Any, how: How) -> Any:
    """The results for a batch: an Arrow `RecordBatch` to another, of `schema(how)`, in the order of the declarations.

    Raises:
        UsageError: this process sees other lists, or is of another version, than the one that made `how`; the batch is of
            no form. All of it concerns the whole job; what concerns a declaration is its result.
    """
    arrow = need("pyarrow", "spark")
    checker = _checker(how)
    places, results = [], []
    for place, given in _inputs(batch, how):
        places.append(place)
        results.append(_result(given, checker, how))
    keys = [key for _, key, _ in results]
    if how.text:
        columns = [
            [report.declaration.source for report, _, _ in results],
            [place.position for place in places],
            [report.declaration.id for report, _, _ in results],
            [report.outcome for report, _, _ in results],
            keys,
            [line[:-1].decode() for _, _, line in results],
        ]
        return arrow.record_batch([_array(c, f) for c, f in zip(columns, schema(how), strict=True)], schema=schema(how))
    if not results:
        return arrow.RecordBatch.from_pylist([], schema=schema(how))
    nested = parquet.table(b"".join(line for _, _, line in results)).to_batches()[0]
    return arrow.record_batch([*nested.columns, arrow.array(keys, arrow.string())], schema=schema(how))


def _array(values: list[Any], field: Any) -> Any:
    """An Arrow array; halves of characters, which no text of it may have, are written out."""
    arrow = need("pyarrow", "spark")
    whole = [v.encode("utf-8", "backslashreplace").decode() if isinstance(v, str) else v for v in values]
    return arrow.array(whole, field.type)


def _result(given: Input, checker: Checker, how: How) -> tuple[Any, str | None, bytes]:
    """The report on a declaration, what it has in common with its copies, and its line of JSON."""
    report, line = checking.rendered(
        given, checker, how.on, partial(checking.render, format_="jsonl", lean=True, lang="en")
    )
    key = same_as(given)
    return report, key.hex() if key is not None else None, line


# --- what is checked ------------------------------------------------------------------------------------------------


def _inputs(batch: Any, how: How) -> Iterator[tuple[_Place, Input]]:
    """The declarations of a batch with their places; one that cannot be read comes out as its error."""
    names = batch.schema.names
    if how.json is not None:
        form: Callable[[Any], Iterator[tuple[_Place, Iterable[Input]]]] = partial(_of_text, name=how.json)
    elif LINES in names:
        form = _of_model
    elif ROWS in names:
        form = _of_rows
    else:
        raise UsageError(f"a batch with a column {LINES!r}, {ROWS!r} or one of JSON text is expected; 缺少所需的列")
    for place, found in form(batch):
        try:
            for given in found:
                yield place, given
        except UnreadableInput as error:
            yield place, error
        except Exception as error:
            log.exception("a declaration could not be read")
            yield place, checking.internal(place.source, error)


@dataclass(slots=True)
class _Place:
    """Where a declaration is from: its file, its place in it, its row."""

    source: str
    position: int
    row: int

    @property
    def base(self) -> str:
        """The name of the file without its folder."""
        return os.path.basename(self.source.rstrip("/\\")) or self.source


def _placed(source: Any, position: Any, row: Any) -> _Place:
    position = _number(position, 1)
    return _Place(NAMELESS if source is None else str(source), position, _number(row, position))


def _number(value: Any, otherwise: int) -> int:
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()) else otherwise


def _places(batch: Any) -> Iterator[_Place]:
    columns = {name: batch.column(name).to_pylist() for name in PLACE if name in batch.schema.names}
    for told in _told(columns, batch.num_rows):
        yield _placed(*told)


def _told(columns: Mapping[str, list[Any]], count: int) -> Iterator[tuple[Any, ...]]:
    """Source, position and row of each row, None where there is no such column."""
    return zip(*(columns.get(name) or [None] * count for name in PLACE), strict=True)


def _of_text(batch: Any, name: str) -> Iterator[tuple[_Place, Iterable[Input]]]:
    for place, text in zip(_places(batch), batch.column(name).to_pylist(), strict=True):
        data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text or b"")
        # As a line of a file, whose end an error may name.
        yield place, _of_json(data if data.endswith(b"\n") else data + b"\n", place)


def _of_json(data: bytes, place: _Place) -> Iterator[Input]:
    lines = [data if data.strip() else b"null"]  # an empty row is no declaration either
    yield from own_model.read_lines(lines, place.source, place.base, place.row, place.position - 1)


def _of_model(batch: Any) -> Iterator[tuple[_Place, Iterable[Input]]]:
    own = batch.select([name for name in batch.schema.names if name not in PLACE])
    try:
        rows: Iterable[Any] = parquet_file.rows_of(own)
    except (KeyError, ValueError):  # some row has a map with a key twice
        rows = (own.slice(n, 1) for n in range(own.num_rows))
    for place, row in zip(_places(batch), rows, strict=True):
        yield place, _of_columns(row, place)


def _of_columns(row: Any, place: _Place) -> Iterator[Input]:
    if not isinstance(row, dict):
        try:
            (row,) = parquet_file.rows_of(row)
        except (KeyError, ValueError):
            zh, en = "映射列中同一键出现两次", "a map has a key twice"
            raise unreadable(place.source, f"line {place.row}", "duplicate-key", zh, en) from None
    yield from _of_json(parquet_file.as_json(row), place)


def _of_rows(batch: Any) -> Iterator[tuple[_Place, Iterable[Input]]]:
    lists = batch.column(ROWS)
    records = lists.flatten()
    names = [records.type.field(n).name for n in range(records.type.num_fields)]
    columns = dict(zip(names, (column.to_pylist() for column in records.flatten()), strict=True))
    headings = [name for name in names if name not in PLACE]
    heading = _heading(headings)
    cells = list(zip(*(columns[name] for name in headings), strict=True))
    told = list(_told(columns, len(cells)))
    start = 0
    for count in lists.value_lengths().to_pylist():
        end = start + (count or 0)
        if end > start:
            items = [_Item(told[n], [parquet_file.cell_of(cell) for cell in cells[n]]) for n in range(start, end)]
            place = _placed(items[0].place[0], min(_number(item.place[1], 1) for item in items), None)
            yield place, _of_items(items, headings, heading, place)
        start = end


@dataclass(slots=True)
class _Item:
    """A row of a flat table."""

    place: tuple[Any, ...]
    cells: list[Any]

    @property
    def row(self) -> int:
        """Its row in the file; 0 where that is not told."""
        return _number(self.place[2], 0)


def _of_items(items: list[_Item], headings: Sequence[str], heading: Heading, place: _Place) -> Iterator[Input]:
    """The declaration of rows that belong together; those that belong to none each as an error."""
    columns = heading.columns
    items.sort(key=partial(_order, columns=columns))
    rowed = all(item.row for item in items)
    rows = [Row(item.row if rowed else n, item.cells) for n, item in enumerate(items, start=1)]
    where = partial(_in_file if rowed else _in_declaration, place.base)
    top = Row(1 if rowed else 0, headings)
    sheet = Sheet([top, *rows], where)
    if table.key_of(Record(rows[0], columns, sheet)):
        yield from table.read(sheet, place.source, heading, place.position)
        return
    for row in rows:
        if any(cell is not None and str(cell).strip() for cell in row.cells):
            zh = "该行没有报关单号、预录入编号或合同协议号，无法确定属于哪一票，未核对"
            en = "the row has no number of a declaration: nothing tells to which it belongs, and it was not processed"
            yield UnreadableInput(place.source, where(row.number, 0, ""), code="no-number", zh=zh, en=en)


def _order(item: _Item, columns: Columns) -> tuple[Any, ...]:
    """In what order items stand: by row, else by their number, else by what they say, so that it is always the same."""
    number = next((n for c in columns.fields.get("line.number", ()) if (n := _number(item.cells[c], 0))), 0)
    return item.row, number, [str(cell) for cell in item.cells]


def _in_file(name: str, row: int, column: int, heading: str) -> str:
    return f"{name}:{row} {heading}".rstrip()


def _in_declaration(name: str, item: int, column: int, heading: str) -> str:
    return f"{name} {f'[{item}]' if item else ''} {heading}".rstrip()


def _heading(headings: Sequence[str]) -> Heading:
    top = Row(1, list(headings))
    heading = find_heading([top], KNOWN)
    if heading is None:
        raise UsageError(str(no_heading([top], NAMELESS)))
    return heading


# --- a flat table in Spark -------------------------------------------------------------------------------------------


def gathered(df: Any) -> Any:
    """The rows of a flat Spark table together by declaration, in the column `rows`: what `checked` takes.

    Rows belong together by the number of the declaration, else the pre-entry number, else that of the contract, within one
    `source`. The declaration of an item is found anew for each row, so its rows may stand anywhere.

    Raises:
        UsageError: no heading of goods, of the head, or of a number that tells declarations apart.
    """
    functions = need("pyspark.sql.functions", "spark")
    headings = [name for name in df.columns if name not in PLACE]
    heading = _heading(headings)
    if not table.is_flat(heading) or not table.is_keyed(heading.columns):
        raise UsageError(
            "a flat table needs one row an item with the head in each, and a column with a number of the declaration; "
            "表须一行一项商品，且有表头各列和报关单号、预录入编号或合同协议号列"
        )
    used = [headings[column] for name in table.KEYED_BY for column in heading.columns.fields.get(name, ())]
    key = functions.udf(partial(_key, columns=understand(used)), "string", useArrow=False)
    every = [_column(df, name) for name in df.columns]
    # Rows without a number belong to nothing; they are spread by what they say.
    apart = functions.concat(functions.lit("?"), functions.xxhash64(*every).cast("string"))
    by = [functions.coalesce(key(*(_column(df, name) for name in used)), apart).alias("key")]
    if SOURCE in df.columns:
        by.append(_column(df, SOURCE).alias("of"))
    rows = df.select(*by, functions.struct(*every).alias("row_"))
    keys = [name for name in rows.columns if name != "row_"]
    # Told how many parts, Spark leaves it at that: it would join parts that are small, but a small part is much work here.
    parts = int(df.sparkSession.conf.get("spark.sql.shuffle.partitions"))
    together = rows.repartition(parts, *keys).groupBy(*keys).agg(functions.collect_list("row_").alias(ROWS))
    return together.select(ROWS)


def _column(df: Any, name: str) -> Any:
    return df["`" + name.replace("`", "``") + "`"]


def _key(*cells: Any, columns: Columns) -> str | None:
    """What a row's declaration is known by; None for one without a number."""
    row = Row(1, [parquet_file.cell_of(cell) for cell in cells])
    key = table.key_of(Record(row, columns, Sheet([], partial(_in_file, ""))))
    return json_.dumps(key) if key else None


# --- in a worker -----------------------------------------------------------------------------------------------------


@cache
def _collect_seldom() -> None:
    collect_seldom()


@lru_cache(maxsize=2)
def _checker(how: How) -> Checker:
    """The checker of this process, with its lists open; made when it is first needed."""
    for name in how.plugins:
        use(name)
    if _program() != how.program:
        raise UsageError(f"this worker has {_program()}, the job was begun by {how.program}; 各节点程序版本不一致")
    if how.bundle:
        return Checker(_unpacked(how), **pickle.loads(how.settings))
    root = Path(how.registries)
    if _state(root) != how.state:
        raise UsageError(f"{root}: not the lists that the job was begun with; 该节点的名单目录与提交作业时不同")
    return Checker(root, **pickle.loads(how.settings))


def _unpacked(how: How) -> Path:
    """The directory of a bundle that Spark has sent; the first process of an executor unpacks it."""
    import tempfile

    from filelock import FileLock

    from supplycheck.registry import bundle

    packed = Path(need("pyspark", "spark").SparkFiles.get(how.registries))
    if digest(packed) != how.state:
        raise UsageError(f"{packed.name}: not the bundle that the job was begun with; 名单包与提交作业时不同")
    folder = packed.with_name(f"{packed.name}.{how.state[:16]}")
    with FileLock(f"{folder}.lock"):
        if not folder.is_dir():
            fresh = tempfile.mkdtemp(dir=packed.parent)
            bundle.take_in(fresh, packed, accept_loss=True)
            os.replace(fresh, folder)
    return folder


def _program() -> str:
    from supplycheck._version import __version__

    return f"supplycheck {__version__}{loaded.signature} {version()}"


def _state(root: Path) -> str:
    """What a directory of registries holds, by names and sizes: alike on every machine that has a copy.

    Raises:
        UsageError: there is no such directory.
    """
    if not root.is_dir():
        raise UsageError(f"{root}: no such directory")
    files = [path for path in root.rglob("*") if path.is_file() and not path.name.startswith(".")]
    told = sorted((path.relative_to(root).as_posix(), path.stat().st_size) for path in files)
    return hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest()
