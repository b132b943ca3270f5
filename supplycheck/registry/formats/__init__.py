"""Reading interchange files: bytes in, rows under our field names out. One module per kind of file."""

from __future__ import annotations

from supplycheck.registry.definition import Definition
from supplycheck.registry.formats.rows import Rows


def parse(definition: Definition, data: bytes) -> Rows:
    """The rows of a registry's interchange file.

    Raises:
        RegistryUnavailable: the file cannot be read as what the definition says; the reason is a sentence.
    """
    from supplycheck.errors import RegistryUnavailable

    if not data:
        raise RegistryUnavailable(definition.name, "the file is empty")
    if definition.format == "fda-510k":
        from supplycheck.registry.formats.fda_510k import read
    elif definition.format == "hsc":
        from supplycheck.registry.formats.hsc import read
    else:
        from supplycheck.registry.formats.table import read
    rows = read(definition, data)
    if not rows.rows and not definition.may_be_empty:
        raise RegistryUnavailable(definition.name, "the file has no rows")
    return rows
