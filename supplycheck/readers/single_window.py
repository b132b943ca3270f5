"""Single Window declaration messages: `DecMessage`, bare or wrapped in `ImportMessage`, versions 3.1 to 5.0.

Elements are found by local name, with or without namespace: first as officially spelt (official misspellings included),
then by corrected spellings, then whatever the case. Order does not matter. Fields of the message are described at
https://www.singlewindow.cn (客户端导入接口规范); no schema is published.

Three traps, all handled here. In an export message `OriginCountry` holds the destination and `DestinationCountry` the
origin, though some generators write them straight. `DataSource` is positional: its blanks count. And there is no field
for the number of a medical device, which may stand in five places.

Names, cards, signatures and telephone numbers of persons are not in the tables below, so they are never read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from supplycheck.declaration import Declaration, Licence, Line, Note, Party
from supplycheck.errors import UnreadableInput
from supplycheck.facts import codes
from supplycheck.readers import device_numbers, elements
from supplycheck.readers.lines import CHINA, compare_amounts, number_lines, read_direction, settle_destination
from supplycheck.readers.notes import Log, unreadable
from supplycheck.readers.receipts import Receipts
from supplycheck.readers.safe_xml import parse
from supplycheck.readers.values import Values, read_date, trimmed

if TYPE_CHECKING:
    from lxml.etree import _Element

DATA_SOURCE_LENGTH = 5
_BASES = {"1": "foreign", "2": "chinese"}


class _Names:
    """Element names of one container: official names, other spellings, and any case of them."""

    def __init__(self, official: str, **others: str) -> None:
        """`official`: the names, separated by spaces. `others`: official name = other spellings, likewise."""
        names = official.split()
        lower = {name.lower(): name for name in names}
        for name, spellings in others.items():
            lower.update((spelling.lower(), name) for spelling in spellings.split())

        @lru_cache(maxsize=2048)
        def of(tag: str) -> tuple[str, bool] | None:
            local = tag.rpartition("}")[2]
            if local in names:
                return local, True
            name = lower.get(local.lower())
            return (name, False) if name else None

        self.of = of


_MESSAGE = _Names(
    "DecHead DecLists DecList DecLicenseDocus LicenseDocu DecSign EdocRealation EdocRealations DecGoodsLimits",
    DecLicenseDocus="DecLicenceDocus",
    LicenseDocu="LicenceDocu DecLicenseDocu",
    EdocRealation="EdocRelation",
    EdocRealations="EdocRelations",
)
_HEAD = _Names(
    "IEFlag EntryId PreEntryId SeqNo ContrNo CustomMaster TradeMode TradeCountry TradeAreaCode NoteS DataSource "
    "DeclDate TradeName TradeCode TradeCoScc OwnerName OwnerCode OwnerCodeScc AgentName AgentCode AgentCodeScc "
    "OverseasConsigneeEname OverseasConsigneeCname OverseasConsigneeCode",
    DeclDate="D_DATE DDate DeclareDate DeclarationDate",
    TradeCoScc="TradeCodeScc TradeScc",
    OwnerCodeScc="OwnerCoScc OwnerScc",
    AgentCodeScc="AgentCoScc AgentScc",
    CustomMaster="CustomsMaster",
    ContrNo="ContractNo",
)
_LIST = _Names(
    "GNo CodeTS CiqCode GName GModel GoodsSpec GoodsModel GoodsBrand GQty GUnit DeclPrice DeclTotal TradeCurr "
    "OriginCountry DestinationCountry Purpose GoodsAttr ProduceDate ProdBatchNo MnufctrRegNo MnufctrRegName "
    "DecGoodsLimits",
    MnufctrRegName="ManufctrRegName ManufacturerRegName",
    MnufctrRegNo="ManufctrRegNo ManufacturerRegNo",
    DestinationCountry="DestCountry",
    GoodsAttr="GoodsAttribute",
)
_LIMIT = _Names("GoodsNo LicTypeCode LicenceNo", LicenceNo="LicenseNo")
_DOCU = _Names("DocuCode CertCode")
_EDOC = _Names("EdocID EdocCode OpNote GNoStr")
_SIGN = _Names("ClientSeqNo")


class _Fields:
    """The known children of one element, each by its official name."""

    __slots__ = ("_file", "_found", "_values")

    def __init__(self, element: _Element | None, names: _Names, file: str, values: Values) -> None:
        self._file = file
        self._values = values
        self._found: dict[str, tuple[_Element, bool]] = {}
        if element is None:
            return
        for child in element:
            known = names.of(child.tag)
            if known is None:
                continue
            name, exact = known
            before = self._found.get(name)
            if before is None or (exact and not before[1]) or not before[0].text:
                self._found[name] = (child, exact)
            elif exact == before[1] and child.text and child.text != before[0].text:
                values.log.add("element-repeated", f"{file}:{child.sourceline}", field=name)

    def raw(self, name: str) -> str | None:
        """The text as it stands, blanks included."""
        found = self._found.get(name)
        return found[0].text if found else None

    def at(self, name: str) -> str:
        """Where the element stands: file and line."""
        found = self._found.get(name)
        return f"{self._file}:{found[0].sourceline}" if found else self._file

    def text(self, name: str, path: str) -> str | None:
        """The text, or None where nothing is filled in."""
        raw = self.raw(name)
        return self._values.text(raw, name, self.at(name), path) if raw else None

    def name(self, name: str, path: str) -> str | None:
        """The name of goods or of a company."""
        raw = self.raw(name)
        return self._values.name(raw, name, self.at(name), path) if raw else None

    def code(self, name: str, path: str) -> str | None:
        """The text of a code or number."""
        raw = self.raw(name)
        return self._values.code(raw, name, self.at(name), path) if raw else None

    def element(self, name: str) -> _Element | None:
        """The element itself."""
        found = self._found.get(name)
        return found[0] if found else None


def read(
    data: bytes, source: str, name: str, receipts: Receipts | None = None
) -> Iterator[Declaration | UnreadableInput]:
    """The declarations of one XML file, in order; a message that is no declaration comes out as its error.

    Args:
        data: the file.
        source: the file as the caller named it.
        name: its base name, which places are given in.
        receipts: customs receipts that may belong to its messages.

    Raises:
        UnreadableInput: the file as a whole cannot be read.
    """
    root, notes = parse(data, source, name)
    messages = _messages(root)
    if not messages:
        raise _no_message(root, source)
    for position, message in enumerate(messages, start=1):
        try:
            yield _declaration(message, source, name, position, notes, receipts)
        except UnreadableInput as error:
            yield error


def _messages(root: _Element) -> list[_Element]:
    if _local(root) == "decmessage":
        return [root]
    return [element for element in root.iter() if _local(element) == "decmessage"]


def _local(element: _Element) -> str:
    return element.tag.rpartition("}")[2].lower()


def _no_message(root: _Element, source: str) -> UnreadableInput:
    if _local(root) in ("decimportresponse", "dec_result"):
        zh = "这是海关回执，不是报关单；请与报关单报文放在同一文件夹"
        en = "this is a customs receipt and no declaration; put it beside the message it belongs to"
        return unreadable(source, "", "receipt", zh, en)
    return unreadable(source, "", "not-a-declaration", "XML 中没有 DecMessage 报文", "the XML holds no DecMessage")


def _declaration(
    message: _Element, source: str, file: str, position: int, notes: tuple[Note, ...], receipts: Receipts | None
) -> Declaration:
    log = Log()
    values = Values(log)
    parts: dict[str, list[_Element]] = {}
    for child in message:
        if known := _MESSAGE.of(child.tag):
            parts.setdefault(known[0], []).append(child)
    here = f"line {message.sourceline}"
    if "DecHead" not in parts:
        raise unreadable(source, here, "not-a-declaration", "报文缺少表头 DecHead", "the message has no DecHead")
    goods = [*_under(parts.get("DecLists", ()), "DecList"), *parts.get("DecList", ())]
    if not goods:
        raise unreadable(source, here, "no-lines", "报文没有商品项 DecList", "the message has no goods lines (DecList)")

    head = _Fields(parts["DecHead"][0], _HEAD, file, values)
    sign = _Fields(parts.get("DecSign", [None])[0], _SIGN, file, values)
    declaration = Declaration(source=source, position=position)
    _read_head(declaration, head, sign, values)
    if receipts:
        _read_receipt(declaration, head, sign, receipts)
    edocs = [*parts.get("EdocRealation", ()), *_under(parts.get("EdocRealations", ()), "EdocRealation")]
    attached = [_Fields(edoc, _EDOC, file, values) for edoc in edocs]
    declaration.attachments = [text for fields in attached if (text := _attachment(fields))]
    docus = [*_under(parts.get("DecLicenseDocus", ()), "LicenseDocu"), *parts.get("LicenseDocu", ())]
    declaration.licences = [licence for docu in docus if (licence := _licence(docu, file, values))]

    basis = _standard_basis(head, len(goods), log)
    arrived_in = head.text("TradeCountry", "destination")
    arrival = codes.country(arrived_in) if arrived_in else None
    fields_of: list[_Fields] = []
    for index, element in enumerate(goods):
        fields = _Fields(element, _LIST, file, values)
        fields_of.append(fields)
        line = _read_line(fields, index, values, declaration.direction, arrival.alpha2 if arrival else None)
        line.mask_standard_basis = basis
        if basis:
            line.at["mask_standard_basis"] = head.at("DataSource")
        declaration.lines.append(line)
    number_lines(
        declaration.lines, [fields.text("GNo", f"lines[{n}].number") for n, fields in enumerate(fields_of)], file, log
    )
    for line, fields in zip(declaration.lines, fields_of, strict=True):
        limits = fields.element("DecGoodsLimits")
        _read_licences(line, () if limits is None else limits, file, values)
    for limits in parts.get("DecGoodsLimits", ()):  # some generators put them beside the lines instead of inside
        _read_shared_licences(declaration.lines, limits, file, values)
    _find_device_numbers(declaration.lines, fields_of, head, attached, log)
    settle_destination(declaration, arrived_in, "TradeCountry", head.at("TradeCountry"), values)
    elements.settle(declaration, values.log)
    compare_amounts(declaration.lines, values.log)
    declaration.notes = [*notes, *log.notes()]
    declaration.unreadable = log.unreadable
    return declaration


def _under(containers: Iterable[_Element], name: str) -> Iterator[_Element]:
    for container in containers:
        for child in container:
            known = _MESSAGE.of(child.tag)
            if known and known[0] == name:
                yield child


def _read_head(declaration: Declaration, head: _Fields, sign: _Fields, values: Values) -> None:
    at = declaration.at
    declaration.direction = read_direction(head.raw("IEFlag"), "IEFlag", head.at("IEFlag"), values)
    for fields, element in (
        (head, "EntryId"),
        (head, "PreEntryId"),
        (head, "SeqNo"),
        (sign, "ClientSeqNo"),
        (head, "ContrNo"),
    ):
        if declaration.id is None and (number := fields.code(element, "id")):
            declaration.id = number
            at["id"] = fields.at(element)
    if raw := head.raw("DeclDate"):
        read_from = head.at("DeclDate")
        declaration.declared_on = values.date(raw, "DeclDate", read_from, "declared_on", compact_is_usual=True)
        at["declared_on"] = read_from
    for element, attribute in (("CustomMaster", "customs_office"), ("ContrNo", "contract_number")):
        if text := head.text(element, attribute):
            setattr(declaration, attribute, text)
            at[attribute] = head.at(element)
    declaration.trade_mode = values.trade_mode(head.raw("TradeMode"), "TradeMode", head.at("TradeMode"), "trade_mode")
    if declaration.trade_mode:
        at["trade_mode"] = head.at("TradeMode")
    if raw := head.raw("TradeAreaCode"):
        place = head.at("TradeAreaCode")
        declaration.trading_country = values.country(raw, "TradeAreaCode", place, "trading_country")
        at["trading_country"] = place
    declaration.consignor = _party(head, "consignor", at, "TradeName", "TradeCoScc", "TradeCode", values)
    declaration.producer = _party(head, "producer", at, "OwnerName", "OwnerCodeScc", "OwnerCode", values)
    declaration.agent = _party(head, "agent", at, "AgentName", "AgentCodeScc", "AgentCode", values)
    declaration.consignee = _consignee(head, at)


def _read_receipt(declaration: Declaration, head: _Fields, sign: _Fields, receipts: Receipts) -> None:
    numbers = (head.raw("SeqNo"), sign.raw("ClientSeqNo"), head.raw("EntryId"))
    receipt = receipts.of(*(trimmed(number or "") or None for number in numbers))
    if receipt is None:
        return
    if receipt.number:
        declaration.id = receipt.number
        declaration.at["id"] = receipt.at
    if receipt.day and declaration.declared_on is None:
        declaration.declared_on = receipt.day
        declaration.at["declared_on"] = receipt.at


def _party(
    head: _Fields, path: str, at: dict[str, str], name: str, uscc: str, code: str, values: Values
) -> Party | None:
    party = Party(name=head.name(name, f"{path}.name"))
    if raw := head.raw(uscc):
        party.uscc = values.uscc(raw, uscc, head.at(uscc), f"{path}.uscc")
        at[f"{path}.uscc"] = head.at(uscc)
    number = head.code(code, f"{path}.customs_code")
    if number and number.upper() != "NO":
        party.customs_code = number
        at[f"{path}.customs_code"] = head.at(code)
        if len(number) == 18 and party.uscc is None and not head.raw(uscc):  # older clients put the credit code here
            party.uscc, party.customs_code = values.uscc(number, code, head.at(code), f"{path}.uscc"), None
            at[f"{path}.uscc"] = at.pop(f"{path}.customs_code")
    if party.name:
        at[path] = at[f"{path}.name"] = head.at(name)
    elif party.uscc or party.customs_code:
        at[path] = head.at(uscc if party.uscc else code)
    else:
        return None
    return party


def _consignee(head: _Fields, at: dict[str, str]) -> Party | None:
    english = head.name("OverseasConsigneeEname", "consignee.name_en")
    chinese = head.name("OverseasConsigneeCname", "consignee.name")
    code = head.text("OverseasConsigneeCode", "consignee.customs_code")
    # "NO" is the legal way to say that there is none
    english, chinese, code = (None if text and text.upper() == "NO" else text for text in (english, chinese, code))
    if not (english or chinese or code):
        return None
    place = "Ename" if english else "Cname" if chinese else "Code"
    at["consignee"] = at["consignee.name"] = head.at(f"OverseasConsignee{place}")
    return Party(name=chinese or english, name_en=english, customs_code=code)


def _standard_basis(head: _Fields, lines: int, log: Log) -> str | None:
    """Position 1 of `DataSource`: which standard non-medical masks follow. Never stripped: a blank is a value."""
    raw = (head.raw("DataSource") or "").strip("\r\n")
    if not raw.strip():
        return None
    where = head.at("DataSource")
    basis = _BASES.get(raw[0])
    if basis is None and raw[0] != " ":
        log.add("positional-unreadable", where, field="DataSource", seen=f"“{raw[0]}”")
        for index in range(lines):
            log.mark(f"lines[{index}].mask_standard_basis")
        return None
    if len(raw) != DATA_SOURCE_LENGTH:
        log.add("positional-short", where, field="DataSource", length=len(raw))
    return basis


def _licence(element: _Element, file: str, values: Values) -> Licence | None:
    fields = _Fields(element, _DOCU, file, values)
    code, number = fields.text("DocuCode", "licences"), fields.text("CertCode", "licences")
    return Licence(code, number) if code or number else None


def _attachment(fields: _Fields) -> str | None:
    """`code:id`, and `#1,3` where the attachment says which lines it is about."""
    code, number = fields.text("EdocCode", "attachments"), fields.text("EdocID", "attachments")
    if not (code or number):
        return None
    lines = fields.text("GNoStr", "attachments")
    return f"{code or ''}:{number or ''}" + (f"#{lines}" if lines else "")


def _read_line(fields: _Fields, index: int, values: Values, direction: str, arrival: str | None) -> Line:
    line = Line(number=index + 1)
    path = f"lines[{index}]"
    at = line.at
    if raw := fields.raw("CodeTS"):
        at["hs_code"] = fields.at("CodeTS")
        line.hs_code, line.ciq_code = values.hs(raw, "CodeTS", at["hs_code"], f"{path}.hs_code")
    if name := fields.name("GName", f"{path}.name"):
        line.name, at["name"] = name, fields.at("GName")
    for element, attribute in _LINE_TEXTS:
        if text := fields.text(element, f"{path}.{attribute}"):
            setattr(line, attribute, text)
            at[attribute] = fields.at(element)
    _read_specification(line, fields, path)
    for element, attribute in (("GQty", "quantity"), ("DeclPrice", "unit_price"), ("DeclTotal", "total")):
        if raw := fields.raw(element):
            where = fields.at(element)
            number = values.number(raw, element, where, f"{path}.{attribute}", zero_counts=attribute != "quantity")
            setattr(line, attribute, number)
            at[attribute] = where
    if raw := fields.raw("GUnit"):
        at["unit"] = fields.at("GUnit")
        unit = values.unit(raw, "GUnit", at["unit"], f"{path}.unit")
        values.settle_unit(line, unit, "GQty", at["unit"])
    if raw := fields.raw("TradeCurr"):
        at["currency"] = fields.at("TradeCurr")
        line.currency = values.currency(raw, "TradeCurr", at["currency"], f"{path}.currency")
    if attributes := fields.text("GoodsAttr", f"{path}.goods_attributes"):
        line.goods_attributes = [part for piece in attributes.replace("，", ",").split(",") if (part := piece.strip())]
        at["goods_attributes"] = fields.at("GoodsAttr")
    _read_manufacturer(line, fields, path)
    _read_produced_on(line, fields, path, values)
    _read_countries(line, fields, path, values, direction, arrival)
    return line


_LINE_TEXTS = (
    ("CiqCode", "ciq_code"),
    ("GModel", "model"),
    ("GoodsBrand", "brand"),
    ("ProdBatchNo", "lot"),
    ("Purpose", "purpose"),
)


def _read_specification(line: Line, fields: _Fields, path: str) -> None:
    """`GoodsSpec` and `GoodsModel` are two boxes of the inspection part; what they say is one thing to us."""
    found = [
        (name, text) for name in ("GoodsSpec", "GoodsModel") if (text := fields.text(name, f"{path}.specification"))
    ]
    if found:
        line.specification = "; ".join(dict.fromkeys(text for _, text in found))
        line.at["specification"] = fields.at(found[0][0])


def _read_manufacturer(line: Line, fields: _Fields, path: str) -> None:
    name = fields.name("MnufctrRegName", f"{path}.manufacturer.name")
    number = fields.code("MnufctrRegNo", f"{path}.manufacturer.customs_code")
    if not (name or number):
        return
    line.manufacturer = Party(name=name)
    if number and len(number) == 18:
        line.manufacturer.uscc = number
    else:
        line.manufacturer.customs_code = number
    line.at["manufacturer"] = line.at["manufacturer.name"] = fields.at("MnufctrRegName" if name else "MnufctrRegNo")


def _read_produced_on(line: Line, fields: _Fields, path: str, values: Values) -> None:
    """The production date; of several (`20200416;20200417`) the latest, and all of them: the certificate must cover all."""
    text = fields.text("ProduceDate", f"{path}.produced_on")
    if text is None:
        return
    where = line.at["produced_on"] = fields.at("ProduceDate")
    pieces = [piece for part in text.replace("；", ";").replace(",", ";").split(";") if (piece := part.strip())]
    if len(pieces) == 1:
        line.produced_on = values.date(pieces[0], "ProduceDate", where, f"{path}.produced_on", compact_is_usual=True)
        return
    days = [day for piece in pieces if isinstance(day := read_date(piece, True).value, date)]
    if len(days) < len(pieces) or not days:
        values.log.lost("date-unreadable", where, f"{path}.produced_on", field="ProduceDate", seen=text)
        return
    line.produced_on, line.production_days = max(days), sorted(days)
    values.log.add("dates-several", where, field="ProduceDate", seen=text, used=line.produced_on)


def _read_countries(
    line: Line, fields: _Fields, path: str, values: Values, direction: str, arrival: str | None
) -> None:
    """Origin and destination of a line.

    Export messages have them swapped. Exactly one of the two is China: the other is the destination, whichever element
    holds it. Both or neither: the country of arrival decides, and that is noted.
    """
    origin = fields.text("OriginCountry", f"{path}.origin")
    destination = fields.text("DestinationCountry", f"{path}.destination")
    if not origin and not destination:
        return
    origin_at, destination_at = fields.at("OriginCountry"), fields.at("DestinationCountry")
    if direction == "import":
        line.origin = values.country(origin, "OriginCountry", origin_at, f"{path}.origin")
        line.destination = values.country(destination, "DestinationCountry", destination_at, f"{path}.destination")
        line.at["origin"], line.at["destination"] = origin_at, destination_at
        return
    found_in = [codes.country(text) if text else None for text in (origin, destination)]
    codes_of = [found.alpha2 if found else None for found in found_in]
    if origin and destination and (codes_of[0] == CHINA) != (codes_of[1] == CHINA):
        swapped = codes_of[1] == CHINA
        text, element, where = (
            (origin, "OriginCountry", origin_at) if swapped else (destination, "DestinationCountry", destination_at)
        )
        line.origin = CHINA
        line.destination = values.country(text, element, where, f"{path}.destination")
        line.at["origin"], line.at["destination"] = (destination_at if swapped else origin_at), where
        if not swapped and line.destination:
            values.log.add("country-unswapped", where, seen=line.destination)
        return
    line.destination = arrival or None
    line.at["destination"] = origin_at
    if CHINA in codes_of:
        line.origin = CHINA
    elif arrival and arrival in codes_of:
        line.origin = codes_of[1] if codes_of[0] == arrival else codes_of[0]
    note = {"seen": origin or "–", "other": destination or "–", "used": arrival or "–"}
    if line.destination is None:
        values.log.lost("country-undecided", origin_at, f"{path}.destination", **note)
    else:
        values.log.add("country-undecided", origin_at, **note)


def _read_licences(line: Line, limits: Iterable[_Element], file: str, values: Values) -> None:
    for limit in limits:
        fields = _Fields(limit, _LIMIT, file, values)
        _add_licence(line, fields)


def _read_shared_licences(lines: list[Line], limits: _Element, file: str, values: Values) -> None:
    by_number = {str(line.number): line for line in lines}
    for limit in limits:
        fields = _Fields(limit, _LIMIT, file, values)
        if line := by_number.get(trimmed(fields.raw("GoodsNo") or "")):
            _add_licence(line, fields)


def _add_licence(line: Line, fields: _Fields) -> None:
    code, number = fields.text("LicTypeCode", "licences"), fields.text("LicenceNo", "licences")
    if not (code or number):
        return
    line.licences.append(Licence(code, number))
    line.at.setdefault("licences", fields.at("LicenceNo" if number else "LicTypeCode"))
    if number and line.certificate_number is None and device_numbers.looks_like_device_number(number):
        found = device_numbers.device_numbers(number)
        line.certificate_number = found[0] if found else number
        line.certificate_at = "DecGoodsLimit"
        line.at["certificate_number"] = fields.at("LicenceNo")


def _find_device_numbers(
    lines: list[Line], fields_of: list[_Fields], head: _Fields, attached: list[_Fields], log: Log
) -> None:
    """Look for the device number of each line that has none among its licences: model, name, remarks, attachments."""
    for line, fields in zip(lines, fields_of, strict=True):
        if line.certificate_number is None:
            _assign(line, fields, ("GModel", "GName", "GoodsSpec", "GoodsModel"), log)
    if len(lines) == 1 and len(device_numbers.device_numbers(head.raw("NoteS") or "")) == 1:
        _assign(lines[0], head, ("NoteS",), log)
    by_number = {str(line.number): line for line in lines}
    for fields in attached:
        about = [part.strip() for part in (fields.raw("GNoStr") or "").replace("，", ",").split(",") if part.strip()]
        named = [by_number[part] for part in about if part in by_number] if about else lines if len(lines) == 1 else []
        for line in named:
            _assign(line, fields, ("EdocID", "OpNote"), log, "EdocRealation")


def _assign(line: Line, fields: _Fields, elements: tuple[str, ...], log: Log, field: str | None = None) -> None:
    """Look for a device number in these elements; places are worked out only for texts that may hold one."""
    places = [
        (field or name, raw, fields.at(name))
        for name in elements
        if (raw := fields.raw(name)) and device_numbers.may_hold_device_number(raw)
    ]
    if places:
        device_numbers.assign(line, places, log)
