"""Workbooks with a sheet for each paper: 报关单, 箱单, 发票, 合同, 申报要素."""

from __future__ import annotations

from decimal import Decimal

import pytest

from supplycheck.errors import UnreadableInput

HEAD = [
    ["境内发货人", "示例进出口有限公司", "", "运抵国（地区）", "德国"],
    ["申报日期", "2020-05-08", "", "合同协议号", "HT-1"],
    [],
]
GOODS = [
    ["项号", "商品编号", "商品名称", "成交数量", "成交计量单位", "总价"],
    ["1", "6307900010", "医用外科口罩", "100000", "个", "35000"],
    ["2", "6210103010", "医用防护服", "5000", "件", "100000"],
]
INVOICE = [
    ["COMMERCIAL INVOICE"],
    ["Exporter", "Example Trading Co., Ltd.", "", "Contract No", "HT-1"],
    ["品名", "HS编码", "数量", "单位", "单价", "总价", "币种"],
    ["医用外科口罩", "6307.9000.10", "100000", "个", "0.35", "35000", "USD"],
    ["医用防护服", "6210.1030.10", "5000", "件", "20", "100000", "USD"],
]
ELEMENTS = [
    ["品名", "商品编码", "申报要素", "生产厂家"],
    ["医用外科口罩", "6307900010", "1|0|无纺布", "甲示例医疗有限公司"],
    ["医用防护服", "6210103010", "1|0|连体", "乙示例医疗有限公司"],
]
PACKING = [["箱号", "品名", "数量"], ["1-50", "口罩", "50"]]
CONTRACT = [["销售合同"], ["合同号：HT-1"], ["卖方", "示例进出口有限公司"]]


def workbook(**changes):
    return {
        "报关单": [*HEAD, *GOODS],
        "箱单": PACKING,
        "发票": INVOICE,
        "合同": CONTRACT,
        "申报要素": ELEMENTS,
        **changes,
    }


def test_five_sheets_are_one_declaration(kit):
    declaration = kit.one(kit.xlsx(workbook()), "a.xlsx")
    assert (declaration.destination, declaration.id) == ("DE", "HT-1")
    assert declaration.consignor.name == "示例进出口有限公司"
    assert [line.model for line in declaration.lines] == ["1|0|无纺布", "1|0|连体"]
    assert [line.manufacturer.name for line in declaration.lines] == ["甲示例医疗有限公司", "乙示例医疗有限公司"]
    assert [line.currency for line in declaration.lines] == ["USD", "USD"]
    assert declaration.lines[1].at["manufacturer"] == "a.xlsx:申报要素!D3"
    assert declaration.lines[1].at["quantity"] == "a.xlsx:报关单!D6"
    assert declaration.unreadable == []
    assert [(n.code, n.severity) for n in declaration.notes if "箱单" in n.zh] == [("D26", "warning")]


def test_the_declaration_is_read_whatever_the_order_and_the_richer_sheet(kit):
    sheets = workbook()
    declaration = kit.one(kit.xlsx(dict(reversed(sheets.items()))), "a.xlsx")
    assert declaration.lines[0].at["name"].startswith("a.xlsx:报关单!")


def test_sheets_that_differ_are_told_and_the_declaration_counts(kit):
    invoice = [list(row) for row in INVOICE]
    invoice[3][2] = "90000"
    declaration = kit.one(kit.xlsx(workbook(发票=invoice)), "a.xlsx")
    assert declaration.lines[0].quantity == Decimal(100000)
    (note,) = (n for n in declaration.notes if n.code == "D34")
    assert "90000" in note.zh
    assert "报关单!D5" in note.where


def test_another_destination_on_another_sheet_is_for_a_person(kit):
    invoice = [["运抵国", "法国"], *INVOICE]
    declaration = kit.one(kit.xlsx(workbook(发票=invoice)), "a.xlsx")
    assert (declaration.destination, declaration.unreadable) == ("DE", ["destination"])


def test_goods_on_a_further_sheet_do_not_pass_unread(kit):
    more = [GOODS[0], ["3", "9019200000", "呼吸机", "10", "台", "90000"]]
    declaration = kit.one(kit.xlsx(workbook(续页=more)), "a.xlsx")
    assert "lines" in declaration.unreadable
    assert any("续页" in n.zh and n.severity == "error" for n in declaration.notes)


@pytest.mark.parametrize("name", ["填写示例", "商品代码", "Example"])
def test_examples_and_lists_of_codes_are_no_goods(kit, name):
    more = [GOODS[0], ["3", "9019200000", "呼吸机", "10", "台", "90000"]]
    assert kit.one(kit.xlsx(workbook(**{name: more})), "a.xlsx").unreadable == []


def test_two_declarations_on_two_sheets(kit):
    second = [["境内发货人", "乙示例有限公司", "", "运抵国", "法国"], [], GOODS[0], GOODS[2]]
    one, two = kit.results(kit.xlsx({"第一票": [*HEAD, *GOODS], "第二票": second}), "a.xlsx")
    assert [(d.destination, len(d.lines), d.position) for d in (one, two)] == [("DE", 2, 1), ("FR", 1, 2)]
    assert (one.unreadable, two.unreadable) == ([], [])


def test_a_broken_declaration_on_one_sheet_leaves_the_other(kit):
    second = [["境内发货人", "乙示例有限公司", "", "运抵国", "法国"], ["运抵国", "西班牙"], GOODS[0], GOODS[2]]
    one, two = kit.results(kit.xlsx({"第一票": [*HEAD, *GOODS], "第二票": second}), "a.xlsx")
    assert one.destination == "DE"
    assert isinstance(two, UnreadableInput)
