"""Templates: their headings are ours, their examples pass, their lists hold what readers understand."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from running import USAGE, run

from supplycheck.checker import Checker
from supplycheck.declaration import DOCUMENT_KINDS, OTHER, STATEMENT_FORMS, Declaration
from supplycheck.facts import codes
from supplycheck.facts.standards import find
from supplycheck.readers import dossier_table, headings, read_declarations
from supplycheck.readers.dossier import read_sidecar
from supplycheck.template import CHOICES, columns, write

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples" / "registries"
OTHER_ROWS = {"goods", "label", "contract", "declared-on", "arrives-on"}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_example_passes(suffix: str, lang: str, tmp_path: Path) -> None:
    declared, dossier = tmp_path / f"d{suffix}", tmp_path / f"s{suffix}"
    declared.write_bytes(write("declaration", suffix, lang))
    dossier.write_bytes(write("dossier", suffix, lang))
    (found,) = read_declarations(declared, dossier=dossier)
    assert isinstance(found, Declaration)
    assert found.notes == []
    assert Checker(EXAMPLES).check(found).outcome == "pass"


@pytest.mark.parametrize("kind", ["declaration", "dossier"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_equal_calls_give_equal_bytes(kind: str, suffix: str) -> None:
    assert write(kind, suffix, "en") == write(kind, suffix, "en")


def test_every_heading_is_known_in_both_languages() -> None:
    for column in columns("declaration"):
        zh, en = (
            headings.KNOWN.field_of(text) for text in (column.heading.zh, f"{column.heading.zh} {column.heading.en}")
        )
        assert zh == en is not None
        assert zh != headings.IGNORED


def test_the_workbook_offers_what_may_be_chosen() -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(write("declaration", ".xlsx", "zh")))
    fill, explained, lists = book.worksheets
    rules = {str(rule.sqref).partition("2:")[0]: rule.formula1 for rule in fill.data_validations.dataValidation}
    heads = {cell.column_letter: str(cell.value) for cell in fill[1]}
    offered = {heads[letter]: values(lists, formula) for letter, formula in rules.items()}
    assert all(codes.unit(text) for text in offered["成交计量单位"])
    assert all(codes.currency(text) for text in offered["币制"])
    assert all(codes.country(text) for text in offered["运抵国(地区)"])
    assert all(find(text) for text in offered["执行标准"])
    assert "YY 0469-2011" in offered["执行标准"]
    assert explained.max_row == len(heads) + 1
    assert fill["A2"].number_format == "@"


def values(sheet: Any, formula: str) -> list[str]:
    area = formula.partition("!")[2].replace("$", "")
    return [str(row[0].value) for row in sheet[area]]


def test_every_kind_of_row_has_a_name() -> None:
    assert set(dossier_table.kinds()) == DOCUMENT_KINDS | STATEMENT_FORMS | OTHER_ROWS | {OTHER}
    names = [n for called in dossier_table.kinds().values() for n in set(called)]
    assert len({codes.folded(n) for n in names}) == len(names)
    assert {c.choices for kind in ("declaration", "dossier") for c in columns(kind)} - {None} == set(CHOICES)


def dossier(*rows: str) -> Any:
    return read_sidecar(
        "\n".join(("项号,资料类别,编号,持有人,产品,数量,批号,标准,签发日期,文字,标志,进口方已签署", *rows)).encode(),
        "s.csv",
        "s.csv",
    )


def test_rows_of_one_statement_are_its_products() -> None:
    found = dossier(
        "1,announcement-5,,甲公司,口罩,5,L1,,2020-05-05,,,",
        "2,出口医疗物资声明（第5号）,,甲公司,体温计,6,L2,,2020-05-05,,,",
    )
    (statement,) = found.dossier.statements
    assert statement.lines == [1, 2]
    assert [item.product for item in statement.items] == ["口罩", "体温计"]
    assert found.notes == []


def test_what_belongs_to_a_line() -> None:
    found = dossier(
        "1,商品信息,,,,,7,YY 0469-2011,,,,",
        "1,商品信息,,,,,,EN 14683:2019,,,,",
        "1,标签,,,,,L7,,,非无菌,CE,",
        "1,测试报告,R1,,,,,EN 14683:2019,2020-03-01,,,",
        "1,质检单,Q1,,,,,,,,,",
    ).dossier.lines[1]
    assert found.standards == ["YY 0469-2011", "EN 14683:2019"]
    assert (found.label.texts, found.label.marks, found.label.places[0].lot) == (["非无菌"], ["CE"], "L7")
    assert [d.kind for d in found.documents] == ["test-report", OTHER]


def test_a_table_without_the_headings_is_no_dossier() -> None:
    found = read_sidecar(b"a,b\n1,2\n", "s.csv", "s.csv")
    assert found.dossier is None
    assert found.notes[0].severity == "error"


def test_the_command(tmp_path: Path) -> None:
    assert run(tmp_path, "template", "dossier", "-o", "s.xlsx").returncode == 0
    assert run(tmp_path, "template", "dossier", "-o", "s.xlsx").returncode == USAGE
    assert run(tmp_path, "template", "declaration", "-o", "d.ods").returncode == USAGE
