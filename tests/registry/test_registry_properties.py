"""Whatever is in the files and whatever is asked: an answer, and the right one."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from supplycheck.errors import SupplycheckError
from supplycheck.registry import Found, NotFound, Registries, Unavailable, View, import_file
from supplycheck.registry.snapshot import one_edit

DAY = date(2020, 5, 6)
HEADINGS = ["注册证编号", "注册人名称", "产品名称"]
modest = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
numbers = st.text("沪械注准0123", min_size=1, max_size=8)


@contextmanager
def asked(content: bytes, name: str = "nmpa", suffix: str = ".csv") -> Iterator[View]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name / f"2020-05-06{suffix}"
        path.parent.mkdir()
        path.write_bytes(content)
        with Registries(folder) as registries:
            yield registries.on(name, DAY)


def table(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADINGS, *rows])
    return text.getvalue().encode("utf-8", "replace")


@modest
@given(st.sets(numbers, min_size=1, max_size=12), numbers)
def test_what_is_listed_is_found_and_what_is_not_is_not(listed: set[str], other: str) -> None:
    with asked(table([[number, "上海示例甲有限公司", "口罩"] for number in sorted(listed)])) as view:
        for number in listed:
            assert isinstance(view.find(number), Found)
        assert isinstance(view.find(other), Found if other in listed else NotFound)
        near = {record.id for record in view.near(other, limit=99)}
        assert near == {number for number in listed if OSA.distance(number, other) == 1 and len(other) > 1}


@given(st.text("01沪", max_size=7), st.text("01沪", max_size=7))
def test_one_edit(left: str, right: str) -> None:
    assert one_edit(left, right) == (OSA.distance(left, right) == 1)


@modest
@given(
    st.sampled_from([("nmpa", ".csv"), ("fda-510k", ".txt"), ("eu-hsc", ".json"), ("nmpa", ".sqlite")]),
    st.binary(max_size=400),
)
def test_no_file_breaks_a_look_up(kind: tuple[str, str], content: bytes) -> None:
    with asked(content, *kind) as view:
        assert view.state in ("fresh", "unreadable")
        assert not isinstance(view.find("沪械注准20202140000"), Found)
        assert not isinstance(view.find_party(name="上海示例甲有限公司"), Found)


@modest
@given(st.lists(st.text(max_size=30), min_size=3, max_size=9), st.text(max_size=30))
def test_no_cell_and_no_question_breaks_a_look_up(cells: list[str], question: str) -> None:
    rows = [["沪械注准20202140000", "上海示例甲有限公司", "口罩"], cells[:3], cells[3:6], cells[6:]]
    with asked(table(rows)) as view:
        for text in (question, *cells):
            assert isinstance(view.find(text), Found | NotFound | Unavailable)
            party = view.find_party(name=text, name_en=question, uscc=text, where={"product": question})
            assert isinstance(party, Found | NotFound | Unavailable)
            assert all(match.verdict in ("same", "possible") for match in view.match(text))
            view.lookup(text)
            view.near(text)
            view.find_all(text)


@modest
@given(st.text(max_size=20), st.binary(max_size=50))
def test_import_raises_only_our_errors(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source.csv"
        source.write_bytes(content)
        for wanted in (name, "nmpa"):
            try:
                import_file(Path(folder) / "data", wanted, source, DAY)
            except SupplycheckError:
                pass
            else:
                raise AssertionError(f"{wanted!r} was imported")
