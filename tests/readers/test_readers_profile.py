"""Column profiles: what the headings of a user's own tables mean."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from supplycheck.errors import UnreadableInput, UsageError
from supplycheck.readers import headings, profile, read_bytes, read_columns, read_declarations

OWN = "柜号,抵运国家,报关日期,我方抬头,HS编码号,物品,数量,单位\r\nC1,德国,2020-05-08,示例进出口有限公司,6307900010,口罩,1000,个\r\n"
PROFILE = """[columns]
"抵运国家" = "declaration.destination"
"我方 抬头" = "declaration.consignor.name"
"HS编码号" = "line.hs_code"
"物品" = "line.name"
"柜号" = "ignored"
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_a_profile_names_what_nobody_knows(own: Path, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(PROFILE, encoding="utf-8")
    (declaration,) = read_declarations(own, columns=tmp_path / "p.toml")
    assert declaration.destination == "DE"
    assert declaration.consignor.name == "示例进出口有限公司"
    assert (declaration.lines[0].hs_code, declaration.lines[0].name) == ("6307900010", "口罩")
    assert declaration.notes == []


def test_a_profile_can_be_given_as_a_mapping(own: Path) -> None:
    columns = tomllib.loads(PROFILE)["columns"]
    (declaration,) = read_bytes(own.read_bytes(), "own.csv", columns=columns)
    assert declaration.lines[0].name == "口罩"


def test_a_profile_wins_over_what_everybody_knows(kit) -> None:
    (declaration,) = read_bytes(kit.csv().encode(), "a.csv", columns={"批号": "line.brand"})
    assert (declaration.lines[0].lot, declaration.lines[0].brand) == (None, "20200418")


def test_a_profile_names_labels_of_a_head_too(kit) -> None:
    goods = [["商品编号", "商品名称"], ["6307900010", "口罩"]]
    data = kit.xlsx({"Sheet1": [["去向", "德国"], ["申报日期", "2020-05-08"], *goods]})
    (declaration,) = read_bytes(data, "a.xlsx", columns={"去向": "declaration.destination"})
    assert declaration.destination == "DE"


def test_a_suggestion_is_told_and_not_used(kit) -> None:
    declaration = kit.one(kit.csv({"抵运国家": "法国"}, drop=["运抵国(地区)"]), "a.csv")
    assert declaration.at.get("destination", "").endswith("最终目的国(地区)")
    (note,) = (n for n in declaration.notes if n.code == "D30")
    assert "运抵国(地区), 86 %" in note.zh
    assert "supplycheck columns" in note.en


def test_columns_of_a_table(own: Path) -> None:
    found = {c.heading: c for c in read_columns(own)}
    assert (found["报关日期"].field, found["报关日期"].known_from) == ("declaration.declared_on", "known")
    assert (found["抵运国家"].field, found["抵运国家"].known_from) == ("declaration.destination", "suggested")
    assert (found["物品"].field, found["物品"].known_from) == ("ignored", "unknown")


def test_what_is_written_can_be_read_and_says_the_same(own: Path, tmp_path: Path) -> None:
    columns = read_columns(own)
    path = tmp_path / "p.toml"
    path.write_text(profile.written(columns, "own.csv"), encoding="utf-8")
    names = profile.load(path)
    assert [names.field_of(c.heading) for c in columns] == [c.field for c in columns]
    assert {c.known_from for c in read_columns(own, columns=path)} == {"profile"}


@pytest.mark.parametrize("heading", ['引"号', "反\\斜", "两\n行", "=1+1", "#"])
def test_any_heading_can_be_written(heading: str, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(profile.written([profile.Column(heading, "ignored", "unknown")], "x"), encoding="utf-8")
    assert tomllib.loads(path.read_text(encoding="utf-8"))["columns"] == {heading: "ignored"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[columns]\n"a" = "line.nam"\n', "line.name"),
        ('[columns]\n"a" = 3\n', "no field 3"),
        ('[column]\n"a" = "line.name"\n', "[columns]"),
        ("columns\n", "no column profile"),
    ],
)
def test_a_profile_that_is_none_is_told(own: Path, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r".") as error:
        read_declarations(own, columns=path)
    assert said.strip("'") in str(error.value).replace("'", "")


def test_what_is_no_table_has_no_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("{}")
    with pytest.raises(UnreadableInput):
        read_columns(path)


def test_every_field_has_a_heading_of_the_template() -> None:
    assert headings.fields()["line.hs_code"] == "商品编号"
    assert all(headings.KNOWN.field_of(label) == name for name, label in headings.fields().items())
