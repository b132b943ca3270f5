"""Tables whose items take several rows, whose headings are stacked, or whose cells are merged."""

from __future__ import annotations

from decimal import Decimal

HEAD = [["境内发货人", "示例进出口有限公司", "", "运抵国（地区）", "德国"], ["申报日期", "2020-05-08"], []]
FORM = [
    "项号",
    "商品编号",
    "商品名称及规格型号",
    "数量及单位",
    "单价/总价/币制",
    "原产国（地区）",
    "最终目的国（地区）",
    "征免",
]
ITEMS = [
    ["1", "6307900010", "医用外科口罩", "2500千克", "0.35", "中国", "德国", "照章征税"],
    ["", "", "0|0|无纺布|平面型|样例牌", "", "35000", "(CHN)", "(DEU)", "(1)"],
    ["", "", "", "100000个", "美元", "", "", ""],
    ["2", "6210103010", "医用防护服", "500千克", "20", "中国", "德国", "照章征税"],
    ["", "", "0|0|无纺布|连体式", "", "100000", "(CHN)", "(DEU)", "(1)"],
    ["", "", "", "5000件", "美元", "", "", ""],
]
UNITS = ("007", "011")


def read(kit, rows, merged=(), name="报关单"):
    return kit.one(kit.xlsx({name: rows}, merged=merged), "a.xlsx")


def test_the_printed_form_has_three_rows_an_item(kit, codes_of):
    declaration = read(kit, [*HEAD, FORM, *ITEMS])
    one, two = declaration.lines
    assert (one.hs_code, one.name, one.model) == ("6307900010", "医用外科口罩", "0|0|无纺布|平面型|样例牌")
    assert (one.quantity, one.unit) == (Decimal(100000), "007")
    assert (one.unit_price, one.total, one.currency) == (Decimal("0.35"), Decimal(35000), "USD")
    assert (one.origin, one.destination) == ("CN", "DE")
    assert (two.hs_code, two.name, two.quantity, two.unit) == ("6210103010", "医用防护服", Decimal(5000), "011")
    assert (two.number, declaration.unreadable) == (2, [])
    assert "D26" not in codes_of(declaration)


def test_rows_of_an_item_as_text(kit):
    text = "\r\n".join(",".join(str(cell) for cell in row) for row in [*HEAD, FORM, *ITEMS])
    declaration = kit.one(text, "a.csv")
    assert [line.quantity for line in declaration.lines] == [Decimal(100000), Decimal(5000)]
    assert [line.unit for line in declaration.lines] == list(UNITS)


def test_merged_cells_tell_the_rows_of_an_item_even_without_separators(kit):
    items = [list(row) for row in ITEMS]
    items[1][2], items[4][2] = "规格：平面型", "规格：连体式"
    merged = [f"{c}{r}:{c}{r + 2}" for r in (5, 8) for c in "AB"]
    declaration = read(kit, [*HEAD, FORM, *items], merged)
    assert [line.model for line in declaration.lines] == ["规格：平面型", "规格：连体式"]
    assert declaration.unreadable == []


def test_a_row_that_may_be_goods_without_a_code_is_not_swallowed(kit):
    items = [*ITEMS[:3], ["", "", "防护服", "500件", "20", "中国", "德国", ""]]
    declaration = read(kit, [*HEAD, FORM, *items])
    assert [line.name for line in declaration.lines] == ["医用外科口罩", "防护服"]

    declaration = read(kit, [*HEAD, FORM, ITEMS[0], ["", "", "防护服", "500件", "20", "中国", "德国", ""]])
    assert "lines[0]" in declaration.unreadable
    assert any("续行" in note.zh and "going on" in note.en for note in declaration.notes)


def test_a_flat_table_keeps_its_rows(kit):
    """One row an item: a row without a code is goods without a code."""
    heading = ["项号", "商品编号", "商品名称", "成交数量", "成交计量单位"]
    rows = [["1", "6307900010", "医用外科口罩", "100", "个"], ["", "", "防护服", "5", "件"]]
    declaration = read(kit, [*HEAD, heading, *rows])
    assert [line.name for line in declaration.lines] == ["医用外科口罩", "防护服"]


def test_headings_stacked_as_the_rows_of_an_item_are(kit):
    headings = [
        ["项号", "商品编号", "商品名称", "法定数量", "单价", "原产国（地区）"],
        ["", "", "规格型号", "法定第二数量", "总价", "最终目的国（地区）"],
        ["", "", "", "数量及单位", "币制", ""],
    ]
    items = [
        ["1", "6307900010", "医用外科口罩", "2500千克", "0.35", "中国"],
        ["", "", "平面型", "", "35000", "德国"],
        ["", "", "", "100000个", "美元", ""],
        ["2", "6210103010", "医用防护服", "500千克", "20", "中国"],
        ["", "", "连体式", "", "100000", "德国"],
        ["", "", "", "5000件", "美元", ""],
    ]
    declaration = read(kit, [*HEAD, *headings, *items])
    assert [line.name for line in declaration.lines] == ["医用外科口罩", "医用防护服"]
    assert [line.model for line in declaration.lines] == ["平面型", "连体式"]
    assert [line.quantity for line in declaration.lines] == [Decimal(100000), Decimal(5000)]
    assert [line.destination for line in declaration.lines] == ["DE", "DE"]
    assert declaration.lines[1].at["model"] == "a.xlsx:报关单!C11"
    assert declaration.unreadable == []


def test_a_second_row_of_headings_that_translates_the_first(kit):
    heading = ["项号", "商品编号", "商品名称", "成交数量", "成交计量单位"]
    english = ["Item No", "HS Code", "Product Name", "Quantity", "Unit"]
    declaration = read(kit, [*HEAD, heading, english, ["1", "6307900010", "医用外科口罩", "100", "个"]])
    assert [(line.name, line.quantity) for line in declaration.lines] == [("医用外科口罩", Decimal(100))]


def test_groups_of_headings(kit):
    rows = [
        ["合同协议号", "境内发货人", "", "商品编号", "商品名称", "生产厂商", ""],
        ["", "名称", "统一社会信用代码", "", "", "名称", "统一社会信用代码"],
        [
            "HT-1",
            "示例进出口有限公司",
            "91999999MA0000001N",
            "6307900010",
            "口罩",
            "示例制造有限公司",
            "91999999MA0000002R",
        ],
    ]
    declaration = read(kit, rows, ["B1:C1", "F1:G1"])
    assert declaration.consignor.uscc == "91999999MA0000001N"
    (line,) = declaration.lines
    assert (line.manufacturer.name, line.manufacturer.uscc) == ("示例制造有限公司", "91999999MA0000002R")


def test_a_merged_cell_counts_for_each_of_its_rows_and_no_further(kit):
    heading = ["报关单号", "项号", "商品编号", "商品名称", "生产厂商"]
    rows = [
        ["E1", "1", "6307900010", "口罩", "甲示例有限公司"],
        ["", "2", "6307900010", "医用口罩", ""],
        ["", "3", "6307900010", "防护口罩", ""],
        ["E2", "1", "6307900010", "口罩", "乙示例有限公司"],
    ]
    one, two = kit.results(kit.xlsx({"表": [heading, *rows]}, merged=["A2:A4", "E2:E3"]), "a.xlsx")
    assert [line.manufacturer and line.manufacturer.name for line in one.lines] == ["甲示例有限公司"] * 2 + [None]
    assert one.lines[1].at["manufacturer"] == "a.xlsx:表!E2"
    assert len(two.lines) == 1
