"""Column profiles: what the headings of a user's own tables mean, told once and kept in a file.

[columns]
"货品描述" = "line.name"
"内部编号" = "ignored"
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Literal, NamedTuple

from supplycheck import column_profile
from supplycheck.errors import UsageError
from supplycheck.facts.codes import folded
from supplycheck.readers import headings, layout
from supplycheck.readers.headings import IGNORED, KNOWN, Names
from supplycheck.readers.sheet import Row

From = Literal["known", "profile", "suggested", "unknown"]


class Column(NamedTuple):
    """One heading of a table, the field it means, and how we know: `like` and `score` belong to a suggestion."""

    heading: str
    field: str
    known_from: From
    like: str | None = None
    score: int | None = None


def load(path: str | os.PathLike[str]) -> Names:
    """The headings of a profile.

    Raises:
        UsageError: there is no such file, it is no profile, or it names a field that there is not.
    """
    return named(column_profile.read(path), os.fspath(path))


def named(columns: Mapping[str, object], source: str = "columns") -> Names:
    """The headings of a profile that is given as `heading: field`.

    Raises:
        UsageError: it names a field that there is not.
    """
    own: dict[str, str] = {}
    for heading, name in columns.items():
        if not isinstance(name, str) or (name != IGNORED and name not in headings.fields()):
            near = headings.nearest(str(name))
            hint = f"; is it {near}?" if near else ""
            raise UsageError(f"{source}: column {heading!r}: there is no field {name!r}{hint}")
        own[folded(heading)] = name
    return Names(own)


def columns_of(rows: list[Row], source: str, names: Names | None = None) -> list[Column]:
    """What the headings of a table mean, or may mean.

    Raises:
        UnreadableInput: D30, no row looks like headings.
    """
    names = names or KNOWN
    heading = layout.find_heading(rows, names)
    row = rows[heading.row] if heading else _likely(rows)
    if row is None:
        raise layout.no_heading(rows, source)
    texts = [cell.strip() for cell in row.cells if isinstance(cell, str) and cell.strip()]
    return [_column(text, names) for text in dict.fromkeys(texts)]


def _likely(rows: list[Row]) -> Row | None:
    """The row with the most cells that are or resemble known headings, where no row can be read as headings."""
    best, best_score = None, 0
    for row in rows[: layout.HEADING_ROWS]:
        score = sum(_column(c.strip(), KNOWN).known_from != "unknown" for c in row.cells if isinstance(c, str))
        if score > best_score:
            best, best_score = row, score
    return best


def _column(text: str, names: Names) -> Column:
    if folded(text) in names.own:
        return Column(text, names.own[folded(text)], "profile")
    if name := KNOWN.field_of(text):
        return Column(text, name, "known")
    if like := headings.suggest(text):
        return Column(text, like.field, "suggested", headings.fields().get(like.field, like.heading), like.score)
    return Column(text, IGNORED, "unknown")


def written(columns: list[Column], source: str) -> str:
    """A profile as text, to be corrected by a person."""
    lines = [
        f"# {source}",
        "# 左：表中的列名；右：含义。请核对带问号的行，不用的列写 ignored。",
        "# Left: the heading as it stands; right: what it means. Check the lines with a question mark; ignored = not read.",
        "",
        "[columns]",
    ]
    for column in columns:
        remark = {
            "known": "",
            "profile": "",
            "suggested": f"  # ? ≈ {column.like}, {column.score} %",
            "unknown": "  # ?",
        }[column.known_from]
        lines.append(f"{json.dumps(column.heading, ensure_ascii=False)} = {json.dumps(column.field)}{remark}")
    lines += ["", "# 可用的字段 fields:"]
    lines += [f"#   {name:<32} {label}" for name, label in headings.fields().items()]
    return "\n".join(lines) + "\n"
