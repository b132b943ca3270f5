"""The supervision mode is not open to these goods on the day, or people often take it for an exemption that is not known."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_head


def check(case: Case, requirement: Requirement | None) -> Result:
    mode = case.declaration.trade_mode
    law = next((e for e in case.china.trade_modes if mode in e.keys), None)
    if law is None:
        return NOT_APPLICABLE
    where = of_head("trade_mode", "监管方式")
    name, name_en = (law.name.zh, law.name.en) if law.name else (mode or "", mode or "")
    if law.effect == "closed":
        if case.product.medical is False and case.product.product_type != "mask":
            return NOT_APPLICABLE
        if not law.on(case.day):
            return (
                failed("later", seen=mode, name=name, name_en=name_en, where=where, severity="info")
                if law.to and case.day > law.to
                else PASSED
            )
        return failed(seen=mode, name=name, name_en=name_en, where=where, confidence=law.confidence)
    return failed(
        "no-exemption", seen=mode, name=name, name_en=name_en, where=where, severity="info", confidence=law.confidence
    )


RULE = Rule(
    code="CN-TRADE-MODE",
    topic="trade-mode",
    title=Text("监管方式不适用于这类商品", "The supervision mode is not open to these goods"),
    severity="error",
    law=("MARKET-PROCUREMENT-2020#1", "GAC-2019-18#1"),
    reads=("declaration", "china", "day", "product"),
    scope="line",
    says={
        "failed": Text(
            "该日不得以{name}（{seen}）方式出口这类商品。",
            "On this day these goods may not leave under {name_en} ({seen}).",
        ),
        "later": Text(
            "{name}（{seen}）方式曾暂停出口这类商品，何时恢复没有查到，请向海关确认。",
            "{name_en} ({seen}) was closed to these goods; when it re-opened was not found: ask customs.",
        ),
        "no-exemption": Text(
            "没有查到{name}（{seen}）方式可以免除要求的规定，按一般要求核对。",
            "No rule was found that exempts {name_en} ({seen}); checked like any other export.",
        ),
    },
    fixes=fix(
        "declare-under-another-mode", "改用一般贸易等方式申报。", "Declare under another mode, such as general trade."
    ),
    check=check,
    machine="may-over-report",
)
