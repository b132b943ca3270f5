"""The text of a PDF, run by run in the order in which it was drawn. Scanned pages have none: nothing is guessed.

Refused: a password, damage, sizes beyond measure. Nothing that a PDF can start (scripts, links, attachments) is looked at.
"""

from __future__ import annotations

import io
import logging
import unicodedata
from typing import Any, NamedTuple

from supplycheck.errors import SupplycheckError
from supplycheck.optional import need
from supplycheck.readers.notes import unreadable
from supplycheck.statements.pdf_file import CREATOR

MAX_BYTES = 32 * 1024 * 1024
"""The largest PDF that is read."""

MAX_PAGES = 200
MAX_CONTENT = 4 * 1024 * 1024
"""The longest content of one page, unpacked."""

MAX_RUNS = 100_000

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what it thinks of a file is no message of ours


class Run(NamedTuple):
    """A piece of text as it was drawn: where it begins, and its size."""

    text: str
    x: float
    y: float
    size: float


def lines(data: bytes, source: str) -> tuple[list[str], bool]:
    """The lines of the text, and whether each is exactly as we drew it (then the spaces it ends in count).

    Raises:
        UnreadableInput: the PDF is damaged, has a password, is too large, or holds no text.
        UsageError: pypdf is not installed.
    """
    if len(data) > MAX_BYTES:
        raise unreadable(source, "", "D40", "文件过大", f"the PDF is larger than {MAX_BYTES // 1024 // 1024} MiB")
    need("pypdf", "statements")
    try:
        runs, ours = _runs(data, source)
    except SupplycheckError:
        raise
    except Exception as error:  # whatever a broken PDF raises
        what = f"the PDF is damaged ({type(error).__name__})"
        raise unreadable(source, "", "D28", "PDF 文件已损坏", what) from None
    if not any(run.text.strip() for run in runs):
        zh = "无法读取（图片）：请手工填写各字段"
        raise unreadable(source, "", "image", zh, "cannot read (image): please enter the fields")
    # None of our lines begins with a space. pypdf puts one before the second line of a cell whose label stands between two.
    return ([run.text.lstrip(" ") for run in runs], True) if ours else (_joined(runs), False)


def _runs(data: bytes, source: str) -> tuple[list[Run], bool]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        zh, en = "PDF 有密码保护，请去除密码后重试", "the PDF is protected by a password; save it without one"
        raise unreadable(source, "", "D29", zh, en)
    if len(reader.pages) > MAX_PAGES:
        raise unreadable(source, "", "D40", "页数过多", f"the PDF has more than {MAX_PAGES} pages")
    runs: list[Run] = []

    def note(text: str, matrix: Any, position: Any, _: Any, size: Any) -> None:
        bare = text.strip("\r\n").replace("\x00", "")
        if bare:
            x, y = _placed(matrix, position)
            runs.append(Run(bare, x, y, abs(float(size or 1)) * (abs(float(position[0])) or 1)))
        if len(runs) > MAX_RUNS:
            raise unreadable(source, "", "D40", "文字过多", "the PDF has too much text")

    for number, page in enumerate(reader.pages, start=1):
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > MAX_CONTENT:
            raise unreadable(source, f"page {number}", "D40", "页面内容过大", "the page has too much content")
        _name_encodings(page)
        page.extract_text(visitor_text=note)
    made_by = reader.metadata.creator if reader.metadata else None
    return runs, made_by == CREATOR


def _placed(matrix: Any, position: Any) -> tuple[float, float]:
    x, y = float(position[4]), float(position[5])
    a, b, c, d, e, f = (float(v) for v in matrix)
    return a * x + c * y + e, b * x + d * y + f


def _name_encodings(page: Any) -> None:
    """Fonts that give their encoding as a table of their own are read by their table of characters.

    pypdf takes their codes for single bytes; they are pairs, as those of a table that has a name.
    """
    from pypdf.generic import NameObject, StreamObject

    fonts = _entry(_entry(page, "/Resources"), "/Font")
    for name in fonts:
        font = _entry(fonts, name)
        encoding = font.get("/Encoding")
        if font.get("/Subtype") == "/Type0" and isinstance(encoding and encoding.get_object(), StreamObject):
            font[NameObject("/Encoding")] = NameObject("/Identity-H")


def _entry(at: Any, name: str) -> Any:
    """An entry of a dictionary of the PDF, wherever it is kept; an empty one where there is none."""
    found = at.get(name)
    return {} if found is None else found.get_object()


def _joined(runs: list[Run]) -> list[str]:
    """Runs that follow one another on a line as one text; where a gap is between them, as two."""
    lines: list[str] = []
    before: Run | None = None
    end = 0.0
    for run in (r for r in runs if r.text.strip()):
        level = before is not None and abs(run.y - before.y) < 0.3 * max(run.size, 1)
        gap = run.x - end
        if level and -0.5 * run.size < gap < 0.8 * run.size:
            lines[-1] += (" " if gap > 0.2 * run.size and not lines[-1].endswith(" ") else "") + run.text
        else:
            lines.append(run.text)
        before, end = run, run.x + _width(run.text) * run.size
    return lines


def _width(text: str) -> float:
    """About how wide a text is, in letters of its size."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.5 for c in text)
