"""Code tables and the wording of notes."""

from __future__ import annotations

import string
import tomllib
from decimal import Decimal

import pytest

from supplycheck.facts import codes
from supplycheck.readers.notes import MAX_SAME, TEXTS, Log, make, shown
from supplycheck.root import root


@pytest.mark.parametrize(
    ("text", "alpha2"),
    [
        ("USA", "US"),
        ("us", "US"),
        ("502", "US"),
        ("840", "US"),
        ("美国", "US"),
        ("美國", "US"),
        ("U.S.A.", "US"),
        ("United States of America", "US"),
        ("ＵＳＡ", "US"),
        ("116", "JP"),
        ("304", "DE"),
        ("GBR", "GB"),
        ("England", "GB"),
        ("北爱尔兰", "XI"),
        ("香港", "HK"),
        ("中国香港", "HK"),
        ("Macau", "MO"),
        ("台湾", "TW"),
        ("NA", "NA"),
        ("The Netherlands", "NL"),
        ("Cote d'Ivoire", "CI"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Republic of Korea", "KR"),
        ("加那利群岛", "ES"),
    ],
)
def test_countries(text, alpha2):
    assert codes.country(text).alpha2 == alpha2


@pytest.mark.parametrize("text", ["", "???", "Atlantis", "499", "299", "000", "CN1", "USD"])
def test_texts_that_are_no_country(text):
    assert codes.country(text) is None


def test_every_country_of_the_table_is_found_by_its_own_names_and_codes():
    for row in codes.rows("country.csv"):
        for column in ("alpha3", "zh", "en", "alpha2"):
            if row[column]:
                assert codes.country(row[column]).alpha2 == row["alpha2"], row
        assert row["alpha2"] == "" or (len(row["alpha2"]) == 2 and row["alpha2"].isupper())


def test_no_alias_of_a_country_means_another():
    seen: dict[str, str] = {}
    for row in codes.rows("country.csv"):
        for name in filter(None, [row["zh"], row["en"], row["alpha3"], *row["aliases"].split("|")]):
            assert seen.setdefault(codes.folded(name), row["alpha2"]) == row["alpha2"], name


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        ("个", "007", "name"),
        ("7", "007", "padded"),
        ("007", "007", "code"),
        ("pcs", "007", "alias"),
        ("人份", "170", "name"),
        ("KG", "035", "alias"),
    ],
)
def test_units(text, code, how):
    unit = codes.unit(text)
    assert (unit.code, unit.how) == (code, how)


def test_units_that_count_many():
    assert codes.unit("万个")[2:4] == ("007", Decimal(10000))
    assert codes.unit("千个")[2:4] == ("007", Decimal(1000))
    listed = {row["code"] for row in codes.rows("unit.csv")}
    assert all(not row["base"] or row["base"] in listed for row in codes.rows("unit.csv"))


def test_currencies_are_not_countries():
    assert codes.currency("502").code == "USD"
    assert codes.currency("142").code == "CNY"
    assert codes.currency("美元").how == "name"
    assert codes.currency("$") is None
    assert codes.currency("¥") is None


def test_supervision_modes():
    assert codes.supervision_mode("一般贸易") == ("0110", "name")
    assert codes.supervision_mode("110") == ("0110", "padded")
    assert codes.supervision_mode("9710").code == "9710"
    assert codes.supervision_mode("没有这种方式") is None


def test_every_table_names_its_source():
    sources = tomllib.loads((root() / "codes" / "SOURCES.toml").read_text(encoding="utf-8"))
    files = {path.name for path in (root() / "codes").iterdir()} - {"SOURCES.toml"}
    assert files == {entry["file"] for entry in sources.values()}
    assert all(entry["urls"] and entry["as_of"] for entry in sources.values())


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_of_a_note_ask_for_known_values(key):
    text = TEXTS[key]
    asked = {name for part in (text.code, text.zh, text.en) for _, name, _, _ in string.Formatter().parse(part) if name}
    note = make(key, "place", **dict.fromkeys(asked, "value"))
    assert note.where == "place"
    assert "{" not in note.zh + note.en


def test_what_a_note_shows_is_one_short_line():
    assert shown("a\nb\x00c\u202ed") == "a b c d"
    assert len(shown("x" * 1000)) == 81
    assert make("unit-unknown", "", field="{field}", seen="{seen.__class__}").en.startswith("{field} {seen.__class__}")


def test_the_same_remark_is_counted_after_a_while():
    log = Log()
    for row in range(MAX_SAME + 5):
        log.add("null-word", f"row {row}", field="批号", seen="/")
        log.add("unit-unknown", f"row {row}", field="单位", seen="撮")
    notes = log.notes()
    assert len([n for n in notes if n.code == "D42"]) == MAX_SAME
    assert "(5 more like it)" in [n for n in notes if n.code == "D42"][-1].en
    assert len([n for n in notes if n.code == "D12"]) == MAX_SAME + 5
