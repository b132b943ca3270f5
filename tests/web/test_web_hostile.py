"""What nobody should send, and that nothing of what is sent stays or runs."""

from __future__ import annotations

import io
import json
import logging
import os
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import bases
import pytest
from browsing import Browser, example, fields_of, state_of

from supplycheck.web import form, uploads

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
HARMLESS = ("<script>alert", "<img src=x", "javascript:alert", "{{7*7}}49")


def _nothing_runs(page: str) -> None:
    for sign in ("<script>alert", "<img src", 'href="javascript', " onerror=alert(2)>"):
        assert sign not in page
    assert page.count("<script") == 1


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(form.values(bases.declaration("mask"))))
def test_no_field_of_a_file_runs(browser: Browser, path: str) -> None:
    data = bases.base("mask")
    at: Any = data
    *way, last = form._steps(path)
    for step in way:
        at = at[step] if isinstance(at, list) else at[str(step)]
    at[str(last) if isinstance(last, str) else last] = EVIL
    answer = browser.check(("m.json", json.dumps(data).encode()))
    assert answer.status_code == 200
    _nothing_runs(answer.text)
    _nothing_runs(browser.correct(state_of(answer)).text)


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(form._known()))
def test_no_field_of_the_forms_runs(browser: Browser, path: str) -> None:
    where = path.replace("lines.N", "lines.1").replace("N", "0")
    typed = {"destination": "DE", "lines[0].name": "医用外科口罩", where: EVIL}
    _nothing_runs(browser.fill(typed).text)
    state = state_of(browser.check(("m.json", json.dumps(bases.base("mask")).encode())))
    _nothing_runs(browser.recheck(state, {where: EVIL}).text)
    _nothing_runs(
        browser.post("correct", {"state": state, "which": "0", "editing": "yes", where: EVIL, "add": EVIL}).text
    )


def test_no_name_of_a_file_or_heading_runs(browser: Browser) -> None:
    _nothing_runs(browser.check((f"{EVIL}.xml", b"<a/>")).text)
    table = f"商品名称,商品编号,{EVIL.replace(',', '')}\n口罩,6307900010,x\n"
    _nothing_runs(browser.check(("t.csv", table.encode())).text)
    for query in (
        f"product={EVIL}&to=DE",
        f"product=surgical_mask&to={EVIL}",
        f"product=&to=&on={EVIL}",
        f"lang={EVIL}",
    ):
        _nothing_runs(browser.open(f"needs?{query}").text)


def test_an_address_that_is_no_web_address_is_no_link(browser: Browser) -> None:
    from supplycheck.writers import shown

    assert shown.link("javascript:alert(1)") is None


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
        ("a.xml", b"<a>" * 100_000),
        ("a.json", b"[" * 200_000),
        ("a.json", b'{"lines": [{}], "dossier": {"lines": {"1": ' + b'{"label":' * 5000),
        ("a.json", b'{"lines": [{"name": "\\ud800"}]}'),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 1000),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600),
        ("a.csv", b"\0\xff\xfe" * 999),
        ("a.bin", os.urandom(5000)),
        ("a.xml", b""),
        ("", b"<a/>"),
        ("x" * 5000 + ".xml", b"<a/>"),
        ("../../etc/passwd.xml", b"<a/>"),
        ("a\r\nset-cookie: b=c.xml", b"<a/>"),
    ],
)
def test_hostile_files_are_answered(browser: Browser, name: str, data: bytes) -> None:
    answer = browser.check((name, data))
    assert answer.status_code in (200, 400, 422)
    assert "root:" not in answer.text
    assert "b=c" not in str(answer.headers)
    if answer.status_code == 200:
        assert browser.post("report", {"state": state_of(answer), "format": "json"}).status_code == 200


def test_an_archive_that_leads_outside_or_unpacks_for_ever_is_refused(browser: Browser) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../out.json", json.dumps(bases.base("mask")))
        archive.writestr("bomb.csv", b"0" * 70_000_000)
    answer = browser.check(("a.zip", packed.getvalue()))
    assert answer.status_code == 200
    assert "UNREADABLE" in answer.text


def test_the_name_of_a_file_opens_nothing(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name, data = example("holder-is-another.xml")
    (tmp_path / name).write_bytes(data)
    (tmp_path / "receipt.xml").write_bytes(b"<DecImportResponse>broken")
    (tmp_path / "holder-is-another.dossier.json").write_bytes(b"{}")
    opened = _watched(lambda: browser.check((name, data)))[0]
    assert not [path for path in opened if str(tmp_path) in path or path.endswith((".xml", ".dossier.json"))]


def test_names_are_their_last_part() -> None:
    assert uploads._base("C:\\dir\\a.xml") == "a.xml"
    assert uploads._base("/etc/../x.dossier.json") == "x.dossier.json"
    assert len(uploads._base("x" * 999 + ".xml")) < 140
    assert uploads._base("a\x00\u202eb.xml").isprintable()


# --- nothing stays -------------------------------------------------------------------------------------------------

_watching: list[tuple[list[str], list[str]]] = []


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if not _watching:
        return
    if event == "open" and isinstance(args[0], str | bytes):
        path, mode, flags = os.fsdecode(args[0]), args[1] or "", args[2] or 0
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) or set(mode) & set("wax+")
        _watching[-1][1 if writes else 0].append(path)
    elif event in ("os.mkdir", "os.rename", "tempfile.mkstemp", "tempfile.mkdtemp", "sqlite3.connect") and args:
        _watching[-1][0 if event == "sqlite3.connect" else 1].append(f"{event} {args[0]}")


sys.addaudithook(_audit)


def _watched(work: Any) -> tuple[list[str], list[str]]:
    """What is opened for reading, and what is opened for writing or made, while some work is done."""
    _watching.append(([], []))
    try:
        work()
    finally:
        seen = _watching.pop()
    return seen


def test_nothing_is_written(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    # larger than what a form parser keeps in memory by itself
    large = json.dumps(bases.base("mask")).encode() + b" " * 3_000_000
    xml, dossier = map(example, ("holder-is-another.xml", "holder-is-another.dossier.json"))
    browser.check(xml, dossier)  # what a first check loads and builds of the lists is not of the person's making

    def everything() -> None:
        answer = browser.check(xml, dossier)
        state = state_of(answer)
        browser.check(("large.json", large))
        browser.recheck(state, fields_of(browser.correct(state).text))
        browser.fill({"destination": "DE", "lines[0].name": "口罩"})
        browser.post("result", {"state": state, "lang": "en"})
        for format_ in ("html", "csv", "md", "json"):
            browser.post("report", {"state": state, "format": format_})
        browser.post("statement", {"state": state, "statement": "0.docx"})
        browser.post("report", {"state": "x" * 2_000_000})

    _, written = _watched(everything)
    assert [path for path in written if path != os.devnull] == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow  # to put a font with all of Chinese into a file takes seconds
def test_a_pdf_leaves_nothing_behind(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    files = map(example, ("holder-is-another.xml", "holder-is-another.dossier.json"))
    state = state_of(browser.check(*files))
    answers: list[Any] = []
    _, written = _watched(lambda: answers.append(browser.post("statement", {"state": state, "statement": "0.pdf"})))
    if answers[0].status_code == 422:
        pytest.skip("no font with Chinese characters on this machine")
    assert answers[0].content.startswith(b"%PDF")
    assert [path for path in written if path != os.devnull] == []
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_leaves_nothing_behind(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    state = state_of(browser.check(example("clean-civil-mask.json")))
    assert browser.post("report", {"state": state, "format": "xlsx"}).status_code == 200
    assert list(tmp_path.iterdir()) == []


def test_nothing_of_a_request_stays_in_memory(browser: Browser) -> None:
    import gc

    from supplycheck.declaration import Declaration
    from supplycheck.report import Report

    gc.collect()
    before = sum(isinstance(x, Declaration | Report) for x in gc.get_objects())
    answer = browser.check(*map(example, ("holder-is-another.xml", "two-declarations.csv")))
    browser.recheck(state_of(answer), {"lines[0].name": "口罩"})
    gc.collect()
    assert sum(isinstance(x, Declaration | Report) for x in gc.get_objects()) <= before


def test_nothing_of_a_request_is_logged(browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    answer = browser.check(*map(example, ("holder-is-another.xml", "holder-is-another.dossier.json")))
    browser.recheck(state_of(answer), {"lines[0].name": "口罩"})
    assert "示例" not in caplog.text
    assert "t0ken" not in caplog.text
