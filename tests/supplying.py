"""Evidence made from nothing but what the checklist publishes (`Item.to_dict`): no country, no law stands in here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from supplycheck.declaration import (
    SUBTYPES,
    Declaration,
    Document,
    Dossier,
    DossierLine,
    Label,
    Line,
    Party,
    Statement,
    StatementItem,
)
from supplycheck.facts.china import china
from supplycheck.registry.definition import FORMATS, Definition

MAKER = Party("绍兴示例竹里医疗用品有限公司", "Shaoxing Shili Zhuli Medical Supplies Co., Ltd.", "91999999MA00000040")
GOODS: dict[str, tuple[str, ...]] = {
    "surgical_mask": ("医用外科口罩（非无菌）", "无菌医用外科口罩"),
    "medical_respirator": ("医用防护口罩",),
    "disposable_medical_mask": ("一次性使用医用口罩",),
    "civil_mask": ("日常防护口罩（非医用）",),
    "coverall": ("医用一次性防护服",),
    "gown_surgical": ("手术衣", "手术衣 3级"),
    "gown_isolation": ("隔离衣", "隔离衣 2级"),
    "civil_suit": ("防护服（非医用）",),
    "ventilator_invasive": ("有创呼吸机",),
    "ventilator_noninvasive": ("无创呼吸机",),
    "ventilator_emergency": ("急救呼吸机",),
    "ventilator_parts": ("呼吸机配件",),
    "ir_forehead": ("红外额温计",),
    "ir_ear": ("红外耳温计", "连续测温红外耳温计"),
    "civil_thermometer": ("工业红外测温仪",),
    "pcr_kit": ("新型冠状病毒核酸检测试剂盒（荧光PCR法）",),
    "antigen_professional": ("新型冠状病毒抗原检测试剂盒",),
    "antigen_self_test": ("新型冠状病毒抗原自测试剂盒",),
    "antibody_test": ("新型冠状病毒抗体检测试剂盒",),
}
"""A subtype's goods under the names that make a difference."""

Json = dict[str, Any]


def goods(subtype: str, name: str, day: date, to: str | None = None) -> Declaration:
    """A declaration of one line whose dossier is complete and holds no paper that a destination may want."""
    medical = None if subtype == "ventilator_parts" else not subtype.startswith("civil")
    papers = [Document("special-articles-approval", number="SA-1")]
    codes = (china().codes[hs][0] for hs in china().codes_for(SUBTYPES[subtype], day, medical))
    code = next((c.hs for c in codes if subtype in (c.subtypes or (subtype,)) and not c.unclear(day)), None)
    return Declaration(
        id="1",
        declared_on=day,
        destination=to,
        consignor=MAKER,
        consignee=Party(name_en="Example Trading Limited"),
        lines=[
            Line(1, hs_code=code, name=name, quantity=Decimal(100), unit="007", manufacturer=MAKER, medical=medical)
        ],
        dossier=Dossier(lines={1: DossierLine(medical=medical, subtype=subtype, documents=papers, label=Label())}),
        source="a.json",
    )


_PAPER = re.compile(r"\.documents\[(\d+)\]\.(\w+)")


def mend(declaration: Declaration, needs: Iterable[Json], whole: Iterable[Json], arrival: date) -> None:
    """Does what what-if says: renews the papers that it calls wrong, or puts their body right, and supplies the rest."""
    assert declaration.dossier is not None
    dossier = declaration.dossier.lines[1]
    wrong: list[Document] = []
    needs = [
        need for need in needs if need["does"] in ("add", "correct") and need["served_by"] is None and need["item"]
    ]
    for need in needs:
        for fault in need["faults"] if need["does"] == "correct" else ():
            place = _PAPER.search(fault["field"]["path"]) if fault["field"] else None
            paper = dossier.documents[int(place[1])] if place else None
            if place and paper and place[2] == "body":
                paper.body = next(iter(need["item"]["bodies"]), paper.body)
            elif paper:
                wrong.append(paper)
    if any(need["does"] == "correct" and need["item"]["form"] for need in needs):
        declaration.dossier.statements = []
    dossier.documents = [d for d in dossier.documents if not any(d is paper for paper in wrong)]
    supply(declaration, [need["item"] for need in needs], whole, arrival)
    for paper in wrong:  # one that is renewed still shows what else it showed
        for new in dossier.documents:
            if new.kind == paper.kind and new.standard is None:
                new.standard, new.tier = paper.standard, paper.tier


def supply(declaration: Declaration, needs: Iterable[Json], whole: Iterable[Json], arrival: date) -> None:
    """Puts into the dossier what `needs` ask for; `whole` is everything that the same way demands of those papers."""
    assert declaration.dossier is not None
    whole = [*whole]
    dossier = declaration.dossier.lines[1]
    bodies = next((item["bodies"] for item in whole if item["kind"] == "notified-body" and item["bodies"]), [])
    for item in needs:
        if item["kind"] == "standard":
            _to_a_standard(dossier, item)
        elif item["kind"] == "mark" and dossier.label is not None:
            dossier.label.marks = [_mark(item, bodies)] if item["number"] != "no-mark" else []
        elif item["kind"] != "notified-body" and (item["documents"] or item["words"]):
            dossier.documents.append(_paper(item, bodies, arrival))
        if item["form"]:
            declaration.dossier.statements.append(_statement(declaration, item, whole))
        if item["basis"]:
            declaration.lines[0].mask_standard_basis = item["basis"]


def _statement(declaration: Declaration, item: Json, whole: Iterable[Json]) -> Statement:
    """A statement in the form, agreeing with the declaration and signed by both."""
    assert declaration.consignor is not None
    assert declaration.consignee is not None
    line = declaration.lines[0]
    return Statement(
        item["form"],
        declaration.consignor.name,
        declaration.declared_on,
        [1],
        declaration.consignee.name_en,
        True,
        next((w["basis"] for w in whole if w["basis"]), None),
        [StatementItem(line.name, str(line.quantity), "个", destination=declaration.destination)],
    )


def _paper(item: Json, bodies: list[str], arrival: date) -> Document:
    kind = item["documents"][0] if item["documents"] else "other"
    forms = {form["document"]: form["example"] for form in item["forms"]}
    before = date.fromisoformat(item["issued_before"]) if item["issued_before"] else arrival
    return Document(
        kind,
        number=forms.get(kind) or "X-1",
        holder=MAKER.name if item["holder"] == "manufacturer" else "Example Importer GmbH",
        legislation=item["acts"][0] if item["acts"] else None,
        module=item["modules"][0] if item["modules"] else None,
        body=bodies[0] if bodies and kind == "notified-body-certificate" else None,
        issued_on=min(before, arrival) - timedelta(days=1),
        text=item["words"][0] if kind == "other" and item["words"] else None,
    )


def _to_a_standard(dossier: DossierLine, item: Json) -> None:
    accepted = item["accepted"][0]
    edition = f":{accepted['editions'][-1]}" if accepted["editions"] else ""
    said = f"{accepted['standard']}{edition}"
    tier = accepted["tiers"][-1] if accepted["tiers"] else None
    if item["proof"] == "declared":
        dossier.standards = [f"{said} {tier}" if tier else said]
    else:
        dossier.documents.append(Document("test-report", number="T-1", standard=said, tier=tier, result="pass"))


def _mark(item: Json, bodies: list[str]) -> str:
    return f"{item['mark'] or 'CE'} {bodies[0]}" if item["number"] == "required" and bodies else item["mark"] or "CE"


def snapshot(folder: Path, definition: Definition, day: date, numbers: Iterable[str], **more: str) -> None:
    """A registry's list of a day that gives some numbers to the maker."""
    name = MAKER.name_en if definition.party_name_en == definition.party_name else MAKER.name
    row = {**more, definition.party_name: name, definition.valid_from: _in_order(definition)}
    fields = [f for f in definition.columns if f in (definition.identifier, *definition.required, *row)]
    between = "," if definition.quoted else "|"
    lines = [between.join(definition.columns[f][0] for f in fields)]
    lines += [
        between.join(_cell({**row, definition.identifier: n}.get(f, "x"), between) for f in fields) for n in numbers
    ]
    path = folder / definition.name / f"{day}{FORMATS[definition.format]}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _in_order(definition: Definition) -> str:
    return "01/02/2019" if definition.date_order == "mdy" else "2019-01-02"


def _cell(value: str | None, between: str) -> str:
    return f'"{value}"' if between == "," else str(value)
