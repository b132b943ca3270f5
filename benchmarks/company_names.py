"""How company names compare: wrong `same` per class of negatives, verdicts of true pairs, recall@5, microseconds.

    python benchmarks/company_names.py [--pairs 2000] [--seed 7] [--real cn_manufacturers.csv] [--examples]

The names are made here, from places, brand characters and business words of its own; a real list (first column, a
heading) may be given beside them. Pairs of a class of negatives are two firms, so every `same` is wrong; pairs of a
class of noise are one firm.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from supplycheck.names import company, lists

PLACES = """
河北 hebei 秦皇岛 qinhuangdao 承德 chengde 辛集 xinji 任丘 renqiu 霸州 bazhou 三河 sanhe 固安县 guan 香河县 xianghe 安平县 anping
山西 shanxi 长治 changzhi 晋城 jincheng 阳泉 yangquan 忻州 xinzhou 高平 gaoping 孝义 xiaoyi
辽宁 liaoning 抚顺 fushun 本溪 benxi 营口 yingkou 盘锦 panjin 铁岭 tieling 海城 haicheng 瓦房店 wafangdian
吉林 jilin 四平 siping 辽源 liaoyuan 白山 baishan 松原 songyuan 敦化 dunhua 梅河口 meihekou
黑龙江 heilongjiang 齐齐哈尔 qiqihar 佳木斯 jiamusi 绥化 suihua 鸡西 jixi 肇东 zhaodong
江苏 jiangsu 太仓 taicang 靖江 jingjiang 泰兴 taixing 启东 qidong 如皋 rugao 东台 dongtai 溧阳 liyang 句容 jurong 沛县 peixian
浙江 zhejiang 舟山 zhoushan 诸暨 zhuji 嵊州 shengzhou 兰溪 lanxi 平湖 pinghu 海宁 haining 桐乡 tongxiang 瑞安 ruian 乐清 yueqing 温岭 wenling 临海 linhai 德清县 deqing 海盐县 haiyan 象山县 xiangshan 桐庐县 tonglu
安徽 anhui 马鞍山 maanshan 铜陵 tongling 宣城 xuancheng 淮南 huainan 亳州 bozhou 宁国 ningguo 桐城 tongcheng 广德 guangde
福建 fujian 宁德 ningde 南平 nanping 三明 sanming 石狮 shishi 晋江 jinjiang 福清 fuqing 建瓯 jianou 惠安县 huian
江西 jiangxi 景德镇 jingdezhen 萍乡 pingxiang 新余 xinyu 鹰潭 yingtan 抚州 fuzhou 樟树 zhangshu 丰城 fengcheng 高安 gaoan
山东 shandong 枣庄 zaozhuang 东营 dongying 滨州 binzhou 滕州 tengzhou 寿光 shouguang 诸城 zhucheng 莱州 laizhou 乳山 rushan 荣成 rongcheng 桓台县 huantai 阳谷县 yanggu
河南 henan 平顶山 pingdingshan 焦作 jiaozuo 鹤壁 hebi 濮阳 puyang 漯河 luohe 三门峡 sanmenxia 驻马店 zhumadian 信阳 xinyang 巩义 gongyi 荥阳 xingyang 登封 dengfeng 禹州 yuzhou 封丘县 fengqiu
湖北 hubei 黄石 huangshi 十堰 shiyan 鄂州 ezhou 荆门 jingmen 咸宁 xianning 随州 suizhou 潜江 qianjiang 枝江 zhijiang 大冶 daye
湖南 hunan 邵阳 shaoyang 益阳 yiyang 郴州 chenzhou 永州 yongzhou 怀化 huaihua 浏阳 liuyang 醴陵 liling
广东 guangdong 韶关 shaoguan 茂名 maoming 梅州 meizhou 汕尾 shanwei 清远 qingyuan 潮州 chaozhou 云浮 yunfu 普宁 puning 开平 kaiping 四会 sihui 博罗县 boluo
广西 guangxi 梧州 wuzhou 北海 beihai 钦州 qinzhou 贵港 guigang 玉林 yulin 岑溪 cenxi 灵山县 lingshan
四川 sichuan 自贡 zigong 攀枝花 panzhihua 遂宁 suining 内江 neijiang 乐山 leshan 南充 nanchong 眉山 meishan 什邡 shifang 射洪 shehong
贵州 guizhou 六盘水 liupanshui 安顺 anshun 毕节 bijie 凯里 kaili 仁怀 renhuai
云南 yunnan 玉溪 yuxi 保山 baoshan 昭通 zhaotong 丽江 lijiang 楚雄 chuxiong 腾冲 tengchong
陕西 shaanxi 铜川 tongchuan 渭南 weinan 汉中 hanzhong 榆林 yulin 商洛 shangluo 兴平 xingping 韩城 hancheng
甘肃 gansu 天水 tianshui 武威 wuwei 张掖 zhangye 酒泉 jiuquan 白银 baiyin 敦煌 dunhuang
宁夏 ningxia 石嘴山 shizuishan 吴忠 wuzhong 中卫 zhongwei 灵武 lingwu
新疆 xinjiang 克拉玛依 karamay 哈密 hami 石河子 shihezi 库尔勒 korla
内蒙古 innermongolia 赤峰 chifeng 通辽 tongliao 鄂尔多斯 ordos 乌海 wuhai 丰镇 fengzhen
海南 hainan 儋州 danzhou 琼海 qionghai 文昌 wenchang
"""

SYLLABLES = """
柯ke 曼man 逊xun 图tu 赛sai 默mo 依yi 纽niu 潘pan 歌ge 伦lun 仕shi 颐yi 澳ao 芙fu 蒂di 娅ya 皓hao 琨kun 璟jing 钰yu 铭ming 铂bo 钛tai
锦jin 缔di 绮qi 纬wei 翰han 翊yi 耀yao 聚ju 胤yin 臻zhen 茂mao 荟hui 莹ying 菁jing 葆bao 蓓bei 蔚wei 薇wei 藤teng 虹hong 衡heng 裕yu
观guan 谊yi 谦qian 贤xian 赫he 跃yue 路lu 轩xuan 迅xun 逸yi 郎lang 铃ling 键jian 闻wen 阁ge 陶tao 靖jing 韵yun 顿dun 颂song 馨xin 骄jiao
魁kui 鲸jing 鸥ou 黛dai 鼎ding 齐qi 乔qiao 仲zhong 伊yi 侨qiao 俊jun 倍bei 克ke 叶ye 吾wu 咏yong 唐tang 坤kun 培pei 堡bao 塔ta 墨mo 奇qi
奎kui 妍yan 姆mu 季ji 宙zhou 寿shou 尊zun 尼ni 岚lan 峰feng 崇chong 巴ba 帝di 库ku 廷ting 弗fu 彤tong 彩cai 御yu 悠you 惠hui 戈ge 拜bai
振zhen 敦dun 旗qi 昱yu 曙shu 朋peng 杉shan 杜du 桥qiao 楚chu 樱ying 欣xin 殷yin 沛pei 洛luo 涵han 清qing 渡du 滨bin 潮chao 澜lan 炎yan
烁shuo 焕huan 煜yu 熙xi 牧mu 玛ma 珂ke 珍zhen 珑long 瑶yao 瑜yu 甘gan 盈ying 盾dun 研yan 硕shuo 祺qi 禾he 稳wen 穆mu 竞jing 笛di 筑zhu
罡gang 羽yu 翠cui 耘yun 舟zhou 艾ai 重chong 长chang 朝chao 行hang 曾zeng 乐le 单shan 盛sheng 藏zang 朴pu
"""

# Beginnings of brands that are names of counties, too.
BRANDS_LIKE_PLACES = """
永康 yongkang|长兴 changxing|新华 xinhua|和平 heping|兴隆 xinglong|太和 taihe|正安 zhengan|东方 dongfang|武功 wugong|大兴 daxing
高阳 gaoyang|平安 pingan|安康 ankang|永兴 yongxing|东海 donghai|昌盛 changsheng|金湖 jinhu|福鼎 fuding|新安 xinan|康平 kangping
"""

LINES = """
听力设备 Hearing Equipment|假肢矫形器 Prosthetics & Orthotics|助行器材 Mobility Aids|急救用品 First Aid Products|注射器具 Injection Devices
导管 Catheter|眼科仪器 Ophthalmic Instruments|骨科器械 Orthopedic Devices|护理用品 Nursing Products|美容仪器 Beauty Instruments|陶瓷 Ceramics
玻璃仪器 Glass Instruments|医用橡胶 Medical Rubber|手术器械 Surgical Instruments|康复器械 Rehabilitation Devices|智能穿戴 Smart Wearables
免疫诊断 Immunodiagnostics|蛋白技术 Protein Technology|疫苗 Vaccines|血液制品 Blood Products|精密仪器 Precision Instruments|数控设备 CNC Equipment
滤材 Filter Materials|熔喷材料 Meltblown Materials|雨具 Rainwear|帐篷 Tents|种业 Seeds|渔业 Fishery|乐器 Musical Instruments|钟表 Clocks
钢结构 Steel Structure|石材 Stone|矿业 Mining|船舶 Shipbuilding|航空科技 Aviation Technology|旅游 Tourism|医疗器械 Medical Devices
生物科技 Biotechnology|医疗用品 Medical Supplies|电子科技 Electronic Technology|纺织 Textile|医疗科技 Medical Technology|食品 Food
防护用品 Protective Products|制药 Pharmaceutical|进出口贸易 Import & Export Trade|医用材料 Medical Materials|卫生用品 Hygiene Products
"""

FORMS = ["有限公司"] * 7 + ["股份有限公司", "有限责任公司"]
LATIN_FORMS = ["Co., Ltd."] * 6 + ["Co.,Ltd", "Limited", "Company Limited"]
SAME_FORM = ["Co., Ltd.", "CO.,LTD", "Co Ltd", "Limited", "Company Ltd.", "Co. Limited"]
SHORTER = {
    "医疗器械": ("医械", "医疗", "器械"),
    "生物科技": ("生物", "生物技术"),
    "医疗用品": ("医用品", "医疗"),
    "防护用品": ("防护", "劳保用品"),
    "电子科技": ("电子",),
    "医疗科技": ("医疗", "医疗器械"),
    "进出口贸易": ("进出口", "贸易"),
    "精密仪器": ("仪器",),
    "医用材料": ("医材",),
}
SHORTER_LATIN = [
    ("Technology", "Tech."), ("Medical", "Med."), ("Equipment", "Equip."), ("Instruments", "Instr."), ("Products", "Prods."),
    ("Pharmaceutical", "Pharma"), ("Import & Export", "Imp. & Exp."), ("Materials", "Material"), ("Devices", "Device"),
]  # fmt: skip
CHARACTERS = [(entry[0], entry[1:]) for entry in SYLLABLES.split()]
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


class Town(NamedTuple):
    zh: str
    en: str
    province: str
    province_en: str


class Firm(NamedTuple):
    town: Town
    brand: tuple[tuple[str, str], ...]
    line: tuple[str, str]

    @property
    def zh(self) -> str:
        return "".join(zh for zh, _ in self.brand)

    @property
    def en(self) -> str:
        return "".join(en for _, en in self.brand)


def towns() -> list[Town]:
    """The places of the table above."""
    found = []
    for row in PLACES.strip().split("\n"):
        province, province_en, *rest = row.split()
        found += [
            Town(zh, en, province, province_en.capitalize()) for zh, en in zip(rest[::2], rest[1::2], strict=True)
        ]
    return found


TOWNS = towns()
ALL_LINES = [tuple(entry.split(" ", 1)) for row in LINES.strip().split("\n") for entry in row.split("|")]
STARTS = [
    tuple(entry.split()) for row in BRANDS_LIKE_PLACES.strip().split("\n") for entry in row.split("|")
]  # one "syllable" of two characters


def make(rng: random.Random) -> Firm:
    """A firm."""
    length = rng.choices((2, 3, 4), (60, 27, 13))[0]
    brand = tuple(rng.sample(CHARACTERS, length))
    if rng.random() < 0.06:
        brand = (rng.choice(STARTS), *brand[: rng.randrange(3)])
    return Firm(rng.choice(TOWNS), brand, rng.choice(ALL_LINES))


def in_chinese(rng: random.Random, firm: Firm, form: str = "") -> str:
    """The firm's Chinese name, in one of the usual orders."""
    town, province = firm.town.zh, firm.town.province
    city = town if town[-1] == "县" else town + "市"
    form = form or rng.choice(FORMS)
    rest = f"{firm.zh}{firm.line[0]}{form}"
    bare = town.removesuffix("县") if len(town) > 2 else town
    return rng.choice(
        [
            town + rest,
            town + rest,
            town + rest,
            bare + rest,
            city + rest,
            city + rest,
            f"{province}{city}{rest}",
            f"{province}{town}{rest}",
            f"{firm.zh}（{town}）{firm.line[0]}{form}",
            f"{firm.zh}{firm.line[0]}（{town}）{form}",
        ]
    )


def in_english(rng: random.Random, firm: Firm) -> str:
    """The firm's English name: pinyin of place and brand, words for the business."""
    town, brand = firm.town.en.capitalize(), firm.en.capitalize()
    if len(firm.brand) > 1 and rng.random() < 0.25:
        at = len(firm.brand) // 2
        brand = " ".join("".join(en for _, en in part).capitalize() for part in (firm.brand[:at], firm.brand[at:]))
    form = rng.choice(LATIN_FORMS)
    return rng.choice(
        [
            f"{town} {brand} {firm.line[1]} {form}",
            f"{town} {brand} {firm.line[1]} {form}",
            f"{town} {brand} {firm.line[1]} {form}",
            f"{town} City {brand} {firm.line[1]} {form}",
            f"{brand} ({town}) {firm.line[1]} {form}",
            f"{brand} {firm.line[1]} ({town}) {form}",
            f"{firm.town.province_en} {brand} {firm.line[1]} {form}",
        ]
    )


# --- two firms --------------------------------------------------------------------------------------------------------


def other_firm(rng: random.Random, firm: Firm, kind: str) -> Firm:
    """Another firm that differs from the first in what the kind of negatives says; in all where it is random."""
    other = make(rng)
    if kind == "random":
        return other
    if kind == "other city":
        return firm._replace(town=other.town)
    if kind == "other business":
        return firm._replace(line=other.line)
    single = [at for at, (zh, _) in enumerate(firm.brand) if len(zh) == 1]
    if not single:
        return firm
    at = rng.choice(single)
    return firm._replace(brand=(*firm.brand[:at], rng.choice(CHARACTERS), *firm.brand[at + 1 :]))


NEGATIVES = ("random", "other city", "other business", "one brand character")


def negatives(rng: random.Random, kind: str, count: int, english: bool) -> Iterable[tuple[str, str]]:
    """Pairs of names of two firms."""
    render = in_english if english else in_chinese
    while count:
        firm = make(rng)
        other = other_firm(rng, firm, kind)
        one, two = ((f.en, f.town.en, f.line[1]) if english else (f.zh, f.town.zh, f.line[0]) for f in (firm, other))
        if one == two:
            continue
        # Where the city is what differs, both names have to say it: a name with only a province may be both firms'.
        # And a brand that differs is all that may differ.
        left, right = render(rng, firm), render(rng, other)
        if (
            kind in ("other city", "one brand character")
            and english
            and not (firm.town.en in left.lower() and other.town.en in right.lower())
        ):
            continue
        count -= 1
        yield left, right


# --- one firm ---------------------------------------------------------------------------------------------------------


def traditional() -> dict[int, str]:
    """Simplified to traditional, where the table of the project knows one."""
    return {ord(simple): chr(code) for code, simple in lists.traditional().items()}


def light(rng: random.Random, firm: Firm, english: bool) -> tuple[str, str]:
    """The name and itself in other clothes: width, case, space, script, order, equal forms."""
    if english:
        town, brand = firm.town.en.capitalize(), firm.en.capitalize()
        base = f"{town} {brand} {firm.line[1]} Co., Ltd."
        other = rng.choice(
            [
                base.upper(),
                base.translate(WIDE),
                f"  {base.replace(' ', '  ')}",
                f"{brand} {firm.line[1]} ({town}) {rng.choice(SAME_FORM)}",
                f"{brand} ({town}) {firm.line[1]} {rng.choice(SAME_FORM)}",
                base.replace("&", "and").replace("Co., Ltd.", rng.choice(SAME_FORM)),
                base + ", " + town + ", China",
            ]
        )
        return base, other
    town = firm.town.zh
    base = f"{town}{firm.zh}{firm.line[0]}有限公司"
    return base, rng.choice(
        [
            base.translate(traditional()),
            base.replace("有限公司", "有限责任公司"),
            f" {base[:3]}　{base[3:]} ",
            f"{town}{firm.zh}·{firm.line[0]}有限公司。",
            f"{firm.zh}（{town}）{firm.line[0]}有限公司",
            f"{firm.zh}({town}){firm.line[0]}有限责任公司",
            f"{firm.town.province}{base}",
            (town if town[-1] == "县" else town + "市") + base.removeprefix(town),
        ]
    )


def _slip(rng: random.Random, text: str, letters: list[str]) -> str:
    at = rng.randrange(len(text))
    return rng.choice(
        [
            text[:at] + rng.choice(letters) + text[at + 1 :],
            text[:at] + text[at + 1 :],
            text[:at] + rng.choice(letters) + text[at:],
            text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :],
        ]
    )


def _same_sound(rng: random.Random, brand: str) -> str:
    sounds: defaultdict[str, list[str]] = defaultdict(list)
    for char, sound in CHARACTERS:
        sounds[sound].append(char)
    own = dict(CHARACTERS)
    at = rng.randrange(len(brand))
    others = [char for char in sounds[own.get(brand[at], "")] if char != brand[at]]
    return brand[:at] + rng.choice(others or [char for char, _ in CHARACTERS]) + brand[at + 1 :]


def medium(rng: random.Random, firm: Firm, english: bool) -> tuple[str, str]:
    """One thing is missing, shortened or mistyped."""
    if english:
        town, brand = firm.town.en.capitalize(), firm.en.capitalize()
        base = f"{town} {brand} {firm.line[1]} Co., Ltd."
        short = base
        for word, shorter in SHORTER_LATIN:
            short = short.replace(word, shorter)
        spread = " ".join(en.capitalize() for _, en in firm.brand)
        return base, rng.choice(
            [
                f"{brand} {firm.line[1]} Co., Ltd.",
                short,
                f"{town} {_slip(rng, brand, list('aeiounghx'))} {firm.line[1]} Co., Ltd.",
                f"{town} {spread} {firm.line[1]} Ltd",
                f"{town} {brand} {firm.line[1]}",
                f"{firm.town.province_en} {brand} {firm.line[1]} Co., Ltd.",
                f"{town}{brand} {firm.line[1]} Co., Ltd.",
            ]
        )
    base = in_chinese(rng, firm, "有限公司")
    town, line = firm.town.zh, firm.line[0]
    short = rng.choice(SHORTER.get(line, (line,)))
    return base, rng.choice(
        [
            f"{firm.zh}{line}有限公司",
            f"{town}{firm.zh}{short}有限公司",
            f"{town}{_same_sound(rng, firm.zh)}{line}有限公司",
            f"{town}{firm.zh}{line}",
            f"{town}{firm.zh}{line}股份有限公司",
            f"{_slip(rng, base[:-4], [char for char, _ in CHARACTERS])}有限公司",
            f"{base}{firm.town.province}分公司",
            f"{base}（原{town}{firm.zh}{line}厂）",
        ]
    )


def heavy(rng: random.Random, firm: Firm, english: bool) -> tuple[str, str]:
    """Two things at once."""
    base, _ = medium(rng, firm, english)
    if english:
        town, brand = firm.town.en.capitalize(), firm.en.capitalize()
        short = firm.line[1]
        for word, shorter in SHORTER_LATIN:
            short = short.replace(word, shorter)
        return base, rng.choice(
            [
                f"{brand} {short}",
                f"{town} {_slip(rng, brand, list('aeiounghx'))} {short}",
                f"{brand} {firm.line[1]} Factory {town} China",
                f"{firm.line[1]} {brand} {town}",
                f"{_slip(rng, town, list('aeiough'))} {_slip(rng, brand, list('aeiounghx'))} {firm.line[1]} Co Ltd",
            ]
        )
    town, line = firm.town.zh, firm.line[0]
    short = rng.choice(SHORTER.get(line, (line,)))
    return base, rng.choice(
        [
            f"{firm.zh}{short}",
            f"{_same_sound(rng, firm.zh)}{line}({town})",
            f"{town}{_slip(rng, firm.zh, [char for char, _ in CHARACTERS])}{line}厂",
            f"{town}{firm.zh}",
        ]
    )


NOISE: dict[str, Callable[[random.Random, Firm, bool], tuple[str, str]]] = {
    "light": light, "medium": medium, "heavy": heavy,
}  # fmt: skip


# --- measuring --------------------------------------------------------------------------------------------------------


def verdicts(pairs: Iterable[tuple[str, str]], wrong: str | None, examples: int) -> tuple[Counter[str], list[str]]:
    """How often each verdict comes, and some pairs with the given one."""
    found: Counter[str] = Counter()
    seen = []
    for left, right in pairs:
        verdict = company.compare(left, right).verdict or "none"
        found[verdict] += 1
        if verdict == wrong and len(seen) < examples:
            seen.append(f"{left}  |  {right}")
    return found, seen


def row(label: str, found: Counter[str], seen: list[str]) -> None:
    """One line of the table, examples below it."""
    total = sum(found.values())
    shares = "  ".join(f"{kind} {found[kind]:5d} {found[kind] / total:7.2%}" for kind in ("same", "possible", "none"))
    print(f"  {label:<30}{total:6d}  {shares}")
    for example in seen:
        print(f"      {example}")


class Corpus:
    """Names by their index terms, as an index of the engine would hold them."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.terms: defaultdict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(names):
            for term in dict.fromkeys(company.grams(name)):
                self.terms[term].append(number)

    def best(self, name: str, count: int = 5, candidates: int = 200) -> list[int]:
        """The names that come closest, best first."""
        weights: defaultdict[int, float] = defaultdict(float)
        for term in company.grams(name):
            postings = self.terms.get(term, [])
            if postings and len(postings) <= 20_000:
                weight = 1 + math.log(len(self.names) / len(postings))
                for number in postings:
                    weights[number] += weight
        near = sorted(weights, key=lambda number: (-weights[number], number))[:candidates]
        compared = [(company.compare(name, self.names[number]), number) for number in near]
        close = [(result.verdict != "same", -result.score, number) for result, number in compared if result.verdict]
        return [number for *_, number in sorted(close)[:count]]


def recall(corpus: Corpus, queries: list[tuple[str, int]]) -> tuple[float, float]:
    """Share of the queries whose name stands first, and among the first five."""
    ranks = []
    for text, wanted in queries:
        key = company.key(corpus.names[wanted])
        found = [company.key(corpus.names[number]) == key for number in corpus.best(text)]
        ranks.append(found.index(True) if True in found else 99)
    return sum(rank == 0 for rank in ranks) / len(ranks), sum(rank < 5 for rank in ranks) / len(ranks)


def noisy(rng: random.Random, name: str) -> str:
    """A real name with one or two slips or without a word, of which nothing but the text is known."""
    if company.script(name) == "han":
        letters = [char for char, _ in CHARACTERS]
        core = name.removesuffix("有限公司").removesuffix("股份")
        return rng.choice(
            [
                _slip(rng, core, letters) + "有限公司",
                core,
                core + "有限责任公司",
                name.translate(traditional()),
                core.removeprefix(next(iter(company.parse(name).places), "")) + "有限公司",
            ]
        )
    words = name.split()
    # The first two words are place and brand, as a rule: without them there is nothing to find.
    at = rng.randrange(2, max(len(words), 3))
    return rng.choice(
        [
            _slip(rng, name, list("aeioungh")),
            _slip(rng, _slip(rng, name, list("aeioungh")), list("aeioungh")),
            name.upper().replace(",", ""),
            " ".join(words[:at] + words[at + 1 :]),
            name.replace("Technology", "Tech").replace("Medical", "Med").replace("Instrument", "Instr"),
            words[0] + "".join(words[1:2]) + " " + " ".join(words[2:]),
        ]
    )


def real_names(path: Path) -> list[str]:
    """The names of a CSV file with a heading, names in its first column."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = csv.reader(handle)
        next(rows, None)
        return list(dict.fromkeys(cells[0].strip() for cells in rows if cells and cells[0].strip()))


def microseconds(function: Callable[[str], object], names: list[str]) -> float:
    """Per name, the caches emptied before."""
    company._parse.cache_clear()
    started = time.process_time()
    for name in names:
        function(name)
    return (time.process_time() - started) / len(names) * 1e6


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=2000, help="pairs of each class")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--real", type=Path, help="CSV with names in the first column")
    parser.add_argument("--corpus", type=int, default=5000, help="made names beside the real ones, for recall")
    parser.add_argument("--examples", type=int, default=0, help="wrong pairs to show of each class")
    args = parser.parse_args()

    for label, english in (("Chinese", False), ("English", True)):
        rng = random.Random(args.seed)
        print(f"{label}: two firms (every same is wrong)")
        for kind in NEGATIVES:
            row(kind, *verdicts(negatives(rng, kind, args.pairs, english), "same", args.examples))
        print(f"{label}: one firm")
        for kind, noise in NOISE.items():
            pairs = [noise(rng, make(rng), english) for _ in range(args.pairs)]
            row(kind, *verdicts(pairs, "none", args.examples))

    rng = random.Random(args.seed + 1)
    print("Chinese against English")
    firms = [make(rng) for _ in range(args.pairs)]
    row("one firm", *verdicts(((in_chinese(rng, f), in_english(rng, f)) for f in firms), "none", args.examples))
    for kind in NEGATIVES:
        pairs = []
        for firm in firms:
            other = other_firm(rng, firm, kind)
            if (other.en, other.town.en, other.line[1]) != (firm.en, firm.town.en, firm.line[1]):
                pairs.append((in_chinese(rng, firm), in_english(rng, other)))
        row("two: " + kind, *verdicts(pairs, "possible", args.examples))

    for label, render in (("Chinese", in_chinese), ("English", in_english)):
        names = [render(rng, make(rng)) for _ in range(4000)]
        found = [microseconds(function, names) for function in (company.parse, company.key, company.grams)]
        started = time.process_time()
        for left, right in zip(names, names[1:], strict=False):
            company.compare(left, right)
        found.append((time.process_time() - started) / len(names) * 1e6)
        print(f"{label}: us per parse %.1f, key %.1f, grams %.1f, compare of parsed names %.1f" % tuple(found))

    if args.real:
        real = real_names(args.real)
        rng = random.Random(args.seed + 2)
        made = [render(rng, make(rng)) for render in (in_chinese, in_english) for _ in range(args.corpus // 2)]
        corpus = Corpus(real + made)
        for script in ("han", "latin"):
            own = [number for number, name in enumerate(real) if company.script(name) == script]
            queries = [(noisy(rng, real[number]), number) for number in own for _ in range(1 + 400 // len(own))]
            first, five = recall(corpus, queries)
            print(f"real names ({script}, {len(own)} among {len(corpus.names)}): recall@1 {first:.3f}, @5 {five:.3f}")


if __name__ == "__main__":
    main()
