"""How fast, how well and in how little room a name is found among a million: the index of names of a large list.

    python benchmarks/name_index.py [--names 1000000] [--asked 1000] [--languages zh,en]
    python benchmarks/name_index.py --corpus NAMES.txt --queries QUERIES.tsv

Without a corpus, invented firms are generated: place, brand, business, legal form, no two alike, and for each question
one of them is written otherwise: light (width, spaces, brackets, legal form), medium (one slip, no place, a business
word cut short, parts in another order), heavy (two slips, a short name), across (its name in the other script). A corpus is a file with a name on each line;
its queries are lines of level, query and name, with tabs between.

The list is imported as a snapshot. Then, in a process of its own, each question is asked for five names: its parts are
read, names equal in every part are looked up, the index nominates, and texts are scored. recall@k: the name meant is
among the first k (of these nominees; of `match`, which compares them part by part and leaves out what is another firm).
Beside it `rapidfuzz.process.extract` goes through all names. Times are processor time, because other work on the machine
changes the wall time; that stands in brackets. All figures of a language come from one run with one setting.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

DAY = date(2020, 5, 6)
REGISTRY = "mofcom-masks"
LEVELS = ("light", "medium", "heavy", "across")

# --- invented firms ---------------------------------------------------------------------------------------------------

_PLACES = """
赤峰/Chifeng/内蒙古 通辽/Tongliao/内蒙古 抚顺/Fushun/辽宁 本溪/Benxi/辽宁 营口/Yingkou/辽宁 盘锦/Panjin/辽宁 四平/Siping/吉林
辽源/Liaoyuan/吉林 延吉/Yanji/吉林 鸡西/Jixi/黑龙江 佳木斯/Jiamusi/黑龙江 绥化/Suihua/黑龙江 秦皇岛/Qinhuangdao/河北 张家口/Zhangjiakou/河北
承德/Chengde/河北 阳泉/Yangquan/山西 长治/Changzhi/山西 晋城/Jincheng/山西 临汾/Linfen/山西 淮南/Huainan/安徽 马鞍山/Maanshan/安徽
淮北/Huaibei/安徽 铜陵/Tongling/安徽 宣城/Xuancheng/安徽 三明/Sanming/福建 南平/Nanping/福建 宁德/Ningde/福建 景德镇/Jingdezhen/江西
萍乡/Pingxiang/江西 新余/Xinyu/江西 鹰潭/Yingtan/江西 抚州/Fuzhou/江西 枣庄/Zaozhuang/山东 东营/Dongying/山东 莱芜/Laiwu/山东
滨州/Binzhou/山东 平顶山/Pingdingshan/河南 鹤壁/Hebi/河南 焦作/Jiaozuo/河南 濮阳/Puyang/河南 漯河/Luohe/河南 信阳/Xinyang/河南
黄石/Huangshi/湖北 十堰/Shiyan/湖北 鄂州/Ezhou/湖北 荆门/Jingmen/湖北 咸宁/Xianning/湖北 邵阳/Shaoyang/湖南 益阳/Yiyang/湖南
郴州/Chenzhou/湖南 怀化/Huaihua/湖南 韶关/Shaoguan/广东 茂名/Maoming/广东 梅州/Meizhou/广东 清远/Qingyuan/广东 潮州/Chaozhou/广东
梧州/Wuzhou/广西 北海/Beihai/广西 钦州/Qinzhou/广西 玉林/Yulin/广西 自贡/Zigong/四川 攀枝花/Panzhihua/四川 广元/Guangyuan/四川
遂宁/Suining/四川 内江/Neijiang/四川 乐山/Leshan/四川 南充/Nanchong/四川 眉山/Meishan/四川 达州/Dazhou/四川 六盘水/Liupanshui/贵州
安顺/Anshun/贵州 玉溪/Yuxi/云南 保山/Baoshan/云南 昭通/Zhaotong/云南 铜川/Tongchuan/陕西 渭南/Weinan/陕西 汉中/Hanzhong/陕西
安康/Ankang/陕西 金昌/Jinchang/甘肃 天水/Tianshui/甘肃 酒泉/Jiuquan/甘肃 石嘴山/Shizuishan/宁夏 吴忠/Wuzhong/宁夏
"""
PLACES = [tuple(word.split("/")) for word in _PLACES.split()]
SOUNDS = """
ai:艾爱埃|bai:佰柏百|bei:贝蓓倍|bo:博铂渤勃|can:灿璨粲|cang:苍沧仓|chang:畅昶昌|che:澈彻|chen:晨辰琛忱|cheng:丞澄诚呈|chi:驰池|chu:楚初|
cong:聪葱|cui:翠崔|da:达妲|dan:丹旦|di:迪笛帝|ding:鼎定|du:笃都|duo:朵铎|en:恩|fan:梵帆凡|fang:方舫芳|fei:菲斐霏|feng:枫沣峰|fu:馥孚甫|
gan:甘淦|ge:歌格|gu:谷固|guan:冠观|hai:海亥|han:涵翰瀚晗|hang:杭航|hao:昊皓颢|he:禾荷贺|heng:珩衡蘅|hong:泓弘虹鸿|hu:湖琥|huan:桓寰|hui:慧汇晖|
ji:纪霁骥|jia:珈佳迦|jian:简鉴|jin:瑾锦津|jing:璟菁荆|ju:聚炬|jun:珺骏隽|kai:凯恺楷|ke:珂柯|kun:坤琨|lan:岚澜兰|lang:朗琅|lei:蕾磊|li:莉砺澧|
lian:涟莲|lin:霖琳麟|ling:翎凌泠|lu:璐露鹭|lun:纶伦|luo:洛珞|mai:麦迈|mang:芒|mao:懋茂|mei:玫莓|meng:萌濛|mi:蜜觅|min:旻岷|ming:铭茗|mo:沫默|
mu:沐穆牧|nan:楠南|ning:柠宁|nuo:诺|ou:鸥瓯|pan:磐盼|pei:沛佩|peng:鹏蓬|pin:品|pu:璞蒲|qi:琪淇麒|qian:千谦|qiao:乔桥|qin:沁琴|qing:卿晴|qiu:秋|
que:雀|ran:冉|rong:榕蓉|ru:茹|rui:睿蕊|run:润|ruo:若|sen:森|shan:杉珊|shen:莘|shu:舒淑|shuo:朔|si:思丝|song:嵩松|su:溯苏|sui:穗|tai:泰钛|tang:棠|
tao:涛桃|teng:藤|tian:恬甜|ting:婷霆|tong:桐彤|tu:途|wan:婉皖|wei:薇炜蔚|wen:雯玟|wu:梧吾|xi:曦溪玺|xia:霞|xian:贤|xiang:湘祥|xiao:骁晓|xin:昕馨欣|
xing:杏|xiu:秀|xu:旭煦|xuan:萱轩|xue:雪|xun:循|ya:娅雅|yan:妍彦|yang:漾扬|yao:尧瑶|ye:烨椰|yi:怡逸亦|yin:茵音|ying:颖莹|yong:咏|you:柚佑|yu:屿语钰|
yuan:苑沅|yue:悦玥|yun:芸昀|ze:泽|zhan:湛|zhang:樟|zhao:昭|zhe:哲|zhen:臻桢|zheng:峥|zhi:芷祉|zhong:忠|zhou:舟|zhu:竹|zhuo:卓|zi:梓孜|zong:宗
""".replace("\n", "")
SOUND_OF = {char: sound for sound, chars in (s.split(":") for s in SOUNDS.split("|")) for char in chars}
ALIKE = {char: chars for _, chars in (s.split(":") for s in SOUNDS.split("|")) for char in chars}
CHARS = random.Random(5).sample(sorted(SOUND_OF), len(SOUND_OF))  # the common ones are not those that sound alike
_BUSINESSES = """
医疗器械/Medical Devices/医械 医疗器材/Medical Equipment/器材 医疗科技/Medical Technology/医疗 医用敷料/Medical Dressings/敷料 生物科技/Biotech/生物
健康产业/Health Industry/健康 康复器材/Rehabilitation Equipment/康复 劳保用品/Safety Products/劳保 消毒用品/Disinfection Products/消毒 卫生材料/Sanitary Materials/卫材
医药/Pharmaceutical/药业 医疗用品/Medical Supplies/医用品 口腔器材/Dental Instruments/口腔 检测技术/Testing Technology/检测 防护科技/Protective Technology/防护
电子/Electronics/电子科技 无纺布/Nonwovens/无纺 塑胶制品/Plastic Products/塑胶 商贸/Trading/贸易 进出口/Import and Export/外贸
"""
BUSINESSES = re.findall(r"(\S+?)/([^/]+?)/(\S+)", _BUSINESSES)
FORMS = [
    ("有限公司", "Co., Ltd."),
    ("有限责任公司", "Limited"),
    ("股份有限公司", "Inc."),
    ("集团有限公司", "Group Co., Ltd."),
]
SHORT = {"Technology": "Tech", "Equipment": "Equip.", "Medical": "Med.", "Products": "Prod.", "Instruments": "Instr."}
LETTERS = "abcdefghijklmnopqrstuvwxyz"

Firm = tuple[tuple[str, ...], str, tuple[str, ...], tuple[str, str]]


def falling(count: int, flat: int, power: float) -> list[float]:
    """Weights as of words in a language: few are common."""
    return [1 / (n + flat) ** power for n in range(count)]


def firms(count: int, seed: int) -> Iterator[Firm]:
    """Firms that differ in place, brand or business, in either script."""
    chance = random.Random(seed)
    places, chars = falling(len(PLACES), 4, 0.7), falling(len(CHARS), 10, 0.8)
    businesses = falling(len(BUSINESSES), 2, 0.9)
    seen: set[tuple[str, str, str]] = set()
    while len(seen) < count:
        (place,) = chance.choices(PLACES, places)
        (length,) = chance.choices((2, 3, 4), (70, 20, 10))
        brand = "".join(chance.choices(CHARS, chars, k=length))
        (business,) = chance.choices(BUSINESSES, businesses)
        key = (place[1], romanised(brand), business[1])
        if key not in seen:
            seen.add(key)
            yield place, brand, business, chance.choices(FORMS, (85, 8, 4, 3))[0]


def romanised(brand: str) -> str:
    return "".join(SOUND_OF[char] for char in brand).capitalize()


def written(firm: Firm, language: str, chance: random.Random) -> str:
    """The registered name."""
    place, brand, business, form = firm
    way = chance.random()
    if language == "zh":
        if way < 0.7:
            return f"{place[0]}{brand}{business[0]}{form[0]}"
        if way < 0.85:
            return f"{place[0]}市{brand}{business[0]}{form[0]}"
        return (
            f"{brand}（{place[0]}）{business[0]}{form[0]}"
            if way < 0.93
            else f"{place[2]}{place[0]}{brand}{business[0]}{form[0]}"
        )
    latin = romanised(brand)
    if way < 0.8:
        return f"{place[1]} {latin} {business[1]} {form[1]}"
    return f"{latin} ({place[1]}) {business[1]} {form[1]}" if way < 0.92 else f"{latin} {business[1]} {form[1]}"


def slip(text: str, alphabet: str | list[str], chance: random.Random, end: int | None = None) -> str:
    """One letter changed, lost, put in, or swapped with the next."""
    at = chance.randrange(max(end if end is not None else len(text), 1))
    new = chance.choice(alphabet)
    ways = (
        text[at + 1 :],
        new + text[at + 1 :],
        new + text[at:],
        text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :],
    )
    return text[:at] + chance.choice(ways)


def otherwise(name: str, firm: Firm, language: str, level: str, chance: random.Random) -> tuple[str, str]:
    """The name as somebody else writes it, and in what way."""
    han = language == "zh"
    place, brand, business, form = firm
    here, latin, line, legal = (
        (place[0], brand, business[0], form[0]) if han else (place[1], romanised(brand), business[1], form[1])
    )
    gap = "" if han else " "
    alphabet: str | list[str] = CHARS if han else LETTERS
    ways: dict[str, Callable[[], str]]
    if level == "light":
        ways = {
            "form": lambda: (
                name.removesuffix(legal)
                + chance.choice(["有限公司", "公司", ""] if han else ["Co Ltd", "CO.,LTD", "LTD.", ""])
            ),
            "spaces": lambda: f" {name[:3]} {name[3:]}  " if han else name.replace(" ", "  "),
            "width": lambda: name.replace("（", "(").replace("）", ")") + "。" if han else name.upper(),
            "brackets": lambda: f"{latin}({here}){gap}{line}{gap}{legal}" if here in name else name.lower(),
        }
    elif level == "medium":
        ways = {
            "slip": lambda: slip(name.removesuffix(legal), alphabet, chance) + gap + legal,
            "no place": lambda: f"{latin}{gap}{line}{gap}{legal}",
            "short": lambda: (
                f"{here}{gap}{latin}{gap}{business[2] if han else ' '.join(SHORT.get(w, w) for w in line.split())}{gap}{legal}"
            ),
            "order": lambda: (
                f"{latin}（{here}）{line}{legal}"
                if han
                else f"{' '.join(SOUND_OF[c].capitalize() for c in brand)} {line} {here} {legal}"
            ),
            "slip and form": lambda: (
                slip(f"{here}{gap}{latin}{gap}{line}", alphabet, chance) + gap + FORMS[0][0 if han else 1]
            ),
        }
        if han and len(brand) > 2:
            at = chance.randrange(len(brand))
            ways["sound"] = lambda: name.replace(brand, brand[:at] + chance.choice(ALIKE[brand[at]]) + brand[at + 1 :])
    else:
        ways = {
            "two slips": lambda: slip(
                slip(f"{here}{gap}{latin}{gap}{line}", alphabet, chance), alphabet, chance, len(here + latin) + 1
            ),
            "short name": lambda: f"{latin}{gap}{business[2] if han else line.split()[0]}",
            "slip, no place": lambda: f"{slip(latin, alphabet, chance)}{gap}{line}",
        }
    way = chance.choice(list(ways))
    return ways[way](), way


def generate(folder: Path, language: str, count: int, asked: int) -> None:
    """Write `names.txt` and `queries.tsv`."""
    chance = random.Random(7)
    chosen = set(random.Random(8).sample(range(count), min(count, len(LEVELS) * asked)))
    lines = []
    with (folder / "names.txt").open("w", encoding="utf-8") as file:
        for number, firm in enumerate(firms(count, 6)):
            name = written(firm, language, chance)
            file.write(name + "\n")
            if number in chosen:
                level = LEVELS[len(lines) % len(LEVELS)]
                if level == "across":
                    asked_for = written(firm, "en" if language == "zh" else "zh", chance)
                else:
                    asked_for = otherwise(name, firm, language, level, chance)[0]
                lines.append(f"{level}\t{asked_for}\t{name}\n")
    (folder / "queries.tsv").write_text("".join(lines), "utf-8")


# --- measuring --------------------------------------------------------------------------------------------------------


class Clock:
    """Processor and wall time from its making on."""

    def __init__(self) -> None:
        self.start = (time.process_time(), time.perf_counter())

    def __call__(self) -> tuple[float, float]:
        return time.process_time() - self.start[0], time.perf_counter() - self.start[1]


def build(folder: Path, names: list[str]) -> dict[str, Any]:
    """Import the names as a snapshot; what it costs, with and without taking names apart."""
    from supplycheck.names import company
    from supplycheck.registry import Registries, name_index

    place = folder / "registries" / REGISTRY / f"{DAY}.csv"
    place.parent.mkdir(parents=True)
    with place.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["企业名称"])
        writer.writerows([name] for name in names)
    company.key("深圳示例医疗器械有限公司")
    some = names[:: max(len(names) // 20_000, 1)]
    clock = Clock()
    for name in some:
        company.key(name)
    parsing = clock()[0] / len(some) * len(names)
    clock = Clock()
    with Registries(folder / "registries") as registries:
        registries.on(REGISTRY, DAY)
    whole = clock()
    keyed = [(company.key(name), name) for name in names]
    clock = Clock()
    name_index.write(folder / "alone", keyed)
    index = clock()
    size = (folder / "alone").stat().st_size / 1e6
    return {"parsing": parsing, "whole": whole, "index": index, "mb": size}


def resident(kind: str) -> float:
    """Memory of this process in MB: "RssAnon" its own, "RssFile" shared with whoever maps the same files."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(kind + ":"):
            return int(line.split()[1]) / 1024
    return float("nan")


def measure(folder: Path, scans: int) -> dict[str, Any]:
    """Ask the snapshot; run in a process of its own."""
    from rapidfuzz import fuzz, process

    from supplycheck.names import company
    from supplycheck.registry import Registries, name_index

    queries = [line.split("\t") for line in (folder / "queries.tsv").read_text("utf-8").splitlines()]
    company.key("深圳示例医疗器械有限公司"), company.key("Shenzhen Shili Medical Co., Ltd.")
    process.extract("a", ["a"], scorer=fuzz.ratio)
    (file,) = (folder / "cache").rglob("*.names")
    opening = Clock()
    index = name_index.open_file(file)
    told: dict[str, Any] = {"open_ms": opening()[1] * 1000}
    assert index is not None
    opening = Clock()
    index.like(company.key(queries[0][1]), queries[0][1], 5)
    told["first_ms"] = opening()[1] * 1000
    index.close()
    before = resident("RssAnon"), resident("RssFile")
    with Registries(folder / "registries") as registries:
        view = registries.on(REGISTRY, DAY)
        snapshot = view._before[0][1]()
        assert snapshot is not None
        for _, query, _ in queries[-200:]:
            snapshot.nominees(query, 5)
        for level in LEVELS:
            asked = [(query, name) for kind, query, name in queries[:-200] if kind == level]
            if not asked:
                continue
            company._parse.cache_clear()
            clock = Clock()
            found = [snapshot.nominees(query, 5) for query, _ in asked]
            spent = clock()
            company._parse.cache_clear()
            some = asked[:300]
            clock = Clock()
            matched = [[match.name for match in view.match(query, 5)] for query, _ in some]
            matching = clock()
            told[level] = {
                "asked": len(asked),
                "us": [1e6 * s / len(asked) for s in spent],
                "recall": [
                    sum(name in f[:k] for (_, name), f in zip(asked, found, strict=True)) / len(asked) for k in (1, 5)
                ],
                "match_us": 1e6 * matching[0] / len(some),
                "match": [
                    sum(name in f[:k] for (_, name), f in zip(some, matched, strict=True)) / len(some) for k in (1, 5)
                ],
            }
        told["own_mb"] = resident("RssAnon") - before[0]
        told["shared_mb"] = resident("RssFile") - before[1]
    names = (folder / "names.txt").read_text("utf-8").splitlines()
    medium = [query for level, query, _ in queries if level == "medium"][:scans]
    clock = Clock()
    for query in medium:
        process.extract(query, names, scorer=fuzz.ratio, limit=5)
    told["scan_us"] = 1e6 * clock()[0] / max(len(medium), 1)
    return told


def show(language: str, count: int, built: dict[str, Any], told: dict[str, Any]) -> None:
    """The figures of one language."""
    print(f"{language}: {count:,} names, {told['medium']['asked']} questions a level")
    print(
        f"  build: index {built['index'][0]:.1f} s ({built['index'][1]:.1f}), whole snapshot {built['whole'][0]:.1f} s"
        f" ({built['whole'][1]:.1f}), of which taking names apart {built['parsing']:.1f} s"
    )
    print(
        f"  index {built['mb']:.1f} MB, opened in {told['open_ms']:.1f} ms, first answer {told['first_ms']:.1f} ms;"
        f" asked, {told['own_mb']:.0f} MB own and {told['shared_mb']:.0f} MB shared memory"
    )
    for level in LEVELS:
        if (t := told.get(level)) is not None:
            print(
                f"  {level:<7} {1e6 / t['us'][0]:7.0f} queries/s ({1e6 / t['us'][1]:.0f}), recall@1 {t['recall'][0]:.3f},"
                f" @5 {t['recall'][1]:.3f}; match {1e6 / t['match_us']:.0f}/s, @1 {t['match'][0]:.3f}, @5 {t['match'][1]:.3f}"
            )
    print(
        f"  rapidfuzz extract {1e6 / told['scan_us']:.2f} queries/s: {told['scan_us'] / told['medium']['us'][0]:.0f} times as long"
    )


def run(folder: Path, language: str, scans: int) -> None:
    """Build and measure in processes of their own, and print."""
    names = (folder / "names.txt").read_text("utf-8").splitlines()
    said = []
    for step in ("build", "measure"):
        command = [sys.executable, __file__, "--step", step, "--folder", str(folder), "--scans", str(scans)]
        said.append(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))
    show(language, len(names), said[0], said[1])


def main() -> None:
    """Print the figures, a language at a time."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--names", type=int, default=1_000_000)
    parser.add_argument("--asked", type=int, default=1000, help="questions of each level")
    parser.add_argument("--languages", default="zh,en")
    parser.add_argument("--scans", type=int, default=10, help="questions for which all names are gone through")
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.step:
        import os

        os.environ["SUPPLYCHECK_CACHE"] = str(args.folder / "cache")
        if args.step == "build":
            print(json.dumps(build(args.folder, (args.folder / "names.txt").read_text("utf-8").splitlines())))
        else:
            print(json.dumps(measure(args.folder, args.scans)))
        return
    for language in [args.corpus.name] if args.corpus else args.languages.split(","):
        with tempfile.TemporaryDirectory() as folder:
            if args.corpus:
                (Path(folder) / "names.txt").write_bytes(args.corpus.read_bytes())
                (Path(folder) / "queries.tsv").write_bytes(args.queries.read_bytes())
            else:
                generate(Path(folder), language, args.names, args.asked)
            run(Path(folder), language, args.scans)


if __name__ == "__main__":
    main()
