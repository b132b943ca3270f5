"""Numbers of the Chinese drug regulators: registrations, filings, production licences."""

from __future__ import annotations

import pytest

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers import nmpa_filing, nmpa_production_licence, nmpa_registration


def registration_reason(text: str) -> str:
    with pytest.raises(InvalidIdentifier) as caught:
        nmpa_registration.validate(text)
    return caught.value.reason


@pytest.mark.parametrize(
    "number",
    [
        "滇械注准20202140040",
        "滇械注准20202070036",
        "国械注准20203400940",
        "沪械注准20202140000",
        "内械注准20202140001",
        "蒙械注准20202140001",
        "贵械注准20202140001",
        "兵械注准20202140001",
        "国械注进20193220001",
        "国械注许20202220001",
        "国械注准20143640001",
    ],
)
def test_numbers_since_2014(number: str) -> None:
    parsed = nmpa_registration.parse(number)
    assert parsed.compact == number
    assert parsed.era == "C"
    assert (parsed.region, parsed.kind, str(parsed.year)) == (number[0], number[3], number[4:8])
    assert (str(parsed.device_class), parsed.category, parsed.serial) == (number[8], number[9:11], number[11:])
    assert nmpa_registration.format(f" {number}号") == number


@pytest.mark.parametrize(
    "spelling",
    [
        "沪械注准20202140000号",
        "沪械注准字20202140000",
        "沪械注准字20202140000号",
        "沪械注（准）字2020第2140000号",
        "滬械註準２０２０２１４００００號",
        "沪 械 注 准 2020 2140000",
        "沪械注准2020-2140000",
        "沪\u200b械注准20202140000\ufeff",
    ],
)
def test_spellings_of_one_number(spelling: str) -> None:
    assert nmpa_registration.validate(spelling) == "沪械注准20202140000"
    assert nmpa_registration.normal(spelling) == "沪械注准20202140000"
    assert nmpa_registration.find(f"注册证号：{spelling}；医用") == ["沪械注准20202140000"]


@pytest.mark.parametrize(
    ("number", "region", "kind", "device_class"),
    [
        ("国食药监械(准)字2012第3400123号", "国", "准", 3),
        ("国食药监械(进)字2009第2541234号", "国", "进", 2),
        ("国食药监械(许)字2008第3220032号", "国", "许", 3),
        ("渝食药监械(准)字2014第2640104号", "渝", "准", 2),
        ("京药监械(准)字2012第2640123号", "京", "准", 2),
        ("京药监械(准)字2012第1640123号", "京", "准", 1),
        ("苏镇食药监械(准)字2014第1560041号", "苏镇", "准", 1),
    ],
)
def test_numbers_from_2004_to_2014(number: str, region: str, kind: str, device_class: int) -> None:
    parsed = nmpa_registration.parse(number)
    assert (parsed.era, parsed.region, parsed.kind, parsed.device_class) == ("B", region, kind, device_class)
    assert nmpa_registration.format(number) == number
    for spelling in (
        number.removesuffix("号"),
        number.replace("(", "（").replace(")", "）"),
        number.replace("(", "〔").replace(")", "〕"),
        number.replace("(", "").replace(")", ""),
        number + "（更）",
        number + "更",
        number.replace("第", " 第 "),
    ):
        assert nmpa_registration.validate(spelling) == parsed.compact
        assert nmpa_registration.find(f"产品注册证号{spelling}。") == [parsed.compact]


def test_numbers_before_2004_are_read_as_another_era() -> None:
    assert nmpa_registration.parse("国药管械(准)字2002第3220123号").era == "A"
    assert nmpa_registration.parse("国食药管械准字2008第3400149号").era == "B"
    assert registration_reason("国食药监械(准)字1999第3220123号") == "component"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "format"),
        ("20202140000", "format"),
        ("号沪械注准20202140000", "format"),
        ("沪械注准2020214000O", "format"),
        ("沪械注准2020214000I", "format"),
        ("沪械注准2020214000", "length"),
        ("沪械注准202021400001", "length"),
        ("沪械注准", "length"),
        ("国食药监械(准)字2012第340123号", "length"),
        ("陕食药监械生产许20160021号", "format"),
        ("粤深械备20200117号", "format"),
        ("某械注准20202140000", "component"),
        ("国械注准20202140000", "component"),
        ("国械注准20201140000", "component"),
        ("沪械注准20203140000", "component"),
        ("沪械注进20202140000", "component"),
        ("沪械注许20202140000", "component"),
        ("沪械注准20201140000", "component"),
        ("国械注进20191220001", "component"),
        ("沪械注准20132140000", "component"),
        ("沪械注准19202140000", "component"),
        ("国食药监械(准)字2012第2400123号", "component"),
        ("苏镇食药监械(准)字2014第2560041号", "component"),
        ("某食药监械(准)字2012第2400123号", "component"),
    ],
)
def test_what_is_no_registration_number(text: str, reason: str) -> None:
    assert registration_reason(text) == reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("内械注准20202140001", "蒙械注准20202140001"),
        ("黔械注准20202140001", "贵械注准20202140001号"),
        ("滇械注准20202140001", "云械注准字20202140001"),
        ("京药监械(准)字2012第2640123号", "京食药监械（准）字2012第2640123"),
        ("国食药管械准字2008第3400149号", "国食药监械(准)字2008第3400149号"),
    ],
)
def test_keys_of_one_number_are_equal(one: str, other: str) -> None:
    assert nmpa_registration.normal(one) == nmpa_registration.normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("滇械注准20202140001", "川械注准20202140001"),
        ("滇械注准20202140001", "滇械注准20202140010"),
        ("国械注准20203400001", "国械注进20203400001"),
        ("国药管械(准)字2004第3400123号", "国食药监械(准)字2004第3400123号"),
    ],
)
def test_keys_of_two_numbers_differ(one: str, other: str) -> None:
    assert nmpa_registration.normal(one) != nmpa_registration.normal(other)


def test_near_misses_keep_their_characters() -> None:
    assert nmpa_registration.compact("沪械注准 2020214OOOO") == "沪械注准2020214OOOO"
    assert nmpa_registration.normal("沪械注准2020214000l") == "沪械注准2020214000l".upper()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("样例牌；执行标准YY 0469-2011；医用；注册证号：苏械注准20182140611", ["苏械注准20182140611"]),
        ("注册证编号苏械注准20182140611", ["苏械注准20182140611"]),
        ("1|0|医用|国械注准20203400771|||", ["国械注准20203400771"]),
        ("苏 械 注 准 2 0 1 8 2 1 4 0 6 1 1 等", ["苏械注准20182140611"]),
        ("注册证号：苏械注准\n20182140611", ["苏械注准20182140611"]),
        (
            "注册证：苏械注准２０１８２１４０６１１号、国械注进 20193220001",
            ["苏械注准20182140611", "国械注进20193220001"],
        ),
        ("苏械注准20182140611，苏械注准20182140611", ["苏械注准20182140611"]),
        ("苏械注准20182140611 100000个", ["苏械注准20182140611"]),
        ("苏械注准20182140611YY0469", ["苏械注准20182140611"]),
        ("云南滇食药监械(准)字2012第2640123号", ["滇食药监械(准)字2012第2640123"]),
        ("产品编号苏镇食药监械（准）字2014第1560041号", ["苏镇食药监械(准)字2014第1560041"]),
        ("国械注准20202140611", ["国械注准20202140611"]),
        ("苏械注准2018214061", []),
        ("苏械注准201821406110", []),
        ("苏械注准2018214061O", []),
        ("械注准20182140611", []),
        ("某械注准20182140611", []),
        ("陕食药监械生产许20160021号", []),
        ("粤深械备20200117号", []),
        ("", []),
    ],
)
def test_registration_numbers_in_running_text(text: str, numbers: list[str]) -> None:
    assert nmpa_registration.find(text) == numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("粤深械备20200117号", "粤深械备20200117"),
        ("浙温械备20140027号", "浙温械备20140027"),
        ("国械备20150001号", "国械备20150001"),
        ("赣械备20170001号", "赣械备20170001"),
        ("黔西南械备20170001号", "黔西南械备20170001"),
        ("粤潮械备20140023", "粤潮械备20140023"),
        ("粤械备（2014）0023", "粤械备20140023"),
        ("粤械备２０１４ ００２３ 號", "粤械备20140023"),
    ],
)
def test_filings(text: str, number: str) -> None:
    assert nmpa_filing.validate(text) == number
    assert nmpa_filing.format(text) == f"{number}号"
    assert not nmpa_filing.is_emergency(text)
    assert nmpa_filing.find(f"备案凭证编号：{text}，医用") == [number]
    assert nmpa_filing.find(f"备案凭证编号{text}") == [number]


@pytest.mark.parametrize(
    "text",
    [
        "粤械应急备2020001号",
        "粤械备应急2020001号",
        "粤穗械应急备20200001号",
        "粤应急械备20200001号",
        "粤械应急备案〔2020〕12号",
        "粤械临时备2020001",
    ],
)
def test_emergency_filings(text: str) -> None:
    assert nmpa_filing.is_emergency(text)
    assert nmpa_filing.find(f"注册证号:{text};") == [nmpa_filing.validate(text)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("粤深械备2020011号", "length"),
        ("粤深械备202001170号", "length"),
        ("深械备20200117号", "component"),
        ("国深械备20200117号", "component"),
        ("粤深械备20130117号", "component"),
        ("某械应急备2020001号", "component"),
        ("械备20200117号", "format"),
        ("粤深械备2020O117号", "format"),
        ("苏械注准20182140611", "format"),
        ("", "format"),
    ],
)
def test_what_is_no_filing(text: str, reason: str) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        nmpa_filing.validate(text)
    assert caught.value.reason == reason
    assert not nmpa_filing.is_emergency(text)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("云南昆明 滇昆械备20200001号", ["滇昆械备20200001"]),
        ("全新 赣械备20170001号", ["赣械备20170001"]),
        ("粤 深 械备 20200117", ["粤深械备20200117"]),
        ("苏苏械备20200001号 国械备20150001号", ["苏苏械备20200001", "国械备20150001"]),
        ("机械应急启动2020001", []),
        ("苏食药监械生产备20150001号", []),
        ("苏械注准20182140611", []),
        ("粤深械备202001171", []),
    ],
)
def test_filings_in_running_text(text: str, numbers: list[str]) -> None:
    assert nmpa_filing.find(text) == numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("陕食药监械生产许20160021号", "陕食药监械生产许20160021"),
        ("沪食药监械生产许20000240号", "沪食药监械生产许20000240"),
        ("粤食药监械生产许20030837", "粤食药监械生产许20030837"),
        ("京食药监械生产许 20200001 号", "京食药监械生产许20200001"),
        ("粤药监械生产许20210001号", "粤药监械生产许20210001"),
        ("苏食药监械生产许可证2016-0012号", "苏食药监械生产许20160012"),
    ],
)
def test_production_licences(text: str, number: str) -> None:
    assert nmpa_production_licence.validate(text) == number
    assert nmpa_production_licence.format(text) == f"{number}号"
    assert nmpa_production_licence.find(f"生产许可证号{text}。") == [number]
    assert nmpa_registration.find(text) == []
    assert nmpa_filing.find(text) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("陕食药监械生产许2016002号", "length"),
        ("陕食药监械生产许201600211号", "length"),
        ("国食药监械生产许20160021号", "component"),
        ("陕食药监械生产许30160021号", "component"),
        ("陕食药监械生产备20160021号", "format"),
        ("沪械注准20202140000", "format"),
        ("", "format"),
    ],
)
def test_what_is_no_production_licence(text: str, reason: str) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        nmpa_production_licence.validate(text)
    assert caught.value.reason == reason
