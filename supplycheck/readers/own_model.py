"""Declarations in the package's own model: JSON (one object, or an array of them) and JSON lines.

Field names are those of `supplycheck.declaration`; the dossier stands inside, under `dossier`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from supplycheck.declaration import Declaration, Licence, Line
from supplycheck.errors import UnreadableInput
from supplycheck.facts import codes
from supplycheck.readers import device_numbers, elements
from supplycheck.readers.dossier import read_inline
from supplycheck.readers.encoding import decode
from supplycheck.readers.lines import compare_amounts, number_lines, settle_destination
from supplycheck.readers.notes import Log, unreadable
from supplycheck.readers.plain_data import (
    EXTRA_DATA,
    Json,
    Loaded,
    Reader,
    Shape,
    code,
    country,
    day,
    flag,
    join,
    load,
    lot,
    many,
    name,
    number,
    one_of,
    party,
    text,
)

MAX_LINE_BYTES = 16 * 1024 * 1024
"""The longest line of a JSONL file that is read."""


def _hs(value: Json, reader: Reader, path: str, key: str) -> tuple[str | None, str | None]:
    if value.__class__ is str and len(value) == 10 and value.isascii() and value.isdigit():
        return value, None
    found = str(value) if isinstance(value, int) and not isinstance(value, bool) else text(value, reader, path, key)
    where = join(path, key)
    return reader.values.hs(found, where, reader.place(where), reader.prefix + where)


def _as_is(value: Json, reader: Reader, path: str, key: str) -> Json:
    return value


def _currency(value: Json, reader: Reader, path: str, key: str) -> str | None:
    where = join(path, key)
    return reader.values.currency(text(value, reader, path, key), where, reader.place(where), reader.prefix + where)


def _trade_mode(value: Json, reader: Reader, path: str, key: str) -> str | None:
    if value.__class__ is str and (known := codes.supervision_mode(value)) is not None and known.how == "code":
        return known.code
    where = join(path, key)
    return reader.values.trade_mode(text(value, reader, path, key), where, reader.place(where), reader.prefix + where)


_LINE = Shape(
    Line,
    {
        "number": _as_is,
        "hs_code": _hs,
        "ciq_code": code,
        "name": name,
        "model": text,
        "specification": text,
        "brand": text,
        "quantity": number,
        "unit": text,
        "unit_price": number,
        "total": number,
        "currency": _currency,
        "origin": country,
        "destination": country,
        "manufacturer": party,
        "lot": lot,
        "produced_on": day,
        "certificate_number": text,
        "standard": text,
        "medical": flag,
        "mask_standard_basis": one_of({"foreign": "foreign", "chinese": "chinese", "1": "foreign", "2": "chinese"}),
        "purpose": text,
        "goods_attributes": many(text),
        "licences": many(Shape(Licence, {"type_code": text, "number": text})),
    },
)
_DECLARATION = Shape(
    Declaration,
    {
        "id": code,
        "direction": one_of(("export", "import")),
        "declared_on": day,
        "customs_office": text,
        "trade_mode": _trade_mode,
        "contract_number": code,
        "destination": text,
        "trading_country": country,
        "consignor": party,
        "producer": party,
        "agent": party,
        "consignee": party,
        "attachments": many(text),
        "licences": many(Shape(Licence, {"type_code": text, "number": text})),
        "lines": _as_is,
        "dossier": read_inline,
        "statements_told": flag,
    },
)


def read(data: bytes, source: str, name: str) -> Iterator[Declaration | UnreadableInput]:
    """The declarations of a JSON document, or of JSON lines, in order.

    Raises:
        UnreadableInput: the document as a whole cannot be read.
    """
    try:
        loaded = load(data, source, name)
    except UnreadableInput as error:
        if error.code != EXTRA_DATA:
            raise
        text_of_lines = decode(data, source, name).text
        yield from read_lines((line.encode() for line in text_of_lines.split("\n")), source, name)
        return
    entries = loaded.data if isinstance(loaded.data, list) else [loaded.data]
    if not entries:
        raise unreadable(source, "", "no-lines", "JSON 中没有报关单", "the JSON holds no declaration")
    for position, entry in enumerate(entries, start=1):
        part = Loaded(entry, loaded.duplicates, loaded.notes, loaded.surrogates)
        where = f"[{position - 1}]" if isinstance(loaded.data, list) else ""
        try:
            yield _declaration(part, source, f"{name}{where}", where, position)
        except UnreadableInput as error:
            yield error


def read_lines(
    lines: Iterable[bytes], source: str, name: str, first: int = 1, position: int = 0
) -> Iterator[Declaration | UnreadableInput]:
    """The declarations of JSON lines, in order; a line that cannot be read comes out as its error.

    `first` is the number of the first of the lines in its file, `position` how many declarations stand before it.
    """
    for row, line in enumerate(lines, start=first):
        if not line.strip():
            continue
        position += 1
        where = f"line {row}"
        try:
            if len(line) > MAX_LINE_BYTES:
                raise unreadable(source, where, "D40", "该行过长", "the line is too long")
            loaded = load(line, source, name, where)
            yield _declaration(loaded, source, f"{name}:{row}", where, position)
        except UnreadableInput as error:
            yield error if error.where else unreadable(source, where, error.code, error.zh, error.en)


def _declaration(loaded: Loaded, source: str, file: str, where: str, position: int) -> Declaration:
    entry = loaded.data
    if not isinstance(entry, dict) or not isinstance(entry.get("lines"), list):
        zh = "不是报关单：应为含 lines 数组的 JSON 对象"
        raise unreadable(source, where, "not-a-declaration", zh, "no declaration: a JSON object with an array `lines`")
    if not entry["lines"]:
        raise unreadable(source, where, "no-lines", "报关单没有商品项", "the declaration has no goods lines")
    for index, line in enumerate(entry["lines"]):
        if not isinstance(line, dict):
            zh = f"lines[{index}] 不是对象"
            raise unreadable(source, where, "wrong-type", zh, f"lines[{index}] is no object")
    log = Log()
    for key in loaded.duplicates:
        log.add("duplicate-key", file, field=key)
    reader = Reader(log, file, surrogates=loaded.surrogates)
    arguments = _DECLARATION.arguments(entry, reader, "") or {}
    del arguments["lines"]
    arrived_in = arguments.pop("destination", None)
    declaration = Declaration(**arguments, source=source, position=position)
    declaration.at = {key: f"{file}:{key}" for key in entry if key != "lines"}
    numbers: list[str | None] = []
    for index, item in enumerate(entry["lines"]):
        line = _line(item, reader, f"lines[{index}]", index)
        given = item.get("number")
        numbers.append(str(given) if isinstance(given, int | str) and not isinstance(given, bool) else None)
        declaration.lines.append(line)
    number_lines(declaration.lines, numbers, file, log)
    settle_destination(declaration, arrived_in, "destination", f"{file}:destination", reader.values)
    elements.settle(declaration, reader.log)
    compare_amounts(declaration.lines, reader.log)
    if declaration.id is None:
        declaration.id = declaration.contract_number
    declaration.notes = [*loaded.notes, *log.notes()]
    declaration.unreadable = log.unreadable
    return declaration


def _line(item: dict[str, Json], reader: Reader, path: str, index: int) -> Line:
    arguments = _LINE.arguments(item, reader, path) or {}
    arguments.pop("number", None)
    hs, ciq = arguments.pop("hs_code", (None, None))
    unit = arguments.pop("unit", None)
    line = Line(**arguments, number=index + 1, hs_code=hs)
    line.ciq_code = line.ciq_code or ciq
    line.at = {key: f"{reader.file}:{path}.{key}" for key in item}
    if unit:
        where = join(path, "unit")
        read_unit = reader.values.unit(unit, where, reader.place(where), where)
        reader.values.settle_unit(line, read_unit, where, reader.place(where))
    if line.certificate_number is None:
        line.at.pop("certificate_number", None)
        places = [
            (key, value, reader.place(join(path, key))) for key, value in (("model", line.model), ("name", line.name))
        ]
        device_numbers.assign(line, places, reader.log)
    return line


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; of one that is longer than `MAX_LINE_BYTES` only its beginning."""
    while line := file.readline(MAX_LINE_BYTES + 1):
        yield line
        while len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
            line = file.readline(MAX_LINE_BYTES + 1)
            if not line:
                return
