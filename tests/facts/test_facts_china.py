"""The Chinese side on the days around its borders: regimes, instruments, commodity codes."""

from __future__ import annotations

from datetime import date

import pytest

from supplycheck.facts.china import ChinaFacts, CodeFact, china


@pytest.fixture(scope="module")
def facts() -> ChinaFacts:
    return china()


def code(facts: ChinaFacts, hs: str) -> CodeFact:
    found = facts.code(hs)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("day", "regimes"),
    [
        (date(2000, 1, 1), ["before-announcement-5"]),
        (date(2020, 3, 31), ["before-announcement-5"]),
        (date(2020, 4, 1), ["announcement-5"]),
        (date(2020, 4, 25), ["announcement-5"]),
        (date(2020, 4, 26), ["announcements-5-and-12"]),
        (date(2023, 8, 17), ["announcements-5-and-12"]),
        (date(2023, 8, 18), ["announcements-5-and-12", "after-repeal"]),
        (date(2023, 8, 28), ["announcements-5-and-12", "after-repeal"]),
        (date(2023, 8, 29), ["after-repeal"]),
        (date(2030, 1, 1), ["after-repeal"]),
    ],
)
def test_regimes(day: date, regimes: list[str], facts: ChinaFacts) -> None:
    assert [r.id for r in facts.regimes_on(day)] == regimes


@pytest.mark.parametrize(
    ("instrument", "first", "last"),
    [
        ("MOFCOM-2020-5", date(2020, 4, 1), date(2023, 8, 28)),
        ("MOFCOM-2020-12", date(2020, 4, 26), date(2023, 8, 28)),
        # signed 2023-08-18, in force when it was published ten days later: possibly in force between
        ("MOFCOM-2023-32", date(2023, 8, 18), None),
        ("GAC-2020-53", date(2020, 4, 10), None),
        ("GAC-2020-138", date(2020, 12, 30), None),
        ("GAC-2025-65", date(2025, 4, 22), None),
        ("SPECIAL-ARTICLES", None, date(2025, 4, 21)),
    ],
)
def test_instruments_in_force(instrument: str, first: date | None, last: date | None, facts: ChinaFacts) -> None:
    def on(day: date) -> bool:
        return instrument in facts.instruments_on(day)

    if first is None:
        assert on(date(1990, 1, 1))
    else:
        assert on(first)
        assert not on(date.fromordinal(first.toordinal() - 1))
    if last is None:
        assert on(date(2099, 1, 1))
    else:
        assert on(last)
        assert not on(date.fromordinal(last.toordinal() + 1))


@pytest.mark.parametrize(
    ("hs", "day", "on", "unclear"),
    [
        # the notice of 2020-12-30 said "from now", the tariff said 2021-01-01; customs systems changed on 2021-01-02
        ("3822001000", date(2020, 12, 29), True, False),
        ("3822001000", date(2020, 12, 30), True, True),
        ("3822001000", date(2021, 1, 1), True, True),
        ("3822001000", date(2021, 1, 2), False, False),
        ("3822001020", date(2020, 12, 29), False, False),
        ("3822001020", date(2020, 12, 30), True, True),
        ("3822001020", date(2021, 1, 1), True, True),
        ("3822001020", date(2021, 1, 2), True, False),
        ("3822001020", date(2021, 12, 31), True, False),
        ("3822001020", date(2022, 1, 1), False, False),
        ("3002150050", date(2021, 1, 1), True, True),
        ("3002150050", date(2021, 12, 31), True, False),
        ("3002150050", date(2022, 1, 1), False, False),
        ("3822190020", date(2021, 12, 31), False, False),
        ("3822190020", date(2022, 1, 1), True, False),
        # masks and ventilators changed on a day that is certain
        ("6307900010", date(2021, 12, 31), True, False),
        ("6307900010", date(2022, 1, 1), False, False),
        ("6307901010", date(2021, 12, 31), False, False),
        ("6307901010", date(2022, 1, 1), True, False),
        ("9019200090", date(2021, 12, 31), True, False),
        ("9019200090", date(2022, 1, 1), False, False),
        ("9019202011", date(2022, 1, 1), True, False),
        # suits and thermometers did not change
        ("6210103010", date(2021, 12, 31), True, False),
        ("6210103010", date(2022, 1, 1), True, False),
        ("9025199010", date(2022, 1, 1), True, False),
    ],
)
def test_codes_at_their_borders(hs: str, day: date, on: bool, unclear: bool, facts: ChinaFacts) -> None:
    fact = code(facts, hs)
    assert (fact.on(day), fact.unclear(day)) == (on, unclear)


def test_what_replaces_a_code_is_in_force_the_day_after(facts: ChinaFacts) -> None:
    for versions in facts.codes.values():
        for old in versions:
            for hs in old.replaced_by:
                assert old.to is not None
                new = code(facts, hs)
                assert new.on(date.fromordinal(old.to.toordinal() + 1))
                assert new.type == old.type


def test_codes_of_a_type_by_day_and_use(facts: ChinaFacts) -> None:
    assert facts.codes_for("mask", date(2021, 12, 31), True) == ["6307900010"]
    assert facts.codes_for("mask", date(2022, 1, 1), True) == ["6307901010"]
    assert facts.codes_for("mask", date(2022, 1, 1), False) == ["6307901090"]
    assert facts.codes_for("mask", date(2022, 1, 1), None) == ["6307901010", "6307901090"]
    assert "9019201090" not in facts.codes_for("ventilator", date(2022, 1, 1), True, "ventilator_noninvasive")
    unclear = facts.codes_for("test_kit", date(2021, 1, 1), None)
    assert {"3822001000", "3822001020", "3002150050"} <= set(unclear)


def test_a_code_nobody_knows(facts: ChinaFacts) -> None:
    assert facts.code("0101210010") is None


@pytest.mark.parametrize(
    ("day", "effect"),
    [
        (date(2024, 12, 31), "required"),
        (date(2025, 1, 1), "unclear"),
        (date(2025, 4, 21), "unclear"),
        (date(2025, 4, 22), "none"),
    ],
)
def test_special_articles(day: date, effect: str, facts: ChinaFacts) -> None:
    assert [e.effect for e in facts.special_articles if e.on(day)] == [effect]


@pytest.mark.parametrize(
    ("day", "closed"),
    [(date(2020, 5, 9), False), (date(2020, 5, 10), True), (date(2023, 8, 28), True), (date(2023, 8, 29), False)],
)
def test_market_procurement(day: date, closed: bool, facts: ChinaFacts) -> None:
    assert any(e.on(day) and "1039" in e.keys and e.effect == "closed" for e in facts.trade_modes) is closed


def test_inspection_begins(facts: ChinaFacts) -> None:
    of_masks = [e for e in facts.inspection if "6307900010" in e.keys]
    assert [e.on(date(2020, 4, 9)) for e in of_masks] == [False]
    assert [e.on(date(2020, 4, 10)) for e in of_masks] == [True]
