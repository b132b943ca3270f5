"""Lines of one kind share what their kind settles, and nothing else: reports are those of lines checked alone."""

from __future__ import annotations

import csv
import io
import itertools
import json
import random
from dataclasses import replace
from datetime import date

import pytest
from bases import BASES, declaration
from conftest import REGISTRIES, TODAY

from supplycheck import Checker, Declaration, UnreadableInput, plan
from supplycheck.case import Case
from supplycheck.facts.china import china
from supplycheck.kinds import watched
from supplycheck.readers import read_bytes

GOODS = (
    ("6307900010", "医用外科口罩", "YY 0469-2011"),
    ("6307900010", "KN95颗粒物防护口罩（非医用）", "GB 2626-2006"),
    ("9025199010", "红外额温计", ""),
    ("6210103010", "医用一次性防护服", "GB 19082-2009"),
    ("9019200010", "呼吸机", ""),
    ("4015190000", "橡胶手套", ""),
)
MAKERS = ("", "苏州示例云岫医疗用品有限公司", "深圳示例口罩有限公司", "宁波示例竹里日用品有限公司")
NUMBERS = ("", "苏械注准20182140611", "苏械备20200001号", "苏械注准2018")
HEAD = ("报关单号", "商品编号", "商品名称", "标准", "生产企业", "注册证编号", "运抵国", "成交数量", "生产日期", "批号")
MORE = ("声明", "境内发货人")


def table(seed: int, more: bool, lines: int) -> list[Declaration]:
    """Declarations of few kinds, of so many lines and half as many, that differ in everything a kind does not settle."""
    pick = random.Random(seed)
    few = 2 if lines > 2 else None  # so that several lines of a declaration are of one kind and go one way
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow([*HEAD, *(MORE if more else ()), "申报日期"])
    for n in range(120):
        day = pick.choice(("2020-04-10", "2020-05-06", "2023-09-01")[: few and 1])
        hs, goods, standard = pick.choice(GOODS[:few])
        row = [
            f"2202020{n // pick.choice((lines // 2 or 1, lines)):011d}",
            hs,
            goods,
            standard,
            pick.choice(MAKERS),
            pick.choice(NUMBERS[:few]),
        ]
        row += [
            pick.choice(("德国", "美国", "日本", "某地")[:few]),
            pick.choice(("100", "", "1,2")),
            pick.choice(("", "2020-04-01")),
        ]
        row.append(pick.choice(("", "L1")))
        if more:
            row += [pick.choice(("", "出口医疗物资声明", "否")), pick.choice(("", MAKERS[1]))]
        write.writerow([*row, day])
    found = read_bytes(out.getvalue().encode(), "table.csv")
    assert not any(isinstance(d, UnreadableInput) for d in found)
    return [d for d in found if isinstance(d, Declaration)]


@pytest.mark.parametrize(("seed", "more", "lines"), [(1, False, 2), (2, True, 2), (3, True, 12), (4, False, 24)])
@pytest.mark.parametrize("trace", [False, True])
def test_reports_are_those_of_lines_that_share_nothing(
    seed: int, more: bool, lines: int, trace: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    checker = Checker(REGISTRIES, today=TODAY, trace=trace)
    declarations = table(seed, more, lines)
    monkeypatch.setattr(plan, "_KINDS", [])
    shared = [report.to_json() for report in checker.check_together(declarations + declarations[::-1])]
    kinds = plan._KINDS[0]._known.values()
    assert any(steps for kind in kinds for steps in kind.asked.values())
    alone = []
    monkeypatch.setattr(plan, "id", lambda way: object(), raising=False)  # no line is of the group of another
    for d in declarations:
        monkeypatch.setattr(plan, "_KINDS", [])
        alone.append(checker.check(d).to_json())
    assert shared == alone + alone[::-1]


def case_of(changes: dict[str, object]) -> Case:
    checker = Checker(REGISTRIES, today=TODAY)
    declared = declaration("mask", {"dossier-": 0, **changes})
    day = date(2020, 5, 6)
    return plan.prepare(declared, 0, day, "announcements-5-and-12", china(), lambda name: checker.registry(name, day))


def test_what_a_kind_does_not_settle_is_noticed() -> None:
    looks = {
        False: (
            lambda c: c.product,
            lambda c: c.line.name,
            lambda c: c.day,
            lambda c: c.documents,
            lambda c: c.dossier,
        ),
        True: (lambda c: c.maker, lambda c: c.line.quantity, lambda c: c.certificate, lambda c: c.path("name")),
    }
    for own, functions in looks.items():
        for look in functions:
            case = watched(case_of({}), by_way=False)
            case.own = False
            look(case)
            assert case.own is own
    for by_way in (False, True):
        case = watched(case_of({}), by_way)
        case.own = False
        assert case.destination is not None
        assert case.own is not by_way


def test_another_destination_or_arrival_shares_nothing_with_the_way_there() -> None:
    case = case_of({})
    assert plan.elsewhere(case, "US", lambda name: Checker(REGISTRIES).registry(name, case.day)).way is None
    assert plan.arriving(case, date(2021, 1, 1), lambda name: Checker(REGISTRIES).registry(name, case.day)).way is None


@pytest.mark.parametrize("base", sorted(p.stem for p in BASES.glob("*.json")))
@pytest.mark.parametrize("trace", [False, True])
def test_a_lean_report_is_the_full_one_without_its_texts(base: str, trace: bool) -> None:
    declared = declaration(base, {"dossier.statements": []})
    full = Checker(REGISTRIES, today=TODAY, trace=trace).check(declared)
    lean = Checker(REGISTRIES, today=TODAY, trace=trace, texts=False).check(declared)
    plain = json.dumps(full.to_dict(lean=True), ensure_ascii=False)
    assert full.to_json(lean=True) == lean.to_json(lean=True) == plain
    assert full.to_json() == json.dumps(full.to_dict(), ensure_ascii=False)
    findings = list(itertools.chain(lean.findings, *(x.findings for x in lean.lines)))
    assert findings
    assert not any(f.message or f.fix for f in findings)
    assert lean.instruments == full.instruments
    odd = replace(full.lines[0], name='"\\\u2028\U0001f637\n')
    full.lines[0] = odd
    assert json.loads(full.to_json(lean=True))["lines"][0]["name"] == odd.name
