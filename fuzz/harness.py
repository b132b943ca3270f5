"""One coverage-guided fuzzer per reader: whatever the bytes, only declarations and `UnreadableInput` come out.

    python fuzz/harness.py xml fuzz/corpus/xml -runs=100000 -max_len=4096 -timeout=10 -rss_limit_mb=2048

Needs `atheris`. A crash or a hang is written as a file by libFuzzer; put it into the corpus of its reader, where the
tests read it too.
"""

from __future__ import annotations

import io
import sys
import warnings
import zipfile
import zlib
from contextlib import suppress
from functools import partial
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"

NAMES = {
    "xml": "a.xml",
    "csv": "a.csv",
    "json": "a.json",
    "jsonl": "a.jsonl",
    "dossier": "a.dossier.json",
    "xls": "a.xls",
    "xlsx": "a.xlsx",
    "ods": "a.ods",
    "zip": "a.zip",
    "receipt": "receipt.xml",
}
"""The fuzzers, and under which name each reads its bytes."""

REPEATED = 16
"""One input of so many is read twice; which ones, the bytes decide."""

_SHEET = "xl/worksheets/sheet1.xml"
_STRINGS = "xl/sharedStrings.xml"
_MEMBERS = {"xlsx": (_SHEET, "xl/workbook.xml", _STRINGS), "ods": ("content.xml",)}
"""Which members of a workbook the bytes stand for: bytes that are no ZIP rarely get further than its directory."""


def inputs(name: str, data: bytes) -> list[tuple[str, bytes, bytes | None]]:
    """File name, content and dossier that some bytes stand for."""
    if name == "dossier":
        return [("a.json", b'{"contract_number":"HT-1","lines":[{"name":"mask"}]}', data)]
    if name in _MEMBERS and data[:2] != b"PK":
        members = _MEMBERS[name]
        member = members[data[0] % len(members)] if data else members[0]
        return [(NAMES[name], _with(name, member, data[1:]), None)]
    if name == "zip" and data[:2] != b"PK":
        return [("a.zip", _archive(data), None)]
    return [(NAMES[name], data, None)]


def _with(name: str, member: str, content: bytes) -> bytes:
    """The workbook of the corpus with one member replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook(name))) as book, zipfile.ZipFile(out, "w") as changed:
        for info in book.infolist():
            changed.writestr(info.filename, content if info.filename == member else book.read(info))
    return out.getvalue()


def _workbook(name: str) -> bytes:
    return (CORPUS / name / f"book.{name}").read_bytes()


def _archive(data: bytes) -> bytes:
    """An archive whose members' names and contents are cut out of some bytes."""
    out = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "w") as archive:  # of members named twice
        for part in data.split(b"\x00\x01")[:8]:
            name, _, content = part.partition(b"\n")
            info = zipfile.ZipInfo(name[:60].decode("latin-1") or "a.csv")
            archive.writestr(info, content)
    return out.getvalue()


def _comparable(result: object) -> object:
    return f"{result!r} {result}" if isinstance(result, Exception) else result


def read(name: str, data: bytes) -> None:
    """Reads some bytes with one reader and looks at what comes out.

    Raises:
        AssertionError: something other than a declaration or an error of ours, a note that says nothing, or another
            result for the same input.
    """
    from supplycheck.declaration import Declaration
    from supplycheck.errors import UnreadableInput
    from supplycheck.readers import read_bytes, receipts, safe_xml

    if name == "receipt" and receipts.is_receipt(data):
        with suppress(UnreadableInput):
            receipts.Receipts().add(safe_xml.parse(data, "a.xml", "a.xml")[0], "a.xml")

    for file, content, dossier in inputs(name, data):
        results = read_bytes(content, file, dossier)
        if zlib.crc32(data) % REPEATED == 0:
            again = read_bytes(content, file, dossier)
            assert list(map(_comparable, again)) == list(map(_comparable, results)), "not the same again"
        for result in results:
            if isinstance(result, UnreadableInput):
                assert result.code, result
                assert result.zh, result
                assert result.en, result
            else:
                assert isinstance(result, Declaration), result
                for note in result.notes:
                    assert note.code, note
                    assert note.severity in ("error", "warning", "info"), note
                    assert note.zh, note
                    assert note.en, note


def main() -> None:
    """Runs the fuzzer that the first argument names; the others go to libFuzzer."""
    import atheris

    name = sys.argv[1]
    if name not in NAMES:
        raise SystemExit(f"there is no fuzzer {name}: {', '.join(NAMES)}")
    with atheris.instrument_imports(include=["supplycheck"]):
        from supplycheck.readers import (  # noqa: F401  (instrumented by being imported here)
            archive,
            csv_file,
            dossier,
            layout,
            linked_sheets,
            own_model,
            receipts,
            single_window,
            spreadsheet,
            table,
        )
    atheris.Setup([sys.argv[0], *sys.argv[2:]], partial(read, name))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
