"""Whatever JSON an interface answers: no error but those said, and nothing found that was not asked for."""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import registers
from hypothesis import given, settings
from hypothesis import strategies as st
from publishing import TODAY
from registers import REGISTERS, Register

from supplycheck.errors import SourceUnavailable
from supplycheck.registry.definition import Definition
from supplycheck.registry.formats import parse
from supplycheck.registry.sources import Fetched, Listed, NotListed, Unanswered, Unfiltered, ask, fetch
from supplycheck.registry.sources.checked import fits
from supplycheck.registry.sources.web import Reply, Web

JSON = [r for r in REGISTERS if r.source not in ("nmpa_udid_feed", "file_download")]
WORDS = [
    "results",
    "meta",
    "total",
    "last_updated",
    "value",
    "nextLink",
    "gudid",
    "device",
    "error",
    "code",
    "deviceList",
    "id_device",
    "commercial_name",
    "extracted_on",
    "Results",
    "TotalRecords",
    "RequestedPageStart",
    "RequestedPageEnd",
    "LicenceId",
    "k_number",
    "applicant",
    "PRIMARY_DI",
    "original_licence_no",
    "company_id",
]
NUMBERS = ["K200001", "04900000000001", "101", "300001", "2", "NOT_FOUND", "No matches found!", "2026-09-01"]
LEAF = st.none() | st.booleans() | st.integers(-2, 3) | st.floats() | st.sampled_from(NUMBERS) | st.text(max_size=4)
EXAMPLES = 50
VALUES = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=5),
    max_leaves=25,
)


class Scripted(Web):
    """A client that gets one answer, whatever it asks."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(environ={})
        self._answer = (status, body)
        self._left = 5

    def read(self, definition: Definition, address: str, *, headers: Any = None, statuses: Any = (200,)) -> Reply:
        """The answer, a few times."""
        status, body = self._answer
        self._left -= 1
        if status not in statuses or not self._left:
            self.fail(definition, "client-error", "enough", address)
        return Reply(status, {}, body, self.shown_address(address))


RIGHT: dict[str, Any] = {
    "openfda": {"meta": {"last_updated": "2026-09-14", "results": {"total": 2}}, "results": registers.CLEARANCES[:2]},
    "eudamed_data_lake": {"value": registers.DEVICES[1:2], "nextLink": "https://example.org/b"},
    "accessgudid": registers.gudid_device("04900000000001"),
    "mdall": registers.LICENCES[1:2],
    "artg": {"RequestedPageStart": 1, "RequestedPageEnd": 1, "TotalRecords": 1, "Results": registers.ENTRIES[1:2]},
    "jrc": {"extracted_on": "2026-09-01", "deviceList": registers.TESTS},
}


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """All containers in a value, each with its keys."""
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places(value[key])


@st.composite
def nearly_right(draw: st.DrawFn, source: str) -> Any:
    """An answer as it should be, but for some places."""
    value = copy.deepcopy(RIGHT[source])
    for _ in range(draw(st.integers(1, 3))):
        if found := list(places(value)):
            holder, key = found[draw(st.integers(0, len(found) - 1))]
            if draw(st.booleans()):
                holder[key] = draw(VALUES)
            else:
                del holder[key]
    return value


@pytest.mark.parametrize("register", JSON, ids=[register.source for register in JSON])
def test_any_json_is_answered_for(register: Register, define: Callable[..., Definition]) -> None:
    definition = define(register.source, "https://example.org/a/", **register.options)

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(value=VALUES | nearly_right(register.source), status=st.sampled_from([200, 200, 200, 404, 403, 400]))
    def any_json(value: Any, status: int) -> None:
        body = json.dumps(value).encode()
        must_be_an_answer(definition, Scripted(status, body), register.number or "")
        if register.fetches:
            must_be_a_list_or_none(definition, Scripted(status, body))

    any_json()


def must_be_an_answer(definition: Definition, web: Web, number: str) -> None:
    """One of the four, and if it is a finding, of what was asked."""
    got = ask(definition, web, "number", number, TODAY)
    assert isinstance(got, Listed | NotListed | Unfiltered | Unanswered)
    if isinstance(got, Listed):
        assert got.rows
        assert all(fits(definition, "number", number, row) for row in got.rows)


def must_be_a_list_or_none(definition: Definition, web: Web) -> None:
    """A file with rows, or the error that says why there is none and no file."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            fetched = fetch(definition, web, Path(folder), TODAY)
        except SourceUnavailable:
            assert not list(Path(folder).iterdir())
            return
        assert isinstance(fetched, Fetched)
        with fetched.path.open("rb") as file:
            assert list(parse(definition, file).rows)
