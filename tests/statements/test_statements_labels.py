"""Labels are known whatever their width, colons, spaces and language; the forms' data is in order."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from supplycheck.declaration import STATEMENT_FORMS, StatementItem
from supplycheck.facts.china import china
from supplycheck.facts.codes import folded
from supplycheck.statements.forms import fields, forms, known_labels
from supplycheck.statements.labels import Said, label_of, split
from supplycheck.statements.reading import read


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("产品名称", "product"),
        ("产 品 名 称：", "product"),
        ("产品名称 Product Name", "product"),
        ("Product Name 产品名称:", "product"),
        ("1. 产品数量", "quantity"),
        ("（二）注册证号（必填）", "certificate"),
        ("进口国（地区）质量标准要求", "standard"),
        ("进口国(地区)", "destination"),
        ("PRODUCT  NAME", "product"),
        ("产品名称为口罩", None),
        ("产品批号 A12", None),
        ("", None),
    ],
)
def test_labels(text: str, key: str | None) -> None:
    assert label_of(text) == key


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("产品名称：口罩　产品数量：100个", [Said("product", "口罩　"), Said("quantity", "100个")]),
        ("产品批号20200416", [Said("lot", "20200416")]),
        ("Product: mask; Quantity: 5", [Said("product", " mask;"), Said("quantity", " 5")]),
        ("进口方保证上述质量标准符合要求", [Said(None, "进口方保证上述质量标准符合要求")]),
        ("标准：EN 149:2001", [Said(None, "标准：EN 149:2001")]),
        ("执行标准：EN 149:2001", [Said("standard", "EN 149:2001")]),
    ],
)
def test_labels_within_a_line(text: str, said: list[Said]) -> None:
    assert split(text) == said


def test_no_name_means_two_fields() -> None:
    seen: dict[str, str] = {}
    for key, field in fields().items():
        for name in (field.label.zh, field.label.en, *field.aliases):
            assert seen.setdefault(folded(name), key) == key, name
            assert known_labels()[folded(name)] == key


def test_forms_fit_the_law() -> None:
    assert set(forms()) == STATEMENT_FORMS
    requirements = {w.id: w for r in china().routes for w in r.requirements}
    for form in forms().values():
        assert {w.form for w in requirements.values()} >= {form.id}
        assert set(form.law) <= {ref for w in requirements.values() if w.form == form.id for ref in w.law}
        for key in (*form.head, *form.item, *form.labels, *form.paths, *(k for s in form.signatures for k in s.fields)):
            assert key in fields()
        for promise in form.promises:
            assert promise.law
            assert set(promise.requirements) <= set(requirements)
            assert promise.requirements or promise.destination or promise.importer
        assert form.official.startswith("http")
        assert form.official in form.wording.zh
        assert form.official in form.wording.en
    articles = {f"{i.id}#{article}" for i in china().instruments.values() for article in i.articles}
    for field in fields().values():
        assert field.sources
        assert field.law
        assert set(field.law) <= articles
        assert field.part != "item" or hasattr(StatementItem(), field.key)


def document(*paragraphs: str, table: list[list[str]] | None = None) -> bytes:
    from docx import Document

    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    if table:
        grid = made.add_table(len(table), len(table[0]))
        for row, texts in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def test_a_paper_of_running_text() -> None:
    data = document(
        "出口医疗物资声明",
        "产品1：产品名称：医用外科口罩　产品数量：100,000个　注册证号：苏械注准20182140001",
        "进口国（地区）质量标准要求：EN 14683:2019　产品批号：20200416　进口国（地区）：德国　生产厂商：苏州示例云岫医疗用品有限公司",
        "声明单位（盖章）：",
        "声明单位：宁波示例远航进出口有限公司",
        "日期：2020年5月5日",
    )
    assert read(data, "paper").data == {
        "form": "announcement-5",
        "issuer": "宁波示例远航进出口有限公司",
        "signed_on": "2020-05-05",
        "items": [
            {
                "product": "医用外科口罩",
                "quantity": "100,000",
                "unit": "个",
                "certificate": "苏械注准20182140001",
                "standard": "EN 14683:2019",
                "lot": "20200416",
                "destination": "德国",
                "manufacturer": "苏州示例云岫医疗用品有限公司",
            }
        ],
    }


def test_a_table_with_labels_above_values() -> None:
    head = ["序号", "产品名称", "产品数量", "产品批号", "生产厂商"]
    rows = [["1", "口罩甲", "5 个", "L1", "甲厂"], ["2", "口罩乙", "6 个", "", "乙厂"]]
    found = read(document("出口方和进口方共同声明", "☑中国质量标准 □国外质量标准", table=[head, *rows]), "paper").data
    assert found["form"] == "announcement-12-joint"
    assert found["standard_basis"] == "chinese"
    assert [item["product"] for item in found["items"]] == ["口罩甲", "口罩乙"]
    assert found["items"][1] == {"product": "口罩乙", "quantity": "6", "unit": "个", "manufacturer": "乙厂"}


def test_both_boxes_ticked_say_nothing() -> None:
    found = read(document("共同声明", "☑中国质量标准 ☑国外质量标准", "出口方：示例公司"), "paper")
    assert "standard_basis" not in found.data
    assert found.notes


def test_a_pdf_by_another_program(font_file: Path) -> None:
    from fpdf import FPDF

    sheet = FPDF()
    sheet.add_font("boxes", fname=str(font_file))
    sheet.set_font("boxes", size=10)
    sheet.add_page()
    lines = (
        "出口方和进口方共同声明",
        "Joint Declaration",
        "□ 中国质量标准   ☑ 国外质量标准",
        "出口方 Exporter：宁波示例远航进出口有限公司",
        "进口方 Importer: Example Trading",
        "Limited",
        "产品名称：防护口罩　产品数量：80000个",
        "执行标准：EN 149:2001+A1:2009",
        "进口方（签字盖章）：已签署",
        "1 / 1",
    )
    for n, line in enumerate(lines):
        sheet.set_xy(20, 20 + 8 * n)
        sheet.cell(text=line)
    found = read(bytes(sheet.output()), "paper")
    assert found.data == {
        "form": "announcement-12-joint",
        "issuer": "宁波示例远航进出口有限公司",
        "importer": "Example Trading Limited",
        "importer_signed": True,
        "standard_basis": "foreign",
        "items": [{"product": "防护口罩", "quantity": "80000", "unit": "个", "standard": "EN 149:2001+A1:2009"}],
    }
