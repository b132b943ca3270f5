"""Reports that were kept, as reports again: full or lean, from JSON, JSON Lines, Parquet or the record of an archive.

A lean report has no texts. What can be told without them is: a finding says its rule's title, an article has the title
that the run's head (for a batch, the file beside its results) or the facts of today give it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from supplycheck.compare import Plain, check_saved
from supplycheck.errors import UsageError
from supplycheck.facts.china import china
from supplycheck.facts.destinations import destination
from supplycheck.optional import need
from supplycheck.report import Report
from supplycheck.rules import catalogue

_LEFT_OUT = {"zh": "（保存时略去了文字）", "en": "(the text was left out when this was kept)"}
_UNKNOWN: Plain = {}


def read(path: str | os.PathLike[str]) -> Iterator[Report]:
    """The reports in a file, lazily: JSON Lines line by line, so that a file of any size takes no more memory.

    Raises:
        UsageError: there is no such file, or it holds no reports of this schema.
    """
    source = os.fspath(path)
    for number, (plain_, run) in enumerate(_with_run(source), start=1):
        yield restored(plain_, f"{source}, report {number}", run)


def plain(path: str | os.PathLike[str]) -> Iterator[Any]:
    """The same as data, as they stand: nothing is checked or completed.

    Raises:
        UsageError: there is no such file, or it is neither JSON nor Parquet.
    """
    return (found for found, _ in _with_run(os.fspath(path)))


HEAD = ".run.json"
"""The ending of the file beside the results of a batch in which stands what they share."""


def head_beside(source: str) -> Plain:
    """What a file beside results says of their run; nothing where there is none."""
    try:
        with open(source + HEAD, encoding="utf-8") as file:
            run = json.load(file)["run"]
    except (OSError, ValueError, KeyError, TypeError):
        return _UNKNOWN
    return run if isinstance(run, dict) else _UNKNOWN


def _with_run(source: str) -> Iterator[tuple[Any, Plain]]:
    """Each report with the head of the answer it stood in."""
    beside = head_beside(source)
    if source.lower().endswith(".parquet"):
        yield from ((found, beside) for found in _rows(source))
        return
    for answer in _answers(source):
        if not isinstance(answer, dict):
            raise UsageError(f"{source}: no report")
        several = answer.get("reports", [answer.get("report", answer)])
        for found in several if isinstance(several, list) else [several]:
            yield found, answer.get("run") or beside


def _rows(source: str) -> Iterator[Any]:
    """The rows of a Parquet file."""
    parquet = need("pyarrow.parquet", "parquet")
    try:
        with parquet.ParquetFile(source) as file:
            for batch in file.iter_batches(batch_size=512, use_threads=False):
                yield from batch.to_pylist()
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror or error}") from None
    except ValueError as error:  # what pyarrow raises is one too
        raise UsageError(f"{source}: no results ({error})") from None


def _answers(source: str) -> Iterator[Any]:
    """The JSON data of a file: one of each line where the first line is whole, else one of all."""
    try:
        with open(source, encoding="utf-8-sig") as file:
            if _whole(file.readline()):
                file.seek(0)
                for number, line in enumerate(file, start=1):
                    if line.strip():
                        yield _parsed(line, f"{source}:{number}")
                return
            file.seek(0)
            text = file.read()
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{source}: no report (not UTF-8)") from None
    yield _parsed(text, source)


def _whole(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _parsed(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where}: no report ({error})") from None


def restored(plain: Any, source: str, run: Plain = _UNKNOWN) -> Report:
    """A report from its JSON data. `run` is the head of the answer it stood in, which has what lean reports share.

    Raises:
        UsageError: the data are no report of this schema; `source` says where they are from.
    """
    check_saved(plain, source)
    try:
        return _adapter().validate_python(_complete(plain, run))
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(f"{source}: a damaged report ({'.'.join(map(str, first['loc']))}: {first['msg']})") from None
    except (KeyError, TypeError, AttributeError):
        raise UsageError(f"{source}: a damaged report") from None


@cache
def _adapter() -> TypeAdapter[Report]:
    return TypeAdapter(Report)


def _complete(plain: Plain, run: Plain) -> Plain:
    """The data with all that a whole report has."""
    found = [*plain["findings"], *(f for line in plain["lines"] for f in line["findings"])]
    instruments = plain.get("instruments")
    if instruments is None:
        refs = sorted({ref for f in found for ref in f["law"]})
        known = run.get("instruments") or {}
        place = plain["declaration"]["destination"]
        instruments = {ref: cited for ref in refs if (cited := known.get(ref) or _cited(ref, place))}
    return {
        **plain,
        "findings": [_finding(f) for f in plain["findings"]],
        "lines": [{**line, "findings": [_finding(f) for f in line["findings"]]} for line in plain["lines"]],
        "notes": [{"message": _LEFT_OUT, **note} for note in plain["notes"]],
        "instruments": {ref: {**cited, "from_": cited["from"]} for ref, cited in instruments.items()},
        "snapshots": plain.get("snapshots", run.get("snapshots") or []),
    }


def _finding(finding: Plain) -> Plain:
    whole = {"message": _titles().get(finding["rule"]), "fix": None, **finding}
    if whole["field"] is not None:
        whole["field"] = {"label": whole["field"]["path"], **whole["field"]}
    return whole


@cache
def _titles() -> dict[str, dict[str, str]]:
    return {rule.code: rule.title.to_dict() for rule in catalogue.rules()}


@cache
def _cited(ref: str, place: str | None) -> Plain | None:
    """An article as the facts of today cite it, on either side of the law."""
    from supplycheck.checker import cite

    there = destination(place) if place else None
    name, _, article = ref.partition("#")
    instrument = china().instruments.get(name) or (there.instruments.get(name) if there else None)
    if instrument is None:
        return None
    cited = cite(instrument, article)
    return {
        "title": cited.title.to_dict(),
        "article": cited.article.to_dict() if cited.article else None,
        "url": cited.url,
        "from": cited.from_,
        "to": cited.to,
        "confidence": cited.confidence,
    }
