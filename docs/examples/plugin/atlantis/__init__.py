"""A rule, a reader and a registry for supplycheck: take the parts you need."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from atlantis import cartons_are_many
from supplycheck import Declaration, UnreadableInput
from supplycheck.readers import read_bytes

RULES = (cartons_are_many.RULE,)
LISTS = Path(__file__).parent / "lists"


def read_house_format(data: bytes, source: str) -> Iterable[Declaration | UnreadableInput]:
    """Declarations of our house format: a table whose columns are parted by `~`, in another order of words."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        yield UnreadableInput(
            source, f"byte {error.start}", code="D03", zh="不是 UTF-8 文本", en="this is no UTF-8 text"
        )
        return
    # What the library reads already need not be read again: bring the house format to a table it knows.
    table = text.replace(",", "，").replace("~", ",")
    yield from read_bytes(table.encode(), source.removesuffix(".house") + ".csv")


READERS = {".house": read_house_format}
