"""Redacted reports name nobody and nothing that leads to somebody."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bases import base
from conftest import REGISTRIES
from running import ROOT, USAGE, run

from supplycheck import Checker, read_declarations
from supplycheck.names import company
from supplycheck.readers import read_bytes
from supplycheck.redact import file_name, is_masked, mask

TODAY = date(2026, 11, 23)
OTHER = {"lines.0.manufacturer.name": "绍兴示例竹里日用品有限公司", "lines.0.manufacturer.uscc-": 0}
CASES: list[tuple[str, dict[str, Any]]] = [
    ("mask", {}),
    ("mask", OTHER),
    ("mask", {"dossier.statements.0.issuer": "某某示例贸易有限公司", "dossier.statements.0.items.0.lot": "1"}),
    ("mask", {"consignor.uscc": "91999999MA000000"}),
    ("civil-mask", {"dossier-": 0}),
    ("civil-mask-foreign", {"lines.0.manufacturer.name": "宁波示例无名有限公司"}),
    ("eu-ffp2", {}),
    ("listed-medical", {}),
]


def report(tmp_path: Path, name: str, changes: dict[str, Any], *, redact: bool) -> dict[str, Any]:
    path = tmp_path / "宁波示例" / "a.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(base(name, changes)), encoding="utf-8")
    (found,) = Checker(REGISTRIES, today=TODAY, redact=redact).check_many(read_declarations(path))
    return json.loads(found.to_json())


def names_in(data: Any, wanted: tuple[str, ...], inside: bool = False) -> set[str]:
    """Every text that stands under one of the wanted keys."""
    if isinstance(data, dict):
        return {n for k, v in data.items() for n in names_in(v, wanted, k in wanted)}
    if isinstance(data, list):
        return {n for v in data for n in names_in(v, wanted, inside)}
    return {data} if inside and isinstance(data, str) else set()


@pytest.mark.parametrize(("name", "changes"), CASES)
def test_nobody_is_named(tmp_path: Path, name: str, changes: dict[str, Any]) -> None:
    data = base(name, changes)
    for line in data["lines"]:
        line.pop("name")
    secrets = names_in(
        {k: v for k, v in data.items() if k != "lines"} | {"lines": data["lines"]},
        ("consignor", "agent", "producer", "consignee", "manufacturer", "issuer", "importer", "holder", "uscc"),
    )
    secrets |= names_in(data, ("name", "name_en", "uscc", "contract_number", "number")) & secrets
    secrets |= {data["contract_number"], data["id"], str(tmp_path), "宁波示例"}
    assert len(secrets) > 5
    text = json.dumps(report(tmp_path, name, changes, redact=True), ensure_ascii=False)
    assert {secret for secret in secrets if secret in text} == set()


def test_the_holder_in_the_registry_is_masked_too(tmp_path: Path) -> None:
    plain = report(tmp_path, "mask", OTHER, redact=False)
    hidden = report(tmp_path, "mask", OTHER, redact=True)
    holder = "苏州示例云岫医疗用品有限公司"
    assert holder in json.dumps(plain, ensure_ascii=False)
    (finding,) = (f for f in hidden["lines"][0]["findings"] if f["rule"] == "CN-HOLDER")
    assert mask(holder) in finding["message"]["zh"]
    assert "绍兴" not in json.dumps(hidden, ensure_ascii=False)


def test_everything_else_stays(tmp_path: Path) -> None:
    plain, hidden = (report(tmp_path, "mask", OTHER, redact=redact) for redact in (False, True))
    assert [f["id"] for f in plain["lines"][0]["findings"]] == [f["id"] for f in hidden["lines"][0]["findings"]]
    for key in ("outcome", "regime", "snapshots", "instruments", "checked_on"):
        assert plain[key] == hidden[key]


def test_masks_are_stable_and_differ() -> None:
    assert mask("示例 有限公司") == mask("示例有限公司")
    assert mask("甲示例有限公司") != mask("乙示例有限公司")


def test_what_cannot_be_read_is_redacted(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("{")
    (found,) = Checker(REGISTRIES, today=TODAY, redact=True).check_many(read_declarations(path))
    assert str(tmp_path) not in found.to_json()
    assert found.outcome == "unreadable"


# --- canaries: every rule, every output ------------------------------------------------------------------------------

RULES: dict[str, Any] = tomllib.loads((ROOT / "tests" / "cases" / "rules.toml").read_text("utf-8"))
NAMING = frozenset({"consignor", "agent", "producer", "consignee", "manufacturer", "issuer", "importer", "holder"})
IN_LISTS = frozenset(
    name
    for file in REGISTRIES.glob("*/*.csv")
    for row in file.read_text("utf-8-sig").splitlines()
    for name in row.split(",")
    if ("示例" in name and "虚构" not in name) or name.startswith("91999999")
)


def naming(data: Any, inside: bool = False) -> Iterator[str]:
    """The texts that name a company or this declaration."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from naming(value, inside or key in NAMING or key in ("contract_number", "contract"))
    elif isinstance(data, list):
        for value in data:
            yield from naming(value, inside)
    elif inside and isinstance(data, str) and not data.startswith("20"):
        yield data


def canaries(data: dict[str, Any]) -> set[str]:
    """What names somebody, and the part of it that tells one company from others."""
    names = {*naming(data), *IN_LISTS, "DEMO-1"}
    return names | {brand for name in names if "示例" in name and len(brand := company.parse(name).brand) > 1}


@pytest.fixture(scope="module")
def redacting() -> Checker:
    return Checker(REGISTRIES, today=TODAY, trace=True, redact=True)


@pytest.mark.parametrize("code", RULES)
def test_no_rule_names_anybody(code: str, redacting: Checker) -> None:
    for case in RULES[code]["cases"]:
        data = base(case["base"], case.get("set"))
        (found,) = read_bytes(json.dumps(data).encode(), "宁波示例/HT-1 宁波示例远航.json")
        text = redacting.check(found).to_json()
        assert {canary for canary in canaries(data) if canary in text} == set()


@pytest.mark.parametrize(
    "text",
    [
        "供临床医护人员使用 地址：宁波市示例路88号 联系人：王示例 电话：13812345678",
        "生产企业：杭州示例无踪器械有限公司，地址: 宁波市示例路88号",
        "经销商：上海示例无踪有限责任公司 91999999MA0000055X CE 0194 FDA",
        "FDA wang@shili.example.cn 0574-12345678",
    ],
)
@pytest.mark.parametrize("name", ["mask", "civil-mask", "eu-ffp2"])
def test_a_label_may_name_others(name: str, text: str, redacting: Checker) -> None:
    label = {"texts": [text], "marks": [text]}
    (found,) = read_bytes(json.dumps(base(name, {"dossier.lines.1.label": label})).encode(), "a.json")
    told = redacting.check(found).to_json()
    leading = ("88号", "王示例", "13812345678", "无踪", "0000055X", "wang", "12345678")
    assert [word for word in leading if word in told] == []


@pytest.mark.parametrize(
    "spelt",
    ["绍兴示例竹里日用品 有限公司", "Ｓｈａｏｘｉｎｇ Shili Zhuli", "SHAOXING SHILI ZHULI Co., Ltd."],
)
def test_other_spellings_have_the_same_mask(spelt: str, tmp_path: Path) -> None:
    changes = {"dossier.lines.1.label.places.0.manufacturer": spelt, "lines.0.name": f"医用外科口罩 {spelt.upper()}"}
    text = json.dumps(report(tmp_path, "mask", changes, redact=True), ensure_ascii=False)
    assert spelt not in text
    assert spelt.upper() not in text
    assert mask(spelt) in text


def test_a_short_name_leaves_our_words_alone(tmp_path: Path) -> None:
    changes = {**OTHER, "consignee": {"name_en": "He"}, "agent": {"name": "ab"}, "consignor.name": "12"}
    hidden = report(tmp_path, "mask", changes, redact=True)
    (finding,) = (f for f in hidden["lines"][0]["findings"] if f["rule"] == "CN-HOLDER")
    assert finding["message"]["en"].startswith("The holder of")
    assert "苏械注准20182140001" in finding["message"]["en"]
    assert all(is_masked(m) for m in (mask("12"), mask("ab")))


def test_a_report_is_not_changed_in_place() -> None:
    from supplycheck.redact import redact

    (found,) = read_bytes(json.dumps(base("mask", OTHER)).encode(), "a.json")
    whole = Checker(REGISTRIES, today=TODAY).check(found)
    before = whole.to_json()
    assert redact(whole, {"DEMO-1", "苏州示例云岫医疗用品有限公司"}).to_json() != before
    assert whole.to_json() == before


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/home/王/示例.xml", f"{mask('示例')}.xml"),
        (r"C:\\单\\示例.dossier.json", f"{mask('示例')}.dossier.json"),
        ("单.zip/里/2020.05.06 示例公司.csv", f"{mask('2020.05.06 示例公司')}.csv"),
        (f"{mask('示例')}.xml", f"{mask('示例')}.xml"),
    ],
)
def test_a_file_name_keeps_its_ending(path: str, shown: str) -> None:
    assert file_name(path) == shown


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a declaration, an unreadable file and waivers, all of telling names."""
    inside = tmp_path / "宁波示例远航"
    inside.mkdir()
    changes = {**OTHER, "dossier.lines.1.label.places.0.lot": "999"}
    (inside / "HT-1 绍兴示例竹里.json").write_text(json.dumps(base("mask", changes)), encoding="utf-8")
    (inside / "绍兴示例竹里 坏.json").write_text('{"绍兴示例竹里', encoding="utf-8")
    (tmp_path / "宁波示例远航.toml").write_text(
        '[[waiver]]\nrule = "LABEL-LOT"\nparty = "宁波示例远航进出口有限公司"\nreason = "宁波示例远航"\nby = "王示例"\nuntil = 2026-12-31\n'
        '[[waiver]]\nrule = "CN-SIGNED-LATE"\nparty = "绍兴示例竹里日用品有限公司"\nreason = "r"\nby = "b"\nuntil = 2026-12-31\n',
        encoding="utf-8",
    )
    return tmp_path


LEADING = ("远航", "竹里", "云岫", "通关", "91999999", "DEMO-1", "HT-1", "王示例", "WT-1", "Example Trading")


@pytest.mark.parametrize("words", [("table", "zh"), ("table", "en"), ("json", "zh"), ("jsonl", "zh")])
def test_no_output_and_no_log_names_anybody(folder: Path, words: tuple[str, str]) -> None:
    options = ("--registries", REGISTRIES, "--today", "2026-11-23", "--waivers", "宁波示例远航.toml", "--redact")
    done = run(
        folder,
        "-vv",
        "--log-file",
        "run.log",
        "check",
        "宁波示例远航",
        *options,
        "--format",
        words[0],
        "--lang",
        words[1],
    )
    assert done.returncode == 1
    assert "decoded as" in done.stderr
    told = {"out": done.stdout, "err": done.stderr, "log": (folder / "run.log").read_text("utf-8")}
    for where, text in told.items():
        assert [(where, word) for word in (*LEADING, str(folder)) if word in text] == []


@pytest.mark.slow
def test_other_commands_redact_too(folder: Path) -> None:
    lists = ("--registries", REGISTRIES)
    whole = run(folder, "check", "宁波示例远航", *lists, "--format", "json").stdout
    (folder / "old.json").write_text(whole, encoding="utf-8")
    assert "竹里" in whole
    old, (file,) = folder / "old.json", [f for f in (folder / "宁波示例远航").iterdir() if "坏" not in f.name]
    file.write_text(json.dumps(base("mask")), encoding="utf-8")
    again = run(folder, "recheck", old, file, *lists, "--redact", "--format", "json")
    changes = json.loads(again.stdout)
    assert "CN-HOLDER" in {f["rule"] for f in changes["fixed"]}
    assert {"id": mask("DEMO-1"), "before": "fail", "after": "pass"}.items() <= changes["declarations"][0].items()
    compared = run(folder, "diff", file, "--registries-a", REGISTRIES, "--regime-b", "after-repeal", "--redact")
    places = run(folder, "destinations", folder / "宁波示例远航", *lists, "--redact")
    for done in (again, compared, places):
        assert done.stdout
        assert [word for word in (*LEADING, str(folder)) if word in done.stdout + done.stderr] == []


def test_a_record_is_of_the_whole_report(folder: Path) -> None:
    done = run(folder, "check", "宁波示例远航", "--archive", "kept", "--redact")
    assert done.returncode == USAGE
    assert "--archive" in done.stderr
