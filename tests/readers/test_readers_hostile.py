"""Input made to harm: refused with place and reason, in bounded time and memory, and the other files go on."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from bases import base
from conftest import REGISTRIES

from supplycheck.declaration import Declaration
from supplycheck.errors import UnreadableInput
from supplycheck.readers import read_bytes, read_declarations

ROOT = Path(__file__).parents[2]
SECRET = "root-secret-of-this-test"
BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


def refused(data: bytes, name: str) -> UnreadableInput:
    (error,) = read_bytes(data, name)
    assert isinstance(error, UnreadableInput), error
    assert error.zh
    assert error.en
    assert error.path == name
    return error


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    return path


# --- XML -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "{secret}">]>',
        '<!DOCTYPE a SYSTEM "{secret}">',
        '<!DOCTYPE a PUBLIC "-//x" "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "{secret}"> %p;]>',
        '<!DOCTYPE a [<!ENTITY a0 "aaaaaaaaaa">{bomb}]>',
        "<!DOCTYPE a [<!ATTLIST DecHead IEFlag CDATA 'E'>]>",
    ],
    ids=["xxe", "external-subset", "network", "parameter-entity", "entity-bomb", "defaults"],
)
@pytest.mark.parametrize("head", ["", "<?xml version='1.0'?>\n<!-- a -->", "\ufeff  "])
def test_a_document_type_is_refused(kit, secret, doctype, head):
    text = head + doctype.format(secret=secret.as_uri(), bomb=BOMB) + kit.message().replace("HT-2020-01", "&x;")
    error = refused(text.encode(), "a.xml")
    assert error.code in ("D40", "D41")
    assert SECRET not in str(error)


def test_a_document_type_inside_a_workbook_is_refused(kit):
    data = kit.xlsx({"表": [["商品编号", "商品名称"], ["6307900010", "口罩"]]})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(out, "w") as changed:
        for info in book.infolist():
            content = book.read(info)
            if info.filename.endswith("sheet1.xml"):
                content = f'<!DOCTYPE a [<!ENTITY a0 "aaaaaaaaaa">{BOMB}]>'.encode() + content
            changed.writestr(info, content)
    assert refused(out.getvalue(), "a.xlsx").code in ("D28", "D40")


@pytest.mark.parametrize(
    "text",
    ["<a>" * 100_000, "<DecMessage>" + "<a b='c'/>" * 10 + "x" * 11_000_000 + "</DecMessage>", "<a " + "b" * 100_000],
    ids=["depth", "text", "attribute"],
)
def test_xml_beyond_measure(text):
    assert refused(text.encode(), "a.xml").code in ("D40", "D41", "D04", "not-a-declaration")


# --- JSON, text tables -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 100_000, '{"lines":' + "[" * 50_000 + "]" * 50_000 + "}"])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_json_beyond_measure(text, name):
    results = read_bytes(text.encode(), name)
    assert all(isinstance(r, UnreadableInput) or r.unreadable for r in results)


def test_a_number_of_many_digits_takes_no_time():
    (result,) = read_bytes(b'{"lines":[{"name":"mask","quantity":' + b"9" * 1_000_000 + b"}]}", "a.json")
    assert isinstance(result, UnreadableInput) or result.lines[0].quantity is None


def test_a_cell_that_swallows_the_file():
    data = '商品编号,商品名称\r\n6307900010,"口罩' + "x" * 5_000_000
    error = refused(data.encode(), "a.csv")
    assert error.code == "D41"
    assert "row" in error.where


def test_a_row_of_very_many_cells():
    (result,) = read_bytes(("商品编号,商品名称\r\n6307900010,口罩" + "," * 500_000).encode(), "a.csv")
    assert isinstance(result, Declaration)


# --- archives --------------------------------------------------------------------------------------------------------


def archive(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("name", ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "C:\\evil.csv", "..\\evil.csv"])
def test_members_that_lead_outside_write_nothing_and_the_others_go_on(kit, tmp_path, name):
    path = tmp_path / "in" / "a.zip"
    path.parent.mkdir()
    path.write_bytes(archive({name: kit.csv().encode(), "good.csv": kit.csv().encode()}))
    results = list(read_declarations(path))
    good = [r for r in results if isinstance(r, Declaration) and r.source.endswith("good.csv")]
    assert len(good) == 1
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a.zip", "in"]


def test_a_member_that_unpacks_beyond_measure(kit, monkeypatch):
    """Whatever the archive says of its size; the real limit is tried in `test_memory_is_bounded`."""
    monkeypatch.setattr("supplycheck.readers.archive.MAX_MEMBER", 1_000_000)
    bomb = archive({"bomb.csv": b"x" * 5_000_000, "good.csv": kit.csv().encode()})
    assert len(bomb) < 100_000
    results = read_bytes(bomb, "a.zip")
    assert [type(r) for r in results] == [UnreadableInput, Declaration]
    assert "bomb.csv" in results[0].where or "bomb.csv" in results[0].path


def test_a_workbook_that_unpacks_beyond_measure(kit, monkeypatch):
    monkeypatch.setattr("supplycheck.readers.workbook_limits.MAX_UNPACKED", 1_000_000)
    data = kit.xlsx({"表": [["商品编号"]]})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
        for info in book.infolist():
            changed.writestr(info, book.read(info))
        changed.writestr("xl/sharedStrings.xml", b"<sst>" + b" " * 6_000_000 + b"</sst>")
    assert refused(out.getvalue(), "a.xlsx").code == "D40"


def test_an_archive_in_an_archive_is_not_opened(kit):
    inner = archive({"a.csv": kit.csv().encode()})
    (error,) = read_bytes(archive({"inner.zip": inner}), "a.zip")
    assert isinstance(error, UnreadableInput)


def test_a_link_is_no_file(kit, secret):
    info = zipfile.ZipInfo("link.csv")
    info.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(info, str(secret))
    results = read_bytes(out.getvalue(), "a.zip")
    assert all(isinstance(r, UnreadableInput) for r in results)
    assert SECRET not in repr(results)


def test_a_folder_goes_on_after_each_of_them(kit, tmp_path):
    (tmp_path / "1.xml").write_text('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')
    (tmp_path / "2.json").write_text("[" * 100_000)
    (tmp_path / "3.xlsx").write_bytes(b"PK\x03\x04broken")
    (tmp_path / "4.zip").write_bytes(archive({"../a.csv": b"x"})[:-10])
    (tmp_path / "5.csv").write_text(kit.csv(), encoding="utf-8")
    results = list(read_declarations(tmp_path))
    assert [type(r) for r in results] == [UnreadableInput] * 4 + [Declaration]


# --- memory and output -----------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="memory of a child process is limited by resource")
def test_memory_is_bounded(tmp_path):
    """A bomb of 300 MB is refused by a process that may not use 400 MB more than it has when it begins."""
    (tmp_path / "a.zip").write_bytes(archive({"bomb.csv": b"x" * 300_000_000}))
    code = (
        "import resource, sys; from supplycheck.readers import read_declarations, single_window, spreadsheet, csv_file\n"
        "had = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (had + 400_000_000,) * 2)\n"
        "print([type(r).__name__ for r in read_declarations(sys.argv[1])])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.zip")],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    assert done.stdout.strip() == "['UnreadableInput']", done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["口罩\x1b]0;title\x07", "口罩\x1b[2J\x1b[31m", "口罩\u202ekcehc", "口罩\r\nPASS  forged"]
)
def test_control_characters_do_not_reach_the_terminal(tmp_path, name):
    data = base("mask", {"lines.0.name": name, "lines.0.manufacturer.name": f"示例{name}有限公司"})
    path = tmp_path / "a.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    command = [sys.executable, "-m", "supplycheck", "check", str(path), "--registries", str(REGISTRIES)]
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
    text = done.stdout.decode()
    assert "口罩" in text
    assert [char for char in text if char in "\x1b\x07\x08\x9b\u202e"] == []
    assert not any(line.startswith("PASS  forged") for line in text.splitlines())
