"""A claim on the goods (FFP2, KN95, N95) puts them under stricter rules than those they are declared for."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.products.words import squeeze
from supplycheck.report import Text
from supplycheck.rules.rule import PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_line

CLASS_WORDS = ("ffp1", "ffp2", "ffp3", "kn90", "kn95", "kn100", "n95", "n99", "respirator", "颗粒物")


def check(case: Case, requirement: Requirement | None) -> Result:
    assert requirement is not None
    label = case.dossier.label if case.dossier else None
    said = squeeze(
        " ".join(
            t
            for t in (
                case.line.name,
                case.line.model,
                case.line.specification,
                *(label.texts if label else ()),
                *(label.marks if label else ()),
            )
            if t
        )
    )
    words = requirement.respirator_words or CLASS_WORDS
    claim = next((w for w in words if _says(said, w)), None)
    if claim is None and requirement.respirator is False:
        claim = next((d.text for d in case.product.standards if d.standard is not None and d.standard.respirator), None)
    if claim is None:
        return PASSED
    return failed(
        seen=claim, needed=requirement.text.zh, needed_en=requirement.text.en, where=of_line("name", "商品名称")
    )


def _says(text: str, word: str) -> bool:
    """Whether the word stands in the text by itself: KN95 is not a claim of N95."""
    at = text.find(word)
    while at >= 0:
        if at == 0 or not text[at - 1].isalpha() or not text[at - 1].isascii():
            return True
        at = text.find(word, at + 1)
    return False


RULE = Rule(
    code="DEST-CLAIM",
    topic="end-use",
    title=Text("宣称使商品适用更严的规则", "A claim puts the goods under stricter rules"),
    severity="warning",
    law=("MOFCOM-2020-5#2", "SC-739#59"),
    reads=("line", "dossier", "product"),
    says={"failed": Text("商品宣称“{seen}”：{needed}。", "The goods claim “{seen}”: {needed_en}.")},
    fixes=fix(
        "drop-the-claim-or-comply",
        "去掉该宣称，或按更严的规则取得文件。",
        "Drop the claim, or get the papers that the stricter rules demand.",
    ),
    check=check,
)
