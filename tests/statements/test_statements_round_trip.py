"""What is made reads back as what was made: from Word documents and PDFs, whatever the names look like."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from bases import declaration
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from supplycheck.checker import Checker
from supplycheck.declaration import Statement, StatementItem
from supplycheck.statements import docx_file, pdf_file
from supplycheck.statements.fonts import Font
from supplycheck.statements.forms import forms
from supplycheck.statements.labels import label_of, split
from supplycheck.statements.paper import Paper, make, wanted
from supplycheck.statements.promises import boxes
from supplycheck.statements.reading import _is_mark, _is_text_of_form, read
from supplycheck.statements.values import printed

BASES = ("mask", "eu-mask", "kit", "listed-medical", "us-thermometer", "civil-mask", "civil-mask-foreign", "eu-ffp2")


def plain(statement: Statement) -> dict[str, Any]:
    """A statement as the dossier has it: without what is not known."""
    found = {key: value for key, value in asdict(statement).items() if value is not None and key != "named_only"}
    found["items"] = [{key: value for key, value in item.items() if value} for item in found["items"]]
    if statement.signed_on:
        found["signed_on"] = statement.signed_on.isoformat()
    return found


@pytest.mark.slow
@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.parametrize("name", BASES)
def test_what_was_made_reads_back(name: str, confirmed: bool, checker: Checker, boxes_font: Font) -> None:
    declared = declaration(name)
    report = checker.check(declared)
    (want,) = wanted(declared, report)
    paper = make(declared, report, want, confirmed=confirmed)
    for data in (docx_file.write(paper), pdf_file.write(paper, boxes_font)):
        found = read(data, "paper")
        assert found.data == plain(paper.statement)
        assert found.draft is not confirmed
        assert (found.contract, found.uscc) == (
            declared.contract_number,
            declared.consignor and declared.consignor.uscc,
        )
        assert not found.notes


@pytest.mark.parametrize("name", ["mask", "civil-mask"])
def test_equal_papers_give_equal_bytes(name: str, checker: Checker, boxes_font: Font) -> None:
    declared = declaration(name)
    report = checker.check(declared)
    paper = make(declared, report, wanted(declared, report)[0])
    assert docx_file.write(paper) == docx_file.write(paper)
    assert pdf_file.write(paper, boxes_font) == pdf_file.write(paper, boxes_font)


QUICK = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking draws hundreds of papers

ODD = st.characters(exclude_categories=("Cs",))
PRINTED = st.characters(
    categories=(),
    include_characters="".join(map(chr, (*range(0x20, 0x17F), *range(0x391, 0x3A1), *range(0x410, 0x450))))
    + "口罩医用外科（一次性）、，。【】《》“”·—…①√×℃用品有限公司进出口产品批号",
)


def is_value(text: str) -> bool:
    """Whether a text can be told from the form's own words; what is said in these belongs to no firm or product."""
    lines = [text[n:] for n in range(len(text))]
    return (
        text.strip(" ;；_") == text != ""
        and "__" not in text
        and not any(sign in text for sign in "☑☒■✓√✔☐□◻[")
        and not any(
            label_of(line) or _is_mark(line) or _is_text_of_form(line) or line[:1].isdigit() for line in lines[:1]
        )
        and split(text)[0].key is None
    )


def statements(characters: st.SearchStrategy[str], longest: int) -> st.SearchStrategy[Statement]:
    text = st.text(characters, min_size=1, max_size=longest).map(printed).filter(is_value)
    some = st.none() | text
    number = st.integers(1, 10**9).map(str)
    item = st.builds(
        StatementItem,
        product=text,
        quantity=number,
        unit=text,
        certificate=some,
        standard=some,
        lot=some,
        destination=some,
        manufacturer=some,
    )
    return st.builds(
        Statement,
        form=st.sampled_from(sorted(forms())),
        issuer=text,
        signed_on=st.none() | st.dates(),
        items=st.lists(item, min_size=1, max_size=6),
        importer=text,
        standard_basis=st.sampled_from([None, "chinese", "foreign"]),
        importer_signed=st.sampled_from([None, True, False]),
    )


def paper_of(statement: Statement) -> Paper:
    """A paper that says no more than the statement."""
    from supplycheck.declaration import Dossier

    form = forms()[statement.form or ""]
    statement.lines = list(range(1, len(statement.items) + 1))
    if "importer" not in form.head:
        statement.importer = statement.importer_signed = statement.standard_basis = None
    for item in statement.items:
        item.certificate = item.certificate if "certificate" in form.item else None
    ticked = tuple(
        box._replace(ticked=box.promise.basis == statement.standard_basis) if box.promise.basis else box
        for box in boxes(form, statement, None, Dossier())
    )
    return Paper(form, statement, ticked, draft=False)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, phases=QUICK)
@given(statements(ODD, 120))
def test_any_statement_reads_back_from_a_word_document(statement: Statement) -> None:
    paper = paper_of(statement)
    assert read(docx_file.write(paper), "paper").data == plain(statement)


@pytest.mark.slow
@settings(max_examples=10, deadline=None, phases=QUICK)
@given(statement=statements(PRINTED, 300))
def test_any_statement_reads_back_from_a_pdf(boxes_font: Font, statement: Statement) -> None:
    paper = paper_of(statement)
    assert read(pdf_file.write(paper, boxes_font), "paper").data == plain(statement)


@pytest.mark.parametrize(
    "unit", ["個箱盒" * 5, "щ" * 12 + "xÁ¤T-ªßņ", "êUŊ】①Àу`ãзxÁ¤T-ªßņ", "Kg" * 5 + " " + "Kg" * 9, "】" * 20 + " щ"]
)
def test_a_value_of_two_lines_beside_a_label_reads_back_whole(boxes_font: Font, unit: str) -> None:
    item = StatementItem(product="口罩", quantity="1000000000", unit=unit.strip(), destination="德国")
    paper = paper_of(Statement(form="announcement-5", issuer="某公司", items=[item]))
    assert read(pdf_file.write(paper, boxes_font), "paper").data == plain(paper.statement)


@pytest.mark.slow
def test_fifty_products_over_many_pages(boxes_font: Font) -> None:
    items = [
        StatementItem(
            "医用外科口罩 " * 12 + str(n),
            str(n),
            "个",
            "苏械注准20182140001",
            "EN 14683",
            f"L{n}",
            "德国(DE)",
            "某厂" * 90,
        )
        for n in range(1, 51)
    ]
    for item in items:
        item.product = printed(item.product or "")
    paper = paper_of(Statement(form="announcement-5", issuer="示例进出口有限公司", items=items))
    paper.draft = True
    for data in (docx_file.write(paper), pdf_file.write(paper, boxes_font)):
        assert read(data, "paper").data == plain(paper.statement)
