"""The shipped facts are in order, and one thing wrong in a copy of them is found, at its place and by its code."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from supplycheck.declaration import SUBTYPES
from supplycheck.facts.shapes import CODES, KINDS, NORMALISERS, REGISTRY_FORMATS, Problem
from supplycheck.facts.validate import problems
from supplycheck.registry import definition
from supplycheck.root import root
from supplycheck.rules.catalogue import KINDS as CHECKED
from supplycheck.rules.catalogue import RULES

RULE_CODES = frozenset(rule.code for rule in RULES)
INSTRUMENTS = "law/china/instruments.toml"
REGIMES = "law/china/regimes.toml"
ROUTES = "law/china/routes.toml"
HS_CODES = "law/china/codes.toml"
EU = "law/destinations/EU.toml"
US = "law/destinations/US.toml"
HK = "law/destinations/HK.toml"
JP = "law/destinations/JP.toml"
CL = "law/destinations/CL.toml"
XI = "law/destinations/XI.toml"
STANDARDS = "law/standards.toml"
BODIES = "law/notified_bodies.toml"
FORMATS = "law/formats.toml"
NMPA = "lists/nmpa/definition.toml"
WORDS = "products/words.toml"

INVENTED = """
[[requirement]]
id = "hk.example"
kind = "notified-body"
act = "示例/1"
text.zh = "示例"
text.en = "example"
"""


class Change(NamedTuple):
    """One text of one file replaced by another, and the problem that this makes."""

    code: str
    file: str
    old: str
    new: str
    place: str
    also: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.code}-{self.file.rpartition('/')[2]}-{self.new[:20]}"


ROUTE_HK = 'confidence = "verified"\nsources'

CHANGES = [
    # --- one table by itself
    Change("unreadable", EU, 'id = "EU"', "id = ", ""),
    Change("unreadable", "names/forms.toml", "reviewed = 2026", "reviewed = = 2026", ""),
    Change("unreadable", "codes/country.csv", "阿鲁巴", '"阿鲁巴" 示例', ""),
    Change("unknown-key", EU, 'id = "eu.mdd-class-i"', 'id = "eu.mdd-class-i"\nnote = "示例"', "eu.mdd-class-i"),
    Change("unknown-key", EU, 'act = "93/42/EEC"', 'act = "93/42/EEC"\nmark = "CE"', "eu.mdd.notified-body"),
    Change("unknown-key", EU, "when.sterile = false", "when.colour = false", "eu.mdd-class-i"),
    Change("unknown-key", HS_CODES, "[device_papers]", "[device_paper]\n[device_papers]", ""),
    Change("unknown-key", BODIES, "designated = false, ", "designated = false, until = 2021-01-01, ", "1282#2016/425"),
    Change("missing-key", EU, 'obligation = "eu.market-access"\n', "", "eu.mdd-class-i"),
    Change("missing-key", EU, 'id = "eu.mdd-class-i"\n', "", "route 1"),
    Change("missing-key", INSTRUMENTS, 'text.en = "The five kinds', 'text.de = "The five kinds', "MOFCOM-2020-5#1", ("unknown-key",)),
    Change("wrong-type", EU, 'subtypes = ["surgical_mask"]', 'subtypes = "surgical_mask"', "eu.mdd-class-i"),
    Change("wrong-type", EU, "when.sterile = false", 'when.sterile = "no"', "eu.mdd-class-i"),
    Change("wrong-type", EU, "from = 2021-05-26", "from = 2021-05-26T00:00:00", "EU-2017-745"),
    Change("empty", EU, 'subtypes = ["civil_mask"]', "subtypes = []", "eu.general-safety-directive", ("gap",)),
    Change("empty", EU, 'name.zh = "欧盟"', 'name.zh = ""', "name"),
    Change("day", EU, "to = 2021-05-25", 'to = "2021-05-25"', "EU-93-42"),
    Change("day", EU, 'from = "open"', 'from = "unknown"', "EU-93-42"),
    Change("day", STANDARDS, "to = 2025-11-30", 'to = "2025"', "GB 19083#2010"),
    Change("days-reversed", EU, "from = 2020-03-13\nto = 2021-09-30\nconfidence", "from = 2021-10-13\nto = 2021-09-30\nconfidence", "EU-2020-403", ("outside-instrument",)),
    Change("days-reversed", INSTRUMENTS, "unclear_from = 2023-08-18", "unclear_from = 2023-08-30", "MOFCOM-2020-5"),
    Change("days-reversed", INSTRUMENTS, "from = 2021-01-02\nunclear_from = 2020-12-30", "from = 2021-01-02\nunclear_from = 2021-01-03", "GAC-2020-138"),
    Change("days-reversed", HS_CODES, "unclear_before = 2020-12-30", "unclear_before = 2021-01-03", "3002150050"),
    Change("days-reversed", STANDARDS, "issued = 2023-11-27", "issued = 2025-12-02", "GB 19083#2023"),
    Change("confidence", EU, 'confidence = "verified"', 'confidence = "sure"', "EU-93-42"),
    Change("confidence", STANDARDS, 'confidence = "partial"', 'confidence = "recollection"', "GB 19083#2010"),
    Change("unknown-word", EU, 'status = "required"', 'status = "demanded"', "eu.mdd-class-i"),
    Change("unknown-word", US, 'when.level = ["3", "4"]', 'when.level = ["3", "5"]', "us.510k-isolation-gown", ("gap",)),
    Change("unknown-word", ROUTES, 'goods = "medical"', 'goods = "mask"', "announcement-5"),
    Change("unknown-word", BODIES, 'number = "2703"', 'number = "703"', "703"),
    Change("source-address", EU, '"http://www.thema-med.com/', '"www.thema-med.com/', "eu.mdd-class-i"),
    Change("source-address", INSTRUMENTS, 'url = "http://zixun', 'url = "ftp://zixun', "GAC-2020-53"),
    Change("kind-unknown", EU, 'kind = "mark"', 'kind = "sign"', "eu.ce.without-number", ("unknown-key",)),
    Change("document-unknown", EU, 'documents = ["eu-declaration-of-conformity"]', 'documents = ["eu-declaration"]', "eu.mdd.declaration-of-conformity"),
    Change("document-unknown", US, 'claimed_by.documents = ["fda-510k"]', 'claimed_by.documents = ["510k"]', "us.510k-surgical-mask"),
    Change("subtype-unknown", EU, 'subtypes = ["civil_mask"]', 'subtypes = ["civil_mask", "community_mask"]', "eu.general-safety-directive", ("gap",)),
    Change("subtype-unknown", WORDS, "[[subtype]]", '[[subtype]]\nid = "mask"\nzh = ["示例"]\nen = ["example"]\n[[subtype]]', "mask"),
    Change("format-unknown", ROUTES, 'formats = ["nmpa_registration"]', 'formats = ["_nmpa"]', "cn.announcement-5.certificate"),
    Change("table-shape", "codes/unit.csv", "001,台,,", "001,台,,,", "line 2"),
    Change("table-shape", "codes/unit.csv", "code,zh,base", "code,name,base", "line 1"),
    # --- ids and names
    Change("id-duplicate", EU, 'id = "EU-2017-745"', 'id = "EU-93-42"', "EU-93-42", ("instrument-unknown",)),
    Change("id-duplicate", US, 'id = "US-16-CFR-1610"', 'id = "HK-MDACS"', "HK-MDACS", ("instrument-unknown",)),
    Change("id-duplicate", EU, 'id = "eu.mdr-class-is"', 'id = "eu.mdd-class-i"', "eu.mdd-class-i"),
    Change("id-duplicate", STANDARDS, 'id = "EN 149"', 'id = "EN 14683"', "EN 14683", ("standard-unknown", "edition-unknown", "tier-unknown")),
    Change("id-duplicate", STANDARDS, 'aliases = ["AAMI PB70"]', 'aliases = ["EN 149"]', "EN 149"),
    Change("id-duplicate", STANDARDS, '{ id = "2014", confidence', '{ id = "2025", confidence', "EN 14683#2025", ("edition-unknown",)),
    Change("id-duplicate", BODIES, 'number = "2703"', 'number = "1282"', "1282"),
    Change("id-duplicate", US, 'members = ["PR"]', 'members = ["PR", "AT"]', "AT"),
    Change("id-duplicate", "codes/supervision_mode.csv", "0130,易货贸易", "0110,易货贸易", "0110"),
    Change("id-wrong", HK, 'id = "HK"', 'id = "MO"', ""),
    Change("id-wrong", HK, 'obligation = "hk.market-access"', 'obligation = "cl.market-access"', "hk.no-mandatory-registration"),
    Change("id-wrong", NMPA, 'name = "nmpa"', 'name = "nmpa-list"', ""),
    Change("code-unknown", EU, 'members = ["AT",', 'members = ["ZZ",', "ZZ"),
    Change("code-unknown", BODIES, 'country = "PL"', 'country = "POL"', "2703"),
    # --- references
    Change("source-missing", CL, 'confidence = "general"\nsources = []', 'confidence = "partial"\nsources = []', "cl.consumer-goods"),
    Change("source-missing", CL, 'from = "open"\nconfidence = "general"', 'from = "open"\nconfidence = "partial"', "CL-CONSUMER"),
    Change("source-missing", ROUTES, 'sources = ["https://m.woyaoce.cn/news/detail/474609"]', "sources = []", "cn.announcement-12-mask-foreign.listed"),
    Change("instrument-unknown", HK, 'instrument = "HK-MDACS"', 'instrument = "HK-MDACS-2"', "hk.no-mandatory-registration"),
    Change("instrument-unknown", ROUTES, 'instrument = "MOFCOM-2020-5"', 'instrument = "MOFCOM-2020-6"', "announcement-5"),
    Change("instrument-unknown", HS_CODES, 'law = "GAC-2021-118#1"', 'law = "GAC-2021-119#1"', "6307900010"),
    Change("article-unknown", ROUTES, '"SAMR-2021-47#112"', '"SAMR-2021-47#113"', "cn.announcement-5.validity"),
    Change("article-unknown", ROUTES, '"SAMR-2021-47#112"', '"SAMR-2021-47"', "cn.announcement-5.validity"),
    Change("article-unknown", HS_CODES, 'law = "SPECIAL-ARTICLES#1"', 'law = "SPECIAL-ARTICLES#2"', "special_articles 1"),
    Change("article-unknown", STANDARDS, '"GB-2626#marking"', '"GB-2626#label"', "GB 2626"),
    Change("outside-instrument", EU, 'from = 2021-02-17\nto = 2023-06-30\ninstrument', 'from = 2021-02-16\nto = 2023-06-30\ninstrument', "eu.hsc-list"),
    Change("outside-instrument", EU, 'from = 2021-02-17\nto = 2023-06-30\ninstrument', 'from = 2021-02-17\nto = 2023-07-01\ninstrument', "eu.hsc-list"),
    Change("requirement-unknown", EU, 'requirements = ["eu.mdd.declaration-of-conformity", ', 'requirements = ["eu.mdd.declaration", ', "eu.mdd-class-i"),
    Change("requirement-unused", EU, 'requirements = ["eu.hsc-list"]', "requirements = []", "eu.hsc-list"),
    Change("demands-nothing", HK, 'status = "voluntary"', 'status = "required"', "hk.no-mandatory-registration"),
    Change("never-claimed", EU, 'claimed_by.words = ["2020/403"]\n', "", "eu.2020-403"),
    Change("seen-and-start", EU, 'claimed_by.words = ["2020/403"]\n', 'claimed_by.words = ["2020/403"]\nseen = 2020-04-01\n', "eu.2020-403"),
    Change("words-and-other", EU, 'documents = ["eudamed-srn"]', 'documents = ["eudamed-srn", "other"]', "eu.srn"),
    Change("obligation-unknown", ROUTES, 'obligation = "cn.export-release"', 'obligation = "cn.release"', "announcement-5"),
    Change("regime-unknown", ROUTES, 'regimes = ["announcement-5", ', 'regimes = ["announcement-6", ', "announcement-5"),
    Change("rule-unknown", ROUTES, '"CN-MODEL"]', '"CN-MODELS"]', "cn.announcement-5.product"),
    Change("standard-unknown", EU, 'family = "EN 149"', 'family = "EN 194"', "eu.ppe.respirator-standard"),
    Change("edition-unknown", EU, 'editions = ["2001+A1:2009"]', 'editions = ["2001+A1:2010"]', "eu.ppe.respirator-standard"),
    Change("tier-unknown", EU, 'tiers = ["FFP1", ', 'tiers = ["FFP0", ', "eu.ppe.respirator-standard"),
    Change("format-unknown", EU, 'formats = ["eudamed_srn"]', 'formats = ["uscc"]', "eu.srn"),
    Change("format-unknown", US, 'formats = ["fda_listing"]', 'formats = ["fda_listing", "fda_listing"]', "us.listing"),
    Change("code-unknown", XI, 'without = ["eu.2020-403", ', 'without = ["eu.2020-404", ', "follows"),
    Change("format-unknown", FORMATS, "pattern = 'DEN[0-9]{6}'", "pattern = 'DEN[0-9]+'", "fda_de_novo"),
    Change("format-unknown", FORMATS, "pattern = 'DEN[0-9]{6}'", "pattern = 'DEN[0-9]{6,}'", "fda_de_novo"),
    Change("format-unknown", FORMATS, "pattern = 'DEN[0-9]{6}'", "pattern = '(?:DEN[0-9]{1,6}){1,6}'", "fda_de_novo"),
    Change("format-unknown", JP, 'formats = ["jp_certification"]', 'formats = ["jp_certificate"]', "jp.certification"),
    Change("format-document", JP, 'formats = ["jp_certification"]', 'formats = ["jp_approval"]', "jp.certification"),
    Change("format-document", JP, 'formats = ["jp_approval", "jp_certification"]', 'formats = ["jp_approval"]', "jp.approval-or-certification"),
    Change("format-example", FORMATS, "pattern = 'DEN[0-9]{6}'", "pattern = 'DEN[0-9]{5}'", "fda_de_novo"),
    Change("format-example", FORMATS, 'example = "DEN060009"\nexample_from = "source"\n', "", "fda_de_novo"),
    Change("format-example", FORMATS, 'shape.zh = "DEN和六位数字"\nshape.en = "DEN and six digits"\n', "", "fda_de_novo"),
    Change("format-example", FORMATS, "pattern = 'DEN[0-9]{6}'\n", "", "fda_de_novo"),
    Change("format-example", FORMATS, 'id = "chrn"\n', 'id = "chrn"\npattern = "CHRN[A-Z]{2}[0-9]{8}"\n', "chrn"),
    Change("source-missing", FORMATS, 'source = "https://pard.mhra.gov.uk"\n', "", "uk_responsible_person"),
    Change("format-example", FORMATS, 'example = "DEN060009"\nexample_from = "source"', 'example = "DEN060009"', "fda_de_novo"),
    Change("registry-unknown", EU, 'registry = "eu-hsc"', 'registry = "eu-list"', "eu.hsc-list"),
    Change("registry-unknown", US, 'revocations = "niosh-revoked"', 'revocations = "niosh"', "us.niosh"),
    Change("registry-unknown", ROUTES, 'list = "mofcom-masks"', 'list = "mofcom"', "cn.announcement-12-mask-foreign.listed"),
    Change("column-unknown", NMPA, 'joined = ["model"]', 'joined = ["models"]', ""),
    Change("act-unknown", EU, 'act = "2017/746"', 'act = "2017/747"', "eu.ivdr.notified-body"),
    Change("designation-overlap", BODIES, "designated = false, from = 2021-05-31", "designated = false, from = 2021-05-30", "2163"),
    # --- ways and days
    Change("subtype-without-word", HK, '"civil_suit", "civil_thermometer"', '"civil_suit"', "civil_thermometer"),
    Change("subtype-without-word", CL, 'subtypes = ["surgical_mask", ', "subtypes = [", "disposable_medical_mask"),
    Change("subtype-without-word", WORDS, 'id = "civil_mask"', 'id = "coverall"', "civil_mask"),
    Change("subtype-both", HK, '[[unknown]]\nsubtypes = [', '[[unknown]]\nsubtypes = ["ir_ear", ', "ir_ear"),
    Change("subtype-both", HK, '[[unknown]]\nsubtypes = [', '[[unknown]]\nsubtypes = ["disposable_medical_mask", ', "disposable_medical_mask"),
    Change("subtype-of-another-type", HS_CODES, 'subtypes = ["ventilator_parts"]', 'subtypes = ["ir_ear"]', "9019201090"),
    Change("subtype-of-another-type", STANDARDS, 'subtypes = ["coverall"]', 'subtypes = ["civil_mask"]', "GB 19082"),
    Change("gap", EU, 'from = 2024-12-13\ninstrument', 'from = 2024-12-14\ninstrument', "eu.market-access"),
    Change("gap", EU, "when.sterile = false\nfrom = 2021-05-26\ninstrument", "when.sterile = false\nfrom = 2021-05-27\ninstrument", "eu.market-access"),
    Change("gap", US, "when.continuous = false\nfrom = 2025-06-18", "when.continuous = false\nfrom = 2025-06-19", "us.market-access"),
    Change("gap", HK, 'from = "open"\ninstrument', 'from = 2020-04-02\ninstrument', "hk.market-access"),
    Change("gap", HK, 'from = "open"\ninstrument', 'from = "open"\nto = 2026-12-30\ninstrument', "hk.market-access"),
    Change("overlap", EU, "from = 2024-12-13\ninstrument", "from = 2024-12-12\ninstrument", "eu.general-safety-regulation", ("outside-instrument",)),
    # --- the Chinese side, words, code tables
    Change("regime-gap", REGIMES, "from = 2020-04-26", "from = 2020-04-27", ""),
    Change("regime-gap", REGIMES, 'id = "before-announcement-5"', 'id = "before-announcement-5"\nfrom = 2000-01-01', ""),
    Change("code-overlap", HS_CODES, 'hs = "6307900000"\ntype = "mask"\nscope = "shared"\nto = 2019-12-31', 'hs = "6307900010"\ntype = "mask"\nscope = "shared"\nto = 2020-01-01', "6307900010"),
    Change("code-unknown", HS_CODES, 'replaced_by = ["6307900010"]', 'replaced_by = ["6307900011"]', "6307900000"),
    Change("code-unknown", HS_CODES, 'hs = "4015901000"', 'hs = "40159010"', "40159010"),
    Change("code-unknown", HS_CODES, 'codes = ["9025199010"]', 'codes = ["9025199090"]', "inspection 3"),
    Change("code-unknown", HS_CODES, 'code = "1039"', 'code = "1040"', "1040"),
    Change("code-unknown", ROUTES, 'claimed_by.trade_modes = ["3511"]', 'claimed_by.trade_modes = ["3512"]', "aid"),
    Change("code-unknown", "codes/unit.csv", "万个,007,10000", "万个,997,10000", "038"),
    Change("replacement-not-in-force", HS_CODES, "from = 2022-01-01\nlaw", "from = 2022-01-02\nlaw", "6307900010"),
    Change("name-ambiguous", "codes/currency.csv", "澳元|A$", "美元|A$", "USD"),
    Change("name-ambiguous", "codes/country.csv", "阿富汗,Afghanistan", "阿鲁巴,Afghanistan", "AF"),
    Change("word-form", WORDS, 'zh = ["核酸", "pcr"]', 'zh = ["核酸", "PCR"]', "pcr_kit"),
    Change("word-form", EU, 'words = ["2020/403"]', 'words = ["2020/403", "示例 APPROVAL"]', "eu.2020-403.authorisation"),
]  # fmt: skip


def changed(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """A copy of the facts in which, file by file, the first text is replaced by the second, once."""
    copy = shutil.copytree(root(), folder / "facts")
    for file, old, new in changes:
        text = (copy / file).read_text("utf-8")
        assert old in text, f"{file} has no {old!r}"
        (copy / file).write_text(text.replace(old, new, 1), "utf-8")
    return copy


@pytest.fixture(scope="module")
def shipped() -> list[Problem]:
    return problems(rules=RULE_CODES)


def new(folder: Path, shipped: list[Problem]) -> list[Problem]:
    """The problems of a copy that the shipped facts do not have."""
    return [p for p in problems(folder, RULE_CODES) if p not in shipped]


def test_the_shipped_facts_have_no_problems(shipped: list[Problem]) -> None:
    assert [f"{p.file} {p.place}: {p.code}: {p.message}" for p in shipped] == []


def test_a_copy_of_the_facts_is_as_good(tmp_path: Path, shipped: list[Problem]) -> None:
    assert problems(changed(tmp_path), RULE_CODES) == shipped
    assert problems() == shipped


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: c.name)
def test_one_wrong_thing_is_found(change: Change, tmp_path: Path, shipped: list[Problem]) -> None:
    found = new(changed(tmp_path, (change.file, change.old, change.new)), shipped)
    assert (change.file, change.place, change.code) in {(p.file, p.place, p.code) for p in found}, found
    assert {p.code for p in found} == {change.code, *change.also}
    assert all(p.message for p in found)


def test_a_file_that_must_be_there(tmp_path: Path, shipped: list[Problem]) -> None:
    copy = changed(tmp_path)
    (copy / REGIMES).unlink()
    (copy / "codes" / "unit.csv").unlink()
    assert [(p.file, p.code) for p in new(copy, shipped)] == [("codes/unit.csv", "unreadable"), (REGIMES, "unreadable")]


def test_every_code_of_a_problem_is_shown() -> None:
    assert {change.code for change in CHANGES} | {"gap-and-route"} == set(CODES)


# --- gaps on purpose --------------------------------------------------------------------------------------------------

GAP = """
[[gap]]
obligation = "hk.market-access"
subtypes = [{subtypes}]
from = "open"
to = {to}
confidence = "general"
text.zh = "示例：此前没有规定"
text.en = "example: no rule before"
"""
LATER = ('from = "open"\ninstrument', "from = 2020-05-01\ninstrument")


def with_gap(folder: Path, to: str, subtypes: list[str]) -> Path:
    said = GAP.format(to=to, subtypes=", ".join(f'"{s}"' for s in subtypes))
    return changed(folder, (HK, *LATER), (HK, "\n[[unknown]]", f"{said}\n[[unknown]]"))


def known_in_hong_kong() -> list[str]:
    return [s for s in SUBTYPES if s not in ("ventilator_parts", "civil_suit", "civil_thermometer", "disposable_medical_mask")]  # fmt: skip


def test_a_gap_that_is_said_is_no_problem(tmp_path: Path, shipped: list[Problem]) -> None:
    assert new(with_gap(tmp_path, "2020-04-30", known_in_hong_kong()), shipped) == []


def test_a_gap_is_said_for_its_days_and_subtypes_only(tmp_path: Path, shipped: list[Problem]) -> None:
    found = new(with_gap(tmp_path, "2020-04-29", known_in_hong_kong()[1:]), shipped)
    assert {p.code for p in found} == {"gap"}
    days = {p.message.partition(":")[0]: p.message.partition(" on ")[2] for p in found}
    assert days.pop("surgical_mask") == "2020-04-01 to 2020-04-30"
    assert set(days.values()) == {"2020-04-30 to 2020-04-30"}


def test_a_gap_where_a_route_is_open(tmp_path: Path, shipped: list[Problem]) -> None:
    found = new(with_gap(tmp_path, "2020-05-01", known_in_hong_kong()), shipped)
    assert {(p.place, p.code) for p in found} == {("hk.market-access", "gap-and-route")}


def test_a_gap_names_its_source(tmp_path: Path, shipped: list[Problem]) -> None:
    copy = with_gap(tmp_path, "2020-04-30", known_in_hong_kong())
    text = (copy / HK).read_text("utf-8").replace('confidence = "general"', 'confidence = "verified"')
    (copy / HK).write_text(text, "utf-8")
    assert [(p.place, p.code) for p in new(copy, shipped)] == [("hk.market-access", "source-missing")]


def test_a_route_for_those_who_claim_it_fills_no_gap(tmp_path: Path, shipped: list[Problem]) -> None:
    only = 'only_if_claimed = true\nclaimed_by.words = ["示例"]\ninstrument'
    copy = changed(tmp_path, (HK, 'instrument = "HK-MDACS"', f'{only} = "HK-MDACS"'))
    assert {p.code for p in new(copy, shipped)} == {"gap"}


# --- ways that are the same -------------------------------------------------------------------------------------------

TWIN = """
[[route]]
id = "hk.twin"
obligation = "hk.market-access"
status = "voluntary"
subtypes = ["ir_ear"]
{more}
instrument = "HK-MDACS"
confidence = "general"
title.zh = "示例"
title.en = "example"
"""


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ("from = 2025-01-01", {"overlap"}),
        ('from = 2025-01-01\nclaimed_by.words = ["示例"]', set()),
        ("from = 2025-01-01\nwhen.medical = true", set()),
        ('from = 2025-01-01\nproduct_codes = ["FLL"]', set()),
    ],
)
def test_twins(more: str, codes: set[str], tmp_path: Path, shipped: list[Problem]) -> None:
    copy = changed(tmp_path, (HK, "\n[[unknown]]", f"{TWIN.format(more=more)}\n[[unknown]]"))
    assert {p.code for p in new(copy, shipped)} == codes


def test_a_way_after_another_is_no_twin(tmp_path: Path, shipped: list[Problem]) -> None:
    twin = TWIN.format(more="from = 2025-01-01").replace('["ir_ear"]', str(known_in_hong_kong()).replace("'", '"'))
    first = ('from = "open"\ninstrument', 'from = "open"\nto = 2024-12-31\ninstrument')
    assert new(changed(tmp_path, (HK, *first), (HK, "\n[[unknown]]", f"{twin}\n[[unknown]]")), shipped) == []


# --- words kept here because facts know no rules and no registries -----------------------------------------------------


def test_kinds_are_those_that_rules_check() -> None:
    assert set(CHECKED) == KINDS


def test_formats_and_normalisers_are_those_of_registries() -> None:
    assert set(definition.FORMATS) == REGISTRY_FORMATS
    assert definition.NORMALISERS == NORMALISERS


def test_every_registry_is_defined_as_its_loader_wants() -> None:
    for name in definition.names():
        assert definition.load(name).name == name
