"""What a registry is: who publishes it, how its files are read, how long a snapshot serves, when the list existed.

One folder `registries/lists/NAME/` with a `definition.toml` is one registry; no code names any of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from supplycheck.errors import FactsMissing, RegistryUnavailable, UsageError

FORMATS = {"table": ".csv", "fda-510k": ".txt", "hsc": ".json"}
"""The kinds of interchange file, each with its usual extension."""

NORMALISERS = frozenset({"nmpa", "k-number", "text", "none"})
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_NAME = 64


class DatedFact(NamedTuple):
    """A day with the page that says so and how sure it is ("verified", "partial", "general")."""

    day: date
    source: str
    confidence: str


class Definition(NamedTuple):
    """One registry.

    Attributes:
        name: its folder's name.
        title_zh, title_en, authority_zh, authority_en: for people.
        address, licence: where it is published, and on what terms its contents may be used.
        format: a key of `FORMATS`.
        columns: per field of ours the headings it may have, the preferred one first.
        required: fields whose column must be there.
        joined: fields that collect all their columns instead of the first one found.
        identifier: the field with the row's number, or None.
        normaliser: how numbers are brought to one spelling: "nmpa", "k-number", "text", or "none".
        party_name, party_name_en, party_uscc: the fields that name the firm.
        valid_from, valid_to: the fields with the row's own days.
        date_order: "ymd", or "mdy" for American files.
        max_age_days: how old a snapshot may be on the declaration's day to show that something is absent.
        first_published: before this day the list is empty by law.
        ended: the last day on which the list is asked.
        cumulative: rows carry their own days and are not withdrawn silently.
        complete: whether an interchange file holds the whole list.
        may_be_empty: whether a file without rows is believed.
        product_types: the product types it serves.
        digest: SHA-256 of the definition's file.
    """

    name: str
    title_zh: str
    title_en: str
    authority_zh: str
    authority_en: str
    address: str
    licence: str
    format: str
    columns: dict[str, tuple[str, ...]]
    required: tuple[str, ...]
    joined: tuple[str, ...]
    identifier: str | None
    normaliser: str
    party_name: str
    party_name_en: str | None
    party_uscc: str | None
    valid_from: str | None
    valid_to: str | None
    date_order: str
    max_age_days: int
    first_published: DatedFact | None
    ended: DatedFact | None
    cumulative: bool
    complete: bool
    may_be_empty: bool
    product_types: tuple[str, ...]
    digest: str


def lists_root() -> Path:
    """The directory with one folder per registry; raises FactsMissing."""
    from supplycheck.facts import root

    return root() / "lists"


def checked_name(name: str) -> str:
    """The name, if it has the form of one: small letters, digits, single hyphens.

    Raises:
        UsageError: anything else, so that no name can lead out of a directory.
    """
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        raise UsageError(f"{name[:_LONGEST_NAME]!r} is no name of a registry")
    return name


def names(lists: Path | None = None) -> list[str]:
    """The names of all defined registries, sorted."""
    folder = lists if lists is not None else lists_root()
    try:
        return sorted(path.parent.name for path in folder.glob("*/definition.toml"))
    except OSError as error:
        raise FactsMissing([str(folder)], f"cannot be read ({error.strerror})") from error


def load(name: str, lists: Path | None = None) -> Definition:
    """The definition of one registry; `lists` replaces the directory of definitions.

    Raises:
        UsageError: the name has not the form of one.
        RegistryUnavailable: no registry has that name.
        FactsMissing: its definition is not readable or incomplete.
    """
    return _load(lists if lists is not None else lists_root(), checked_name(name))


@lru_cache(maxsize=256)
def _load(lists: Path, name: str) -> Definition:
    import hashlib
    import tomllib

    path = lists / name / "definition.toml"
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise RegistryUnavailable(name, f"not defined; defined are {', '.join(names(lists))}") from error
    except OSError as error:
        raise FactsMissing([str(path)], f"cannot be read ({error.strerror})") from error
    try:
        return _definition(name, tomllib.loads(data.decode()), hashlib.sha256(data).hexdigest())
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FactsMissing([str(path)], f"wrong ({type(error).__name__}: {error})") from error


def _definition(name: str, table: Mapping[str, Any], digest: str) -> Definition:
    columns = {field: tuple(headings) for field, headings in table["columns"].items()}
    identifier, party, validity = table["identifier"], table["party"], table.get("validity", {})
    made = Definition(
        name=table["name"],
        title_zh=table["title"]["zh"],
        title_en=table["title"]["en"],
        authority_zh=table["authority"]["zh"],
        authority_en=table["authority"]["en"],
        address=table["source"]["address"],
        licence=table["source"]["licence"],
        format=table["format"],
        columns=columns,
        required=tuple(table["table"]["required"]),
        joined=tuple(table["table"].get("joined", ())),
        identifier=identifier.get("field"),
        normaliser=identifier["normaliser"],
        party_name=party["name"],
        party_name_en=party.get("name_en"),
        party_uscc=party.get("uscc"),
        valid_from=validity.get("from"),
        valid_to=validity.get("to"),
        date_order=validity.get("dates", "ymd"),
        max_age_days=table["max_age_days"],
        first_published=_dated(table.get("first_published")),
        ended=_dated(table.get("ended")),
        cumulative=table["cumulative"],
        complete=table["complete"],
        may_be_empty=table["may_be_empty"],
        product_types=tuple(table["product_types"]),
        digest=digest,
    )
    _verify(name, made)
    return made


def _dated(table: Mapping[str, Any] | None) -> DatedFact | None:
    return DatedFact(table["day"], table["source"], table["confidence"]) if table is not None else None


def _verify(name: str, made: Definition) -> None:
    if made.name != name:
        raise ValueError(f"its name is {made.name!r}")
    if made.format not in FORMATS:
        raise ValueError(f"unknown format {made.format!r}")
    if made.normaliser not in NORMALISERS or (made.identifier is None) != (made.normaliser == "none"):
        raise ValueError("identifier and normaliser do not fit")
    if made.date_order not in ("ymd", "mdy"):
        raise ValueError(f"unknown order of dates {made.date_order!r}")
    if type(made.max_age_days) is not int or made.max_age_days < 0:
        raise ValueError("max_age_days is a number of days")
    for flag in (made.cumulative, made.complete, made.may_be_empty):
        if type(flag) is not bool:
            raise ValueError("cumulative, complete and may_be_empty are true or false")
    for fact in (made.first_published, made.ended):
        if fact is not None and type(fact.day) is not date:
            raise ValueError("a day is a date")
    named = [*made.required, *made.joined, made.party_name]
    # A list may lack English names and credit codes altogether; where it has them, they have these fields.
    named += [field for field in (made.identifier, made.valid_from, made.valid_to) if field is not None]
    if unknown := [field for field in named if field not in made.columns]:
        raise ValueError(f"no columns for {', '.join(unknown)}")
