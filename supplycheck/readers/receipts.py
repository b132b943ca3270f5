"""Customs receipts beside a message: they give the declaration number and the day of declaration, which it lacks.

`DecImportResponse` answers an import: client's number (`ClientSeqNo`) -> the centre's number (`SeqNo`). `DEC_RESULT`
tells a state: centre's number (`CUS_CIQ_NO`) -> declaration number (`ENTRY_ID`) and its day (`D_DATE`).
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from supplycheck.errors import UnreadableInput
from supplycheck.readers.values import read_date, trimmed

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_BYTES = 8192
"""A receipt is half a kilobyte; larger files are not looked into for one."""

MAX_ENTRIES = 5000
"""How many entries of a folder are looked at."""

_MARKS = (b"<DEC_RESULT", b"<DecImportResponse", b":DEC_RESULT", b":DecImportResponse")


@dataclass(slots=True)
class Declared:
    """What a receipt says of one declaration, and which file says so."""

    number: str | None
    day: date | None
    at: str


@dataclass(slots=True)
class Receipts:
    """The receipts of one folder."""

    centre_numbers: dict[str, str] = field(default_factory=dict)
    by_centre_number: dict[str, Declared] = field(default_factory=dict)
    by_number: dict[str, Declared] = field(default_factory=dict)

    def of(self, centre_number: str | None, client_number: str | None, number: str | None) -> Declared | None:
        """The receipt for the message with these numbers (`SeqNo`, `ClientSeqNo`, `EntryId`)."""
        if number and (found := self.by_number.get(number)):
            return found
        centre = centre_number or self.centre_numbers.get(client_number or "")
        return self.by_centre_number.get(centre) if centre else None

    def add(self, root: _Element, name: str) -> None:
        """Take up one parsed receipt."""
        texts = {child.tag.rpartition("}")[2]: trimmed(child.text or "") for child in root}
        if texts.get("ClientSeqNo") and texts.get("SeqNo"):
            self.centre_numbers[texts["ClientSeqNo"]] = texts["SeqNo"]
        number, centre = texts.get("ENTRY_ID"), texts.get("CUS_CIQ_NO")
        day = read_date(texts["D_DATE"], True).value if texts.get("D_DATE") else None
        declared = Declared(number or None, day if isinstance(day, date) else None, f"{name}:{root.sourceline}")
        for key, table in ((centre, self.by_centre_number), (number, self.by_number)):
            if key and (key not in table or (declared.day and not table[key].day)):
                table[key] = declared


def is_receipt(data: bytes) -> bool:
    """Whether the bytes look like one of the two receipts."""
    return len(data) <= MAX_BYTES and any(mark in data for mark in _MARKS)


def beside(folder: str) -> Receipts | None:
    """The receipts in a folder, or None; read again only when the folder has changed."""
    try:
        return _of_folder(folder, os.stat(folder).st_mtime_ns)
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=8)
def _of_folder(folder: str, changed: int) -> Receipts | None:
    from supplycheck.readers.safe_xml import parse

    receipts = Receipts()
    found = False
    with os.scandir(folder) as entries:
        for count, entry in enumerate(entries):
            if count >= MAX_ENTRIES:
                break
            if not entry.name.lower().endswith(".xml") or entry.name.startswith("."):
                continue
            try:
                status = entry.stat()
                if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
                    continue
                with open(entry.path, "rb") as file:
                    data = file.read(MAX_BYTES + 1)
                if is_receipt(data):
                    receipts.add(parse(data, entry.path, entry.name)[0], entry.name)
                    found = True
            except (OSError, UnreadableInput):
                continue  # a broken receipt is told when it is read as a file of its own
    return receipts if found else None
