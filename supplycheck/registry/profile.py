"""Column profiles of lists: what the headings of a file mean whose maker calls them otherwise than its publisher.

[columns]
number = "证书编号"
holder = ["厂家", "厂家名称"]

To the left stand fields of the list's definition, to the right headings. A file that was read with a profile is kept as the
snapshot built from it (`cache.build_file`), as its headings mean nothing to who has not the profile.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from typing import Any

from supplycheck import column_profile
from supplycheck.errors import UsageError
from supplycheck.registry.definition import Definition


def load(path: str | os.PathLike[str], definition: Definition) -> Definition:
    """A definition with the headings of a profile before its own.

    Raises:
        UsageError: there is no such file, it is no profile, or it names a field that the list has not.
    """
    return with_headings(definition, column_profile.read(path), os.fspath(path))


def with_headings(definition: Definition, columns: Mapping[str, Any], source: str = "columns") -> Definition:
    """A definition with more headings before its own, given as `field: heading` or `field: [heading, …]`.

    It has a digest of its own: what is built with it is not taken for what its plain definition reads.

    Raises:
        UsageError: the list has no such field, or a heading is no text.
    """
    own: dict[str, tuple[str, ...]] = {}
    for field, value in columns.items():
        headings = tuple(value) if isinstance(value, list) else (value,)
        if field not in definition.columns:
            raise UsageError(f"{source}: {definition.name} has no field {field!r}{_hint(definition, field)}")
        if not headings or not all(isinstance(heading, str) and heading.strip() for heading in headings):
            raise UsageError(f"{source}: {field} is a heading, or a list of headings")
        own[field] = headings
    merged = {field: (*own.get(field, ()), *known) for field, known in definition.columns.items()}
    digest = hashlib.sha256(repr((definition.digest, sorted(own.items()))).encode()).hexdigest()
    return definition._replace(columns=merged, digest=digest)


def _hint(definition: Definition, field: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(field, definition.columns, n=1)
    return f"; is it {near[0]}?" if near else f"; it has {', '.join(definition.columns)}"
