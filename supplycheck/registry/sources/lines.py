"""Writing a list that comes page by page as an interchange file: one object a line, with nothing but the definition's columns.

What a definition does not name, contacts above all, is never written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from supplycheck.errors import UsageError
from supplycheck.registry.definition import Definition
from supplycheck.registry.formats.rows import identified
from supplycheck.registry.sources.checked import rows_of
from supplycheck.registry.sources.outcomes import Progress
from supplycheck.registry.sources.web import Web


def write(
    definition: Definition,
    web: Web,
    folder: Path,
    pages: Iterable[tuple[list[Any], int | None]],
    address: str,
    progress: Progress | None,
) -> Path:
    """The file, once all pages are in it; a page is its objects and how many there are in all, if that is known.

    Raises:
        SourceUnavailable: the pages cannot be had, are none, or hold something else.
        UsageError: the file cannot be written.
    """
    target = folder / f"{definition.name}.jsonl"
    staged = target.with_name(target.name + ".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with staged.open("w", encoding="utf-8", newline="\n") as file:
            count = named = 0
            for objects, total in pages:
                for row in rows_of(definition, web, objects, address):
                    # Under the heading preferred, so that the file is read as any other of this list.
                    file.write(json.dumps({definition.columns[f][0]: v for f, v in row.items()}, ensure_ascii=False))
                    file.write("\n")
                    named += identified(definition, row)
                count += len(objects)
                if progress is not None:
                    progress(count, total)
        if not count:
            web.fail(definition, "empty", "there is nothing where the list should be", address)
        if not named:
            web.fail(definition, "garbage", f"none of its {count} entries has a number or name", address)
        staged.replace(target)
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            staged.unlink(missing_ok=True)
    return target
