"""What a person does: files or a form in, verdict out, correct and check again, take the documents along."""

from __future__ import annotations

import io
import itertools
import json
import re
import zipfile
from collections.abc import Callable

import bases
import pytest
from browsing import Browser, example, fields_of, state_of

from supplycheck.checker import Checker
from supplycheck.declaration import DOCUMENT_KINDS, SUBTYPES
from supplycheck.facts.destinations import known
from supplycheck.web import desk, form
from supplycheck.web.uploads import File, Pair

HOLDER = ("holder-is-another.xml", "holder-is-another.dossier.json")


def _mask(**changes: object) -> tuple[str, bytes]:
    return "mask.json", json.dumps(bases.base("mask", changes)).encode()


def _text(page: str) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_file_with_its_dossier_is_checked(browser: Browser) -> None:
    answer = browser.check(*map(example, HOLDER))
    assert answer.status_code == 200
    said = _text(answer.text)
    for expected in (
        "FAIL It may not be filed as it is.",
        "CN-HOLDER",
        "not the manufacturer",
        "MOFCOM, GAC and NMPA Announcement No. 5 of 2020",
        "list as of 2020-05-0",
        "Provide the manufacturer",
        "To pass, still needed",
        "The legal ways",
    ):
        assert expected in said
    assert 'href="http://www.mofcom.gov.cn' in answer.text or 'href="https://' in answer.text


def test_a_clean_file_may_be_filed(browser: Browser) -> None:
    answer = browser.check(_mask())
    assert "PASS It may be filed." in _text(answer.text)


def test_the_dossier_has_an_input_of_its_own(browser: Browser) -> None:
    xml, dossier = map(example, HOLDER)
    with_it = browser.check(xml, dossier=dossier[1])
    assert "CN-HOLDER" in with_it.text
    without = browser.check(xml)
    assert "There is no dossier" in without.text


def test_a_dossier_may_be_a_table(browser: Browser) -> None:
    xml, _ = map(example, HOLDER)
    answer = browser.check(xml, dossier="文件种类,编号\n检测报告,T-1\n".encode(), dossier_name="papers.csv")
    assert answer.status_code == 200
    assert "papers.csv" in answer.text or "T-1" in browser.correct(state_of(answer)).text


def test_a_dossier_is_known_by_what_it_is(browser: Browser) -> None:
    xml, dossier = map(example, HOLDER)
    assert "CN-HOLDER" in browser.check(xml, ("evidence.json", dossier[1])).text


def test_several_files_are_told_in_one_sentence(browser: Browser) -> None:
    answer = browser.check(*map(example, (*HOLDER, "two-declarations.csv", "clean-civil-mask.json")))
    assert "4 declarations:" in answer.text
    assert answer.text.count('<article class="declaration"') == 4


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "Choose a declaration file."),
        ([("a.dossier.json", b"{}")], "There is a dossier, but no declaration file."),
        ([("a.xml", b"<a/>"), ("b.xml", b"<a/>"), ("c.dossier.json", b"{}")], "name each dossier NAME.dossier.json"),
        ([("a.xml", b"<a/>"), ("x.json", b"{}"), ("y.json", b"{}")], "name each dossier NAME.dossier.json"),
    ],
)
def test_files_that_do_not_fit_are_told(browser: Browser, files: list[tuple[str, bytes]], said: str) -> None:
    answer = browser.check(*files)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'href="#files"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_what_cannot_be_read_says_where_and_why(browser: Browser) -> None:
    answer = browser.check(("broken.xml", b"<DecMessage><DecHead>"))
    said = _text(answer.text)
    assert "UNREADABLE It could not be read." in said
    assert "broken.xml" in said
    assert "Correct and check again" not in said


def test_columns_and_repairs_are_shown(browser: Browser) -> None:
    table = "报关单号,商品名称,商品编号,数量,单位,最终目的国,Mystery\nA1,医用外科口罩,6307.9000.10,10万,个,德国,x\n"
    answer = browser.check(("t.csv", table.encode("gb18030")))
    said = _text(answer.text)
    assert "Recognised columns: t.csv (6/7)" in said
    assert "not read" in said
    assert "was read as" in said
    assert "GB18030" in said


def test_the_short_form_is_a_declaration_with_a_dossier(browser: Browser) -> None:
    typed = form.values(bases.declaration("mask"))
    short = {path: text for path, text in typed.items() if not path.startswith("dossier.statements[0].items")}
    answer = browser.fill({**short, "dossier.statements[0].follows": "yes"})
    assert "PASS It may be filed." in _text(answer.text), _text(answer.text)


def test_the_short_form_offers_what_the_facts_have(browser: Browser) -> None:
    page = browser.open("").text
    for code in (*SUBTYPES, *DOCUMENT_KINDS, *known()):
        assert f'<option value="{code}"' in page


def test_every_field_of_the_short_form_has_a_label(browser: Browser) -> None:
    page = browser.open("").text
    fields = re.findall(r"<(?:input|select|textarea) [^>]*>", page)
    ids = {found[1] for tag in fields if 'type="hidden"' not in tag and (found := re.search(r' id="([^"]+)"', tag))}
    assert ids == set(re.findall(r'<label for="([^"]+)"', page))
    assert len(re.findall(r' id="([^"]+)"', page)) == len(set(re.findall(r' id="([^"]+)"', page)))


def test_what_the_short_form_lacks_is_told_with_links(browser: Browser) -> None:
    answer = browser.fill({"lines[0].model": "M1", "declared_on": "yesterday"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    for path in ("destination", "dossier.lines.1.subtype", "declared_on"):
        assert f'href="#{path}"' in answer.text
        assert f'aria-describedby="{path}-wrong"' in answer.text
    assert 'value="M1"' in answer.text
    assert 'value="yesterday"' in answer.text


def test_rows_are_added_without_a_script(browser: Browser) -> None:
    typed = {"dossier.lines.1.documents[0].number": "N-1", "dossier.lines.1.documents[1].number": ""}
    answer = browser.post("start", {"stamp": browser.stamp, **typed, "add": "dossier.lines.1.documents"})
    assert 'name="dossier.lines.1.documents[2].number"' in answer.text
    assert 'name="dossier.lines.1.documents[3].number"' not in answer.text
    assert 'value="N-1"' in answer.text


def test_what_was_read_stands_in_the_form(browser: Browser) -> None:
    page = browser.correct(state_of(browser.check(_mask()))).text
    fields = fields_of(page)
    for path, text in form.values(bases.declaration("mask")).items():
        assert fields[path] == text, path


def test_a_form_sent_back_as_it_is_changes_nothing(browser: Browser) -> None:
    state = state_of(browser.check(*map(example, HOLDER)))
    fields = fields_of(browser.correct(state).text)
    said = _text(browser.recheck(state, fields).text)
    assert "Fixed: 0 New: 0 Remaining: 3" in said


def test_a_correction_shows_what_is_fixed_new_and_remaining(browser: Browser) -> None:
    state = state_of(browser.check(_mask(**{"lines.0.lot": "OTHER"})))
    page = browser.correct(state).text
    assert "What was found" in page
    fields = fields_of(page)
    assert fields["lines[0].lot"] == "OTHER"
    answer = browser.recheck(state, {**fields, "lines[0].lot": "20200416"})
    said = _text(answer.text)
    assert re.search(r"Fixed: [1-9]", said)
    assert "New: 0 Remaining: 0" in said
    assert "PASS It may be filed." in said
    # and once more, from the corrected one
    again = browser.recheck(state_of(answer), {**fields, "lines[0].lot": "THIRD"})
    assert re.search(r"Fixed: 0 New: [1-9]", _text(again.text))


def test_one_declaration_of_several_is_corrected(browser: Browser) -> None:
    state = state_of(browser.check(*map(example, (*HOLDER, "clean-civil-mask.json"))))
    answer = browser.recheck(state, {"lines[0].name": "医用外科口罩"}, which=1)
    assert answer.text.count('<article class="declaration"') == 2
    assert "Since the last check" in answer.text


def test_a_correction_that_cannot_be_read_is_told_and_kept(browser: Browser) -> None:
    state = state_of(browser.check(_mask()))
    answer = browser.recheck(state, {"lines[0].produced_on": "2020-13-45", "lines[0].quantity": "many"})
    assert answer.status_code == 422
    assert 'value="2020-13-45"' in answer.text
    assert 'value="many"' in answer.text
    assert 'href="#lines%5B0%5D.quantity"' in answer.text


def test_findings_lead_to_their_fields(browser: Browser) -> None:
    answer = browser.check(*map(example, HOLDER))
    page = browser.correct(state_of(answer)).text
    anchors = re.findall(r'formaction="correct#([^"]+)"', answer.text)
    assert anchors
    from urllib.parse import unquote

    for anchor in anchors:
        assert f'id="{unquote(anchor)}"' in page, anchor


@pytest.mark.parametrize("which", ["-1", "7", "x", "", "99999999", "1e1"])
def test_only_what_is_there_can_be_corrected(browser: Browser, which: str) -> None:
    state = state_of(browser.check(_mask()))
    assert browser.post("correct", {"state": state, "which": which}).status_code == 400
    assert browser.post("recheck", {"state": state, "which": which}).status_code == 400


@pytest.mark.parametrize(
    ("format_", "begins"),
    [("html", b"<!DOCTYPE html>"), ("xlsx", b"PK"), ("csv", "\ufeff".encode()), ("md", b"# "), ("json", b"{")],
)
def test_the_report_is_handed_out(browser: Browser, format_: str, begins: bytes) -> None:
    state = state_of(browser.check(*map(example, HOLDER)))
    answer = browser.post("report", {"state": state, "format": format_})
    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    assert "attachment" in answer.headers["content-disposition"]
    if format_ == "json":
        assert answer.json()["reports"][0]["outcome"] == "fail"


@pytest.mark.parametrize("format_", ["exe", "", "../x", "docx"])
def test_other_formats_are_refused(browser: Browser, format_: str) -> None:
    state = state_of(browser.check(_mask()))
    answer = browser.post("report", {"state": state, "format": format_})
    assert answer.status_code == 422
    assert state_of(answer) == state


def test_the_statement_is_handed_out(browser: Browser) -> None:
    page = browser.check(_mask())
    assert 'name="statement" value="0.docx"' in page.text
    answer = browser.post("statement", {"state": state_of(page), "statement": "0.docx"})
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as paper:
        assert "宁波示例远航进出口有限公司" in paper.read("word/document.xml").decode()


def test_where_no_statement_is_needed_none_is_offered(browser: Browser) -> None:
    page = browser.check(("a.json", json.dumps(bases.base("after-repeal")).encode()))
    assert 'name="statement"' not in page.text
    answer = browser.post("statement", {"state": state_of(page), "statement": "0.docx"})
    assert answer.status_code == 422


def test_what_would_be_needed(browser: Browser) -> None:
    said = _text(browser.open("needs?product=surgical_mask&to=DE&on=2024-05-06").text)
    assert "class I (not sterile), self-declared under (EU) 2017/745" in said
    assert "EN 14683" in said


@pytest.mark.parametrize(
    ("query", "field"),
    [("product=&to=DE", "product"), ("product=surgical_mask&to=", "to"), ("product=surgical_mask&to=ZZ", "to"),
     ("product=nothing&to=DE", "to"), ("product=surgical_mask&to=DE&on=soon", "on")],
)  # fmt: skip
def test_a_need_that_cannot_be_answered_is_told(browser: Browser, query: str, field: str) -> None:
    answer = browser.open(f"needs?{query}")
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_too_many_declarations_are_cut_and_told(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("supplycheck.web.desk.MAX_DECLARATIONS", 2)
    many = b"\n".join(json.dumps(bases.base("mask", {"id": f"D{n}"})).encode() for n in range(5))
    answer = browser.check(("m.jsonl", many))
    assert answer.text.count('<article class="declaration"') == 2
    assert "There are more declarations than a page shows" in answer.text
    again = browser.post("result", {"state": state_of(answer)})
    assert "There are more declarations than a page shows" in again.text


MANY = b"\n".join(json.dumps(bases.base("mask", {"id": f"D{n}"})).encode() for n in range(6))


def test_what_is_not_read_in_time_is_told(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "monotonic", _clock(step=20.0))
    answer = browser.check(("m.jsonl", MANY))
    assert answer.text.count('<article class="declaration"') == 2
    assert "Checking took too long" in answer.text


def test_what_is_not_checked_in_time_is_told(checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    state = desk.received([Pair(File("m.jsonl", MANY), None)])
    monkeypatch.setattr(desk, "monotonic", _clock(step=20.0))
    checked = desk.checked(checker, state)
    assert checked.late
    assert len(checked.reports) == 4


def _clock(step: float) -> Callable[[], float]:
    """A clock that goes on whenever somebody looks at it."""
    now = itertools.count()
    return lambda: next(now) * step


def test_of_very_many_lines_those_that_fail_are_corrected(browser: Browser) -> None:
    data = bases.base("mask")
    line = data["lines"][0]
    data["lines"] = [{**line, "number": n, "lot": "OTHER" if n > 50 else line["lot"]} for n in range(1, 61)]
    data["dossier"]["lines"] = {str(n): data["dossier"]["lines"]["1"] for n in range(1, 61)}
    data["dossier"]["statements"][0].update(
        lines=list(range(1, 61)), items=data["dossier"]["statements"][0]["items"] * 60
    )
    state = state_of(browser.check(("m.json", json.dumps(data).encode())))
    page = browser.correct(state)
    assert "There are many lines" in page.text
    assert 'name="lines[55].lot"' in page.text
    assert 'name="lines[0].lot"' not in page.text
    assert "Fixed: 0" in _text(browser.recheck(state, fields_of(page.text)).text)


def test_a_form_of_fifty_lines_fits_into_a_request(browser: Browser) -> None:
    data = bases.base("mask")
    data["lines"] = [{**data["lines"][0], "number": n} for n in range(1, 51)]
    data["dossier"]["lines"] = {str(n): data["dossier"]["lines"]["1"] for n in range(1, 51)}
    state = state_of(browser.check(("m.json", json.dumps(data).encode())))
    fields = fields_of(browser.correct(state).text)
    assert len(fields) > 3000
    assert browser.recheck(state, fields).status_code == 200
