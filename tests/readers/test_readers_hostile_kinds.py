"""Files made to harm: each is told with its place and reason, the others are read, nothing is written, nothing bursts.

Every kind alone, in a folder and in an archive; single attacks are in `test_readers_hostile.py`.
"""

from __future__ import annotations

import gzip
import io
import json
import struct
import subprocess
import sys
import textwrap
import warnings
import zipfile
from pathlib import Path

import pytest

from supplycheck.declaration import Declaration
from supplycheck.errors import UnreadableInput
from supplycheck.readers import csv_file, read_bytes, read_declarations, safe_xml

ROOT = Path(__file__).parents[2]
SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]>'


def zipped(members: dict[str, str | bytes] | list[tuple[str | zipfile.ZipInfo, str | bytes]]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items() if isinstance(members, dict) else members:
            archive.writestr(name, content)
    return out.getvalue()


def replaced(book: bytes, member: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as old:
        return zipped(
            [(info.filename, content if info.filename == member else old.read(info)) for info in old.infolist()]
        )


def told(result: Declaration | UnreadableInput) -> str:
    """The code of an error that says where and why in both languages; "" for a declaration."""
    if isinstance(result, Declaration):
        return ""
    assert result.path
    assert result.zh
    assert result.en
    return result.code


@pytest.fixture
def hostile(kit) -> dict[str, tuple[str | bytes, str]]:
    """Name and content of each file, and the code it is refused with."""
    message = kit.message()
    xlsx = kit.xlsx({"a": [list(kit.row), list(kit.row.values())]})
    ods = kit.ods([list(kit.row), list(kit.row.values())])
    with zipfile.ZipFile(io.BytesIO(xlsx)) as book:
        sheet = book.read(SHEET).decode()
    with zipfile.ZipFile(io.BytesIO(ods)) as book:
        content = book.read("content.xml").decode()
    return {
        "bomb.xml": (ENTITIES + message, "D40"),
        "outside.xml": (OUTSIDE + message, "D40"),
        "parameter.xml": (PARAMETER + message, "D40"),
        "deep.xml": ("<a>" * 100_000, "D40"),
        "huge-text.xml": (message.replace("医用外科口罩", "x" * 11_000_000), "D40"),
        "cut.xml": (message[:-40], "D04"),
        "cut-character.xml": (message.encode()[: message.encode().index("示".encode()) + 1], "D04"),
        "mojibake.xml": (message.encode() + b"\xff\xfe\xff", "D03"),
        "deep.json": ("[" * 100_000, "D40"),
        "deep-object.json": ('{"lines":[{"name":' * 50_000, "D40"),
        "long-number.json": ('{"lines":[{"quantity":' + "9" * 100_000 + "}]}", "json"),
        "cut.json": ('{"lines":[{"name":"口', "D04"),
        "gzip.json": (gzip.compress(b" " * 1_000_000), "unsupported"),
        "huge-cell.csv": (kit.csv().replace("HT-2020-01", '"' + "x" * 5_000_000), "D41"),
        "gzip.csv": (gzip.compress(b"," * 1_000_000), "unsupported"),
        "nothing.csv": ("", "empty"),
        "bomb.xlsx": (replaced(xlsx, SHEET, (ENTITIES + sheet).encode()), "D28"),
        "outside.xlsx": (replaced(xlsx, "xl/workbook.xml", OUTSIDE.encode() + b"<workbook/>"), "D28"),
        "deep.xlsx": (replaced(xlsx, SHEET, b"<a>" * 100_000), "D28"),
        "cut.xlsx": (xlsx[:-200], "D28"),
        "bomb.ods": (replaced(ods, "content.xml", (ENTITIES + content).encode()), "D28"),
        "deep.ods": (replaced(ods, "content.xml", content.replace("<text:p>", "<text:p>" * 1000).encode()), "D28"),
        "cut.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "D28"),
    }


def test_each_is_refused_by_its_reader(hostile):
    found = {name: told(read_bytes(_bytes(content), name)[0]) for name, (content, _) in hostile.items()}
    assert found == {name: code for name, (_, code) in hostile.items()}


def test_in_a_folder_the_others_are_read(kit, hostile, tmp_path):
    for name, (content, _) in hostile.items():
        (tmp_path / name).write_bytes(_bytes(content))
    (tmp_path / "z.xml").write_text(kit.message(), encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    results = list(read_declarations(tmp_path))
    assert [told(result) for result in results] == [*(hostile[name][1] for name in sorted(hostile)), ""]
    assert sorted(tmp_path.iterdir()) == before


def test_in_an_archive_the_others_are_read(kit, hostile):
    members = {name: content for name, (content, _) in hostile.items()}
    results = kit.results(zipped({**members, "z.xml": kit.message()}), "in.zip")
    assert [told(result) for result in results] == [*(hostile[name][1] for name in sorted(hostile)), ""]


@pytest.mark.parametrize(
    "data", [ENTITIES + "{}", "[" * 100_000, '{"lines":' * 50_000, b"\xff\xfe\xff", b"", b"\x1f\x8b"]
)
def test_a_hostile_dossier_leaves_the_declaration(kit, data):
    (result,) = read_bytes(kit.message().encode(), "a.xml", _bytes(data))
    assert isinstance(result, Declaration)
    assert result.unreadable == ["dossier"]
    assert result.dossier is None


def test_a_hostile_receipt_leaves_the_declaration(kit, tmp_path):
    (tmp_path / "a.xml").write_text(kit.message(), encoding="utf-8")
    (tmp_path / "r.xml").write_text(f"{ENTITIES}<DEC_RESULT><ENTRY_ID>&c;</ENTRY_ID></DEC_RESULT>", encoding="utf-8")
    first, second = read_declarations(tmp_path)
    assert told(first) == ""
    assert told(second) == "D40"


# --- archives ------------------------------------------------------------------------------------------------------


def test_a_link_is_no_file(kit):
    link = zipfile.ZipInfo("a.xml")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    first, second = kit.results(zipped([(link, "/etc/hostname"), ("b.xml", kit.message())]), "in.zip")
    assert (told(first), first.where, told(second)) == ("archive", "a.xml", "")


def test_members_of_one_name_are_all_read(kit):
    results = kit.results(zipped([("a.xml", kit.message()), ("a.xml", "<broken"), ("A.XML", kit.message())]), "in.zip")
    assert sorted(map(told, results)) == ["", "", "D04"]


@pytest.mark.parametrize("size", [0, 10, 0xFFFFFFF0])
def test_a_size_that_is_a_lie(kit, size):
    data = bytearray(zipped({"a.xml": kit.message() + " " * 100_000, "b.xml": kit.message()}))
    struct.pack_into("<I", data, data.index(b"PK\1\2") + 24, size)
    first, second = kit.results(bytes(data), "in.zip")
    assert told(first) in ("", "D28")
    assert told(second) == ""


def test_sizes_said_to_stand_elsewhere(kit):
    data = bytearray(zipped({"a.xml": kit.message(), "b.xml": kit.message()}))
    struct.pack_into("<II", data, data.index(b"PK\1\2") + 20, 0xFFFFFFFF, 0xFFFFFFFF)
    assert set(map(told, kit.results(bytes(data), "in.zip"))) <= {"", "D28"}


def test_a_member_with_a_password_and_one_of_no_bytes(kit):
    data = bytearray(zipped({"a.xml": kit.message(), "b.xml": "", "c.xml": kit.message()}))
    data[data.index(b"PK\1\2") + 8] |= 1
    assert list(map(told, kit.results(bytes(data), "in.zip"))) == ["D29", "empty", ""]


def test_a_damaged_member(kit):
    data = bytearray(zipped({"a.xml": kit.message(), "b.xml": kit.message()}))
    data[60:70] = b"\xff" * 10
    assert list(map(told, kit.results(bytes(data), "in.zip"))) == ["D28", ""]


@pytest.mark.parametrize("codec", ["gbk", "cp437", "utf-8"])
def test_names_in_any_encoding(kit, codec):
    name = "é报.xml".replace("é" if codec == "gbk" else "报" if codec == "cp437" else "", "")
    raw = name.encode(codec)
    data = zipped({"?" * len(raw) + "": kit.message()}).replace(b"?" * len(raw), raw)
    (result,) = kit.results(data, "in.zip")
    assert told(result) == ""
    f"{result.source}".encode()


def test_very_many_members_take_no_time_each(kit):
    """Each looks for its dossier; that once took as long as there are members."""
    members: dict[str, str | bytes] = {f"{n}.xml": "" for n in range(10_000)}
    results = kit.results(zipped({**members, "z.xml": kit.message()}), "in.zip")
    assert [told(result) for result in results] == ["empty"] * 10_000 + [""]


# --- bounds --------------------------------------------------------------------------------------------------------


def test_a_table_of_too_many_cells(kit, monkeypatch):
    monkeypatch.setattr(csv_file, "MAX_CELLS", 1000)
    broken = kit.broken(kit.csv() + ",\n" * 900, "a.csv")
    assert (broken.code, broken.where) == ("too-large", "row 477")
    assert told(kit.results(kit.csv(), "a.csv")[0]) == ""


def test_more_elements_than_are_looked_at(kit, monkeypatch):
    from lxml.etree import XPathEvalError

    def fails(root: object) -> bool:
        raise XPathEvalError("unknown error")  # what it says to ten million elements on one level

    monkeypatch.setattr(safe_xml, "_too_deep", lambda: fails)
    assert kit.broken(kit.message(), "a.xml").code == "D40"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are set as on Linux")
@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("a.csv", "HEAD + b'6307900010,\"' + b'x' * 30_000_000"),
        ("a.csv", "HEAD + b',' * 20_000_000"),
        ("a.xml", "b'<DecMessage>' + b'<a/>' * 3_000_000 + b'</DecMessage>'"),
        ("a.xml", "b'<DecMessage>' + b'<a>' * 10_000_000"),
        ("a.json", "b'[' * 30_000_000"),
        ("a.json", "b'{\"lines\":[' + b'{},' * 100_000 + b'{}]}'"),
        ("a.zip", "packed('a.xml', b' ' * 100_000_000)"),
        ("a.xlsx", "packed('xl/workbook.xml', b' ' * 100_000_000)"),
        ("a.xlsx", "packed('xl/workbook.xml', b'<a>' * 3_000_000)"),
    ],
)
def test_memory_stays_within_bounds(name, made):
    """In a process of its own that gets 1.5 GB and 60 seconds."""
    program = f"""
        import io, json, resource, zipfile
        from supplycheck.readers import read_bytes

        HEAD = "商品编号,商品名称\\n".encode()

        def packed(name, content):
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(name, content)
            return out.getvalue()

        data = {made}
        resource.setrlimit(resource.RLIMIT_AS, (3 << 29, 3 << 29))
        results = read_bytes(data, {name!r})
        print(json.dumps([getattr(result, "code", "read") for result in results[:3]]))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        check=False,
        cwd=ROOT,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout)


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
