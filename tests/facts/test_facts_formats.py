"""The forms of numbers: each stands with its source, none is surer than the research, an unsure one fails nothing."""

from __future__ import annotations

import json
import os
import re
import time
from datetime import date
from pathlib import Path

import pytest
from bases import declaration
from conftest import REGISTRIES
from hypothesis import given, settings
from hypothesis import strategies as st

from supplycheck import Checker
from supplycheck.case import Case
from supplycheck.declaration import Document
from supplycheck.explain import explain
from supplycheck.facts import law
from supplycheck.facts.china import china
from supplycheck.facts.formats import Format, formats, number_in, wrong
from supplycheck.plan import prepare
from supplycheck.report import Confidence
from supplycheck.rules.destination import document_is_missing
from supplycheck.rules.rule import Result
from supplycheck.verdict import FAIL, REVIEW, weigh

REPOSITORY = Path(__file__).parents[2]
SHARED = Path(os.environ.get("SUPPLYCHECK_SHARED", REPOSITORY.parent / "shared"))
RESEARCH = SHARED / "law" / "evidence_formats.json"
WITH_FORM = [f for f in formats().values() if f.pattern or f.module]


@pytest.mark.parametrize("form", formats().values(), ids=lambda f: f.id)
def test_a_form_is_explained(form: Format) -> None:
    assert form.text.zh
    assert form.text.en
    for lang in ("zh", "en"):
        told = explain(form.id, lang)
        assert form.text.of(lang) in told
        assert form.confidence in told


@pytest.mark.parametrize("form", [f for f in WITH_FORM if f.example], ids=lambda f: f.id)
def test_an_example_has_its_form_however_it_is_written(form: Format) -> None:
    assert form.example
    for text in (form.example, form.example.lower(), f" {form.example} ", form.example.replace("-", "–")):
        assert wrong(form.id, text) in (None, "checksum"), text
    for text in ("", "?", form.example + "x?", "?" + form.example, f"K99/{form.example}" * 9):
        assert wrong(form.id, text) not in (None, "checksum"), text


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    for form in WITH_FORM:
        assert wrong(form.id, text) in (None, "format", "length", "component", "checksum")


@pytest.mark.parametrize("piece", ["A1", "9", "DM", "-/. ", "第", "PM0", "(((", ":", "No.", "号", "체", "ß"])
def test_long_texts_take_no_time(piece: str) -> None:
    text = piece * 20_000
    began = time.perf_counter()
    for form in WITH_FORM:
        assert wrong(form.id, text) is not None
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize(
    ("form", "number"),
    [
        ("jp_approval", "承認番号：30200EZX00012000"),
        ("jp_approval", "第30200EZX00012A01号"),
        ("jp_certification", "認証番号 302afbzx00012Z00"),
        ("jp_notification", "届出番号13B1X10166001027"),
        ("artg", "ARTG No. 345219"),
        ("artg", "ARTG ID: 345219"),
        ("anvisa_registration", "Registro ANVISA nº 80954880133"),
        ("anvisa_registration", "Reg. MS: 80954880133"),
        ("anmat_pm", "Autorizado por la A.N.M.A.T. PM-1234-5"),
        ("anmat_pm", "pm 1234 – 5"),
        ("id_akl", "Kemenkes RI AKL : 20903012345"),
        ("rzn_registration", "рзн 2020/10123"),
        ("vn_circulation", "2200001đklh/byt-httb"),
        ("who_eul", "eul-0515-006-00"),
        ("jp_type_approval", "国家検定合格標章：第TM123号"),
    ],
)
def test_spellings_are_no_other_form(form: str, number: str) -> None:
    assert wrong(form, number) is None


@pytest.mark.parametrize(
    ("form", "number"),
    [
        ("artg", "K345219"),
        ("artg", "3452191"),
        ("id_akl", "KEMENKES RI AKD 20903012345"),
        ("jp_approval", "302AFBZX00012000"),
        ("jp_certification", "20900BZZ01234000"),
        ("jp_mah_licence", "27B2X00150000001"),
        ("fda_product_code", "fyı"),
        ("who_eul", "EUL 0515-006"),
    ],
)
def test_numbers_of_another_form(form: str, number: str) -> None:
    assert wrong(form, number) == "format"


@pytest.fixture(scope="module")
def case() -> Case:
    """A line in order, and a paper whose number has no form."""
    checker = Checker(REGISTRIES, today=date(2026, 11, 23))
    assert checker.check(declaration("mask")).outcome == "pass"
    wanted = declaration("mask")
    wanted.dossier.lines[1].documents.append(Document("test-report", number="?!"))
    day = date(2020, 5, 6)
    return prepare(wanted, 0, day, "announcements-5-and-12", china(), lambda n: checker.registry(n, day))


@pytest.mark.parametrize("asked", law.CONFIDENCES)
@pytest.mark.parametrize("known", law.CONFIDENCES)
@pytest.mark.parametrize("form", WITH_FORM, ids=lambda f: f.id)
def test_only_a_verified_form_of_a_verified_requirement_fails(
    form: Format, known: Confidence, asked: Confidence, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    requirement = law.requirement(
        {
            "id": "xx.paper",
            "text": {"zh": "文件", "en": "a paper"},
            "kind": "document",
            "documents": ["test-report"],
            "formats": [form.id],
            "law": [],
            "confidence": asked,
            "sources": [],
            "holder": "any",
        }
    )
    monkeypatch.setattr(document_is_missing, "formats", lambda: {form.id: form._replace(confidence=known)})
    result = document_is_missing.check(case, requirement)
    assert isinstance(result, Result)
    assert (result.says, result.confidence) == ("malformed", known)
    judged = weigh(document_is_missing.RULE, requirement, result)
    sure = known == asked == "verified"
    assert (judged.value, judged.severity) == ((FAIL, "error") if sure else (REVIEW, "warning"))


def test_mainland_licences_are_told_from_others() -> None:
    assert wrong("tfda_licence", "衛署醫器輸字第012345號") is None
    assert wrong("tfda_mainland_licence", "衛署醫器輸字第012345號") == "component"
    assert wrong("tfda_mainland_licence", "衛部醫器陸輸字第 003456 號") is None


# --- against the research ---------------------------------------------------------------------------------------------

OURS = dict(
    pair.split("=")
    for pair in [
        "EU_DOC=eu_declaration",
        "EU_NB4=notified_body",
        "EU_PPE_B=eu_type_examination",
        "EU_PPE_C2D=eu_production_control",
        "EU_MDD_CERT=eu_legacy_certificate",
        "EU_MDR_CERT=eu_certificate",
        "EU_SRN=eudamed_srn",
        "EU_UDI=udi_di",
        "EU_AR=eu_representative",
        "EU_403=eu_crisis_authorisation",
        "EU_JRC=jrc_device",
        "DE_11MPG=de_special_authorisation",
        "CHRN=chrn",
        "TR_UTS=uts",
        "UKRP=uk_responsible_person",
        "UK_AB4=uk_approved_body",
        "UK_CTDA=ctda_approval",
        "US_510K=fda_510k",
        "US_DEN=fda_de_novo",
        "US_EUA=fda_eua",
        "US_FEI=fda_fei",
        "US_REG=fda_registration",
        "US_LIST=fda_listing",
        "US_PCODE=fda_product_code",
        "US_NIOSH=niosh_approval",
        "US_AGENT=fda_agent",
        "US_KN95A=fda_appendix_a",
        "CA_MDL=mdall_licence",
        "CA_MDEL=mdel_licence",
        "CA_IO=ca_interim_order",
        "MX_RS=cofepris_registration",
        "BR_ANV=anvisa_registration",
        "BR_CA=br_ca",
        "AR_PM=anmat_pm",
        "CL_ISP=isp_registration",
        "CO_INV=invima_registration",
        "PE_DM=digemid_registration",
        "JP_APP=jp_approval",
        "JP_CERT=jp_certification",
        "JP_NOTI=jp_notification",
        "JP_MAH=jp_mah_licence",
        "JP_JISM=jp_jis_conformity",
        "JP_TYPE=jp_type_approval",
        "KR_QD=mfds_quasi_drug",
        "KR_MD=mfds_device",
        "KR_KCS=kcs_certification",
        "SG_SMDR=smdr_listing",
        "MY_MDA=mda_registration",
        "TH_FDA=thai_fda",
        "VN_A=vn_declaration",
        "VN_C=vn_circulation",
        "ID_AKL=id_akl",
        "PH_CMD=ph_fda",
        "PH_LTO=ph_lto",
        "IN_MD15=cdsco_import",
        "IN_CML=bis_licence",
        "PK_DRAP=drap_registration",
        "AU_ARTG=artg",
        "NZ_WAND=wand",
        "RU_RZN=rzn_registration",
        "EAEU_CERT=eaeu_certificate",
        "UA_TR=ua_conformity_body",
        "SA_MDMA=sfda_mdma",
        "AE_MOH=mohap_registration",
        "AE_ECAS=moiat_certificate",
        "IL_AMAR=amar_registration",
        "EG_EDA=eda_registration",
        "ZA_SAH=sahpra_licence",
        "ZA_LOA=nrcs_letter",
        "NG_NAF=nafdac_registration",
        "NG_SON=soncap",
        "KE_PPB=ppb_registration",
        "KE_COC=kebs_coc",
        "HK_MD=mdacs_listing",
        "TW_LIC=tfda_licence",
        "MO_REG=isaf_registration",
        "MO_IMP=isaf_import",
        "WHO_EUL=who_eul",
        "ISO13485=iso_13485",
        "FSC=free_sale_certificate",
        "COA=certificate_of_analysis",
        "TESTREP=test_report",
        "BUP=safety_file",
    ]
)
"""What the research calls a form, and what we call it."""

ADDED = {"nmpa_registration", "nmpa_filing", "tfda_mainland_licence"}
"""Forms of ours that the research does not list by themselves."""

LESS_SURE = {"id_akl"}
"""A later pass of the research found less than the first."""

NARROWER = {
    "EU_NB4": "0000 is no body",
    "EU_SRN": "the role SP stands in no source",
    "EU_UDI": "the check digit of a GTIN",
    "US_LIST": "the letter is D",
    "EU_PPE_B": "spaces and hyphens alone are no number",
    "EU_PPE_C2D": "spaces and hyphens alone are no number",
    "EU_MDD_CERT": "spaces and hyphens alone are no number",
    "EU_MDR_CERT": "spaces and hyphens alone are no number",
    "CL_ISP": "a tail has an end",
    "MY_MDA": "a tail has an end",
    "SA_MDMA": "a tail has an end",
}
"""Where we take less than the research, and why. Only the first is a form that can fail a declaration."""


ANOTHER_EXAMPLE = ("TW_LIC", "AR_PM")
"""The example in the research of the one is of the series for class I from one place of origin, and ours stands for most licences;
that of the other is a number that was copied onto the boxes of others, and ours is invented."""


def research() -> dict[str, dict[str, str | None]]:
    if not RESEARCH.is_file():
        return {}
    rows: dict[str, dict[str, str | None]] = json.loads(RESEARCH.read_text("utf-8"))
    return rows


@pytest.mark.shared
@pytest.mark.skipif(not RESEARCH.is_file(), reason="the research is not part of this repository")
def test_every_form_of_the_research_stands_here_and_none_is_surer() -> None:
    rows = research()
    assert set(OURS) == set(rows)
    assert {*OURS.values(), *ADDED} == set(formats())
    for key, row in rows.items():
        form = formats()[OURS[key]]
        if form.id in LESS_SURE:
            assert (row["confidence"], form.confidence) == ("verified", "partial")
        else:
            assert form.confidence == row["confidence"], key
        assert form.registry in (row["registry"], None), key
        assert form.source == row["registry_url"] or row["registry_url"] is None, key
        assert (form.pattern is None and form.module is None) == (row["id_regex"] is None), key
        assert form.example == row["example"] or key in ANOTHER_EXAMPLE, key
        assert (form.example_from == "source") == (row["example_status"] == "source") or key == "AR_PM", key
    assert {formats()[id_].confidence for id_ in ADDED} == {"partial"}


@pytest.mark.shared
@pytest.mark.parametrize("key", [k for k, row in research().items() if row["id_regex"] and k not in NARROWER])
def test_what_has_the_form_of_the_research_has_ours(key: str) -> None:
    expression = research()[key]["id_regex"]
    assert expression

    @settings(max_examples=50, deadline=None)
    @given(st.from_regex(re.compile(expression, re.ASCII), fullmatch=True))
    def holds(number: str) -> None:
        assert wrong(OURS[key], number) is None

    holds()


@pytest.mark.parametrize(
    ("text", "form", "number"),
    [
        ("Izin edar KEMENKES RI AKL 21603914567, PT Example", "id_akl", "AKL 21603914567"),
        ("Thai FDA import notification no. 66-2-3-2-0001234", "thai_fda", "66-2-3-2-0001234"),
        ("Phiếu tiếp nhận công bố số 240001234/PCBA-HN", "vn_declaration", "240001234/PCBA-HN"),
        ("MDA registration no. GB10979720-45678", "mda_registration", "GB10979720-45678"),
        ("MD-15 import licence No. IMP/MD/2024/000456", None, "IMP/MD/2024/000456"),
        ("NRCS letter of authority, VC 8072", "nrcs_letter", None),
        ("NAFDAC registration, tested to EN 14683", "nafdac_registration", None),
        ("Certificado de Aprovação, 2020", "br_ca", None),
        ("Kemenkes izin edar", "id_akl", None),
        ("", "id_akl", None),
    ],
)
def test_a_number_in_a_text(text: str, form: str | None, number: str | None) -> None:
    assert number_in(text, form) == number
