"""Results as Parquet: the lines of JSON, each a row of the same fields, nested as they are."""

from __future__ import annotations

import io
import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from supplycheck.optional import need
from supplycheck.report import TEXTS, Report

ROWS = 4096
"""How many results are one row group."""

_LEFT_OUT = frozenset({"instruments", "snapshots"})


def write(source: Path, target: Path) -> None:
    """Makes a Parquet file of lean results in JSON lines.

    Raises:
        UsageError: pyarrow is not installed.
    """
    parquet = need("pyarrow.parquet", "parquet")
    with source.open("rb") as lines, parquet.ParquetWriter(target, schema(), compression="zstd") as out:
        for block in _blocks(lines):
            out.write_table(table(block), row_group_size=ROWS)


def _blocks(lines: io.BufferedReader) -> Iterator[bytes]:
    block: list[bytes] = []
    for line in lines:
        block.append(line)
        if len(block) == ROWS:
            yield b"".join(block)
            block = []
    if block:
        yield b"".join(block)


def table(block: bytes) -> Any:
    """Lean results in JSON lines as an Arrow table of the same rows."""
    json = need("pyarrow.json", "parquet")
    # JSON has no days: they are read as texts.
    how = json.ParseOptions(explicit_schema=schema(days=False), unexpected_field_behavior="error")
    read = json.ReadOptions(use_threads=False, block_size=max(len(block), 1))
    return json.read_json(io.BytesIO(block), parse_options=how, read_options=read).cast(schema()).combine_chunks()


@cache
def schema(*, days: bool = True) -> Any:
    """The Arrow schema of lean results; without `days` they are texts."""
    arrow = need("pyarrow", "parquet")
    order = ["schema_version", *(f.name for f in fields(Report) if f.name != "schema_version")]
    whole = _type(Report, days)
    return arrow.schema([whole.field(name) for name in order if name not in _LEFT_OUT])


def _type(of: Any, days: bool) -> Any:
    """The Arrow type of a type of the report."""
    arrow = need("pyarrow", "parquet")
    if is_dataclass(of):
        hints = get_type_hints(of)
        return arrow.struct(
            [
                (f.name.rstrip("_"), _type(hints[f.name], days))
                for f in fields(of)
                if f.name not in TEXTS and f.name not in _LEFT_OUT
            ]
        )
    origin, arguments = get_origin(of), get_args(of)
    if origin is list:
        return arrow.list_(_type(arguments[0], days))
    if origin in (Union, types.UnionType):
        return _type(next(a for a in arguments if a is not type(None)), days)
    if origin is Literal:
        return arrow.string()
    return {
        str: arrow.string(),
        int: arrow.int64(),
        bool: arrow.bool_(),
        date: arrow.date32() if days else arrow.string(),
    }[of]
