"""The papers claim a legal way that is not open on the day of arrival; or there is no way in at all that day."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.destinations import Gap
from supplycheck.facts.law import Requirement, Route
from supplycheck.report import Text
from supplycheck.rules.rule import PASSED, Result, Rule, failed, fix, not_evaluated
from supplycheck.rules.support import of_dossier, of_head


def ended(case: Case, route: Route) -> Result:
    """The result for a claimed route that is closed on the day of arrival."""
    where = of_dossier("documents", "路径")
    more = {
        "seen": route.title.zh,
        "seen_en": route.title.en,
        "arrival": case.arrival.isoformat(),
        "day": case.day.isoformat(),
        "where": where,
        "confidence": route.confidence,
    }
    if route.from_ is not None and case.arrival < route.from_:
        return failed("not-yet", from_=route.from_.isoformat(), **more)
    to = route.to.isoformat() if route.to else ""
    return failed("between" if route.on(case.day) else "failed", to=to, **more)


def no_way(case: Case, gap: Gap) -> Result:
    """The result for goods that no way is open to on the day of arrival."""
    return failed(
        "no-route",
        seen=case.destination_code,
        arrival=case.arrival.isoformat(),
        why=gap.text.zh,
        why_en=gap.text.en,
        where=of_head("destination", "运抵国（地区）"),
        confidence=gap.confidence,
    )


def not_known(case: Case) -> Result:
    """The result where the facts name no way for the day of arrival, and do not say that there was none."""
    return not_evaluated(
        "law-unknown",
        "not-known",
        seen=case.destination_code,
        arrival=case.arrival.isoformat(),
        where=of_head("destination", "运抵国（地区）"),
    )


def check(case: Case, requirement: Requirement | None) -> Result:
    return PASSED  # the engine asks `ended` for each route that is claimed and closed


RULE = Rule(
    code="DEST-ROUTE-ENDED",
    topic="destination-route",
    title=Text("所走的路径当日不开放", "The way taken is not open on the day"),
    severity="error",
    law=("MOFCOM-2020-5#2", "SC-739#59"),
    reads=("arrival", "day", "destination_code"),
    says={
        "failed": Text(
            "“{seen}”已于{to}结束，到货日为{arrival}。", "“{seen_en}” ended on {to}; the goods arrive on {arrival}."
        ),
        "between": Text(
            "“{seen}”在申报日{day}有效，但于{to}结束，到货日为{arrival}。",
            "“{seen_en}” is open on the day of declaration, {day}, but ends on {to}; the goods arrive on {arrival}.",
        ),
        "not-yet": Text(
            "“{seen}”自{from_}起才开放，到货日为{arrival}。",
            "“{seen_en}” opens on {from_}; the goods arrive on {arrival}.",
        ),
        "no-route": Text(
            "到货日{arrival}没有进入{seen}的合法路径：{why}。",
            "On the day of arrival, {arrival}, there is no legal way into {seen}: {why_en}.",
        ),
        "not-known": Text(
            "没有收录{seen}在到货日{arrival}的规定，未作核对。",
            "The rules of {seen} on the day of arrival, {arrival}, are not in our facts; nothing was checked.",
        ),
    },
    fixes=fix(
        "take-another-route",
        "改走当日开放的路径并取得其文件。",
        "Take a way that is open on the day and get its papers.",
    ),
    check=check,
)
