from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from supplycheck.declaration import SUBTYPES
from supplycheck.errors import FactsMissing, RegistryUnavailable, SupplycheckError, UsageError
from supplycheck.registry import definition

EXPECTED_AGES = {
    "barred-exporters": 31,
    "eu-hsc": 60,
    "fda-510k": 400,
    "fda-registration": 400,
    "mofcom-masks": 14,
    "mofcom-medical": 14,
    "nmpa": 31,
    "samr-unqualified": 14,
}


def test_all_lists_are_defined_and_readable() -> None:
    assert set(EXPECTED_AGES) <= set(definition.names())
    for name in definition.names():
        made = definition.load(name)
        assert made.name == name
        assert made.address.startswith("http")
        assert made.licence
        assert made.title_zh
        assert made.authority_en
        assert set(made.product_types) <= set(SUBTYPES.values())
        for fact in (made.first_published, made.ended):
            assert fact is None or (fact.source.startswith("http") and fact.confidence in ("verified", "partial"))


@pytest.mark.parametrize(("name", "age"), EXPECTED_AGES.items())
def test_how_long_a_snapshot_serves(name: str, age: int) -> None:
    assert definition.load(name).max_age_days == age


def test_when_the_lists_existed() -> None:
    first = {name: made.first_published for name in EXPECTED_AGES if (made := definition.load(name))}
    assert {name: fact.day for name, fact in first.items() if fact} == {
        "mofcom-masks": date(2020, 4, 26),
        "mofcom-medical": date(2020, 4, 26),
        "samr-unqualified": date(2020, 4, 27),
    }
    ended = {name: made.ended for name in EXPECTED_AGES if (made := definition.load(name))}
    assert {fact.day for fact in ended.values() if fact} == {date(2023, 8, 28)}
    assert sorted(name for name, fact in ended.items() if fact) == [
        "mofcom-masks",
        "mofcom-medical",
        "samr-unqualified",
    ]


def test_which_lists_are_whole() -> None:
    assert [name for name in EXPECTED_AGES if not definition.load(name).complete] == ["fda-510k", "fda-registration"]
    assert [name for name in EXPECTED_AGES if definition.load(name).cumulative] == ["fda-510k"]


@pytest.mark.parametrize(
    "name", ["../nmpa", "/etc", "nmpa/..", "", ".", "NMPA", "a" * 100, "nmpa\n", "n\0", "中", "-a"]
)
def test_a_name_leads_nowhere_else(name: str) -> None:
    with pytest.raises(UsageError):
        definition.load(name)


def test_an_unknown_list_names_the_known_ones() -> None:
    with pytest.raises(RegistryUnavailable, match="nmpa"):
        definition.load("moon-register")


def _folder(tmp_path: Path, text: str | bytes) -> Path:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "definition.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


def _masks() -> str:
    text = (definition.lists_root() / "mofcom-masks" / "definition.toml").read_text("utf-8")
    return text.replace('name = "mofcom-masks"', 'name = "demo"')


def test_a_folder_is_a_list(tmp_path: Path) -> None:
    lists = _folder(tmp_path, _masks())
    assert definition.names(lists) == ["demo"]
    assert definition.load("demo", lists).party_name == "holder"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "demo"', 'name = "other"'),
        ('format = "table"', 'format = "tables"'),
        ("max_age_days = 14", 'max_age_days = "14"'),
        ("max_age_days = 14", "max_age_days = -1"),
        ("max_age_days = 14", "max_age_days = true"),
        ("complete = true", 'complete = "yes"'),
        ('normaliser = "none"', 'normaliser = "nmpa"'),
        ('normaliser = "none"', 'normaliser = "unheard-of"'),
        ("day = 2020-04-26", 'day = "2020-04-26"'),
        ('required = ["holder"]', 'required = ["licence"]'),
        ("[party]", "[party"),
        ("[columns]", "[rows]"),
        ("[title]", "title = 3\n[titles]"),
    ],
)
def test_a_wrong_definition_says_where(tmp_path: Path, old: str, new: str) -> None:
    text = _masks()
    assert old in text
    with pytest.raises(FactsMissing, match="definition.toml"):
        definition.load("demo", _folder(tmp_path, text.replace(old, new)))


def test_a_definition_of_noise(tmp_path: Path) -> None:
    with pytest.raises(SupplycheckError):
        definition.load("demo", _folder(tmp_path, bytes(range(256))))


def test_examples_in_docstrings() -> None:
    import doctest

    from supplycheck.registry import snapshot
    from supplycheck.registry.formats import hsc

    for module in (snapshot, hsc):
        tried = doctest.testmod(module)
        assert tried.attempted > 0
        assert tried.failed == 0
