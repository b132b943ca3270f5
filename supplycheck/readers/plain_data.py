"""JSON into the dataclasses of `supplycheck.declaration`, value by value.

A table of converters per class, so that a clean document costs little, a key nobody knows is told, and a value that
cannot be read is left out alone, with its path, while the rest is kept. (A general validator cannot do this: it stops
at types, takes any number for a date, and does not see that a key stands there twice.)
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, TypeVar

from supplycheck.declaration import Note, Party
from supplycheck.facts import codes
from supplycheck.persons import without_persons
from supplycheck.readers.encoding import decode
from supplycheck.readers.notes import Log, shown, unreadable
from supplycheck.readers.values import Values, is_null_word, is_ruined, read_date, read_number, ruin, trimmed

MAX_BYTES = 64 * 1024 * 1024
"""The largest JSON document that is read."""

EXTRA_DATA = "json-lines"
"""The code of the error for a second JSON value behind the first: perhaps the document is one of JSON lines."""

_MOST_PARTIES = 16_384
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_LOOKED_AT = "='#"

T = TypeVar("T")
Json = Any
"""What `json.loads` gives. The converters below look at the type of every value before they use it."""


class NotANumber:
    """Stands for NaN and Infinity, which are no JSON; a converter refuses it as it refuses any wrong type."""

    def __str__(self) -> str:
        return "NaN"


_NOT_A_NUMBER = NotANumber()


class Loaded:
    """A parsed document: its data, keys that stood in one object twice, and notes about its encoding."""

    __slots__ = ("data", "duplicates", "notes", "surrogates")

    def __init__(self, data: Json, duplicates: list[str], notes: tuple[Note, ...], surrogates: bool) -> None:
        self.data = data
        self.duplicates = duplicates
        self.notes = notes
        self.surrogates = surrogates


class Reader:
    """Where a converter is: the file, what comes before its paths in our own terms, and the notes.

    `file`: base name (and line of a JSONL file); `prefix`: "dossier." for a file that holds only the dossier.
    """

    __slots__ = ("file", "log", "prefix", "surrogates", "values")

    def __init__(self, log: Log, file: str, prefix: str = "", *, surrogates: bool = False) -> None:
        self.log = log
        self.values = Values(log)
        self.file = file
        self.prefix = prefix
        self.surrogates = surrogates

    def place(self, path: str) -> str:
        """Where a path of the document stands."""
        return f"{self.file}:{path}"

    def lost(self, key: str, path: str, **values: object) -> None:
        """A value that could not be read."""
        self.log.lost(key, self.place(path), self.prefix + path, field=path, **values)

    def wrong(self, path: str, value: Json, zh: str, en: str) -> None:
        """A value of the wrong type."""
        self.lost("wrong-type", path, seen=glimpse(value), wanted=en, wanted_zh=zh)


Converter = Callable[[Json, Reader, str, str], Any]
"""(value, reader, path of the object it stands in, its key) -> what to keep, None for nothing."""


def glimpse(value: Json) -> str:
    """A value for a note; of an array or object only that it is one."""
    if isinstance(value, list):
        return "[…]"
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) >= 10**40:
        return "…"
    return f"“{value}”" if isinstance(value, str) else str(value)


def load(data: bytes, source: str, name: str, where: str = "") -> Loaded:
    """Parse a JSON document.

    Raises:
        UnreadableInput: "json" for bad syntax, D04 where it ends too early, D40 for size and depth, D03 for encoding.
    """
    if len(data) > MAX_BYTES:
        raise unreadable(
            source, where, "D40", "文件过大", f"the document is larger than {MAX_BYTES // 1024 // 1024} MiB"
        )
    text, _, notes = decode(data, source, name)
    parser = _parser
    duplicates: list[str] = []
    parser.duplicates = duplicates
    try:
        loaded = parser.parse(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}" if not where else f"{where}, column {error.colno}"
        if error.msg.startswith("Extra data"):
            zh, en = "JSON 之后还有内容", "something follows the JSON document"
            raise unreadable(source, place, EXTRA_DATA, zh, en) from None
        if not text[error.pos :].strip() or error.msg.startswith("Unterminated string"):
            zh, en = "JSON 不完整，文件可能被截断", "the JSON ends too early; the file may be cut off"
            raise unreadable(source, place, "D04", zh, en) from None
        raise unreadable(source, place, "json", f"JSON 格式错误：{error.msg}", f"no valid JSON: {error.msg}") from None
    except RecursionError:
        raise unreadable(source, where, "D40", "JSON 嵌套过深", "the JSON is nested too deeply") from None
    except (ValueError, InvalidOperation):
        raise unreadable(
            source, where, "json", "JSON 含过长的数字", "the JSON holds a number that is too long"
        ) from None
    return Loaded(loaded, duplicates, notes, _ESCAPED_SURROGATE.search(text) is not None)


class _Parser(threading.local):
    """Parses JSON in one thread, and notes keys that stand in one object twice."""

    def __init__(self) -> None:
        self.duplicates: list[str] = []
        self.parse = json.JSONDecoder(
            object_pairs_hook=self._object, parse_float=Decimal, parse_constant=_constant
        ).decode

    def _object(self, items: list[tuple[str, Json]]) -> dict[str, Json]:
        found = dict(items)
        if len(found) != len(items):
            keys = [key for key, _ in items]
            self.duplicates += sorted({key for key in keys if keys.count(key) > 1}) if len(keys) < 1000 else ["…"]
        return found


def _constant(_: str) -> NotANumber:
    return _NOT_A_NUMBER


_parser = _Parser()


def join(path: str, key: str) -> str:
    """The path of a key inside the object at `path`."""
    return f"{path}.{key}" if path else key


# --- converters ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16384)
def _clean(value: str) -> str | None:
    """The text, as it came first, where `Values.text` would give it back as it is; None where it had better look."""
    clean = (
        value.isprintable()
        and value == trimmed(value) != ""
        and not (value[0] in _LOOKED_AT or "&" in value or ruin(value))
        and not is_null_word(value)
    )
    return value if clean else None


def text(value: Json, reader: Reader, path: str, key: str) -> str | None:
    """A text. A number is taken as its digits, with a note."""
    if value.__class__ is str:
        known: str | None = _clean(value)
        if known is not None:
            return known
        where = join(path, key)
        if reader.surrogates and _SURROGATE.search(value):
            value = _SURROGATE.sub("\ufffd", value)
        return reader.values.text(value, where, reader.place(where), reader.prefix + where)
    where = join(path, key)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        if _digits_lost(value):
            reader.lost("digits-lost", where, seen=glimpse(value))
            return None
        read = reader.values.text(value, where, reader.place(where), reader.prefix + where)
        if read is not None:
            reader.log.add("type-repaired", reader.place(where), field=where, seen=glimpse(value), used=f"“{read}”")
        return read
    reader.wrong(where, value, "文本", "a text")
    return None


def name(value: Json, reader: Reader, path: str, key: str) -> str | None:
    """The name of goods or of a company."""
    found = text(value, reader, path, key)
    if not found or without_persons(found) == found:
        return found
    where = join(path, key)
    return reader.values.name(found, where, reader.place(where), reader.prefix + where)


def _digits_lost(value: int | Decimal) -> bool:
    """Whether a number was written with an exponent and with fewer digits than it has (2.02004E+7): no text to take."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return isinstance(exponent, int) and exponent > 0


def lot(value: Json, reader: Reader, path: str, key: str) -> str | None:
    """A lot: a text as it stands, or a number; refused where a spreadsheet left only its first digits."""
    found = text(value, reader, path, key)
    if not found or "+" not in found:
        return found
    where = join(path, key)
    return reader.values.lot(found, where, reader.place(where), reader.prefix + where)


def counted(value: Json, reader: Reader, path: str, key: str) -> str | None:
    """A quantity that is kept as its words; a number will do as well."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        where = join(path, key)
        return reader.values.text(value, where, reader.place(where), reader.prefix + where)
    return text(value, reader, path, key)


def code(value: Json, reader: Reader, path: str, key: str) -> str | None:
    """A code or number."""
    found = text(value, reader, path, key)
    if found is None or (found.isascii() and not is_ruined(found)):
        return found
    where = join(path, key)
    return reader.values.code(found, where, reader.place(where), reader.prefix + where)


def uscc(value: Json, reader: Reader, path: str, key: str) -> str | None:
    """A credit code."""
    where = join(path, key)
    if isinstance(value, Decimal):  # written with a point or an exponent: a spreadsheet was here before
        reader.lost("digits-lost", where, seen=f"{value:.5E}")
        return None
    found = text(value, reader, path, key)
    return reader.values.uscc(found, where, reader.place(where), reader.prefix + where) if found else None


def day(value: Json, reader: Reader, path: str, key: str) -> date | None:
    """A date."""
    if value.__class__ is str and (read := read_date(value)).note is None:
        return read.value if isinstance(read.value, date) else None
    where = join(path, key)
    if isinstance(value, str | int) and not isinstance(value, bool):
        return reader.values.date(value, where, reader.place(where), reader.prefix + where)
    reader.wrong(where, value, "日期", "a date")
    return None


def number(value: Json, reader: Reader, path: str, key: str) -> Decimal | None:
    """An amount; a text such as "1,000" is read too."""
    zero_counts = key != "quantity"
    if value.__class__ is str and (read := read_number(value, zero_counts)).note is None:
        return read.value if isinstance(read.value, Decimal) else None
    where = join(path, key)
    if isinstance(value, str | int | Decimal) and not isinstance(value, bool):
        return reader.values.number(value, where, reader.place(where), reader.prefix + where, zero_counts=zero_counts)
    if isinstance(value, NotANumber):
        reader.lost("number-unreadable", where, seen=value)
    else:
        reader.wrong(where, value, "数值", "a number")
    return None


def whole(value: Json, reader: Reader, path: str, key: str) -> int | None:
    """A line number."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1_000_000:
        return value
    where = join(path, key)
    if isinstance(value, str) and value.isascii() and value.isdigit() and 0 < len(value) <= 6 and int(value):
        reader.log.add("type-repaired", reader.place(where), field=where, seen=glimpse(value), used=int(value))
        return int(value)
    reader.wrong(where, value, "商品序号", "a line number")
    return None


def flag(value: Json, reader: Reader, path: str, key: str) -> bool | None:
    """True or false; a word that says so is taken, with a note."""
    if isinstance(value, bool):
        return value
    where = join(path, key)
    if not isinstance(value, str):
        reader.wrong(where, value, "true 或 false", "true or false")
        return None
    read = reader.values.yes_or_no(value, where, reader.place(where), reader.prefix + where)
    if read is not None:
        reader.log.add("type-repaired", reader.place(where), field=where, seen=glimpse(value), used=str(read).lower())
    return read


def country(value: Json, reader: Reader, path: str, key: str) -> str | None:
    """ISO alpha-2 of a country."""
    found = text(value, reader, path, key)
    if not found:
        return None
    if (known := codes.country(found)) is not None and known.usual and known.alpha2:
        return known.alpha2
    where = join(path, key)
    return reader.values.country(found, where, reader.place(where), reader.prefix + where)


def one_of(allowed: Collection[str] | Mapping[str, str]) -> Converter:
    """A word of a closed list; a mapping also takes other spellings of its values."""
    words = dict(allowed) if isinstance(allowed, Mapping) else {word: word for word in allowed}
    listed = ", ".join(sorted(set(words.values())))

    def convert(value: Json, reader: Reader, path: str, key: str) -> str | None:
        if value.__class__ is str and value in words:
            return words[str(value)]
        found = text(value, reader, path, key)
        if found is None or found in words:
            return words[found] if found is not None else None
        reader.lost("not-one-of", join(path, key), seen=glimpse(found), wanted=listed)
        return None

    return convert


def many(item: Converter) -> Converter:
    """An array; a single text where an array is wanted counts as one item, with a note."""

    def convert(value: Json, reader: Reader, path: str, key: str) -> list[Any] | None:
        where = join(path, key)
        if isinstance(value, str) and trimmed(value):
            reader.log.add("type-repaired", reader.place(where), field=where, seen=glimpse(value), used="[…]")
            value = [value]
        if not isinstance(value, list):
            reader.wrong(where, value, "数组", "an array")
            return None
        found = (item(entry, reader, path, f"{key}[{index}]") for index, entry in enumerate(value) if entry is not None)
        return [entry for entry in found if entry is not None]

    return convert


class Shape:
    """A dataclass and the converter of each of its keys; further arguments are defaults."""

    __slots__ = ("defaults", "fields", "made")

    def __init__(self, made: Callable[..., Any], fields: Mapping[str, Converter], **defaults: Any) -> None:
        self.made = made
        self.fields = dict(fields)
        self.defaults = defaults

    def arguments(self, value: Json, reader: Reader, path: str) -> dict[str, Any] | None:
        """The keyword arguments that an object gives, or None where it is no object."""
        if not isinstance(value, dict):
            reader.wrong(path, value, "对象", "an object")
            return None
        found = dict(self.defaults)
        fields = self.fields
        for key, item in value.items():
            convert = fields.get(key)
            if convert is None:
                where = join(path, shown(key))
                reader.log.add("unknown-key", reader.place(where), field=where)
            elif item is not None and (read := convert(item, reader, path, key)) is not None:
                found[key] = read
        return found

    def __call__(self, value: Json, reader: Reader, path: str, key: str) -> Any:
        found = self.arguments(value, reader, join(path, key))
        return None if found is None else self.made(**found)


_PARTY = Shape(Party, {"name": name, "name_en": name, "uscc": uscc, "customs_code": code})
_PARTIES: dict[tuple[tuple[str, str | None], ...], tuple[str | None, ...]] = {}
"""Parties that were read without a note: the same agents and exporters come again and again."""


def party(value: Json, reader: Reader, path: str, key: str) -> Party | None:
    """A party; a name alone will do, with a note."""
    items: Any = ()
    if value.__class__ is dict:
        items = tuple(value.items())
        try:
            known = _PARTIES.get(items)
        except TypeError:  # a value that is an array or object; reading it tells
            known = None
        if known is not None:
            return Party(*known)
    elif isinstance(value, str):
        only = name(value, reader, path, key)
        where = join(path, key)
        if only:
            reader.log.add("type-repaired", reader.place(where), field=where, seen=glimpse(value), used="name")
        return Party(name=only) if only else None
    remarks = reader.log.remarks
    found = _PARTY(value, reader, path, key)
    if not isinstance(found, Party) or found == Party():
        return None
    if reader.log.remarks == remarks:  # so there are but texts in it, and null
        if len(_PARTIES) >= _MOST_PARTIES:
            _PARTIES.clear()
        _PARTIES[items] = (found.name, found.name_en, found.uscc, found.customs_code)
    return found
