"""A statement read back from paper: Word document or text PDF, ours or another's, into the dossier's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from supplycheck.errors import UnreadableInput
from supplycheck.facts.codes import folded
from supplycheck.identifiers import nmpa_registration
from supplycheck.readers.notes import unreadable
from supplycheck.readers.values import read_date
from supplycheck.report import Text
from supplycheck.statements import docx_text, pdf_text
from supplycheck.statements.docx_text import Row
from supplycheck.statements.forms import DRAFT, ITEM, fields, forms
from supplycheck.statements.labels import Said, label_of, split
from supplycheck.statements.paper import UNSIGNED

_TICKED, _OPEN = "☑☒■✓√✔", "☐□◻"
_BOXES = re.compile(rf"((?:[{_TICKED}{_OPEN}]|\[[ xX]\])(?:\s*[{_TICKED}])?)\s*([^{_TICKED}{_OPEN}\[]{{1,60}})")
_CHINESE = re.compile(r"中国(?:质量)?标准|Chinese (?:quality )?standard|standards? of China", re.IGNORECASE)
_FOREIGN = re.compile(r"(?:国外|外国|境外)(?:质量)?标准|foreign", re.IGNORECASE)
_ANNEX = re.compile(r"第\s*(5|12)\s*号|Announcement\s+No\.?\s*(5|12)\b", re.IGNORECASE)
_AMOUNT = re.compile(r"([0-9][0-9.,]*)\s*(\D.*)?", re.DOTALL)
_PAGE = re.compile(r"\s*\d{1,3}\s*/\s*\d{1,3}\s*")
_RANGE = re.compile(r"(\d{1,6})\s*[-–~至]\s*(\d{1,6})|(\d{1,6})")
_BLANK = re.compile(r"[_＿]{2,}|年\s+月\s+日")
_CAPTION = re.compile(r"产品\s*\d+(?:\s*/\s*Product\s*\d+)?|Product\s*\d+")
_NOT_SIGNED = re.compile(r"未签|没有签|not signed|unsigned", re.IGNORECASE)
MOST_LINES, MOST_LABEL_LINES = 1_000, 6


@dataclass(slots=True)
class Reading:
    """What a paper says: one entry of the dossier's `statements`, as JSON-ready data.

    `draft`: the paper says that it is an unsigned draft. `contract`, `uscc`: what stands on it beside the statement's own
    data. `notes`: what could not be read, or was taken in one of several ways.
    """

    data: dict[str, Any]
    draft: bool = False
    contract: str | None = None
    uscc: str | None = None
    notes: list[Text] = field(default_factory=list)


def read(data: bytes, source: str, form_name: str | None = None) -> Reading:
    """The statement on a paper.

    Args:
        data: a .docx or a PDF with text.
        source: its name, for errors.
        form_name: the form it is, where that is known; else its title tells.

    Raises:
        UnreadableInput: the file cannot be read, is refused, or is no statement.
        UsageError: pypdf is not installed.
    """
    if b"%PDF-" in data[:1024]:
        lines, exact = pdf_text.lines(data, source)
        found = _of_lines(lines, exact)
        whole = "\n".join(lines)
    elif data.startswith(b"PK"):
        rows, around = docx_text.rows(data, source)
        found = _of_rows(rows)
        whole = "\n".join((around, *("\n".join(row) for row in rows)))
    else:
        raise _other_type(data, source)
    return _understood(found, whole, source, form_name)


def _other_type(data: bytes, source: str) -> UnreadableInput:
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8", b"BM")):
        zh = "无法读取（图片）：请手工填写各字段"
        return unreadable(source, "", "image", zh, "cannot read (image): please enter the fields")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        zh = "旧版 .doc 或有密码的文档，请另存为无密码的 .docx"
        return unreadable(
            source, "", "D28", zh, "an old .doc, or a document with a password; save it as .docx without one"
        )
    return unreadable(source, "", "D28", "不是 .docx 或 PDF 文件", "neither a .docx nor a PDF")


# --- from text to labelled values -----------------------------------------------------------------------------------


def _of_rows(rows: Iterable[Row]) -> list[Said]:
    """The labelled values of a document: label beside value, labels above values, or within paragraphs."""
    found: list[Said] = []
    heads: list[str | None] = []
    prose: list[str] = []
    for row in rows:
        if len(row) == 1:
            heads = []
            prose.extend(row[0].split("\n"))
            continue
        found += _of_lines(prose, False)
        prose = []
        keys = [label_of(_one_line(cell)) for cell in row]
        told = [key for key, cell in zip(keys, row, strict=True) if cell.strip()]
        if len(told) > 2 and None not in told[1:] and len(set(told)) == len(told):
            heads = keys
        elif heads and len(row) == len(heads) and not any(keys):
            found += [Said(key, _one_line(cell)) for key, cell in zip(heads, row, strict=True) if key]
        else:
            heads = []
            found += _of_cells(row, keys)
    return found + _of_lines(prose, False)


def _of_cells(row: Row, keys: list[str | None]) -> list[Said]:
    found: list[Said] = []
    n = 0
    while n < len(row):
        key = keys[n]
        if key is not None and n + 1 < len(row):
            found.append(Said(key, _one_line(row[n + 1])))
            n += 2
        else:
            found += [said for said in _of_lines(row[n].split("\n"), False) if said.key is not None]
            n += 1
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _of_lines(lines: Iterable[str], exact: bool) -> list[Said]:
    """The labelled values of running text. What follows a label belongs to it, until another or a text of the form."""
    found: list[Said] = []
    current: str | None = None
    text = ""
    for said in _pieces([line for line in lines if not (_PAGE.fullmatch(line) or _is_mark(line))]):
        if said.key is not None:
            found += [Said(current, text)] if current else []
            current, text = said
        elif _is_text_of_form(said.text):
            found += [Said(current, text)] if current else []
            current = None
        elif current is not None:
            text = text + said.text if exact else _continued(text, said.text)
    return found + ([Said(current, text)] if current else [])


def _pieces(lines: list[str]) -> Iterator[Said]:
    """The lines by the labels in them; a label may take several lines, in one language or both."""
    n = 0
    while n < len(lines):
        taken = next((k for k in range(MOST_LABEL_LINES, 0, -1) if _is_label(lines[n : n + k])), 0)
        if taken:
            yield Said(label_of(" ".join(lines[n : n + taken])), "")
        elif _is_text_of_form(lines[n]):
            yield Said(None, lines[n])
        else:
            yield from split(lines[n])
        n += taken or 1


def _is_label(lines: list[str]) -> bool:
    return bool(lines and folded(lines[0]) and folded(lines[-1])) and label_of(" ".join(lines)) is not None


def _continued(text: str, more: str) -> str:
    """A text that goes on in the next line: Chinese without a space, words with one."""
    if not text.strip():
        return more.lstrip(" :：")
    if not more.strip():
        return text + more
    joint = text.rstrip()[-1] + more.lstrip()[0]
    return text.rstrip() + (" " if joint.isascii() else "") + more.lstrip()


def _is_mark(line: str) -> bool:
    return folded(line) in (folded(DRAFT.zh + DRAFT.en), folded(DRAFT.zh), folded(DRAFT.en))


def _is_text_of_form(line: str) -> bool:
    """Whether a line begins one of the sentences of a form, or a box, or says which product follows."""
    bare = line.strip()
    return bool(
        _CAPTION.fullmatch(bare)
        or (bare and bare[0] in _TICKED + _OPEN)
        or bare.startswith(("[ ]", "[x]", *_sentences()))
    )


def _sentences() -> tuple[str, ...]:
    """How the sentences of our forms begin, in both languages."""
    texts = [t for f in forms().values() for t in (f.intro, f.promising, f.closing, f.wording, f.title)]
    texts += [p.text for f in forms().values() for p in f.promises]
    return tuple(dict.fromkeys(start for t in texts for start in (t.zh[:10], t.en[:24])))


# --- from labelled values to a statement ---------------------------------------------------------------------------


def _understood(found: list[Said], whole: str, source: str, form_name: str | None) -> Reading:
    items: list[dict[str, str]] = []
    head: dict[str, str] = {}
    for said in found:
        text = _BLANK.sub("", said.text).strip(" \t\u3000;；")
        assert said.key is not None
        if fields()[said.key].part == ITEM:
            if not items or said.key in items[-1]:
                items.append({})
            items[-1][said.key] = text
        elif text or said.key not in head:
            head[said.key] = head.get(said.key) or text
    notes: list[Text] = []
    name = form_name or _form(found, whole, notes)
    if name is None or not (items or head.get("issuer")):
        zh = "不是出口医疗物资声明或共同声明，或没有可识别的字段"
        en = "no statement on the export of medical supplies and no joint declaration, or no field in it is known"
        raise unreadable(source, "", "no-statement", zh, en)
    draft = folded(DRAFT.zh) in folded(whole)
    told = {key: head.get(key) or None for key in ("issuer", "importer")}
    data: dict[str, Any] = {"form": name, "issuer": told["issuer"], "signed_on": _day(head.get("signed_on"), notes)}
    data["lines"] = _numbers(head.get("lines"), notes)
    if name == "announcement-12-joint":
        data["importer"] = told["importer"]
        data["importer_signed"] = _signed(head.get("importer_signed", ""), draft)
        data["standard_basis"] = _basis(whole, notes)
    data["items"] = [_item(item) for item in items if any(item.values())]
    kept = {key: value for key, value in data.items() if value is not None}
    return Reading(kept, draft, head.get("contract") or None, head.get("uscc") or None, notes)


def _form(found: list[Said], whole: str, notes: list[Text]) -> str | None:
    """The form by its title; of the two forms with one title, by the announcement it names, else by its contents."""
    plain = folded(whole)
    if "共同声明" in plain or "jointdeclaration" in plain:
        return "announcement-12-joint"
    if "出口医疗物资声明" not in plain and folded(forms()["announcement-12-medical"].title.en) not in plain:
        return None
    named = {a or b for a, b in _ANNEX.findall(whole)}
    if len(named) == 1:
        return {"5": "announcement-5", "12": "announcement-12-medical"}[named.pop()]
    numbers = [said.text for said in found if said.key == "certificate" and said.text.strip()]
    chinese = bool(numbers) and all(nmpa_registration.is_valid(n) for n in numbers)
    english = "statementonexport" in plain or "statementontheexport" in plain
    name = "announcement-5" if chinese or not english else "announcement-12-medical"
    notes.append(Text(f"未写明是哪一公告的声明，按 {name} 读取", f"the paper names no announcement; read as {name}"))
    return name


def _item(item: dict[str, str]) -> dict[str, str]:
    read = {key: text for key, text in item.items() if text}
    amount = _AMOUNT.fullmatch(read.get("quantity", ""))
    if amount:
        read["quantity"] = amount[1].rstrip(".,")
        if amount[2] and amount[2].strip():
            read["unit"] = amount[2].strip()
    return read


def _numbers(text: str | None, notes: list[Text]) -> list[int] | None:
    """The lines a statement covers; None where it does not say."""
    if not text:
        return None
    found: list[int] = []
    for first, last, single in _RANGE.findall(text):
        end = int(last or single)
        found += range(int(first or single), min(end, int(first or single) + MOST_LINES) + 1)
    wanted = sorted({n for n in found if n > 0})
    if not wanted:
        notes.append(Text(f"无法识别商品项号“{text[:40]}”", f"no line numbers in “{text[:40]}”"))
    return wanted or None


def _day(text: str | None, notes: list[Text]) -> str | None:
    if not text:
        return None
    read = read_date(_one_line(text))
    if isinstance(read.value, date):
        return read.value.isoformat()
    notes.append(Text(f"无法识别日期“{text[:40]}”", f"“{text[:40]}” is no day that can be read"))
    return None


def _signed(text: str, draft: bool) -> bool | None:
    """Whether the importer has signed, as far as text can tell: ink and seals are no text."""
    if draft or text == UNSIGNED or _NOT_SIGNED.search(text):
        return False
    return True if text else None


def _basis(whole: str, notes: list[Text]) -> str | None:
    """The basis of standards whose box is ticked."""
    ticked = set()
    for sign, text in _BOXES.findall(whole):
        if not (set(sign) & set(_TICKED) or "x" in sign.lower()):
            continue
        chinese, foreign = bool(_CHINESE.search(text)), bool(_FOREIGN.search(text))
        if chinese != foreign:
            ticked.add("chinese" if chinese else "foreign")
    if len(ticked) > 1:
        notes.append(Text("中国标准和国外标准均被勾选", "both Chinese and foreign standards are ticked"))
    return ticked.pop() if len(ticked) == 1 else None
