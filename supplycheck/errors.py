"""Every error this package raises on purpose.

One base class, few children; each carries its data as attributes and builds its own sentence. An error is about
the tool or its input, never about the goods: what is wrong with a declaration is a finding in a report.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial


class SupplycheckError(Exception):
    """Base of all errors of this package; catching it catches every one of them."""


class UnreadableInput(SupplycheckError):
    """A file (or one declaration in it) that cannot be read.

    Attributes:
        path: the file as the caller named it.
        where: the place inside it (line, sheet and cell, byte offset), or "" for the file as a whole.
        code: the input-note code, such as "D40".
        zh, en: the reason for a person, in Chinese and English.
    """

    def __init__(self, path: str, where: str, *, code: str, zh: str, en: str) -> None:
        self.path = path
        self.where = where
        self.code = code
        self.zh = zh
        self.en = en
        super().__init__(f"{path}{':' + where if where else ''}: {en}")

    def __reduce__(self) -> tuple[Callable[..., UnreadableInput], tuple[str, str]]:
        return partial(type(self), code=self.code, zh=self.zh, en=self.en), (self.path, self.where)


class RegistryUnavailable(SupplycheckError):
    """A registry that cannot be asked: no snapshot, unreadable snapshot, unknown name.

    Attributes:
        name: the registry's name, such as "nmpa".
        reason: a sentence in English.
    """

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(f"registry {name}: {reason}")


class SourceUnavailable(RegistryUnavailable):
    """A list that could not be fetched, or a look-up that got no answer that can be used. It says nothing of the list.

    Attributes:
        code: one of `registry.sources.outcomes.Reason`, such as "timeout".
        address: what was asked, without secrets.
        since: the first day of this failing without a success in between, where that is known.
        wait: how many seconds the source wants to be left alone, where it says so.
    """

    def __init__(
        self,
        name: str,
        code: str,
        reason: str,
        *,
        address: str = "",
        since: date | None = None,
        wait: float | None = None,
    ) -> None:
        self.code = code
        self.address = address
        self.since = since
        self.wait = wait
        super().__init__(name, f"{code}: {reason}" + (f" ({address})" if address else ""))


class FactsMissing(SupplycheckError):
    """The facts of law are not where they must be, or a file of them is wrong.

    Attributes:
        searched: the places that were looked at, or the file that is wrong.
        reason: what is wrong there.
    """

    def __init__(self, searched: list[str], reason: str = "not found") -> None:
        self.searched = searched
        self.reason = reason
        super().__init__(f"facts {reason}: {', '.join(searched)}")


class UsageError(SupplycheckError):
    """The caller asked for something that does not exist: an unknown option value, file, rule, product."""


class InvalidIdentifier(SupplycheckError):
    """A number that is not of its kind.

    Attributes:
        kind: the identifier's module name, such as "uscc".
        reason: "length", "format", "component" (a part has a value that does not exist) or "checksum".
        value: the text as it was given.
    """

    def __init__(self, kind: str, reason: str, value: str) -> None:
        self.kind = kind
        self.reason = reason
        self.value = value
        super().__init__(f"{value!r} is no valid {kind}: {reason}")


class OutputFailed(SupplycheckError):
    """Results could not be written: the disk is full, the folder is gone. What was written before stays.

    Attributes:
        path: the file.
        reason: what the system says.
    """

    def __init__(self, path: str, reason: str, advice: str = "") -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}" + (f"; {advice}" if advice else ""))
