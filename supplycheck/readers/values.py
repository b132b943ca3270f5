"""Values as people and spreadsheets write them, read with every repair noted.

Below are pure functions of one text (cached: a declaration repeats its dates, units and codes), above them `Values`,
which adds the place, makes the notes and says what could not be read. Nothing is guessed: what can be read in two ways
is not used, and digits that a spreadsheet has lost are not invented.
"""

from __future__ import annotations

import datetime as dt
import html
import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from supplycheck.declaration import Line
from supplycheck.facts import codes
from supplycheck.persons import without_persons
from supplycheck.readers.notes import Log

Cell = str | int | float | bool | Decimal | date | dt.time | dt.timedelta | None
"""What a cell of a table or a JSON value may be (`datetime` is a `date`)."""

NULL_WORDS = frozenset({"null", "nil", "none", "n/a", "n/m", "\\n", "无", "無", "/", "//", "-", "--", "—", "——", "\\"})
"""Words that say that nothing is filled in, compared after NFKC in lower case. "NA" is Namibia and not among them."""

YES = frozenset({"是", "y", "yes", "true", "1", "医用", "医疗", "medical", "√"})
NO = frozenset({"否", "n", "no", "false", "0", "非医用", "非医疗", "non-medical", "nonmedical", "×", "x"})

_EDGES = " \t\r\n\f\v\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff\u00ad"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_ESCAPED = re.compile(r"&(?:lt|gt|amp|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_LATIN = {
    bytes([byte]).decode("cp1252"): chr(byte) for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"
}
"""The letters and signs that Windows has where Latin-1 has control characters."""

_GBK_AS_LATIN = re.compile("[\x00-\x7f]*(?:(?:[\xa1-\xfe]{2}){2,}[\x00-\x7f]*)+")
"""Latin letters beyond ASCII only in even runs of at least four, which no language has."""

_GUARDED = re.compile(r'="(.*)"', re.DOTALL)
_SCIENTIFIC = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE]\+?\d{1,3}")
_CELL_ERROR = re.compile(
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|FORMULA)", re.IGNORECASE
)


class Read(NamedTuple):
    """A value and, if reading it took a repair or failed, the name of the note to make (see `notes.TEXTS`)."""

    value: str | Decimal | date | None
    note: str | None = None


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """The text in NFKC without invisible characters and outer white space: for codes and numbers, never for names."""
    if text.isascii():
        return text.strip()
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip(_EDGES)


def as_text(cell: Cell) -> str:
    """A cell as text for comparing and putting together: numbers without the ".0" that spreadsheets add."""
    if isinstance(cell, float):
        return f"{cell:.5E}" if cell != cell or abs(cell) >= 1e15 else str(int(cell) if cell == int(cell) else cell)
    return str(cell)


@lru_cache(maxsize=8192)
def ruin(text: str) -> tuple[str, str] | None:
    """How a text was destroyed by an earlier conversion: the name of the note to make, and what could be restored.

    "replacement-characters" and "question-marks" are beyond repair. "mojibake" is UTF-8 taken for GBK (医用口罩 as
    鍖荤敤鍙ｇ僵) or for Latin-1 (as åŒ»ç”¨…), or GBK taken for Latin-1 (Ò½ÓÃ…): real text is never valid so. The
    restored text is "" where bytes were lost on the way.
    """
    if "\ufffd" in text:
        return "replacement-characters", ""
    if "??" in text:
        return "question-marks", ""
    if text.isascii() or len(text) < 3:
        return None
    if any(map(_is_han, text)):
        restored = _converted(text, "gb18030", "utf-8") if _may_begin_utf8(text) else ""
        # one stray "?" where the last byte found no partner: what it was cannot be restored, but ruined it is
        if (
            not restored
            and text.count("?") == 1
            and _han_in(_converted(text.replace("?", ""), "gb18030", "utf-8", "ignore")) > 1
        ):
            return "mojibake", ""
    else:
        latin = "".join(_LATIN.get(char, char) for char in text)
        restored = _converted(latin, "latin-1", "utf-8")
        if not restored and _GBK_AS_LATIN.fullmatch(latin):
            restored = _converted(latin, "latin-1", "gb18030")
    return ("mojibake", restored) if _han_in(restored) else None


_NOT_ASCII = re.compile("[^\x00-\x7f]")


def _may_begin_utf8(text: str) -> bool:
    """Whether the GB18030 bytes of a text's first two characters beyond ASCII could begin UTF-8; real text rarely does."""
    match = _NOT_ASCII.search(text)
    if match is None:
        return True
    head = text[match.start() : match.start() + 2].encode("gb18030", "replace")
    follow = 1 if head[0] < 0xE0 else 2
    return 0xC2 <= head[0] <= 0xF4 and all(0x80 <= byte <= 0xBF for byte in head[1 : 1 + follow])


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _han_in(text: str) -> int:
    return sum(map(_is_han, text))


def _converted(text: str, wrong: str, right: str, errors: str = "strict") -> str:
    """A text as it was before its bytes, in the encoding `right`, were read as `wrong`; "" where that is not possible."""
    try:
        return text.encode(wrong).decode(right, errors)
    except UnicodeError:
        return ""


def trimmed(text: str) -> str:
    """The text without outer white space, visible or not; the inside as it was."""
    return text.strip(_EDGES)


@lru_cache(maxsize=16384)
def is_null_word(text: str) -> bool:
    """Whether the text says that nothing is filled in."""
    return len(text) <= 4 and plain(text).lower() in NULL_WORDS


# --- dates ---------------------------------------------------------------------------------------------------------

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_MONTH_NAME = re.compile(
    r"(\d{1,2})[-/ ]?([A-Za-z]{3,9})[-/ .,]*(\d{4}|\d{2})|([A-Za-z]{3,9})[ .]*(\d{1,2}),? +(\d{4})"
)
_TIME = re.compile(r"[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = frozenset(
    {
        *("january", "february", "march", "april", "may", "june", "july"),
        *("august", "september", "sept", "october", "november", "december"),
    }
)
_FIRST_SERIAL, _LAST_SERIAL = 36526, 73050  # 2000-01-01 … 2099-12-31; a smaller number is more likely something else


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _dated(found: date | None, note: str | None) -> Read:
    return Read(found, note) if found else Read(None, "date-unreadable")


@lru_cache(maxsize=8192)
def read_date(text: str, compact_is_usual: bool = False) -> Read:
    """A date of any unambiguous writing. `compact_is_usual`: 20200405 is the field's own format and no repair."""
    if match := _ISO.fullmatch(text):
        return _dated(_day(*match.groups()), None)
    bare = plain(text)
    if match := _COMPACT.fullmatch(bare):
        return _dated(_day(*match.groups()), None if compact_is_usual and bare == text else "date-repaired")
    bare = _TIME.sub("", bare)
    if match := _YEAR_FIRST.fullmatch(bare):
        return _dated(_day(*match.groups()), "date-repaired")
    if match := _YEAR_LAST.fullmatch(bare):
        first, second, year = match.groups()
        if first == second or int(first) > 12:
            return _dated(_day(year, second, first), "date-repaired")
        if int(second) > 12:
            return _dated(_day(year, first, second), "date-repaired")
        return Read(None, "date-ambiguous")
    if match := _MONTH_NAME.fullmatch(bare):
        day, name, year = match.group(1, 2, 3) if match.group(1) else match.group(5, 4, 6)
        name = name.lower()
        if name[:3] in _MONTHS and (len(name) == 3 or name in _FULL_MONTHS):
            year = year if len(year) == 4 else "20" + year
            return _dated(_day(year, str(_MONTHS.index(name[:3]) + 1), day), "date-repaired")
    if bare.isascii() and bare.removesuffix(".0").isdigit() and len(bare) <= 7:
        return read_serial(float(bare))
    return Read(None, "date-unreadable")


def read_serial(number: float) -> Read:
    """A spreadsheet's day number (1900 system) of this century, as a date."""
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return Read(None, "date-unreadable")
    return Read(date(1899, 12, 30) + dt.timedelta(days=int(number)), "date-serial")


# --- numbers -------------------------------------------------------------------------------------------------------

_PLAIN_NUMBER = re.compile(r"\d{1,18}(?:\.\d{1,18})?|\.\d{1,18}")
# A number with groups of thousands does not begin with 0: "0,350" has a decimal comma.
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_SPACED = re.compile(r"[1-9]\d{0,2}(?:[ '’]\d{3})+(?:\.\d+)?")
_EUROPEAN = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+,\d+|[1-9]\d{0,2}(?:\.\d{3}){2,}")
_COMMA_DECIMAL = re.compile(r"\d+,\d+")
_MYRIAD = re.compile(r"([\d.,]+)\s*([百千万萬亿億])")
_SIGNED_MONEY = re.compile(
    r"(?:US\$|HK\$|\$|¥|€|£|USD|EUR|CNY|RMB|GBP|HKD|JPY)\s*([\d.,]+)|([\d.,]+)\s*(?:元|美元|USD|EUR|CNY|RMB)"
)
_SCALE = {"百": 100, "千": 1000, "万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_MAX_ADJUSTED = 18


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if len(text) <= 40 and number.is_finite() and abs(number.adjusted()) <= _MAX_ADJUSTED else None


@lru_cache(maxsize=8192)
def read_number(text: str, zero_counts: bool = True) -> Read:
    """A decimal number without sign. `zero_counts`: whether 0 is a usable value."""
    value, note = _read_number(text)
    if value is None:
        return Read(None, note)
    return Read(None, "number-unreadable") if not (zero_counts or value) else Read(value, note)


def _read_number(text: str) -> tuple[Decimal | None, str | None]:
    if _PLAIN_NUMBER.fullmatch(text) and text.isascii():
        return Decimal(text), None
    bare = plain(text)
    if match := _SIGNED_MONEY.fullmatch(bare):
        bare = match.group(1) or match.group(2)
    scale = 1
    if match := _MYRIAD.fullmatch(bare):
        bare, scale = match.group(1), _SCALE[match.group(2)]
    found: Decimal | None = None
    if _PLAIN_NUMBER.fullmatch(bare):
        found = _number(bare)
    elif _THOUSANDS.fullmatch(bare):
        found = _number(bare.replace(",", ""))
    elif _SPACED.fullmatch(bare):
        found = _number(re.sub("[ '’]", "", bare))
    elif _EUROPEAN.fullmatch(bare):
        found = _number(bare.replace(".", "").replace(",", "."))
    elif _COMMA_DECIMAL.fullmatch(bare):
        return None, "number-ambiguous"
    elif _SCIENTIFIC.fullmatch(bare):
        return None, "digits-lost"
    if found is None:
        return None, "number-unreadable"
    return found * scale, "number-cleaned"


# --- commodity codes -----------------------------------------------------------------------------------------------

_HS_TAIL = re.compile(r"(\d{8,13})\.0+")
_HS_MARKS = re.compile(r"[\s.\-/]+")


@lru_cache(maxsize=8192)
def read_hs(text: str) -> tuple[str | None, str | None, str | None]:
    """Commodity code, inspection code (the last 3 of 13 digits), and the name of the note to make."""
    if len(text) == 10 and text.isascii() and text.isdigit():
        return text, None, None
    bare = plain(text)
    if _SCIENTIFIC.fullmatch(bare):
        return None, None, "digits-lost"
    if match := _HS_TAIL.fullmatch(bare):
        bare = match.group(1)
    bare = _HS_MARKS.sub("", bare)
    if not (bare.isascii() and bare.isdigit()):
        return None, None, "hs-unreadable"
    if len(bare) == 10:
        return bare, None, "hs-cleaned"
    if len(bare) == 13:
        return bare[:10], bare[10:], "hs-split"
    if len(bare) == 8:
        return bare, None, "hs-length"
    return None, None, "hs-zero-lost" if len(bare) == 9 else "hs-digits"


def _codes_under(hs: str) -> str:
    """The ten-digit codes of controlled goods that begin with these digits."""
    from supplycheck.facts.china import china

    return "、".join(sorted(code for code in china().codes if code.startswith(hs)))


def is_ruined(text: str) -> bool:
    """Whether a number of many digits was saved in scientific notation, so that most of its digits are gone."""
    if text.isascii() and "E" not in text and "e" not in text:
        return False
    return _SCIENTIFIC.fullmatch(plain(text)) is not None


# --- with notes ----------------------------------------------------------------------------------------------------


class Values:
    """Reads values of one declaration: `field` is the input's own name of the place, `path` ours, `where` the place."""

    __slots__ = ("log",)

    def __init__(self, log: Log) -> None:
        self.log = log

    def text(self, cell: Cell, field: str, where: str, path: str) -> str | None:
        """A text, trimmed, or None for an empty cell and for words that say so. The inside is kept as it was."""
        if cell is None:
            return None
        if isinstance(cell, str):
            value = cell.strip(_EDGES)
            if not value:
                return None
            first = value[0]
            if first == "=" and (match := _GUARDED.fullmatch(value)) or (first == "'" and value[1:2].isdigit()):
                value = trimmed(match.group(1) if first == "=" and match else value[1:])
                self.log.add("cell-guard", where, field=field)
                if not value:
                    return None
            if first == "#" and _CELL_ERROR.fullmatch(value):
                self.log.lost("cell-error", where, path, field=field, seen=value)
                return None
            if len(value) <= 4 and is_null_word(value):
                self.log.add("null-word", where, field=field, seen=value)
                return None
            if "&" in value and _ESCAPED.search(value):
                self.log.add("double-escaped", where, field=field)
                value = trimmed(html.unescape(value))
            if (not value.isascii() or "??" in value) and (damage := ruin(value)):
                key, restored = damage
                if key == "mojibake" and restored:
                    self.log.lost("mojibake-reversible", where, path, field=field, seen=value, restored=restored)
                else:
                    self.log.lost(key, where, path, field=field, seen=value)
                return None
            return value or None
        return self._number_as_text(cell, field, where, path)

    def name(self, cell: Cell, field: str, where: str, path: str) -> str | None:
        """The name of goods or of a company, without the telephone numbers and the like that stood beside it."""
        value = self.text(cell, field, where, path)
        if value is None or (bare := without_persons(value)) == value:
            return value
        self.log.add("personal-data", where, field=field)
        return bare

    def _number_as_text(self, cell: Cell, field: str, where: str, path: str) -> str | None:
        """A number or date where a text is wanted. A float holds 15 digits: of a longer number the rest is lost."""
        if isinstance(cell, bool):
            return "true" if cell else "false"
        if isinstance(cell, float):
            if cell != cell or abs(cell) >= 1e15:
                self.log.lost("digits-lost", where, path, field=field, seen=f"{cell:.5E}")
                return None
            return str(int(cell)) if cell == int(cell) else repr(cell)
        if isinstance(cell, Decimal):
            return format(cell, "f") if _small(cell) else str(cell)
        if isinstance(cell, dt.datetime):
            return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
        if isinstance(cell, int) and abs(cell) >= 10**40:
            self.log.lost("number-unreadable", where, path, field=field, seen="…")
            return None
        return str(cell)

    def code(self, cell: Cell, field: str, where: str, path: str) -> str | None:
        """A code or number: like `text`, but folded to plain characters, and refused if its digits are lost."""
        value = self.text(cell, field, where, path)
        if value is None or (value.isascii() and "E" not in value and "e" not in value):
            return value
        if is_ruined(value):
            self.log.lost("digits-lost", where, path, field=field, seen=value)
            return None
        bare = plain(value)
        if bare != value:
            self.log.add("width", where, field=field, used=bare)
        return bare or None

    def lot(self, cell: Cell, field: str, where: str, path: str) -> str | None:
        """A lot as it stands, letters and signs included; refused if it is a number whose digits are lost."""
        value = self.text(cell, field, where, path)
        if value and "+" in value and is_ruined(value):
            self.log.lost("digits-lost", where, path, field=field, seen=value)
            return None
        return value

    def uscc(self, cell: Cell, field: str, where: str, path: str) -> str | None:
        """A credit code. One that a spreadsheet saved as a number (15 digits, then zeros) is refused."""
        value = self.code(cell, field, where, path)
        if value and len(value) == 18 and value.endswith("000") and value.isdigit():
            from supplycheck.identifiers import uscc

            if not uscc.is_valid(value):
                self.log.lost("digits-lost", where, path, field=field, seen=value)
                return None
        return value

    def date(self, cell: Cell, field: str, where: str, path: str, *, compact_is_usual: bool = False) -> date | None:
        """A date."""
        if isinstance(cell, dt.datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        if isinstance(cell, float | int | Decimal) and not isinstance(cell, bool):
            seen, read = _numbered_day(cell)
        else:
            value = self.text(cell, field, where, path)
            if value is None:
                return None
            seen, read = value, read_date(value, compact_is_usual)
        if read.note:
            self._say(read, field, where, path, seen)
        return read.value if isinstance(read.value, date) else None

    def number(self, cell: Cell, field: str, where: str, path: str, *, zero_counts: bool = True) -> Decimal | None:
        """A quantity or an amount of money."""
        if isinstance(cell, float | int | Decimal) and not isinstance(cell, bool):
            number = cell if isinstance(cell, Decimal) else _from_number(cell)
            usable = number is not None and _small(number) and (number > 0 or (zero_counts and not number))
            if not usable:
                self.log.lost("number-unreadable", where, path, field=field, seen=str(cell)[:40])
                return None
            return number
        value = self.text(cell, field, where, path)
        if value is None:
            return None
        read = read_number(value, zero_counts)
        if read.note:
            self._say(read, field, where, path, value)
        return read.value if isinstance(read.value, Decimal) else None

    def _say(self, read: Read, field: str, where: str, path: str, seen: str) -> None:
        if read.note is None:
            return
        if read.value is None:
            self.log.lost(read.note, where, path, field=field, seen=seen)
        else:
            self.log.add(read.note, where, field=field, seen=seen, used=_printed(read.value))

    def hs(self, cell: Cell, field: str, where: str, path: str) -> tuple[str | None, str | None]:
        """Commodity code, and the inspection code where one was joined to it."""
        if isinstance(cell, float | Decimal) and cell == cell and 0 <= cell < 1e13 and cell == int(cell):
            cell = str(int(cell))  # how a spreadsheet keeps any number; nothing was lost, so nothing is said
        value = self.text(cell, field, where, path)
        if value is None:
            return None, None
        hs, ciq, note = read_hs(value)
        if note:
            if hs is None:
                self.log.lost(note, where, path, field=field, seen=value)
            elif note == "hs-length":
                self.log.add(note, where, field=field, seen=value, candidates=_codes_under(hs) or "–")
            else:
                self.log.add(note, where, field=field, seen=value, used=hs)
        return hs, ciq

    def country(self, cell: Cell, field: str, where: str, path: str) -> str | None:
        """ISO alpha-2 of a country; None, with an error note, for what is none."""
        value = self.text(cell, field, where, path)
        if value is None:
            return None
        found = codes.country(value)
        if found is None:
            self.log.lost("country-unknown", where, path, field=field, seen=value)
            return None
        if not found.alpha2:
            self.log.lost("country-group", where, path, field=field, seen=value)
            return None
        if not found.usual:
            self.log.add("country-alias", where, field=field, seen=value, used=found.alpha2)
        return found.alpha2

    def currency(self, cell: Cell, field: str, where: str, path: str) -> str | None:
        """ISO 4217 code of a currency; another text is kept with a note."""
        value = self.text(cell, field, where, path)
        return value and self._coded(value, codes.currency(value), field, where)

    def trade_mode(self, cell: Cell, field: str, where: str, path: str) -> str | None:
        """Four-digit supervision mode; another text is kept with a note."""
        value = self.text(cell, field, where, path)
        return value and self._coded(value, codes.supervision_mode(value), field, where)

    def _coded(self, value: str, code: codes.Code | None, field: str, where: str) -> str:
        if code is None:
            self.log.add("code-unknown", where, field=field, seen=value)
            return value
        if code.how == "padded":
            self.log.add("zero-padded", where, field=field, seen=value, used=code.code)
        elif code.how == "alias":
            self.log.add("code-alias", where, field=field, seen=value, used=code.code)
        return code.code

    def unit(self, cell: Cell, field: str, where: str, path: str) -> codes.Unit | str | None:
        """A unit of measure; a text that is none is kept with a note."""
        value = self.text(cell, field, where, path)
        if value is None:
            return None
        found = codes.unit(value)
        if found is None:
            self.log.add("unit-unknown", where, field=field, seen=value)
            return value
        if found.pack:
            self.log.add(
                "unit-pack", where, field=field, seen=value, used=f"{found.code} {codes.unit_name(found.code)}"
            )
        elif found.how == "padded":
            self.log.add("zero-padded", where, field=field, seen=value, used=found.code)
        elif found.how == "alias":
            self.log.add("unit-synonym", where, field=field, seen=value, used=found.code)
        return found

    def yes_or_no(self, cell: Cell, field: str, where: str, path: str) -> bool | None:
        """True or False of a word that says so."""
        if isinstance(cell, bool):
            return cell
        value = self.text(cell, field, where, path)
        if value is None:
            return None
        word = plain(value).lower()
        if word in YES:
            return True
        if word in NO:
            return False
        self.log.lost("not-one-of", where, path, field=field, seen=value, wanted="是 / 否")
        return None

    def settle_unit(self, line: Line, unit: codes.Unit | str | None, field: str, where: str) -> None:
        """Give the line its unit; one that counts many (万个) is turned into the unit it counts, the price with it."""
        if not isinstance(unit, codes.Unit):
            line.unit = unit
            return
        line.unit = unit.code
        if unit.base is None or unit.factor is None or line.quantity is None:
            return
        seen = f"{_printed(line.quantity)} × {unit.code}"
        line.quantity *= unit.factor
        line.unit = unit.base
        if line.unit_price is not None:
            line.unit_price /= unit.factor
        used = f"{_printed(line.quantity)} × {unit.base}"
        self.log.add("unit-multiplied", where, field=field, seen=seen, used=used)


def _numbered_day(number: float | int | Decimal) -> tuple[str, Read]:
    """A date that came as a number, 20200405 or a spreadsheet's day number, and the number as text."""
    exact = Decimal(number)
    if not exact.is_finite() or abs(exact) >= 10**9:
        return "…", Read(None, "date-unreadable")
    if exact == int(exact):
        return str(int(exact)), read_date(str(int(exact)))
    return str(number), read_serial(float(exact))


def _from_number(number: float | int) -> Decimal | None:
    try:
        return Decimal(number) if number == int(number) else Decimal(repr(number))
    except (OverflowError, ValueError, InvalidOperation):
        return None


def _small(number: Decimal) -> bool:
    return number.is_finite() and (not number or abs(number.adjusted()) <= _MAX_ADJUSTED)


def _printed(value: str | Decimal | date) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)
