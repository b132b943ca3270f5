"""The interface for programs: what goes in, what comes out, in which order, and what the document says of it."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from browsing import EXAMPLES, TODAY, example
from calling import HOST, JSON, LINES, MASK, REGISTRIES, declared, interface
from starlette.testclient import TestClient

from supplycheck import Checker
from supplycheck.readers import read_bytes
from supplycheck.report import Report
from supplycheck.rules import catalogue
from supplycheck.web.api import document, limits
from supplycheck.web.current import Current

FILED = document.FILED


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    made, app = interface()
    yield TestClient(app, base_url=f"http://{HOST}", raise_server_exceptions=False)
    made.close()


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(REGISTRIES, today=TODAY)


def post(client: TestClient, body: bytes, kind: str = JSON, **query: str) -> Any:
    return client.post("/v1/check", params=query, content=body, headers={"content-type": kind})


def reports(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["reports"]
    return found


def test_a_declaration_is_answered_as_the_library_does(client: TestClient, checker: Checker) -> None:
    (declaration,) = read_bytes(declared(), "declaration.json")
    answer = post(client, declared())
    assert answer.headers["content-type"] == JSON
    assert reports(answer) == [checker.check(declaration).to_dict()]
    assert answer.json()["summary"]["declarations"] == {"pass": 1}
    for text in (answer.text, post(client, declared(), detail="lean").text):
        assert text == json.dumps(json.loads(text), ensure_ascii=False)
    assert post(client, declared()).content == answer.content


def test_several_in_an_array_and_one_that_is_none(client: TestClient) -> None:
    body = b"[" + b", ".join([declared(), b"7", declared()]) + b"]"
    first, second, third = reports(post(client, body))
    assert [first["outcome"], second["outcome"], third["outcome"]] == ["pass", "unreadable", "pass"]
    assert [note["code"] for note in third["notes"]] == ["D33"]


def test_a_table(client: TestClient, checker: Checker) -> None:
    name, data = example("two-declarations.csv")
    found = reports(post(client, data, "text/csv; charset=utf-8"))
    wanted = checker.check_many(read_bytes(data, "declarations.csv"))
    assert found == [report.to_dict() for report in wanted]
    assert len(found) == 2


def test_a_message_with_and_without_its_dossier(client: TestClient, checker: Checker) -> None:
    message, dossier = (example(f"clean-surgical-mask{end}")[1] for end in (".xml", ".dossier.json"))
    (alone,) = reports(post(client, message, "application/xml"))
    assert alone == checker.check(read_bytes(message, "declaration.xml")[0]).to_dict()
    body = b'{"xml": ' + json.dumps(message.decode()).encode() + b', "dossier": ' + dossier + b"}"
    (together,) = reports(post(client, body, FILED))
    (declaration,) = read_bytes(message, "declaration.xml", dossier)
    assert together == checker.check(declaration).to_dict()
    assert together["outcome"] == "pass"


def test_a_dossier_is_taken_as_it_was_written(client: TestClient) -> None:
    message = json.dumps(example("clean-surgical-mask.xml")[1].decode())
    dossier = '{"declared_on": "2020-05-06", "declared_on": "2020-05-07", "lines": {"1": {"label": {"places": [{"lot": 2.0E+7}]}}}}'
    (report,) = reports(post(client, f'{{"xml": {message}, "dossier": {dossier}}}'.encode(), FILED))
    told = " ".join(note["message"]["en"] for note in report["notes"])
    assert "declared_on" in told
    assert "2.0" in told


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b'{"xml": 1}',
        b'{"xml": "<a/>", "csv": "a"}',
        b'{"xml": "<a/>", "xml": "<b/>"}',
        b'{"xml": "<a/>", "more": 1}',
        b'{"xml": "<a/>", "dossier": []}',
        b'{"xml": "<a/>"} 1',
        b'{"xml": "<a/>"',
        b'{"xml" "<a/>"}',
        b"\xff",
        b"[" * 100_000,
        b'{"xml": "<a/>"}',
    ],
)
def test_what_is_no_message_with_a_dossier(client: TestClient, body: bytes) -> None:
    answer = post(client, body, FILED)
    assert answer.status_code == 422
    assert answer.json()["type"].endswith(":unreadable")


def test_the_date_is_used_where_the_declaration_has_none(client: TestClient) -> None:
    body = json.dumps({"lines": MASK["lines"], "destination": "HK"}).encode()
    (report,) = reports(post(client, body, date="2020-05-06"))
    assert report["declaration"]["declared_on"] == "2020-05-06"
    assert report["declaration"]["declared_on_from"] == "option"
    (report,) = reports(post(client, body))
    assert report["declaration"]["declared_on"] == TODAY.isoformat()


def test_lean(client: TestClient, checker: Checker) -> None:
    answer = post(client, declared(), detail="lean")
    (declaration,) = read_bytes(declared(), "declaration.json")
    whole = checker.check(declaration)
    assert reports(answer) == [whole.to_dict(lean=True)]
    assert answer.json()["run"]["snapshots"] == whole.to_dict()["snapshots"]
    assert answer.json()["run"]["instruments"] == whole.to_dict()["instruments"]


# --- JSON lines ----------------------------------------------------------------------------------------------------------


def test_lines_in_lines_out(client: TestClient, checker: Checker) -> None:
    sent = [
        declared(id="A"),
        b"",
        b"no json",
        declared(id="B"),
        b"x" * (limits.MAX_LINE + 1),
        b'{"lines": [{}]}',
        b"  ",
    ]
    answer = post(client, b"\n".join(sent), LINES)
    assert answer.headers["content-type"] == LINES
    found = [json.loads(line) for line in answer.text.splitlines()]
    assert [(r["declaration"]["id"], r["outcome"]) for r in found] == [
        ("A", "pass"),
        (None, "unreadable"),
        ("B", "pass"),
        (None, "unreadable"),
        (None, "review"),
    ]
    assert [found[n]["notes"][0]["where"] for n in (1, 3)] == [
        "declarations.jsonl:line 3, column 1",
        "declarations.jsonl:line 5",
    ]
    read = read_bytes(b"\n".join([*sent[:4], b"", *sent[5:]]), "declarations.jsonl")
    wanted = [report.to_json() for report in checker.check_many(read)]
    assert [line for n, line in enumerate(answer.text.splitlines()) if n != 3] == wanted


def test_what_is_remembered_of_lines_is_bounded(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SEEN_LINES", 3)
    found = [json.loads(line) for line in post(client, b"\n".join([declared()] * 5), LINES).text.splitlines()]
    assert [bool(report["notes"]) for report in found] == [False, True, False, True, True]


def test_each_line_is_answered_before_the_next_is_asked_for() -> None:
    made, app = interface()
    out: list[bytes] = []
    asked: list[int] = []

    async def receive() -> dict[str, Any]:
        asked.append(len(out))
        body = declared(id=str(len(asked))) + b"\n"
        return {"type": "http.request", "body": body, "more_body": len(asked) < 40}

    async def send(message: dict[str, Any]) -> None:
        if message.get("body"):
            out.append(message["body"])

    asyncio.run(app(scope(LINES), receive, send))
    made.close()
    assert asked == list(range(40))
    assert [json.loads(line)["declaration"]["id"] for line in out] == [str(n) for n in range(1, 41)]


def test_a_line_may_come_in_pieces_and_pieces_may_hold_lines() -> None:
    made, app = interface()
    text = b"\n".join(declared(id=str(n)) for n in range(5))
    pieces = [text[n : n + 333] for n in range(0, len(text), 333)]
    out: list[bytes] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    async def send(message: dict[str, Any]) -> None:
        out.append(message.get("body", b""))

    asyncio.run(app(scope(LINES), receive, send))
    made.close()
    assert [json.loads(line)["declaration"]["id"] for line in out if line] == ["0", "1", "2", "3", "4"]


def scope(kind: str = JSON, *more: tuple[bytes, bytes]) -> dict[str, Any]:
    """A request as a server hands it on."""
    return {
        "type": "http",
        "method": "POST",
        "path": "/v1/check",
        "raw_path": b"/v1/check",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", HOST.encode()), (b"content-type", kind.encode()), *more],
    }


# --- what else is told ---------------------------------------------------------------------------------------------------


def valid(document_: dict[str, Any], name: str, told: Any) -> None:
    """Raises where an answer is not of the document's schema."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": document_["components"]}
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(told)


@pytest.fixture(scope="module")
def told(client: TestClient) -> dict[str, Any]:
    answer = client.get(document.PATH)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_the_schema_of_a_report_is_the_library_s(told: dict[str, Any]) -> None:
    placed = told["components"]["schemas"]
    wanted = Report.model_json_schema()
    parts = wanted.pop("$defs")
    found = {name: json.loads(json.dumps(placed[name]).replace("#/components/schemas/", "#/$defs/")) for name in parts}
    assert found == parts
    assert placed["Report"].keys() == wanted.keys()


@pytest.mark.parametrize("detail", ["full", "lean"])
def test_reports_are_as_the_document_says(client: TestClient, told: dict[str, Any], detail: str) -> None:
    body = (EXAMPLES / "holder-is-another.xml").read_bytes()
    answer = post(client, body, "text/xml", detail=detail).json()
    valid(told, "Checked", answer)
    valid(told, "Report" if detail == "full" else "LeanReport", answer["reports"][0])


def test_rules_are_as_the_document_says(client: TestClient, told: dict[str, Any]) -> None:
    for rule in catalogue.rules():
        found = client.get(f"/v1/rules/{rule.code}").json()
        valid(told, "Rule", found)
        assert found["code"] == rule.code
        assert found["says"].keys() == rule.says.keys()
    assert client.get("/v1/rules/cn-holder").status_code == 404


@pytest.mark.parametrize("to", ["DE", "US", "GB", "HK", "KR", "CN"])
def test_requirements_are_as_the_document_says(client: TestClient, told: dict[str, Any], to: str) -> None:
    answer = client.get("/v1/requirements", params={"product": "surgical_mask", "to": to, "on": "2021-06-01"})
    if to == "CN":
        assert (answer.status_code, answer.json()["parameter"]) == (422, "to")
        return
    valid(told, "Checklist", answer.json())
    assert answer.json()["on"] == "2021-06-01"


def test_registries_are_as_the_document_says(client: TestClient, told: dict[str, Any]) -> None:
    answer = client.get("/v1/registries", params={"on": "2020-05-06"}).json()
    valid(told, "Registries", answer)
    (nmpa,) = (r for r in answer["registries"] if r["registry"] == "nmpa")
    on_day = {s["as_of"]: s["state"] for s in nmpa["snapshots"]}
    assert on_day["2020-05-05"] == "fresh"
    assert "later" in on_day.values()


def test_health(client: TestClient, told: dict[str, Any]) -> None:
    reports(post(client, declared()))
    answer = client.get("/health").json()
    valid(told, "Health", answer)
    assert answer["ready"]
    assert "nmpa" in {s["registry"] for s in answer["snapshots"]}
    assert client.get("/health/live").json() == {"live": True}


def test_it_is_not_ready_without_its_lists(tmp_path: Path) -> None:
    made, app = interface(tmp_path / "nowhere")
    client = TestClient(app, base_url=f"http://{HOST}")
    assert (client.get("/health").status_code, client.get("/health/live").status_code) == (503, 200)
    answer = post(client, declared())
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:supplycheck:problem:not-ready")
    assert answer.headers["retry-after"] == "5"
    made.close()


# --- lists that change -----------------------------------------------------------------------------------------------------


def test_a_new_snapshot_is_taken_up(tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    shutil.copytree(REGISTRIES, lists)
    kept = lists.parent / "kept"
    shutil.move(lists / "nmpa", kept)
    current = Current(lists, today=TODAY)
    before = current.checker()
    assert not current.look()
    shutil.copytree(kept, lists / "nmpa")
    assert current.look()
    assert not current.look()
    day = date(2020, 5, 6)
    assert before.registry("nmpa", day).as_of != current.checker().registry("nmpa", day).as_of == date(2020, 5, 5)
    assert "nmpa" in {info.registry for info in current.snapshots if not info.bundled}


def test_a_snapshot_that_was_replaced_on_the_same_day_is_taken_up(tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    shutil.copytree(REGISTRIES, lists)
    current = Current(lists, today=TODAY)
    before = current.checker().registry("barred-exporters", date(2020, 5, 6))
    file = next((lists / "barred-exporters").glob("2020-05-05.*"))
    other = file.read_bytes() + "某某示例另一公司,,依据,2020-01-01,\n".encode()
    file.with_suffix(".new").write_bytes(other)
    file.with_suffix(".new").replace(file)
    assert current.look()
    assert current.checker().registry("barred-exporters", date(2020, 5, 6)).rows == before.rows + 1


# --- large and small ---------------------------------------------------------------------------------------------------


def test_a_small_check_does_not_wait_for_a_large_one() -> None:
    made, app = interface()
    large = declared(lines=[{**MASK["lines"][0], "number": n, "name": f"口罩{n}"} for n in range(1, 400)])
    order: list[str] = []

    async def ask(name: str, body: bytes) -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                assert message["status"] == 200

        await app(scope(), receive, send)
        order.append(name)

    async def both() -> None:
        await ask("first", declared())  # loads what is loaded once
        begun = asyncio.create_task(ask("large", large))
        await asyncio.sleep(0.01)
        for _ in range(3):
            await ask("small", declared())
        await begun

    asyncio.run(both())
    made.close()
    assert order == ["first", "small", "small", "small", "large"]
