"""Lists that are published as tables of web pages, as a person saved them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import archive, read

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry.formats import page

CEL = """<!DOCTYPE html>
<html><head><title>Results</title><script>var x = "<table>";</script></head><body>
<table><tr><td>menu</td><td>
  <table id="results">
    <thead><tr>{head}</tr></thead>
    <tbody>{rows}</tbody>
  </table></td></tr></table>
</body></html>"""
ORDERS = [
    ("Schedule TC Manufacturer Facepiece Model", "84A TC-84A-9001 Shili&nbsp;Co. Filtering S-95"),
    ("Manufacturer Model TC Date Protection", "Shili&nbsp;Co. S-95 TC-84A-9001 2020-01-02 N95"),
]


def row(cells: str, tag: str = "td") -> str:
    return "".join(f"<{tag}> <b>{cell}</b>\n</{tag}>" for cell in cells.split())


@pytest.mark.parametrize(("head", "cells"), ORDERS)
def test_the_columns_are_told_by_their_headings(head: str, cells: str) -> None:
    found = read("niosh-approved", CEL.format(head=row(head, "th"), rows=f"<tr>{row(cells)}</tr>"))
    (only,) = found.rows
    assert (only["number"], only["holder"], only["product"]) == ("TC-84A-9001", "Shili Co.", "S-95")
    assert found.damaged == 0


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_table_with_cells_that_span_rows(encoding: str) -> None:
    text = """<html><meta charset="gb2312"><table>
      <tr><td colspan="4">取得国外标准认证或注册的医疗物资生产企业清单</td></tr>
      <tr><th>序号</th><th>企业名称</th><th>统一社会信用代码</th><th>产品类别</th></tr>
      <tr><td>1</td><td rowspan="2">上海示例甲有限公司</td><td rowspan=2>91</td><td>医用口罩</td></tr>
      <tr><td>2</td><td>呼吸机</td></tr>
      <tr><td>3</td><td>上海示例乙有限公司</td><td>92</td><td>医用
        口罩<br/>呼吸机</td></tr>
      <tr><td colspan="4">注：以上信息仅供参考</td></tr>
    </table></html>"""
    found = read("mofcom-medical", text.encode(encoding))
    assert [(r["holder"], r["uscc"], r["category"]) for r in found.rows] == [
        ("上海示例甲有限公司", "91", "医用口罩"),
        ("上海示例甲有限公司", "91", "呼吸机"),
        ("上海示例乙有限公司", "92", "医用 口罩\n呼吸机"),
    ]
    assert found.damaged == 0


def test_several_tables_and_pages_in_an_archive() -> None:
    head = "<tr><th>企业名称</th></tr>"
    table = "<table>{}<tr><td>{}</td></tr></table>"
    first = f"<html>{table.format(head, '示例甲')}<table><tr><td>别的</td></tr></table>{table.format(head, '示例乙')}</html>"
    second = f"<html>{table.format(head, '示例丙')}</html>"
    found = read("mofcom-masks", archive({"1.html": first, "2.htm": second}))
    assert [r["holder"] for r in found.rows] == ["示例甲", "示例乙", "示例丙"]


@pytest.mark.parametrize(
    "text",
    [
        "<html><body>404 Not Found</body></html>",
        "<table></table>",
        "<table><tr><td>企业</td></tr></table>",
        '<html><table><tr><td colspan="1000">x' * 20 + "</table>",
        "<!DOCTYPE html>",
    ],
)
def test_pages_without_the_list(text: str) -> None:
    with pytest.raises(RegistryUnavailable):
        read("mofcom-masks", text)


def test_a_page_that_says_its_cells_stand_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "_MOST_CELLS", 5000)
    rows = '<tr><td colspan="1000">x</td></tr>' * 10
    with pytest.raises(RegistryUnavailable, match="cells"):
        read("mofcom-masks", f"<html><table>{rows}</table></html>")


def test_what_a_page_refers_to_is_not_read() -> None:
    text = """<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><table><tr><th>企业名称</th></tr>
      <tr><td>示例&x;</td></tr></table></html>"""
    assert "root" not in str(read("mofcom-masks", text))


@given(st.text(alphabet='<>/tdrhable "=colspn12&;企业名称', max_size=200))
def test_no_page_breaks_the_reader(text: str) -> None:
    for content in ("<table>" + text, "<html><table><tr><th>企业名称</th></tr>" + text):
        try:
            assert read("mofcom-masks", content).rows
        except RegistryUnavailable:
            continue
