"""Whether a file that was fetched is what it should be, before anything is done with it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry.definition import FORMATS, Definition
from supplycheck.registry.formats import parse, records
from supplycheck.registry.formats.members import MAGIC, is_archive
from supplycheck.registry.registries import EXTENSIONS
from supplycheck.registry.sources.web import Web

_START = 512
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_DAY = re.compile(r"(?<![0-9])(20[0-9]{2})([-_.]?)(0[1-9]|1[0-2])\2([0-3][0-9])(?![0-9])")
_FILE_NAME = re.compile(r"filename\*?\s*=\s*\"?(?:[\w-]+'[\w-]*')?([^\";]+)", re.IGNORECASE)


def must_be_list(definition: Definition, web: Web, path: Path, address: str) -> None:
    """Remove the file and raise SourceUnavailable where it is a page of a web site, a damaged archive, or no such list.

    Of a list only the first row is read here; the rest is read when it is imported.
    """
    try:
        why = _what_is_wrong(definition, path)
    except OSError as error:
        why = f"it cannot be read: {error.strerror}"
    if why:
        path.unlink(missing_ok=True)
        web.fail(definition, "garbage", why, address)


def suffix_of(definition: Definition, address: str) -> str:
    """What a file at an address probably ends in."""
    suffix = PurePosixPath(unquote(urlsplit(address).path)).suffix.lower()
    return suffix if suffix in EXTENSIONS else FORMATS[definition.format]


def with_own_suffix(path: Path) -> Path:
    """The file under the extension that its content has: some interfaces give what they like under one address."""
    with path.open("rb") as file:
        start = file.read(_START)
        file.seek(0)
        packed = start.startswith(MAGIC)
        archive = packed and is_archive(file)
    suffix = path.suffix
    if archive:
        suffix = ".zip"
    elif packed:
        suffix = suffix if suffix in (".xlsx", ".ods") else ".xlsx"
    elif records.looks_like(start):
        suffix = suffix if suffix in (".json", ".jsonl") else ".json"
    elif suffix in (".zip", ".xlsx", ".ods", ".json"):
        suffix = ".txt"
    return path.replace(path.with_suffix(suffix)) if suffix != path.suffix else path


def day_of(headers: Mapping[str, str], address: str, today: date) -> date:
    """The day a file stands for: in its name, else when it was last changed, else today."""
    from email.utils import parsedate_to_datetime

    told = _FILE_NAME.search(headers.get("Content-Disposition", ""))
    for name in (unquote(told[1]) if told else "", PurePosixPath(unquote(urlsplit(address).path)).name):
        if (day := _day_in(name)) is not None and day <= today:
            return day
    try:
        day = parsedate_to_datetime(headers.get("Last-Modified", "")).date()
    except ValueError:
        return today
    return min(day, today)


def _day_in(name: str) -> date | None:
    """The last day in a file's name; of a span it is the end."""
    days = []
    for year, _, month, day in _DAY.findall(name):
        try:
            days.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return days[-1] if days else None


def _what_is_wrong(definition: Definition, path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(_START)
        if _PAGE.match(start):
            return "it is a page of a web site"
        if start.startswith(MAGIC):
            return "" if zipfile.is_zipfile(path) else "its archive is damaged or not all there"
        if path.suffix == ".zip":
            return "it is no archive"
        file.seek(0)
        try:
            next(iter(parse(definition, file).rows), None)
        except RegistryUnavailable as error:
            return error.reason
    return ""
