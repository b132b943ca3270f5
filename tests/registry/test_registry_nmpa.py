"""Answers that a person saved from a register's query page, and the releases of the database of device identifiers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from reading import archive, read, workbook

from supplycheck.errors import RegistryUnavailable

NUMBER = "沪械注准20202140000"
HOLDER = "上海示例甲医疗器械有限公司"
ROW = {"f0": NUMBER, "f1": HOLDER, "f2": "医用外科口罩", "f3": "a1b2"}
DETAIL = {
    "f0": NUMBER,
    "f1": HOLDER,
    "f2": "上海市示例路1号",
    "f3": "上海市示例路2号",
    "f4": "医用外科口罩",
    "f5": "第二类",
    "f6": "平面形 17.5cm×9.5cm",
    "f7": "由面体、鼻夹、口罩带组成",
    "f14": "2020-03-01",
    "f16": "2025-02-28",
}
READ = {"number": NUMBER, "holder": HOLDER, "product": "医用外科口罩"}
READ_DETAIL = {
    **READ,
    "class": "第二类",
    "model": "平面形 17.5cm×9.5cm",
    "issued_on": "2020-03-01",
    "expires_on": "2025-02-28",
}


def listed(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"code": 200, "data": {"total": 3952, "list": list(rows)}}


@pytest.mark.parametrize(
    "content",
    [
        listed(ROW),
        {"data": listed(ROW)},
        {"config": {"x": 1}, "answers": [listed(ROW)]},
        [ROW],
    ],
)
def test_rows_of_a_list(content: object) -> None:
    found = read("nmpa", json.dumps(content))
    assert found.rows == [READ]
    # One page of an answer never shows that anything is absent.
    assert found.damaged == 1


@pytest.mark.parametrize("content", [{"data": {"detail": DETAIL}}, {"code": 200, "data": {"data": {"detail": DETAIL}}}])
def test_one_device_in_detail(content: object) -> None:
    assert read("nmpa", json.dumps(content)).rows == [READ_DETAIL]


def test_pages_and_details_in_one_file() -> None:
    other = {"f0": "沪械注准20202140001", "f1": "上海示例乙有限公司", "f2": "口罩"}
    pages = [listed(ROW, other), listed({"f1": "没有编号"}), {"data": {"detail": DETAIL}}]
    found = read("nmpa", json.dumps(pages))
    # The row of the list, which has no days, gives way to the detail of the same certificate.
    assert [row["number"] for row in found.rows] == ["沪械注准20202140001", NUMBER]
    assert found.rows[1] == READ_DETAIL
    assert found.damaged == 2


def test_the_configuration_of_the_page_says_what_the_numbers_mean() -> None:
    content = {
        "config": {
            "listFeild": [
                {"alias": "f0", "desc": "产品名称"},
                {"alias": "f1", "desc": "注册证编号"},
                {"alias": "f2", "desc": "注册人名称"},
                {"alias": 3, "desc": None},
                "noise",
            ],
            "detailFeild": [
                {"alias": "f0", "desc": "有效期至"},
                {"alias": "f1", "desc": "注册证编号"},
                {"alias": "f2", "desc": "注册人名称"},
                {"alias": "f3", "desc": "产品名称"},
            ],
        },
        "list": [{"f0": "口罩", "f1": "沪械注准20202140009", "f2": HOLDER}],
        "detail": {"f0": "2025-02-28", "f1": NUMBER, "f2": HOLDER, "f3": "医用外科口罩"},
    }
    assert read("nmpa", json.dumps(content)).rows == [
        {"number": "沪械注准20202140009", "holder": HOLDER, "product": "口罩"},
        {**READ, "expires_on": "2025-02-28"},
    ]


def test_an_order_that_was_never_seen_is_not_guessed() -> None:
    other = {"f0": "医用外科口罩", "f1": NUMBER, "f2": HOLDER}
    found = read("nmpa", json.dumps(listed(ROW, other)))
    assert found.rows == [READ]
    assert "configuration" in found.places[1]


def test_rows_that_have_names_already() -> None:
    row = {"注册证编号": NUMBER, "注册人名称": HOLDER, "产品名称": "医用外科口罩", "有效期至": "2025-02-28"}
    assert read("nmpa", json.dumps(listed(row))).rows == [{**READ, "expires_on": "2025-02-28"}]


def test_filings() -> None:
    row = {"f0": "粤潮械备20140023", "f1": "示例乙医疗有限公司", "f2": "隔离衣"}
    assert read("nmpa-filing", json.dumps(listed(row))).rows[0]["number"] == "粤潮械备20140023"
    # The order of a filing's details was never seen, so without the configuration they are nothing.
    with pytest.raises(RegistryUnavailable):
        read("nmpa-filing", json.dumps({"data": {"detail": row}}))
    table = (
        "备案编号,备案人名称,产品名称,型号/规格,备案日期\n粤潮械备20140023号,示例乙医疗有限公司,隔离衣,A,2014-05-01\n"
    )
    assert read("nmpa-filing", table).rows[0]["issued_on"] == "2014-05-01"


@pytest.mark.parametrize(
    "text",
    [
        '{"code": 500, "msg": "请检查参数是否为空"}',
        '{"data": {"total": 0, "list": []}}',
        "[" * 100_000,
        '{"data": 3}',
        "[[[[[[[[[[{}]]]]]]]]]]",
        '{"data": {"list": [{"f1": "x"}]}}',
    ],
)
def test_answers_without_rows(text: str) -> None:
    with pytest.raises(RegistryUnavailable):
        read("nmpa", text)


DEVICE = """<device>
  <zxxsdycpbs>06999999000015</zxxsdycpbs><cpmctymc>医用外科口罩</cpmctymc><ggxh>平面形 17.5cm×9.5cm</ggxh>
  <tyshxydm>91440399MA00000010</tyshxydm><zczbhhzbapzbh>沪械注准20202140000,沪械注准20202140001</zczbhhzbapzbh>
  <ylqxzcrbarmc>上海示例甲医疗器械有限公司</ylqxzcrbarmc><flbm>14-14-01</flbm><cpbsfbrq>2021-01-04</cpbsfbrq>
  <packingList>
    <packing><bzcpbs>16999999000012</bzcpbs><bznhxyjbzcpbs>06999999000015</bznhxyjbzcpbs></packing>
    <packing><bzcpbs>26999999000019</bzcpbs></packing><packing><bzcpbs>26999999000019</bzcpbs></packing>
  </packingList>
  <contactList><contact><qylxrdh>021-00000000</qylxrdh><qylxryx>someone@example.invalid</qylxryx></contact></contactList>
  <deviceRecordKey>k1</deviceRecordKey><versionNumber>2</versionNumber><versionTime>2026-01-05</versionTime>
  <versionStauts>更新</versionStauts>
</device>"""
DELISTED = """<device><zxxsdycpbs>06999999000022</zxxsdycpbs><cpmctymc>红外额温计</cpmctymc>
  <tsrq>2025-06-30</tsrq><zczbhhzbapzbh>粤潮械备20140023</zczbhhzbapzbh></device>"""


def part(*devices: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return f'{head}\n<udid version="1.0"><devices>{"".join(devices)}</devices></udid>'


def test_devices_with_their_packages() -> None:
    found = read("nmpa-udi", part(DEVICE, DELISTED))
    assert found.damaged == 0
    assert found.rows[0] == {
        "number": "06999999000015；16999999000012；26999999000019",
        "registration": "沪械注准20202140000,沪械注准20202140001",
        "holder": HOLDER,
        "uscc": "91440399MA00000010",
        "product": "医用外科口罩",
        "model": "平面形 17.5cm×9.5cm",
        "class_code": "14-14-01",
        "published_on": "2021-01-04",
        "version": "2",
        "version_on": "2026-01-05",
        "version_status": "更新",
        "record": "k1",
    }
    assert found.rows[1]["delisted_on"] == "2025-06-30"


@pytest.mark.parametrize("depth", [1, 2])
def test_parts_in_archives_in_archives(depth: int) -> None:
    inner = archive({"UDID_FULL_PART1_Of_2.xml": part(DEVICE), "UDID_FULL_PART2_Of_2.xml": part(DELISTED)})
    packed = inner if depth == 1 else archive({"UDID_FULL_RELEASE_20260101.zip": inner, "readme.pdf": "x"})
    assert [row["product"] for row in read("nmpa-udi", packed).rows] == ["医用外科口罩", "红外额温计"]


def test_a_document_type_is_refused() -> None:
    head = '<!DOCTYPE udid [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(RegistryUnavailable, match="document type"):
        read("nmpa-udi", part(DEVICE.replace("医用外科口罩", "&x;"), head=head))


def test_a_part_that_is_cut_off() -> None:
    text = part(DEVICE, DELISTED)
    with pytest.raises(RegistryUnavailable, match="broken"):
        read("nmpa-udi", text[: text.index("红外")])


def test_a_device_without_identifier_is_damage() -> None:
    found = read("nmpa-udi", part(DEVICE, "<device><cpmctymc>口罩</cpmctymc></device><!-- remark -->"))
    assert len(found.rows) == 1
    assert found.places == ["device 2: no number"]


def test_the_release_as_a_table() -> None:
    rows = [
        ["最小销售单元产品标识", "产品名称/通用名称", "注册证编号或者备案凭证编号", "包装产品标识", "退市日期"],
        ["06999999000015", "医用外科口罩", "沪械注准20202140000", "16999999000012", ""],
    ]
    (row,) = read("nmpa-udi", workbook(rows)).rows
    assert row == {
        "number": "06999999000015；16999999000012",
        "product": "医用外科口罩",
        "registration": "沪械注准20202140000",
    }


def test_the_free_search() -> None:
    answer = {
        "records": 2410,
        "total": 1205,
        "page": 1,
        "rows": [
            {
                "deviceRecordKey": "k1",
                "primaryDeviceId": "06999999000015",
                "agencyName": "GS1",
                "companyName": HOLDER,
                "productName": "医用外科口罩",
                "specification": "A",
            }
        ],
    }
    assert read("nmpa-udi", json.dumps(answer)).rows[0]["number"] == "06999999000015"
