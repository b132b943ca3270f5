"""Makes declarations by the million, and registries that hold their firms and certificates. All names are invented.

Deterministic: equal numbers give equal bytes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from check_against_parse import code, name

HEADINGS = (  # noqa: SIM905
    "报关单号,申报日期,境内发货人,境内发货人统一社会信用代码,境外收货人,生产销售单位,生产销售单位统一社会信用代码,申报单位,"
    "出境关别,监管方式,合同协议号,贸易国(地区),运抵国(地区),标记唛码及备注,项号,商品编号,商品名称,规格型号,成交数量,成交计量单位,"
    "单价,总价,币制,原产国(地区),最终目的国(地区),生产厂商,品牌,型号,批号,医疗器械注册证号,执行标准,是否医用,随附声明"
).split(",")
OFFICES = ("2248", "3104", "5304", "5141", "0208", "4601")
PLACES = (("德国", "DE"), ("美国", "US"), ("中国香港", "HK"), ("日本", "JP"), ("英国", "GB"), ("智利", "CL"))


def rows(lines: int, firms: int) -> Iterator[list[str]]:
    """So many rows of goods, in declarations of one to five lines, of `firms` exporters, as many makers, half as many buyers.

    They come again one after another, every one after all the others; where they are more than declarations, none does.
    """
    made = n = 0
    buyers = max(5000, firms // 2)
    while made < lines:
        count = min(n % 5 + 1, lines - made)
        firm = n * 7919 % firms
        trader, maker = name(firm, "进出口"), name(firm, "医疗用品")
        head = [
            f"3104202{n:011d}",
            f"2020-05-{n % 20 + 6:02d}",
            trader,
            code(4 * firm),
            f"Example Trading {n % buyers} Limited",
            maker,
            code(4 * firm + 1),
            "宁波示例通关报关有限公司",
            OFFICES[n % 6],
            "一般贸易",
            f"HT-{n}",
            PLACES[n % 6][0],
            PLACES[n % 6][0],
            "N/M",
        ]
        for item in range(count):
            quantity, medical = 1000 + (n * 31 + item) % 90000, (n + item) % 4 != 3
            yield [
                *head,
                str(item + 1),
                "6307900010",
                "医用外科口罩" if medical else "日常防护口罩（非医用）",
                "平面型" if medical else f"ZL-{n % 300}",
                str(quantity),
                "个",
                "0.50",
                f"{quantity / 2:.2f}",
                "USD",
                "中国",
                PLACES[n % 6][0],
                maker,
                "无品牌",
                "平面型",
                f"202004{n % 28 + 1:02d}",
                f"苏械注准2018214{firm % 10000:04d}" if medical else "",
                "YY 0469-2011" if medical else "GB/T 32610-2016",
                "是" if medical else "否",
                "出口医疗物资声明" if n % 3 else "",
            ]
        made, n = made + count, n + 1


def write_table(path: Path, lines: int, firms: int) -> None:
    """One table with so many lines."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADINGS)
        out.writerows(rows(lines, firms))


def names_in(path: Path) -> int:
    """How many different names of firms a table has."""
    with path.open(encoding="utf-8", newline="") as file:
        table = csv.reader(file)
        head = next(table)
        columns = [head.index(heading) for heading in ("境内发货人", "境外收货人", "生产销售单位", "生产厂商")]
        return len({row[column] for row in table for column in columns})


def write_folder(folder: Path, lines: int, firms: int, each: int) -> None:
    """The same in tables of `each` lines."""
    folder.mkdir()
    batch: list[list[str]] = []
    number = 0

    def flush() -> None:
        with (folder / f"{number:06d}.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(HEADINGS)
            out.writerows(batch)

    for row in rows(lines, firms):
        if len(batch) >= each and row[14] == "1":
            flush()
            batch, number = [], number + 1
        batch.append(row)
    if batch:
        flush()


def write_registries(folder: Path, size: int, firms: int) -> None:
    """An NMPA list of `size` certificates, the first of them of the `firms`, and short lists beside it."""

    def write(registry: str, head: str, table: Iterator[list[str]]) -> None:
        (folder / registry).mkdir(parents=True)
        with (folder / registry / "2020-05-05.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(head.split(","))
            out.writerows(table)

    def nmpa() -> Iterator[list[str]]:
        for n in range(size):
            number = (
                f"苏械注准2018214{n:04d}"
                if n < 10000
                else f"粤械注准{2010 + n % 10}2{n // 10000 % 100:02d}{n % 10000:04d}"
            )
            days = ("2018-09-12", "2023-09-11")
            yield [number, name(n, "医疗用品"), code(4 * n + 1), "医用外科口罩", "平面型", "第二类", *days]

    write("nmpa", "注册证编号,注册人名称,统一社会信用代码,产品名称,型号规格,管理类别,批准日期,有效期至", nmpa())
    some = range(0, min(firms, 3000), 3)
    write(
        "mofcom-medical",
        "企业名称,英文名称,统一社会信用代码,产品类别,认证或注册",
        ([name(n, "医疗用品"), "", code(4 * n + 1), "医用口罩", "CE"] for n in some),
    )
    write(
        "mofcom-masks",
        "企业名称,英文名称,统一社会信用代码,认证或注册",
        ([name(n, "医疗用品"), "", code(4 * n + 1), "CE"] for n in some),
    )
    write(
        "samr-unqualified",
        "标称生产单位名称,产品名称,规格型号,生产日期或批号,不合格项目",
        ([name(n, "医疗用品"), "KN95口罩", "X-1", "20200310", "过滤效率"] for n in range(0, 200, 7)),
    )
    write(
        "barred-exporters",
        "企业名称,统一社会信用代码,依据,起始日期,终止日期",
        ([name(n, "进出口"), code(4 * n), "虚构示例", "2020-04-13", ""] for n in range(0, 100, 9)),
    )
