"""The conformity mark carries a body's number where none belongs, lacks it where one is needed, or should not be there."""

from __future__ import annotations

import re
import unicodedata

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.identifiers import notified_body
from supplycheck.report import Text
from supplycheck.rules.destination.notified_body_is_not_designated import body_number, is_type_examination
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_dossier


def check(case: Case, requirement: Requirement | None) -> Result:
    assert requirement is not None
    label = case.dossier.label if case.dossier else None
    sign = requirement.mark or "CE"
    marks = [m for m in (label.marks if label else ()) if _is_mark(m, sign)]
    if not marks:
        return NOT_APPLICABLE  # silence on a label is no finding
    numbered = [m for m in marks if notified_body.in_mark(m, sign) is not None]
    where = of_dossier("label.marks", "标志")
    if requirement.number == "no-mark":
        return failed("no-mark", seen=marks[0], mark=requirement.mark, where=where, topic="label")
    given = label.marks if label else ()
    beside = next((m for m in given if any(_says(m, other) for other in requirement.not_beside)), None)
    if beside is not None:
        return failed("beside", seen=beside, mark=sign, where=where)
    if requirement.number == "none" and numbered:
        return failed("number", seen=numbered[0], where=where)
    if requirement.number == "required" and not numbered:
        return failed("no-number", seen=marks[0], where=where)
    if requirement.number == "required":
        own = _bodies(case, sign)
        other = next((m for m in numbered if own and notified_body.in_mark(m, sign) not in own), None)
        if other is not None:
            return failed("other-body", seen=other, needed="、".join(sorted(own)), where=where)
    return PASSED


def _bodies(case: Case, sign: str) -> set[str]:
    """The bodies whose number the mark may carry: those that watch the production, where the modules are told."""
    papers = [d for d in case.documents if d.kind == _CERTIFICATES[sign]]
    watching = [d for d in papers if d.module and not is_type_examination(d)] or papers
    return {number for d in watching if (number := body_number(d.body)) is not None}


def _is_mark(text: str, mark: str) -> bool:
    return re.match(rf"{mark}(?![A-Z])", unicodedata.normalize("NFKC", text).upper().strip()) is not None


def _says(text: str, mark: str) -> bool:
    """Whether a mark stands beside others in one text: CE + UKNI."""
    return re.search(rf"(?<![A-Z]){mark}(?![A-Z])", unicodedata.normalize("NFKC", text).upper()) is not None


_CERTIFICATES = {"CE": "notified-body-certificate", "UKCA": "ukca-certificate"}
"""The certificate whose body's number stands beside a mark."""

RULE = Rule(
    code="DEST-MARK",
    topic="notified-body",
    title=Text("合格标志不对", "The conformity mark is wrong"),
    severity="error",
    law=("MOFCOM-2020-5#2", "SC-739#59"),
    reads=("dossier", "documents"),
    says={
        "number": Text(
            "标志“{seen}”带有公告机构号，而这类商品是自我声明，不应有编号。",
            "The mark “{seen}” carries a body's number, but such goods are self-declared and have none.",
        ),
        "no-number": Text(
            "标志“{seen}”没有公告机构号，而这类商品须由公告机构评定。",
            "The mark “{seen}” has no body's number, but a notified body must assess such goods.",
        ),
        "beside": Text(
            "“{seen}”与{mark}标志并列时，该{mark}标志在目的地无效。",
            "With “{seen}” beside it the {mark} mark is not valid at the destination.",
        ),
        "other-body": Text(
            "标志“{seen}”上的机构不是监督生产的机构（{needed}）。",
            "The body in the mark “{seen}” is not the one that watches the production ({needed}).",
        ),
        "no-mark": Text(
            "这类商品不得带{mark}标志（“{seen}”）。", "Such goods must not bear the {mark} mark (“{seen}”)."
        ),
    },
    fixes=fix("correct-the-mark", "按适用的法规更正标志。", "Correct the mark as the act demands."),
    check=check,
)
