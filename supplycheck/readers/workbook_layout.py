"""How many cells the sheets of a workbook in XML are laid out to, counted while its members are parsed.

A sheet is a rectangle up to its last row and its last column, empty or not. In .xlsx, rows and cells without an address
stand behind the one before. OpenDocument writes repeated ones once, with a count; empty ones count where something
follows them.

Sources: ECMA-376 part 1, 18.3.1 (`row`, `c`); OpenDocument 1.3 part 3, 9.1 (`table:table-row`, `table:table-cell`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_ADDRESS = re.compile(r"([A-Za-z]{0,3})0*([0-9]{1,7})")
_MOST = 10**9
MAX_REPEATED = 10_000
"""How often a cell that is not empty may be repeated; each would be goods of its own."""

Attributes = Mapping[str, str]


class Layout:
    """A target of `lxml.etree.XMLParser`; one of them takes all members of a workbook."""

    def __init__(self) -> None:
        self._finished = 0
        self._row = self._column = self._last_row = self._last_column = 0
        self._rows = self._columns = 0  # how often the row and the cell that began last are repeated
        kinds = {
            "sheetData": self._sheet,
            "row": self._on_row,
            "c": self._on_cell,
            "table": self._sheet,
            "table-row": self._on_table_row,
            "table-cell": self._on_table_cell,
            "covered-table-cell": self._on_table_cell,
            "p": self._on_paragraph,
        }
        self._kinds: dict[str, Callable[[Attributes], None]] = kinds
        self._known: dict[str, Callable[[Attributes], None] | None] = {}

    @property
    def cells(self) -> int:
        """So many so far, of all sheets together."""
        return self._finished + self._last_row * self._last_column

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins.

        Raises:
            ValueError: an address that is none.
        """
        try:
            take = self._known[tag]
        except KeyError:
            take = self._known[tag] = self._kinds.get(tag.rpartition("}")[2])
        if take is not None:
            take(attributes)

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        """A document type. Raises ValueError: workbooks have none."""
        raise ValueError("a document type")

    def close(self) -> None:
        """A member ends; nothing is built."""

    def _sheet(self, _: Attributes) -> None:
        self._finished = self.cells
        self._row = self._column = self._last_row = self._last_column = 0
        self._rows = self._columns = 0

    def _on_row(self, attributes: Attributes) -> None:
        address = attributes.get("r")
        self._row = self._row + 1 if address is None else _place(address)[0]
        self._column = 0

    def _on_cell(self, attributes: Attributes) -> None:
        address = attributes.get("r")
        if address is None:
            self._column += 1
        else:
            self._row, self._column = _place(address)
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)

    def _on_table_row(self, attributes: Attributes) -> None:
        self._row += self._rows
        self._rows = _times(attributes, "number-rows-repeated")
        self._column = self._columns = 0

    def _on_table_cell(self, attributes: Attributes) -> None:
        self._column += self._columns
        self._columns = _times(attributes, "number-columns-repeated")
        if any(name.endswith(("value-type", "}value", "}formula")) for name in attributes):
            self._on_paragraph(attributes)

    def _on_paragraph(self, _: Attributes) -> None:
        """The cell that began last is not empty."""
        if max(self._rows, self._columns) > MAX_REPEATED:
            self._finished += _MOST
        self._last_row = max(self._last_row, self._row + self._rows)
        self._last_column = max(self._last_column, self._column + self._columns)


def column_number(letters: str) -> int:
    """The number of a column's letters, from 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _place(address: str) -> tuple[int, int]:
    """Row and column of an address, from 1; column 0 where it names a row only."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise ValueError("no address of a cell")
    return int(match.group(2)), column_number(match.group(1))


def _times(attributes: Attributes, name: str) -> int:
    """How often something is repeated."""
    for key, text in attributes.items():
        if key.endswith(name):
            digits = text.strip().removeprefix("+").lstrip("0")
            if digits.isascii() and digits.isdigit():
                return int(digits) if len(digits) < 10 else _MOST
    return 1
