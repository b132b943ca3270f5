"""Firms: by credit code, by name, by names that come close; the numbers and names beside a miss."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from supplycheck.errors import UsageError
from supplycheck.registry import Found, NotFound, Unavailable

NAME, EN = "深圳示例博康医疗器械有限公司", "Shenzhen Shili Bokang Medical Co., Ltd."
Code = Callable[[int], str]


def found(answer: object) -> Found:
    assert isinstance(answer, Found), answer
    return answer


@pytest.fixture
def masks(data, credit_code: Code):  # type: ignore[no-untyped-def]
    rows = [
        [NAME, EN, credit_code(1), "CE"],
        [
            "上海示例云岚防护用品有限公司",
            "Shanghai Shili Yunlan Protective Products Co., Ltd.",
            credit_code(2),
            "NIOSH",
        ],
        ["杭州示例岑岸防护用品有限公司", "Hangzhou Shili Cenan Protective Products Co., Ltd.", credit_code(3), "CE"],
    ]
    data.put("mofcom-masks", "2020-05-06", rows)
    return data.on("mofcom-masks", "2020-05-06")


def test_by_credit_code(masks, credit_code: Code) -> None:  # type: ignore[no-untyped-def]
    answer = found(masks.find_party(name=NAME, uscc=f" {credit_code(1).lower()} "))
    assert (answer.match, answer.differences, answer.record.name) == ("uscc", (), NAME)
    assert answer.evidence.record == credit_code(1)
    assert found(masks.find_party(uscc=credit_code(2))).record.name.startswith("上海示例云岚")


def test_by_credit_code_under_another_name(masks, credit_code: Code) -> None:  # type: ignore[no-untyped-def]
    answer = found(masks.find_party(name="北京示例完全不同科技有限公司", uscc=credit_code(1)))
    assert answer.match == "uscc"
    assert answer.differences
    # An English name that differs says nothing where the Chinese names are equal.
    assert found(masks.find_party(name=NAME, name_en="Other Name Ltd.", uscc=credit_code(1))).differences == ()


@pytest.mark.parametrize("name", [NAME, "深圳市示例博康医疗器械有限公司", " 深圳示例博康医疗器械有限责任公司 "])
def test_by_name(masks, name: str) -> None:  # type: ignore[no-untyped-def]
    answer = found(masks.find_party(name=name))
    assert (answer.match, answer.record.name, answer.differences) == ("name", NAME, ())


def test_by_english_name(masks) -> None:  # type: ignore[no-untyped-def]
    for query in ({"name_en": EN.upper()}, {"name": EN}):
        assert found(masks.find_party(**query)).match == "name"
    # Another Chinese name makes an equal English one doubtful.
    answer = found(masks.find_party(name="深圳示例柏慷医疗器械有限公司", name_en=EN))
    assert answer.match == "possible"
    assert answer.differences


def test_an_equal_name_with_another_code(masks, credit_code: Code) -> None:  # type: ignore[no-untyped-def]
    answer = found(masks.find_party(name=NAME, uscc=credit_code(77)))
    assert answer.match == "possible"
    assert [(d.part, d.left, d.right) for d in answer.differences] == [("uscc", credit_code(77), credit_code(1))]
    # A code that is cut off or spoilt names nobody else.
    for spoilt in (credit_code(77)[:17], "9.1440399E+17"):
        answer = found(masks.find_party(name=NAME, uscc=spoilt))
        assert answer.match == "name"
        assert answer.differences[0].part == "uscc"


def test_a_close_name(masks, credit_code: Code) -> None:  # type: ignore[no-untyped-def]
    close = "深圳示例博庚医疗器械有限公司"
    answer = found(masks.find_party(name=close))
    assert (answer.match, answer.record.name) == ("possible", NAME)
    assert answer.differences
    # With another valid code it is another firm.
    assert isinstance(masks.find_party(name=close, uscc=credit_code(77)), NotFound)


def test_a_firm_that_is_not_listed(masks, credit_code: Code) -> None:  # type: ignore[no-untyped-def]
    for query in (
        {"name": "东莞示例栖蓝科技有限公司"},
        {"name_en": "Dongguan Shili Qilan Tech Inc."},
        {"uscc": credit_code(9)},
    ):
        assert isinstance(masks.find_party(**query), NotFound)


@pytest.mark.parametrize("query", [{}, {"name": ""}, {"name": " \u3000", "uscc": " "}, {"name": "。", "name_en": "--"}])
def test_nobody_asked_for(masks, query: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    answer = masks.find_party(**query)
    assert isinstance(answer, Unavailable)
    assert answer.reason == "nothing-asked"


def test_what_cannot_be_compared_is_not_absent(data, credit_code: Code) -> None:  # type: ignore[no-untyped-def]
    data.put("samr-unqualified", "2020-05-06", [["温州示例砾新日用品有限公司", "口罩", "M", "20200310", "过滤效率"]])
    view = data.on("samr-unqualified", "2020-05-06")
    for query in ({"name_en": "Wenzhou Sample Gravel Co., Ltd."}, {"uscc": credit_code(1)}):
        answer = view.find_party(**query)
        assert isinstance(answer, Unavailable)
        assert answer.reason == "not-comparable"
    assert isinstance(view.find_party(name="台州示例榆塘用品有限公司", uscc=credit_code(1)), NotFound)


def test_an_empty_list_of_failures_holds_nobody(data) -> None:  # type: ignore[no-untyped-def]
    data.put("barred-exporters", "2020-05-06", [])
    view = data.on("barred-exporters", "2020-05-06")
    assert (view.state, view.rows) == ("fresh", 0)
    assert isinstance(view.find_party(name_en="Anybody Ltd."), NotFound)


def test_all_rows_of_a_firm(data) -> None:  # type: ignore[no-untyped-def]
    firm = "温州示例砾新日用品有限公司"
    rows = [
        [firm, "KN95口罩", "LX-95", "20200310", "过滤效率"],
        ["温州示例砾辛日用品有限公司", "一次性口罩", "M", "20200311", "过滤效率"],
        [firm, "日常防护口罩", "M", "2020-03-12", "防护效果"],
    ]
    data.put("samr-unqualified", "2020-05-06", rows)
    view = data.on("samr-unqualified", "2020-05-06")
    assert [answer.record.fields["lot"] for answer in view.find_all_party(name=firm)] == ["20200310", "2020-03-12"]
    assert found(view.find_party(name=firm)).record.fields["lot"] == "20200310"
    assert {answer.match for answer in view.find_all_party(name="温州示例砾欣日用品有限公司")} == {"possible"}
    only = view.find_all_party(name=firm, where={"model": "M"})
    assert [answer.record.fields["lot"] for answer in only] == ["2020-03-12"]
    assert view.find_all_party(name="台州示例榆塘用品有限公司") == []


def test_rows_of_the_wanted_kind(data, credit_code: Code) -> None:  # type: ignore[no-untyped-def]
    rows = [
        [NAME, EN, credit_code(1), "医用口罩", "CE"],
        [NAME, EN, credit_code(1), "呼吸机；红外体温计", "FDA"],
    ]
    data.put("mofcom-medical", "2020-05-06", rows)
    view = data.on("mofcom-medical", "2020-05-06")
    for wanted, standard in (
        ("医用口罩", "CE"),
        (" 呼吸机", "FDA"),
        ("红外体温计", "FDA"),
        ("呼吸机；红外体温计", "FDA"),
    ):
        answer = found(view.find_party(uscc=credit_code(1), where={"category": wanted}))
        assert answer.record.fields["standards"] == standard
    assert found(view.find_party(name=NAME, where={"category": ("医用防护服", "呼吸机")})).match == "name"
    answer = view.find_party(name=NAME, where={"category": "医用防护服"})
    assert isinstance(answer, NotFound)
    assert [record.fields["category"] for record in answer.near] == ["医用口罩", "呼吸机；红外体温计"]
    with pytest.raises(UsageError):
        view.find_party(name=NAME, where={"kategory": "医用口罩"})


def test_a_row_that_is_silent_on_the_wanted_kind_is_no_absence(data, credit_code: Code) -> None:  # type: ignore[no-untyped-def]
    data.put("mofcom-medical", "2020-05-06", [[NAME, EN, credit_code(1), "", "CE"]])
    answer = data.on("mofcom-medical", "2020-05-06").find_party(name=NAME, where={"category": "医用口罩"})
    assert isinstance(answer, Unavailable)
    assert answer.reason == "not-comparable"


def test_a_bar_in_force_goes_before_one_that_is_over(data, credit_code: Code) -> None:  # type: ignore[no-untyped-def]
    firm = "泰安示例暮汀国际贸易有限公司"
    rows = [
        [firm, credit_code(5), "旧通知", "2019-03-01", "2019-12-31"],
        [firm, credit_code(5), "新通知", "2020-03-01", "2021-02-28"],
    ]
    data.put("barred-exporters", "2020-05-06", rows)
    assert found(data.on("barred-exporters", "2020-05-06").find_party(name=firm)).record.fields["reason"] == "新通知"


def test_match_gives_the_best_first_and_never_another_firm(masks) -> None:  # type: ignore[no-untyped-def]
    same = masks.match(NAME)
    assert [(match.name, match.verdict) for match in same] == [(NAME, "same")]
    assert same[0].record.name == NAME
    assert same[0].differences == ()
    close = masks.match("深圳示例博庚医疗器械有限公司")
    assert [(match.name, match.verdict) for match in close] == [(NAME, "possible")]
    assert close[0].differences
    assert masks.match(EN)[0].verdict == "same"
    assert masks.match("东莞示例栖蓝科技有限公司") == []
    assert masks.match(NAME, limit=0) == []
    assert masks.match("") == []


def test_match_names_each_spelling_once(data, cert) -> None:  # type: ignore[no-untyped-def]
    rows = [cert(f"粤械注准2019207{i:04d}", NAME) for i in range(5)]
    rows += [
        cert("粤械注准20192079999", "深圳示例博庚医疗器械有限公司"),
        cert("粤械注准20192079998", "深圳市示例博康医疗器械有限公司"),
    ]
    data.put("nmpa", "2020-05-06", rows)
    matches = data.on("nmpa", "2020-05-06").match(NAME)
    assert [match.verdict for match in matches] == ["same", "same", "possible"]
    assert len({match.name for match in matches}) == len(matches)
    assert len(data.on("nmpa", "2020-05-06").match(NAME, limit=1)) == 1


def test_match_in_a_list_of_some_thousand_names(data, cert) -> None:  # type: ignore[no-untyped-def]
    letters = "博康华美德安瑞健泰恒达鑫科利天兴源宏润和盛嘉信佳创海明奥维迈"
    names = [f"深圳示例{a}{b}{c}医疗器械有限公司" for a in letters[:15] for b in letters[:15] for c in letters[15:27]]
    data.put("nmpa", "2020-05-06", [cert(f"粤械注准2019207{i:04d}", name) for i, name in enumerate(names)])
    view = data.on("nmpa", "2020-05-06")
    for name in names[::331]:
        assert view.match(name, limit=1)[0].name == name
        slip = name.replace(name[5], "曦", 1)
        assert name in [match.name for match in view.match(slip, limit=50)]


@pytest.mark.parametrize(
    "slip",
    [
        "沪械注准20202140001",
        "沪械注准2020214000",
        "沪械注准202021400000",
        "沪械注准20201240000",
        "沪械注准02202140000",
        "浙械注准20202140000",
        "械注准20202140000",
        "沪械注准2O202140000",
    ],
)
def test_numbers_one_slip_away(data, cert, slip: str) -> None:  # type: ignore[no-untyped-def]
    data.put(
        "nmpa", "2020-05-06", [cert("沪械注准20202140000"), cert("沪械注准20202149999"), cert("京械注准20192080177")]
    )
    view = data.on("nmpa", "2020-05-06")
    assert [record.id for record in view.near(slip)] == ["沪械注准20202140000"]
    answer = view.find(slip)
    assert isinstance(answer, NotFound)
    assert [record.id for record in answer.near] == ["沪械注准20202140000"]
    assert view.near(slip, limit=0) == []


def test_near_puts_changed_characters_first(data, cert) -> None:  # type: ignore[no-untyped-def]
    data.put(
        "nmpa", "2020-05-06", [cert("沪械注准2020214000"), cert("沪械注准20202140009"), cert("沪械注准20202140003")]
    )
    near = data.on("nmpa", "2020-05-06").near("沪械注准20202140000")
    assert [record.id for record in near] == ["沪械注准20202140003", "沪械注准20202140009", "沪械注准2020214000"]
    assert data.on("nmpa", "2020-05-06").near("沪械注准20202140003")[0].id != "沪械注准20202140003"
