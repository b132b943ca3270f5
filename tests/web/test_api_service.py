"""The service as operators run it: several processes, a token, lists that change under load, an end that loses nothing."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import threading
import time
import urllib.error
import urllib.request
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from calling import JSON, LINES, MASK, REGISTRIES, TOKEN, declared, served

from supplycheck.errors import UsageError
from supplycheck.registry import import_file
from supplycheck.web import server

COLUMNS = "注册证编号,注册人名称,统一社会信用代码,产品名称,型号规格,管理类别,批准日期,有效期至\n"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_others_are_served_only_with_a_token(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(server.TOKEN_VARIABLE, raising=False)
    with pytest.raises(UsageError, match="--token-file"):
        server.serve(None, 0, print, host=host)


@pytest.mark.parametrize("token", ["", "short", "with spaces " * 4, "é" * 40, "x" * 513])
def test_a_token_that_is_none_is_told_without_it(token: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "token"
    file.write_text(token, encoding="utf-8")
    with pytest.raises(UsageError) as told:
        server.serve(None, 0, print, token_file=file)
    assert str(file) in str(told.value)
    assert not token.strip() or token not in str(told.value)
    monkeypatch.setenv(server.TOKEN_VARIABLE, token)
    with pytest.raises(UsageError, match=server.TOKEN_VARIABLE):
        server.serve(None, 0, print)


def test_secrets_are_in_no_representation() -> None:
    settings = server.Settings(None, server.HOST, 1, TOKEN, ("page-token", "page-cookie", b"page-secret"))
    assert TOKEN not in repr(settings)
    assert "page-" not in repr(settings)


def post(address: str, body: bytes, kind: str = JSON, token: str | None = None) -> Any:
    headers = {"content-type": kind, **({"authorization": f"Bearer {token}"} if token else {})}
    return urllib.request.urlopen(urllib.request.Request(f"{address}/v1/check", body, headers), timeout=60)


@pytest.mark.slow
def test_several_processes_and_a_token_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n", encoding="utf-8")
    words = ("-v", "--log-file", "log", "serve", "--no-open", "--host", "0.0.0.0", "--token-file", "token")
    with served(tmp_path, *words, "--workers", "2", "--registries", str(REGISTRIES)) as (process, address):
        address = address.replace("0.0.0.0", "127.0.0.1")
        for _ in range(20):
            with post(address, declared(), token=TOKEN) as answer:
                assert json.load(answer)["reports"][0]["outcome"] == "pass"
        with pytest.raises(urllib.error.HTTPError) as refused:
            post(address, declared())
        assert refused.value.code == 401
        refused.value.close()
        process.terminate()
        out, err = process.communicate(timeout=60)
    log = (tmp_path / "log").read_text("utf-8")
    assert log.count("POST /v1/check 200") == 20
    assert TOKEN not in out + err + log
    assert MASK["consignor"]["name"] not in out + err + log


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_requests_under_way_are_answered_when_it_ends(workers: str, tmp_path: Path) -> None:
    goods = [{**MASK["lines"][0], "number": n, "name": f"示例口罩{n}"} for n in range(1, 300)]
    large = b"[" + b",".join([declared(id=str(n), lines=goods) for n in range(4)]) + b"]"
    found: list[Any] = []
    words = ("serve", "--no-open", "--workers", workers, "--registries", str(REGISTRIES))
    with served(tmp_path, *words) as (process, address):
        host = address.removeprefix("http://")

        def asking() -> None:
            with post(address, large) as answer:
                found.append(json.load(answer))

        def streaming() -> None:
            connection = http.client.HTTPConnection(host, timeout=60)
            connection.putrequest("POST", "/v1/check")
            connection.putheader("content-type", LINES)
            connection.putheader("transfer-encoding", "chunked")
            connection.endheaders()
            for n in range(10):
                line = declared(id=str(n)) + b"\n"
                connection.send(b"%x\r\n" % len(line) + line + b"\r\n")
                time.sleep(0.2)
            connection.send(b"0\r\n\r\n")
            found.append(connection.getresponse().read().splitlines())
            connection.close()

        threads = [threading.Thread(target=job) for job in (asking, asking, streaming)]
        for thread in threads:
            thread.start()
        time.sleep(0.7)
        process.send_signal(signal.SIGTERM)
        for thread in threads:
            thread.join(60)
        process.communicate(timeout=60)
    assert sorted(map(len, found)) == [4, 4, 10]
    assert all(len(one["reports"]) == 4 for one in found if isinstance(one, dict))


@pytest.mark.slow
def test_lists_that_change_under_load_cost_no_request(tmp_path: Path) -> None:
    """A surgical mask whose number is on the list of the second day only, asked all the time while that list arrives."""
    lists = tmp_path / "lists"
    shutil.copytree(REGISTRIES, lists)
    shutil.rmtree(lists / "nmpa")
    new = tmp_path / "nmpa.csv"
    shutil.copy(next((REGISTRIES / "nmpa").glob("2020-05-05.*")), new)
    example = REGISTRIES.parent / "declarations" / "clean-surgical-mask"
    message = json.dumps(example.with_suffix(".xml").read_text("utf-8"))
    dossier = Path(f"{example}.dossier.json").read_text("utf-8")
    body = f'{{"xml": {message}, "dossier": {dossier}}}'.encode()
    kind = "application/vnd.supplycheck.filed+json"
    answers: list[tuple[int, str, tuple[str, ...]]] = []
    stop = threading.Event()
    with served(tmp_path, "serve", "--no-open", "--workers", "2", "--registries", str(lists)) as (_, address):
        connections = [http.client.HTTPConnection(address.removeprefix("http://"), timeout=30) for _ in range(6)]

        def asking(connection: http.client.HTTPConnection) -> None:
            while not stop.is_set():
                connection.request("POST", "/v1/check", body, {"content-type": kind})
                answer = connection.getresponse()
                (report,) = json.loads(answer.read())["reports"]
                asked = tuple(s["as_of"] for s in report["snapshots"] if s["registry"] == "nmpa")
                answers.append((answer.status, report["outcome"], asked))

        threads = [threading.Thread(target=asking, args=(connection,)) for connection in connections]
        for thread in threads:
            thread.start()
        time.sleep(2)
        import_file(lists, "nmpa", new, date(2020, 5, 5))
        time.sleep(5)
        more = (
            new.read_text("utf-8")
            + "粤械注准20202149999,示例新增医疗器械有限公司,,医用外科口罩,平面型,Ⅱ,2020-05-01,2025-04-30\n"
        )
        new.write_text(more, encoding="utf-8")
        import_file(lists, "nmpa", new, date(2020, 5, 6))
        time.sleep(5)
        stop.set()
        for thread in threads:
            thread.join(30)
        for connection in connections:
            connection.close()
    assert {status for status, _, _ in answers} == {200}
    order = [asked for _, _, asked in answers]
    assert {("2020-05-05",), ("2020-05-06",)} <= set(order)
    assert order[-1] == ("2020-05-06",)
    assert [outcome for _, outcome, _ in answers][-1] == "pass"
    assert [outcome for _, outcome, _ in answers][0] != "pass"


@pytest.mark.slow
def test_a_process_that_dies_is_replaced(tmp_path: Path) -> None:
    words = ("serve", "--no-open", "--workers", "2", "--registries", str(REGISTRIES))
    with served(tmp_path, *words) as (process, address):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        if not children.exists():
            pytest.skip("needs /proc")
        workers = [
            int(pid) for pid in children.read_text().split() if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()
        ]
        assert len(workers) == 2
        os.kill(workers[0], signal.SIGKILL)
        until = time.monotonic() + 30
        while len(set(children.read_text().split()) - {str(workers[0])}) < 3 and time.monotonic() < until:
            time.sleep(0.2)
        for _ in range(20):
            with post(address, declared()) as answer:
                assert answer.status == 200
