"""A client of the self-check page, in this process: it does what a browser does with forms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

ROOT = Path(__file__).parent.parent
REGISTRIES = ROOT / "tests" / "registries"
EXAMPLES = ROOT / "docs" / "examples" / "declarations"
TODAY = date(2026, 11, 23)
TOKEN, PORT = "t0ken", 8000


class Browser:
    """A client that has opened the first page."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.headers = {"accept-language": "en"}
        self.stamp = _hidden(self.open("").text, "stamp")

    def open(self, path: str) -> Any:
        return self.client.get(f"/{TOKEN}/{path}", headers=self.headers)

    def post(self, path: str, fields: Mapping[str, str], files: Sequence[tuple[str, str, bytes]] = ()) -> Any:
        parts: list[Any] = [(name, (None, text.encode())) for name, text in fields.items()]
        parts += [(name, (file, data)) for name, file, data in files]
        return self.client.post(f"/{TOKEN}/{path}", files=parts, headers=self.headers)

    def check(
        self, *files: tuple[str, bytes], dossier: bytes | None = None, dossier_name: str = "d.json", **fields: str
    ) -> Any:
        """Sends files as the first page does."""
        sent = [("files", name, data) for name, data in files]
        sent += [("dossier", dossier_name, dossier)] if dossier is not None else []
        return self.post("check", {"stamp": self.stamp, **fields}, sent)

    def fill(self, fields: Mapping[str, str]) -> Any:
        """Sends the short form."""
        return self.post("fill", {"stamp": self.stamp, **fields})

    def correct(self, state: str, which: int = 0) -> Any:
        return self.post("correct", {"state": state, "which": str(which)})

    def recheck(self, state: str, fields: Mapping[str, str], which: int = 0) -> Any:
        return self.post("recheck", {"state": state, "which": str(which), "editing": "yes", **fields})


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return unescape(found[1])


def state_of(answer: Any) -> str:
    """The sealed state in a page."""
    return _hidden(answer.text, "state")


def fields_of(page: str) -> dict[str, str]:
    """The fields of the forms of a page with what stands in them, as a browser would send them."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", page):
        named = re.search(r'name="([^"]*)"', tag)
        kind = re.search(r'type="(\w+)"', tag)
        if named and kind and kind[1] in ("text", "date"):
            value = re.search(r'value="([^"]*)"', tag)
            found[unescape(named[1])] = unescape(value[1]) if value else ""
    for name, inner in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL):
        found[unescape(name)] = unescape(inner)
    for name, inner in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected>', inner)
        found[unescape(name)] = unescape(chosen[1]) if chosen else ""
    return found


def example(name: str) -> tuple[str, bytes]:
    """A file of the examples, to be sent."""
    return name, (EXAMPLES / name).read_bytes()
