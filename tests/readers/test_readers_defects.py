"""The known defects of declaration files, D01 to D45: each seen, said with its place, and never passed over."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from bases import base
from conftest import REGISTRIES

from supplycheck import Checker, read_declarations
from supplycheck.declaration import Declaration
from supplycheck.errors import UnreadableInput
from supplycheck.readers import read_bytes

DAY = date(2026, 11, 23)


def note(declaration: Declaration, code: str, severity: str | None = None) -> Any:
    """The only kind of note with this code: it has a place and speaks both languages."""
    found = [n for n in declaration.notes if n.code == code]
    assert found, [(n.code, n.zh) for n in declaration.notes]
    for n in found:
        assert n.where
        assert n.zh
        assert n.en
    assert severity in (None, found[0].severity)
    return found[0]


def outcome(found: Declaration | UnreadableInput) -> str:
    return Checker(REGISTRIES, today=DAY).check(found).outcome


def test_d01_gb18030(kit):
    declaration = kit.one(kit.csv().encode("gb18030"), "a.csv")
    assert note(declaration, "D01", "info")
    assert declaration.lines[0].name == "医用外科口罩"


def test_d02_byte_order_marks_and_unicode_text(kit):
    assert kit.one(kit.csv().encode("utf-8-sig"), "a.csv").lines[0].name == "医用外科口罩"
    declaration = kit.one(kit.csv(delimiter="\t").encode("utf-16"), "a.txt")
    assert note(declaration, "D02", "info")


@pytest.mark.parametrize("wrong", ["gb18030", "latin-1"])
def test_d03_destroyed_text(kit, wrong):
    error = kit.broken(kit.csv().encode().decode(wrong, "replace").encode(), "a.csv")
    assert error.code == "D03"
    assert "重新导出" in error.zh


def test_d03_destroyed_names_are_not_used(kit):
    declaration = kit.one(kit.csv({"商品名称": "医用外科口罩".encode().decode("gb18030")}), "a.csv")
    assert declaration.lines[0].name is None
    assert "lines[0].name" in declaration.unreadable
    assert outcome(declaration) in ("review", "fail")


def test_d04_a_file_that_ends_inside_a_character(kit):
    error = kit.broken(kit.csv({"生产厂商": "示例公司"}).encode("gb18030")[:-3], "a.csv")
    assert error.code == "D04"
    assert "byte" in error.where


def test_d05_an_encoding_that_is_not_the_declared_one(kit):
    text = '<?xml version="1.0" encoding="GB2312"?>' + kit.message()
    assert note(kit.one(text, "a.xml"), "D05", "warning")


@pytest.mark.parametrize("number", [5.207201905794386e17, "5.20720E+17", 9.1999999999999e17])
def test_d06_eighteen_digits_that_a_spreadsheet_ruined_are_never_guessed(kit, number):
    row = {**kit.row, "境内发货人统一社会信用代码": number}
    declaration = kit.one(kit.xlsx({"表": [list(row), list(row.values())]}), "a.xlsx")
    said = note(declaration, "D06", "error")
    assert "文本" in said.zh
    assert declaration.consignor.uscc is None
    assert "consignor.uscc" in declaration.unreadable
    assert outcome(declaration) in ("review", "fail")


@pytest.mark.parametrize("code", ["6307900010.0", "6307.9000.10", "6307 9000 10", "63079000.10"])
def test_d07_dotted_and_spaced_codes(kit, code):
    declaration = kit.one(kit.csv({"商品编号": code}), "a.csv")
    assert note(declaration, "D07", "info")
    assert declaration.lines[0].hs_code == "6307900010"


def test_d08_codes_of_other_lengths(kit):
    eight = kit.one(kit.csv({"商品编号": "63079000"}), "a.csv")
    said = note(eight, "D08", "warning")
    assert "6307900010" in said.zh
    assert outcome(eight) != "pass"
    thirteen = kit.one(kit.csv({"商品编号": "6307900010101"}), "a.csv")
    assert note(thirteen, "D08", "info")
    assert (thirteen.lines[0].hs_code, thirteen.lines[0].ciq_code) == ("6307900010", "101")
    assert outcome(kit.one(kit.csv({"商品编号": "630790"}), "a.csv")) != "pass"


def test_d09_a_lost_leading_zero_is_not_invented(kit):
    """No controlled goods are of chapters 01 to 09, so nine digits are no code of ours."""
    declaration = kit.one(kit.csv({"商品编号": "630790001"}), "a.csv")
    assert note(declaration, "D09", "error")
    assert declaration.lines[0].hs_code is None
    assert outcome(declaration) != "pass"


def test_d10_a_code_of_another_day_is_a_finding():
    from bases import declaration

    report = Checker(REGISTRIES, today=DAY).check(declaration("after-repeal", {"lines.0.hs_code": "6307900010"}))
    (finding,) = (f for f in report.lines[0].findings if f.rule == "CN-HS-NOT-IN-FORCE")
    assert "6307901010" in finding.message.zh


@pytest.mark.parametrize(("column", "text", "used"), [("监管方式", "110", "0110"), ("成交计量单位", "7", "007")])
def test_d11_lost_zeros(kit, column, text, used):
    declaration = kit.one(kit.csv({column: text}), "a.csv")
    assert used in note(declaration, "D11", "info").zh
    assert used in (declaration.trade_mode, declaration.lines[0].unit)


def test_d12_units(kit):
    declaration = kit.one(kit.csv({"成交计量单位": "PCS"}), "a.csv")
    assert (note(declaration, "D12", "info"), declaration.lines[0].unit)[1] == "007"
    declaration = kit.one(kit.csv({"成交计量单位": "万个", "成交数量": "10"}), "a.csv")
    assert (declaration.lines[0].quantity, declaration.lines[0].unit) == (Decimal(100000), "007")
    declaration = kit.one(kit.csv({"成交计量单位": "纸箱", "成交数量": "10"}), "a.csv")
    assert note(declaration, "D12", "warning")
    assert declaration.lines[0].quantity == Decimal(10)


@pytest.mark.parametrize("text", ["10万", "100,000", "100 000", "１０００００", "100.000,00"])
def test_d13_ways_to_write_a_quantity(kit, text):
    declaration = kit.one(kit.csv({"成交数量": text}, delimiter=";"), "a.csv")
    assert declaration.lines[0].quantity == Decimal(100000)
    assert note(declaration, "D13", "info")


def test_d13_a_comma_that_may_be_either(kit):
    declaration = kit.one(kit.csv({"成交数量": "1,5"}, delimiter=";"), "a.csv")
    assert note(declaration, "D13", "error")
    assert declaration.lines[0].quantity is None


@pytest.mark.parametrize("text", ["-1", "0", "NaN", "约1000", "若干"])
def test_d14_quantities_that_are_none(kit, text):
    declaration = kit.one(kit.csv({"成交数量": text}), "a.csv")
    assert note(declaration, "D14", "error")
    assert declaration.lines[0].quantity is None
    assert outcome(declaration) != "pass"


def test_d15_full_width_and_invisible_characters(kit):
    declaration = kit.one(kit.csv({"合同协议号": "ＨＴ－２０２０\u200b"}), "a.csv")
    assert note(declaration, "D15", "info")
    declaration = kit.one(kit.csv({"商品名称": "\u3000医用外科口罩\u00a0"}), "a.csv")
    assert declaration.lines[0].name == "医用外科口罩"


def test_d16_look_alike_separators(kit):
    assert note(kit.one(kit.csv({"规格型号": "1｜0｜布"}), "a.csv"), "D16", "warning")


def test_d17_missing_elements(kit):
    declaration = kit.one(kit.csv({"商品编号": "9025199010", "规格型号": "1|0|红外"}), "a.csv")
    assert "品牌" in note(declaration, "D17", "warning").zh


def test_d18_a_text_that_the_client_cuts(kit):
    assert note(kit.one(kit.csv({"商品名称": "口罩" * 64}), "a.csv"), "D18", "warning")


def test_d19_positional_fields(kit):
    assert note(kit.xml({"DataSource": "1"}), "D19", "warning")
    assert note(kit.xml({"DataSource": "7    "}), "D19", "error")
    assert kit.xml({"DataSource": "1    "}).lines[0].mask_standard_basis == "foreign"


def test_d20_origin_and_destination_swapped(kit):
    swapped = kit.xml(None, {"OriginCountry": "DEU", "DestinationCountry": "CHN"})
    assert (swapped.destination, swapped.lines[0].origin) == ("DE", "CN")
    straight = kit.xml(None, {"OriginCountry": "CHN", "DestinationCountry": "DEU"})
    assert straight.destination == "DE"
    assert note(straight, "D20", "warning")


@pytest.mark.parametrize("text", ["美国", "USA", "US", "U.S.A.", "United States", "502", "840"])
def test_d21_ways_to_write_a_country(kit, text):
    values = {"运抵国(地区)": text, "最终目的国(地区)": ""}
    assert kit.one(kit.csv(values), "a.csv").destination == "US"


@pytest.mark.parametrize(
    ("text", "code"), [("香港", "HK"), ("中国香港", "HK"), ("Hong Kong", "HK"), ("台湾", "TW"), ("澳门", "MO")]
)
def test_d22_regions(kit, text, code):
    assert kit.one(kit.csv({"运抵国(地区)": text, "最终目的国(地区)": ""}), "a.csv").destination == code


@pytest.mark.parametrize("text", ["EU", "欧盟"])
def test_d22_a_union_is_no_country(kit, text):
    declaration = kit.one(kit.csv({"运抵国(地区)": text, "最终目的国(地区)": ""}), "a.csv")
    assert note(declaration, "D22", "error")
    assert declaration.destination is None
    assert outcome(declaration) != "pass"


def test_d23_one_number_for_a_country_and_a_currency(kit):
    declaration = kit.one(kit.csv({"运抵国(地区)": "502", "最终目的国(地区)": "502", "币制": "502"}), "a.csv")
    assert (declaration.destination, declaration.lines[0].currency) == ("US", "USD")


@pytest.mark.parametrize("text", ["2020/4/5", "20200405", "2020年4月5日", "05-APR-20", "5 April 2020", "2020.04.05"])
def test_d24_ways_to_write_a_day(kit, text):
    declaration = kit.one(kit.csv({"申报日期": text}), "a.csv")
    assert declaration.declared_on == date(2020, 4, 5)
    assert note(declaration, "D24", "info")


def test_d24_days_that_are_none_or_could_be_two(kit):
    for text in ("4/5/2020", "2020-02-30"):
        declaration = kit.one(kit.csv({"申报日期": text}), "a.csv")
        assert note(declaration, "D24", "error")
        assert declaration.declared_on is None
        assert outcome(declaration) != "pass"
    assert note(kit.one(kit.csv({"申报日期": "43926"}), "a.csv"), "D24", "warning")


def test_d25_a_head_above_the_goods_and_rows_that_belong_together(kit):
    rows = [["境内发货人", "示例公司"], ["运抵国", "德国"], ["商品编号", "商品名称"], ["6307900010", "口罩"]]
    assert kit.one(kit.xlsx({"表": rows}), "a.xlsx").destination == "DE"
    rows = [["报关单号", "商品编号", "商品名称"], ["1", "6307900010", "口罩"], ["", "6307900010", "口罩"]]
    assert note(kit.one(kit.xlsx({"表": rows}), "a.xlsx"), "D25", "warning")


def test_d26_totals_and_hidden_sheets(kit):
    rows = [["商品编号", "商品名称", "数量"], ["6307900010", "口罩", "5"], ["合计", "", "5"]]
    assert note(kit.one(kit.xlsx({"表": rows}), "a.xlsx"), "D26", "info")
    assert note(kit.one(kit.xlsx({"表": rows}, hidden=["表"]), "a.xlsx"), "D26")


@pytest.mark.parametrize(
    "cell",
    ['<c r="@" t="e"><v>#REF!</v></c>', '<c r="@"><f>A1</f></c>', '<c r="@" t="str"><f>A1&amp;B1</f><v></v></c>'],
)
def test_d27_cells_without_a_value(kit, cell):
    rows = [["商品编号", "商品名称", "批号"], ["6307900010", "口罩", kit.raw(cell)]]
    declaration = kit.one(kit.xlsx({"表": rows}), "a.xlsx")
    assert note(declaration, "D27", "error").where.endswith("C2")
    assert "lines[0].lot" in declaration.unreadable


def test_d28_files_of_another_type_than_their_name(kit):
    book = kit.xlsx({"表": [["商品编号", "商品名称"], ["6307900010", "口罩"]]})
    assert kit.one(book, "a.csv").lines[0].name == "口罩"
    assert kit.one(kit.csv(), "a.xlsx").lines[0].hs_code == "6307900010"
    html = kit.broken("<html><table><tr><td>商品编号</td></tr></table></html>", "a.xls")
    assert (html.code, "另存" in html.zh) == ("D28", True)


def test_d29_a_password(kit):
    """What a protected workbook is: a container with the encrypted package."""
    error = kit.broken(_container("EncryptedPackage"), "a.xlsx")
    assert error.code == "D29"
    assert "密码" in error.zh


def _container(name: str) -> bytes:
    """A compound file with one stream, four sectors of zeros."""
    import struct

    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *range(3, 10), 0xFFFFFFFE, *[0xFFFFFFFF] * 118)

    def entry(title: str, kind: int, start: int, size: int) -> bytes:
        text = title.encode("utf-16-le") + b"\0\0"
        return (
            text.ljust(64, b"\0")
            + struct.pack("<HBB3I", len(text), kind, 1, *[0xFFFFFFFF] * 3)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0) + entry(name, 2, 2, 4096) + bytes(256)
    return header + table + directory + bytes(8 * 512)


def test_d30_columns(kit):
    assert note(kit.one(kit.csv({"内部编号": "7"}), "a.csv"), "D30", "warning")
    declaration = kit.one(kit.csv({"品名": "防护服"}), "a.csv")
    assert note(declaration, "D30", "error")
    assert declaration.lines[0].name is None
    assert outcome(declaration) != "pass"


def test_d31_a_head_that_rows_do_not_agree_on(kit):
    declaration = kit.one(kit.csv({"报关单号": "1"}, {"报关单号": "1", "运抵国(地区)": "法国"}), "a.csv")
    assert note(declaration, "D31", "warning")
    assert "destination" in declaration.unreadable


def test_d32_line_numbers(kit):
    rows = [{"报关单号": "1", "项号": number} for number in ("1", "1", "3")]
    declaration = kit.one(kit.csv(*rows), "a.csv")
    assert note(declaration, "D32", "warning")
    assert [line.number for line in declaration.lines] == [1, 2, 3]
    rows = [{"报关单号": "1", "项号": str(n)} for n in range(1, 52)]
    assert note(kit.one(kit.csv(*rows), "a.csv"), "D32")


def test_d33_the_same_declaration_twice(tmp_path):
    for name in ("a", "b", "c"):
        changes = {"id": "DEMO-2"} if name == "c" else {}
        (tmp_path / f"{name}.json").write_text(json.dumps(base("mask", changes)), encoding="utf-8")
    one, two, three = Checker(REGISTRIES, today=DAY).check_many(read_declarations(tmp_path))
    assert [n.code for n in one.notes] == []
    (said,) = (n for n in two.notes if n.code == "D33")
    assert "a.json" in said.message.zh
    assert "a.json" in said.message.en
    assert [n.code for n in three.notes] == []
    assert one.outcome == two.outcome


def test_d34_amounts_that_do_not_agree(kit):
    declaration = kit.one(kit.csv({"成交数量": "100", "单价": "0.35", "总价": "3500"}), "a.csv")
    assert "3500" in note(declaration, "D34", "warning").zh
    for price, total in (("0.35", "35"), ("0.3333", "33.33"), ("0.33", "33.33")):
        declaration = kit.one(kit.csv({"成交数量": "100", "单价": price, "总价": total}), "a.csv")
        assert "D34" not in [n.code for n in declaration.notes]


@pytest.mark.parametrize("text", ["苏械注准 2018 2140001", "苏械注准２０１８２１４０００１", "苏械注准20182140001号"])
def test_d35_ways_to_write_a_registration_number(text):
    from bases import declaration

    assert outcome(declaration("mask", {"lines.0.certificate_number": text})) == "pass"


@pytest.mark.parametrize("text", ["苏械注准2018214000l", "苏械注准2018214O001", "苏械注淮20182140001"])
def test_d35_a_number_that_is_almost_right_does_not_pass(text):
    from bases import declaration

    assert outcome(declaration("mask", {"lines.0.certificate_number": text})) != "pass"


@pytest.mark.parametrize(
    ("name", "passes"),
    [
        ("苏州示例云岫医疗用品有限责任公司", True),
        ("苏州示例云岫医疗用品有限公司 ", True),
        ("苏州示例云岫醫療用品有限公司", True),
        ("苏州示例云岫医疗科技有限公司", False),
    ],
)
def test_d36_ways_to_write_a_company(name, passes):
    from bases import declaration

    changes = {"lines.0.manufacturer.name": name, "lines.0.manufacturer.uscc-": 0}
    assert (outcome(declaration("mask", changes)) == "pass") is passes


def test_d37_brand_type_and_benefit(kit):
    assert note(kit.one(kit.csv({"规格型号": "1|3|布"}), "a.csv"), "D37", "warning")


def test_d38_medical_and_not(kit):
    from bases import declaration

    assert outcome(declaration("mask", {"lines.0.name": "医用外科口罩（非医用）"})) != "pass"


def test_d39_several_goods_in_one_line():
    from bases import declaration

    assert outcome(declaration("mask", {"lines.0.name": "医用外科口罩/医用防护服一批"})) != "pass"
    assert outcome(declaration("after-repeal", {"lines.0.name": "口罩、防护服、额温枪一批"})) != "pass"


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><DecMessage/>',
        '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><DecMessage>&c;</DecMessage>',
        "<a>" * 100 + "</a>" * 100,
    ],
)
def test_d40_hostile_xml(kit, text):
    assert kit.broken(text, "a.xml").code == "D40"


def test_d41_escapes(kit):
    declaration = kit.xml(None, {"GName": "医用&lt;外科&gt;口罩"})
    assert note(declaration, "D41", "warning")
    error = kit.broken(kit.message().replace("示例进出口", "示例&进出口"), "a.xml")
    assert error.code == "D41"
    assert "line" in error.where
    assert "column" in error.where


@pytest.mark.parametrize("text", ["null", "无", "/", "-", "N/M"])
def test_d42_words_for_nothing(kit, text):
    assert note(kit.one(kit.csv({"批号": text}), "a.csv"), "D42", "info")
    assert kit.one(kit.csv({"批号": text}), "a.csv").lines[0].lot is None
    assert kit.one(kit.csv({"境外收货人": "NO"}), "a.csv").consignee is None


PERSONAL = ("13800001111", "张三丰", "zhang@example.org", "ICCARD0007", "SIGNATURE==", "CERT==")


def test_d43_personal_data_reaches_no_report(kit, tmp_path, caplog):
    """People, phones, cards, signatures: wherever a message or a dossier has them."""
    phone, person, mail, card, signature, certificate = PERSONAL
    rest = (
        f"<DecSign><OperName>{person}</OperName><ICCode>{card}</ICCode><Sign>{signature}</Sign>"
        f"<Certificate>{certificate}</Certificate></DecSign><DecUsers><DecUser><UseOrgPersonCode>{person}"
        f"</UseOrgPersonCode><UseOrgPersonTel>{phone}</UseOrgPersonTel></DecUser></DecUsers>"
    )
    head = {"TypistNo": card, "InputerName": person, "DeclareName": person, "ContactTel": phone, "Email": mail}
    (tmp_path / "a.xml").write_text(kit.message(head, rest=rest), encoding="utf-8")
    dossier = {"contact": {"name": person, "phone": phone, "e-mail": mail}, "statements": []}
    (tmp_path / "a.dossier.json").write_text(json.dumps(dossier), encoding="utf-8")
    table = kit.csv({"联系人": person, "电话": phone, "邮箱": mail, "申报人员": person})
    (tmp_path / "b.csv").write_text(table, encoding="utf-8")
    caplog.set_level("DEBUG")
    checker = Checker(REGISTRIES, today=DAY, trace=True)
    for report in checker.check_many(read_declarations(tmp_path)):
        text = report.to_json() + caplog.text
        assert {word for word in PERSONAL if word in text} == set()


def test_d44_archives_with_chinese_names(kit, tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("??????.csv", kit.csv())
        archive.writestr("Thumbs.db", b"x")
        archive.writestr("__MACOSX/a.csv", kit.csv())
        archive.writestr("../../evil.csv", kit.csv())
    packed = out.getvalue().replace(b"??????.csv", "报关单".encode("gb18030") + b".csv")
    results = read_bytes(packed, "a.zip")
    sources = [r.source if isinstance(r, Declaration) else r.code for r in results]
    assert "a.zip/报关单.csv" in sources
    assert len(results) == 2  # the one that would lie outside is told, the by-products are not read
    assert list(tmp_path.iterdir()) == []


def test_d45_formulas_in_cells_are_texts(kit):
    declaration = kit.one(kit.csv({"批号": '"=""0012"""'}), "a.csv")
    assert note(declaration, "D45", "info")
    assert declaration.lines[0].lot == "0012"


def test_there_is_a_test_for_each_defect():
    text = Path(__file__).read_text("utf-8")
    assert [n for n in range(1, 46) if f"def test_d{n:02}_" not in text] == []
