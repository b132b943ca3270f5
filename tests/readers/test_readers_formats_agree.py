"""One declaration of 50 lines in every format: the same report but for where things stand."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import xlwt
from bases import base
from conftest import REGISTRIES

from supplycheck import Checker, read_declarations

LINES = 50
TODAY = date(2026, 11, 23)
HEAD = {
    "报关单号": ("id", "EntryId"),
    "合同协议号": ("contract_number", "ContrNo"),
    "监管方式": ("trade_mode", "TradeMode"),
    "运抵国(地区)": ("destination", "TradeCountry"),
    "境内发货人": ("consignor.name", "TradeName"),
    "境内发货人统一社会信用代码": ("consignor.uscc", "TradeCoScc"),
    "生产销售单位": ("producer.name", "OwnerName"),
    "生产销售单位统一社会信用代码": ("producer.uscc", "OwnerCodeScc"),
    "申报单位": ("agent.name", "AgentName"),
    "申报单位统一社会信用代码": ("agent.uscc", "AgentCodeScc"),
    "境外收货人": ("consignee.name_en", "OverseasConsigneeEname"),
}
GOODS = {
    "项号": ("number", "GNo"),
    "商品编号": ("hs_code", "CodeTS"),
    "商品名称": ("name", "GName"),
    "规格型号": ("model", "GModel"),
    "型号": ("specification", "GoodsSpec"),
    "成交数量": ("quantity", "GQty"),
    "成交计量单位": ("unit", "GUnit"),
    "单价": ("unit_price", "DeclPrice"),
    "总价": ("total", "DeclTotal"),
    "币制": ("currency", "TradeCurr"),
    "原产国(地区)": ("origin", "DestinationCountry"),
    "最终目的国(地区)": ("destination", "OriginCountry"),
    "生产厂商": ("manufacturer.name", "MnufctrRegName"),
    "批号": ("lot", "ProdBatchNo"),
    "生产日期": ("produced_on", "ProduceDate"),
}


def model() -> dict[str, Any]:
    """Lines of masks, some with a wrong lot, product, holder or code, and goods that are something else."""
    data = base("mask")
    line, paper, item = data["lines"][0], data["dossier"]["lines"]["1"], data["dossier"]["statements"][0]["items"][0]
    for name in ("certificate_number", "standard"):  # a message has no room for them; the dossier has both
        del line[name]
    del line["manufacturer"]["uscc"]
    data["id"] = "223120200000000001"
    data["dossier"]["declared_on"] = data.pop("declared_on")
    for name in ("quantity", "unit", "lot"):
        del item[name]
    data["lines"], data["dossier"]["lines"], items = [], {}, []
    changes: tuple[dict[str, str], ...] = (
        {},
        {"lot": "20200417"},
        {"name": "医用防护口罩"},
        {"manufacturer": "绍兴示例竹里日用品有限公司"},
        {"hs_code": "6307900090", "name": "洗车布"},
        {"quantity": "90000", "total": "31500"},
    )
    for number in range(1, LINES + 1):
        change = changes[number % len(changes)]
        data["lines"].append(
            {
                **line,
                "number": number,
                "model": "1|0|聚丙烯无纺布",
                "unit_price": "0.35",
                "total": "35000",
                "currency": "USD",
                "origin": "CN",
                "destination": "HK",
                **change,
                "manufacturer": {"name": change.get("manufacturer", line["manufacturer"]["name"])},
            }
        )
        data["dossier"]["lines"][str(number)] = paper
        items.append(item)
    data["dossier"]["statements"][0]["lines"] = list(range(1, LINES + 1))
    data["dossier"]["statements"][0]["items"] = items
    return data


def value(data: dict[str, Any], path: str) -> str:
    at: Any = data
    for step in path.split("."):
        at = at.get(step) if isinstance(at, dict) else None
    return "" if at is None else str(at)


def tags(names: dict[str, tuple[str, str]], data: dict[str, Any], special: dict[str, Callable[[str], str]]) -> str:
    told = ((tag, special.get(tag, str)(value(data, path))) for path, tag in names.values())
    return "".join(f"<{tag}>{text}</{tag}>" for tag, text in told)


def message(data: dict[str, Any]) -> str:
    alpha3 = {"HK": "HKG", "CN": "CHN"}
    special: dict[str, Callable[[str], str]] = {
        **dict.fromkeys(("TradeCountry", "OriginCountry", "DestinationCountry"), alpha3.__getitem__),
        "ProduceDate": lambda text: text.replace("-", ""),
    }
    goods = "".join(f"<DecList>{tags(GOODS, line, special)}</DecList>" for line in data["lines"])
    return (
        '<DecMessage xmlns="http://www.chinaport.gov.cn/dec" version="4.8"><DecHead><IEFlag>E</IEFlag>'
        f"{tags(HEAD, data, special)}</DecHead><DecLists>{goods}</DecLists></DecMessage>"
    )


def grid(data: dict[str, Any]) -> list[list[str]]:
    head = [value(data, path) for path, _ in HEAD.values()]
    rows = [[*head, *(value(line, path) for path, _ in GOODS.values())] for line in data["lines"]]
    return [[*HEAD, *GOODS], *rows]


def text(data: dict[str, Any], delimiter: str) -> str:
    return "".join(delimiter.join(row) + "\r\n" for row in grid(data))


def labels(data: dict[str, Any]) -> list[list[str]]:
    """The head as labels and values, two a row."""
    told = [(label, value(data, path)) for label, (path, _) in HEAD.items()]
    return [[cell for pair in told[n : n + 2] for cell in (*pair, "")] for n in range(0, len(told), 2)]


def goods(data: dict[str, Any], names: list[str]) -> list[list[str]]:
    return [names, *([value(line, GOODS[name][0]) for name in names] for line in data["lines"])]


def printed(data: dict[str, Any]) -> list[list[str]]:
    """The form with three rows an item."""
    rows = [
        ["项号", "商品编号", "商品名称及规格型号", "型号", "数量及单位", "单价/总价/币制"]
        + ["原产国(地区)", "最终目的国(地区)", "生产厂商", "批号", "生产日期"]
    ]
    for line in data["lines"]:
        first = [value(line, GOODS[name][0]) for name in ("项号", "商品编号", "商品名称", "型号")]
        rest = [value(line, GOODS[name][0]) for name in rows[0][6:]]
        rows.append([*first, "500千克", line["unit_price"], *rest])
        rows.append(["", "", line["model"], "", "", line["total"], "(CHN)", "(HKG)"])
        rows.append(["", "", "", "", line["quantity"] + "个", "美元"])
    return [*labels(data), [], *rows]


def papers(data: dict[str, Any]) -> dict[str, list[list[object]]]:
    declared = [n for n in GOODS if n not in ("规格型号", "单价", "币制", "生产厂商", "批号", "生产日期", "型号")]
    sheets = {
        "报关单": [*labels(data), [], *goods(data, declared)],
        "箱单": [["件数", "箱号"], ["100", "1-100"]],
        "发票": goods(data, ["商品名称", "商品编号", "成交数量", "单价", "总价", "币制"]),
        "合同": [["合同协议号", data["contract_number"]]],
        "申报要素": goods(data, ["项号", "商品编号", "规格型号", "型号", "生产厂商", "批号", "生产日期"]),
    }
    return {name: [list(row) for row in rows] for name, rows in sheets.items()}


def old_workbook(rows: list[list[str]]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("报关单")
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            sheet.write(r, c, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(name: str, content: bytes, dossier: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"单/{name}", content)
        archive.writestr(f"单/{name.rpartition('.')[0]}.dossier.json", dossier)
    return out.getvalue()


def files(kit: Any, data: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    rows = grid(data)
    whole = json.dumps(data, ensure_ascii=False).encode()
    yield "model.json", whole
    yield "model.jsonl", whole + b"\n"
    yield "message.xml", message(data).encode()
    yield "comma.csv", text(data, ",").encode("utf-8-sig")
    yield "chinese.csv", text(data, ",").encode("gb18030")
    yield "unicode.tsv", text(data, "\t").encode("utf-16")
    yield "flat.xlsx", kit.xlsx({"报关单": rows})
    yield "flat.xls", old_workbook(rows)
    yield "flat.ods", kit.ods(rows)
    yield "head.xlsx", kit.xlsx({"报关单": [*labels(data), [], *goods(data, list(GOODS))]})
    yield "form.xlsx", kit.xlsx({"报关单": printed(data)})
    yield "form.xls", old_workbook(printed(data))
    yield "papers.xlsx", kit.xlsx(papers(data))
    yield "packed.zip", zipped("a.csv", text(data, ",").encode(), json.dumps(data["dossier"]).encode())


def compared(report: dict[str, Any]) -> dict[str, Any]:
    """The report without places, and without what notes say of the file itself."""
    del report["declaration"]["source"]
    for finding in [f for line in report["lines"] for f in line["findings"]] + report["findings"]:
        if finding["field"]:
            del finding["field"]["at"]
    report["notes"] = [n["code"] for n in report["notes"] if n["code"] not in ("D01", "D02", "D26")]
    return report


@pytest.fixture(scope="module")
def reports(kit: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    data = model()
    folder = tmp_path_factory.mktemp("formats")
    checker = Checker(REGISTRIES, today=TODAY)
    found = {}
    for name, content in files(kit, data):
        path = folder / name
        path.write_bytes(content)
        if not name.startswith(("model", "packed")):
            beside = path.with_suffix(".dossier.json")
            beside.write_text(json.dumps(data["dossier"]), encoding="utf-8")
        (report,) = checker.check_many(read_declarations(path))
        found[name] = compared(json.loads(report.to_json()))
    return found


def test_every_format_gives_the_same_report(reports: dict[str, dict[str, Any]]) -> None:
    wanted = reports["model.json"]
    assert len(wanted["lines"]) == LINES
    assert {line["outcome"] for line in wanted["lines"]} == {"pass", "fail", "review", "not_controlled"}
    for name, report in reports.items():
        for key, told in wanted.items():
            assert report[key] == told, (name, key)
