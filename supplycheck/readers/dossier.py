"""The dossier: what the exporter holds beside a declaration, as a JSON file of its own or inside the own model.

Every key is optional. A dossier, even an empty one, is a complete account of statements and documents unless it says
`"complete": false`: what it does not list does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from supplycheck.declaration import (
    DOCUMENT_KINDS,
    OTHER,
    SETTINGS,
    STATEMENT_FORMS,
    SUBTYPES,
    Contract,
    Document,
    Dossier,
    DossierLine,
    Label,
    LabelPlace,
    Note,
    Statement,
    StatementItem,
)
from supplycheck.errors import UnreadableInput
from supplycheck.readers.notes import Log, shown, unreadable
from supplycheck.readers.plain_data import (
    Json,
    Loaded,
    Reader,
    Shape,
    code,
    counted,
    day,
    flag,
    join,
    load,
    lot,
    many,
    name,
    one_of,
    party,
    text,
    whole,
)

SUFFIX = ".dossier.json"
"""How the name of a sidecar file ends."""

_DOCUMENT = Shape(
    Document,
    {
        "kind": text,
        "number": text,
        "holder": name,
        "product": name,
        "body": text,
        "legislation": text,
        "module": text,
        "standard": text,
        "tier": text,
        "result": text,
        "issued_on": day,
        "expires_on": day,
        "text": text,
    },
    kind=OTHER,
)


def _document(value: Json, reader: Reader, path: str, key: str) -> Document | None:
    document = _DOCUMENT(value, reader, path, key)
    if not isinstance(document, Document):
        return None
    if document.kind not in DOCUMENT_KINDS and (document.kind != OTHER or not isinstance(value.get("kind"), str)):
        where = join(join(path, key), "kind")
        reader.log.add("other-kind", reader.place(where), field=where, seen=document.kind)
        if document.kind != OTHER:
            document.text = f"{document.kind}: {document.text}" if document.text else document.kind
            document.kind = OTHER
    return document


_ITEM = Shape(
    StatementItem,
    {
        "product": name,
        "quantity": counted,
        "unit": text,
        "certificate": text,
        "standard": text,
        "lot": lot,
        "destination": text,
        "manufacturer": name,
    },
)
_STATEMENT = Shape(
    Statement,
    {
        "form": one_of(STATEMENT_FORMS),
        "issuer": name,
        "signed_on": day,
        "lines": many(whole),
        "importer": name,
        "importer_signed": flag,
        "standard_basis": one_of(("chinese", "foreign")),
        "items": many(_ITEM),
    },
)
_PLACE = Shape(
    LabelPlace,
    {
        "place": text,
        "lot": lot,
        "produced_on": day,
        "expires_on": day,
        "shelf_life": counted,
        "standard": text,
        "manufacturer": name,
    },
)
_LABEL = Shape(Label, {"texts": many(text), "marks": many(text), "places": many(_PLACE)})
_LINE = Shape(
    DossierLine,
    {
        "manufacturer": party,
        "medical": flag,
        "subtype": one_of(frozenset(SUBTYPES)),
        "setting": one_of(SETTINGS),
        "standards": many(text),
        "documents": many(_document),
        "label": _LABEL,
        "lot": lot,
        "produced_on": day,
    },
)


def _lines(value: Json, reader: Reader, path: str, key: str) -> dict[int, DossierLine] | None:
    where = join(path, key)
    if not isinstance(value, dict):
        reader.wrong(where, value, "以商品序号为键的对象", "an object with line numbers as keys")
        return None
    lines: dict[int, DossierLine] = {}
    for given, entry in value.items():
        number = given.strip()
        if not (number.isascii() and number.isdigit() and len(number) <= 6 and int(number)):
            reader.lost("line-key", f"{where}.{shown(given)}")
            continue
        if entry is not None and isinstance(line := _LINE(entry, reader, where, given), DossierLine):
            lines[int(number)] = line
    return lines


_CONTRACT = Shape(Contract, {"number": code, "signed_on": day})
_DOSSIER = Shape(
    Dossier,
    {
        "declared_on": day,
        "arrives_on": day,
        "contract": _CONTRACT,
        "statements": many(_STATEMENT),
        "lines": _lines,
        "complete": flag,
    },
)


def read_inline(value: Json, reader: Reader, path: str, key: str) -> Dossier | None:
    """A dossier inside a declaration of the own model."""
    dossier = _DOSSIER(value, reader, path, key)
    return dossier if isinstance(dossier, Dossier) else None


@dataclass(slots=True)
class Sidecar:
    """A dossier file, read: the dossier, or why there is none; its notes and what in it could not be read.

    `tells_statements`: the file has the key `statements`, so that a table's column adds nothing to it.
    """

    dossier: Dossier | None
    tells_statements: bool = False
    notes: list[Note] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def _loaded(data: bytes, source: str, name: str) -> Loaded:
    """The data of a dossier file: JSON, or a table of its rows."""
    from supplycheck.readers import dossier_table

    if name.lower().endswith(dossier_table.SUFFIXES):
        return Loaded(dossier_table.read(data, source, name), [], (), False)
    return load(data, source, name)


def read_sidecar(data: bytes, source: str, name: str) -> Sidecar:
    """Read a dossier file. Never raises for its content: a broken one has no dossier and an error note."""
    log = Log()
    try:
        loaded = _loaded(data, source, name)
        if not isinstance(loaded.data, dict):
            raise unreadable(source, "", "wrong-type", "随附资料应为一个 JSON 对象", "a dossier is one JSON object")
    except UnreadableInput as error:
        where = f"{name}:{error.where}" if error.where else name
        log.lost("dossier-unreadable", where, "dossier", code=error.code, zh=error.zh, en=error.en)
        return Sidecar(None, notes=log.notes(), unreadable=log.unreadable)
    reader = Reader(log, name, "dossier.", surrogates=loaded.surrogates)
    for key in loaded.duplicates:
        log.add("duplicate-key", name, field=key)
    arguments = _DOSSIER.arguments(loaded.data, reader, "") or {}
    notes = [*loaded.notes, *log.notes()]
    return Sidecar(Dossier(**arguments), "statements" in loaded.data, notes, log.unreadable)
