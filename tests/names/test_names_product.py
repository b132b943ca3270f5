"""Product names: what makes one product another, what a name may add, and what holds for every text."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from supplycheck.names import lists
from supplycheck.names.company import LIMIT, normalise, script
from supplycheck.names.product import Agreement, Comparison, Difference, ProductName, compare, describe, parse

# --- parts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("医用外科口罩", "mask-surgical"),
        ("一次性使用医用口罩", "mask-disposable"),
        ("医用防护口罩", "mask-respirator"),
        ("医用口罩", "mask-medical"),
        ("KN95防护口罩", "mask-particle"),
        ("日常防护口罩", "mask-daily"),
        ("非医用口罩", "mask"),
        ("医用一次性防护服", "suit-medical"),
        ("红外额温计", "thermometer-forehead"),
        ("无创呼吸机", "ventilator-noninvasive"),
        ("新型冠状病毒核酸检测试剂盒", "kit"),
        ("核酸提取试剂盒", "extraction-kit"),
        ("医用外科手套", "glove-surgical"),
        ("示例物件", ""),
    ],
)
def test_kind(text: str, kind: str) -> None:
    assert parse(text).kind == kind


def test_parts_of_a_test_kit() -> None:
    name = parse("新型冠状病毒（2019-nCoV）IgM抗体检测试剂盒（胶体金法）")
    assert name.axes == {
        "virus": frozenset({"新型冠状病毒"}),
        "antibody": frozenset({"igm"}),
        "analyte": frozenset({"抗体"}),
    }
    assert name.methods == {"胶体金法"}
    assert (name.brand, name.other) == ("", "")


def test_any_bracket_that_ends_in_method_is_one() -> None:
    assert parse("新型冠状病毒核酸检测试剂盒（示例法）").methods == {"示例法"}


def test_brand_and_remarks() -> None:
    name = parse("示例牌儿童医用口罩（无菌）100只")
    assert (name.kind, name.brand, name.other) == ("mask-medical", "示例", "")
    assert name.remarks == {"儿童", "无菌", "100只"}


def test_unknown_words_of_an_unknown_kind_are_kept() -> None:
    name = parse("示例物件")
    assert (name.words, name.brand, name.other) == (frozenset(), "", "示例物件")


def test_a_class_is_a_whole_word() -> None:
    assert parse("KN95口罩").axes == {"class": frozenset({"kn95"})}
    assert "class" not in parse("FFP20口罩").axes


# --- same -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("医用口罩", "醫用口罩"),
        ("医用口罩", "口罩医用"),
        ("医用口罩", "医护口罩"),
        ("医用一次性口罩", "一次性医用口罩"),
        ("ＫＮ９５防护口罩", "kn95 防护 口罩"),
        ("医用外科口罩（无菌）", "医用外科口罩[无菌]"),
        ("医用外科口罩（无菌）", "无菌医用外科口罩"),
        ("非医用口罩", "民用口罩"),
        ("新冠病毒核酸检测试剂盒", "新型冠状病毒核酸检测试剂盒"),
        ("COVID-19核酸检测试剂盒", "新型冠状病毒(2019-nCoV)核酸检测试剂盒"),
        ("medical face masks", "Medical Face Mask"),
        ("Disposable medical masks", "Medical Mask"),
        ("disposable mask for medical use", "single-use medical masks"),
        ("gloves (sterile)", "Sterile Glove"),
    ],
)
def test_same_product(left: str, right: str) -> None:
    assert compare(left, right)[:3] == ("same", 100.0, ())
    assert compare(left, right).agreements


# --- possible ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "differing"),
    [
        ("口罩", "一次性口罩", ["word"]),
        ("一次性使用医用口罩", "一次性医用口罩", ["word"]),
        ("医用一次性防护服", "医用防护服", ["word"]),
        ("一次性使用医用口罩", "医用口罩", ["kind", "word"]),
        ("口罩", "医用口罩", ["kind", "medical"]),
        ("外科口罩", "医用外科口罩", ["medical"]),
        ("医用口罩", "医用外科口罩", ["kind", "word"]),
        ("医用口罩", "医用防护口罩", ["kind", "word"]),
        ("红外额温计", "红外体温计", ["kind", "word"]),
        ("呼吸机", "无创呼吸机", ["kind", "word"]),
        ("KN95/FFP2防护口罩", "FFP2防护口罩", ["class"]),
        ("新型冠状病毒核酸检测试剂盒（荧光PCR法）", "新型冠状病毒核酸检测试剂盒", ["method"]),
        ("新型冠状病毒抗原检测试剂盒", "家用新型冠状病毒抗原检测试剂盒", ["user"]),
        ("示例牌医用口罩", "医用口罩", ["brand"]),
        ("示例牌医用口罩", "例示牌医用口罩", ["brand"]),
        ("医用口罩（无菌）", "医用口罩（非无菌）", ["remark"]),
        ("儿童医用口罩", "医用口罩", ["remark"]),
        ("医用口罩100只", "医用口罩", ["remark"]),
        ("示例物件甲", "示例物件乙", ["word"]),
        ("mask", "medical mask", ["word"]),
    ],
)
def test_one_says_more_or_says_it_otherwise(left: str, right: str, differing: list[str]) -> None:
    result = compare(left, right)
    assert result.verdict == "possible"
    assert [difference.part for difference in result.differences] == differing


# --- nothing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("医用口罩", "医用防护服"),
        ("医用口罩", "红外额温计"),
        ("医用隔离衣", "手术衣"),
        ("医用口罩", "非医用口罩"),
        ("医用口罩", "民用口罩"),
        ("医用外科口罩", "医用防护口罩"),
        ("一次性使用医用口罩", "医用外科口罩"),
        ("红外耳温计", "红外额温计"),
        ("无创呼吸机", "有创呼吸机"),
        ("医用外科手套", "医用检查手套"),
        ("KN95防护口罩", "FFP2防护口罩"),
        ("新型冠状病毒抗原检测试剂盒", "新型冠状病毒核酸检测试剂盒"),
        ("新型冠状病毒IgM抗体检测试剂盒", "新型冠状病毒IgG抗体检测试剂盒"),
        ("新型冠状病毒IgM/IgG抗体检测试剂盒", "新型冠状病毒IgG抗体检测试剂盒"),
        ("甲型流感病毒核酸检测试剂盒", "新型冠状病毒核酸检测试剂盒"),
        ("甲型流感病毒抗原检测试剂盒", "甲型乙型流感病毒抗原检测试剂盒"),
        ("猴痘病毒核酸检测试剂盒", "新型冠状病毒核酸检测试剂盒"),
        ("示例物件", "另外东西"),
        ("medical mask", "medical gown"),
        ("ffp2 mask", "ffp3 mask"),
        ("IgM antibody kit", "IgG antibody kit"),
    ],
)
def test_two_products(left: str, right: str) -> None:
    result = compare(left, right)
    assert (result.verdict, result.score) == (None, 0.0)
    assert result.differences


def test_what_excludes_is_named() -> None:
    result = compare("新型冠状病毒抗原检测试剂盒", "新冠病毒核酸检测试剂盒")
    assert result.differences == (Difference("analyte", "抗原", "核酸"),)
    result = compare("KN95防护口罩", "FFP2防护口罩")
    assert result.differences == (Difference("class", "kn95", "ffp2"),)


def test_scripts_cannot_be_compared() -> None:
    assert compare("口罩", "Mask") == Comparison(None, 0.0, (Difference("script", "口罩", "mask"),))


@pytest.mark.parametrize("empty", ["", "  ", "（）", "·"])
def test_no_name_is_nothing(empty: str) -> None:
    for pair in ((empty, "口罩"), (empty, "mask"), (empty, empty)):
        assert compare(*pair) == Comparison(None, 0.0, ())


def test_words_that_carry_nothing_are_no_product() -> None:
    assert compare("disposable", "mask").verdict is None
    assert compare("disposable", "single use").verdict is None


def test_parsed_names_compare_as_their_texts() -> None:
    left, right = "医用外科口罩", "医用口罩"
    assert compare(parse(left), parse(right)) == compare(left, right) == compare(parse(left), right)


def test_what_agrees() -> None:
    result = compare("示例牌KN95口罩（10只）", "示例牌KN95口罩")
    assert result.agreements == (Agreement("kind", "kn95口罩"), Agreement("class", "kn95"), Agreement("brand", "示例"))
    assert compare("奇物甲", "奇物甲").agreements == (Agreement("word", "奇物甲"),)
    assert compare("mask", "medical mask").agreements == (Agreement("word", "mask"),)


def test_scores_have_no_floor() -> None:
    long = [
        compare("医用口罩", "医用口罩" + "".join(f"（{n}法）" for n in range(many))).score for many in range(1, 30, 4)
    ]
    assert min(long) > 0
    assert compare("口罩", "口罩（无菌）（大号）").score < compare("口罩", "口罩（无菌）").score


def test_closer_names_score_higher() -> None:
    others = ["医用外科口罩", "医用外科口罩（无菌）", "医用口罩", "医用防护口罩"]
    scores = [compare("医用外科口罩", other).score for other in others]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


# --- describe ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "zh", "en"),
    [
        ("口罩", "口罩", "产品名称各部分一致", "the product names agree in every part"),
        ("", "口罩", "没有可以比较的产品名称", "there is no product name to compare"),
        ("口罩", "Mask", "文字不同：“口罩”与“mask”", 'script differs: "口罩" and "mask"'),
        (
            "KN95口罩",
            "FFP2口罩",
            "防护等级不同：“kn95”与“ffp2”；一致的有：产品种类",
            'protection class differs: "kn95" and "ffp2"; alike: kind of product',
        ),
        (
            "示例牌口罩",
            "口罩",
            "品牌不同：“示例”与（无）；一致的有：产品种类",
            'brand differs: "示例" and (none); alike: kind of product',
        ),
        (
            "口罩",
            "医用口罩",
            "产品种类不同：“口罩”与“医用口罩”；医用与否不同：（无）与“医用”；一致的有：用词",
            'kind of product differs: "口罩" and "医用口罩"; medical or not differs: (none) and "医用"; alike: wording',
        ),
        (
            "KN95口罩",
            "KN95口罩（无菌）",
            "规格说明不同：（无）与“无菌”；一致的有：产品种类、防护等级",
            'remark on make or size differs: (none) and "无菌"; alike: kind of product, protection class',
        ),
        (
            "mask",
            "medical mask",
            "用词不同：（无）与“medical”；一致的有：用词",
            'wording differs: (none) and "medical"; alike: wording',
        ),
    ],
)
def test_sentences_in_both_languages(left: str, right: str, zh: str, en: str) -> None:
    assert describe(compare(left, right)) == (zh, en)


@pytest.mark.parametrize(
    ("left", "right", "zh", "en"),
    [
        ("新冠病毒抗原试剂盒", "新冠病毒核酸试剂盒", "检测对象", "what is tested"),
        ("新冠病毒IgM抗体试剂盒", "新冠病毒IgG抗体试剂盒", "抗体类别", "class of antibody"),
        ("甲型流感病毒抗原试剂盒", "新冠病毒抗原试剂盒", "病原体", "pathogen"),
        ("新冠病毒抗原试剂盒", "新冠病毒抗原试剂盒（胶体金法）", "方法", "method"),
        ("新冠病毒抗原试剂盒", "新冠病毒抗原自测试剂盒", "使用者", "user"),
        ("儿童口罩", "口罩", "规格说明", "remark on make or size"),
    ],
)
def test_every_part_has_its_words(left: str, right: str, zh: str, en: str) -> None:
    described = describe(compare(left, right))
    assert described[0].startswith(f"{zh}不同：")
    assert described[1].startswith(f"{en} differs: ")


# --- what holds for every name ----------------------------------------------------------------------------------------

WORDS = [
    "一次性",
    "使用",
    "医用",
    "非医用",
    "外科",
    "防护",
    "口罩",
    "防护服",
    "KN95",
    "FFP2",
    "红外",
    "额温计",
    "体温计",
    "新型冠状病毒",
    "甲型流感病毒",
    "乙型",
    "核酸",
    "抗原",
    "抗体",
    "IgM",
    "IgG",
    "检测试剂盒",
    "试剂",
    "（荧光PCR法）",
    "(胶体金法)",
    "无菌",
    "儿童",
    "100人份",
    "示例牌",
    "示例",
    "手套",
    "呼吸机",
    "无创",
    "2019-nCoV",
    "面罩",
]
LATIN_WORDS = [
    "medical",
    "Mask",
    "masks",
    "surgical",
    "disposable",
    "of",
    "glove",
    "kit",
    "for",
    "single",
    "use",
    "KN95",
    "gowns",
    "(sterile)",
    "3",
    "a",
]
ANY_TEXT = st.text(st.characters(), max_size=60)
HAN_NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map("".join)
LATIN_NAMES = st.lists(st.sampled_from(LATIN_WORDS), min_size=1, max_size=5).map(" ".join)
NAMES = st.one_of(HAN_NAMES, LATIN_NAMES)


@st.composite
def slipped(draw: st.DrawFn, text: str) -> str:
    """The text with one slip."""
    at = draw(st.integers(0, len(text)))
    new: str = draw(st.sampled_from([*"示例a(）- .&'1éſﬁ法牌\ud800", "医用", "一次性"]))
    return draw(
        st.sampled_from([text[:at] + new + text[at:], text[:at] + text[at + 1 :], text[:at] + new + text[at + 1 :]])
    )


PAIRS = st.one_of(
    NAMES.flatmap(lambda name: st.tuples(st.just(name), slipped(name))),
    st.tuples(HAN_NAMES, HAN_NAMES),
    st.tuples(LATIN_NAMES, LATIN_NAMES),
    st.tuples(NAMES, ANY_TEXT),
    st.tuples(ANY_TEXT, ANY_TEXT),
)
TEXTS = st.one_of(ANY_TEXT, NAMES, NAMES.flatmap(slipped))
many = settings(max_examples=80, deadline=None)
some = settings(max_examples=50, deadline=None)


@many
@given(TEXTS)
@example("((法))")
@example("牌口罩")
@example("1只\ud800")
def test_any_text_has_parts(text: str) -> None:
    name = parse(text)
    assert isinstance(name, ProductName)
    assert name.text == normalise(text)
    assert parse(name.text) == name
    for values in name.axes.values():
        assert values <= name.words


@many
@given(TEXTS)
def test_a_name_is_the_same_as_itself(text: str) -> None:
    assert compare(text, text).verdict == ("same" if normalise(text) else None)


@many
@given(PAIRS)
def test_order_does_not_matter(pair: tuple[str, str]) -> None:
    left, right = pair
    result = compare(left, right)
    turned = tuple(one._replace(left=one.right, right=one.left) for one in result.differences)
    assert compare(right, left) == result._replace(differences=turned)


@many
@given(PAIRS)
def test_verdict_score_and_differences_agree(pair: tuple[str, str]) -> None:
    result = compare(*pair)
    if result.verdict == "same":
        assert (result.score, result.differences) == (100.0, ())
    elif result.verdict == "possible":
        assert 0 < result.score < 100
        assert result.differences
    else:
        assert result.score == 0
        assert bool(result.differences) == bool(normalise(pair[0]) and normalise(pair[1]))
    assert all(difference.left != difference.right for difference in result.differences)
    assert all(describe(result))


@many
@given(PAIRS)
def test_scripts_differ_only_where_one_is_chinese(pair: tuple[str, str]) -> None:
    left, right = pair
    apart = bool(normalise(left) and normalise(right)) and script(left) != script(right)
    assert apart == any(difference.part == "script" for difference in compare(left, right).differences)


@many
@given(st.one_of(st.tuples(HAN_NAMES, HAN_NAMES), st.tuples(LATIN_NAMES, LATIN_NAMES)), NAMES)
@example(("一次性医用口罩", "医用一次性口罩"), "医用口罩")
@example(("民用口罩", "非医用口罩"), "医用口罩")
def test_the_same_product_compares_alike_with_any_third(pair: tuple[str, str], third: str) -> None:
    if compare(*pair).verdict == "same":
        assert compare(pair[0], third).verdict == compare(pair[1], third).verdict


WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
TRADITIONAL = {ord(simplified): chr(code) for code, simplified in lists.traditional().items()}


@some
@given(NAMES)
def test_width_and_case_say_nothing(text: str) -> None:
    for other in (text.upper(), text.lower(), text.translate(WIDE), text.upper().translate(WIDE)):
        assert parse(other) == parse(text)
        assert compare(other, text).verdict == "same"


@some
@given(HAN_NAMES)
def test_traditional_characters_say_nothing(text: str) -> None:
    other = text.translate(TRADITIONAL)
    assert parse(other) == parse(text)
    assert compare(other, text).verdict == "same"


@some
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), st.sampled_from([" ", "\u3000", "·", "，", "-", "\n"]))
@example(["医用", "口罩"], " ")
def test_spaces_in_a_chinese_name_say_nothing(words: list[str], space: str) -> None:
    if script("".join(words)) == "han":
        assert compare(space.join(words), "".join(words)).verdict == "same"


@some
@given(
    st.sampled_from(["医用外科口罩", "医用防护服", "红外额温计", "无创呼吸机"]),
    st.sampled_from(["一次性", "使用", "儿童", "无菌"]),
)
def test_what_comes_and_goes_never_makes_another_product(name: str, more: str) -> None:
    assert compare(name, more + name).verdict == "possible"


# --- length -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit",
    [
        "例",
        "a",
        "a ",
        "(",
        "(法)",
        "口罩",
        "医用",
        "100只",
        "1",
        "1cmx",
        "mask ",
        "新型冠状病毒",
        "一次性",
        "ﷺ",
        "\u0301",
        "&",
    ],
)
def test_a_very_long_text_is_cut(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.perf_counter()
    assert len(parse(text).text) <= LIMIT
    assert compare(text, text[:50_000]).verdict == ("same" if normalise(text) else None)
    assert all(describe(compare(text, "示" + text)))
    assert time.perf_counter() - started < 2
