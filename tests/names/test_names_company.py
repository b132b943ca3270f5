"""Company names: their parts, what is the same, what a person must look at, and what holds for every text."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from supplycheck.errors import FactsMissing
from supplycheck.names import company, lists, sounds
from supplycheck.names.company import (
    Agreement,
    CompanyName,
    Comparison,
    Difference,
    compare,
    describe,
    grams,
    parse,
    spoken,
)

HAN = "深圳市示例康医疗器械有限公司"
LATIN = "Shenzhen Shilikang Medical Devices Co., Ltd."

# --- parts ------------------------------------------------------------------------------------------------------------


def parts(text: str) -> tuple[tuple[str, ...], str, str, str, str, str]:
    name = parse(text)
    return name.places, name.brand, name.business, name.form, name.branch, name.rest


@pytest.mark.parametrize(
    ("text", "places", "brand", "business", "form", "branch", "rest"),
    [
        ("广东省深圳市示例康医疗器械有限公司", ("广东", "深圳"), "示例康", "医疗器械", "有限公司", "", ""),
        ("示例康医疗科技(上海)有限公司", ("上海",), "示例康", "医疗科技", "有限公司", "", ""),
        ("示例康（苏州）医疗科技有限公司", ("苏州",), "示例康", "医疗科技", "有限公司", "", ""),
        ("【苏州】示例康食品有限公司", ("苏州",), "示例康", "食品", "有限公司", "", ""),
        ("深圳市福田区示例康医药有限公司", ("深圳", "福田"), "示例康", "医药", "有限公司", "", ""),
        (
            "深圳经济技术开发区示例康医药有限公司",
            ("深圳", "经济技术开发区"),
            "示例康",
            "医药",
            "有限公司",
            "",
            "",
        ),
        ("东莞市长安镇示例康无纺布制品厂", ("东莞", "长安镇"), "示例康", "无纺布制品", "厂", "", ""),
        ("延边朝鲜族自治州示例康药业有限公司", ("延边",), "示例康", "药业", "有限公司", "", ""),
        ("中国示例康医药有限公司", ("中国",), "示例康", "医药", "有限公司", "", ""),
        ("示例康医疗器械股份有限公司", (), "示例康", "医疗器械", "股份有限公司", "", ""),
        ("上海示例康医药有限公司苏州分公司", ("上海",), "示例康", "医药", "有限公司", "苏州分公司", ""),
        ("苏州示例康卫生材料厂第二分厂", ("苏州",), "示例康", "卫生材料", "厂", "第二分厂", ""),
        ("苏州示例康口罩厂", ("苏州",), "示例康", "口罩", "厂", "", ""),
        ("示例康集团有限公司", (), "示例康", "", "集团有限公司", "", ""),
        ("示例康（集团）有限公司", (), "示例康", "", "集团有限公司", "", ""),
        ("示例康医疗集团有限公司", (), "示例康", "医疗", "集团有限公司", "", ""),
        ("示例康医疗器械有限公司(曾用名)", (), "示例康", "医疗器械", "有限公司", "", "曾用名"),
        ("ABC示例(中国)医疗器械有限公司", ("中国",), "abc示例", "医疗器械", "有限公司", "", ""),
        ("示例康", (), "示例康", "", "", "", ""),
        ("有限公司", (), "", "", "有限公司", "", ""),
        ("深圳", ("深圳",), "", "", "", "", ""),
    ],
)
def test_chinese_parts(
    text: str, places: tuple[str, ...], brand: str, business: str, form: str, branch: str, rest: str
) -> None:
    assert parts(text) == (places, brand, business, form, branch, rest)


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("蘇州示例康醫療器械有限公司", "苏州示例康医疗器械有限公司"),
        ("廣東省東莞市示例寧藥業股份有限公司", "广东省东莞市示例宁药业股份有限公司"),
        ("示例華（集團）有限責任公司", "示例华（集团）有限责任公司"),
        ("蘇州示例衛生材料廠第二分廠", "苏州示例卫生材料厂第二分厂"),
    ],
)
def test_traditional_has_the_parts_of_simplified(traditional: str, simplified: str) -> None:
    assert parse(traditional) == parse(simplified)
    assert compare(traditional, simplified).verdict == "same"


@pytest.mark.parametrize(
    ("text", "places", "brand", "business", "form", "branch"),
    [
        (LATIN, ("shenzhen",), "shilikang", "medical devices", "ltd", ""),
        ("SHILIKANG MEDICAL (SHANGHAI) CO.,LTD", ("shanghai",), "shilikang", "medical", "ltd", ""),
        ("Shilikang Medical Co Ltd, Shenzhen, China", ("shenzhen",), "shilikang", "medical", "ltd", ""),
        (
            "Guangdong Shilikang Medical Technology Co., Ltd. Suzhou Branch",
            ("guangdong",),
            "shilikang",
            "medical technology",
            "ltd",
            "suzhou branch",
        ),
        ("Shilikang Group Co., Ltd", (), "shilikang", "", "groupltd", ""),
        ("Shilikang (Group) Co., Ltd", (), "shilikang", "", "groupltd", ""),
        ("Suzhou Shilikang Mask Factory", ("suzhou",), "shilikang", "mask", "factory", ""),
        ("Shili & Kang Bio-Technology Inc.", (), "shili and kang", "bio technology", "inc", ""),
        ("Shilikang GmbH", (), "shilikang", "", "gmbh", ""),
        ("Shilikang", (), "shilikang", "", "", ""),
    ],
)
def test_english_parts(text: str, places: tuple[str, ...], brand: str, business: str, form: str, branch: str) -> None:
    assert parts(text) == (places, brand, business, form, branch, "")


def test_location_is_an_address() -> None:
    assert parse("深圳市福田区示例康医药有限公司").location == ("中国", "广东", "深圳", "福田", "")
    assert parse("东莞市长安镇示例康口罩厂").location == ("中国", "广东", "东莞", "", "长安镇")
    assert parse("上海示例康口罩厂").location == ("中国", "上海", "上海", "", "")
    assert parse(LATIN).location == ("china", "guangdong", "shenzhen", "", "")
    assert parse("示例康口罩厂").location == ("", "", "", "", "")


def test_fields_are_the_meanings_that_name_a_business() -> None:
    for text in (HAN, LATIN):
        assert parse(text).meanings == {"medical", "equipment"}
        assert parse(text).fields == {"medical"}


def test_letters_are_the_brand_without_spaces() -> None:
    name = parse("Shi Li Kang Medical Ltd")
    assert (name.brand, name.letters) == ("shi li kang", "shilikang")


def test_bare_place_in_front_may_belong_to_the_brand() -> None:
    name = parse("安康示例医疗器械有限公司")
    assert (name.places, name.brand, name.other_brand) == (("安康",), "示例", "安康示例")
    assert not any(name.other_location)
    assert parse("安康市示例医疗器械有限公司").other_brand == ""


@pytest.mark.parametrize(
    ("text", "detailed", "coarse"),
    [
        (HAN, "han", "han"),
        ("ABC示例医疗器械有限公司", "mixed", "han"),
        (LATIN, "latin", "latin"),
        ("", "latin", "latin"),
        ("Пример Лтд", "latin", "latin"),
    ],
)
def test_script(text: str, detailed: str, coarse: str) -> None:
    assert parse(text).script == detailed
    assert company.script(text) == coarse


def test_normalised_forms() -> None:
    assert company.normalise("深圳市 示例康【Ａ】醫療，有限公司。") == "深圳市示例康(a)医疗有限公司"
    assert company.normalise("  SHÍLIKANG  Medical & Co.,Ltd ") == "shilikang medical and co ltd"
    assert company.normalise("") == company.normalise(" ·()!？ ") == ""
    assert len(company.normalise("示" * 500)) == company.LIMIT


# --- same -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        "深圳市示例康医疗器械有限责任公司",
        "深圳示例康医疗器械有限公司",
        "广东省深圳市示例康医疗器械有限公司",
        "示例康医疗器械（深圳）有限公司",
        "示例康(深圳)医疗器械有限公司",
        "【深圳】示例康医疗器械有限公司",
        "深圳市示例康医疗器械有限公司（深圳）",
        "深圳市示例康醫療器械有限責任公司",
        "深圳市　示例康 医疗器械\t有限公司\n",
        "“深圳市示例·康医疗器械有限公司”。",
    ],
)
def test_same_in_chinese(other: str) -> None:
    assert compare(HAN, other)[:3] == ("same", 100.0, ())
    assert [agreement.part for agreement in compare(HAN, other).agreements] == ["place", "brand", "business", "form"]
    assert company.key(HAN) == company.key(other)


def test_width_and_case_of_letters_in_a_chinese_name() -> None:
    assert compare("ＡＢＣ示例（中国）医药有限公司", "abc示例(中国)医药有限责任公司").verdict == "same"


@pytest.mark.parametrize(
    "other",
    [
        "SHENZHEN SHILIKANG MEDICAL DEVICES CO LTD",
        "Ｓｈｅｎｚｈｅｎ Ｓｈｉｌｉｋａｎｇ Medical Devices Ｃｏ．，Ｌｔｄ．",
        "Shenzhen  Shi-Li-Kang Medical Devices Company Limited",
        "Shilikang Medical Devices (Shenzhen) Co., Ltd.",
        "Shilikang Medical Devices [Shenzhen] Ltd",
        "Shilikang Medical Devices Shenzhen Co Ltd",
        "Shenzhen Shílikāng Medical Devices Co.,Ltd",
        "Shenzhen Shi'likang Medical Devices Co.;Ltd",
    ],
)
def test_same_in_english(other: str) -> None:
    assert compare(LATIN, other)[:3] == ("same", 100.0, ())
    assert [agreement.part for agreement in compare(LATIN, other).agreements] == ["place", "brand", "business", "form"]
    assert company.key(LATIN) == company.key(other)


def test_and_is_an_ampersand() -> None:
    assert compare("Shili & Kang Ltd", "Shili and Kang Limited").verdict == "same"


# --- possible and nothing ---------------------------------------------------------------------------------------------


def verdict_and_parts(left: str, right: str) -> tuple[str | None, list[str]]:
    result = compare(left, right)
    return result.verdict, [difference.part for difference in result.differences]


@pytest.mark.parametrize(
    ("other", "verdict", "differing"),
    [
        ("深圳市示例安医疗器械有限公司", "possible", ["brand"]),
        ("深圳市示列康医疗器械有限公司", "possible", ["brand"]),
        ("深圳市示康例医疗器械有限公司", "possible", ["brand"]),
        ("深圳市示例康康医疗器械有限公司", "possible", ["brand"]),
        ("深圳市示例医疗器械有限公司", "possible", ["brand"]),
        ("深训市示例康医疗器械有限公司", "possible", ["spelling"]),
        ("示例康医疗器械有限公司", "possible", ["place"]),
        ("广东省示例康医疗器械有限公司", "possible", ["place"]),
        ("深圳市南山区示例康医疗器械有限公司", "possible", ["place"]),
        ("深圳市示例康医疗科技有限公司", "possible", ["business"]),
        ("深圳市示例康有限公司", "possible", ["business"]),
        ("深圳市示例康医疗器械股份有限公司", "possible", ["form"]),
        ("深圳市示例康医疗器械集团有限公司", "possible", ["form"]),
        ("深圳市示例康医疗器械厂", "possible", ["form"]),
        ("深圳市示例康医疗器械有限公司苏州分公司", "possible", ["branch"]),
        ("深圳市示例康医疗器械有限公司(曾用名)", "possible", ["rest"]),
        ("广州市示例康医疗器械有限公司", None, ["place"]),
        ("东莞市示例康医疗器械有限公司", None, ["place"]),
        ("广州市示例安医疗器械有限公司", None, ["place", "brand"]),
        ("深圳市示例康食品有限公司", None, ["business"]),
        ("深圳市示例安医疗科技有限公司", None, ["brand", "business"]),
        ("深圳市示康安医疗器械有限公司", None, ["brand"]),
        ("深圳市北辰新医疗器械有限公司", None, ["brand"]),
    ],
)
def test_what_differs_in_chinese(other: str, verdict: str | None, differing: list[str]) -> None:
    assert verdict_and_parts(HAN, other) == (verdict, differing)


@pytest.mark.parametrize(
    ("other", "verdict", "differing"),
    [
        ("Shenzhen Shilikeng Medical Devices Co., Ltd.", "possible", ["brand"]),
        ("Shenzhen Shilkiang Medical Devices Co., Ltd.", "possible", ["brand"]),
        ("Shenzen Shilikang Medical Devices Co., Ltd.", "possible", ["spelling"]),
        ("Shilikang Medical Devices Co., Ltd.", "possible", ["place"]),
        ("Guangdong Shilikang Medical Devices Co., Ltd.", "possible", ["place"]),
        ("Shenzhen Shilikang Medical Device Co., Ltd.", "possible", ["business"]),
        ("Shenzhen Shilikang Medical Technology Co., Ltd.", "possible", ["business"]),
        ("Shenzhen Shilikang Medical Devices Inc.", "possible", ["form"]),
        ("Shenzhen Shilikang Medical Devices Co., Ltd. Suzhou Branch", "possible", ["branch"]),
        ("Guangzhou Shilikang Medical Devices Co., Ltd.", None, ["place"]),
        ("Shenzhen Shilikang Food Co., Ltd.", None, ["business"]),
        ("Shenzhen Shalikeng Medical Devices Co., Ltd.", None, ["brand"]),
        ("Shenzhen Beichen Medical Devices Co., Ltd.", None, ["brand"]),
    ],
)
def test_what_differs_in_english(other: str, verdict: str | None, differing: list[str]) -> None:
    assert verdict_and_parts(LATIN, other) == (verdict, differing)


def test_a_short_brand_allows_less_doubt() -> None:
    assert compare("深圳市示例康有限公司", "示例康食品有限公司").verdict == "possible"
    assert compare("深圳市示例有限公司", "示例食品有限公司").verdict is None
    assert compare("深圳市例医药有限公司", "例医药有限公司").verdict is None


def test_two_swapped_characters_or_one_single_one_are_another_brand() -> None:
    assert compare("深圳市示例医药有限公司", "深圳市例示医药有限公司").verdict is None
    assert compare("深圳市例医药有限公司", "深圳市示医药有限公司").verdict is None


def test_two_slips_only_in_a_long_english_brand() -> None:
    assert compare("Shilikangda Medical Ltd", "Shalikengda Medical Ltd").verdict == "possible"
    assert compare("Shilikang Medical Ltd", "Shalikeng Medical Ltd").verdict is None


def test_a_slip_in_a_very_short_english_brand_is_another_brand() -> None:
    assert compare("Shil Medical Ltd", "Shal Medical Ltd").verdict == "possible"
    assert compare("Shi Medical Ltd", "Sha Medical Ltd").verdict is None


def test_place_read_as_part_of_the_brand() -> None:
    result = compare("安康示例医疗器械有限公司", "西安安康示例医疗器械有限公司")
    assert result.verdict == "possible"
    assert result.differences == (Difference("place", "", "西安"),)


# --- across scripts ---------------------------------------------------------------------------------------------------


def test_a_name_and_its_sound_may_be_one_firm() -> None:
    result = compare(HAN, LATIN)
    assert (result.verdict, [difference.part for difference in result.differences]) == ("possible", ["script"])
    assert result.agreements == (
        Agreement("brand", "示例康", "shilikang"),
        Agreement("place", "深圳", "shenzhen"),
        Agreement("business", "医疗器械", "medical devices"),
    )
    assert describe(result) == (
        f"文字不同：“{company.normalise(HAN)}”与“{company.normalise(LATIN)}”；一致的有：字号、行政区划、行业表述",
        f'script differs: "{company.normalise(HAN)}" and "{company.normalise(LATIN)}"; alike: brand, place, business',
    )


@pytest.mark.parametrize(
    "other",
    [
        "Shilikang Medical Devices (Shenzhen) Co., Ltd.",
        "Shi Li Kang Medical Co., Ltd.",
        "Guangdong Shilikang Medical Technology Ltd",
        "Shenzhen Shili-Kang Co., Ltd",
        "SHILIKANG",
        "Shenzhen Shilikang Yiliao Qixie Youxian Gongsi",
        "Shen Zhen Shi Shi Li Kang Yi Liao Qi Xie You Xian Gong Si",
        "Shilikang Innovations Holding (Shenzhen) Ltd",
        "Shenzhen Shilikang Wundervoll Ltd",
    ],
)
def test_spellings_of_one_brand_in_latin_letters(other: str) -> None:
    result = compare(HAN, other)
    assert result.verdict == "possible"
    assert result.differences[0].part == "script"
    assert set(spoken(HAN)) & set(spoken(other))
    assert 0 < result.score < 100


@pytest.mark.parametrize(
    "other",
    [
        "Shenzhen Shilian Medical Devices Co., Ltd.",
        "Shenzhen Shilikeng Medical Devices Co., Ltd.",
        "Guangzhou Shilikang Medical Devices Co., Ltd.",
        "Shenzhen Shilikang Food Co., Ltd.",
        "Shenzhen Shi Kang Medical Devices Co., Ltd.",
        "Shenzhen Medical Devices Co., Ltd.",
        "Shenzhen Beichen Medical Devices Co., Ltd.",
    ],
)
def test_another_brand_place_or_business_across_scripts_is_nothing(other: str) -> None:
    result = compare(HAN, other)
    assert result.verdict is None
    assert [difference.part for difference in result.differences][0] == "script"


def test_what_differs_across_scripts() -> None:
    result = compare("示例康医疗科技有限公司", LATIN)
    assert result.verdict == "possible"
    assert [difference.part for difference in result.differences] == ["script", "place", "business"]
    assert [agreement.part for agreement in result.agreements] == ["brand"]


@pytest.mark.parametrize("other", ["Changxing Shili Medical Ltd", "Zhangxing Shili Medical Ltd"])
def test_a_character_may_be_read_in_several_ways(other: str) -> None:
    assert compare("长行示例医疗有限公司", other.replace(" Shili", "shili")).verdict == "possible"


def test_words_that_the_lists_do_not_know_may_stand_behind_a_brand() -> None:
    assert compare("深圳市示例奇工有限公司", "Shenzhen Shili Wundertechnik Ltd").verdict == "possible"
    # Pinyin behind the brand belongs to the brand.
    assert compare("深圳市示例奇工有限公司", "Shenzhen Shili Kangde Ltd").verdict is None


def test_a_single_character_across_scripts_needs_everything_else() -> None:
    assert compare("深圳市例医疗有限公司", "Shenzhen Li Medical Ltd").verdict == "possible"
    assert compare("深圳市例医疗有限公司", "Li Medical Ltd").verdict is None


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("深圳北辰医疗有限公司（原深圳示例康医疗器械有限公司）", "深圳市示例康医疗器械有限公司"),
        ("深圳北辰医疗有限公司（曾用名：深圳示例康医疗器械有限公司）", "深圳市示例康医疗器械厂"),
        ("Beichen Medical Ltd (formerly Shilikang Medical Ltd)", "Shilikang Medical Co., Ltd."),
    ],
)
def test_a_former_name_is_possible(now: str, before: str) -> None:
    result = compare(now, before)
    assert (result.verdict, [difference.part for difference in result.differences]) == ("possible", ["rest"])
    assert set(grams(now)) & set(grams(before))
    assert company.terms_at_stake(now) == len(grams(now)) - 1
    assert compare(now, now.partition("（" if "（" in now else "(")[0]).verdict == "possible"


def test_what_is_no_former_name() -> None:
    assert compare("深圳北辰医疗有限公司（原料药）", "深圳市示例康医疗器械有限公司").verdict is None
    assert compare("深圳北辰医疗有限公司（原上海示例康食品有限公司）", HAN).verdict is None


def test_hong_kong_has_many_spellings() -> None:
    for other in ("Shilikang Medical (HK) Ltd", "Hongkong Shilikang Medical Ltd", "Shilikang Medical Hong Kong Ltd"):
        assert compare("Hong Kong Shilikang Medical Ltd", other).verdict == "same"


def test_a_short_latin_brand_with_another_letter_is_another_brand() -> None:
    assert compare("SLK Medical", "SLG Medical Inc.").verdict is None


def test_places_across_scripts() -> None:
    assert compare("石河子市示例康医疗有限公司", "Shihezi Shilikang Medical Ltd").verdict == "possible"
    assert compare("佛山市顺德区示例康医疗有限公司", "Shunde Shilikang Medical Ltd").verdict == "possible"
    assert compare("厦门示例康医疗有限公司", "Xiamen Shilikang Medical Ltd").verdict == "possible"
    assert compare("香港示例康医疗有限公司", "Hong Kong Shilikang Medical Ltd").verdict == "possible"
    assert compare("厦门示例康医疗有限公司", "Quanzhou Shilikang Medical Ltd").verdict is None


def test_sounds() -> None:
    assert sounds.spellings("示例康") == ("shilikang",)
    assert sounds.spellings("") == sounds.spellings("𠀀") == ()
    assert len(sounds.spellings("长长长长长长")) == sounds.MOST
    assert sounds.syllables("shilikang") == ("shi", "li", "kang")
    assert sounds.syllables("catheter") == sounds.syllables("") == ()
    assert sounds.sound_alike("例", "立")
    assert not sounds.sound_alike("例", "康")


# --- slips in what stands around the brand ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "differing"),
    [
        ("Shenzhen Shilikang Medical Devcies Co., Ltd.", ["business"]),
        ("Shenzhen Shilikang Medical Devices Co., Ltod.", ["form"]),
        ("Shenzhen Shilikang Medical Devices Ce., Ltd.", ["form"]),
        ("Shenzhen Shilikang Medical Devices Corporatin", ["form"]),
        ("ShenzhenShilikang Medical Devices Co., Ltd.", ["spelling"]),
        ("Medical Devices Shilikang Shenzhen Co., Ltd.", ["spelling"]),
        ("Shenzhen Shilikong Medical Device Co., Ltd.", ["brand", "business"]),
        ("Shenzen Shilikang Medical Devices Corp., Ltd", ["spelling"]),
        ("Shenzhen Shilizhuang Medical Devices Co., Ltd.", ["brand"]),
        ("Shenzhen Shilikang Yiliao Qixie Youxian Gongsi", ["business"]),
    ],
)
def test_slips_in_english_leave_a_name_possible(other: str, differing: list[str]) -> None:
    assert verdict_and_parts(LATIN, other) == ("possible", differing)


def test_a_bare_place_in_front_of_a_bracket_with_another_one_is_part_of_the_brand() -> None:
    for other in ("金湖示例（肇东）医疗器械有限公司", "金湖示例医疗器械（肇东）有限公司"):
        assert compare("肇东金湖示例医疗器械有限公司", other).verdict == "same"
    assert compare("Zhaodong Jinhu Shili Medical Ltd", "Jinhu Shili Medical (Zhaodong) Ltd").verdict == "same"


def test_a_county_that_leaves_no_brand_is_the_brand() -> None:
    assert parse("永康堡医疗有限公司").brand == "永康堡"
    assert parse("永康市堡医疗有限公司").brand == "堡"
    assert compare("永康堡医疗有限公司", "永康市堡医疗有限公司").verdict == "possible"
    assert compare("永康堡手术器械有限公司", "莱州永康堡手术器械有限公司").verdict == "possible"


@pytest.mark.parametrize(
    ("text", "brand", "business"),
    [
        ("昆山云健康眼科器械有限公司", "云健康", "眼科器械"),
        ("云健康眼科器械有限公司", "云健康", "眼科器械"),
        ("天门环球木业食品有限公司", "环球", "木业食品"),
        ("天门蔬菜水产食品有限公司", "蔬菜", "水产食品"),
        ("苏州医疗器械厂", "", "医疗器械"),
        ("固安县示例小镇科技有限公司", "示例小镇", "科技"),
    ],
)
def test_a_business_word_is_the_brand_where_nothing_else_is(text: str, brand: str, business: str) -> None:
    assert (parse(text).brand, parse(text).business) == (brand, business)


@pytest.mark.parametrize("country", ["中国", "瑞士"])
def test_a_country_in_front_may_be_part_of_the_brand(country: str) -> None:
    left = f"天门{country}示例眼科器械有限公司"
    for other in (f"{country}示例（天门）眼科器械有限公司", f"{country}示例眼科器械有限公司"):
        assert compare(left, other).verdict == "possible"


@pytest.mark.parametrize(
    ("text", "places", "rest"),
    [
        ("和川省成都市示例康医疗有限公司", ("成都",), "和川省"),
        ("和川省成都示例康医疗有限公司", ("成都",), "和川省"),
        ("云南省五曲靖市示例康医疗有限公司", ("云南", "曲靖"), "五"),
        ("江西省南娜昌市示例康医疗有限公司", ("江西",), "南娜昌市"),
        ("江西省都市示例康医疗有限公司", ("江西",), ""),
    ],
)
def test_a_misspelt_place_does_not_stay_in_the_brand(text: str, places: tuple[str, ...], rest: str) -> None:
    name = parse(text)
    assert (name.places, name.rest) == (places, rest)
    assert name.letters == ("都市示例康" if "都市" in text and not rest else "示例康")
    assert compare(text, "示例康医疗有限公司").verdict in ("possible", None)


def test_a_slip_leaves_room_for_a_doubt_only_in_a_long_brand() -> None:
    assert compare("深圳市示例康德安医疗有限公司", "示例康德宁医疗有限公司").verdict == "possible"
    assert compare("深圳市示例康医疗有限公司", "示例安医疗有限公司").verdict is None
    # A character that sounds alike.
    assert compare("深圳市示例康医疗有限公司", "示立康医疗有限公司").verdict == "possible"
    assert compare("Shenzhen Shilikangde Medical Ltd", "Shilikengde Medical Ltd").verdict == "possible"


def test_a_former_city_in_english() -> None:
    assert parse("Foshan Nanhai Shilikang Medical Ltd").location == ("china", "guangdong", "foshan", "nanhai", "")
    assert parse("Shunde Shilikang Medical Ltd").location == ("china", "guangdong", "foshan", "shunde", "")


def test_characters_that_sound_alike_come_first() -> None:
    alike, unlike = (compare(HAN, f"深圳市示{char}康医疗器械有限公司") for char in "立甲")
    assert alike.differences[0].part == unlike.differences[0].part == "brand"
    assert alike.score > unlike.score


def test_equal_differences_still_have_an_order() -> None:
    scores = [
        compare("深圳市示例康医疗器械有限公司", f"深圳市{brand}医疗器械有限公司").score
        for brand in ("示例列康", "示例", "例康")
    ]
    assert len(set(scores)) > 1
    many = [compare(HAN, "示例康" + tail).score for tail in ("", "医疗", "有限公司", "国际医疗器械厂苏州分公司")]
    assert len(set(many)) == len(many)
    assert min(many) > 1


@pytest.mark.parametrize("empty", ["", "   ", "（）", "!?·"])
def test_no_name_is_nothing(empty: str) -> None:
    for pair in ((empty, HAN), (empty, LATIN), (empty, ""), (empty, empty)):
        assert compare(*pair) == Comparison(None, 0.0, ())


def test_a_form_alone_is_no_name() -> None:
    assert compare("有限公司", "有限责任公司").verdict is None
    assert compare("有限公司", "有限公司").verdict == "same"


def test_parsed_names_compare_as_their_texts() -> None:
    other = "深圳市示例安医疗器械有限公司"
    assert compare(parse(HAN), parse(other)) == compare(HAN, other) == compare(HAN, parse(other))


def test_closer_names_score_higher() -> None:
    scores = [
        compare(HAN, other).score
        for other in (
            HAN,
            "深圳市示例康医疗器械股份有限公司",
            "深圳市示例康医疗科技有限公司",
            "深圳市示例安医疗器械有限公司",
            "广州市示例康医疗器械有限公司",
        )
    ]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)
    assert (scores[0], scores[-1]) == (100.0, 0.0)


# --- describe ---------------------------------------------------------------------------------------------------------


def test_sentences_in_both_languages() -> None:
    assert describe(compare(HAN, HAN)) == ("名称各部分一致", "the names agree in every part")
    assert describe(compare("", HAN)) == ("没有可以比较的名称", "there is no name to compare")
    assert describe(compare(HAN, "深圳市示例安医疗器械有限公司苏州分公司")) == (
        "字号不同：“示例康”与“示例安”；分支机构不同：（无）与“苏州分公司”；一致的有：行政区划、行业表述、组织形式",
        'brand differs: "示例康" and "示例安"; branch differs: (none) and "苏州分公司"; '
        "alike: place, business, legal form",
    )


@pytest.mark.parametrize(
    ("other", "zh", "en"),
    [
        ("广州市示例康医疗器械有限公司", "行政区划不同：“深圳”与“广州”", 'place differs: "深圳" and "广州"'),
        (
            "深圳市示例康食品有限公司",
            "行业表述不同：“医疗器械”与“食品”",
            'business differs: "医疗器械" and "食品"',
        ),
        (
            "深圳市示例康医疗器械厂",
            "组织形式不同：“有限公司”与“厂”",
            'legal form differs: "有限公司" and "厂"',
        ),
        (
            "深圳市示例康医疗器械有限公司(曾用名)",
            "其他文字不同：（无）与“曾用名”",
            'other words differs: (none) and "曾用名"',
        ),
        (
            "深训市示例康医疗器械有限公司",
            f"拼写不同：“{HAN}”与“深训市示例康医疗器械有限公司”",
            f'spelling differs: "{HAN}" and "深训市示例康医疗器械有限公司"',
        ),
        ("Beichen", f"文字不同：“{HAN}”与“beichen”", f'script differs: "{HAN}" and "beichen"'),
    ],
)
def test_every_part_has_its_words(other: str, zh: str, en: str) -> None:
    assert describe(compare(HAN, other)._replace(agreements=())) == (zh, en)


# --- index terms ------------------------------------------------------------------------------------------------------


def test_chinese_terms_are_characters_and_pairs_of_the_brand() -> None:
    assert set(grams(HAN)) == {"示", "例", "康", "示例", "例康"}


def test_latin_terms_are_words_and_runs_of_four() -> None:
    terms = set(grams("Shili Kang Ltd"))
    assert {"shili", "kang", "shil", "hili", "lika", "=shilikang", "^shi", "ang$"} <= terms


def test_a_name_without_brand_has_a_term() -> None:
    assert grams("医疗器械有限公司")
    assert grams("有限公司") == ("=",)


def test_terms_of_a_parsed_name_are_those_of_its_text() -> None:
    for text in (HAN, LATIN, "安康示例医疗器械有限公司"):
        assert grams(parse(text)) == grams(text)
        assert len(set(grams(text))) == len(grams(text))


def test_terms_at_stake() -> None:
    assert company.terms_at_stake("深圳市示例康医疗器械有限公司") == 3
    for unclear in ("示例康医疗器械有限公司", "深圳市示例康有限公司"):
        assert company.terms_at_stake(unclear) == 8
    # 安, 康, 安康, 康示 are only in the second reading.
    assert company.terms_at_stake("安康示例医疗器械有限公司") == 3 + 4
    assert company.terms_at_stake("Shilikang Medical Devices Co., Ltd.") == 15
    assert company.terms_at_stake("Shilikang Ltd") == len(grams("Shilikang Ltd")) - 1


# --- word lists -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("深圳市", "深圳"),
        ("延边朝鲜族自治州", "延边"),
        ("丰县", "丰县"),
        ("浦东新区", "浦东"),
        ("神农架林区", "神农架"),
        ("香港特别行政区", "香港"),
        ("示例", "示例"),
    ],
)
def test_places_without_their_endings(full: str, short: str) -> None:
    assert lists.bare(full) == short


def test_places_by_first_character() -> None:
    starting = lists.han_places().starting("深")
    assert starting is not None
    (place,) = starting.full["深圳"]
    assert (place.level, place.province, place.city) == (lists.PREFECTURE, "广东", "深圳")
    assert list(starting.lengths) == sorted(starting.lengths, reverse=True)
    assert lists.han_places().starting("z") is None


def test_places_in_latin_letters() -> None:
    places = lists.latin_places()
    (hong_kong,) = places.find("hongkong") or ()
    assert hong_kong.country == lists.CHINA_LATIN
    assert places.find("shilikang") is None
    assert places.country("china") == "china"
    assert places.country("shilikang") == ""


def test_equal_forms_have_one_spelling() -> None:
    han, latin = lists.han_forms(), lists.latin_forms()
    assert han.forms["有限责任公司"] == "有限公司"
    assert han.forms["股份公司"] == han.forms["股份有限公司"] != "有限公司"
    assert latin.forms["coltd"] == latin.forms["companylimited"] == "ltd"
    for forms in (han, latin):
        assert all(forms.forms[form] == form for form in forms.forms.values())


def test_simplified_characters_are_not_traditional_ones() -> None:
    table = lists.traditional()
    assert chr(ord(table[ord("醫")])) == "医"
    assert not {ord(simplified) for simplified in table.values()} & table.keys()


def test_a_missing_list_names_its_file() -> None:
    with pytest.raises(FactsMissing) as raised:
        lists.table("示例.toml")
    assert raised.value.searched[0].endswith("示例.toml")


# --- what holds for every name ----------------------------------------------------------------------------------------

ANY_TEXT = st.text(st.characters(), max_size=60)
PLACES = ["", "深圳市", "深圳", "广东省深圳市", "苏州", "安康", "上海", "中国", "东莞市长安镇", "南京市鼓楼区"]
BRANDS = ["示例康", "示例安", "示例", "例", "安康示例", "示例abc", "abc", "示例医疗", "深圳示例", "口罩", "北辰", ""]
LINES = ["", "医疗器械", "医疗科技", "医疗", "食品", "生物科技", "口罩", "国际贸易", "实业", "医械"]
FORMS = ["", "有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "厂", "公司"]
ENDINGS = ["", "", "", "苏州分公司", "第二分厂", "(苏州)", "（集团）", "(曾用名)", "办事处", "（原示例康医疗厂）"]
LATIN_PLACES = ["", "Shenzhen", "Guangdong Shenzhen", "Shanghai", "Suzhou", "China", "Hong Kong", "Xi'an", "Ankang"]
LATIN_BRANDS = ["Shilikang", "Shilian", "Shi Li Kang", "Shilikeng", "Beichen", "New Gene", "Sl", "A", "Shilikang 3"]
LATIN_LINES = ["", "Medical Devices", "Medical", "Food", "Bio-Tech", "Import & Export", "Mask", "International Trade"]
LATIN_FORMS = ["", "Co., Ltd.", "Limited", "Inc.", "GmbH", "Group Co., Ltd", "Factory", "(Group) Ltd", "LLC"]
LATIN_ENDINGS = ["", "", "", "Suzhou Branch", ", China", "(Shenzhen)", ", Shenzhen, China", "(formerly Shilian Ltd)"]


@st.composite
def han_names(draw: st.DrawFn) -> str:
    place, brand, line, form, ending = (
        draw(st.sampled_from(choices)) for choices in (PLACES, BRANDS, LINES, FORMS, ENDINGS)
    )
    shape = draw(st.integers(0, 3))
    if shape == 0:
        return f"{brand}（{place}）{line}{form}{ending}"
    if shape == 1:
        return f"{brand}{line}({place}){form}{ending}"
    return place + brand + line + form + ending


@st.composite
def latin_names(draw: st.DrawFn) -> str:
    place, brand, line, form, ending = (
        draw(st.sampled_from(choices))
        for choices in (LATIN_PLACES, LATIN_BRANDS, LATIN_LINES, LATIN_FORMS, LATIN_ENDINGS)
    )
    if draw(st.integers(0, 2)) == 0:
        return " ".join(filter(None, (brand, f"({place})", line, form, ending)))
    return " ".join(filter(None, (place, brand, line, form, ending)))


@st.composite
def slipped(draw: st.DrawFn, text: str) -> str:
    """The text with up to two slips."""
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(text)))
        new = draw(st.sampled_from("示例康安aoシ()（）- .&'+1éſİ市区ﬁ\ud800"))
        text = draw(
            st.sampled_from(
                [
                    text[:at] + new + text[at:],
                    text[:at] + text[at + 1 :],
                    text[:at] + new + text[at + 1 :],
                    text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :],
                ]
            )
        )
    return text


NAMES = st.one_of(han_names(), latin_names())
PAIRS = st.one_of(
    NAMES.flatmap(lambda name: st.tuples(st.just(name), slipped(name))),
    NAMES.flatmap(lambda name: st.tuples(slipped(name), slipped(name))),
    st.tuples(han_names(), han_names()),
    st.tuples(latin_names(), latin_names()),
    st.tuples(han_names(), latin_names()),
    st.tuples(NAMES, ANY_TEXT),
    st.tuples(ANY_TEXT, ANY_TEXT),
)
TEXTS = st.one_of(ANY_TEXT, NAMES, NAMES.flatmap(slipped))
many = settings(max_examples=80, deadline=None)
some = settings(max_examples=50, deadline=None)


def mirrored(result: Comparison) -> Comparison:
    turned = tuple(one._replace(left=one.right, right=one.left) for one in result.differences)
    agreed = tuple(one._replace(left=one.right, right=one.left) for one in result.agreements)
    return result._replace(differences=turned, agreements=agreed)


@many
@given(TEXTS)
@example("İſﬁ\ud800示")
@example("(((")
def test_any_text_has_parts(text: str) -> None:
    name = parse(text)
    assert isinstance(name, CompanyName)
    assert name.text == company.normalise(text)
    assert name.key == company.key(text)
    assert name.fields <= name.meanings
    assert company.script(text) in ("han", "latin")
    assert company.terms_at_stake(text) > 0
    assert grams(text)


@many
@given(TEXTS)
@example("ſ")
@example("K示")
@example("e示\u0301")
@example("ﷺ" * 40)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = company.normalise(text)
    assert company.normalise(once) == once
    assert len(once) <= company.LIMIT
    assert parse(once) == parse(text)


@many
@given(TEXTS)
def test_a_name_is_the_same_as_itself(text: str) -> None:
    verdict = compare(text, text).verdict
    assert verdict == ("same" if company.normalise(text) else None)


@many
@given(PAIRS)
def test_order_does_not_matter(pair: tuple[str, str]) -> None:
    left, right = pair
    assert compare(right, left) == mirrored(compare(left, right))


@many
@given(PAIRS)
@example(("示例有限公司", "示例有限责任公司"))
def test_equal_keys_are_the_same_name(pair: tuple[str, str]) -> None:
    left, right = pair
    assume(company.normalise(left) and company.normalise(right))
    assert (company.key(left) == company.key(right)) == (compare(left, right).verdict == "same")


@many
@given(PAIRS)
def test_verdict_score_and_differences_agree(pair: tuple[str, str]) -> None:
    result = compare(*pair)
    if result.verdict == "same":
        assert (result.score, result.differences) == (100.0, ())
        assert result.agreements or not parse(pair[0]).letters
    elif result.verdict == "possible":
        assert 0 < result.score < 100
        assert result.differences
    else:
        assert result.score == 0
    zh, en = describe(result)
    assert zh
    assert en
    if result.differences:
        assert zh.count("不同：") >= len(result.differences)
        assert en.count(" differs: ") >= len(result.differences)


@many
@given(PAIRS)
def test_close_names_share_a_term(pair: tuple[str, str]) -> None:
    left, right = pair
    if compare(left, right).verdict is not None:
        terms = grams if company.script(left) == company.script(right) else spoken
        assert set(terms(left)) & set(terms(right))


@many
@given(PAIRS)
def test_scripts_differ_only_where_one_is_chinese(pair: tuple[str, str]) -> None:
    left, right = pair
    assume(company.normalise(left) and company.normalise(right))
    result = compare(left, right)
    apart = company.script(left) != company.script(right)
    assert apart == any(difference.part == "script" for difference in result.differences)


WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
TRADITIONAL = {ord(simplified): chr(code) for code, simplified in lists.traditional().items()}


@some
@given(NAMES)
def test_width_and_case_say_nothing(text: str) -> None:
    for other in (text.upper(), text.lower(), text.translate(WIDE), text.upper().translate(WIDE)):
        assert company.normalise(other) == company.normalise(text)
        assert company.key(other) == company.key(text)


@some
@given(han_names())
def test_traditional_characters_say_nothing(text: str) -> None:
    other = text.translate(TRADITIONAL)
    assert company.normalise(other) == company.normalise(text)
    assert company.key(other) == company.key(text)


@some
@given(st.data())
def test_spaces_and_points_in_a_chinese_name_say_nothing(data: st.DataObject) -> None:
    text = data.draw(han_names())
    assume(company.script(text) == "han")
    noise = st.sampled_from(["", "", " ", "\u3000", "\t", "·", "，", "-", "_", "。"])
    other = "".join(data.draw(noise) + char for char in text)
    assert company.normalise(other) == company.normalise(text)
    assert company.key(other) == company.key(text)


@some
@given(latin_names(), st.sampled_from(["  ", "\t", "\u3000", "\n", " . ", ", "]))
def test_more_space_between_words_says_nothing(text: str, space: str) -> None:
    assert company.key(f" {text.replace(' ', space)} ") == company.key(text)


# --- the rules, over many names ---------------------------------------------------------------------------------------

CITIES = ["深圳市", "广州市", "上海市", "北京市", "苏州市", "杭州市", "武汉市", "成都市", "东莞市", "厦门市"]
TRADES = ["医疗器械", "食品", "纺织", "国际贸易", "电子", "口罩", "塑料", "汽车", "环保", "建筑"]
LETTERS = "甲乙丙丁戊己庚辛壬癸"
brands = st.text(LETTERS, min_size=1, max_size=4).map(lambda tail: "示例" + tail)


@some
@given(st.sampled_from(CITIES), brands, st.sampled_from(TRADES), st.data())
def test_one_changed_character_of_the_brand_needs_a_person(
    city: str, brand: str, trade: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(brand) - 1))
    other = brand[:at] + data.draw(st.sampled_from(LETTERS).filter(lambda char: char != brand[at])) + brand[at + 1 :]
    left, right = f"{city}{brand}{trade}有限公司", f"{city}{other}{trade}有限公司"
    result = compare(left, right)
    assert result.verdict == "possible"
    assert result.differences == (Difference("brand", brand, other),)
    assert len(set(grams(left)) - set(grams(right))) <= company.terms_at_stake(left)


@some
@given(st.lists(st.sampled_from(CITIES), min_size=2, max_size=2, unique=True), brands, st.sampled_from(TRADES))
def test_another_city_is_another_company(cities: list[str], brand: str, trade: str) -> None:
    left, right = (f"{city}{brand}{trade}有限公司" for city in cities)
    result = compare(left, right)
    assert result.verdict is None
    assert [difference.part for difference in result.differences] == ["place"]


@some
@given(st.sampled_from(CITIES), brands, st.lists(st.sampled_from(TRADES), min_size=2, max_size=2, unique=True))
def test_another_line_of_business_is_another_company(city: str, brand: str, trades: list[str]) -> None:
    left, right = (f"{city}{brand}{trade}有限公司" for trade in trades)
    result = compare(left, right)
    assert result.verdict is None
    assert result.differences == (Difference("business", *trades),)


@some
@given(st.sampled_from(CITIES), st.sampled_from(TRADES), st.text("甲乙丙", min_size=2), st.text("壬癸辛", min_size=2))
def test_brands_that_share_nothing_are_nothing(city: str, trade: str, one: str, other: str) -> None:
    assert compare(f"{city}{one}{trade}有限公司", f"{city}{other}{trade}有限公司").verdict is None


@some
@given(st.text("abc", max_size=7), st.text("abc", max_size=7), st.integers(0, 2))
def test_within_counts_slips(left: str, right: str, edits: int) -> None:
    assert company.within(left, right, edits) == (OSA.distance(left, right) <= edits)


# --- length -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit",
    [
        "例",
        "a",
        "a ",
        "(",
        "a(",
        "()",
        "深圳市",
        "长安镇",
        "有限公司",
        "医疗",
        "shenzhen ",
        "medical ",
        "é",
        "ﷺ",
        "\u0301",
        "&",
    ],
)
def test_a_very_long_text_is_cut(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.perf_counter()
    assert len(company.normalise(text)) <= company.LIMIT
    assert compare(text, text[:50_000]).verdict == ("same" if company.normalise(text) else None)
    result = compare(text, "示" + text)
    assert describe(result)
    assert len(grams(text)) < 4 * company.LIMIT
    assert len(parse(text).key) < 4 * company.LIMIT
    assert time.perf_counter() - started < 2
