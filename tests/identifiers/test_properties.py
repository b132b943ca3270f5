"""What holds for every number: which errors may leave a module, and that the compact form is a resting point."""

from __future__ import annotations

import importlib
import pkgutil
import time
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supplycheck import identifiers
from supplycheck.errors import InvalidIdentifier

VALID = {
    "chrn": ["CHRN-AR-20000123"],
    "customs_office": ["2248", "0202"],
    "customs_registration": ["3101960111", "31019A0B11"],
    "declaration_number": ["020220080525641690", "22482020E000000001"],
    "eudamed_srn": ["CN-MF-000012345"],
    "fda_510k": ["K242844", "BK200501"],
    "fda_eua": ["EUA200001", "EUA200001/A001"],
    "fda_listing": ["D123456"],
    "fda_registration": ["9612018", "3002809487"],
    "hs": ["6307900010", "63079000.10", "6307.9000.10", "6307900010.0"],
    "mfds_device": ["수허 20-123 호", "체외 수인 21-4567 호", "(체외)제신 22-1"],
    "niosh_approval": ["TC-84A-4329", "TC-84A-0006"],
    "nmpa_filing": ["粤深械备20200117号", "国械备20150001号", "粤械应急备2020001号", "粤械备应急〔2020〕12号"],
    "nmpa_production_licence": ["陕食药监械生产许20160021号", "粤药监械生产许20210001"],
    "nmpa_registration": [
        "国械注准20203400771",
        "滇械注准20202140047",
        "国械注进20193220001号",
        "国食药监械(准)字2012第3400123号",
        "苏镇食药监械（准）字2014第1560041号",
        "国食药监械(准)字2011第3461112号(更)",
    ],
    "notified_body": ["0194", "CE 2163"],
    "tfda_licence": ["衛部醫器陸輸壹字第003456號", "衛署醫器輸字第012345號", "卫部医器输壹登字第021066号"],
    "tfda_mainland_licence": ["衛部醫器陸輸字第003456號", "衛部(署)醫器陸輸壹字第 000001 號"],
    "udi_di": ["06942221705071", "(01)08717648200274", "6942221705071"],
    "uscc": ["91350100M000100Y43", "91512081MA62K0260E", "91530100MA6PA3K51H"],
}
NAMES = sorted(info.name for info in pkgutil.iter_modules(identifiers.__path__) if not info.name.startswith("_"))
REASONS = {"length", "format", "component", "checksum"}
NOISE = st.sampled_from(
    [
        *" -.:()/\u3000\u200b\u00ad\u2013\u0301号字第国沪备应急O0Il1Ⅰ０Ａａß",
        "械注准",
        "食药监械",
        "衛部(",
        "陆输",
        "체외",
        "(01)",
        "CE",
        ".0",
        "\ud800",
    ]
)
ANY_TEXT = st.text(st.characters(), max_size=40)


def module(name: str) -> ModuleType:
    return importlib.import_module(f"supplycheck.identifiers.{name}")


@st.composite
def altered(draw: st.DrawFn, numbers: list[str]) -> str:
    """A valid number after up to four insertions, deletions and replacements."""
    text = draw(st.sampled_from(numbers))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        dropped = draw(st.integers(0, 1))
        piece = draw(st.one_of(st.just(""), NOISE, st.characters()))
        text = text[:at] + piece + text[at + dropped :]
    return text


def test_every_module_is_covered() -> None:
    assert sorted(VALID) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_valid_numbers_are_taken_and_survive_printing(name: str) -> None:
    verbs = module(name)
    for number in VALID[name]:
        assert verbs.is_valid(number), number
        assert verbs.validate(verbs.format(number)) == verbs.validate(number)
        wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in number)
        assert verbs.validate(f"\ufeff {wide}\u3000\n") == verbs.validate(number)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_only_invalid_identifier_leaves(name: str, data: st.DataObject) -> None:
    verbs = module(name)
    text = data.draw(st.one_of(ANY_TEXT, altered(VALID[name])))
    bare = verbs.compact(text)
    assert verbs.compact(bare) == bare
    assert isinstance(verbs.format(text), str)
    refused = None
    try:
        number = verbs.validate(text)
    except InvalidIdentifier as error:
        refused = error
    assert verbs.is_valid(text) is (refused is None)
    if refused is not None:
        assert (refused.kind, refused.value) == (name, text)
        assert refused.reason in REASONS
    else:
        assert number == bare
        assert verbs.validate(number) == number
        assert verbs.validate(verbs.format(text)) == number


@pytest.mark.parametrize(
    ("name", "helper"),
    [
        ("uscc", "check_digit"),
        ("uscc", "district"),
        ("uscc", "organisation_code"),
        ("customs_registration", "enterprise_type"),
        ("customs_office", "district"),
        ("declaration_number", "parse"),
        ("hs", "split_ciq"),
        ("nmpa_registration", "parse"),
        ("nmpa_registration", "normal"),
        ("nmpa_registration", "find"),
        ("nmpa_filing", "find"),
        ("nmpa_filing", "is_emergency"),
        ("nmpa_production_licence", "find"),
        ("notified_body", "in_mark"),
        ("eudamed_srn", "role"),
        ("eudamed_srn", "country"),
        ("udi_di", "gtin14"),
        ("chrn", "role"),
        ("mfds_device", "is_imported"),
        ("tfda_licence", "is_mainland"),
    ],
)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_helpers_raise_nothing_else(name: str, helper: str, data: st.DataObject) -> None:
    text = data.draw(st.one_of(ANY_TEXT, altered(VALID[name])))
    refused_by = name
    try:
        getattr(module(name), helper)(text)
    except InvalidIdentifier as error:
        refused_by = error.kind
    assert refused_by == name


def test_long_runs_of_combining_marks_cost_no_quadratic_time() -> None:
    started = time.perf_counter()
    assert module("nmpa_registration").find("a" + "\u0301\u0327" * 100_000 + "苏械注准20182140611") == [
        "苏械注准20182140611"
    ]
    assert not module("uscc").is_valid("a" + "\u0301\u0327" * 100_000)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("notified_body", "CE 2)NB163"),
        ("hs", "63(0790001CE.\u03270"),
        ("fda_eua", "EUA200001E/\u0327"),
        ("uscc", "a\u200b\u030a"),
        ("udi_di", "(01)010106942221705071"),
        ("tfda_licence", "a(\u0301"),
        ("tfda_licence", "x:y:衛部醫器輸字第012345號"),
        ("mfds_device", "번호:수허20123호호"),
    ],
)
def test_taking_characters_out_makes_nothing_new_to_take_out(name: str, text: str) -> None:
    compact = module(name).compact
    assert compact(compact(text)) == compact(text)
