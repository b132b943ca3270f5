"""Who is answered by the interface, how refusals look, and what the log says."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from calling import HOST, JSON, LINES, TOKEN, declared, interface
from starlette.testclient import TestClient

from supplycheck.web.api import bodies, limits
from supplycheck.web.api.application import Interface
from supplycheck.web.api.gate import Gate
from supplycheck.web.api.problems import PROBLEMS

TYPE = "urn:supplycheck:problem:"


def client_of(app: Gate) -> TestClient:
    return TestClient(app, base_url=f"http://{HOST}", raise_server_exceptions=False)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    made, app = interface()
    yield client_of(app)
    made.close()


def post(client: TestClient, body: bytes = b"", **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/v1/check", content=body or declared(), headers={"content-type": JSON, **named})


def refused(answer: Any, code: str) -> None:
    assert (answer.status_code, answer.json()["type"]) == (PROBLEMS[code][0], TYPE + code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["text"] == PROBLEMS[code][1].to_dict()
    assert answer.json()["status"] == answer.status_code
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:9", "evil.example:8000", "127.0.0.1.evil.example:8000", ""])
def test_only_our_own_names_are_answered(client: TestClient, host: str) -> None:
    refused(post(client, host=host), "wrong-host")
    refused(client.get("/health", headers={"host": host}), "wrong-host")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": f"https://{HOST}"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
)
def test_another_page_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    refused(post(client, **headers), "from-a-page")


def test_our_own_page_and_programs_are_let_in(client: TestClient) -> None:
    assert post(client, origin=f"http://{HOST}", sec_fetch_site="same-origin").status_code == 200
    assert post(client, sec_fetch_site="none").status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_a_page_may_send_unasked_is_no_content_type(client: TestClient, kind: str) -> None:
    refused(post(client, content_type=kind), "media-type")


def test_no_page_elsewhere_is_given_leave(client: TestClient) -> None:
    answer = client.options("/v1/check", headers={"access-control-request-method": "POST"})
    refused(answer, "method")
    assert answer.headers["allow"] == "POST"
    assert not [name for name in post(client).headers if name.startswith("access-control")]


def test_compressed_content_is_not_unpacked(client: TestClient) -> None:
    refused(post(client, content_encoding="gzip"), "media-type")


def test_every_answer_is_kept_by_nobody(client: TestClient) -> None:
    for answer in (post(client), client.get("/nothing"), client.get("/health")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "lang"), [("en", "en"), ("zh-CN,zh;q=0.9", "zh"), ("de, en;q=0.5", "en"), ("", "zh")]
)
def test_a_refusal_is_told_in_the_language_asked_for(client: TestClient, asked: str, lang: str) -> None:
    answer = client.get("/nothing", headers={"accept-language": asked})
    refused(answer, "not-found")
    assert answer.json()["title"] == PROBLEMS["not-found"][1].of(lang)
    assert answer.headers["content-language"] == lang


@pytest.mark.parametrize("query", ["date=2020-5-6", "date=", "date=20200506", "date=2020-02-30", "date=2020-W01-1"])
def test_a_day_that_is_none(client: TestClient, query: str) -> None:
    answer = client.post(f"/v1/check?{query}", content=declared(), headers={"content-type": JSON})
    refused(answer, "parameter")
    assert answer.json()["parameter"] == "date"
    refused(client.get(f"/v1/registries?{query.replace('date', 'on')}"), "parameter")


def test_a_parameter_given_twice(client: TestClient) -> None:
    refused(client.get("/v1/requirements?product=surgical_mask&to=DE&to=US"), "parameter")
    refused(client.get("/v1/requirements?product=surgical_mask"), "parameter")
    refused(client.get("/v1/requirements?product=mask&to=DE"), "parameter")


# --- the token -----------------------------------------------------------------------------------------------------------


def test_with_a_token_nothing_is_told_without_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made, app = interface(token=TOKEN)
    client = client_of(app)
    for shown in ("", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer", "Bearer é"):
        headers = {"authorization": shown.encode("latin-1")} if shown else {}
        answer = client.get("/v1/registries", headers=headers)
        refused(answer, "no-token")
        assert answer.headers["www-authenticate"].startswith("Bearer")
    for path in ("/v1/openapi.json", "/v1/nothing", "/nothing"):
        refused(client.get(path), "no-token")
    assert client.get("/health/live").status_code == 200
    assert post(client, authorization=f"Bearer {TOKEN}").status_code == 200
    assert post(client, authorization=f"bearer {TOKEN}").status_code == 200
    made.close()
    assert TOKEN not in caplog.text


def test_without_a_token_only_this_machine_can_be_served() -> None:
    made, app = interface()
    with pytest.raises(ValueError, match="token"):
        Gate(app, hosts=None, token=None)
    made.close()


# --- request ids and the log -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sane", ["a", "0f-b_c.9", "x" * 64])
def test_a_sane_request_id_is_taken_over(client: TestClient, sane: str) -> None:
    assert post(client, x_request_id=sane).headers["x-request-id"] == sane


@pytest.mark.parametrize("odd", ["", "x" * 65, "a b", "a;b", "<script>", "a\tb"])
def test_another_is_made_anew(client: TestClient, odd: str) -> None:
    first, second = (post(client, x_request_id=odd).headers["x-request-id"] for _ in range(2))
    assert first != second
    assert odd not in (first, second)
    assert len(first) == 16


def test_the_log_has_the_id_and_nothing_of_what_is_sent(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "supplycheck")
    secret = "宁波绝密示例有限公司"
    for kind in (JSON, LINES, "text/csv", "application/xml", "text/plain"):
        post(client, declared(consignor={"name": secret}, id="SECRET-1"), content_type=kind, x_request_id="told-1")
    client.get(f"/{secret}?{secret}")
    assert caplog.text.count("told-1 POST /v1/check") == 5
    assert secret not in caplog.text
    assert "SECRET-1" not in caplog.text


def test_an_error_of_ours_is_told_without_its_words(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("绝" + "密")

    made, app = interface()
    monkeypatch.setattr(Interface, "_document", broken)
    answer = post(client_of(app), x_request_id="told-2")
    made.close()
    refused(answer, "internal")
    assert "told-2 failed: RuntimeError" in caplog.text
    assert "test_api_gate.py" in caplog.text
    assert "绝密" not in caplog.text + answer.text


# --- size and time -------------------------------------------------------------------------------------------------------


def test_a_document_that_is_too_large(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BODY", 5_000)
    refused(post(client, declared() + b" " * 5_000), "too-large")
    pieces = iter([declared(), b" " * 4_000])
    answer = client.post("/v1/check", content=pieces, headers={"content-type": JSON})
    refused(answer, "too-large")
    assert answer.json()["limit"] == 5_000
    assert post(client).status_code == 200


def test_a_document_with_too_much_in_it(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_DECLARATIONS", 2)
    refused(post(client, b"[" + b",".join([declared()] * 3) + b"]"), "too-many")
    assert post(client, b"[" + b",".join([declared()] * 2) + b"]").status_code == 200
    monkeypatch.setattr(limits, "MAX_GOODS", 3)
    refused(post(client, declared(lines=[{}] * 4)), "too-many")


def test_what_all_hold_together_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    made, app = interface()
    monkeypatch.setattr(limits, "MAX_HELD", len(declared()) + 10)
    client = client_of(app)
    assert post(client).status_code == 200
    made._held.take(11)
    refused(post(client), "busy")
    made._held.give(11)
    assert post(client).status_code == 200
    assert made._held.size == 0
    made.close()


def test_a_head_that_is_too_large(client: TestClient) -> None:
    refused(post(client, x_more="x" * limits.MAX_HEAD), "head-too-large")
    refused(client.get("/health?" + "x" * limits.MAX_HEAD), "head-too-large")


@pytest.mark.parametrize("kind", [JSON, LINES])
def test_what_takes_too_long_to_arrive(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.05)
    made, app = interface()
    (start, end), _ = asyncio.run(slow(app, kind, [b"{"]))
    made.close()
    assert start["status"] == 408
    assert json.loads(end["body"])["type"] == TYPE + "slow"


def test_lines_that_stop_coming_end_the_answer_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.3)
    made, app = interface()
    sent, _ = asyncio.run(slow(app, LINES, [declared() + b"\n"]))
    made.close()
    assert [message.get("status") for message in sent] == [200, None, None]
    assert json.loads(sent[1]["body"])["outcome"] == "pass"
    assert json.loads(sent[2]["body"])["type"] == TYPE + "slow"
    assert sent[2]["more_body"]  # it is not ended as a whole answer would be


async def slow(app: Gate, kind: str, parts: list[bytes]) -> tuple[list[dict[str, Any]], None]:
    """What is answered to a client that sends some parts and then nothing."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not parts:
            await asyncio.sleep(3_600)
        return {"type": "http.request", "body": parts.pop(0), "more_body": True}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": "/v1/check",
        "raw_path": b"/v1/check",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", HOST.encode()), (b"content-type", kind.encode())],
    }
    await app(scope, receive, send)
    return sent, None


def test_a_check_that_takes_too_long(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CHECK_SECONDS", 0.0)
    monkeypatch.setattr(limits, "SMALL", 0)
    refused(post(client, b"[" + b",".join([declared()] * 200) + b"]"), "too-long")


def test_lines_of_any_length_are_held_one_at_a_time() -> None:
    """A line without an end is dropped while it comes in."""
    most = 0

    async def receive() -> dict[str, Any]:
        nonlocal left
        left -= 1
        return {"type": "http.request", "body": b"x" * 64_000 if left else b"\nend", "more_body": left > 0}

    async def read() -> list[bytes | None]:
        return [line async for line in bodies.lines(receive)]

    left = 200
    import tracemalloc

    tracemalloc.start()
    found = asyncio.run(read())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [None, b"end"]
    assert most < 4 * limits.MAX_LINE
