"""What is special to each interface: how it is asked, its pages, its ways to be wrong."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import registers
from publishing import TODAY, Answer, Asked, Publisher, answer, html
from registers import CLEARANCES, ENTRIES, FIRM, LICENCES, REGISTERS, artg_page, clearance, feed, openfda_page

from supplycheck.errors import RegistryUnavailable, SourceUnavailable, UsageError
from supplycheck.registry.definition import Definition
from supplycheck.registry.formats import parse
from supplycheck.registry.sources import (
    Fetched,
    Listed,
    NotListed,
    State,
    Unanswered,
    Unchanged,
    Unfiltered,
    artg,
    ask,
    eudamed_data_lake,
    fetch,
    names,
    openfda,
)
from supplycheck.registry.sources.web import Limits, Web

BY_SOURCE = {register.source: register for register in REGISTERS}


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two entries a page."""
    for module in (openfda, artg, eudamed_data_lake):
        monkeypatch.setattr(module, "_PAGE", 2)


@pytest.fixture
def once(make_web: Callable[..., Web]) -> Web:
    """A client that tries once."""
    return make_web(limits=Limits(tries=1))


@pytest.fixture
def defined(define: Callable[..., Definition], publisher: Publisher) -> Callable[..., Definition]:
    """Makes the definition of a source on the publisher's machine, which serves it."""

    def make(source: str, **options: Any) -> Definition:
        register = BY_SOURCE[source]
        publisher.serve = register.make(publisher)
        return define(source, publisher.address(register.path), **{**register.options, **options})

    return make


def code_of(definition: Definition, web: Web, folder: Path, **options: Any) -> str:
    """Why a list cannot be fetched."""
    with pytest.raises(SourceUnavailable) as caught:
        fetch(definition, web, folder, TODAY, **options)
    assert not [path for path in folder.glob("test-list*") if path.suffix != ".part" and path.is_file()]
    return caught.value.code


# --- openFDA -------------------------------------------------------------------------------------------------------


def test_openfda_is_asked_in_its_own_spelling(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path
) -> None:
    definition = defined("openfda", whole={"search": 'product_code:(FXX+OR+MSH) AND applicant:"a b"'})
    with pytest.raises(SourceUnavailable):
        fetch(definition, web, tmp_path, TODAY)
    assert publisher.asked[0].raw_query == "search=product_code:(FXX+OR+MSH)+AND+applicant:%22a+b%22&limit=2"
    ask(definition, web, "number", " k 200001 ", TODAY)
    assert publisher.asked[-1].raw_query == "search=k_number:%22K200001%22&limit=2"
    ask(definition, web, "holder", 'Shili" OR *:* \\', TODAY)
    assert publisher.asked[-2].query["search"] == 'applicant:"Shili OR"'
    ask(definition, web, "holder", "\uff33hili & Yunxiu", TODAY)  # a full-width S
    assert publisher.asked[-1].query["search"] == 'applicant:"Shili Yunxiu"'
    for text in ("Söhne", "示例"):
        with pytest.raises(UsageError, match="Latin letters only"):
            ask(definition, web, "holder", text, TODAY)


def test_openfda_pages_by_link_and_names_its_day(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path
) -> None:
    fetched = fetch(defined("openfda"), web, tmp_path, TODAY)
    assert isinstance(fetched, Fetched)
    assert (fetched.as_of, fetched.whole) == (date(2026, 9, 14), True)
    assert [asked.query.get("search_after") for asked in publisher.asked] == [None, "2", "4"]
    lines = [json.loads(line) for line in fetched.path.read_text().splitlines()]
    assert [line["k_number"] for line in lines] == [each["k_number"] for each in CLEARANCES]
    assert set(lines[0]) == {"k_number", "applicant", "device_name"}


def test_openfda_counts_pages_where_it_gives_no_link(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path
) -> None:
    definition = defined("openfda")
    right = publisher.serve

    def unlinked(asked: Asked) -> Answer:
        told = right(asked)
        return told._replace(headers={k: v for k, v in told.headers.items() if k != "Link"})

    publisher.serve = unlinked
    assert isinstance(fetch(definition, web, tmp_path, TODAY), Fetched)
    assert [asked.query.get("skip") for asked in publisher.asked] == [None, "2", "4"]
    assert "&skip=2&" not in publisher.asked[2].raw_query


def test_openfda_is_never_counted_too_far(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openfda, "_MOST_SKIPPED", 2)
    definition = defined("openfda")
    publisher.serve = lambda asked: openfda_page(CLEARANCES[:2], 99)
    assert code_of(definition, web, tmp_path) == "truncated"
    assert [asked.query.get("skip") for asked in publisher.asked] == [None, "2"]


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (openfda_page(CLEARANCES[2:3], 5), "truncated"),
        (openfda_page([], 5), "truncated"),
        (openfda_page(CLEARANCES[2:4], 6), "truncated"),
        (openfda_page(CLEARANCES[2:4], 5, updated="2026-09-15"), "truncated"),
        (openfda_page([clearance(3), clearance(4, "ZZZ")], 5), "unfiltered"),
        (registers.NO_MATCHES, "truncated"),
    ],
    ids=["short", "empty", "grown", "newer", "others", "nothing"],
)
def test_openfda_a_page_that_does_not_fit_ends_the_fetching(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path, second: Answer, code: str
) -> None:
    definition = defined("openfda")
    publisher.script = [
        publisher.serve(Asked("/x", {"search": "product_code:(FXX OR MSH)", "limit": "2"}, "", {})),
        second,
    ]
    assert code_of(definition, web, tmp_path) == code


@pytest.mark.parametrize("link", ["https://example.org/x", "http://localhost/x", "same"])
def test_openfda_links_that_lead_away_are_not_followed(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path, link: str
) -> None:
    definition = defined("openfda")
    publisher.serve = lambda asked: openfda_page(
        CLEARANCES[:2], 5, link=publisher.address(f"{asked.path}?{asked.raw_query}") if link == "same" else link
    )
    assert code_of(definition, web, tmp_path) == ("truncated" if link == "same" else "redirect-refused")


def test_openfda_a_holder_is_contained(defined: Callable[..., Definition], web: Web, publisher: Publisher) -> None:
    definition = defined("openfda")
    publisher.serve = lambda asked: openfda_page([clearance(4, applicant="YANGBEN YUNXIU, INC")], 1)
    assert isinstance(ask(definition, web, "holder", "Yangben-Yunxiu", TODAY), Listed)
    publisher.serve = lambda asked: openfda_page([clearance(4, applicant="YANGBEN YUNXIU"), clearance(5)], 2)
    got = ask(definition, web, "holder", "Yangben Yunxiu", TODAY)
    assert got == Unfiltered(got.address, FIRM)


def test_openfda_more_than_a_page_is_not_all(defined: Callable[..., Definition], web: Web) -> None:
    got = ask(defined("openfda"), web, "holder", "Shili Boche", TODAY)
    assert isinstance(got, Listed)
    assert (len(got.rows), got.whole, got.as_of) == (2, False, date(2026, 9, 14))


def test_openfda_a_short_answer_is_none(defined: Callable[..., Definition], web: Web, publisher: Publisher) -> None:
    definition = defined("openfda")
    publisher.serve = lambda asked: openfda_page(CLEARANCES[:1], 3)
    got = ask(definition, web, "holder", "Shili Boche", TODAY)
    assert isinstance(got, Unanswered)
    assert got.reason == "truncated"


def test_openfda_has_the_field_in_which_it_finds_nothing(
    defined: Callable[..., Definition], web: Web, publisher: Publisher
) -> None:
    definition = defined("openfda")
    for _ in range(2):
        assert isinstance(ask(definition, web, "number", "K299999", TODAY), NotListed)
    probes = [asked.raw_query for asked in publisher.asked if "_exists_" in asked.raw_query]
    assert probes == ["search=_exists_:k_number&limit=1"]
    renamed = defined("openfda", ask={"number": "knumber"})
    publisher.serve = lambda asked: registers.NO_MATCHES
    got = ask(renamed, web, "number", "K200001", TODAY)
    assert isinstance(got, Unanswered)
    assert got.reason == "unfiltered"


@pytest.mark.parametrize(
    "error", [{"code": "NOT_FOUND", "message": "The requested URL was not found"}, "NOT_FOUND", None]
)
def test_openfda_an_address_that_does_not_exist_is_no_answer(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, error: Any
) -> None:
    definition = defined("openfda")
    publisher.serve = lambda asked: answer({"error": error}, 404)
    got = ask(definition, web, "number", "K200001", TODAY)
    assert isinstance(got, Unanswered)
    assert got.reason == "client-error"


@pytest.mark.parametrize("key", ["API_KEY_INVALID", "API_KEY_DISABLED"])
def test_openfda_refuses_a_key_which_stays_secret(
    defined: Callable[..., Definition],
    make_web: Callable[..., Web],
    publisher: Publisher,
    caplog: pytest.LogCaptureFixture,
    key: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    definition = defined("openfda", key_variable="A_KEY")
    publisher.serve = lambda asked: answer({"error": {"code": key, "message": "geheim is no key"}}, 403)
    got = ask(definition, make_web(environ={"A_KEY": "geheim"}), "number", "K200001", TODAY)
    assert isinstance(got, Unanswered)
    assert got.reason == "key-refused"
    assert publisher.asked[0].headers["authorization"] == "Basic Z2VoZWltOg=="
    assert "api_key" not in publisher.asked[0].raw_query
    assert "geheim" not in repr(got) + caplog.text
    assert "Z2VoZWltOg" not in repr(got) + caplog.text


def test_openfda_a_part_is_not_the_whole(defined: Callable[..., Definition], web: Web, tmp_path: Path) -> None:
    definition = defined("openfda")
    fetched = fetch(definition, web, tmp_path, TODAY, only={"search": "product_code:MSH"})
    assert isinstance(fetched, Fetched)
    assert not fetched.whole
    assert len(fetched.path.read_text().splitlines()) == 1


def test_a_failing_source_is_said_to_fail_since_its_first_day(
    defined: Callable[..., Definition], make_web: Callable[..., Web], publisher: Publisher, tmp_path: Path
) -> None:
    definition = defined("openfda")
    web = make_web(limits=Limits(tries=1), state=State(tmp_path / "state.json"))
    right = publisher.serve
    publisher.serve = lambda asked: answer({}, 500)
    ask(definition, web, "number", "K200001", TODAY)
    later = make_web(limits=Limits(tries=1), state=State(tmp_path / "state.json"))
    got = ask(definition, later, "number", "K200001", TODAY + timedelta(days=5))
    assert isinstance(got, Unanswered)
    assert got.since == TODAY
    publisher.serve = right
    assert isinstance(ask(definition, later, "number", "K299999", TODAY), NotListed)
    publisher.serve = lambda asked: answer({}, 500)
    got = ask(definition, later, "number", "K200001", TODAY + timedelta(days=9))
    assert isinstance(got, Unanswered)
    assert got.since == TODAY + timedelta(days=9)


# --- EUDAMED -------------------------------------------------------------------------------------------------------


def test_eudamed_says_which_parameter_it_does_not_know(defined: Callable[..., Definition], web: Web) -> None:
    got = ask(defined("eudamed_data_lake", ask={"number": "PRIMARY"}), web, "number", "1", TODAY)
    assert isinstance(got, Unanswered)
    assert (got.reason, "Invalid Query Parameter: PRIMARY" in got.en) == ("client-error", True)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"value": registers.DEVICES[:2], "nextLink": "https://example.org/x"}, "redirect-refused"),
        ({"value": registers.DEVICES[:2], "nextLink": 5}, "garbage"),
        ({"value": [], "nextLink": "http://127.0.0.1/x"}, "truncated"),
        ({"value": [{**registers.DEVICES[0], "MF_SRN": "DE-MF-000000009"}]}, "unfiltered"),
        ({"value": [{"OTHER": "1"}]}, "garbage"),
        ({"value": ["text"]}, "garbage"),
    ],
)
def test_eudamed_a_page_that_does_not_fit(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path, told: Any, code: str
) -> None:
    definition = defined("eudamed_data_lake")
    publisher.serve = lambda asked: answer(told)
    assert code_of(definition, web, tmp_path) == code


def test_eudamed_pages_in_a_circle(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path
) -> None:
    definition = defined("eudamed_data_lake")
    link = publisher.address("/next")
    publisher.serve = lambda asked: answer({"value": registers.DEVICES[:2], "nextLink": link})
    assert code_of(definition, web, tmp_path) == "truncated"


def test_eudamed_a_full_last_page_may_not_be_the_last(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path
) -> None:
    definition = defined("eudamed_data_lake")
    publisher.serve = lambda asked: answer({"value": registers.DEVICES[:2]})
    fetched = fetch(definition, web, tmp_path, TODAY)
    assert isinstance(fetched, Fetched)
    assert not fetched.whole


def test_eudamed_a_holder_has_several_pages(defined: Callable[..., Definition], web: Web) -> None:
    got = ask(defined("eudamed_data_lake"), web, "srn", "CN-MF-000000001", TODAY)
    assert isinstance(got, Listed)
    assert (len(got.rows), got.whole) == (5, True)


# --- AccessGUDID ---------------------------------------------------------------------------------------------------


def test_gudid_finds_a_package_and_refuses_another_device(
    defined: Callable[..., Definition], web: Web, publisher: Publisher
) -> None:
    definition = defined("accessgudid")
    device = registers.gudid_device("04900000000001")
    device["gudid"]["device"]["identifiers"]["identifier"].append({"deviceId": "14900000000008"})
    publisher.serve = lambda asked: answer(device)
    assert isinstance(ask(definition, web, "number", "14900000000008", TODAY), Listed)
    assert isinstance(ask(definition, web, "number", "4900000000008", TODAY), Unfiltered)


@pytest.mark.parametrize("none", [answer({"error": "Device not found"}, 404), html(404), Answer(b"", 404)])
def test_gudid_lacks_a_device_only_where_it_has_another(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, none: Answer
) -> None:
    definition = defined("accessgudid")
    right = publisher.serve
    publisher.serve = lambda asked: none if asked.query["di"] == "04900000009999" else right(asked)
    assert isinstance(ask(definition, web, "number", "04900000009999", TODAY), NotListed)
    assert publisher.asked[-1].query == {"di": "08717648200274"}
    for other in (none, answer({"gudid": {"device": {}}}), answer(registers.gudid_device("1")), html()):
        publisher.serve = lambda asked, other=other: none if asked.query["di"] == "04900000009999" else other
        got = ask(definition, web, "number", "04900000009999", TODAY)
        assert isinstance(got, Unanswered)
        assert got.reason == "garbage"


# --- MDALL ---------------------------------------------------------------------------------------------------------


def test_mdall_names_the_holder(defined: Callable[..., Definition], web: Web, publisher: Publisher) -> None:
    got = ask(defined("mdall"), web, "number", "100", TODAY)
    assert isinstance(got, Listed)
    assert got.rows == ({"number": "100", "holder": FIRM, "product": "MASK"},)
    assert [asked.path for asked in publisher.asked] == [
        "/api/medical-devices/licence/",
        "/api/medical-devices/company/",
    ]
    assert publisher.asked[1].query == {"id": "7", "type": "json", "lang": "en"}


def test_mdall_a_holder_of_another_number_is_not_taken(
    defined: Callable[..., Definition], web: Web, publisher: Publisher
) -> None:
    definition = defined("mdall")
    publisher.script = [answer(LICENCES[:1]), answer([{**registers.COMPANIES[1]}])]
    got = ask(definition, web, "number", "100", TODAY)
    assert isinstance(got, Listed)
    assert "holder" not in got.rows[0]


def test_mdall_the_whole_table_is_no_answer(defined: Callable[..., Definition], web: Web, publisher: Publisher) -> None:
    definition = defined("mdall", ask={"number": "licence_id"})
    got = ask(definition, web, "number", "100", TODAY)
    assert isinstance(got, Unfiltered)
    assert len(publisher.asked) == 1


def test_mdall_one_object_is_one_entry(defined: Callable[..., Definition], web: Web, publisher: Publisher) -> None:
    definition = defined("mdall", columns={"number": ["device_id"], "holder": ["trade_name"]})
    publisher.serve = lambda asked: answer({"original_licence_no": 100, "device_id": 5, "trade_name": "MASK"})
    assert isinstance(ask(definition, web, "number", "5", TODAY), Listed)
    assert isinstance(ask(definition, web, "number", "6", TODAY), Unfiltered)


@pytest.mark.parametrize(
    ("whole", "status"), [({"state": "active"}, "O"), ({"state": "archived"}, "I"), ({"licence_name": "MASK"}, "I")]
)
def test_mdall_a_filter_that_is_not_seen_to_be_heeded(
    defined: Callable[..., Definition],
    web: Web,
    publisher: Publisher,
    tmp_path: Path,
    whole: dict[str, str],
    status: str,
) -> None:
    definition = defined("mdall", whole=whole)
    publisher.serve = lambda asked: answer([LICENCES[0], {**LICENCES[1], "licence_status": status}])
    assert code_of(definition, web, tmp_path) == "unfiltered"


# --- ARTG ----------------------------------------------------------------------------------------------------------


def test_artg_is_counted_from_one(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path
) -> None:
    assert isinstance(fetch(defined("artg"), web, tmp_path, TODAY), Fetched)
    spans = [(asked.query["pagestart"], asked.query["pageend"]) for asked in publisher.asked]
    assert spans == [("1", "2"), ("3", "4"), ("5", "6")]
    assert publisher.asked[0].query["entrytype"] == "Medical Device"
    assert {"name", "product", "sponsor", "manufacturer", "licenceid"} <= publisher.asked[0].query.keys()


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (artg_page(ENTRIES[2:3], 3, 4, 5), "truncated"),
        (artg_page([], 3, 4, 5), "truncated"),
        (artg_page(ENTRIES[2:4], 1, 2, 5), "truncated"),
        (artg_page(ENTRIES[2:4], 3, 4, 6), "truncated"),
        (artg_page([], 3, 2, 5), "truncated"),
        (artg_page([ENTRIES[2], {**ENTRIES[3], "EntryType": "Medicine"}], 3, 4, 5), "unfiltered"),
        (html(), "garbage"),
    ],
    ids=["short", "empty", "first-again", "grown", "backwards", "medicine", "page"],
)
def test_artg_a_page_that_does_not_fit(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path, second: Answer, code: str
) -> None:
    definition = defined("artg")
    publisher.script = [artg_page(ENTRIES[:2], 1, 2, 5), second]
    assert code_of(definition, web, tmp_path) == code


def test_artg_a_smaller_page_is_gone_on_from(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path
) -> None:
    definition = defined("artg")
    publisher.script = [artg_page(ENTRIES[:1], 1, 1, 5)]
    fetched = fetch(definition, web, tmp_path, TODAY)
    assert isinstance(fetched, Fetched)
    assert len(fetched.path.read_text().splitlines()) == 5


def test_artg_lower_case_is_garbage_and_unknown_filters_are_not_sent(
    define: Callable[..., Definition],
    defined: Callable[..., Definition],
    web: Web,
    publisher: Publisher,
    tmp_path: Path,
) -> None:
    assert code_of(defined("artg", whole={"sponsor": "Nobody"}), web, tmp_path) in ("unfiltered", "empty")
    with pytest.raises(UsageError, match="no filter date"):
        fetch(defined("artg", whole={"date": "2020"}), web, tmp_path, TODAY)
    register = BY_SOURCE["artg"]
    wrong = define("artg", publisher.address(register.path.replace("JSON", "json")), **register.options)
    got = ask(wrong, web, "number", "300001", TODAY)
    assert isinstance(got, Unanswered)
    assert got.reason == "garbage"


# --- JRC -----------------------------------------------------------------------------------------------------------


def test_jrc_stands_for_the_day_it_was_extracted(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path
) -> None:
    definition = defined("jrc")
    fetched = fetch(definition, web, tmp_path, TODAY)
    assert isinstance(fetched, Fetched)
    assert (fetched.as_of, fetched.whole) == (date(2026, 9, 1), True)
    assert publisher.asked[0].headers["accept"] == "application/json"
    got = ask(definition, web, "holder", "shili boche", TODAY)
    assert isinstance(got, Listed)
    assert len(got.rows) == 3


def test_jrc_a_damaged_list_shows_nothing(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path
) -> None:
    definition = defined("jrc")
    publisher.serve = lambda asked: answer({"extracted_on": "", "deviceList": [*registers.TESTS, {"id": 5}]})
    assert isinstance(ask(definition, web, "number", "99", TODAY), Unanswered)
    assert code_of(definition, web, tmp_path) == "garbage"


# --- NMPA ----------------------------------------------------------------------------------------------------------


def test_nmpa_the_newest_release_of_a_kind_is_fetched(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path
) -> None:
    definition = defined("nmpa_udid_feed")
    fetched = fetch(definition, web, tmp_path, TODAY)
    assert isinstance(fetched, Fetched)
    assert fetched.path.name == "UDID_FULL_RELEASE_20260901.zip"
    assert (fetched.as_of, fetched.whole, fetched.etag) == (date(2026, 9, 1), True, '"udid"')
    assert publisher.asked[0].query == {"files": "full"}
    web.state.took(definition.name, fetched)
    assert fetch(definition, web, tmp_path, TODAY) == Unchanged(fetched.address, date(2026, 9, 1))


@pytest.mark.parametrize(
    ("kind", "name", "day"),
    [
        ("daily", "UDID_DAY_UPDATE_20260915.zip", date(2026, 9, 15)),
        ("weekly", "UDID_WEEKLY_UPDATE_20260907_20260913.zip", date(2026, 9, 13)),
        ("monthly", "UDID_MONTH_UPDATE_202602.zip", date(2026, 2, 28)),
    ],
)
def test_nmpa_an_update_is_not_the_whole(
    defined: Callable[..., Definition],
    web: Web,
    publisher: Publisher,
    tmp_path: Path,
    kind: str,
    name: str,
    day: date,
) -> None:
    definition = defined("nmpa_udid_feed")
    publisher.script = [feed((name, publisher.address("/download")), ("UDID_DAY_UPDATE_20261340.zip", "x"))]
    fetched = fetch(definition, web, tmp_path, TODAY, only={"files": kind})
    assert isinstance(fetched, Fetched)
    assert (fetched.path.name, fetched.as_of, fetched.whole) == (name, day, False)


@pytest.mark.parametrize(
    "link",
    [
        "http://udi.example.org/x",
        "https://example.org/x",
        "ftp://127.0.0.1/x",
        "/download",
        "javascript:x",
        "",
        "https://[bad/",
    ],
)
def test_nmpa_a_release_elsewhere_is_not_fetched(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path, link: str
) -> None:
    definition = defined("nmpa_udid_feed")
    publisher.serve = lambda asked: feed(("UDID_FULL_RELEASE_20260901.zip", link))
    assert code_of(definition, web, tmp_path) == "redirect-refused"
    assert len(publisher.asked) == 1


@pytest.mark.parametrize(
    "name",
    ["../../UDID_FULL_RELEASE_20260901.zip", "UDID_FULL_RELEASE_20260901.zip.exe", "UDID_FULL_RELEASE_20269901.zip"],
)
def test_nmpa_other_names_are_passed_over(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path, name: str
) -> None:
    definition = defined("nmpa_udid_feed")
    publisher.serve = lambda asked: feed((name, publisher.address("/download")))
    assert code_of(definition, web, tmp_path) == "empty"


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><channel><item><title>&x;</title></item></channel></rss>',
        "<!DOCTYPE rss><rss><channel/></rss>",
        "<rss><channel>",
        "<html/>",
        "text",
    ],
)
def test_nmpa_what_is_no_feed(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path, text: str
) -> None:
    definition = defined("nmpa_udid_feed")
    publisher.serve = lambda asked: Answer(text.encode())
    assert code_of(definition, web, tmp_path) == "garbage"


@pytest.mark.parametrize("body", [b"<html>login</html>", registers.archive(a__xml="x" * 5000)[:-30], b""])
def test_nmpa_a_release_that_is_no_archive_is_dropped(
    defined: Callable[..., Definition], once: Web, publisher: Publisher, tmp_path: Path, body: bytes
) -> None:
    definition = defined("nmpa_udid_feed")
    right = publisher.serve
    publisher.serve = lambda asked: Answer(body) if asked.path == "/download" else right(asked)
    assert code_of(definition, once, tmp_path) == "garbage"
    assert not list(tmp_path.glob("UDID*"))


def test_nmpa_there_is_no_other_kind(defined: Callable[..., Definition], web: Web, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="yearly"):
        fetch(defined("nmpa_udid_feed", whole={"files": "yearly"}), web, tmp_path, TODAY)


# --- one file ------------------------------------------------------------------------------------------------------


def test_a_file_is_fetched_again_when_it_has_changed(
    defined: Callable[..., Definition], make_web: Callable[..., Web], publisher: Publisher, tmp_path: Path
) -> None:
    definition = defined("file_download")
    right = publisher.serve

    def serve(asked: Asked) -> Answer:
        return Answer(b"", 304) if asked.headers.get("if-none-match") == '"table"' else right(asked)

    publisher.serve = serve
    web = make_web(state=State(tmp_path / "state.json"))
    fetched = fetch(definition, web, tmp_path / "new", TODAY)
    assert isinstance(fetched, Fetched)
    assert (fetched.as_of, fetched.whole, fetched.path.name) == (date(2026, 9, 15), True, "test-list.csv")
    # Until it is in use it is fetched again.
    assert isinstance(fetch(definition, web, tmp_path / "new", TODAY), Fetched)
    web.state.took(definition.name, fetched)
    again = fetch(definition, make_web(state=State(tmp_path / "state.json")), tmp_path / "new", TODAY)
    assert again == Unchanged(fetched.address, date(2026, 9, 15))
    assert publisher.asked[-1].headers["if-modified-since"]
    publisher.serve = right
    assert isinstance(fetch(definition, web, tmp_path / "new", TODAY), Fetched)


@pytest.mark.parametrize(
    ("headers", "path", "day"),
    [
        ({"Content-Disposition": 'attachment; filename="release_20260901.csv"'}, "/x.csv", date(2026, 9, 1)),
        ({"Content-Disposition": "attachment; filename*=UTF-8''of_2026-08-02.csv"}, "/x.csv", date(2026, 8, 2)),
        ({}, "/full_release_20260701.csv", date(2026, 7, 1)),
        ({}, "/span_20260701_20260731.csv", date(2026, 7, 31)),
        ({"Last-Modified": "Tue, 15 Sep 2026 10:00:00 GMT"}, "/20991231.csv", date(2026, 9, 15)),
        ({"Last-Modified": "Tue, 15 Sep 2099 10:00:00 GMT"}, "/x.csv", TODAY),
        ({"Last-Modified": "yesterday"}, "/1234567890.csv", TODAY),
    ],
)
def test_the_day_of_a_file(
    define: Callable[..., Definition],
    web: Web,
    publisher: Publisher,
    tmp_path: Path,
    headers: dict[str, str],
    path: str,
    day: date,
) -> None:
    definition = define("file_download", publisher.address(path), **BY_SOURCE["file_download"].options)
    publisher.serve = lambda asked: Answer(registers.TABLE, 200, headers)
    fetched = fetch(definition, web, tmp_path, TODAY)
    assert isinstance(fetched, Fetched)
    assert fetched.as_of == day


@pytest.mark.parametrize(
    ("body", "suffix"),
    [
        (registers.archive(a__csv="licence;firm\n1;F\n"), ".zip"),
        (b'[{"licence": "1", "firm": "F"}]', ".json"),
        (b"licence;firm\n1;F\n", ".csv"),
    ],
)
def test_a_file_is_named_after_what_it_is(
    define: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path, body: bytes, suffix: str
) -> None:
    address = publisher.address("/opendata/exportDataList.do?method=ExportData")
    definition = define("file_download", address, **BY_SOURCE["file_download"].options, whole={"InfoId": "68"})
    publisher.serve = lambda asked: Answer(body, length=False)
    fetched = fetch(definition, web, tmp_path, TODAY)
    assert isinstance(fetched, Fetched)
    assert fetched.path.suffix == suffix
    # Nothing says where the answer ends: only an archive shows by itself that it is all there.
    assert fetched.whole is (suffix == ".zip")
    assert publisher.asked[0].raw_query == "method=ExportData&InfoId=68"
    with fetched.path.open("rb") as file:
        assert list(parse(definition, file).rows) == [{"number": "1", "holder": "F"}]


@pytest.mark.parametrize(
    "body",
    [
        b"<html>maintenance</html>",
        b"\n\n<!doctype HTML>",
        b"other;columns\n1;2\n",
        b"PK\x03\x04 damaged",
        b'{"error": "no"}',
        b"",
    ],
)
def test_a_file_that_is_no_list(
    defined: Callable[..., Definition], web: Web, publisher: Publisher, tmp_path: Path, body: bytes
) -> None:
    definition = defined("file_download")
    publisher.serve = lambda asked: Answer(body)
    assert code_of(definition, web, tmp_path) == "garbage"
    assert not list(tmp_path.glob("test-list*"))


# --- all of them ---------------------------------------------------------------------------------------------------


def test_other_packages_add_sources(
    define: Callable[..., Definition], web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    from supplycheck.registry import sources

    own = SimpleNamespace(ask=lambda *asked: NotListed("theirs", TODAY), fetch=None)
    monkeypatch.setattr(EntryPoint, "load", lambda point: own)
    point = EntryPoint("theirs", "package:module", sources.GROUP)
    monkeypatch.setattr(sources, "entry_points", lambda group, name="theirs": [point] if name == "theirs" else [])
    definition = define("theirs", "https://example.org/", {"number": ["no"], "holder": ["firm"]})
    assert ask(definition, web, "number", "1", TODAY) == NotListed("theirs", TODAY)
    assert "theirs" in names()
    assert "openfda" in names()
    unknown = define("nobodys", "https://example.org/", {"number": ["no"], "holder": ["firm"]})
    with pytest.raises(RegistryUnavailable, match="nobodys"):
        ask(unknown, web, "number", "1", TODAY)


def test_a_list_without_a_source_is_not_fetched(defined: Callable[..., Definition], web: Web, tmp_path: Path) -> None:
    definition = defined("openfda")._replace(live=None)
    with pytest.raises(UsageError, match="import a file"):
        fetch(definition, web, tmp_path, TODAY)


def test_requests_is_loaded_only_to_fetch() -> None:
    code = "import sys, supplycheck.registry, supplycheck.registry.sources; print('requests' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
