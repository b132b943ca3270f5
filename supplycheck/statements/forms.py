"""The statements' forms as data (`registries/statements/`): wording, fields with their other names and sources, promises.

The wording is this tool's own; the official form is annexed to the announcement that a form names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from supplycheck.declaration import STATEMENT_FORMS
from supplycheck.errors import FactsMissing, UsageError
from supplycheck.facts.codes import folded
from supplycheck.facts.law import load_toml, text
from supplycheck.report import Confidence, Text
from supplycheck.root import root

T = TypeVar("T")

OWN_WORDING = Text(
    "本文本由 supplycheck 生成，措辞为本工具自拟；官方格式见{annex}：{official}",
    "Made by supplycheck in its own wording; the official form is {annex}: {official}",
)
DRAFT = Text("草稿–未签署", "DRAFT – UNSIGNED")
"""Stands on every page until the exporter has confirmed what the statement says."""

HEAD, ITEM = "head", "item"


@dataclass(frozen=True, slots=True)
class FieldOfForm:
    """A field: what forms call it, what else papers call it, where its value is from.

    `law`: the articles it rests on. `part`: "head" (once on a statement) or "item" (once for each product). `paths`: the first that has a value counts.
    `written`: how the value is put on paper: "text", "quantity", "country" or "standards".
    """

    key: str
    part: str
    label: Text
    aliases: tuple[str, ...]
    paths: tuple[str, ...]
    written: str
    law: tuple[str, ...]
    confidence: Confidence
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """A sentence with a box before it, and what must be known before the box is ticked.

    `requirements`: those of the form's route that must be met. `fields`: those that every product must have.
    `destination`: the destination's requirements must be met. `importer`: it is the importer's to tick.
    `basis`: the basis of standards that it declares.
    """

    id: str
    text: Text
    law: tuple[str, ...]
    requirements: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    destination: bool = False
    importer: bool = False
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Where one party signs."""

    title: Text
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One of the official statements, in our wording."""

    id: str
    title: Text
    annex: Text
    bilingual: bool
    law: tuple[str, ...]
    official: str
    confidence: Confidence
    sources: tuple[str, ...]
    head: tuple[str, ...]
    item: tuple[str, ...]
    intro: Text
    promising: Text
    closing: Text
    promises: tuple[Promise, ...]
    signatures: tuple[Signature, ...]
    labels: Mapping[str, Text]
    paths: Mapping[str, tuple[str, ...]]

    def label(self, key: str) -> Text:
        """What this form calls a field."""
        return self.labels.get(key) or fields()[key].label

    def paths_of(self, key: str) -> tuple[str, ...]:
        """Where this form has the value of a field from."""
        return self.paths.get(key, fields()[key].paths)

    @property
    def wording(self) -> Text:
        """The line that says whose wording this is, and where the official form is."""
        return Text(
            OWN_WORDING.zh.format(annex=self.annex.zh, official=self.official),
            OWN_WORDING.en.format(annex=self.annex.en, official=self.official),
        )


@cache
def fields() -> dict[str, FieldOfForm]:
    """The fields of all forms, by key.

    Raises:
        FactsMissing: the facts are not there or not in order.
    """
    return _loaded("fields", lambda table: {row["key"]: _field(row) for row in table["field"]})


@cache
def forms() -> dict[str, Form]:
    """The forms, by id.

    Raises:
        FactsMissing: the facts are not there or not in order.
    """
    return {name: _loaded(name, _form) for name in sorted(STATEMENT_FORMS)}


def form(name: str) -> Form:
    """One form.

    Raises:
        UsageError: there is none of that name.
    """
    try:
        return forms()[name]
    except KeyError:
        raise UsageError(f"there is no form {name!r}; known are: {', '.join(forms())}") from None


@cache
def known_labels() -> dict[str, str]:
    """The field behind every name it goes by, as `folded` has it: alone, or in both languages one behind the other."""
    known: dict[str, str] = {}
    for key, field in fields().items():
        texts = [field.label, *(f.labels[key] for f in forms().values() if key in f.labels)]
        names = [name for label in texts for name in (label.zh, label.en, label.zh + label.en, label.en + label.zh)]
        known.update((folded(name), key) for name in (*names, *field.aliases))
    return known


def _loaded(name: str, made: Callable[[dict[str, Any]], T]) -> T:
    path = root() / "statements" / f"{name}.toml"
    table = load_toml(path)
    try:
        return made(table)
    except (KeyError, TypeError, AttributeError) as error:
        raise FactsMissing([path.name], f"not in order ({error})") from error


def _field(row: dict[str, Any]) -> FieldOfForm:
    return FieldOfForm(
        row["key"],
        row["part"],
        text(row["label"]),
        tuple(row.get("aliases", ())),
        tuple(row.get("from", ())),
        row.get("as", "text"),
        tuple(row["law"]),
        row["confidence"],
        tuple(row["sources"]),
    )


def _form(table: dict[str, Any]) -> Form:
    return Form(
        table["id"],
        text(table["title"]),
        text(table["annex"]),
        table["bilingual"],
        tuple(table["law"]),
        table["official"],
        table["confidence"],
        tuple(table["sources"]),
        tuple(table["head"]),
        tuple(table["item"]),
        text(table["intro"]),
        text(table["promising"]),
        text(table["closing"]),
        tuple(_promise(row) for row in table["promise"]),
        tuple(Signature(text(row["title"]), tuple(row["fields"])) for row in table["signature"]),
        {key: text(label) for key, label in table.get("labels", {}).items()},
        {key: tuple(paths) for key, paths in table.get("from", {}).items()},
    )


def _promise(row: dict[str, Any]) -> Promise:
    return Promise(
        row["id"],
        text(row["text"]),
        tuple(row["law"]),
        tuple(row.get("requirements", ())),
        tuple(row.get("fields", ())),
        row.get("destination", False),
        row.get("importer", False),
        row.get("basis"),
    )
