"""A declaration as the fields of a form, and what was typed back into the declaration.

A field is called by its path in the model (`lines[0].hs_code`, `dossier.lines.1.documents[0].number`), which is what findings
call it too. What is typed is read by the reader of our own model, so it is repaired and doubted as a file would be. Only
what was changed is put back: everything else stays as it was read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Literal, NamedTuple

from supplycheck.declaration import OTHER, Declaration, Dossier, Line, Note
from supplycheck.facts.codes import unit_name
from supplycheck.web.limits import MAX_ROWS, MAX_TEXT

Kind = Literal["text", "date", "number", "flag", "choice", "texts", "numbers"]

SOURCE = "form"
"""What stands as the source of what was typed."""


class Field(NamedTuple):
    """One field of a part of the model. `choices`: what a list of choices is called; `short`: also in the short form."""

    name: str
    kind: Kind = "text"
    choices: str = ""
    short: bool = False


HEAD = (
    Field("destination", "choice", "destinations", True),
    Field("declared_on", "date", short=True),
    Field("id"),
    Field("contract_number"),
    Field("trade_mode", "choice", "trade_modes"),
    Field("customs_office"),
)
PARTIES = ("consignor", "producer", "agent", "consignee")
PARTY = (Field("name", short=True), Field("name_en", short=True), Field("uscc", short=True), Field("customs_code"))
DOSSIER = (
    Field("dossier.declared_on", "date"),
    Field("dossier.arrives_on", "date", short=True),
    Field("dossier.contract.number"),
    Field("dossier.contract.signed_on", "date"),
    Field("dossier.complete", "flag", "yes_no", True),
)
LINE = (
    Field("name", short=True),
    Field("hs_code", short=True),
    Field("model", short=True),
    Field("quantity", "number", short=True),
    Field("unit", "text", "units", True),
    Field("lot", short=True),
    Field("produced_on", "date", short=True),
    Field("certificate_number", short=True),
    Field("standard"),
    Field("specification"),
    Field("brand"),
    Field("medical", "flag", "yes_no"),
    Field("mask_standard_basis", "choice", "bases"),
    Field("purpose"),
    Field("unit_price", "number"),
    Field("total", "number"),
    Field("currency"),
    # a list of all countries in every line would make the page large; these are typed, with suggestions
    Field("origin", "text", "countries"),
    Field("destination", "text", "countries"),
    Field("ciq_code"),
)
EVIDENCE = (
    Field("subtype", "choice", "products", True),
    Field("medical", "flag", "yes_no", True),
    Field("setting", "choice", "settings"),
    Field("standards", "texts", short=True),
    Field("lot"),
    Field("produced_on", "date"),
    Field("label.marks", "texts"),
    Field("label.texts", "texts"),
)
DOCUMENT = (
    Field("kind", "choice", "documents", True),
    Field("number", short=True),
    Field("holder", short=True),
    Field("issued_on", "date", short=True),
    Field("expires_on", "date", short=True),
    Field("product"),
    Field("body"),
    Field("legislation"),
    Field("module"),
    Field("standard"),
    Field("tier"),
    Field("result"),
    Field("text"),
)
STATEMENT = (
    Field("form", "choice", "forms", True),
    Field("issuer"),
    Field("signed_on", "date", short=True),
    Field("lines", "numbers"),
    Field("importer"),
    Field("importer_signed", "flag", "yes_no", True),
    Field("standard_basis", "choice", "bases", True),
)
ITEM = tuple(
    map(Field, ("product", "quantity", "unit", "certificate", "standard", "lot", "destination", "manufacturer"))
)
PLACE = (
    Field("place"),
    Field("lot"),
    Field("produced_on", "date"),
    Field("expires_on", "date"),
    Field("shelf_life"),
    Field("standard"),
    Field("manufacturer"),
)
FOLLOWS = "follows"
"""Behind a statement's path: its contents are those of the declaration."""

_PATTERNS: tuple[tuple[str, tuple[Field, ...]], ...] = (
    ("", (*HEAD, *DOSSIER)),
    *((f"{party}.", PARTY) for party in PARTIES),
    (r"lines\[N\].", LINE),
    (r"lines\[N\].manufacturer.", PARTY),
    (r"dossier.lines.N.", EVIDENCE),
    (r"dossier.lines.N.manufacturer.", PARTY),
    (r"dossier.lines.N.documents\[N\].", DOCUMENT),
    (r"dossier.lines.N.label.places\[N\].", PLACE),
    (r"dossier.statements\[N\].", STATEMENT),
    (r"dossier.statements\[N\].items\[N\].", ITEM),
)


@cache
def _known() -> dict[str, Field]:
    return {prefix.replace("\\", "") + f.name: f for prefix, fields in _PATTERNS for f in fields}


_NUMBER = re.compile(r"(?<=\[)\d{1,6}(?=\])|(?<=^dossier\.lines\.)\d{1,6}(?=\.)")


def field_of(path: str) -> Field | None:
    """What field of the form a path is, None where the form has none for it."""
    return _known().get(_NUMBER.sub("N", path))


# --- out: a declaration's values -----------------------------------------------------------------------------------

Values = dict[str, str]
"""What stands in the fields, by path; empty fields are left out."""


def values(declaration: Declaration) -> Values:
    """What stands in the fields of a form that shows a declaration."""
    found: Values = {}
    for path, value in _leaves(_plain(declaration), ""):
        known = field_of(path)
        if known is not None and (text := _shown(value, known)):
            found[path] = text
    return found


def _leaves(value: Any, path: str) -> Iterable[tuple[str, Any]]:
    """Every value with its path; a list of texts is one value."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for n, item in enumerate(value):
            yield from _leaves(item, f"{path}[{n}]")
    elif value is not None:
        yield path, value


def _shown(value: Any, known: Field) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list):
        return ("\n" if known.kind == "texts" else ", ").join(map(str, value))
    if known.choices == "units":
        return unit_name(str(value))
    return str(value)


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Declaration)


def _plain(declaration: Declaration) -> dict[str, Any]:
    plain: dict[str, Any] = _adapter().dump_python(declaration)
    return plain


# --- in: what was typed --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Filled:
    """A form that was read: the declaration, the fields that could not be read, the fields that were changed."""

    declaration: Declaration
    wrong: list[tuple[str, Note]] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def blank() -> Declaration:
    """What the short form begins with: one line, and a dossier that is a complete account of the papers."""
    return Declaration(lines=[Line()], dossier=Dossier(), source=SOURCE)


def typed(fields: Mapping[str, str]) -> Values:
    """The fields of a request that are fields of the form, trimmed and cut to what a field may hold."""
    found: Values = {}
    for path, text in fields.items():
        if field_of(path) is not None and _within(path):
            found[path] = "\n".join(text[:MAX_TEXT].replace("\r\n", "\n").strip().split("\r"))
    return found


def _within(path: str) -> bool:
    return all(int(n) < MAX_ROWS for n in re.findall(r"\[(\d+)\]", path.partition("dossier.")[2]))


def filled(declaration: Declaration, fields: Mapping[str, str]) -> Filled:
    """The declaration with what was typed over it; the one given stays as it is.

    Args:
        declaration: what the form showed.
        fields: what came back, by path. A field that did not come back is as it was; an empty one is empty now.
    """
    now = typed(fields)
    was = values(declaration)
    changes = {path: text for path, text in now.items() if text != was.get(path, "") and _exists(path, declaration)}
    plain = _plain(declaration)
    answer = Filled(declaration, changed=list(changes))
    if changes:
        read = _read(declaration, plain, changes)
        source = _plain(read)
        for path, text in changes.items():
            value = _get(source, _steps(path)) if text else None
            _put(plain, _steps(path), _nothing(path) if value is None else value)
        for evidence in (plain["dossier"] or {"lines": {}})["lines"].values():
            for document in evidence.get("documents", ()):  # a paper without a kind is another one; an empty row none
                document.setdefault("kind", OTHER if any(document.values()) else "")
        _tidy(plain, read, changes)
        answer.wrong = _wrong(read, changes)
    answer.declaration = _adapter().validate_python(plain)
    for n, statement in enumerate(answer.declaration.dossier.statements if answer.declaration.dossier else ()):
        if fields.get(f"dossier.statements[{n}].{FOLLOWS}") == "yes":
            _follow(answer.declaration, statement)
    _drop_empty(answer.declaration)
    return answer


def _exists(path: str, declaration: Declaration) -> bool:
    """Whether the goods line that a path speaks of is there; evidence hangs on its number."""
    if found := re.match(r"lines\[(\d+)\]", path):
        return int(found[1]) < len(declaration.lines)
    if found := re.match(r"dossier\.lines\.(\d+)\.", path):
        return int(found[1]) in {line.number for line in declaration.lines}
    return True


def _steps(path: str) -> list[str | int]:
    """A path as keys and places. The numbers of a dossier's lines are keys that are numbers."""
    return [int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", path)]


def _get(at: Any, steps: Iterable[Any]) -> Any:
    for step in steps:
        if at is None or (isinstance(at, list) and step >= len(at)):
            return None
        at = at[step] if isinstance(at, list) else at.get(step)
    return at


def _put(at: Any, steps: list[str | int], value: Any) -> None:
    """Puts a value into plain data; what is on the way to it and missing is made."""
    for step, following in zip(steps, steps[1:], strict=False):
        # A number behind "lines" of the dossier is a key, any other one a place.
        is_list = isinstance(following, int) and not (step == "lines" and isinstance(at, dict) and "complete" in at)
        if isinstance(at, list) and isinstance(step, int):
            at.extend({} for _ in range(step + 1 - len(at)))
            at = at[step]
        else:
            if at.get(step) is None:
                at[step] = [] if is_list else _new(str(step))
            at = at[step]
    at[steps[-1]] = value


def _nothing(path: str) -> Any:
    """What an empty field comes to: nothing known; no texts, no name; no promise that the papers named are all."""
    known = field_of(path)
    if known is not None and known.kind == "texts":
        return []
    if known is not None and known.name == "place":
        return ""
    return False if path == "dossier.complete" else None


def _new(name: str) -> dict[str | int, Any]:
    # A dossier that is made because one paper is told is no complete account of them all.
    return {"complete": False, "lines": {}} if name == "dossier" else {}


def _read(declaration: Declaration, plain: dict[str, Any], changes: Values) -> Declaration:
    """What was typed, read as a file of our own model; what was not changed is only there as far as it must be."""
    from supplycheck.readers import read_bytes

    data: dict[str, Any] = {"lines": [{"number": line.number} for line in declaration.lines]}
    if any(path.startswith("dossier.") for path in changes):
        data["dossier"] = {"complete": True}
    for path, text in changes.items():
        steps = _steps(path)
        for depth, step in enumerate(steps[:-1]):
            if step in ("documents", "statements", "items", "places") and isinstance(place := steps[depth + 1], int):
                _fill(
                    data,
                    [str(s) if isinstance(s, int) and steps[depth - 1] == "lines" else s for s in steps],
                    depth,
                    place,
                )
        known = field_of(path)
        if known is not None and text:
            _put_json(data, steps, _as_json(text, known))
    for n, line in enumerate(data["lines"]):  # a quantity is of its unit: 万个 is turned into 个
        filed = declaration.lines[n]
        if "quantity" in line and "unit" not in line and f"lines[{n}].unit" not in changes and filed.unit:
            line["unit"] = filed.unit
        if "unit" in line and "quantity" not in line and f"lines[{n}].quantity" not in changes:
            line["quantity"] = str(filed.quantity) if filed.quantity is not None else None
    for number, evidence in data.get("dossier", {}).get("lines", {}).items():
        kinds = _get(plain, ["dossier", "lines", int(number), "documents"]) or []
        for n, document in enumerate(evidence.get("documents", ())):
            if f"dossier.lines.{number}.documents[{n}].kind" not in changes:
                document["kind"] = kinds[n]["kind"] if n < len(kinds) else OTHER
    (read,) = read_bytes(json.dumps(data).encode(), SOURCE)
    assert isinstance(read, Declaration)
    return read


def _fill(data: dict[str, Any], steps: list[str | int], depth: int, place: int) -> None:
    """Makes a list as long as a place in it needs."""
    at: Any = data
    for step in steps[: depth + 1]:
        if isinstance(at, list) and isinstance(step, int):
            at.extend({} for _ in range(step + 1 - len(at)))
            at = at[step]
        else:
            key = str(step)
            at = at.setdefault(key, [] if key in ("documents", "statements", "items", "places") else {})
    at.extend({} for _ in range(place + 1 - len(at)))


def _put_json(data: dict[str, Any], steps: list[Any], value: Any) -> None:
    at: Any = data
    for step in steps[:-1]:
        at = at[step] if isinstance(at, list) else at.setdefault(str(step), {})
    at[steps[-1]] = value


def _as_json(text: str, known: Field) -> Any:
    if known.kind == "flag":
        return {"yes": True, "no": False}.get(text, text)
    if known.kind == "texts":
        return [line.strip() for line in text.split("\n") if line.strip()]
    if known.kind == "numbers":
        return [
            int(part) if part.isdigit() and len(part) <= 6 else part for part in re.findall(r"[^\s,;，；、]+", text)
        ]
    return text


def _wrong(read: Declaration, changes: Values) -> list[tuple[str, Note]]:
    """The changed fields that could not be read, each with what the reader says of it."""
    found: list[tuple[str, Note]] = []
    for note in read.notes:
        path = note.where.partition(":")[2]
        base = path if path in changes else re.sub(r"\[\d+\]$", "", path)
        if note.severity == "error" and base in changes:
            found.append((base, note))
    return found


def _tidy(plain: dict[str, Any], read: Declaration, changes: Values) -> None:
    """Notes, places and what was unreadable of the fields that were changed: what was told of the old value is over."""
    for path, text in changes.items():
        places, key = _places(plain, path)
        old = places.get(key)
        ends = (f":{path}", f":{path.removeprefix('dossier.')}")
        plain["notes"] = [n for n in plain["notes"] if n["where"] != old and not n["where"].endswith(ends)]
        plain["unreadable"] = [p for p in plain["unreadable"] if not f"{p}.".startswith((f"{path}.", f"{path}["))]
        places[key] = f"{SOURCE}:{path}"
        *way, last = _steps(path)
        if last == "certificate_number":
            _put(plain, [*way, "certificate_at"], None)
        elif last == "produced_on" and way[0] == "lines":
            _put(plain, [*way, "production_days"], [])
        elif last == "kind" and not text:
            _put(plain, [*way, "kind"], "")  # a paper of no kind is taken out
    if "destination" in changes:
        plain["destination_as_filed"] = read.destination_as_filed
    if any(path.startswith("dossier.statements") for path in changes):
        for statement in plain["dossier"]["statements"]:
            statement["named_only"] = False
    plain["notes"] += [n for n in _plain(read)["notes"] if any(n["where"].endswith(f":{path}") for path in changes)]
    plain["unreadable"] += [p for p in read.unreadable if p not in plain["unreadable"]]


def _places(plain: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    """Where the places of the input are noted that a path's value is from, and its name there."""
    steps = _steps(path)
    if steps[0] == "dossier":
        return {}, path
    if steps[0] == "lines":
        places: dict[str, Any] = _get(plain, [*steps[:2], "at"])
        return places, path.partition("].")[2]
    return plain["at"], path


def _follow(declaration: Declaration, statement: Any) -> None:
    """Gives a statement the contents of the declaration, as who signs it says that it has."""
    from supplycheck.declaration import StatementItem

    lines = [x for x in declaration.lines if statement.covers(x.number)]
    statement.lines = [x.number for x in lines]
    statement.issuer = statement.issuer or (declaration.consignor.name if declaration.consignor else None)
    buyer = declaration.consignee
    if statement.form == "announcement-12-joint" and buyer is not None:
        statement.importer = statement.importer or buyer.name_en or buyer.name
    statement.items = []
    for x in lines:
        beside = declaration.dossier.lines.get(x.number) if declaration.dossier else None
        maker = x.manufacturer or (beside.manufacturer if beside else None)
        registered = [d.number for d in (beside.documents if beside else ()) if d.kind.startswith("nmpa-")]
        statement.items.append(
            StatementItem(
                product=x.name,
                quantity=f"{x.quantity:f}" if x.quantity is not None else None,
                unit=unit_name(x.unit) or None,
                certificate=x.certificate_number or next((n for n in registered if n), None),
                standard=x.standard or (beside.standards[0] if beside and beside.standards else None),
                lot=x.lot or (beside.lot if beside else None),
                destination=x.destination or declaration.destination,
                manufacturer=maker.name or maker.name_en if maker else None,
            )
        )


def _drop_empty(declaration: Declaration) -> None:
    """Takes out parties, papers, items and places in which nothing stands any more."""
    from supplycheck.declaration import DossierLine, Label, LabelPlace, Party, Statement, StatementItem

    for name in PARTIES:
        if getattr(declaration, name) == Party():
            setattr(declaration, name, None)
    for line in declaration.lines:
        if line.manufacturer == Party():
            line.manufacturer = None
    dossier = declaration.dossier
    if dossier is None:
        return
    for statement in dossier.statements:
        statement.items = [item for item in statement.items if item != StatementItem()]
    dossier.statements = [s for s in dossier.statements if s != Statement()]
    if dossier.contract is not None and dossier.contract.number is None and dossier.contract.signed_on is None:
        dossier.contract = None
    for evidence in dossier.lines.values():
        evidence.documents = [d for d in evidence.documents if d.kind]
        if evidence.manufacturer == Party():
            evidence.manufacturer = None
        if evidence.label is not None:
            evidence.label.places = [p for p in evidence.label.places if p != LabelPlace()]
            if evidence.label == Label():
                evidence.label = None
    dossier.lines = {n: evidence for n, evidence in dossier.lines.items() if evidence != DossierLine()}
