"""How much a check costs beside parsing the declaration into the model, in one run.

    python benchmarks/check_against_parse.py [--declarations 1000] [--rounds 5] [--table 20000]

Makes N *different* three-line declarations with a dossier (a surgical mask to the Union, a civil mask line and a
thermometer, other numbers, names, lots and quantities each) as own-model JSON, and
the registries that hold them. Parsing and checking are timed in turn, a few declarations at a time; the ratio is what
counts, the machine being noisy. Nothing is timed before one warm-up round.

With `--table` a broker's table of so many lines is read, checked and written as lean reports instead: per line commodity
code, name, maker and its credit code, certificate, standard, destination, quantity, unit and day, three lines a
declaration, of the same firms. What is printed last is the share of the reading: 0.5 means that checking and writing
take as long as reading the rows into the model. Processor time is counted, so that other work on the machine does less.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import statistics
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from supplycheck import Checker
from supplycheck.identifiers import uscc
from supplycheck.readers import read_bytes

BRANDS = "云岫竹里海岬砚北听泉松间折柳半山望舒采薇扫叶枕流漱石归樵芷蘅墨汀扶桑岑岸梧声闻鹤溯光澜樾舟守拙绛雪棠溪苍衔泥暮槿池沐川拾穗蓼霁禾知白鹿苑挽笙野素弦"
CITIES = ["苏州", "杭州", "宁波", "深圳", "武汉", "成都", "长沙", "福州", "青岛", "合肥"]


def code(n: int) -> str:
    """A credit code with a valid check digit and a district that does not exist."""
    body = f"91999999MB{n:07d}"
    return body + uscc.check_digit(body)


def name(n: int, business: str) -> str:
    """An invented company, another for every n below some millions."""
    # A prime factor mixes the numbers, so that neighbours have not nearly the same brand.
    mixed = n * 2_654_435_761 % len(BRANDS) ** 4
    brand = "".join(BRANDS[mixed // len(BRANDS) ** place % len(BRANDS)] for place in range(4))
    return f"{CITIES[n % 10]}示例{brand}{business}有限公司"


def make(n: int) -> dict[str, Any]:
    """The n-th declaration as own-model JSON."""
    maker, civil, thermo, trader = (name(n, b) for b in ("医疗用品", "日用品", "电子", "进出口"))
    lot = f"202004{n % 28 + 1:02d}"
    certificate, second = f"苏械注准2018214{n:04d}", f"粤械注准2019207{n:04d}"
    masks, civils, thermos = 1000 + n, 5000 + n, 100 + n

    def label(**more: Any) -> dict[str, Any]:
        return {
            "places": [
                {"place": p, "lot": lot, "produced_on": "2020-04-16", "expires_on": "2022-04-16"}
                for p in ("carton", "conformity-certificate")
            ],
            **more,
        }

    def item(product: str, quantity: int, firm: str, **more: Any) -> dict[str, Any]:
        return {
            "product": product,
            "quantity": str(quantity),
            "unit": "个",
            "lot": lot,
            "destination": "HK",
            "manufacturer": firm,
            **more,
        }

    power = {"kind": "power-of-attorney", "number": f"WT-{n}", "holder": trader}
    return {
        "id": f"DEMO-{n}",
        "direction": "export",
        "declared_on": "2020-05-06",
        "trade_mode": "0110",
        "contract_number": f"HT-{n}",
        "destination": "HK",
        "consignor": {"name": trader, "uscc": code(4 * n)},
        "producer": {"name": maker, "uscc": code(4 * n + 1)},
        "agent": {"name": "宁波示例通关报关有限公司", "uscc": "91999999MA0000002R"},
        "consignee": {"name_en": f"Example Trading {n} Limited"},
        "lines": [
            {
                "number": 1,
                "hs_code": "6307900010",
                "name": "医用外科口罩",
                "specification": "平面型",
                "quantity": str(masks),
                "unit": "007",
                "manufacturer": {"name": maker, "uscc": code(4 * n + 1)},
                "lot": lot,
                "produced_on": "2020-04-16",
                "certificate_number": certificate,
                "standard": "YY 0469-2011",
            },
            {
                "number": 2,
                "hs_code": "6307900010",
                "name": "日常防护口罩（非医用）",
                "specification": f"ZL-{n}",
                "quantity": str(civils),
                "unit": "007",
                "manufacturer": {"name": civil, "uscc": code(4 * n + 2)},
                "lot": lot,
                "produced_on": "2020-04-16",
                "mask_standard_basis": "chinese",
                "standard": "GB/T 32610-2016",
            },
            {
                "number": 3,
                "hs_code": "9025199010",
                "name": "红外额温计",
                "specification": f"YB-{n}",
                "quantity": str(thermos),
                "unit": "007",
                "manufacturer": {"name": thermo, "uscc": code(4 * n + 3)},
                "lot": lot,
                "produced_on": "2020-04-16",
                "certificate_number": second,
            },
        ],
        "dossier": {
            "contract": {"number": f"HT-{n}", "signed_on": "2020-04-27"},
            "statements": [
                {
                    "form": "announcement-5",
                    "issuer": trader,
                    "signed_on": "2020-05-05",
                    "lines": [1, 3],
                    "items": [
                        item("医用外科口罩", masks, maker, certificate=certificate),
                        item("红外额温计", thermos, thermo, certificate=second),
                    ],
                },
                {
                    "form": "announcement-12-joint",
                    "issuer": trader,
                    "signed_on": "2020-05-05",
                    "lines": [2],
                    "importer": f"Example Trading {n} Limited",
                    "importer_signed": True,
                    "standard_basis": "chinese",
                    "items": [item("日常防护口罩（非医用）", civils, civil)],
                },
            ],
            "lines": {
                "1": {
                    "medical": True,
                    "standards": ["YY 0469-2011"],
                    "documents": [
                        {
                            "kind": "nmpa-registration",
                            "number": certificate,
                            "holder": maker,
                            "product": "医用外科口罩",
                            "issued_on": "2018-09-12",
                            "expires_on": "2023-09-11",
                        },
                        power,
                    ],
                    "label": label(),
                },
                "2": {
                    "medical": False,
                    "standards": ["GB/T 32610-2016"],
                    "documents": [{"kind": "test-report", "standard": "GB/T 32610-2016", "result": "pass"}, power],
                    "label": label(texts=["非医用"]),
                },
                "3": {
                    "medical": True,
                    "documents": [
                        {
                            "kind": "nmpa-registration",
                            "number": second,
                            "holder": thermo,
                            "product": "红外额温计",
                            "issued_on": "2019-03-18",
                            "expires_on": "2024-03-17",
                        },
                        power,
                    ],
                    "label": label(),
                },
            },
        },
    }


def registries(folder: Path, count: int) -> None:
    """The lists of 2020-05-05 that hold every firm and certificate of the declarations."""

    def write(registry: str, head: list[str], rows: list[list[str]]) -> None:
        (folder / registry).mkdir(parents=True)
        with (folder / registry / "2020-05-05.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *rows])

    nmpa = []
    for n in range(count):
        nmpa.append(
            [
                f"苏械注准2018214{n:04d}",
                name(n, "医疗用品"),
                code(4 * n + 1),
                "医用外科口罩",
                "平面型",
                "第二类",
                "2018-09-12",
                "2023-09-11",
            ]
        )
        nmpa.append(
            [
                f"粤械注准2019207{n:04d}",
                name(n, "电子"),
                code(4 * n + 3),
                "红外额温计",
                f"YB-{n}",
                "第二类",
                "2019-03-18",
                "2024-03-17",
            ]
        )
    write(
        "nmpa",
        ["注册证编号", "注册人名称", "统一社会信用代码", "产品名称", "型号规格", "管理类别", "批准日期", "有效期至"],
        nmpa,
    )
    other = [[f"天津示例旁人{n}号防护用品有限公司", "", code(900000 + n)] for n in range(300)]
    write(
        "mofcom-medical",
        ["企业名称", "英文名称", "统一社会信用代码", "产品类别", "认证或注册"],
        [[*o, "医用口罩", "CE"] for o in other],
    )
    write("mofcom-masks", ["企业名称", "英文名称", "统一社会信用代码", "认证或注册"], [[*o, "CE"] for o in other])
    write(
        "samr-unqualified",
        ["标称生产单位名称", "产品名称", "规格型号", "生产日期或批号", "不合格项目"],
        [[o[0], "KN95口罩", "X-1", "20200310", "过滤效率"] for o in other[:50]],
    )
    write(
        "barred-exporters",
        ["企业名称", "统一社会信用代码", "依据", "起始日期", "终止日期"],
        [[o[0], o[2], "虚构示例", "2020-04-13", ""] for o in other[:20]],
    )


CHUNK = 25  # declarations parsed and then checked in turn, so that both meet the machine in the same mood


def once(texts: list[bytes], folder: Path) -> tuple[float, float, float, Counter[str]]:
    """Seconds that parsing, checking and writing take for all declarations, and how they came out."""
    checker = Checker(folder, today=date(2026, 11, 23))
    outcomes: Counter[str] = Counter()
    parsing = checking = writing = 0.0
    for declaration in read_bytes(texts[0], "declaration.json"):
        checker.check(declaration)  # opens the snapshots, which a process does once
    for start in range(0, len(texts), CHUNK):
        t0 = time.perf_counter()
        declarations = [d for t in texts[start : start + CHUNK] for d in read_bytes(t, "declaration.json")]
        t1 = time.perf_counter()
        reports = [checker.check(d) for d in declarations]
        t2 = time.perf_counter()
        for report in reports:
            report.to_json()
        t3 = time.perf_counter()
        parsing, checking, writing = parsing + t1 - t0, checking + t2 - t1, writing + t3 - t2
        outcomes.update(r.outcome for r in reports)
    return parsing, checking, writing, outcomes


HEAD = ["报关单号", "商品编号", "商品名称", "生产企业", "生产企业统一社会信用代码", "注册证编号", "标准", "运抵国"]
PLACES = ["香港", "日本", "德国", "美国", "澳大利亚", "巴西", "新加坡", "英国"]


def table(first: int, count: int, firms: int) -> bytes:
    """A broker's table of so many declarations of three lines."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow([*HEAD, "成交数量", "成交单位", "申报日期"])
    for n in range(first, first + count):
        declaration = make(n % firms)
        for line in declaration["lines"]:
            maker = line["manufacturer"]
            row = [f"220120200{n:09d}", line["hs_code"], line["name"], maker["name"], maker["uscc"]]
            row += [line.get("certificate_number", ""), line.get("standard", ""), PLACES[n % len(PLACES)]]
            write.writerow([*row, int(line["quantity"]) + n, "个", f"2020-05-{5 + n % 12:02d}"])
    return out.getvalue().encode()


def read_and_check(lines: int, folder: Path, firms: int) -> None:
    """Prints what reading, checking and writing take for a line of a table, and the share of the reading."""
    checker = Checker(folder, today=date(2026, 11, 23), texts=False)
    reading = checking = writing = 0.0
    outcomes: Counter[str] = Counter()
    portion = 500
    for first in range(-portion, lines // 3, portion):
        if first == 0:  # the first portion opened the snapshots, which a process does once
            reading = checking = writing = 0.0
            outcomes.clear()
        data = table(first + portion, portion, firms)
        t0 = time.process_time()
        declarations = read_bytes(data, "table.csv")
        t1 = time.process_time()
        reports = [checker.check(d) for d in declarations]
        t2 = time.process_time()
        for report in reports:
            report.to_json(lean=True)
        t3 = time.process_time()
        reading, checking, writing = reading + t1 - t0, checking + t2 - t1, writing + t3 - t2
        outcomes.update(r.outcome for r in reports)
    spent = reading + checking + writing
    count = 3 * outcomes.total()
    print(f"{count} lines of a table, {3 * firms} firms; outcomes {dict(outcomes)}")
    for what, part in (("read a row", reading), ("check", checking), ("write as lean JSON", writing)):
        print(f"{what:<22}{part / count * 1e6:8.0f} µs a line")
    print(
        f"all together          {count / spent:8.0f} lines a second of one processor; {reading / spent:.2f} of it reading"
    )


def main() -> None:
    """Prints the medians and the median of the ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--declarations", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--table", type=int, default=0, metavar="LINES")
    args = parser.parse_args()
    if args.table:
        with tempfile.TemporaryDirectory() as folder:
            registries(Path(folder), args.declarations)
            read_and_check(args.table, Path(folder), args.declarations)
        return
    texts = [json.dumps(make(n), ensure_ascii=False).encode() for n in range(args.declarations)]
    with tempfile.TemporaryDirectory() as name:
        registries(Path(name), args.declarations)
        once(texts, Path(name))
        rounds = [once(texts, Path(name)) for _ in range(args.rounds)]
    print(
        f"{args.declarations} different three-line declarations, {args.rounds} rounds; outcomes {dict(rounds[-1][3])}"
    )
    for n, what in enumerate(("parse into the model", "check", "write as JSON")):
        print(f"{what:<22}{statistics.median(r[n] for r in rounds) / args.declarations * 1e6:8.0f} µs a declaration")
    ratios = [r[1] / r[0] for r in rounds]
    print(f"check / parse         {statistics.median(ratios):8.2f}  ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
