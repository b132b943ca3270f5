"""What readers of every format settle in the same way: direction, line numbers, the destination of the whole."""

from __future__ import annotations

from decimal import Decimal

from supplycheck.declaration import Declaration, Line
from supplycheck.facts import codes
from supplycheck.readers.notes import Log
from supplycheck.readers.values import Values

MAX_LINES = 50
"""How many goods lines one declaration may have."""

CHINA = "CN"

_ROUNDED_TOTAL = Decimal("0.5")
"""How far a total may be off by its own rounding, in units of its currency."""


def read_direction(cell: str | None, field: str, where: str, values: Values) -> str:
    """ "export" or "import"; what is not said, or cannot be read, counts as an export and is noted."""
    text = values.text(cell, field, where, "direction")
    if text is None:
        values.log.add("direction-missing", where)
        return "export"
    word = text.upper()
    if word in ("E", "EXPORT", "出口"):
        return "export"
    if word in ("I", "IMPORT", "进口"):
        return "import"
    values.log.lost("direction-unreadable", where, "direction", field=field, seen=text)
    return "export"


def number_lines(lines: list[Line], given: list[str | None], where: str, log: Log) -> None:
    """Number the lines as given; where numbers are missing, repeated or none, by their order, with a note."""
    numbers = [_line_number(text) for text in given]
    usable = [number for number in numbers if number is not None]
    if len(set(usable)) == len(lines):
        for line, number in zip(lines, usable, strict=True):
            line.number = number
    else:
        for position, line in enumerate(lines, start=1):
            line.number = position
        if usable or len(lines) > 1 or any(given):
            log.add("line-numbers", where)
    if len(lines) > MAX_LINES:
        log.add("too-many-lines", where, seen=len(lines))


def compare_amounts(lines: list[Line], log: Log) -> None:
    """Note lines whose total is not unit price times quantity, but for the digits that the price was rounded to."""
    for line in lines:
        price, quantity, total = line.unit_price, line.quantity, line.total
        if price is None or quantity is None or total is None:
            continue
        exponent = price.as_tuple().exponent
        rounded = quantity * Decimal(5).scaleb(exponent - 1) if isinstance(exponent, int) else Decimal(0)
        if abs(price * quantity - total) > rounded + _ROUNDED_TOTAL:
            at = line.at.get("total", line.at.get("", ""))
            log.add("amounts-differ", at, seen=f"{price:f} × {quantity:f}", other=f"{total:f}", line=line.number)


def _line_number(text: str | None) -> int | None:
    text = (text or "").removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() and 1 <= len(text) <= 6 and int(text) else None


def settle_destination(declaration: Declaration, raw: str | None, field: str, where: str, values: Values) -> None:
    """The declaration's destination: the country of arrival, else what its lines say; differences are noted."""
    of_lines = list(dict.fromkeys(line.destination for line in declaration.lines if line.destination))
    if declaration.direction == "import":  # there the element names the country of departure
        declaration.destination = of_lines[0] if of_lines else None
        return
    if not raw:
        declaration.destination = of_lines[0] if of_lines else None
        if of_lines:
            declaration.at["destination"] = next(
                line.at["destination"] for line in declaration.lines if line.destination
            )
        return
    declaration.at["destination"] = where
    found = codes.country(raw)
    if of_lines and (found is None or not found.alpha2):
        declaration.destination = of_lines[0]
        values.log.add("country-from-line", where, field=field, seen=raw, used=of_lines[0])
        return
    declaration.destination = values.country(raw, field, where, "destination")
    if declaration.destination is None:
        declaration.destination_as_filed = raw
        return
    for line in declaration.lines:
        if line.destination and line.destination != declaration.destination:
            at = line.at.get("destination", where)
            values.log.add("country-differs", at, used=declaration.destination, line=line.number, seen=line.destination)
