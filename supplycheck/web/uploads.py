"""What a form posts: its fields and files, read in memory and within limits."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any

from supplycheck.errors import SupplycheckError
from supplycheck.web.guard import TooLarge
from supplycheck.web.limits import MAX_BODY, MAX_FIELD, MAX_FIELDS, MAX_FILES, MAX_NAME
from supplycheck.writers.printable import in_one_line

SIDECAR = ".dossier.json"


class Malformed(SupplycheckError):
    """A request that no form of ours makes."""


class Refused(SupplycheckError):
    """Files that cannot be checked as they were given. `code` is the text that says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(slots=True, frozen=True)
class File:
    """A file that was sent. Its name is for people to see; nothing is opened by it."""

    name: str
    data: bytes


@dataclass(slots=True)
class Posted:
    """The fields of a form (of several with one name the last), and its files by the name of their input."""

    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[File]] = field(default_factory=dict)


async def read(headers: Any, stream: AsyncGenerator[bytes, None]) -> Posted:
    """Reads what was posted. Nothing of it touches a disk.

    Raises:
        Malformed: it is no form.
        TooLarge: it has too many parts, or too large ones.
    """
    from python_multipart.exceptions import FormParserError
    from starlette.formparsers import MultiPartException, MultiPartParser

    class InMemory(MultiPartParser):
        """Starlette's parser puts larger files on the disk; this one never does."""

        spool_max_size = MAX_BODY + 1

    if not headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise Malformed("no form")
    parser = InMemory(
        headers, stream, max_files=MAX_FILES + 2, max_fields=MAX_FIELDS, max_part_size=MAX_FIELD
    )  # an input without a file comes as an empty one
    try:
        form = await parser.parse()
    except MultiPartException as error:
        if "exceeded" in error.message or "Too many" in error.message:
            raise TooLarge(error.message) from None
        raise Malformed(error.message) from None
    except (FormParserError, KeyError, ValueError, AssertionError) as error:
        raise Malformed(str(error)) from None
    posted = Posted()
    try:
        for name, value in form.multi_items():
            if isinstance(value, str):
                posted.fields[name] = value
            elif value.filename:
                data = await value.read()
                posted.files.setdefault(name, []).append(File(_base(value.filename), data))
    finally:
        await form.close()
    if sum(map(len, posted.files.values())) > MAX_FILES:
        raise TooLarge("too many files")
    return posted


def _base(name: str) -> str:
    """The last part of a name, fit to be shown; its end, which tells the format, stays."""
    stem, end = os.path.splitext(in_one_line(name.replace("\\", "/").rpartition("/")[2]).strip() or "file")
    if name.lower().endswith(SIDECAR):
        stem, end = stem[: -len(".dossier")], SIDECAR
    return stem[:MAX_NAME] + end[:20]


@dataclass(slots=True, frozen=True)
class Pair:
    """A declaration file and the dossier beside it."""

    file: File
    dossier: File | None


def paired(posted: Posted) -> list[Pair]:
    """The declaration files that were sent, each with its dossier.

    A dossier is known by its name (NAME.dossier.json beside NAME.xml), by its own input, or, beside a single declaration
    file, by what it is.

    Raises:
        Refused: there is no declaration file, or nobody can tell which one a dossier belongs to.
    """
    named: dict[str, File] = {}
    loose = list(posted.files.get("dossier", ()))
    files: list[File] = []
    sent = posted.files.get("files", [])
    for file in sent:
        if file.name.lower().endswith(SIDECAR):
            named[file.name[: -len(SIDECAR)].lower()] = file
        elif len(sent) > 1 and is_dossier(file):
            loose.append(file)
        else:
            files.append(file)
    if not files:
        raise Refused("error.only_dossier" if named or loose else "error.no_files")
    beside = {stem: one for stem, one in named.items() if stem in {_stem(file) for file in files}}
    loose += [one for stem, one in named.items() if stem not in beside]
    if loose and (len(loose) > 1 or len(files) > 1 or beside):
        raise Refused("error.dossier_of_several")
    return [Pair(file, beside.get(_stem(file), loose[0] if loose else None)) for file in files]


def _stem(file: File) -> str:
    return os.path.splitext(file.name)[0].lower()


def is_dossier(file: File) -> bool:
    """Whether a file is a dossier whatever its name: a JSON object, and none of a declaration (its `lines` are a list)."""
    if not file.name.lower().endswith(".json"):
        return False
    try:
        data = json.loads(file.data)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, Mapping) and not isinstance(data.get("lines"), list)
