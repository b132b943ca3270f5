"""Who gets in, and what every answer says in its head."""

from __future__ import annotations

import pytest
from browsing import PORT, TOKEN, Browser
from starlette.testclient import TestClient

from supplycheck.web import limits
from supplycheck.web.guard import HEADERS
from supplycheck.web.seal import BrokenSeal, Seal

HERE = f"/{TOKEN}/"


@pytest.mark.parametrize(
    "path", ["/", "/check", "/wrong/", "/page.css", f"/{TOKEN}", f"/{TOKEN}x/", "//", "/favicon.ico"]
)
def test_without_the_token_there_is_nothing(client: TestClient, path: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code == 404
    assert "supplycheck" not in answer.text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (f"127.0.0.1:{PORT}", 200),
        (f"localhost:{PORT}", 200),
        ("127.0.0.1", 421),
        ("127.0.0.1:9", 421),
        (f"evil.example:{PORT}", 421),
        (f"127.0.0.1.evil.example:{PORT}", 421),
        (f"127.0.0.1:{PORT}@evil.example", 421),
        ("", 421),
    ],
)
def test_only_our_own_names_are_answered(client: TestClient, host: str, status: int) -> None:
    assert client.get(HERE, headers={"host": host}).status_code == status


@pytest.mark.parametrize("path", ["page.css", "page.js", "needs", "check"])
def test_beyond_the_first_page_the_cookie_is_needed(client: TestClient, path: str) -> None:
    assert client.get(HERE + path).status_code == 403
    assert client.post(HERE + path).status_code == 403


def test_the_cookie_is_strict_and_of_this_session(client: TestClient) -> None:
    given = client.get(HERE).headers.get_list("set-cookie")
    (own,) = (text for text in given if text.startswith(f"supplycheck-{PORT}="))
    assert "HttpOnly" in own
    assert "SameSite=Strict" in own
    assert f"Path={HERE}" in own
    wrong = {"cookie": f"supplycheck-{PORT}=somebody-else"}
    client.cookies.clear()
    assert client.get(HERE + "page.css", headers=wrong).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_what_another_page_posts_is_refused(browser: Browser, headers: dict[str, str]) -> None:
    answer = browser.client.post(HERE + "check", headers=headers, files=[("stamp", (None, browser.stamp))])
    assert answer.status_code == 403


def test_our_own_origin_is_let_in(browser: Browser) -> None:
    headers = {"origin": f"http://127.0.0.1:{PORT}", "sec-fetch-site": "same-origin"}
    answer = browser.client.post(HERE + "start", headers=headers, files=[("stamp", (None, browser.stamp))])
    assert answer.status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_other_methods_are_refused(browser: Browser, method: str) -> None:
    assert browser.client.request(method, HERE).status_code == 405


@pytest.mark.parametrize("path", ["", "page.css", "page.js", "nothing", "needs", "../", "check"])
def test_every_answer_is_guarded(browser: Browser, path: str) -> None:
    answer = browser.client.get(HERE + path, follow_redirects=False)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "access-control-allow-origin" not in answer.headers


def test_scripts_and_styles_are_files_of_ours(browser: Browser) -> None:
    page = browser.open("").text
    assert "<style" not in page
    assert "style=" not in page
    assert " onclick" not in page
    assert page.count("<script") == 1
    assert "unsafe" not in HEADERS["content-security-policy"]
    assert "http" not in page.replace("http-equiv", "")


def test_a_page_loaded_again_leads_to_the_start(browser: Browser) -> None:
    answer = browser.client.get(HERE + "check", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "./")


@pytest.mark.parametrize("stamp", ["", "x", "aGVsbG8=", "é", "A" * 500])
def test_a_form_that_this_session_did_not_write_is_refused(browser: Browser, stamp: str) -> None:
    for path in ("check", "fill", "start"):
        assert browser.post(path, {"stamp": stamp}).status_code == 403
    for path in ("result", "correct", "recheck", "report", "statement"):
        assert browser.post(path, {"state": stamp}).status_code == 403
    # a stamp is no state
    assert browser.post("result", {"state": browser.stamp}).status_code == 403


def test_a_seal_opens_for_its_own_session_and_purpose_only() -> None:
    seal = Seal(b"a" * 32, "state")
    sealed = seal.close(b"data")
    assert seal.open(sealed) == b"data"
    for other in (Seal(b"b" * 32, "state"), Seal(b"a" * 32, "stamp")):
        with pytest.raises(BrokenSeal):
            other.open(sealed)
    with pytest.raises(BrokenSeal):
        seal.open(sealed[:-8] + "AAAAAAA=")


def test_too_large_a_request_is_refused_before_it_is_read(browser: Browser) -> None:
    headers = {"content-length": str(limits.MAX_BODY + 1)}
    assert browser.client.post(HERE + "check", headers=headers, content=b"x").status_code == 413


def test_a_request_that_does_not_say_its_length_is_counted(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("supplycheck.web.guard.MAX_BODY", 1000)
    body = (b"x" * 400 for _ in range(5))
    headers = {"content-type": "multipart/form-data; boundary=b"}
    assert browser.client.post(HERE + "check", headers=headers, content=body).status_code == 413


def test_too_many_files_or_fields_are_refused(browser: Browser) -> None:
    assert browser.check(*((f"{n}.xml", b"<a/>") for n in range(limits.MAX_FILES + 1))).status_code == 413
    many = {f"f{n}": "" for n in range(limits.MAX_FIELDS + 1)}
    assert browser.post("start", many).status_code == 413


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/json", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_what_is_no_form_of_ours_is_refused(browser: Browser, kind: str) -> None:
    answer = browser.client.post(HERE + "check", headers={"content-type": kind}, content=b"stamp=x")
    assert answer.status_code == 400


def test_a_slow_request_is_given_up(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    async def never(*_: object) -> None:
        await asyncio.sleep(30)

    monkeypatch.setattr("supplycheck.web.uploads.read", never)
    monkeypatch.setattr("supplycheck.web.application.RECEIVE_SECONDS", 0.05)
    assert browser.check(("a.xml", b"")).status_code == 503


def test_a_slow_check_is_given_up(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setattr("supplycheck.web.desk.CHECK_SECONDS", 0.02)
    monkeypatch.setattr("supplycheck.web.desk.received", lambda _: time.sleep(0.3))
    answer = browser.check(("a.xml", b"<a/>"))
    assert answer.status_code == 503
    assert "too long" in answer.text


def test_a_mistake_of_ours_tells_nothing(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("inner secret")

    monkeypatch.setattr("supplycheck.web.desk.received", broken)
    answer = browser.check(("a.xml", b"<a/>"))
    assert answer.status_code == 500
    assert "inner secret" not in answer.text
    assert answer.headers["content-security-policy"]
