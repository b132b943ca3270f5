"""What words say of goods: heads of names, negations, firms, answers on forms."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supplycheck.products import words


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("医用外科口罩", "mask"),
        ("医用外科口罩 耳挂式", "mask"),
        ("医用外科口罩（耳带式）50只/盒", "mask"),
        ("KN95口罩 带呼吸阀", "mask"),
        ("KN95口罩带呼吸阀", "mask"),
        ("一次性口罩盒装", "mask"),
        ("口罩 无纺布", "mask"),
        ("醫用外科口罩", "mask"),
        ("医 用 外 科 口 罩", "mask"),
        ("Disposable Surgical Face Mask", "mask"),
        ("医用一次性防护服 连帽带脚套", "suit"),
        ("医用防护服胶条型", "suit"),
        ("呼吸机 带台车", "ventilator"),
        ("红外额温计 带支架", "thermometer"),
        ("新型冠状病毒（2019-nCoV）抗原检测试剂盒（胶体金法）", "test_kit"),
        ("COVID-19 Antigen Rapid Test Kit", "test_kit"),
        *(
            (other, None)
            for other in (
                "口罩机", "全自动口罩生产线", "口罩收纳夹", "口罩耳带", "口罩用鼻梁条", "口罩用熔喷布", "口罩外包装纸箱",
                "口罩紫外线消毒盒", "口罩注塑模具", "口罩颗粒过滤效率测试仪", "补水面膜", "真丝眼罩", "宠物口罩", "狗用口罩", "防护服面料", "击剑防护服",
                "呼吸机管路消毒机", "玻璃体温计", "水银体温计", "食品温度计", "乙型肝炎检测试剂盒", "抗原检测试剂盒包装彩盒（空盒）",
                "医用检查手套", "护目镜", "女式棉制T恤衫", "Face mask making machine", "Beauty sheet mask", "HIV rapid test kit",
            )
        ),
    ],
)  # fmt: skip
def test_the_head_of_a_name_decides(name: str, kind: str | None) -> None:
    assert words.type_of_name(name) == kind


@pytest.mark.parametrize(
    "text",
    [
        "供临床各类人员在非有创操作过程中佩戴", "医用", "醫用口罩", "医 用 外 科 口 罩", "For medical use", "surgical masks for hospitals",
        "非一次性医用口罩", "医用/非医用：医用", "是否医用：是；医用", "Non-medical outer carton, inner boxes marked Surgical Mask",
        "本品为医用外科口罩，包装破损禁止使用", "医用外科口罩品牌：样例", "Type IIR", "手术用 禁止使用破损品", "不可重复使用的医用外科口罩",
        "非医疗机构人员、医务人员均可佩戴", "for medical use; do not reuse", "供医务人员佩戴", "dispositif médical",
    ],
)  # fmt: skip
def test_medical_wording_is_heard(text: str) -> None:
    assert words.medical_cues(text)[0] is True


@pytest.mark.parametrize(
    "text",
    [
        "非医用", "不能替代医用口罩", "本品不能替代医用外科口罩或医用防护口罩", "not for medical use",
        "Not for medical, surgical or clinical use", "cannot replace medical masks or surgical masks", "是否医用：否",
        "医用/非医用：非医用", "Medical use: No", "医院内请勿使用", "民用口罩，不作医疗用途", "Non-medical mask", "日常防护型口罩",
        "非医用；生产商：绍兴示例康悦医疗用品有限公司", "示例医疗牌日常防护型口罩（非医用）",
        "请勿在医院手术室、隔离病房使用", "本品不能用作医用口罩", "不建议医护人员使用", "本品不属医疗器械", "不符合医用标准", "医疗用途除外",
        "未经医疗器械注册", "not a substitute for a surgical mask", "Not intended to replace N95 or surgical masks",
        "Medical use prohibited", "pas un dispositif médical", "nicht für medizinische Zwecke", "Geen medisch hulpmiddel",
        "No apto para uso médico", "孕妇、儿童及心肺疾病患者慎用", "误吞请立即送医院", "Seek medical advice if irritation occurs",
        "Civil mask. Made by Shaoxing Shili Kangyue Medical Supplies Co., Ltd.",
    ],
)  # fmt: skip
def test_what_is_denied_or_a_firms_name_is_no_medical_wording(text: str) -> None:
    assert words.medical_cues(text)[0] is not True


@pytest.mark.parametrize("text", ["一次性口罩", "白色 M码", "White, size M", "聚丙烯无纺布", ""])
def test_silence_says_nothing(text: str) -> None:
    assert words.medical_cues(text) == (None, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [("无菌型", True), ("已灭菌", True), ("非无菌", False), ("非无菌，独立包装", False), ("non-sterile", False), ("sterile", True), ("独立包装", None),
     ("本品未经灭菌", False), ("无菌：否", False), ("灭菌方式：环氧乙烷", True), ("Sterile: No", False), ("not sterilised", False), ("niet-steriel", False)],
)  # fmt: skip
def test_sterile(text: str, said: bool | None) -> None:
    assert words.is_sterile(text) is said


@pytest.mark.parametrize(
    ("text", "said"),
    [("红外额温计（民用）", True), ("工业红外测温仪", False), ("红外测温仪（不可用于人体测温）", False), ("耳温枪", True), ("非体温计", False)],
)  # fmt: skip
def test_thermometers_for_people(text: str, said: bool) -> None:
    assert words.measures_people(text) is said


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("一次性使用医用口罩", "mask"),
        ("新型冠状病毒(2019-nCoV)抗体检测试剂盒", "test_kit"),
        ("适用于生产医用口罩", None),
        ("可配套各类口罩使用", None),
        ("隐血试纸", None),
    ],
)
def test_goods_that_a_label_names(text: str, kind: str | None) -> None:
    assert words.goods_named(text) == kind


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_answered(text: str) -> None:
    assert words.squeeze(words.squeeze(text)) == words.squeeze(text)
    assert words.type_of_name(text) in {None, "mask", "suit", "ventilator", "thermometer", "test_kit"}
    assert words.medical_cues(text)[0] in (True, False, None)
    assert words.is_sterile(text) in (True, False, None)
    assert words.measures_people(text) in (True, False)


@pytest.mark.parametrize(
    "piece", ["医用", "not for medical ", "a", "示例 ", "medical, ", "口罩", "(", "非医用或", "co "]
)
def test_long_texts_cost_no_more_than_their_length(piece: str) -> None:
    started = time.perf_counter()
    words.medical_cues(piece * 20_000)
    words.type_of_name(piece * 20_000)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    "text",
    [
        "藥物監督管理局 醫療器械註冊申請收據（審批中）",
        "CDSCO application for import licence, Form MD-14, acknowledgement",
        "Permohonan AKL sedang diproses",
        "의료기기 수입허가 신청서",
        "접수증",
        "承認申請書",
        "Заявка на регистрацию",
        "Solicitud de registro sanitario",
        "Pedido de notificação",
        "Zulassungsantrag",
        "registration pending, application approved for examination",
    ],
)
def test_a_paper_that_only_asks_for_another(text: str) -> None:
    assert words.asks_for(text)


@pytest.mark.parametrize(
    "text",
    [
        "医疗器械注册证，申请人：示例进出口有限公司",
        "신청인: (주)예시메디칼",
        "Antragsteller: Beispiel GmbH",
        "Import licence MD-15, application of 2021-03-01 approved",
        "mask for medical application",
        "depending on the batch",
        "Manufacturer confirmation letter, Regulation (EU) 2023/607, MDR application 2024-03-01, written agreement 2024-08-15",
        "patent pending",
        "届出受理番号",
        "HSA notification, acknowledgement of import",
    ],
)
def test_a_paper_that_was_granted(text: str) -> None:
    assert words.asks_for(text) is None


@pytest.mark.parametrize(
    ("text", "type_", "word"),
    [
        ("Blood pressure monitor", "thermometer", "blood pressure"),
        ("電子血圧計", "thermometer", "血圧计"),
        ("손소독제", "mask", "소독제"),
        ("NRCS Letter of Authority, VC 9000 safety footwear", "mask", "safety footwear"),
        ("NAFDAC registration, syrup paracetamol", "mask", "syrup"),
        ("latex examination gloves", "mask", "gloves"),
        ("医用橡胶手套", "suit", "手套"),
        ("perchatki, перчатки медицинские", "mask", "перчатк"),
        ("surgical masks and gloves", "mask", None),
        ("SARS-CoV-2 Ag, nasal swab and gloves", "test_kit", None),
        ("KF94 보건용 마스크", "mask", None),
        ("Example Shield SC-300", "mask", None),
        ("Giấy phép nhập khẩu trang thiết bị y tế", "test_kit", None),
        ("Food and Drug Administration, certificate of registration", "mask", None),
    ],
)
def test_goods_outside_the_five_types(text: str, type_: str, word: str | None) -> None:
    assert words.other_goods(text, type_) == word


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("보건용 마스크(KF94)", "mask"),
        ("サージカルマスク", "mask"),
        ("Mascarilla quirúrgica", "mask"),
        ("маска медицинская", "mask"),
        ("코로나19 항원검사키트 (전문가용)", "test_kit"),
        ("SARSコロナウイルス抗原キット（医療用）", "test_kit"),
        ("피부적외선체온계", "thermometer"),
        ("인공호흡기", "ventilator"),
        ("전신보호복", "suit"),
        ("Giấy phép nhập khẩu trang thiết bị y tế", None),
        ("Mascara, waterproof", None),
    ],
)
def test_goods_in_other_languages(name: str, kind: str | None) -> None:
    assert words.type_of_name(name) == kind
