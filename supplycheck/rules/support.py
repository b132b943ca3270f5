"""What several rules need: comparing companies, saying that a registry could not be asked, naming fields.

The texts in `COMMON` are said by any rule whose result was not evaluated for one of these reasons.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from supplycheck.case import Case
from supplycheck.declaration import OTHER, Document, Party, Statement
from supplycheck.facts.codes import country
from supplycheck.facts.formats import formats
from supplycheck.facts.law import Requirement
from supplycheck.identifiers import eudamed_srn, uscc
from supplycheck.names import company
from supplycheck.products.words import asks_for
from supplycheck.registry.answers import Answer, Evidence, Found, Unavailable
from supplycheck.report import Field, Fix, Text
from supplycheck.rules.rule import Placed, Result, not_evaluated

COMMON: dict[str, Text] = {
    "no-dossier": Text(
        "没有提供随附资料（dossier），{needed}无从核对。", "There is no dossier, so {needed_en} could not be checked."
    ),
    "registry": Text("未能查到“{key}”：{why}。", "“{key}” could not be looked up: {why_en}."),
    "maker-unknown": Text(
        "申报和资料均未写明生产企业。", "Neither the declaration nor the dossier names the manufacturer."
    ),
}

COMMON_FIXES: dict[str, Fix] = {
    "update-registry": Fix(
        "update-registry",
        "取得并导入当日有效的名单快照：supplycheck registry import。",
        "Get a snapshot of the list that counts on the day: supplycheck registry import.",
    ),
    "add-dossier": Fix(
        "add-dossier",
        "在报关单旁放置 .dossier.json，列明证书、声明等资料。",
        "Put a .dossier.json beside the declaration with certificates and statements.",
    ),
}

CERTIFICATES = {"nmpa-registration": "registration", "nmpa-filing": "filing", "nmpa-emergency": "emergency"}
"""The kinds of documents that are a Chinese certificate, and what their numbers are."""

_NOTHING = Text("", "")

Sameness = Literal["same", "possible", "different", "unknown"]


def same_company(a: Party | None, b: Party | None) -> tuple[Sameness, Text]:
    """Whether two parties are one company, with the parts that differ.

    Where both have a credit code, it decides: equal codes are one company, whatever it is called now, and two codes that
    are right in themselves are two. A code that cannot be right leaves it to the names, and so does an equal name under
    another code, which a person must look at.
    """
    if a is None or b is None or not (a.name or a.name_en) or not (b.name or b.name_en):
        return "unknown", _NOTHING
    if is_plainly(a, b.name, b.uscc):
        return "same", _NOTHING
    by_name = _same_name(a, b)
    if not a.uscc or not b.uscc:
        return by_name
    here, there = uscc.compact(a.uscc), uscc.compact(b.uscc)
    if here == there:
        return "same", by_name[1] if by_name[0] != "same" else _NOTHING
    if by_name[0] == "different" or (by_name[0] == "possible" and uscc.is_valid(here) and uscc.is_valid(there)):
        return "different", by_name[1]
    return "possible", Text(f"信用代码 {a.uscc} ≠ {b.uscc}", f"credit codes {a.uscc} ≠ {b.uscc}")


def is_plainly(party: Party, name: str | None, uscc: str | None) -> bool:
    """Whether a party has that very name, and no other code: then nothing has to be compared."""
    return bool(name) and party.name == name and (not party.uscc or not uscc or party.uscc == uscc)


def ruled(verdict: Sameness, found: Found | None) -> Sameness:
    """What a reviewer decided of a firm and that of a record, where the names leave it open."""
    if found is None or found.ruling is None or verdict not in ("possible", "unknown"):
        return verdict
    return found.ruling


def is_another_maker(case: Case, holder: str | None) -> bool:
    """Whether a holder is plainly another maker of such goods: a firm of the maker's country that does not trade.

    An importer has its seat elsewhere; the exporter, and whoever trades, may hold papers for the maker.
    """
    if not holder or case.maker is None:
        return False
    party = Party(name=holder)
    if same_company(case.maker, party)[0] != "different":
        return False
    if same_company(case.declaration.consignor, party)[0] in ("same", "possible"):
        return False
    read = company.parse(holder)
    own = {company.parse(name).location[0] for name in (case.maker.name, case.maker.name_en) if name}
    return (
        read.location[0] in own - {""} and bool(read.location[1] or read.location[2]) and "trade" not in read.meanings
    )


def _same_name(a: Party, b: Party) -> tuple[Sameness, Text]:
    best: tuple[Sameness, Text] | None = None
    across: Text | None = None
    for x in (a.name, a.name_en):
        for y in (b.name, b.name_en):
            if not x or not y:
                continue
            if x == y:
                return "same", _NOTHING
            c = company.compare(x, y)
            said = Text(*company.describe(c))
            if company.script(x) != company.script(y):
                # A name may be translated, not spelt as it sounds: this decides nothing, a person may want to see it.
                across = said if c.verdict is not None else across
                continue
            if c.verdict == "same":
                return "same", said
            verdict: Sameness = "possible" if c.verdict == "possible" else "different"
            if best is None or (verdict == "possible" and best[0] == "different"):
                best = (verdict, said)
    return best or ("unknown", across or Text("文字不同，无法比较", "names in different scripts cannot be compared"))


def unavailable(answer: Unavailable, key: str | None) -> Result:
    """The result for a registry that could not answer."""
    return not_evaluated(
        answer.reason,
        "registry",
        key=key or "",
        why=answer.zh,
        why_en=answer.en,
        topic="registry",
        seen=key,
        evidence=(answer.evidence,),
        fix="update-registry",
    )


def lists_of(requirement: Requirement, kind: str) -> tuple[str, ...]:
    """The registries that are asked for the number on a kind of document: those the law rests on first.

    The last one, that of the number's form, is asked where a snapshot of it is held; the law does not rest on it.
    """
    form = requirement.form_on(kind)
    own = formats()[form].list if form is not None else None
    named = (requirement.registry, requirement.revocations, own)
    return tuple(dict.fromkeys(name for name in named if name is not None))


def no_dossier(zh: str, en: str) -> Result:
    """The result for evidence of which nothing is known, because there is no dossier."""
    return not_evaluated("no-dossier", "no-dossier", needed=zh, needed_en=en, fix="add-dossier")


def evidence_of(answer: Answer) -> tuple[Evidence, ...]:
    """The evidence of an answer, as a tuple."""
    return (answer.evidence,)


@lru_cache(maxsize=256)
def of_line(name: str, label: str) -> Placed:
    """A field of the declared line."""
    return Placed("line", name, label)


def papers(case: Case, requirement: Requirement) -> list[Document]:
    """The documents that may meet a requirement: of its kinds, or of no kind of their own and with one of its words."""
    return [d for d in case.documents if d.kind in requirement.documents and d.kind != OTHER or _speaks(d, requirement)]


def _speaks(document: Document, requirement: Requirement) -> bool:
    if document.kind != OTHER:
        return False
    said = (document.number, document.legislation, document.product, document.text, document.holder)
    words = " ".join(t for t in said if t).lower()
    return any(word in words for word in requirement.words) and not any(word in words for word in requirement.not_words)


def title_of(document: Document) -> str:
    """What a paper says of itself: its number and text, and where a dossier has no kind for it also what it gives as its product."""
    said = (document.number, document.text, document.product if document.kind == OTHER else None)
    return " ".join(t for t in said if t)


def pending(document: Document, requirement: Requirement) -> str | None:
    """The word by which a paper says that it only asks for the one wanted, unless the requirement wants such a paper."""
    word = asks_for(" ".join(t for t in (title_of(document), document.result) if t))
    return None if word is None or any(word in own for own in requirement.words) else word


_PARTS = re.compile(r"[,;，；、()（）\[\]\n/|]")


@lru_cache(maxsize=4096)
def countries_of(holder: str | None, number: str | None) -> frozenset[str]:
    """The countries that a holder's text plainly names as parts of an address, and that of an actor's number; empty if none."""
    found = {eudamed_srn.country(number)} if number and eudamed_srn.is_valid(number) else set()
    parts = [part.strip(" .") for part in _PARTS.split(holder or "")]
    for n, part in enumerate(parts):
        # The last words of an address may follow a town or a post code without a comma: London UK, 20095 Hamburg Germany.
        words = part.split() if n == len(parts) - 1 and n else []
        for text in (part, *(" ".join(words[-k:]) for k in (1, 2, 3) if k < len(words))):
            # Two letters are legal forms (SA, AG) or parts of a country as often as its code.
            read = country(text)
            if read is not None and read.alpha2 and (len(text) > 2 or not text.isascii() or not read.usual):
                found.add(read.alpha2)
    return frozenset(found)


def of_head(name: str, label: str) -> Placed:
    """A field of the declaration's head."""
    return Placed("head", name, label)


def of_dossier(name: str, label: str) -> Placed:
    """A field of the dossier's part for the line."""
    return Placed("dossier", name, label)


def document_field(case: Case, document: object, name: str, label: str) -> Placed:
    """A field of one document in the dossier."""
    for n, d in enumerate(case.documents):
        if d is document:
            return of_dossier(f"documents[{n}].{name}", label)
    return of_dossier("documents", label)


def statements_of(case: Case, form: str | None) -> tuple[Statement, ...]:
    """The statements of a form that cover the line; a table's bare mention counts where no paper is described."""
    if not case.covering:
        return ()
    if len(case.covering) == 1:
        (one,) = case.covering
        return case.covering if (_may_be(one, form) if one.named_only else one.form == form) else ()
    described = [s for s in case.covering if s.form == form and not s.named_only]
    return tuple(described or [s for s in case.covering if s.named_only and _may_be(s, form)][:1])


def best_of(results: list[Result]) -> Result:
    """Of what a rule says of several papers that serve the same end, the one that lacks least: one good paper is enough."""
    return min(results, key=_weight)


def _weight(result: Result) -> int:
    return {"passed": 0, "not_applicable": 0, "not_evaluated": 1}.get(result.status, 2 if result.severity else 3)


def _may_be(statement: Statement, form: str | None) -> bool:
    # 出口医疗物资声明 is the name of two forms; the joint declaration has a name of its own.
    return statement.form == form or (statement.form is None and form != "announcement-12-joint")


def statement_field(case: Case, statement: Statement | None, name: str, label: str) -> Field:
    """A field of a statement in the dossier."""
    for n, s in enumerate(case.statements):
        if s is statement:
            return Field(f"dossier.statements[{n}].{name}", label, None)
    return Field("dossier.statements", label, None)


_LOT_WORDS = re.compile(
    r"^(?:产品)?(?:批号|批次号?|生产批号|LOT(?:\s*(?:NO|NUMBER))?|BATCH(?:\s*NO)?)\s*[.:：]*\s*", re.IGNORECASE
)
_BETWEEN_LOTS = re.compile(r"[,;、；，/\s]+")


@lru_cache(maxsize=16384)
def lots_in(text: str) -> frozenset[str]:
    """The lots that a text names, in capitals and without the word "lot" before them."""
    bare = _LOT_WORDS.sub("", unicodedata.normalize("NFKC", text).strip())
    return frozenset(part.upper() for piece in _BETWEEN_LOTS.split(bare) if (part := _LOT_WORDS.sub("", piece)))


def exact(found: Iterable[Found]) -> list[Found]:
    """Only what was found for certain, not by a name that may be the same."""
    return [f for f in found if f.match != "possible"]
