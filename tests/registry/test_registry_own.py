"""A registry of one's own: a folder with a definition, a table put beside it, and a number looked up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from supplycheck.registry import Found, NotFound, Registries, Unavailable
from supplycheck.registry.store import import_file

DEFINITION = """
name = "demo-health"
reviewed = 2026-11-23
confidence = "general"
format = "table"
product_types = ["mask", "test_kit"]
max_age_days = 30
cumulative = false
complete = true
may_be_empty = false

[title]
zh = "示例国医疗器械登记"
en = "Device register of Demoland"

[authority]
zh = "示例国卫生局"
en = "Health Office of Demoland"

[source]
address = "https://register.example.invalid/"
licence = "open"

[identifier]
field = "number"
normaliser = "text"

[party]
name = "holder"
name_en = "holder"

[status]
field = "state"
in_force = ["valid"]
ended = ["withdrawn"]

[validity]
from = "since"
to = "until"
dates = "dmy"

[table]
required = ["number", "holder"]

[columns]
number = ["Register no."]
holder = ["Company"]
product = ["Article"]
state = ["State"]
since = ["Since"]
until = ["Until"]
"""
TABLE = """Device register of Demoland
Register no.;Company;Article;State;Since;Until
DL-0001;Shili Medical Co., Ltd.;Mask;valid;01/02/2020;31/01/2025
DL-0002;Other Demo Ltd.;Test;withdrawn;01/02/2020;
"""


def test_a_registry_of_ones_own(tmp_path: Path) -> None:
    lists, data = tmp_path / "lists", tmp_path / "data"
    (lists / "demo-health").mkdir(parents=True)
    (lists / "demo-health" / "definition.toml").write_text(DEFINITION, "utf-8")
    table = tmp_path / "register.csv"
    table.write_text(TABLE, "utf-8")

    info = import_file(data, "demo-health", table, date(2020, 5, 1), lists=lists)
    assert (info.rows, info.complete, info.state) == (2, True, "readable")

    with Registries(data, lists=lists) as registries:
        assert registries.names() == ["demo-health"]
        view = registries.on("demo-health", date(2020, 5, 6))
        found = view.find("dl 0001")
        assert isinstance(found, Found)
        assert found.record.name == "Shili Medical Co., Ltd."
        assert (found.record.valid_from, found.record.valid_to) == (date(2020, 2, 1), date(2025, 1, 31))
        assert found.standing == "in-force"
        withdrawn = view.find("DL-0002")
        assert isinstance(withdrawn, Found)
        assert withdrawn.standing == "ended"
        assert isinstance(view.find("DL-0003"), NotFound)
        party = view.find_party(name_en="SHILI MEDICAL CO LTD")
        assert isinstance(party, Found)
        # Too old to show that something is absent.
        assert isinstance(registries.on("demo-health", date(2020, 8, 1)).find("DL-0003"), Unavailable)
