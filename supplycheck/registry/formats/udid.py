"""Databases of device identifiers as their releases give them: XML by parts, one `<device>` after another.

Two publish such files. https://udi.nmpa.gov.cn/ lists full, monthly, weekly and daily releases. A `<device>` has the
elements that the columns of the definition name (`zxxsdycpbs` the primary identifier, `zczbhhzbapzbh` one or several registration numbers, `tsrq` the
day it was de-listed, …); elements are looked for at any depth, so that the identifiers of packages are found. The block
of contacts is not read. Elements are dropped as they pass: a release of any size takes the same memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry.definition import Definition
from supplycheck.registry.formats.rows import BETWEEN, Damage, Row, identified, unidentified

DEVICE = "{*}device"


def looks_like(start: bytes) -> bool:
    """Whether a file that begins so is XML."""
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def read(definition: Definition, file: BinaryIO, damage: Damage) -> Iterator[Row]:
    """The rows of one part of a release; see `formats.parse`."""
    from lxml import etree

    named = {element: field for field, elements in definition.columns.items() for element in elements}
    joined = frozenset(definition.joined)
    fields: dict[str, str] = {}
    count = 0
    try:
        parsing = etree.iterparse(
            file, events=("end",), tag=DEVICE, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
        )
        for _, device in parsing:
            if not count:
                if device.getroottree().docinfo.doctype:
                    raise RegistryUnavailable(definition.name, "the file has a document type, which is not read")
                # Headings of tables, which stand among the columns too, are no names of elements.
                space = device.tag.removesuffix("device")
                fields = {space + e: field for e, field in named.items() if e.isascii() and e.isidentifier()}
            count += 1
            row: Row = {}
            for element in device.iter(*fields):
                # A parser of XML lets neither NUL nor lone surrogates through.
                text = element.text
                if text and (text := text.strip()):
                    field = fields[element.tag]
                    if field not in row:
                        row[field] = text
                    elif field in joined and text not in row[field].split(BETWEEN):
                        row[field] += BETWEEN + text
            parent = device.getparent()
            if parent is not None:
                parent.remove(device)
            if identified(definition, row):
                yield row
            else:
                damage.note(unidentified(definition, f"device {count}"))
    except etree.XMLSyntaxError as error:
        raise RegistryUnavailable(definition.name, f"the file is broken: {error}") from error
