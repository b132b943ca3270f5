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
from supplycheck.plugins import loaded
from supplycheck.registry.answers import Confidence, Role

FORMATS = {
    "table": ".csv",
    "fda-registration": ".zip",
    "gudid": ".zip",
    "hsc": ".json",
    "nmpa": ".csv",
    "udid": ".zip",
}
"""The kinds of interchange file, each with its usual extension."""

NORMALISERS = frozenset({"nmpa", "k-number", "text", "none"})
DATE_ORDERS = frozenset({"ymd", "mdy", "dmy"})
ROLES = frozenset({"maker", "importer"})
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_NAME = 64
_NOT_SHAPING = ("live", "may_lose_percent", "title", "authority", "reviewed", "source")
MAY_LOSE_PERCENT = 5
"""How many of its rows a list may lose from one snapshot to the next, where its definition does not say."""


class DatedFact(NamedTuple):
    """A day with the page that says so and how sure it is ("verified", "partial", "general")."""

    day: date
    source: str
    confidence: str


class Status(NamedTuple):
    """Which texts of a row's field say that it is in force, and which that it no longer is; any other is not known."""

    field: str
    in_force: tuple[str, ...]
    ended: tuple[str, ...]


class Live(NamedTuple):
    """Where a list is fetched from.

    Attributes:
        source: the module of `registry.sources` that speaks the interface.
        address: of the interface, https; `mirrors` are asked in order where it does not answer.
        hosts: the only hosts that redirects may lead to, besides those of the addresses.
        whole: what `update` fetches, in the interface's own words; empty asks for all there is.
        ask: per field of ours the name of the interface's filter.
        key_variable: the environment variable with the user's key, or None.
        per_minute: how many requests a minute are polite.
        most_bytes: above this size an answer is refused.
    """

    source: str
    address: str
    mirrors: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    whole: dict[str, str] = {}
    ask: dict[str, str] = {}
    key_variable: str | None = None
    per_minute: int = 60
    most_bytes: int = 1_000_000_000


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
        also: further fields whose numbers find a row, each with its normaliser.
        several: whether a field with numbers may hold several of them.
        party_name, party_name_en, party_uscc: the fields that name the firm.
        role: what that firm is to the goods: "maker", or "importer" (who may be a sponsor or representative).
        near: whether close numbers and close names are looked for: not in lists of millions that are asked by number.
        status: the field that says whether a row is in force, or None.
        valid_from, valid_to: the fields with the row's own days.
        date_order: "ymd", "mdy" for American files, "dmy" for others.
        quoted: whether quotation marks quote in its tables; where they are data, not.
        encodings: of its tables, where they are not UTF-8; one that ends in "-lenient" reads on over bytes it lacks.
        max_age_days: how old a snapshot may be on the declaration's day to show that something is absent.
        first_published: before this day the list is empty by law.
        ended: the last day on which the list is asked.
        cumulative: rows carry their own days and are not withdrawn silently.
        complete: whether an interchange file holds the whole list.
        may_be_empty: whether a file without rows is believed.
        product_types: the product types it serves.
        may_lose_percent: how many of its rows a new snapshot may lack before a person must confirm it.
        live: where it is fetched from, or None.
        confidence: how sure the definition is ("verified", "partial", "general").
        digest: SHA-256 of what the definition says of the list; where it is fetched from does not change a snapshot.
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
    also: dict[str, str]
    several: bool
    party_name: str
    party_name_en: str | None
    party_uscc: str | None
    role: Role
    near: bool
    status: Status | None
    valid_from: str | None
    valid_to: str | None
    date_order: str
    quoted: bool
    encodings: tuple[str, ...]
    max_age_days: int
    first_published: DatedFact | None
    ended: DatedFact | None
    cumulative: bool
    complete: bool
    may_be_empty: bool
    product_types: tuple[str, ...]
    may_lose_percent: float
    live: Live | None
    confidence: Confidence
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
    found: set[str] = set()
    for folder in [lists] if lists is not None else [lists_root(), *loaded.lists]:
        try:
            found.update(path.parent.name for path in folder.glob("*/definition.toml"))
        except OSError as error:
            raise FactsMissing([str(folder)], f"cannot be read ({error.strerror})") from error
    return sorted(found)


def root_of(name: str) -> Path:
    """The directory of definitions that has a registry: our own, else that of a plug-in."""
    own = lists_root()
    roots = [own, *loaded.lists] if loaded.lists else [own]
    return next((root for root in roots if (root / name / "definition.toml").is_file()), own)


def load(name: str, lists: Path | None = None) -> Definition:
    """The definition of one registry; `lists` replaces the directory of definitions.

    Raises:
        UsageError: the name has not the form of one.
        RegistryUnavailable: no registry has that name.
        FactsMissing: its definition is not readable or incomplete.
    """
    checked = checked_name(name)
    return _load(lists if lists is not None else root_of(checked) if loaded.lists else lists_root(), checked)


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
        table = tomllib.loads(data.decode())
        shaping = {key: value for key, value in table.items() if key not in _NOT_SHAPING}
        digest = hashlib.sha256(repr(sorted(shaping.items())).encode()).hexdigest()
        return _definition(name, table, digest)
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
        also=dict(identifier.get("also", {})),
        several=identifier.get("several", False),
        party_name=party["name"],
        party_name_en=party.get("name_en"),
        party_uscc=party.get("uscc"),
        role=party.get("role", "maker"),
        near=table.get("near", True),
        status=_status(table.get("status")),
        valid_from=validity.get("from"),
        valid_to=validity.get("to"),
        date_order=validity.get("dates", "ymd"),
        quoted=table["table"].get("quoted", True),
        encodings=tuple(table["table"].get("encodings", ("gb18030",))),
        max_age_days=table["max_age_days"],
        first_published=_dated(table.get("first_published")),
        ended=_dated(table.get("ended")),
        cumulative=table["cumulative"],
        complete=table["complete"],
        may_be_empty=table["may_be_empty"],
        product_types=tuple(table["product_types"]),
        may_lose_percent=table.get("may_lose_percent", MAY_LOSE_PERCENT),
        live=_live(table.get("live")),
        confidence=table["confidence"],
        digest=digest,
    )
    _verify(name, made)
    return made


def _dated(table: Mapping[str, Any] | None) -> DatedFact | None:
    return DatedFact(table["day"], table["source"], table["confidence"]) if table is not None else None


def _status(table: Mapping[str, Any] | None) -> Status | None:
    if table is None:
        return None
    return Status(table["field"], tuple(table["in_force"]), tuple(table.get("ended", ())))


def _live(table: Mapping[str, Any] | None) -> Live | None:
    if table is None:
        return None
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    return Live(**values)


def _verify(name: str, made: Definition) -> None:
    if made.name != name:
        raise ValueError(f"its name is {made.name!r}")
    if made.format not in FORMATS:
        raise ValueError(f"unknown format {made.format!r}")
    if made.normaliser not in NORMALISERS or (made.identifier is None) != (made.normaliser == "none"):
        raise ValueError("identifier and normaliser do not fit")
    if set(made.also.values()) - NORMALISERS:
        raise ValueError("unknown normaliser")
    if made.role not in ROLES:
        raise ValueError(f"unknown role {made.role!r}")
    if made.date_order not in DATE_ORDERS:
        raise ValueError(f"unknown order of dates {made.date_order!r}")
    if type(made.max_age_days) is not int or made.max_age_days < 0:
        raise ValueError("max_age_days is a number of days")
    for flag in (made.cumulative, made.complete, made.may_be_empty, made.several, made.near, made.quoted):
        if type(flag) is not bool:
            raise ValueError("cumulative, complete, may_be_empty, several, near and quoted are true or false")
    if not 0 <= made.may_lose_percent <= 100:
        raise ValueError("may_lose_percent is a percentage")
    if made.live is not None and not all(is_secure(a) for a in (made.live.address, *made.live.mirrors)):
        raise ValueError("a list is fetched by https")
    for fact in (made.first_published, made.ended):
        if fact is not None and type(fact.day) is not date:
            raise ValueError("a day is a date")
    named = [*made.required, *made.joined, *made.also, made.party_name]
    named += [made.status.field] if made.status is not None else []
    # A list may lack English names and credit codes altogether; where it has them, they have these fields.
    named += [field for field in (made.identifier, made.valid_from, made.valid_to) if field is not None]
    if unknown := [field for field in named if field not in made.columns]:
        raise ValueError(f"no columns for {', '.join(unknown)}")


def is_secure(address: str) -> bool:
    """Whether an address is read over TLS; this machine's own loopback needs none."""
    from urllib.parse import urlsplit

    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1"))
