"""The dossier says another thing than the declaration: maker, lot, day of production or declaration, kind of goods."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.declaration import SUBTYPES
from supplycheck.facts.law import Requirement
from supplycheck.products.words import type_of_name
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Results, Rule, failed, fix
from supplycheck.rules.support import of_dossier, same_company


def check(case: Case, requirement: Requirement | None) -> Results:
    dossier = case.dossier
    if dossier is None:
        return NOT_APPLICABLE
    found: list[Result] = []
    if dossier.manufacturer is not None and (declared := case.line.manufacturer) is not None:
        verdict, parts = same_company(declared, dossier.manufacturer)
        if verdict in ("different", "possible"):
            found.append(
                failed(
                    label="生产企业",
                    label_en="manufacturer",
                    seen=dossier.manufacturer.name,
                    needed=declared.name,
                    where=of_dossier("manufacturer.name", "生产企业"),
                    topic="party",
                )
            )
    if (
        dossier.produced_on is not None
        and case.line.produced_on is not None
        and dossier.produced_on != case.line.produced_on
    ):
        found.append(
            failed(
                label="生产日期",
                label_en="day of production",
                seen=dossier.produced_on.isoformat(),
                needed=case.line.produced_on.isoformat(),
                where=of_dossier("produced_on", "生产日期"),
            )
        )
    whole = case.declaration.dossier
    if (
        whole is not None
        and whole.declared_on is not None
        and case.declaration.declared_on is not None
        and whole.declared_on != case.declaration.declared_on
    ):
        found.append(
            failed(
                label="申报日期",
                label_en="day of declaration",
                seen=whole.declared_on.isoformat(),
                needed=case.declaration.declared_on.isoformat(),
                where=of_dossier("declared_on", "申报日期"),
                topic="statement",
            )
        )
    if dossier.subtype is not None and case.line.name:
        named = type_of_name(case.line.name)
        if named is not None and SUBTYPES[dossier.subtype] != named:
            found.append(
                failed(
                    label="商品类别",
                    label_en="kind of goods",
                    seen=dossier.subtype,
                    needed=case.line.name,
                    where=of_dossier("subtype", "商品类别"),
                    topic="classification",
                )
            )
    return found or PASSED


RULE = Rule(
    code="DOSSIER-CONTRADICTS",
    topic="label",
    title=Text("随附资料与申报矛盾", "The dossier contradicts the declaration"),
    severity="warning",
    law=("GAC-2019-18#1",),
    reads=("dossier", "line", "declaration"),
    scope="line",
    says={
        "failed": Text(
            "{label}：资料中是“{seen}”，申报的是“{needed}”。",
            "The {label_en}: the dossier says “{seen}”, declared is “{needed}”.",
        )
    },
    fixes=fix("make-papers-agree", "核对并统一资料与申报。", "Check both and make them agree."),
    check=check,
)
