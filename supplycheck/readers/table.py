"""Flat tables: one row per goods line, one row of headings; several declarations in one table.

CSV files and spreadsheets come here as rows of cells, so that both are read by the same rules. Countries stand in a
table as they are meant; the swap of export messages is not expected here, and noted where a table has it all the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as field_
from itertools import islice

from supplycheck.declaration import Declaration, Dossier, DossierLine, Line, Note, Statement
from supplycheck.facts import codes
from supplycheck.readers import device_numbers, elements, head_block, headings, layout, linked_sheets
from supplycheck.readers.cells import Cells, Merged, Record
from supplycheck.readers.headings import Columns
from supplycheck.readers.layout import Heading, find_heading, no_heading
from supplycheck.readers.lines import CHINA, compare_amounts, number_lines, read_direction, settle_destination
from supplycheck.readers.notes import Log, make, shown, unreadable
from supplycheck.readers.sheet import Row, Sheet
from supplycheck.readers.values import Cell, Values, as_text, is_ruined, plain, read_date, read_hs, read_number

_OF_THE_HEAD = frozenset({"declaration.destination", "declaration.declared_on", "declaration.consignor.name"})
_DECISIVE = frozenset({"destination", "declared_on", "direction", "trade_mode", "consignor.name", "consignor.uscc"})
_KEYS = ("declaration.entry_number", "declaration.pre_entry_number", "declaration.contract_number")
KEYED_BY = (*_KEYS, "declaration.consignor.name", "declaration.consignee.name")
"""The fields that `key_of` looks at."""

_NO_SIGNATURE = frozenset({*_KEYS, "declaration.remarks", "declaration.attachments"})
_BASES = {
    **dict.fromkeys(("1", "foreign", "国外标准", "外国标准", "境外标准", "国外", "国外质量标准"), "foreign"),
    **dict.fromkeys(("2", "chinese", "国内标准", "中国标准", "境内标准", "国内", "中国质量标准"), "chinese"),
}
_NO_STATEMENT = frozenset({"否", "没有", "未附", "未提供", "n", "no", "false", "0", "x", "×"})
_COUNTED = re.compile(r"(.*[\d万萬千百亿億])\s*([^\d\s.,]\S*)", re.DOTALL)
_NO_5 = re.compile(r"announcement-5|(?:第|no\.?|公告)\s*5(?:号|(?!\d))|2020年第5号")
_NO_12 = re.compile(r"announcement-12|(?:第|no\.?|公告)\s*12(?:号|(?!\d))|2020年第12号")


def read(sheet: Sheet, source: str, heading: Heading | None = None, first: int = 1) -> list[Declaration]:
    """The declarations of a table, in order of first appearance; `first` is the place in the file of the first of them.

    Raises:
        UnreadableInput: no row of headings, or no goods.
    """
    heading = heading or find_heading(sheet.rows, sheet.names)
    if heading is None:
        raise no_heading(sheet.rows, source)
    shared = Log()
    top, last = sheet.rows[heading.row], sheet.rows[-1]
    columns, below = layout.items(sheet, heading)
    columns, below = linked_sheets.with_others(sheet, columns, below, shared)
    columns, below = _with_head(sheet, heading, columns, below, source, shared)
    if columns.unknown:
        first = columns.headings.index(columns.unknown[0])
        shared.add(
            "unknown-heading",
            sheet.where(top.number, first, columns.unknown[0]),
            seen="、".join(map(_with_suggestion, columns.unknown)),
        )
    groups = _group(sheet, columns, below)
    if not groups:
        raise unreadable(source, "", "no-lines", "表中没有商品行", "the table has no goods rows")
    notes = [*sheet.notes, *shared.notes()]
    declarations = [_declaration(group, source, position, notes) for position, group in enumerate(groups, start=first)]
    for declaration in declarations:
        declaration.unreadable.extend(path for path in shared.unreadable if path not in declaration.unreadable)
    if sheet.cut and len(last.cells) < len(columns.headings):
        for declaration, group in zip(declarations, groups, strict=True):
            if group.records[-1].number == last.number:
                declaration.notes.append(make("row-cut", sheet.where(last.number, len(last.cells) - 1, "")))
                declaration.unreadable.append("lines")
    return declarations


def _with_suggestion(heading: str) -> str:
    """An unknown heading with the known one that it resembles."""
    like = headings.suggest(heading)
    return f"{heading} (≈ {headings.fields().get(like.field, like.heading)}, {like.score} %)" if like else heading


def _with_head(
    sheet: Sheet, heading: Heading, columns: Columns, below: list[Row], source: str, log: Log
) -> tuple[Columns, list[Row]]:
    """The columns and rows of the table with those of a head that stands above it, below it or on other sheets.

    Raises:
        UnreadableInput: there is such a head and neither day, destination nor consignor can be read from it: the goods
            would be judged as of another day and for no destination.
    """
    if _OF_THE_HEAD & columns.fields.keys():
        _note_above(sheet, heading, log)
        return columns, below
    foot = head_block.read(sheet, below)
    block = _told(sheet, heading, foot, log)
    if not block.fields and not sheet.others:
        return columns, below
    for one, two in block.twice.values():
        zh = f"表头信息出现两个不同的值：{one.label} {one.value}（{one.place}）与 {two.value}（{two.place}），无法确定各商品属于哪一票"
        en = f"the head gives two values: {one.label} {one.value} ({one.place}) and {two.value} ({two.place}); which goods belong to which cannot be told"
        raise unreadable(source, one.place, "head-elsewhere", zh, en)
    if not _OF_THE_HEAD & block.fields.keys():
        zh = "商品表没有表头各列，表上方或其他工作表中也读不出运抵国、日期、发货人"
        en = "the goods table has no head, and neither destination, day nor consignor can be read above it or on other sheets"
        names = "、".join(sheet.others)
        seen = (f"（{names}）", f" ({names})") if names else ("", "")
        raise unreadable(source, sheet.where(heading.row + 1, 0, ""), "head-elsewhere", zh + seen[0], en + seen[1])
    below = [row._replace(cells=[]) if row.number in foot.rows else row for row in below]
    width = max(len(columns.headings), *(len(row.cells) for row in below), 0)
    columns, cells = head_block.extended(columns, block.fields, width)
    widened = head_block.widened(below, width, cells)
    return columns, [row._replace(cells=each) for row, each in zip(below, widened, strict=True)]


def _told(sheet: Sheet, heading: Heading, foot: head_block.Block, log: Log) -> head_block.Block:
    """What labels say above the table, else on other sheets, else below it; with every contradiction among them.

    What the goods' own sheet says counts; another sheet that says otherwise is noted.
    """
    block = head_block.read(sheet, sheet.rows[: heading.row])
    own = frozenset(block.fields)
    for name, other in sheet.others.items():
        told = head_block.read(other, other.rows)
        if told.fields.keys() - block.fields.keys():
            log.add("head-on-sheet", other.where(1, 0, ""), seen=name)
        for field, one in told.fields.items():
            if field in own:
                _compare(field.removeprefix("declaration."), block.fields[field], one, log)
            else:
                head_block.add(block, field, one)
        block.twice.update({field: two for field, two in told.twice.items() if field not in own})
    block.twice.update(foot.twice)
    for field, one in foot.fields.items():
        head_block.add(block, field, one)
    return block


def _compare(name: str, own: head_block.Told, other: head_block.Told, log: Log) -> None:
    """Say where another sheet differs from the head of the goods' own sheet. A name in another script is none."""
    mine, theirs = str(own.value).strip(), str(other.value).strip()
    if _meaning(name, mine) == _meaning(name, theirs) or (
        name.endswith(".name") and mine.isascii() != theirs.isascii()
    ):
        return
    log.add("head-differs", other.place, field=own.label, seen=theirs, used=mine)
    if name in _DECISIVE and not name.endswith(".name"):
        log.mark(name)


def has_head(sheet: Sheet, heading: Heading) -> bool:
    """Whether a sheet tells the head of a declaration itself: in columns, or by labels."""
    told = _OF_THE_HEAD & heading.columns.fields.keys()
    return len(told) > 1 or len(_OF_THE_HEAD & head_block.read(sheet, sheet.rows).fields.keys()) > 1


def _note_above(sheet: Sheet, heading: Heading, log: Log) -> None:
    """Say that labels and values stand above a table that has a head of its own; they are not read."""
    for told in head_block.read(sheet, sheet.rows[: heading.row]).fields.values():
        log.add("head-block", told.place, seen=f"{told.label} {told.value}")


def is_flat(heading: Heading) -> bool:
    """Whether each row below is one item and tells its declaration itself, so that a part of the table can be read alone."""
    fields = heading.columns.fields.keys()
    return not heading.below and not layout.has_combined(heading.columns) and bool(_OF_THE_HEAD & fields)


def is_keyed(columns: Columns) -> bool:
    """Whether a column tells which declaration a row belongs to."""
    return any(name in columns.fields for name in _KEYS)


@dataclass(slots=True)
class _Group:
    """The rows of one declaration, and what is noted of rows among them."""

    records: list[Record]
    log: Log = field_(default_factory=Log)


def _group(sheet: Sheet, columns: Columns, rows: Sequence[Row]) -> list[_Group]:
    """The rows of each declaration: by declaration number, else pre-entry number, else contract number.

    What is noted of a row is told to the declaration it belongs to; of a row without goods, to the one before.
    """
    grouping = Grouping(columns)
    groups: dict[Key, _Group] = {}
    current: _Group | None = None
    early = _Group([])
    for row in rows:
        record = Record(row, columns, sheet)
        key, note = grouping.of(record)
        if key is not None:
            current = groups.get(key)
            if current is None:
                current = groups[key] = _Group([], early.log)
                early = _Group([])
            current.records.append(record)
        if note:
            seen = sum(1 for cell in row.cells if cell not in (None, "") and plain(str(cell)))
            (current or early).log.add(note, record.where(0), seen=seen)  # what it says may be about persons
    return list(groups.values())


Key = tuple[str, ...]
"""What a declaration is known by in a table."""


class Grouping:
    """Tells of row after row to which declaration it belongs."""

    def __init__(self, columns: Columns) -> None:
        names = columns.fields
        self._goods = [name for name in names if name.startswith("line.")]
        self._head = [n for n in names if n.startswith("declaration.") and n not in _NO_SIGNATURE]
        self._keyed = is_keyed(columns)
        self._previous: Key | None = None
        self._first: Record | None = None
        # Rows of one declaration mostly begin alike; what was found out of the row before holds for them.
        self._keys = [column for name in _KEYS for column in names.get(name, ())]
        self._front: Sequence[Cell] | None = None
        self._told: list[Cell] | None = None
        self._key: Key = ()

    def of(self, record: Record) -> tuple[Key | None, str]:
        """What the row's declaration is known by, None for a row without goods; and the name of what is to be noted."""
        front = record.cells[:_FEW]
        if front != self._front:
            # A sum and the foot of the form show in the first texts.
            few = list(islice((t for cell in record.cells if cell not in (None, "") and (t := plain(str(cell)))), _FEW))
            if not few:
                return None, ""
            if layout.is_total(few):
                return None, "total-row"
            foot = layout.is_foot(few)
            if foot and read_hs(record.key("line.hs_code"))[0] is None:
                return None, "row-without-goods"
            self._front = front if not foot and few == [plain(str(cell)) for cell in front] else None
        if not any(map(record.filled, self._goods)):
            return None, "row-without-goods"
        key, note = self._key_of(record), ""
        if not key and self._keyed:
            signature = tuple(record.key(name) for name in self._head)
            if self._first and (not any(signature) or _agrees(self._first, signature, self._head)):
                key, note = self._previous or (), "filled-down"
            else:
                key = ("head", *signature)
        if key != self._previous:
            self._previous, self._first = key, record
        return key, note

    def _key_of(self, record: Record) -> Key:
        cells = record.cells
        told = [cells[column] for column in self._keys if column < len(cells)]
        if told == self._told:
            return self._key
        key = key_of(record)
        # Where a number is ruined, or there is none, other cells tell as well.
        sure = len(key) == 2 and all(cell is None or isinstance(cell, str) for cell in told)
        self._told, self._key = (told, key) if sure else (None, ())
        return key


_FEW = 3


def _agrees(first: Record, signature: tuple[str, ...], fields: list[str]) -> bool:
    return all(not text or text == first.key(name) for text, name in zip(signature, fields, strict=True))


def key_of(record: Record) -> tuple[str, ...]:
    """What a row's declaration is known by. A number that a spreadsheet ruined does not tell declarations apart."""
    ruined: list[str] = []
    for name in _KEYS:
        text = record.key(name)
        if not text:
            continue
        if is_ruined(text):
            ruined.append(text)
            continue
        return (name, text, *ruined)
    if ruined:
        parties = (record.key("declaration.consignor.name"), record.key("declaration.consignee.name"))
        return ("ruined", *ruined, *parties)
    return ()


def _declaration(group: _Group, source: str, position: int, notes: list[Note]) -> Declaration:
    records, log = group.records, group.log
    values = Values(log)
    declaration = Declaration(source=source, position=position)
    head = _head(records, values, declaration.at)
    arrived_in = _read_head(declaration, head, values)
    columns = records[0].columns
    told = "line.statement" in columns.fields
    statements: list[tuple[int, Statement]] = []
    numbers: list[str | None] = []
    for index, record in enumerate(records):
        line = Line(number=index + 1)
        cells = Cells(record, values, f"lines[{index}].", line.at)
        if len(record.cells) > len(columns.headings) and (
            beyond := [shown(cell) for cell in record.cells[len(columns.headings) :] if cell not in (None, "")]
        ):
            log.lost("row-too-long", record.where(0), f"lines[{index}]", seen=" ".join(beyond))
        if record.row.doubtful:
            where = record.sheet.where(record.row.doubtful, 0, columns.headings[0])
            log.lost("row-unclear", where, f"lines[{index}]", seen=record.number)
        _read_line(line, cells, values, declaration.direction)
        numbers.append(cells.text("line.number", "number"))
        declaration.lines.append(line)
        if statement := _statement(cells):
            statements.append((index, statement))
    number_lines(declaration.lines, numbers, records[0].where(0), log)
    if len(declaration.lines) == 1 and (found := head.cell("declaration.remarks", "remarks")):
        del declaration.at["remarks"]
        remark = str(found[0])
        if len(device_numbers.device_numbers(remark)) == 1:
            device_numbers.assign(declaration.lines[0], [(found[1], remark, found[2])], log)
    _settle_destination(declaration, arrived_in, values)
    elements.settle(declaration, log)
    compare_amounts(declaration.lines, log)
    if told:
        declaration.statements_told = True
        # A statement named beside several lines is one, as far as is told.
        named: dict[str | None, Statement] = {}
        for index, statement in statements:
            one = named.setdefault(statement.form, statement)
            one.lines = [*(one.lines or ()), declaration.lines[index].number]
        declaration.dossier = Dossier(
            statements=list(named.values()),
            lines={line.number: DossierLine() for line in declaration.lines},
        )
    declaration.notes = [*notes, *log.notes()]
    declaration.unreadable = log.unreadable
    return declaration


def _head(records: list[Record], values: Values, at: dict[str, str]) -> Cells:
    """The head of a declaration: for each field the first row that has it; rows that say otherwise are noted."""
    first = records[0]
    cells = list(first.cells)
    found_in: dict[int, Record] = {}
    for name, columns in first.columns.fields.items():
        if name.startswith("declaration."):
            for column in columns:
                _merge(name.removeprefix("declaration."), column, records, cells, found_in, values.log)
    return Cells(Merged(first, cells, found_in), values, "", at)


def _merge(
    name: str, column: int, records: list[Record], cells: list[Cell], found_in: dict[int, Record], log: Log
) -> None:
    own = cells[column] if column < len(cells) else None
    if isinstance(own, str) and all(column < len(r.cells) and r.cells[column] == own for r in records):
        return  # every row says the same
    told = [
        (record, record.cells[column], text)
        for record in records
        if column < len(record.cells) and record.cells[column] not in (None, "") and (text := record.text_at(column))
    ]
    if not told:
        return
    # A number that a spreadsheet ruined in one row may stand whole in another.
    source, cell, used = next((t for t in told if not is_ruined(t[2])), told[0])
    if source is not records[0]:
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = cell
        found_in[column] = source
    meant = _meaning(name, used)
    for record, _, text in told:
        if text != used and _meaning(name, text) != meant:
            heading = record.columns.headings[column]
            log.add("head-differs", record.where(column), field=heading, seen=text, used=used)
            if name in _DECISIVE and not is_ruined(text):
                log.mark(name)


def _meaning(name: str, text: str) -> object:
    """What a text of the head stands for, so that two spellings of one thing are no contradiction."""
    if name == "declared_on":
        return read_date(text).value or text
    if name in ("destination", "trading_country"):
        country = codes.country(text)
        return country.alpha2 if country else text
    if name == "trade_mode":
        mode = codes.supervision_mode(text)
        return mode.code if mode else text
    return plain(text).casefold()


def _read_head(declaration: Declaration, head: Cells, values: Values) -> tuple[str, str, str] | None:
    """Everything but the destination, which is settled when the lines are known: its text, heading and place."""
    declaration.id = head.code("declaration.entry_number", "id")
    if declaration.id is None:
        declaration.id = head.code("declaration.pre_entry_number", "id")
    declaration.contract_number = head.code("declaration.contract_number", "contract_number")
    if declaration.id is None and declaration.contract_number:
        declaration.id, declaration.at["id"] = declaration.contract_number, declaration.at["contract_number"]
    if found := head.cell("declaration.declared_on", "declared_on"):
        declaration.declared_on = values.date(*found)
    if found := head.cell("declaration.direction", "direction"):
        cell, heading, where, _ = found
        declaration.direction = read_direction(str(cell), heading, where, values)
    for name in ("declaration.customs_office", "declaration.exit_office"):
        if declaration.customs_office is None and (found := head.cell(name, "customs_office")):
            declaration.customs_office = _office(values.code(*found), found, values)
    if found := head.cell("declaration.trade_mode", "trade_mode"):
        declaration.trade_mode = values.trade_mode(*found)
    declaration.trading_country = head.country("declaration.trading_country", "trading_country")
    for party in ("consignor", "producer", "agent", "consignee"):
        setattr(declaration, party, head.party(f"declaration.{party}", party))
    consignee = declaration.consignee
    if consignee and consignee.name:
        if consignee.name.upper() == "NO":  # the legal way to say that there is none
            declaration.consignee = None
        elif consignee.name_en is None and consignee.name.isascii():
            consignee.name_en = consignee.name
    if text := head.text("declaration.attachments", "attachments"):
        declaration.attachments = [part for piece in re.split("[;；\n]", text) if (part := piece.strip())]
    found = head.cell("declaration.destination", "destination")
    text = values.text(*found) if found else None
    return (text, found[1], found[2]) if found and text else None


def _office(code: str | None, found: tuple[Cell, str, str, str], values: Values) -> str | None:
    if code and code.isascii() and code.isdigit() and len(code) < 4:
        values.log.add("zero-padded", found[2], field=found[1], seen=code, used=code.zfill(4))
        return code.zfill(4)
    return code


def _settle_destination(declaration: Declaration, arrived_in: tuple[str, str, str] | None, values: Values) -> None:
    if arrived_in is None:
        settle_destination(declaration, None, "", "", values)
    else:
        settle_destination(declaration, *arrived_in, values)


def _read_line(line: Line, cells: Cells, values: Values, direction: str) -> None:
    if found := cells.cell("line.hs_code", "hs_code"):
        line.hs_code, line.ciq_code = values.hs(*found)
    if ciq := cells.code("line.ciq_code", "ciq_code"):
        line.ciq_code = ciq
    line.name = cells.name("line.name", "name")
    for attribute in ("model", "specification", "brand", "standard", "purpose"):
        setattr(line, attribute, cells.text(f"line.{attribute}", attribute))
    if found := cells.cell("line.lot", "lot"):
        line.lot = values.lot(*found)
    _split_name_and_model(line, cells)
    _read_amounts(line, cells, values)
    if found := cells.cell("line.currency", "currency"):
        line.currency = values.currency(*found)
    if found := cells.cell("line.produced_on", "produced_on"):
        line.produced_on = values.date(*found)
    if found := cells.cell("line.medical", "medical"):
        line.medical = values.yes_or_no(*found)
    if attributes := cells.text("line.goods_attributes", "goods_attributes"):
        line.goods_attributes = [part for piece in re.split("[,，;；、]", attributes) if (part := piece.strip())]
    _read_basis(line, cells, values)
    line.manufacturer = cells.party("line.manufacturer", "manufacturer")
    _read_countries(line, cells, values, direction)
    _read_certificate(line, cells, values)


def _split_name_and_model(line: Line, cells: Cells) -> None:
    """One column for both, as the printed form has it: the first line is the name, the rest the model."""
    both = cells.text("line.name_and_model", "name_and_model")
    place = cells.at.pop("name_and_model", None)
    if both is None or place is None:
        return
    name, _, model = both.partition("\n")
    if line.name is None:
        line.name, cells.at["name"] = name.strip(), place
    if line.model is None:
        line.model, cells.at["model"] = (model.strip() or both), place


def _read_amounts(line: Line, cells: Cells, values: Values) -> None:
    quantity = cells.cell("line.quantity", "quantity")
    both = cells.cell("line.quantity_and_unit", "quantity_and_unit") if quantity is None else None
    cells.at.pop("quantity_and_unit", None)
    unit = cells.cell("line.unit", "unit")
    if quantity and unit and len(_pieces(quantity[0])) == len(_pieces(unit[0])) > 1:
        quantity, unit = (_pieces(quantity[0])[-1], *quantity[1:]), (_pieces(unit[0])[-1], *unit[1:])
    if both:
        pieces = _pieces(both[0])
        quantity = (pieces[-1] if pieces else None, *both[1:3], f"{cells.path}quantity")  # the last is the deal's own
        cells.at["quantity"] = both[2]
    if quantity and unit is None and isinstance(quantity[0], str) and (split := _counted(quantity[0])):
        number, counted = split
        if not both:
            used = f"{number} {counted}"
            values.log.add("number-cleaned", quantity[2], field=quantity[1], seen=quantity[0], used=used)
        quantity, unit = (number, *quantity[1:]), (counted, *quantity[1:3], f"{cells.path}unit")
        cells.at["unit"] = quantity[2]
    if quantity:
        line.quantity = values.number(*quantity, zero_counts=False)
    for attribute in ("unit_price", "total"):
        if found := cells.cell(f"line.{attribute}", attribute):
            setattr(line, attribute, values.number(*found))
    _read_prices_and_currency(line, cells, values)
    if unit:
        values.settle_unit(line, values.unit(*unit), unit[1], unit[2])


def _pieces(cell: Cell) -> list[str]:
    """The lines of a cell: on the printed form the legal quantities and the deal's own stand below each other."""
    return [piece for part in as_text(cell).split("\n") if (piece := part.strip())]


def _read_prices_and_currency(line: Line, cells: Cells, values: Values) -> None:
    """One column for all three, as the printed form has it: unit price, total, currency, one below the other."""
    found = cells.cell("line.prices_and_currency", "prices_and_currency")
    place = cells.at.pop("prices_and_currency", None)
    if found is None or place is None:
        return
    pieces = _pieces(found[0])
    if len(pieces) == 1:
        pieces = [piece.strip() for piece in pieces[0].split("/")]
    if len(pieces) != 3:
        values.log.add("prices-unclear", place, field=found[1], seen=" / ".join(pieces))
        return
    heading = found[1]
    line.unit_price = values.number(pieces[0], heading, place, f"{cells.path}unit_price")
    line.total = values.number(pieces[1], heading, place, f"{cells.path}total")
    line.currency = values.currency(pieces[2], heading, place, f"{cells.path}currency")
    cells.at.update(dict.fromkeys(("unit_price", "total", "currency"), place))


def _counted(text: str) -> tuple[str, str] | None:
    """ "100000个" -> ("100000", "个"), if the second part is a unit."""
    if read_number(text).value is not None:
        return None
    match = _COUNTED.fullmatch(plain(text))
    return (match.group(1), match.group(2)) if match and codes.unit(match.group(2)) else None


def _read_basis(line: Line, cells: Cells, values: Values) -> None:
    found = cells.cell("line.mask_standard_basis", "mask_standard_basis")
    text = values.text(*found) if found else None
    if not (found and text):
        return
    line.mask_standard_basis = _BASES.get(plain(text).lower())
    if line.mask_standard_basis is None:
        values.log.lost("not-one-of", found[2], found[3], field=found[1], seen=text, wanted="国外标准 / 国内标准")


def _read_countries(line: Line, cells: Cells, values: Values, direction: str) -> None:
    line.origin = cells.country("line.origin", "origin")
    line.destination = cells.country("line.destination", "destination")
    if direction == "export" and line.destination == CHINA and line.origin not in (None, CHINA):
        line.origin, line.destination = line.destination, line.origin
        cells.at["origin"], cells.at["destination"] = cells.at["destination"], cells.at["origin"]
        values.log.add("country-swapped", cells.at["destination"], seen=line.destination)


def _read_certificate(line: Line, cells: Cells, values: Values) -> None:
    found = cells.cell("line.certificate_number", "certificate_number")
    if found and (text := values.text(*found)):
        line.certificate_number = text
        line.certificate_at = found[1]
    else:
        cells.at.pop("certificate_number", None)
    texts = (("model", line.model), ("name", line.name), ("specification", line.specification))
    places = [(name, text, cells.at.get(name, "")) for name, text in texts if text]
    device_numbers.assign(line, places, values.log)


def _statement(cells: Cells) -> Statement | None:
    """The statement that a cell names; what it says is not told by a table."""
    text = cells.text("line.statement", "statement")
    if text is None:
        return None
    word = plain(text).lower()
    if word in _NO_STATEMENT:
        return None
    form = None
    if "共同声明" in word or "joint" in word:
        form = "announcement-12-joint"
    elif _NO_12.search(word):
        form = "announcement-12-medical"
    elif _NO_5.search(word):
        form = "announcement-5"
    return Statement(form=form, named_only=True)
