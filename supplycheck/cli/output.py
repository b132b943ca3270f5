"""Where results go, standard output or a file, and the formats that people open."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from supplycheck.cli.options import stacked, stdout
from supplycheck.errors import UsageError

if TYPE_CHECKING:
    from supplycheck.report import Report

F = TypeVar("F", bound=Callable[..., object])

DOCUMENTS = ("html", "xlsx", "csv", "md")
"""The formats of documents, beside those of a terminal and of programs."""

_READ = ("json", "jsonl", "csv", "xlsx", "parquet")
"""The formats that readers take for declarations."""


def output_options(command: F) -> F:
    """`--output` and `--per-rule`."""
    return stacked(
        click.option(
            "--output",
            "-o",
            type=click.Path(dir_okay=False, path_type=Path),
            help="Write into this file; xlsx needs one.",
        ),
        click.option(
            "--per-rule",
            type=click.IntRange(min=1),
            metavar="N",
            help="html, md: write out at most N findings of each rule and grade; totals stay exact.  [default: 100]",
        ),
    )(command)


def write_document(
    format_: str, reports: Iterable[Report], output: Path | None, lang: str, per_rule: int | None
) -> None:
    """Writes reports as a document.

    Raises:
        UsageError: the file cannot be written, or the format needs one or a package that is missing.
    """
    from supplycheck.writers.selection import PER_RULE

    if format_ == "xlsx":
        from supplycheck.writers import workbook

        if output is None:
            raise click.UsageError("--format xlsx needs a file: -o FILE")
        with replacing(output) as new:
            workbook.write(reports, new, lang)
        return
    with writing(output) as target:
        _writer(format_, per_rule or PER_RULE)(reports, target, lang)


def _writer(format_: str, per_rule: int) -> Callable[[Iterable[Report], TextIO, str], None]:
    from supplycheck.writers import csv_table, html, markdown

    if format_ == "csv":
        return csv_table.write
    return partial(html.write if format_ == "html" else markdown.write, per_rule=per_rule)


def beside(output: Path | None, paths: Iterable[Path], format_: str) -> None:
    """Refuses to write over what is checked, or where the next check would take the results for a declaration.

    Raises:
        UsageError: says why.
    """
    if output is None:
        return
    for path in paths:
        if path.is_file() and output.exists() and output.samefile(path):
            raise UsageError(f"{output} is checked itself; write the results into another file")
        if path.is_dir() and format_ in _READ and output.resolve().is_relative_to(path.resolve()):
            raise UsageError(
                f"{output} lies in a folder that is checked, and the next check would read it; write elsewhere"
            )


@contextmanager
def writing(output: Path | None, *, piece_by_piece: bool = False) -> Iterator[TextIO]:
    """Standard output, or a file that is there when all is written; line ends are written as they come.

    Written piece by piece, the file is there from the start, and what is in it stays when the rest fails.
    """
    if output is None:
        target = stdout()
        if hasattr(target, "reconfigure"):
            target.reconfigure(newline="")
        yield target
        return
    how: Any = {"mode": "w", "encoding": "utf-8", "errors": "backslashreplace", "newline": ""}
    if not piece_by_piece:
        with replacing(output) as new, new.open(**how) as target:
            yield target
        return
    try:
        file = output.open(**how)
    except OSError as error:
        raise UsageError(f"{output}: {error.strerror}") from None
    with file:
        yield file


def put_new(target: Path, content: bytes, why: str) -> None:
    """Writes a file that must not be there yet; `why` says what would be lost.

    Raises:
        UsageError: it is there, or cannot be written.
    """
    try:
        with target.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise UsageError(f"{target} exists; {why}, so it is not written over") from None
    except OSError as error:
        raise UsageError(f"{target}: {error.strerror or error}") from None


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A new file beside a path that takes its place when all went well, so that no half of a document stands there."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    os.close(handle)
    new = Path(name)
    try:
        yield new
        new.chmod(0o666 & ~_umask())
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)


def _umask() -> int:
    """What the user keeps from others; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
