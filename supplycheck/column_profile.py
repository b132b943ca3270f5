"""The file of a column profile: what the headings of a table mean whose maker calls them otherwise than others do."""

from __future__ import annotations

import os
import tomllib
from typing import Any

from supplycheck.errors import UsageError


def read(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The `[columns]` of a profile, its only table; what they may say is for the reader of the table to tell.

    Raises:
        UsageError: there is no such file, or it is no profile.
    """
    source = os.fspath(path)
    try:
        with open(path, "rb") as file:
            table = tomllib.load(file)
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{source}: no column profile ({error})") from None
    columns = table.get("columns")
    if not isinstance(columns, dict) or set(table) != {"columns"}:
        raise UsageError(f"{source}: a column profile has one table, [columns]")
    return columns
