"""Builders of small inputs. Every company in them is invented."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

import pytest

from supplycheck.declaration import Declaration
from supplycheck.errors import UnreadableInput
from supplycheck.readers import read_bytes

HEAD = {
    "IEFlag": "E",
    "ContrNo": "HT-2020-01",
    "CustomMaster": "2248",
    "TradeCountry": "DEU",
    "TradeAreaCode": "DEU",
    "TradeMode": "0110",
    "TradeName": "示例进出口有限公司",
    "TradeCode": "9999960001",
    "TradeCoScc": "91999999MA0000001N",
    "OwnerName": "示例医疗用品制造有限公司",
    "OwnerCode": "9999960002",
    "OwnerCodeScc": "91999999MA0000002R",
    "AgentName": "示例报关有限公司",
    "AgentCodeScc": "91999999MA0000003W",
    "OverseasConsigneeEname": "Example Import GmbH",
    "DataSource": "     ",
    "NoteS": "",
}
LINE = {
    "GNo": "1",
    "CodeTS": "6307900010",
    "GName": "医用外科口罩",
    "GModel": "1|0|聚丙烯无纺布|||样例牌；执行标准YY 0469-2011；医用",
    "OriginCountry": "DEU",
    "DestinationCountry": "CHN",
    "GQty": "100000.00000",
    "GUnit": "007",
    "DeclPrice": "0.3500",
    "DeclTotal": "35000.00",
    "TradeCurr": "USD",
    "GoodsBrand": "样例",
    "ProduceDate": "20200418",
    "ProdBatchNo": "20200418",
    "Purpose": "31",
    "GoodsAttr": "19,27",
    "MnufctrRegName": "示例医疗用品制造有限公司",
}
ROW = {
    "报关单号": "",
    "申报日期": "2020-05-08",
    "境内发货人": "示例进出口有限公司",
    "境内发货人统一社会信用代码": "91999999MA0000001N",
    "境外收货人": "Example Import GmbH",
    "出境关别": "2248",
    "监管方式": "一般贸易",
    "合同协议号": "HT-2020-01",
    "运抵国(地区)": "德国",
    "项号": "1",
    "商品编号": "6307900010",
    "商品名称": "医用外科口罩",
    "规格型号": "1|0|聚丙烯无纺布|||样例牌；医用",
    "成交数量": "100000",
    "成交计量单位": "个",
    "单价": "0.35",
    "总价": "35000",
    "币制": "USD",
    "原产国(地区)": "中国",
    "最终目的国(地区)": "德国",
    "生产厂商": "示例医疗用品制造有限公司",
    "批号": "20200418",
    "医疗器械注册证号": "苏械注准20182140611",
    "执行标准": "YY 0469-2011",
    "是否医用": "是",
    "随附声明": "出口医疗物资声明",
}


def elements(values: dict[str, str]) -> str:
    return "".join(f"<{name}>{escape(text)}</{name}>" for name, text in values.items())


def build_message(
    head: dict[str, str] | None = None,
    *lines: dict[str, str],
    inside: Sequence[str] = (),
    rest: str = "",
    namespace: bool = True,
) -> str:
    """A message. `head` and `lines` change the defaults; `inside` adds XML to the lines, `rest` to the message."""
    goods = []
    for index, line in enumerate(lines or ({},)):
        values = {**LINE, "GNo": str(index + 1), **line}
        goods.append(f"<DecList>{elements(values)}{inside[index] if index < len(inside) else ''}</DecList>")
    space = ' xmlns="http://www.chinaport.gov.cn/dec"' if namespace else ""
    return (
        f'<DecMessage{space} version="4.8">\n<DecHead>{elements({**HEAD, **(head or {})})}</DecHead>\n'
        f"<DecLists>{''.join(goods)}</DecLists>\n<DecSign><ClientSeqNo>DEMO0001</ClientSeqNo>"
        f"<ICCode>7777777</ICCode><OperName>某人</OperName></DecSign>{rest}</DecMessage>"
    )


def build_csv(*rows: dict[str, Any], drop: Iterable[str] = (), delimiter: str = ",") -> str:
    """A text table; each row changes the defaults."""
    merged = [{**ROW, **row} for row in rows or ({},)]
    headings = [name for name in dict.fromkeys(name for row in merged for name in row) if name not in set(drop)]
    lines = [headings, *([str(row.get(name, "")) for name in headings] for row in merged)]
    return "\r\n".join(delimiter.join(_quoted(cell, delimiter) for cell in line) for line in lines) + "\r\n"


def _quoted(cell: str, delimiter: str) -> str:
    return f'"{cell}"' if delimiter in cell and not cell.startswith('"') else cell


def _cell(address: str, value: object) -> str:
    if isinstance(value, Raw):
        return value.replace("@", address)
    if isinstance(value, bool):
        return f'<c r="{address}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{address}"><v>{value!r}</v></c>'
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


class Raw(str):
    """A cell given as XML, with @ for its address."""


def _letters(column: int) -> str:
    return (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26)


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def build_xlsx(sheets: dict[str, list[list[object]]], hidden: Sequence[str] = (), merged: Sequence[str] = ()) -> bytes:
    """A workbook from rows of cells; `merged` are areas of its first sheet, such as A2:A4."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        types = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.spreadsheetml.worksheet+xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.'
            'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            f'spreadsheetml.sheet.main+xml"/>{types}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        names = "".join(
            f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}" state="{"hidden" if name in hidden else "visible"}"/>'
            for n, name in enumerate(sheets, start=1)
        )
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>'
        )
        relations = "".join(
            f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        )
        for n, rows in enumerate(sheets.values(), start=1):
            body = "".join(
                f'<row r="{r}">'
                + "".join(_cell(f"{_letters(c)}{r}", value) for c, value in enumerate(row) if value not in ("", None))
                + "</row>"
                for r, row in enumerate(rows, start=1)
            )
            areas = "".join(f'<mergeCell ref="{area}"/>' for area in merged) if n == 1 else ""
            areas = areas and f"<mergeCells>{areas}</mergeCells>"
            archive.writestr(
                f"xl/worksheets/sheet{n}.xml",
                f'<worksheet xmlns="{_SHEET}"><sheetData>{body}</sheetData>{areas}</worksheet>',
            )
    return out.getvalue()


def build_ods(rows: list[list[object]], repeated: str = "") -> bytes:
    """An OpenDocument sheet; `repeated` goes into its first cell's tag."""
    cell = f"<table:table-cell {repeated} office:value-type={{}}><text:p>@</text:p></table:table-cell>"
    number, string = cell.format('"float" office:value="@"'), cell.format('"string"')
    body = "".join(
        "<table:table-row>"
        + "".join((number if isinstance(v, int | float) else string).replace("@", escape(str(v))) for v in row)
        + "</table:table-row>"
        for row in rows
    )
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{urn}:office:1.0" xmlns:table="{urn}:table:1.0" '
            f'xmlns:text="{urn}:text:1.0"><office:body><office:spreadsheet><table:table table:name="报关单">{body}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return out.getvalue()


class Kit:
    """What tests read with."""

    message = staticmethod(build_message)
    csv = staticmethod(build_csv)
    xlsx = staticmethod(build_xlsx)
    ods = staticmethod(build_ods)
    raw = Raw
    row = ROW

    @staticmethod
    def results(data: str | bytes, name: str, dossier: str | None = None) -> list[Declaration | UnreadableInput]:
        """Whatever comes out."""
        raw = data.encode() if isinstance(data, str) else data
        return read_bytes(raw, name, dossier.encode() if dossier is not None else None)

    @classmethod
    def one(cls, data: str | bytes, name: str, dossier: str | None = None) -> Declaration:
        """The only declaration."""
        (result,) = cls.results(data, name, dossier)
        assert isinstance(result, Declaration), result
        return result

    @classmethod
    def broken(cls, data: str | bytes, name: str) -> UnreadableInput:
        """The only error."""
        (result,) = cls.results(data, name)
        assert isinstance(result, UnreadableInput), result
        return result

    @classmethod
    def xml(cls, *args: Any, **kwargs: Any) -> Declaration:
        """The declaration of a message that is built from these arguments."""
        return cls.one(build_message(*args, **kwargs), "a.xml")


@pytest.fixture(scope="session")
def kit() -> type[Kit]:
    return Kit


@pytest.fixture(scope="session")
def codes_of() -> Callable[[Declaration], list[str]]:
    return lambda declaration: [note.code for note in declaration.notes]
