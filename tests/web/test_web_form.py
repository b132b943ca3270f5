"""A declaration in a form and back: what is not touched stays to the last detail."""

from __future__ import annotations

import copy
from datetime import date
from decimal import Decimal

import bases
import pytest
from browsing import EXAMPLES, ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from supplycheck.declaration import Declaration, Note
from supplycheck.readers import read_declarations
from supplycheck.web import form
from supplycheck.web.form import blank, filled, values
from supplycheck.web.seal import Seal
from supplycheck.web.state import State, as_read, entry, packed, unpacked

BASES = sorted(path.stem for path in (ROOT / "tests" / "cases" / "bases").glob("*.json"))


@pytest.mark.parametrize("name", BASES)
def test_a_form_that_is_not_touched_changes_nothing(name: str) -> None:
    declaration = bases.declaration(name)
    answer = filled(declaration, values(declaration))
    assert answer.declaration == declaration
    assert answer.changed == []


@pytest.mark.parametrize("name", BASES)
def test_the_form_can_say_what_a_file_says(name: str) -> None:
    said = values(bases.declaration(name))
    answer = filled(blank(), said)
    assert values(answer.declaration) == said
    assert answer.wrong == []


@pytest.mark.parametrize("path", sorted(values(bases.declaration("eu-mask"))))
def test_one_field_emptied_is_one_field_emptied(path: str) -> None:
    declaration = bases.declaration("eu-mask")
    before = copy.deepcopy(declaration)
    answer = filled(declaration, {path: ""})
    assert declaration == before, "the one that was given stays"
    left, was = values(answer.declaration), values(declaration)
    if path.endswith(".kind"):
        assert sum("].kind" in p for p in left) == sum("].kind" in p for p in was) - 1, "with its kind a paper goes"
    elif path == "dossier.complete":
        assert left[path] == "no", "nobody says any more that these are all"
    else:
        assert left == {p: text for p, text in was.items() if p != path}


def test_what_the_form_has_no_field_for_is_carried() -> None:
    declaration = bases.declaration("mask")
    line = declaration.lines[0]
    line.goods_attributes, line.production_days = ["19"], [date(2020, 4, 1), date(2020, 4, 16)]
    line.certificate_at, declaration.statements_told = "DecGoodsLimit", True
    declaration.unreadable, declaration.attachments = ["lines[0].total", "agent.uscc"], ["10000001"]
    declaration.notes = [Note("D06", "error", "m.xml:9", "坏", "bad")]
    answer = filled(declaration, {"lines[0].name": "口罩"}).declaration
    expected = copy.deepcopy(declaration)
    expected.lines[0].name = "口罩"
    expected.lines[0].at["name"] = "form:lines[0].name"
    assert answer == expected


def test_what_was_told_of_the_old_value_is_over() -> None:
    declaration = bases.declaration("mask")
    declaration.unreadable = ["lines[0].total", "lines[0].quantity"]
    declaration.lines[0].at["total"] = "m.xml:9"
    declaration.notes = [
        Note("D06", "error", "m.xml:9", "坏", "bad"),
        Note("D24", "error", "d.json:lines.1.documents[0].issued_on", "坏", "bad"),
        Note("D13", "info", "m.xml:4", "好", "fine"),
    ]
    changes = {"lines[0].total": "5", "dossier.lines.1.documents[0].issued_on": "2018-01-02"}
    answer = filled(declaration, changes).declaration
    assert [note.where for note in answer.notes] == ["m.xml:4"]
    assert answer.unreadable == ["lines[0].quantity"]
    assert answer.lines[0].total == Decimal(5)


def test_what_is_typed_is_read_as_a_file_would_be() -> None:
    declaration = bases.declaration("mask")
    answer = filled(
        declaration, {"lines[0].hs_code": "6307.9000.10", "lines[0].quantity": "12", "lines[0].unit": "万个"}
    )
    line = answer.declaration.lines[0]
    assert (line.hs_code, line.quantity, line.unit) == ("6307900010", Decimal(120000), "007")
    assert {note.code for note in answer.declaration.notes} == {"D07", "D12"}


def test_a_quantity_alone_keeps_its_unit_and_a_unit_alone_its_quantity() -> None:
    declaration = bases.declaration("mask")
    line = filled(declaration, {"lines[0].quantity": "5"}).declaration.lines[0]
    assert (line.quantity, line.unit) == (Decimal(5), "007")
    line = filled(declaration, {"lines[0].unit": "只"}).declaration.lines[0]
    assert (line.quantity, line.unit) == (Decimal(100000), "008")


def test_a_wrong_value_is_told_at_its_field() -> None:
    answer = filled(bases.declaration("mask"), {"lines[0].produced_on": "soon", "declared_on": "2020-02-30"})
    assert {path for path, _ in answer.wrong} == {"lines[0].produced_on", "declared_on"}


def test_papers_are_added_and_taken_out() -> None:
    declaration = bases.declaration("mask")
    answer = filled(
        declaration,
        {
            "dossier.lines.1.documents[0].kind": "",
            "dossier.lines.1.documents[5].kind": "test-report",
            "dossier.lines.1.documents[5].number": "T-1",
        },
    ).declaration
    assert answer.dossier is not None
    assert [d.kind for d in answer.dossier.lines[1].documents] == ["power-of-attorney", "test-report"]


def test_a_paper_without_a_kind_is_another_one() -> None:
    answer = filled(blank(), {"dossier.lines.1.documents[0].number": "T-1"}).declaration
    assert answer.dossier is not None
    assert [(d.kind, d.number) for d in answer.dossier.lines[1].documents] == [("other", "T-1")]


def test_a_dossier_that_begins_with_one_paper_is_no_complete_account() -> None:
    declaration = bases.declaration("mask", {"dossier-": None})
    assert declaration.dossier is None
    answer = filled(declaration, {"dossier.lines.1.documents[0].kind": "test-report"}).declaration
    assert answer.dossier is not None
    assert not answer.dossier.complete


def test_a_statement_can_follow_the_declaration() -> None:
    declaration = bases.declaration("mask")
    assert declaration.dossier is not None
    whole = copy.deepcopy(declaration.dossier.statements)
    declaration.dossier.statements = []
    answer = filled(
        declaration,
        {
            "dossier.statements[0].form": "announcement-5",
            "dossier.statements[0].signed_on": "2020-05-05",
            "dossier.statements[0].follows": "yes",
        },
    ).declaration
    assert answer.dossier is not None
    assert answer.dossier.statements == whole


@pytest.mark.parametrize(
    "path",
    ["lines[7].name", "dossier.lines.9.subtype", "source", "lines[0].at", "__class__", "dossier.lines.1.documents[999].kind",
     "lines[99999999999].name", "dossier.statements[61].form", "direction", "notes", "unreadable[0]", "lines[0].number"],
)  # fmt: skip
def test_what_is_no_field_of_the_form_is_left_alone(path: str) -> None:
    declaration = bases.declaration("mask")
    assert filled(declaration, {path: "x"}).declaration == declaration


def test_the_state_carries_everything() -> None:
    state = State([entry(found) for found in read_declarations(EXAMPLES)])
    from supplycheck.errors import UnreadableInput

    state.entries.append(entry(UnreadableInput("x.xml", "3", code="D40", zh="坏", en="bad")))
    state.before[0] = state.entries[1]
    seal = Seal(b"k" * 32, "state")
    again = unpacked(packed(state, seal), seal)
    assert again == state
    assert isinstance(as_read(again.entries[0]), Declaration)
    assert isinstance(as_read(again.entries[-1]), UnreadableInput)


def test_fields_are_those_of_the_model() -> None:
    from dataclasses import fields

    from supplycheck.declaration import Document, DossierLine, LabelPlace, Line, Party, Statement, StatementItem

    for known, model in (
        (form.PARTY, Party),
        (form.LINE, Line),
        (form.EVIDENCE, DossierLine),
        (form.DOCUMENT, Document),
        (form.STATEMENT, Statement),
        (form.ITEM, StatementItem),
        (form.PLACE, LabelPlace),
    ):
        names = {f.name for f in fields(model)}
        assert {f.name.partition(".")[0] for f in known} <= names


TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.sampled_from(
        ["", "yes", "no", "2020-05-06", "9" * 3000, "1e999999", "-0", "万个", "\x00", "\n,;", "=1+1", "DE", "无"]
    ),
)
PATHS = st.sampled_from(sorted(form._known())).flatmap(
    lambda path: st.integers(0, 3).map(lambda n: path.replace("lines.N", "lines.1").replace("N", str(n)))
)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(BASES), st.dictionaries(PATHS, TEXT, max_size=8))
def test_whatever_is_typed_is_read_or_told(name: str, fields: dict[str, str]) -> None:
    declaration = bases.declaration(name)
    before = copy.deepcopy(declaration)
    answer = filled(declaration, fields)
    assert declaration == before
    assert {path for path, _ in answer.wrong} <= set(fields)
    # what came out can travel, and typing it again changes nothing
    seal = Seal(b"k" * 32, "state")
    assert unpacked(packed(State([entry(answer.declaration)]), seal), seal).entries[0].declaration == answer.declaration
    assert filled(answer.declaration, values(answer.declaration)).changed == []
