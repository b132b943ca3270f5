"""The order in which a statement is printed: blocks that each kind of file draws in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from supplycheck.declaration import StatementItem
from supplycheck.report import Text
from supplycheck.statements.paper import Paper

CAPTION = Text("产品{n}", "Product {n}")
_WHOLE_ROW = frozenset({"product", "standard", "manufacturer", "issuer", "importer"})
"""Fields whose values are long: each has a row to itself."""


class Title(NamedTuple):
    """The title, Chinese first."""

    texts: list[str]


class Sentence(NamedTuple):
    """A paragraph, in each language of the paper. `small`: a remark below the statement."""

    texts: list[str]
    small: bool = False


class Cell(NamedTuple):
    """A label, in each language of the paper, and the value beside it."""

    label: list[str]
    value: str


class Grid(NamedTuple):
    """Rows of one or two labels with their values, under a caption. `to_sign`: with room for a stamp."""

    caption: str
    rows: list[list[Cell]]
    to_sign: bool = False


class Tick(NamedTuple):
    """A promise with its box."""

    ticked: bool
    texts: list[str]


Block = Title | Sentence | Grid | Tick


def blocks(paper: Paper) -> Iterator[Block]:
    """What stands on the paper, from top to bottom."""
    form = paper.form
    yield Title(paper.said(form.title))
    yield Sentence(paper.said(form.intro))
    yield Grid("", _rows(paper, {key: paper.cell(key) for key in form.head}))
    for n, item in enumerate(paper.statement.items, start=1):
        yield Grid(
            " / ".join(paper.said(Text(CAPTION.zh.format(n=n), CAPTION.en.format(n=n)))),
            _rows(paper, {key: _said(item, key) for key in form.item}),
        )
    yield Sentence(paper.said(form.promising))
    for box in paper.boxes:
        yield Tick(box.ticked, paper.said(box.promise.text))
    yield Sentence(paper.said(form.closing))
    signing = [[_cell(paper, key, paper.cell(key)) for key in party.fields] for party in form.signatures]
    if len(signing) > 1:  # both parties sign side by side
        signing = [list(row) for row in zip(*signing, strict=True)]
    yield Grid("", signing, to_sign=True)
    yield Sentence(paper.said(form.wording), small=True)


def _said(item: StatementItem, key: str) -> str:
    text = getattr(item, key) or ""
    return f"{text} {item.unit}" if key == "quantity" and text and item.unit else text


def _rows(paper: Paper, values: dict[str, str]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    room = False
    for key, text in values.items():
        cell = _cell(paper, key, text)
        if key not in _WHOLE_ROW and room:
            rows[-1].append(cell)
            room = False
        else:
            rows.append([cell])
            room = key not in _WHOLE_ROW
    return rows


def _cell(paper: Paper, key: str, text: str) -> Cell:
    return Cell(paper.said(paper.form.label(key)), text)
