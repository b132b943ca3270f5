"""Both languages say everything, and the browser's choice counts until the person switches."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browsing import ROOT, Browser, example, state_of

from supplycheck.declaration import DOCUMENT_KINDS, OTHER, SETTINGS, STATEMENT_FORMS
from supplycheck.web import form, texts

WEB = ROOT / "supplycheck" / "web"
HAN = re.compile("[\u3400-\u9fff]")
SAME = {"none"}
"""Texts that are no words."""


def test_every_text_is_in_both_languages() -> None:
    for table in (texts.TEXTS, texts.DOCUMENT, texts.FORM, texts.SETTING):
        for key, text in table.items():
            assert text.zh, key
            assert text.en, key
            assert re.findall(r"{\w*}", text.zh) == re.findall(r"{\w*}", text.en), key
            if key != "other_language":
                assert not HAN.search(text.en), key
                assert HAN.search(text.zh) or not re.search("[a-z]{4}", text.zh) or key in SAME, key


def test_every_text_is_used_and_every_used_text_is_there() -> None:
    sources = [*(WEB / "html").glob("*.html"), *WEB.glob("*.py")]
    code = "\n".join(p.read_text("utf-8") for p in sources if p.name != "texts.py")
    made = ("field.", "side.", "does.", "status.", "severity.", "how.", "count.", "error.", "problem.")
    for key in texts.TEXTS:
        assert re.search(f"""["']{re.escape(key)}["']""", code) or key.startswith(made), key
    for key in re.findall(r'\bt\("([\w.-]+)"\)', code):
        assert key in texts.TEXTS, key


def test_every_field_has_a_label() -> None:
    for _, fields in form._PATTERNS:
        for field in fields:
            assert f"field.{field.name}" in texts.TEXTS, field.name


def test_every_choice_has_a_name() -> None:
    assert set(texts.DOCUMENT) == DOCUMENT_KINDS | {OTHER}
    assert set(texts.FORM) == STATEMENT_FORMS
    assert set(texts.SETTING) == SETTINGS


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        (None, "zh"),
        ("", "zh"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en;q=0.3, zh-Hant-TW;q=0.7", "zh"),
        ("de-DE,de;q=0.9,en;q=0.5", "en"),
        ("de", "zh"),
        ("en;q=0", "zh"),
        ("en;q=abc", "zh"),
        (",;q=,=;" * 500, "zh"),
    ],
)
def test_the_language_is_the_one_the_browser_prefers(header: str | None, lang: str) -> None:
    assert texts.accepted(header) == lang


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_say_their_language(browser: Browser, lang: str) -> None:
    browser.headers["accept-language"] = lang
    pages = [browser.open(""), browser.open("needs?product=surgical_mask&to=DE&on=2024-05-06"), browser.open("nothing")]
    pages.append(browser.check(*map(example, ("holder-is-another.xml", "holder-is-another.dossier.json"))))
    pages.append(browser.correct(state_of(pages[-1])))
    for page in pages:
        assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in page.text
        assert page.headers["content-language"] == lang


def test_the_switch_keeps_the_result(browser: Browser) -> None:
    first = browser.check(*map(example, ("holder-is-another.xml", "holder-is-another.dossier.json")))
    other = browser.post("result", {"state": state_of(first), "lang": "zh"})
    assert "现在不可申报" in other.text
    assert state_of(other)
    assert "申报之前" in browser.open("").text, "the switch lasts"


def test_the_switch_keeps_what_was_typed(browser: Browser) -> None:
    answer = browser.post("start", {"stamp": browser.stamp, "lang": "zh", "lines[0].name": "口罩 <1>"})
    assert 'value="口罩 &lt;1&gt;"' in answer.text
    assert "<details open><summary><h2" in answer.text
    state = state_of(browser.check(example("clean-civil-mask.json")))
    answer = browser.post(
        "correct", {"state": state, "which": "0", "editing": "yes", "lang": "en", "lines[0].model": "M-9"}
    )
    assert 'value="M-9"' in answer.text
    assert "Check again" in answer.text


def test_the_switch_is_kept_from_the_comparison_too(browser: Browser) -> None:
    state = state_of(browser.check(example("clean-civil-mask.json")))
    again = browser.recheck(state, {"lines[0].quantity": "7"})
    other = browser.post("result", {"state": state_of(again), "lang": "zh"})
    assert "与上次核对相比" in other.text


def test_styles_and_scripts_say_nothing_in_one_language_only() -> None:
    for name in ("page.css", "page.js"):
        assert not HAN.search(Path(WEB / "static" / name).read_text("utf-8"))
