"""Whatever the bytes, only declarations and our own errors come out, and nothing that cannot be written again."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from supplycheck.declaration import Declaration
from supplycheck.errors import UnreadableInput
from supplycheck.facts import codes
from supplycheck.readers import read_bytes
from supplycheck.readers import values as v
from supplycheck.readers.cells import Record
from supplycheck.readers.dossier import read_sidecar
from supplycheck.readers.headings import understand
from supplycheck.readers.sheet import Row, Sheet
from supplycheck.readers.table import Grouping

RELAXED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
NAMES = st.sampled_from(["a.xml", "a.json", "a.jsonl", "a.csv", "a.xlsx", "a.xls", "a.ods", "a.bin", "", "a.zip"])
MAGIC = st.sampled_from(
    [
        b"",
        b"<",
        b"<?xml",
        b"{",
        b"[",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        "商品编号,商品名称\n".encode(),
    ]
)
TEXT = st.text(st.characters(codec=None), max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(
    [
        *("lines", "1", "documents", "kind", "statements", "form", "items", "label", "places", "contract", "signed_on"),
        *("medical", "manufacturer", "name", "uscc", "hs_code", "quantity", "unit", "destination", "dossier"),
        *("complete", "number", "id"),
    ]
)
SHAPED = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 10**20)
    | TEXT
    | st.sampled_from(["2020-05-06", "9.1E+17", "EU", "10万", "万个"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=20,
)


def check(results: list[Declaration | UnreadableInput]) -> None:
    for result in results:
        assert isinstance(result, Declaration | UnreadableInput)
        if isinstance(result, Declaration):
            json.dumps(asdict(result), ensure_ascii=False, default=str).encode()
            assert result.lines
            numbers = [line.number for line in result.lines]
            assert len(set(numbers)) == len(numbers)
            for line in result.lines:
                assert line.quantity is None or (line.quantity.is_finite() and line.quantity > 0)
        else:
            f"{result} {result.zh} {result.en} {result.where}".encode()


@RELAXED
@given(MAGIC, st.binary(max_size=300), NAMES)
def test_any_bytes(magic, data, name):
    check(read_bytes(magic + data, name, data))


@RELAXED
@given(st.data())
def test_a_message_with_any_text_and_any_damage(kit, data):
    element = data.draw(
        st.sampled_from(["CodeTS", "GQty", "GUnit", "ProduceDate", "OriginCountry", "GNo", "GModel", "TradeCurr"])
    )
    text = data.draw(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=40))
    message = kit.message({"TradeCountry": text, "DataSource": text, "TradeCoScc": text}, {element: text}).encode()
    check(read_bytes(message, "a.xml"))
    at = data.draw(st.integers(0, len(message)))
    check(
        read_bytes(
            message[:at] + data.draw(st.binary(max_size=8)) + message[at + data.draw(st.integers(0, 20)) :], "a.xml"
        )
    )


@RELAXED
@given(st.lists(st.sampled_from(list("报关单号")) | TEXT, max_size=30), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_a_table_with_any_cells(kit, cells, codec):
    columns = list(kit.row)
    row = {columns[index % len(columns)]: cell for index, cell in enumerate(cells)}
    check(read_bytes(kit.csv(row, row).encode(codec, "ignore"), "a.csv"))


@RELAXED
@given(
    st.lists(
        st.integers(-10, 10**19) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans(),
        min_size=1,
        max_size=26,
    )
)
def test_a_workbook_with_any_numbers(kit, numbers):
    columns = list(kit.row)
    check(read_bytes(kit.xlsx({"a": [columns, [*numbers, *kit.row.values()][: len(columns)]]}), "a.xlsx"))


@RELAXED
@given(JSON | SHAPED)
def test_any_json(data):
    text = json.dumps(data)
    check(read_bytes(text.encode(), "a.json", text.encode()))
    check(read_bytes(f"{text}\n{text}".encode(), "a.jsonl"))
    check(read_bytes(json.dumps({"lines": [{"name": "口罩"}], "dossier": data}).encode(), "a.json"))
    check(
        read_bytes(
            json.dumps(
                {"id": data, "lines": [{"number": data, "hs_code": data, "unit": data, "quantity": data}]}
            ).encode(),
            "a.json",
        )
    )
    read_sidecar(text.encode(), "x", "x")


@RELAXED
@given(TEXT)
def test_pure_functions_take_any_text(text):
    number = v.read_number(text).value
    assert number is None or (isinstance(number, Decimal) and number.is_finite() and number >= 0)
    day = v.read_date(text).value
    assert day is None or isinstance(day, date)
    hs, ciq, note = v.read_hs(text)
    assert hs is None or (hs.isascii() and hs.isdigit())
    assert (hs is None) <= (note is not None)
    assert ciq is None or len(ciq) == 3
    assert v.ruin(text) is None or not text.isascii() or "??" in text
    v.is_null_word(text)
    understand([text])
    for look_up in (codes.country, codes.unit, codes.currency, codes.supervision_mode):
        look_up(text)


@RELAXED
@given(st.decimals(Decimal("0.00001"), Decimal(10) ** 12, places=5))
def test_plain_numbers_come_back_as_they_were(number):
    assert v.read_number(format(number, "f")) == (number, None)


@RELAXED
@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_dates_come_back_in_every_unambiguous_writing(day):
    assert v.read_date(day.isoformat()) == (day, None)
    for writing in (f"{day:%Y%m%d}", f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日"):
        assert v.read_date(writing) == (day, "date-repaired")


@RELAXED
@given(st.text("0123456789", min_size=10, max_size=10))
def test_commodity_codes_survive_what_spreadsheets_add(digits):
    for writing in (digits, f"{digits}.0", f"{digits[:4]}.{digits[4:8]}.{digits[8:]}", " ".join(digits), f"'{digits}"):
        assert v.read_hs(writing.removeprefix("'"))[0] == digits


COLUMNS = ["备注", "报关单号", "境内发货人", "境外收货人", "合同协议号", "商品编号", "商品名称"]
ROWS = st.tuples(
    st.sampled_from(["", "", "a", "合计:", "申报单位"]),
    st.sampled_from(["", "1", 1, True, "1.23E+17", "无", None]),
    st.sampled_from(["", "a", "b"]),
    st.sampled_from(["", "a", "合计"]),
    st.sampled_from(["", "c"]),
    st.sampled_from(["", "6307900010"]),
    st.sampled_from(["", "口罩"]),
)


@given(st.lists(st.tuples(ROWS, st.integers(2, 7)), min_size=4, max_size=12))
def test_what_is_known_of_the_row_before_changes_nothing(rows: list[tuple[tuple[Any, ...], int]]) -> None:
    columns = understand(COLUMNS)
    sheet = Sheet([], lambda row, column, heading: f"{row} {heading}")
    remembering, forgetful = Grouping(columns), Grouping(columns)
    for number, (cells, length) in enumerate(rows, start=1):
        record = Record(Row(number, cells[:length]), columns, sheet)
        forgetful._front = forgetful._told = None
        assert remembering.of(record) == forgetful.of(record)
