"""What reviewers decided: that a name and a record which may be one firm are one, or are not.

A decision is about a name as it is spelt (or equally in every part) and a record as it stands: once the record changes, it
counts no more, and a person must look again. Each person's decisions are lines of one file, `decisions/PERSON.jsonl` in
the data directory, which only grows; files of several people, or machines, are merged when they are read. Of two
decisions about the same the later day counts; where two people decide differently on one day, neither does.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from supplycheck.errors import UsageError
from supplycheck.names import company
from supplycheck.registry.answers import Record

FOLDER = "decisions"
_FILE = ".jsonl"
_NOT_IN_A_FILE_NAME = re.compile(r"[^\w .-]")
_LONGEST_FILE_NAME = 80

Ruling = Literal["same", "different"]
State = Literal["counts", "overruled", "conflict", "expired", "gone"]


class Decision(NamedTuple):
    """One person's decision on a name and a record.

    Attributes:
        registry: the list.
        name: the name as it was asked for.
        record: the id of the record.
        digest: of the record's fields.
        ruling: "same" or "different".
        reason: why.
        person: who decided.
        day: when.
    """

    registry: str
    name: str
    record: str
    digest: str
    ruling: Ruling
    reason: str
    person: str
    day: date

    def to_dict(self) -> dict[str, str]:
        """As JSON-ready data."""
        return {**self._asdict(), "day": self.day.isoformat()}


def digest_of(fields: Mapping[str, str]) -> str:
    """The digest of a record as it stands: equal for equal fields."""
    whole = json.dumps(dict(fields), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def digest_of_all(decisions: Iterable[Decision]) -> str:
    """The digest of some decisions, whatever their order."""
    lines = sorted({_line(decision) for decision in decisions})
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


class Decisions:
    """All decisions that are known, merged."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self.all = tuple(decisions)
        self._about: dict[tuple[str, str, str, str], list[Decision]] = {}
        for decision in self.all:
            self._about.setdefault(_subject(decision), []).append(decision)

    def __bool__(self) -> bool:
        return bool(self.all)

    def on(self, registry: str, names: Iterable[str], record: Record) -> Decision | None:
        """The decision that counts for a firm under any of its names and a record, if there is one."""
        if not self._about:
            return None
        digest = digest_of(record.fields)
        for name in names:
            said = self._about.get((registry, company.key(name), record.id, digest))
            if said and (counts := _counting(said)) is not None:
                return counts
        return None

    def state(self, decision: Decision, now: Iterable[str]) -> State:
        """Whether a decision counts. `now`: the digests of the records that have its record's id today."""
        known = set(now)
        if not known:
            return "gone"
        if decision.digest not in known:
            return "expired"
        said = self._about[_subject(decision)]
        counts = _counting(said)
        if counts is None:
            return "conflict" if decision in _latest(said) else "overruled"
        return "counts" if counts == decision else "overruled"

    def against(self, decision: Decision) -> list[Decision]:
        """Other people's decisions on the same that say otherwise."""
        said = self._about.get(_subject(decision), [])
        return [d for d in said if d.ruling != decision.ruling and d.person != decision.person]


def _subject(decision: Decision) -> tuple[str, str, str, str]:
    return decision.registry, company.key(decision.name), decision.record, decision.digest


def _latest(said: list[Decision]) -> list[Decision]:
    """The last word of each person on the latest day."""
    day = max(decision.day for decision in said)
    return list({decision.person: decision for decision in said if decision.day == day}.values())


def _counting(said: list[Decision]) -> Decision | None:
    latest = _latest(said)
    return latest[-1] if len({decision.ruling for decision in latest}) == 1 else None


# --- files ------------------------------------------------------------------------------------------------------------


def load(folder: Path) -> Decisions:
    """The decisions in a folder, of all people; none where there is no such folder.

    Raises:
        UsageError: folder or file cannot be read, or a line is no decision. None is passed over in silence.
    """
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == _FILE)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return Decisions()
    except OSError as error:
        raise UsageError(f"{folder} cannot be read: {error.strerror}") from error
    return Decisions(decision for path in files for decision in read(path))


def read(path: Path) -> list[Decision]:
    """The decisions in a file.

    Raises:
        UsageError: it cannot be read, or a line is no decision.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    return [_decision(line, f"{path}:{number}") for number, line in enumerate(lines, start=1) if line.strip()]


def _decision(line: str, where: str) -> Decision:
    try:
        data = json.loads(line)
        made = Decision(**{**data, "day": date.fromisoformat(data["day"])})
    except (ValueError, TypeError, KeyError) as error:
        raise UsageError(f"{where} is no decision: {error}") from error
    texts = made[:-1]
    if not all(isinstance(text, str) and text.strip() for text in texts) or made.ruling not in ("same", "different"):
        raise UsageError(f"{where} is no decision: it needs {', '.join(Decision._fields)}")
    return made


def add(folder: Path, decisions: Iterable[Decision]) -> list[Decision]:
    """Put decisions at the end of their persons' files; those that were not there before.

    Raises:
        UsageError: a person has no name, or a file cannot be written.
    """
    from supplycheck.registry.store import locked

    added = []
    try:
        with locked(folder):
            for decision in decisions:
                path = folder / file_name(decision.person)
                if path.exists() and decision in read(path):
                    continue
                with path.open("a", encoding="utf-8", newline="") as file:
                    file.write(_line(decision))
                added.append(decision)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error}") from error
    return added


def export(decisions: Iterable[Decision]) -> str:
    """Decisions as lines of JSON, ready for `read` elsewhere."""
    return "".join(map(_line, decisions))


def _line(decision: Decision) -> str:
    return json.dumps(decision.to_dict(), ensure_ascii=False) + "\n"


@lru_cache(maxsize=256)
def file_name(person: str) -> str:
    """The file of a person, whatever the name has in it.

    >>> file_name("Li Ming"), file_name("../李明")
    ('Li Ming.jsonl', '_李明.jsonl')
    """
    name = _NOT_IN_A_FILE_NAME.sub("_", " ".join(person.split()))[:_LONGEST_FILE_NAME].strip(". ")
    if not name:
        raise UsageError("a decision needs the name of who decides")
    return name + _FILE
