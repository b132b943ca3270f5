"""A standard's edition is wrong by itself: issued after the goods were made, withdrawn, or not one that exists."""

from __future__ import annotations

from datetime import date

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.facts.standards import Designation, Edition, find
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Results, Rule, failed, fix
from supplycheck.rules.support import of_dossier, of_line


def check(case: Case, requirement: Requirement | None) -> Results:
    named = _named(case)
    if not named:
        return NOT_APPLICABLE
    found = [r for d in named if (r := _judge(case, d)) is not None]
    return found or PASSED


def _named(case: Case) -> list[Designation]:
    reports = [d.standard for d in case.documents if d.kind == "test-report" and d.standard]
    designations = [*case.product.standards, *(d for text in reports for d in find(text))]
    return list({(d.family, d.edition): d for d in designations if d.standard is not None and d.edition}.values())


def _judge(case: Case, d: Designation) -> Result | None:
    standard = d.standard
    if standard is None or not standard.editions or d.edition is None:
        return None
    edition = standard.edition(d.edition) or _without_amendment(standard.editions, d.edition)
    made = case.produced_on or case.day
    where = (
        of_line("standard", "执行标准")
        if case.line.standard or case.dossier is None
        else of_dossier("standards", "执行标准")
    )
    if edition is None:
        known = "、".join(e.id for e in standard.editions)
        return failed("unknown", seen=d.text, needed=known, where=where, severity="warning")
    if edition.issued is not None and edition.issued > made:
        return failed(
            "impossible",
            seen=d.text,
            issued=edition.issued.isoformat(),
            made=made.isoformat(),
            where=where,
            confidence=edition.confidence,
        )
    if edition.to is not None and made > edition.to:
        newer = next((e.id for e in standard.editions if e.from_ is not None and e.from_ > edition.to), "")
        return failed(
            "withdrawn",
            seen=d.text,
            to=edition.to.isoformat(),
            made=made.isoformat(),
            needed=newer,
            where=where,
            severity="info" if _no_longer_asked(case, standard.origin) else None,
            confidence=edition.confidence,
        )
    if edition.from_ is not None and made < edition.from_:
        return failed("early", seen=d.text, from_=edition.from_.isoformat(), where=where, severity="info")
    newer_in_force = next(
        (
            e
            for e in standard.editions
            if e.from_ is not None and e.from_ <= case.day and e is not edition and _later(e, edition)
        ),
        None,
    )
    if newer_in_force is not None:
        return failed("newer", seen=d.text, needed=newer_in_force.id, where=where, severity="info")
    return None


def _no_longer_asked(case: Case, origin: str) -> bool:
    """After the repeal the destination's requirements count; a Chinese edition that has ended is information."""
    return origin == "chinese" and case.regime == "after-repeal"


def _without_amendment(editions: tuple[Edition, ...], name: str) -> Edition | None:
    short = [e for e in editions if e.id.startswith(f"{name}+")]
    return short[0] if len(short) == 1 else None


def _later(a: Edition, b: Edition) -> bool:
    return (a.from_ or date.min) > (b.from_ or date.min)


RULE = Rule(
    code="STD-EDITION",
    topic="standard",
    title=Text("标准的版本不对", "The standard's edition is wrong"),
    severity="error",
    law=("CN-STANDARDS#1", "GB-2626#marking"),
    reads=("line", "day", "regime", "product", "documents", "produced_on", "dossier"),
    scope="line",
    says={
        "impossible": Text(
            "“{seen}”发布于{issued}，商品生产于{made}，不可能按该版本生产。",
            "“{seen}” was issued on {issued}; goods made on {made} cannot have been made to it.",
        ),
        "withdrawn": Text(
            "“{seen}”自{to}后作废，商品生产于{made}；现行版本是{needed}。",
            "“{seen}” ended on {to}; the goods were made on {made}. In force is {needed}.",
        ),
        "unknown": Text(
            "没有查到“{seen}”这个版本，已知的版本：{needed}。", "The edition “{seen}” is not known; known are {needed}."
        ),
        "early": Text(
            "“{seen}”自{from_}起实施，提前采用是允许的。", "“{seen}” applies from {from_}; early use is allowed."
        ),
        "newer": Text("“{seen}”已有新版{needed}。", "“{seen}” has a newer edition: {needed}."),
    },
    fixes=fix("correct-the-standard", "核对标准编号和年号。", "Check the standard's number and year."),
    check=check,
)
