"""A typed client of the HTTP interface of `supplycheck serve`, with nothing but the standard library. Copy it and change it.

python client.py http://127.0.0.1:8000 declaration.json
python client.py http://127.0.0.1:8000 message.xml message.dossier.json
python client.py http://127.0.0.1:8000 many.jsonl
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from socket import SHUT_RDWR
from threading import Thread
from typing import Any, Literal, TypedDict
from urllib.parse import urlencode, urlsplit

Outcome = Literal["fail", "review", "pass", "not_controlled", "unreadable"]


class Text(TypedDict):
    """A sentence in both languages."""

    zh: str
    en: str


class Finding(TypedDict):
    """What was found; the schema of the interface has more."""

    id: str
    rule: str
    status: str
    severity: str
    message: Text | None


class Line(TypedDict):
    """The verdict on one goods line."""

    line: int
    outcome: Outcome
    findings: list[Finding]


class Reference(TypedDict):
    """Which declaration a report is about."""

    id: str | None
    source: str
    position: int


class Report(TypedDict):
    """The answer about one declaration."""

    schema_version: int
    declaration: Reference
    outcome: Outcome
    findings: list[Finding]
    lines: list[Line]


@dataclass
class Refused(Exception):
    """The service refused a request (RFC 9457). `type` is stable; `request_id` finds it in the log of the service."""

    status: int
    type: str
    title: str
    request_id: str


class BrokenOff(Exception):
    """An answer ended before it was whole: the reports that came count, the declarations without one must be sent again."""


@dataclass
class Client:
    """Asks one service. `address` is such as http://127.0.0.1:8000; `token` is needed where the service has one."""

    address: str
    token: str | None = None
    seconds: float = 60.0

    def check(self, declaration: dict[str, Any], *, date: str | None = None) -> Report:
        """The report on a declaration in the own model."""
        return self._reports(json.dumps(declaration).encode(), "application/json", date)[0]

    def check_message(
        self, xml: str, dossier: dict[str, Any] | None = None, *, date: str | None = None
    ) -> list[Report]:
        """The reports on a Single Window message with the dossier beside it. No dossier: nothing is known of the papers."""
        filed = {"xml": xml} if dossier is None else {"xml": xml, "dossier": dossier}
        return self._reports(json.dumps(filed).encode(), "application/vnd.supplycheck.filed+json", date)

    def check_lines(self, lines: Iterable[bytes], *, date: str | None = None) -> Iterator[Report]:
        """The reports on JSON lines, each as soon as it is there, in the order of the lines.

        Lines are sent on a thread while reports are read: a client that first sends everything and then reads would wait
        for ever, because the service holds no more than a line.
        """
        connection = self._begin("application/x-ndjson", date, {"transfer-encoding": "chunked"})
        failed: list[BaseException] = []
        sent = received = 0

        def sending() -> None:
            nonlocal sent
            try:
                for line in lines:
                    sent += bool(line.strip())
                    part = line.rstrip(b"\r\n") + b"\n"
                    if not _sent(connection, b"%x\r\n%b\r\n" % (len(part), part)):
                        return
                _sent(connection, b"0\r\n\r\n")
            except BaseException as error:  # told to who reads
                failed.append(error)
                if connection.sock is not None:
                    connection.sock.shutdown(SHUT_RDWR)  # who waits for the answer need not wait longer

        thread = Thread(target=sending, daemon=True)
        thread.start()
        try:
            answer = _accepted(connection.getresponse())
            for line in answer:
                report: Any = json.loads(line)
                if "schema_version" not in report:
                    raise BrokenOff(report.get("type"))
                received += 1
                yield report
            # An answer that was cut off can look like a whole one (to http.client it does), so they are counted.
            thread.join()
            if failed or received < sent:
                raise BrokenOff(f"{received} of {sent} reports")
        except (OSError, HTTPException, ValueError, BrokenOff) as error:
            raise (failed[0] if failed else BrokenOff(str(error))) from error
        finally:
            connection.close()

    def _reports(self, body: bytes, kind: str, date: str | None) -> list[Report]:
        connection = self._begin(kind, date, {"content-length": str(len(body))})
        try:
            connection.send(body)
            found: list[Report] = json.loads(_accepted(connection.getresponse()).read())["reports"]
            return found
        finally:
            connection.close()

    def _begin(self, kind: str, date: str | None, headers: dict[str, str]) -> HTTPConnection:
        to = urlsplit(self.address)
        over = HTTPSConnection if to.scheme == "https" else HTTPConnection
        connection = over(to.hostname or "", to.port, timeout=self.seconds)
        connection.putrequest("POST", "/v1/check" + (f"?{urlencode({'date': date})}" if date else ""))
        if self.token is not None:
            headers["authorization"] = f"Bearer {self.token}"
        for name, value in {"content-type": kind, **headers}.items():
            connection.putheader(name, value)
        connection.endheaders()
        return connection


def _sent(connection: HTTPConnection, part: bytes) -> bool:
    """Sends a part; False where the service takes no more: who reads its answer learns why."""
    try:
        connection.send(part)
    except OSError:
        return False
    return True


def _accepted(answer: HTTPResponse) -> HTTPResponse:
    """The answer, where it is none of a refusal."""
    if answer.status == 200:
        return answer
    problem = json.loads(answer.read())
    raise Refused(answer.status, problem["type"], problem["title"], problem["request_id"])


def main(address: str, file: str, dossier: str | None = None) -> None:
    """Checks a file and prints outcome and rules of each declaration."""
    client = Client(address, os.environ.get("SUPPLYCHECK_API_TOKEN"))
    path = Path(file)
    reports: Iterable[Report]
    if path.suffix == ".jsonl":
        with path.open("rb") as lines:
            reports = list(client.check_lines(lines))
    elif path.suffix == ".xml":
        reports = client.check_message(
            path.read_text("utf-8"), json.loads(Path(dossier).read_text("utf-8")) if dossier else None
        )
    else:
        reports = [client.check(json.loads(path.read_text("utf-8")))]
    for report in reports:
        rules = [f["rule"] for line in report["lines"] for f in line["findings"] if f["severity"] != "info"]
        print(report["declaration"]["id"], report["outcome"], *rules)


if __name__ == "__main__":
    main(*sys.argv[1:])
