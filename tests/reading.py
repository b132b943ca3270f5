"""Reading interchange files in tests: all rows of a list, and archives made of texts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import NamedTuple
from xml.sax.saxutils import escape

from supplycheck.registry import definition
from supplycheck.registry.definition import Definition
from supplycheck.registry.formats import parse


class Read(NamedTuple):
    """All that a file holds."""

    rows: list[dict[str, str]]
    damaged: int
    places: list[str]


def read(name: str | Definition, data: str | bytes) -> Read:
    """All rows of an interchange file of a list."""
    defined = definition.load(name) if isinstance(name, str) else name
    rows = parse(defined, io.BytesIO(data.encode() if isinstance(data, str) else data))
    return Read(list(rows.rows), rows.damage.count, rows.damage.places)


def archive(members: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return packed.getvalue()


def workbook(rows: list[list[str]]) -> bytes:
    """A workbook with one sheet of texts."""
    main, office = (
        f"http://schemas.openxmlformats.org/{part}" for part in ("spreadsheetml/2006/main", "officeDocument")
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    office += "/2006/relationships"
    body = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    part = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{part}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{part}.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>',
        }
    )
