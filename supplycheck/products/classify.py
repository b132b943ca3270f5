"""From one goods line to what it is: type, subtype, medical or not, and every cue that says otherwise.

Words in the name decide the type; the commodity code of the day decides only where nothing else is under that code.
What the line *declares* (flag, form, code, name) stands in `medical`; what other evidence says stands in `cues`, and
comparing the two is the business of rules.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from supplycheck.declaration import SUBTYPES, Declaration, DossierLine, Line
from supplycheck.facts.china import ChinaFacts, CodeFact
from supplycheck.facts.standards import Designation, find
from supplycheck.identifiers import nmpa_registration
from supplycheck.products import words

LOOK_ALIKES = frozenset({"civil_suit", "civil_thermometer"})
"""Civil goods that only look like controlled ones: where no rule of the day and destination names them, not controlled."""

TREATMENT_PURPOSE = "31"  # 用途代码 31: treatment, prevention, diagnosis


class Cue(NamedTuple):
    """One piece of evidence about medical use. `field` is where it stands, with {n} for the number of the line; `text` what it says there.

    `weak`: a word that may speak of a place or a person, not of the goods.
    """

    kind: str
    field: str
    text: str
    medical: bool
    weak: bool = False

    def path(self, line: Line) -> str:
        """The path of its field in the declaration."""
        return self.field.replace("{n}", str(line.number))


class Classification(NamedTuple):
    """What a line is. `controlled` is False for goods of none of the five types."""

    product_type: str | None
    subtype: str | None
    subtype_from: str | None
    medical: bool | None
    medical_from: str | None
    cues: tuple[Cue, ...]
    sterile: bool
    code: CodeFact | None
    named: bool
    level: str | None
    continuous: bool
    standards: tuple[Designation, ...]

    @property
    def controlled(self) -> bool:
        """Whether the line is one of the five product types at all."""
        return self.product_type is not None


NOTHING = Classification(None, None, None, None, None, (), False, None, False, None, False, ())


def classify(
    declaration: Declaration, line: Line, dossier: DossierLine | None, facts: ChinaFacts, day: date
) -> Classification:
    """What the line is, on that day."""
    described = " ".join(t for t in (line.name, line.model, line.specification) if t)
    code = facts.code(line.hs_code) if line.hs_code else None
    named_type = words.type_of_name(line.name) if line.name else None
    stated = dossier.subtype if dossier else None
    if named_type is None and code is not None and code.scope == "shared" and line.model:
        named_type = words.type_of_name(line.model.rpartition("|")[2] or line.model)
        named_type = named_type if named_type == code.type else None
    product_type = named_type or (code.type if code and code.scope == "exclusive" and code.on(day) else None)
    if product_type is None and stated:
        product_type = SUBTYPES[stated]
    if product_type is None:
        product_type = _on_the_label(dossier)
    if product_type is None:
        return NOTHING._replace(code=code)
    standards = _standards(line, dossier)
    texts = " ".join([described, *(dossier.label.texts if dossier and dossier.label else [])])
    basis = product_type == "mask" and _basis_is_meant(declaration, line, dossier)
    cues = _cues(declaration, line, dossier, code, standards, day, basis)
    # Name and dossier together outweigh a flag that contradicts them; the contradiction stays among the cues.
    outweighed = dossier is not None and dossier.medical is True and any(c.kind == "name" and c.medical for c in cues)
    medical, medical_from = _declared(line, dossier, code, cues, day, basis and not outweighed)
    spoken = words.squeeze(described)
    subtype, subtype_from = _subtype(product_type, stated, spoken, described, texts, standards, code, medical, dossier)
    if medical is None and (subtype in _MEDICAL_BY_NATURE or (subtype == "ir_forehead" and subtype_from == "name")):
        medical, medical_from = True, subtype_from
    return Classification(
        product_type,
        subtype,
        subtype_from,
        medical,
        medical_from,
        cues,
        _sterile(line, dossier),
        code,
        named_type is not None,
        words.barrier_level(texts) or _level(standards),
        words.measures_continuously(texts),
        standards,
    )


_MEDICAL_BY_NATURE = {
    "surgical_mask",
    "disposable_medical_mask",
    "gown_surgical",
    "ventilator_invasive",
    "ventilator_noninvasive",
    "ventilator_emergency",
    "ir_ear",
    "pcr_kit",
    "antigen_professional",
    "antigen_self_test",
    "antibody_test",
}


DEVICES_BY_NATURE = frozenset(
    {s for s, t in SUBTYPES.items() if t == "test_kit"}
    | {"ventilator_invasive", "ventilator_noninvasive", "ventilator_emergency", "ir_forehead", "ir_ear"}
)
"""Goods that are devices whatever is said of them: Announcement No. 5 names them without the word "medical"."""


def _on_the_label(dossier: DossierLine | None) -> str | None:
    """The product type that a label names where name and code do not: goods declared as something else."""
    texts = dossier.label.texts if dossier is not None and dossier.label is not None else ()
    return next((t for text in texts if (t := words.goods_named(text)) is not None), None)


def _basis_is_meant(declaration: Declaration, line: Line, dossier: DossierLine | None) -> bool:
    """Whether the basis of standards, which is filled in for non-medical masks only, is about this mask.

    The message has one for all its lines. A mask that name or dossier call medical has it from another one beside it.
    """
    if line.mask_standard_basis is None:
        return False
    said = words.medical_cues(line.name)[0] if line.name else None
    if said is not True and (dossier is None or dossier.medical is not True):
        return True
    return not any(
        other is not line
        and other.mask_standard_basis is not None
        and other.name is not None
        and words.type_of_name(other.name) == "mask"
        and words.medical_cues(other.name)[0] is not True
        for other in declaration.lines
    )


def _standards(line: Line, dossier: DossierLine | None) -> tuple[Designation, ...]:
    """The standards the line is said to meet: its own field, the dossier's list, those named in the specification."""
    named = [line.standard or "", line.model or "", line.name or "", *(dossier.standards if dossier else ())]
    return tuple({(d.text, d.edition): d for text in named if text for d in find(text)}.values())


def _declared(
    line: Line, dossier: DossierLine | None, code: CodeFact | None, cues: tuple[Cue, ...], day: date, basis: bool
) -> tuple[bool | None, str | None]:
    """Whether the line is declared as medical, and by what."""
    if line.medical is not None:
        return line.medical, "flag"
    if basis:
        return False, "mask-standard-basis"
    for cue in cues:
        if cue.kind == "name":
            return cue.medical, "name"
    if dossier is not None and dossier.medical is not None:
        return dossier.medical, "dossier"
    for kind in ("specification", "standard"):
        said = {c.medical for c in cues if c.kind == kind}
        if len(said) == 1:
            return said.pop(), kind
    if code is not None and code.medical is not None and code.on(day):
        return code.medical, "hs-code"
    if line.purpose == TREATMENT_PURPOSE:
        return True, "purpose"
    return None, None


def _cues(
    declaration: Declaration,
    line: Line,
    dossier: DossierLine | None,
    code: CodeFact | None,
    standards: tuple[Designation, ...],
    day: date,
    basis: bool,
) -> tuple[Cue, ...]:
    """Everything that speaks of medical use or against it, each with its place."""
    base = "lines[{n}]"
    found: list[Cue] = []

    firms = _firms(declaration, line, dossier)

    def words_of(kind: str, path: str, text: str | None) -> None:
        if text:
            for firm in firms:
                text = text.replace(firm, " ")
            medical, word = words.medical_cues(text)
            if medical is not None:
                found.append(Cue(kind, path, word or text, medical, words.is_weak(word or "", text)))

    words_of("name", f"{base}.name", line.name)
    if line.name and found and found[0].medical and (denied := words.said_of_use(line.name)[1]):
        found.append(Cue("name", f"{base}.name", denied, False))  # a name that says both is for a person to read
    words_of("specification", f"{base}.model", line.model)
    words_of("specification", f"{base}.specification", line.specification)
    for d in standards:
        if d.standard is not None and d.standard.medical is not None:
            found.append(Cue("standard", f"{base}.standard", d.text, d.standard.medical))
    if code is not None and code.medical is not None and code.on(day):
        found.append(Cue("hs-code", f"{base}.hs_code", code.hs, code.medical))
    if line.medical is not None:
        found.append(Cue("flag", f"{base}.medical", "医用" if line.medical else "非医用", line.medical))
    if basis and line.mask_standard_basis is not None:
        found.append(Cue("mask-standard-basis", f"{base}.mask_standard_basis", line.mask_standard_basis, False))
    if line.purpose == TREATMENT_PURPOSE:
        found.append(Cue("purpose", f"{base}.purpose", line.purpose, True))
    if dossier is not None:
        if dossier.medical is not None:
            found.append(
                Cue(
                    "dossier",
                    "dossier.lines.{n}.medical",
                    "true" if dossier.medical else "false",
                    dossier.medical,
                )
            )
        if dossier.label is not None:
            for place, text in enumerate(dossier.label.texts):
                path = f"dossier.lines.{{n}}.label.texts[{place}]"
                words_of("label", path, text)
                found += [Cue("number", path, number, True) for number in nmpa_registration.find(text)]
            for place, mark in enumerate(dossier.label.marks):
                words_of("label", f"dossier.lines.{{n}}.label.marks[{place}]", mark)
    return tuple(found)


def _firms(declaration: Declaration, line: Line, dossier: DossierLine | None) -> tuple[str, ...]:
    """The names of the firms of the line, which say nothing of its goods."""
    parties = (
        line.manufacturer,
        dossier.manufacturer if dossier is not None else None,
        declaration.producer,
        declaration.consignor,
        declaration.consignee,
        declaration.agent,
    )
    return tuple({n: None for x in parties if x is not None for n in (x.name, x.name_en) if n})


def _subtype(
    product_type: str,
    stated: str | None,
    spoken: str,
    described: str,
    texts: str,
    standards: tuple[Designation, ...],
    code: CodeFact | None,
    medical: bool | None,
    dossier: DossierLine | None,
) -> tuple[str | None, str | None]:
    """The subtype and where it is from: the dossier, the words, the standards, the code."""
    if stated is not None and SUBTYPES[stated] == product_type:
        return stated, "dossier"
    said = words.subtype_of(product_type, spoken)
    by_standard = next(
        (s for d in standards if d.standard for s in sorted(d.standard.subtypes) if len(d.standard.subtypes) == 1), None
    )
    if product_type == "mask":
        return _mask(said, spoken, standards, medical, by_standard)
    if product_type == "suit":
        return _suit(said, medical, by_standard)
    if product_type == "ventilator":
        by_code = code.subtypes if code else ()
        if said:
            return said[0], "name"
        if by_code:
            return by_code[0], "hs-code"
        return (by_standard, "standard") if by_standard else ("ventilator_invasive", "name")
    if product_type == "thermometer":
        if medical is False and not words.measures_people(texts):
            return "civil_thermometer", "name"
        chosen = next((s for s in said if s != "civil_thermometer"), None)
        return (
            (chosen, "name")
            if chosen
            else ("ir_forehead", "hs-code")
            if code and code.scope == "exclusive"
            else (None, None)
        )
    home = words.for_home_use(described) or (dossier is not None and dossier.setting == "home")
    if dossier is not None and dossier.label is not None and not home:
        home = any(words.for_home_use(t) for t in dossier.label.texts) and not any(
            "专业" in t for t in dossier.label.texts
        )
    if "antigen_professional" in said or "antigen_self_test" in said:
        return ("antigen_self_test" if home else "antigen_professional"), "name"
    return (said[0], "name") if said else (None, None)


def _mask(
    said: tuple[str, ...],
    spoken: str,
    standards: tuple[Designation, ...],
    medical: bool | None,
    by_standard: str | None,
) -> tuple[str | None, str | None]:
    respirator = any(w in spoken for w in ("n95", "kn95", "n99", "kn100", "颗粒物", "ffp"))
    if medical is False:
        # A filtering half mask to the European class is protective equipment there, whatever it is in China.
        european = any(d.family == "EN 149" for d in standards) or any(w in spoken for w in ("ffp1", "ffp2", "ffp3"))
        return ("medical_respirator" if european else "civil_mask"), "name"
    for one in said:
        if one in ("surgical_mask", "medical_respirator", "disposable_medical_mask"):
            return one, "name"
    if by_standard:
        return by_standard, "standard"
    if medical is True:
        return ("medical_respirator" if respirator else "disposable_medical_mask"), "name"
    return ("civil_mask" if said else None), "name" if said else None


def _suit(said: tuple[str, ...], medical: bool | None, by_standard: str | None) -> tuple[str | None, str | None]:
    if medical is False:
        return "civil_suit", "name"
    chosen = next((s for s in said if s != "civil_suit" or medical is not True), None)
    if chosen == "coverall" and by_standard:
        return by_standard, "standard"
    return (chosen, "name") if chosen else (by_standard, "standard") if by_standard else (None, None)


def _sterile(line: Line, dossier: DossierLine | None) -> bool:
    """Sterile if any place says so; a place that says "not sterile" does not undo another that says "sterile"."""
    texts = [line.name, line.model, line.specification]
    if dossier is not None:
        if dossier.label is not None:
            texts += [*dossier.label.texts, *dossier.label.marks]
        texts += [d.product for d in dossier.documents]
    return any(words.is_sterile(t) is True for t in texts if t)


def _level(standards: tuple[Designation, ...]) -> str | None:
    for d in standards:
        if d.family == "ANSI/AAMI PB70" and d.tier:
            return d.tier[-1]
    return None
