"""The FDA's releasable 510(k) file: "|" between the cells, no quoting, ISO-8859-1 (copies in UTF-8 exist).

The columns CONTACT and the address, which may name a person, are not read.
https://www.fda.gov/medical-devices/510k-clearances/downloadable-510k-files
"""

from __future__ import annotations

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry.definition import Definition
from supplycheck.registry.formats.rows import Rows, columns_of, decode, identified, picked


def read(definition: Definition, data: bytes) -> Rows:
    """The rows of a release; see `formats.parse`."""
    # Lines end with a line feed only: str.splitlines would also part a device name at a control character.
    lines = decode(definition.name, data, ["latin-1"]).split("\n")
    headings = lines[0].rstrip("\r").split("|")
    columns = columns_of(definition, headings)
    if columns is None:
        wanted = "|".join(definition.columns[field][0] for field in definition.required)
        raise RegistryUnavailable(definition.name, f"the first line lacks some of the headings {wanted}")
    result = Rows()
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = line.rstrip("\r").split("|")
        row = picked(columns, cells)
        if not identified(definition, row):
            result.damage(f"line {number}: no {definition.identifier}")
            continue
        result.rows.append(row)
        if len(cells) != len(headings):
            result.damage(f"line {number}: {len(cells)} cells, {len(headings)} headings")
    return result
