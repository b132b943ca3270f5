"""Flat tables: grouping, headings, encodings, what spreadsheets do to values."""

from __future__ import annotations

import csv
import io
import tomllib
from datetime import date
from decimal import Decimal

import pytest

from supplycheck.declaration import Declaration, Statement
from supplycheck.readers import headings
from supplycheck.root import root

TEMPLATE = (
    "报关单号,预录入编号,申报日期,境内发货人,境内发货人统一社会信用代码,境外收货人,生产销售单位,生产销售单位统一社会信用代码,申报单位,出境关别,离境口岸,"
    "运输方式,监管方式,征免性质,合同协议号,贸易国(地区),运抵国(地区),指运港,成交方式,件数,包装种类,毛重(千克),净重(千克),随附单证,标记唛码及备注,项号,"
    "商品编号,商品名称,规格型号,成交数量,成交计量单位,法定数量,法定计量单位,单价,总价,币制,原产国(地区),最终目的国(地区),境内货源地,征免,生产厂商,品牌,型号,"
    "批号,医疗器械注册证号,执行标准,是否医用,随附声明"
)


def grid(kit, *rows, drop=()):
    """The rows of a table as cells, for a workbook."""
    return [list(row) for row in csv.reader(io.StringIO(kit.csv(*rows, drop=drop)))]


def test_the_fields_of_a_table(kit):
    declaration = kit.one(kit.csv(), "a.csv")
    line = declaration.lines[0]
    assert declaration.notes == []
    assert (declaration.id, declaration.declared_on) == ("HT-2020-01", date(2020, 5, 8))
    assert (declaration.customs_office, declaration.trade_mode) == ("2248", "0110")
    assert (declaration.destination, declaration.consignee.name_en) == ("DE", "Example Import GmbH")
    assert declaration.consignor.uscc == "91999999MA0000001N"
    assert (line.hs_code, line.quantity, line.unit, line.currency) == ("6307900010", Decimal(100000), "007", "USD")
    assert (line.origin, line.destination, line.medical) == ("CN", "DE", True)
    assert (line.manufacturer.name, line.lot) == ("示例医疗用品制造有限公司", "20200418")
    assert (line.certificate_number, line.certificate_at) == ("苏械注准20182140611", "医疗器械注册证号")
    assert line.at["hs_code"] == "a.csv:2 商品编号"


def test_every_heading_of_the_template_is_known():
    columns = headings.understand(TEMPLATE.split(","))
    assert columns.unknown == ()
    assert columns.usable


def test_no_heading_means_two_things():
    table = tomllib.loads((root() / "codes" / "headings.toml").read_text(encoding="utf-8"))
    seen: dict[str, str] = {}
    for section in ("declaration", "line"):
        for name, known in table[section].items():
            for heading in known:
                field = f"{section}.{name}"
                assert seen.setdefault(headings.folded(heading), field) == field, heading
    for heading in table["ignored"]["headings"]:
        assert headings.folded(heading) not in seen, heading


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("抵运国", "declaration.destination"),
        ("HSCODE", "line.hs_code"),
        ("海关编码", "line.hs_code"),
        ("商品编号 HS Code", "line.hs_code"),
        ("申报要素", "line.model"),
        ("单价(USD)", "line.unit_price"),
        ("  品  名：", "line.name"),
        ("最终目的国（地区）", "line.destination"),
        ("毛重KG", headings.IGNORED),
        ("星座", None),
    ],
)
def test_synonyms(heading, field):
    assert headings.KNOWN.field_of(heading) == field


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encodings_and_delimiters(kit, codes_of, codec, delimiter):
    text = kit.csv(delimiter=delimiter)
    declaration = kit.one(text.encode(codec), "a.csv")
    assert declaration.lines[0].name == "医用外科口罩"
    assert codes_of(declaration) == {"gb18030": ["D01"], "utf-16": ["D02"]}.get(codec, [])


def test_a_file_cut_inside_a_character(kit):
    text = kit.csv().rstrip()
    utf8, gbk = text.encode(), text.encode("gb18030")
    assert kit.broken(utf8[:-1], "a.csv").code == "D04"
    assert kit.broken(gbk[:-1], "a.csv").code == "D04"
    error = kit.broken(utf8[:200] + b"\xff" + utf8[200:], "a.csv")
    assert (error.code, error.where) == ("D03", "byte 200")


def test_a_last_row_that_is_cut_off(kit, codes_of):
    text = kit.csv({}, {"项号": "2"}).rstrip()
    declaration = kit.one(text[: text.rindex("个")], "a.csv")
    assert codes_of(declaration)[-1] == "D04"
    assert declaration.unreadable == ["lines"]
    assert kit.one(kit.csv({}, {"项号": "2"}).rstrip(), "a.csv").unreadable == []


def test_text_that_was_destroyed_before(kit):
    ruined = kit.csv().encode().decode("gb18030", "replace")
    assert kit.broken(ruined, "a.csv").code == "D03"
    declaration = kit.one(kit.csv({"商品名称": "鍖荤敤鍙ｇ僵"}), "a.csv")
    assert declaration.lines[0].name is None
    assert declaration.unreadable == ["lines[0].name"]


def test_no_known_headings(kit):
    assert kit.broken("a,b,c\n1,2,3\n", "a.csv").code == "D30"
    assert kit.broken("商品编号,商品名称\n", "a.csv").code == "no-lines"


def test_a_quotation_mark_that_swallows_rows(kit):
    text = kit.csv({}, {"项号": "2"}, {"项号": "3"}).replace("样例牌", '"样例牌', 1)
    text = text.replace(',1|0|聚丙烯无纺布|||"', ',"1|0|聚丙烯无纺布|||', 1)
    assert kit.broken(text, "a.csv").code == "D41"


# --- grouping ------------------------------------------------------------------------------------------------------


def test_several_declarations_in_one_table(kit):
    text = kit.csv(
        {"报关单号": "224820200000000101", "合同协议号": "A"},
        {"报关单号": "224820200000000102", "合同协议号": "A"},
        {"报关单号": "224820200000000101", "合同协议号": "A", "项号": "2"},
        {"预录入编号": "P1"},
        {"合同协议号": "B"},
    )
    results = kit.results(text, "a.csv")
    assert [(r.position, r.id, len(r.lines)) for r in results] == [
        (1, "224820200000000101", 2),
        (2, "224820200000000102", 1),
        (3, "P1", 1),
        (4, "B", 1),
    ]


def test_ruined_declaration_numbers_do_not_merge_declarations(kit):
    text = kit.csv(
        {"报关单号": "2.2482E+17", "合同协议号": "A"},
        {"报关单号": "2.2482E+17", "合同协议号": "B"},
    )
    first, second = kit.results(text, "a.csv")
    assert (first.id, second.id) == ("A", "B")
    assert first.unreadable == second.unreadable == ["id"]
    text = kit.csv(
        {"报关单号": "2.2482E+17"}, {"报关单号": "2.2482E+17", "境外收货人": "Other SA"}, drop=["合同协议号"]
    )
    assert len(kit.results(text, "a.csv")) == 2


def test_a_row_without_a_number_belongs_to_the_row_above(kit, codes_of):
    head = (
        "申报日期",
        "境内发货人",
        "境内发货人统一社会信用代码",
        "境外收货人",
        "出境关别",
        "监管方式",
        "合同协议号",
        "运抵国(地区)",
    )
    declaration = kit.one(kit.csv({}, {**dict.fromkeys(head, ""), "项号": "2"}), "a.csv")
    assert [line.number for line in declaration.lines] == [1, 2]
    assert codes_of(declaration) == ["D25"]


def test_a_row_without_a_number_and_with_another_exporter_stands_alone(kit):
    results = kit.results(kit.csv({}, {"合同协议号": "", "境内发货人": "示例另一家有限公司"}), "a.csv")
    assert [r.consignor.name for r in results] == ["示例进出口有限公司", "示例另一家有限公司"]


def test_heads_that_disagree(kit, codes_of):
    declaration = kit.one(kit.csv({}, {"项号": "2", "境外收货人": "Other SA"}), "a.csv")
    assert declaration.consignee.name == "Example Import GmbH"
    assert codes_of(declaration) == ["D31"]
    assert declaration.notes[0].where == "a.csv:3 境外收货人"


def test_a_head_field_found_further_down(kit):
    declaration = kit.one(kit.csv({"境外收货人": ""}, {"项号": "2"}), "a.csv")
    assert declaration.consignee.name == "Example Import GmbH"
    assert declaration.at["consignee"] == "a.csv:3 境外收货人"


def test_an_unquoted_comma_that_shifts_the_columns(kit, codes_of):
    text = kit.csv().replace("100000,个", "100,000,个")
    declaration = kit.one(text, "a.csv")
    assert "lines[0]" in declaration.unreadable
    assert "D41" in codes_of(declaration)


def test_totals_footers_and_empty_rows(kit, codes_of):
    text = kit.csv() + ",,,,,,,,,合计,,,,100000\r\n,,,,,,\r\n备注：示例\r\n"
    declaration = kit.one(text, "a.csv")
    assert len(declaration.lines) == 1
    assert codes_of(declaration) == ["D26", "D26"]


def test_a_lot_that_only_looks_like_a_number_stays(kit):
    declaration = kit.one(kit.csv({"批号": "2E05"}), "a.csv")
    assert declaration.lines[0].lot == "2E05"
    assert declaration.unreadable == []


def test_the_foot_of_the_printed_form_is_no_goods(kit, codes_of):
    text = kit.csv() + "特殊关系确认：否,,,,,价格影响确认：否\r\n报关人员,,,,,,电话\r\n"
    declaration = kit.one(text, "a.csv")
    assert len(declaration.lines) == 1
    assert codes_of(declaration) == ["D26", "D26"]


def test_unknown_headings_are_one_note(kit, codes_of):
    declaration = kit.one(kit.csv({"星座": "狮子", "血型": "O"}), "a.csv")
    assert codes_of(declaration) == ["D30"]
    assert "星座、血型" in declaration.notes[0].zh


def test_two_columns_for_one_field(kit, codes_of):
    same = kit.one(kit.csv({"数量": "100000"}), "a.csv")
    assert (same.notes, same.lines[0].quantity) == ([], Decimal(100000))
    differ = kit.one(kit.csv({"数量": "5"}), "a.csv")
    assert codes_of(differ) == ["D30"]
    assert differ.unreadable == ["lines[0].quantity"]
    assert differ.lines[0].quantity is None


def test_rows_above_the_headings(kit, codes_of):
    declaration = kit.one("出口货物报关单\r\n合同号：,HT-9\r\n" + kit.csv(), "a.csv")
    assert declaration.lines[0].at["hs_code"] == "a.csv:4 商品编号"
    assert codes_of(declaration) == ["D25"]


# --- values --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "text", "code", "severity", "value"),
    [
        ("商品编号", "6307.9000.10", "D07", "info", ("hs_code", "6307900010")),
        ("商品编号", "6307 9000 10", "D07", "info", ("hs_code", "6307900010")),
        ("商品编号", "6307900010.0", "D07", "info", ("hs_code", "6307900010")),
        ("商品编号", "６３０７９０００１０", "D07", "info", ("hs_code", "6307900010")),
        ("商品编号", "63079000", "D08", "warning", ("hs_code", "63079000")),
        ("商品编号", "6307900010999", "D08", "info", ("ciq_code", "999")),
        ("成交计量单位", "PCS", "D12", "info", ("unit", "007")),
        ("成交计量单位", "7", "D11", "info", ("unit", "007")),
        ("成交计量单位", "CTN", "D12", "warning", ("unit", "120")),
        ("成交计量单位", "撮", "D12", "warning", ("unit", "撮")),
        ("成交数量", "10万", "D13", "info", ("quantity", Decimal(100000))),
        ("成交数量", "１００", "D13", "info", ("quantity", Decimal(100))),
        ("成交数量", "1 000", "D13", "info", ("quantity", Decimal(1000))),
        ("成交数量", "1.000,00", "D13", "info", ("quantity", Decimal(1000))),
        ("成交数量", "1,5", "D13", "error", ("quantity", None)),
        ("成交数量", "1E+05", "D06", "error", ("quantity", None)),
        ("成交数量", "约1000", "D14", "error", ("quantity", None)),
        ("成交数量", "-1", "D14", "error", ("quantity", None)),
        ("单价", "$0.35", "D13", "info", ("unit_price", Decimal("0.35"))),
        ("最终目的国(地区)", "Germany", "D21", "info", ("destination", "DE")),
        ("最终目的国(地区)", "Atlantis", "D21", "error", ("destination", None)),
        ("币制", "美金", "D11", "info", ("currency", "USD")),
        ("批号", "/", "D42", "info", ("lot", None)),
        ("批号", "2.02004E+07", "D06", "error", ("lot", None)),
        ("是否医用", "也许", "not-one-of", "error", ("medical", None)),
        ("执行标准", "#N/A", "D27", "error", ("standard", None)),
        ("批号", '"=""0012"""', "D45", "info", ("lot", "0012")),
        ("规格型号", "1丨0丨聚丙烯", "D16", "warning", ("model", "1丨0丨聚丙烯")),
    ],
)
def test_repairs_are_noted(kit, column, text, code, severity, value):
    declaration = kit.one(kit.csv({column: text}, drop=[] if column == "单价" else ["总价"]), "a.csv")
    attribute, expected = value
    assert getattr(declaration.lines[0], attribute) == expected
    assert [(note.code, note.severity) for note in declaration.notes] == [(code, severity)]
    assert declaration.notes[0].where == f"a.csv:2 {column}"
    assert declaration.unreadable == ([f"lines[0].{attribute}"] if severity == "error" else [])


@pytest.mark.parametrize(
    ("text", "expected", "code"),
    [
        ("2020/5/8", date(2020, 5, 8), "D24"),
        ("20200508", date(2020, 5, 8), "D24"),
        ("2020年5月8日", date(2020, 5, 8), "D24"),
        ("08-MAY-20", date(2020, 5, 8), "D24"),
        ("2020.5.8", date(2020, 5, 8), "D24"),
        ("13/5/2020", date(2020, 5, 13), "D24"),
        ("43959", date(2020, 5, 8), "D24"),
        ("5/8/2020", None, "D24"),
        ("2020-02-30", None, "D24"),
        ("昨天", None, "D24"),
    ],
)
def test_dates(kit, codes_of, text, expected, code):
    declaration = kit.one(kit.csv({"申报日期": text}), "a.csv")
    assert declaration.declared_on == expected
    assert codes_of(declaration) == [code]
    assert declaration.unreadable == ([] if expected else ["declared_on"])


def test_lost_zeros_of_mode_and_office(kit, codes_of):
    declaration = kit.one(kit.csv({"监管方式": "110", "出境关别": "101"}), "a.csv")
    assert (declaration.trade_mode, declaration.customs_office) == ("0110", "0101")
    assert codes_of(declaration) == ["D11", "D11"]


@pytest.mark.parametrize("text", ["9.13102E+17", "9.19999999999999E+17", "９.１Ｅ＋１７", "913101990000000000"])
def test_a_ruined_credit_code_is_told_and_never_invented(kit, text):
    declaration = kit.one(kit.csv({"境内发货人统一社会信用代码": text}), "a.csv")
    assert declaration.consignor.uscc is None
    assert declaration.consignor.name == "示例进出口有限公司"
    assert declaration.unreadable == ["consignor.uscc"]
    note = declaration.notes[0]
    assert (note.code, note.severity) == ("D06", "error")
    assert text in note.zh
    assert "913102000000000000" not in repr(declaration)


def test_quantity_with_its_unit(kit):
    line = kit.one(kit.csv({"成交数量": "100000个"}, drop=["成交计量单位"]), "a.csv").lines[0]
    assert (line.quantity, line.unit) == (Decimal(100000), "007")
    line = kit.one(kit.csv({"数量及单位": '"300千克\n\n10万个"'}, drop=["成交计量单位", "成交数量"]), "a.csv").lines[0]
    assert (line.quantity, line.unit) == (Decimal(100000), "007")


def test_name_and_model_in_one_column(kit):
    text = kit.csv({"商品名称及规格型号": '"医用外科口罩\n1|0|聚丙烯"'}, drop=["商品名称", "规格型号"])
    line = kit.one(text, "a.csv").lines[0]
    assert (line.name, line.model) == ("医用外科口罩", "1|0|聚丙烯")


def test_countries_that_were_swapped_as_in_a_message(kit, codes_of):
    declaration = kit.one(kit.csv({"原产国(地区)": "德国", "最终目的国(地区)": "中国"}), "a.csv")
    assert (declaration.lines[0].origin, declaration.lines[0].destination) == ("CN", "DE")
    assert codes_of(declaration) == ["D20"]


def test_device_number_in_the_model_where_the_column_is_empty(kit):
    row = {"医疗器械注册证号": "", "规格型号": "1|0|注册证号：苏械注准20182140611"}
    line = kit.one(kit.csv(row), "a.csv").lines[0]
    assert (line.certificate_number, line.certificate_at) == ("苏械注准20182140611", "model")
    remark = kit.one(kit.csv({"医疗器械注册证号": "", "备注": "N/M 苏械注准20182140611"}), "a.csv").lines[0]
    assert (remark.certificate_number, remark.certificate_at) == ("苏械注准20182140611", "备注")


# --- statements ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("出口医疗物资声明", None),
        ("有", None),
        ("出口医疗物资声明（公告2020年第5号）", "announcement-5"),
        ("No.5", "announcement-5"),
        ("第12号公告附件2", "announcement-12-medical"),
        ("出口方和进口方共同声明", "announcement-12-joint"),
        ("Joint Declaration", "announcement-12-joint"),
        ("announcement-12-medical", "announcement-12-medical"),
    ],
)
def test_a_statement_that_a_cell_names(kit, text, form):
    declaration = kit.one(kit.csv({"随附声明": text}), "a.csv")
    assert declaration.statements_told
    assert declaration.dossier.complete
    assert declaration.dossier.statements == [Statement(form=form, lines=[1], named_only=True)]
    assert declaration.dossier.lines[1].documents == []


@pytest.mark.parametrize("text", ["", "无", "否", "没有"])
def test_an_empty_cell_says_that_there_is_no_statement(kit, text):
    declaration = kit.one(kit.csv({"随附声明": text}), "a.csv")
    assert declaration.statements_told
    assert declaration.dossier.statements == []


def test_without_the_column_nothing_is_told(kit):
    declaration = kit.one(kit.csv(drop=["随附声明"]), "a.csv")
    assert not declaration.statements_told
    assert declaration.dossier is None


def test_column_and_sidecar(kit):
    merged = kit.one(kit.csv(), "a.csv", '{"lines": {"1": {"medical": true}}}')
    assert [statement.named_only for statement in merged.dossier.statements] == [True]
    assert merged.dossier.lines[1].medical is True
    sidecar = kit.one(kit.csv(), "a.csv", '{"statements": [{"form": "announcement-5"}]}')
    assert [(s.form, s.named_only) for s in sidecar.dossier.statements] == [("announcement-5", False)]
    none = kit.one(kit.csv(), "a.csv", '{"statements": []}')
    assert none.dossier.statements == []


def test_column_and_an_unreadable_sidecar(kit):
    declaration = kit.one(kit.csv(), "a.csv", "{")
    assert len(declaration.dossier.statements) == 1
    assert not declaration.dossier.complete
    assert declaration.unreadable == ["dossier"]


# --- workbooks -----------------------------------------------------------------------------------------------------


def test_a_workbook_is_read_as_the_text_table_is(kit):
    rows = grid(kit)
    rows[1][rows[0].index("商品编号")] = 6307900010
    rows[1][rows[0].index("成交数量")] = 100000.0
    rows[1][rows[0].index("单价")] = 0.35
    rows[1][rows[0].index("总价")] = 35000
    rows[1][rows[0].index("项号")] = 1
    rows[1][rows[0].index("批号")] = 20200418
    rows[1][rows[0].index("出境关别")] = 2248
    book, text = kit.one(kit.xlsx({"报关单": rows}), "a.xlsx"), kit.one(kit.csv(), "a.csv")
    assert book.notes == []
    assert book.lines[0].at["hs_code"] == "a.xlsx:报关单!K2"
    for declaration in (book, text):
        declaration.source = ""
        declaration.at = declaration.lines[0].at = {}
    assert book == text


def test_an_open_document_sheet(kit):
    rows = grid(kit)
    rows[1][rows[0].index("商品编号")] = 6307900010
    line = kit.one(kit.ods(rows), "a.ods").lines[0]
    assert (line.hs_code, line.name) == ("6307900010", "医用外科口罩")


def test_long_numbers_are_lost_in_number_cells(kit):
    rows = grid(kit)
    rows[1][rows[0].index("境内发货人统一社会信用代码")] = 913101990000000123
    rows[1][rows[0].index("报关单号")] = 520720190579438584
    declaration = kit.one(kit.xlsx({"报关单": rows}), "a.xlsx")
    assert declaration.consignor.uscc is None
    assert declaration.id == "HT-2020-01"
    assert set(declaration.unreadable) == {"consignor.uscc", "id"}
    assert "52072019057943" not in repr(declaration)


def test_dates_in_a_workbook(kit, codes_of):
    rows = grid(kit)
    rows[1][rows[0].index("申报日期")] = 43959
    declaration = kit.one(kit.xlsx({"报关单": rows}), "a.xlsx")
    assert declaration.declared_on == date(2020, 5, 8)
    assert codes_of(declaration) == ["D24"]


def test_error_cells_and_formulas_without_a_result(kit, codes_of):
    rows = grid(kit)
    rows[1][rows[0].index("总价")] = kit.raw('<c r="@" t="e"><v>#REF!</v></c>')
    rows[1][rows[0].index("单价")] = kit.raw('<c r="@"><f>A1/B1</f></c>')
    declaration = kit.one(kit.xlsx({"报关单": rows}), "a.xlsx")
    assert set(declaration.unreadable) == {"lines[0].total", "lines[0].unit_price"}
    assert codes_of(declaration) == ["D27", "D27"]


def test_the_sheet_with_the_goods_is_read(kit, codes_of):
    sheets = {
        "封面": [["示例公司报关资料"]],
        "报关单": grid(kit),
        "箱单": [["箱号", "品名", "数量"], ["1", "口罩", "5"]],
    }
    declaration = kit.one(kit.xlsx(sheets), "a.xlsx")
    assert len(declaration.lines) == 1
    assert codes_of(declaration) == ["D26"]
    assert "未读取：箱单" in declaration.notes[0].zh  # the cover has no goods that could be missed


def test_a_hidden_sheet_is_said(kit, codes_of):
    declaration = kit.one(kit.xlsx({"a": grid(kit)}, hidden=["a"]), "a.xlsx")
    assert codes_of(declaration) == ["D26"]


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
)
def test_a_damaged_workbook(kit, data):
    assert kit.broken(data, "a.xlsx").code == "D28"


def test_a_workbook_cut_off(kit):
    whole = kit.xlsx({"a": grid(kit)})
    for length in range(4, len(whole), 97):
        assert kit.broken(whole[:length], "a.xlsx").code == "D28"


def test_a_cell_in_the_last_corner_is_refused_before_it_is_laid_out(kit):
    rows = grid(kit)
    rows[1][0] = kit.raw('<c r="XFD1048576"><v>1</v></c>')
    assert kit.broken(kit.xlsx({"a": rows}), "a.xlsx").code == "D40"
    assert (
        kit.broken(kit.ods([["商品编号", "商品名称"], ["1", 2]], 'table:number-columns-repeated="16384"'), "a.ods").code
        == "D40"
    )


def test_text_and_web_pages_called_workbooks(kit):
    assert isinstance(kit.one(kit.csv(), "a.xlsx"), Declaration)
    assert kit.broken("<html><table><tr><td>商品编号</td></tr></table></html>", "a.xls").code == "D28"


# --- a head that is not one ------------------------------------------------------------------------------------------


def test_rows_that_disagree_on_where_the_goods_go_leave_it_open(kit):
    declaration = kit.one(kit.csv({}, {"项号": "2", "运抵国(地区)": "智利"}), "a.csv")
    assert "destination" in declaration.unreadable


def test_two_spellings_of_one_thing_are_no_contradiction(kit):
    other = {"项号": "2", "运抵国(地区)": "DEU", "申报日期": "2020/5/8", "监管方式": "0110"}
    declaration = kit.one(kit.csv({}, other), "a.csv")
    assert declaration.unreadable == []
    assert declaration.destination == "DE"
    assert not [n for n in declaration.notes if n.code == "D31"]


def test_a_number_that_one_row_lost_and_another_has(kit):
    ruined = {"境内发货人统一社会信用代码": "9.19999999999999E+17"}
    declaration = kit.one(kit.csv(ruined, {"项号": "2"}), "a.csv")
    assert declaration.consignor.uscc == "91999999MA0000001N"
    assert declaration.unreadable == []
    assert [n.code for n in declaration.notes] == ["D31"]


def test_rows_that_disagree_on_lesser_things_do_not(kit):
    declaration = kit.one(kit.csv({}, {"项号": "2", "件数": "7"}), "a.csv")
    assert declaration.unreadable == []


HEAD_OF_LABELS = [["境内发货人", "示例进出口有限公司", "", "运抵国（地区）", "德国"], ["申报日期", "2020-05-08"]]
GOODS = [
    ["项号", "商品编号", "商品名称", "规格型号", "成交数量", "成交计量单位"],
    ["1", "6307900010", "医用外科口罩", "平面型", "100000", "个"],
]


def test_a_head_of_labels_above_the_goods_is_read(kit):
    (declaration,) = kit.results(kit.xlsx({"Sheet1": [*HEAD_OF_LABELS, [], *GOODS]}), "a.xlsx")
    assert declaration.destination == "DE"
    assert declaration.declared_on == date(2020, 5, 8)
    assert len(declaration.lines) == len(GOODS) - 1


def test_a_head_of_labels_on_another_sheet_is_read_and_its_place_said(kit):
    (declaration,) = kit.results(kit.xlsx({"商品": GOODS, "报关单": HEAD_OF_LABELS}), "a.xlsx")
    assert declaration.destination == "DE"
    assert declaration.declared_on == date(2020, 5, 8)
    assert "报关单!" in declaration.at["destination"]
    assert any("报关单" in note.zh and "表头信息" in note.zh for note in declaration.notes)


@pytest.mark.parametrize(
    "sheets",
    [
        {"商品": GOODS, "报关单": [["运抵国", "申报日期"], ["德国", "2020-05-08"], ["法国", "2020-05-08"]]},
        {"商品": GOODS, "甲": [["运抵国", "德国"]], "乙": [["运抵国", "法国"]]},
        {"Sheet1": [["运抵国", "德国"], *GOODS, ["运抵国", "法国"], *GOODS[1:]]},
    ],
    ids=["two-rows-of-heads", "two-sheets", "stacked-forms"],
)
def test_goods_that_could_belong_to_two_heads_are_refused(kit, sheets):
    broken = kit.broken(kit.xlsx(sheets), "a.xlsx")
    assert broken.code == "head-elsewhere"
    assert "法国" in broken.zh
    assert "德国" in broken.zh


def test_the_printed_form_has_codes_beside_its_labels(kit):
    head = [
        ["境内发货人 (91999999MA0000001N)", "", "出境关别 (3104)", "申报日期"],
        ["宁波示例远航进出口有限公司", "", "北仑海关", "20200506"],
        ["监管方式 (0110)", "", "运抵国（地区）(DEU)", "指运港 (DEU000)"],
        ["一般贸易", "", "德国", "德国"],
    ]
    (declaration,) = kit.results(kit.xlsx({"Sheet1": [*head, *GOODS]}), "a.xlsx")
    assert declaration.consignor.name == "宁波示例远航进出口有限公司"
    assert declaration.consignor.uscc == "91999999MA0000001N"
    assert (declaration.destination, declaration.trade_mode) == ("DE", "0110")
    assert declaration.declared_on == date(2020, 5, 6)


def test_a_day_below_the_goods_belongs_to_the_head(kit):
    rows = [["运抵国", "德国"], [], *GOODS, [], ["申报日期：2020-05-08"]]
    (declaration,) = kit.results(kit.xlsx({"Sheet1": rows}), "a.xlsx")
    assert declaration.declared_on == date(2020, 5, 8)
    assert len(declaration.lines) == len(GOODS) - 1


def test_a_head_on_another_sheet_that_tells_neither_day_nor_place_is_refused(kit):
    broken = kit.broken(kit.xlsx({"商品": GOODS, "说明": [["随便写的"]]}), "a.xlsx")
    assert broken.code == "head-elsewhere"
    assert "说明" in broken.en


def test_a_table_that_simply_has_no_head_is_read(kit):
    (declaration,) = kit.results(kit.xlsx({"Sheet1": GOODS}), "a.xlsx")
    assert isinstance(declaration, Declaration)
    assert declaration.destination is None
