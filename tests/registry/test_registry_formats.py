from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import read

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry.days import read_day
from supplycheck.registry.formats.hsc import _maker_and_device

HEAD = "注册证编号,注册人名称,统一社会信用代码,产品名称,型号规格,管理类别,批准日期,有效期至\n"
ROW = "沪械注准20202140000,上海示例甲有限公司,,医用外科口罩,17.5×9.5,第二类,2020-03-01,2025-02-28\n"


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2020-05-06", "ymd", date(2020, 5, 6)),
        ("2020/5/6", "ymd", date(2020, 5, 6)),
        ("2020.05.06", "ymd", date(2020, 5, 6)),
        ("20200506", "ymd", date(2020, 5, 6)),
        ("2020年5月6日", "ymd", date(2020, 5, 6)),
        ("２０２０－０５－０６", "ymd", date(2020, 5, 6)),
        (" 2020-05-06 00:00:00 ", "ymd", date(2020, 5, 6)),
        ("2020-05-06T10:11:12", "ymd", date(2020, 5, 6)),
        ("05/06/2020", "mdy", date(2020, 5, 6)),
        ("2020-05-06", "mdy", date(2020, 5, 6)),
        ("05/06/2020", "ymd", None),
        ("2020-02-30", "ymd", None),
        ("13/01/2020", "mdy", None),
        ("0000-01-01", "ymd", None),
        ("长期", "ymd", None),
        ("", "ymd", None),
        ("202005061", "ymd", None),
    ],
)
def test_days(text: str, order: str, day: date | None) -> None:
    assert read_day(text, order) == day


@given(st.text())
def test_days_of_any_text(text: str) -> None:
    read_day(text)
    read_day(text, "mdy")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    rows = read("nmpa", (HEAD + ROW).encode(encoding))
    assert rows.rows[0]["holder"] == "上海示例甲有限公司"
    assert rows.damaged == 0
    assert "uscc" not in rows.rows[0]


def test_headings_of_other_publishers() -> None:
    head = "序号,产品名称（中文）, 注 册 证 号 ,注册人,型号,规格\n"
    text = head + "1,口罩,沪械注准20202140000,上海示例甲有限公司,A,17.5×9.5\n"
    assert read("nmpa", text).rows == [
        {"number": "沪械注准20202140000", "holder": "上海示例甲有限公司", "product": "口罩", "model": "A 17.5×9.5"}
    ]


def test_the_preferred_heading_wins() -> None:
    text = HEAD.strip() + ",生产企业\n" + ROW.strip() + ",别家示例有限公司\n"
    assert read("nmpa", text).rows[0]["holder"] == "上海示例甲有限公司"


@pytest.mark.parametrize("separator", "\t;|")
def test_separators(separator: str) -> None:
    assert read("nmpa", (HEAD + ROW).replace(",", separator)).rows == read("nmpa", HEAD + ROW).rows


def test_title_and_remarks_are_no_rows() -> None:
    text = (
        "医疗器械注册信息（截至2020年5月6日）,,,,,,,\n\n"
        + HEAD
        + ROW
        + ",,,,,,,\n注：以上信息仅供参考,,,,,,,\n共 1 条\n"
    )
    rows = read("nmpa", text)
    assert len(rows.rows) == 1
    # The remark behind the last row is shorter than the headings, but it is no row.
    assert rows.damaged == 0


def test_line_breaks_and_quotes_inside_cells() -> None:
    text = HEAD + '沪械注准20202140000,"上海示例甲\n有限公司",,"口罩 ""大""",,第二类,,\n'
    row = read("nmpa", text).rows[0]
    assert row["holder"] == "上海示例甲\n有限公司"
    assert row["product"] == '口罩 "大"'


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (HEAD + ROW + "沪械注准20202140001,上海示例乙有限公司,,医用外", 2),
        (HEAD + ROW.strip() + ",多一格\n" + ROW, 2),
        (HEAD + "沪械注准20202140001\n" + ROW, 2),
        (HEAD + ",上海示例乙有限公司,,医用外科口罩,,,,\n" + ROW, 1),
    ],
)
def test_damaged_rows_are_counted(text: str, kept: int) -> None:
    rows = read("nmpa", text)
    assert len(rows.rows) == kept
    assert rows.damaged == 1
    assert rows.places[0].startswith("line ")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        HEAD.encode(),
        b"\xa5\x22\x09\xfc\xcc\xc8\x48\x24\x6f\x43" * 100,
        bytes(range(256)),
        b"\x00" * 500,
        b"<html><body>404 Not Found</body></html>",
        "企业名称,产品名称\n示例,口罩\n".encode(),
        (HEAD + ROW).encode()[:40],
        (HEAD + '沪械注准20202140000,"上海示例甲有限公司,,医用外科口罩\n' + ROW).encode(),
        b"\xff\xfe\x00",
    ],
)
def test_files_that_are_no_list(data: bytes) -> None:
    with pytest.raises(RegistryUnavailable):
        read("nmpa", data)


def test_a_list_of_failures_may_be_empty() -> None:
    assert read("barred-exporters", "企业名称,统一社会信用代码,依据,起始日期,终止日期\n").rows == []
    with pytest.raises(RegistryUnavailable, match="no rows"):
        read("mofcom-masks", "企业名称,英文名称,统一社会信用代码,认证或注册\n")


def test_one_column_is_a_table() -> None:
    assert read("mofcom-masks", "企业名称\n深圳示例甲有限公司\n").rows == [{"holder": "深圳示例甲有限公司"}]


FDA_HEAD = "KNUMBER|APPLICANT|CONTACT|STREET1|COUNTRY_CODE|DATERECEIVED|DECISIONDATE|DECISION|PRODUCTCODE|DEVICENAME"


def test_fda_release() -> None:
    text = (
        f"{FDA_HEAD}\r\n"
        'K200001|Shili Medical Co., Ltd.|Some Person|1 Road|CN|01/02/2020|03/04/2020|SESE|FXX|Mask "soft\x85\r\n'
        "|No Number Ltd.||||||||\r\n"
        "K200002|Shili & Söhne|||DE|01/02/2020|03/05/2020|SESE|FLL\r\n"
        "\r\n"
    )
    rows = read("fda-510k", text.encode("latin-1"))
    assert rows.rows[0] == {
        "number": "K200001",
        "holder": "Shili Medical Co., Ltd.",
        "decided_on": "03/04/2020",
        "decision": "SESE",
        "product_code": "FXX",
        "product": 'Mask "soft',
        "country": "CN",
    }
    assert rows.rows[1]["holder"] == "Shili & Söhne"
    assert rows.damaged == 2
    assert "Some Person" not in json.dumps(rows.rows)


def test_fda_release_without_its_headings() -> None:
    with pytest.raises(RegistryUnavailable, match="KNUMBER"):
        read("fda-510k", "K200001|Example|||||||\n")


@pytest.mark.parametrize(
    ("display", "maker", "device"),
    [
        ("Shili Diagnostics, Rapid Ag Test", "Shili Diagnostics", "Rapid Ag Test"),
        ("Shili Laboratories, Inc, Flow Test", "Shili Laboratories, Inc", "Flow Test"),
        ("Shili Biotech Co.,Ltd, Ag Test (nasal, oral)", "Shili Biotech Co.,Ltd", "Ag Test (nasal, oral)"),
        ("SHILI CO., LTD., Ag Test", "SHILI CO., LTD.", "Ag Test"),
        ("No comma", "", "No comma"),
    ],
)
def test_maker_and_device(display: str, maker: str, device: str) -> None:
    assert _maker_and_device(display) == (maker, device)


def test_value_set() -> None:
    content = {
        "valueSetId": "covid-19-lab-test-manufacturer-and-name",
        "valueSetValues": {
            "9001": {
                "display": "Shili Biotech Co., Ltd, Shili Ag",
                "active": True,
                "version": "2021-05-10 20:07:30 CET",
            },
            "9002": {"display": "Shili Bio, Old Ag", "active": False, "version": "2021-05-11"},
            "9003": None,
        },
    }
    rows = read("eu-hsc", json.dumps(content))
    assert rows.rows == [
        {
            "number": "9001",
            "holder": "Shili Biotech Co., Ltd",
            "product": "Shili Ag",
            "status": "active",
            "listed_on": "2021-05-10",
        },
        {"number": "9002", "holder": "Shili Bio", "product": "Old Ag", "status": "inactive", "listed_on": "2021-05-11"},
    ]
    assert rows.damaged == 1


@pytest.mark.parametrize("wrap", [lambda devices: devices, lambda devices: {"deviceList": devices}])
def test_device_list(wrap: object) -> None:
    devices = [
        {
            "id_device": "9001",
            "commercial_name": "Shili Ag",
            "manufacturer": {"id_manufacturer": "1", "name": "Shili Biotech Co., Ltd", "country": "cn"},
            "hsc_common_list": True,
            "hsc_list_history": [{"list_date": "2021-07-14"}, {"list_date": "2021-05-10", "in_common_list": True}, 3],
        },
        {"id_device": 9002, "commercial_name": "Old Ag", "manufacturer": "Shili Bio", "hsc_common_list": False},
        "noise",
        {"commercial_name": "no number"},
    ]
    rows = read("eu-hsc", json.dumps(wrap(devices)))  # type: ignore[operator]
    assert rows.rows[0]["listed_on"] == "2021-05-10"
    assert rows.rows[0]["country"] == "cn"
    assert rows.rows[1] == {"number": "9002", "holder": "Shili Bio", "product": "Old Ag", "status": "inactive"}
    assert rows.damaged == 2


@pytest.mark.parametrize("text", ["{}", "[]", "3", "{", '{"valueSetValues": []}', "[" * 100_000, '{"devices": {}}'])
def test_json_that_is_no_list(text: str) -> None:
    with pytest.raises(RegistryUnavailable):
        read("eu-hsc", text)


def test_a_surrogate_in_json_is_stored() -> None:
    rows = read("eu-hsc", '{"valueSetValues": {"9\\ud800": {"display": "Shili\\ud800 Bio, A"}}}')
    rows.rows[0]["number"].encode()
    rows.rows[0]["holder"].encode()


HEADS = {
    "nmpa": HEAD.encode(),
    "nmpa-filing": b'{"data": {"list": [{"f0": "',
    "mofcom-masks": "企业名称,统一社会信用代码\n".encode(),
    "fda-510k": FDA_HEAD.encode() + b"\n",
    "eu-hsc": b'{"valueSetValues": ',
    "eudamed-devices": b'{"value": [{"PRIMARY_DI": "1"}, ',
    "nmpa-udi": b"<udid><devices><device><zxxsdycpbs>1</zxxsdycpbs>",
    "gudid": b'<data><device xmlns="http://www.fda.gov/cdrh/gudid"><deviceId>1</deviceId>',
    "anvisa": b"NUMERO_REGISTRO_CADASTRO;NOME_COMERCIAL;NOME_FABRICANTE\n8\x8f9;a;b\n",
}


@given(
    st.sampled_from(sorted(HEADS)),
    st.binary(max_size=300) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")),
)
def test_no_bytes_break_a_reader(name: str, data: bytes) -> None:
    for content in (data, HEADS[name] + data):
        try:
            rows = read(name, content)
        except RegistryUnavailable:
            continue
        assert rows.rows


def test_a_column_that_is_not_what_it_is_called_is_noticed() -> None:
    rows = "".join(f"Shili {n} GmbH,CN-MF-{n:09d}\n" for n in range(30))
    with pytest.raises(RegistryUnavailable, match="Shili 0 GmbH"):
        read("eudamed-actors", "srn,Actor name\n" + rows)
    right = "".join(f"CN-MF-{n:09d},Shili {n} GmbH\n" for n in range(30))
    assert len(read("eudamed-actors", "srn,Actor name\n" + right).rows) == 30
