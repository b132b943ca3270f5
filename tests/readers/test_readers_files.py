"""Files and folders: order, pairing, what is passed over, what is refused."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from supplycheck.declaration import Declaration
from supplycheck.errors import UnreadableInput, UsageError
from supplycheck.readers import read_bytes, read_declarations


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_folder_in_order_of_names_with_subfolders(kit, tmp_path):
    for name in ("b/2.xml", "b/1.csv", "a.xml", "c.json"):
        write(tmp_path, name, kit.csv() if name.endswith("csv") else kit.message())
    for junk in (
        ".hidden.xml",
        "Thumbs.db",
        "~$a.xlsx",
        "read.me",
        "x.pdf",
        "a.dossier.json",
        "__MACOSX/a.xml",
        "notes.txt",
    ):
        write(tmp_path, junk, "{}")
    results = list(read_declarations(tmp_path))
    names = [os.path.relpath(getattr(r, "source", None) or r.path, tmp_path) for r in results]
    assert names == ["a.xml", os.path.join("b", "1.csv"), os.path.join("b", "2.xml"), "c.json"]
    assert [isinstance(r, Declaration) for r in results] == [True] * 4  # the content decides, not the name
    assert results[0].source == str(tmp_path / "a.xml")


def test_reading_is_lazy_and_errors_do_not_stop_it(kit, tmp_path):
    write(tmp_path, "1.xml", "<broken")
    write(tmp_path, "2.xml", kit.message())
    write(tmp_path, "3.zip", "not a zip")
    results = read_declarations(tmp_path)
    assert isinstance(results, Iterator)
    first = next(results)
    assert isinstance(first, UnreadableInput)
    assert first.path == str(tmp_path / "1.xml")
    (tmp_path / "3.zip").unlink()
    write(tmp_path, "3.zip", zipped({"a.xml": kit.message()}))
    assert isinstance(next(results), Declaration)
    assert isinstance(next(results), Declaration)
    assert next(results, None) is None


def zipped(members: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_the_dossier_beside_a_file(kit, tmp_path):
    path = write(tmp_path, "m.v1.xml", kit.message())
    assert next(read_declarations(path)).dossier is None
    write(tmp_path, "m.v1.dossier.json", '{"declared_on": "2020-05-06", "colour": 1}')
    declaration = next(read_declarations(path))
    assert declaration.dossier.declared_on.isoformat() == "2020-05-06"
    assert declaration.notes[0].where == "m.v1.dossier.json:colour"
    other = write(tmp_path, "other.json", "{}")
    assert next(read_declarations(path, dossier=other)).dossier.declared_on is None


def test_a_dossier_that_cannot_be_opened_is_not_taken_for_none(kit, tmp_path):
    path = write(tmp_path, "m.xml", kit.message())
    (tmp_path / "m.dossier.json").mkdir()
    declaration = next(read_declarations(path))
    assert declaration.unreadable == ["dossier"]


def test_json_lines_are_streamed(kit, tmp_path, monkeypatch):
    line = '{"id": "%d", "lines": [{"name": "口罩"}]}'
    path = write(tmp_path, "a.jsonl", "\n".join(line % n for n in range(5)))
    monkeypatch.setattr("supplycheck.readers.MAX_BYTES", 10)
    assert [d.id for d in read_declarations(path)] == ["0", "1", "2", "3", "4"]
    monkeypatch.setattr("supplycheck.readers.own_model.MAX_LINE_BYTES", 60)
    write(tmp_path, "a.jsonl", f"{line % 1}\n{line % 2}{' ' * 200}x\n{line % 3}\n")
    first, second, third = read_declarations(path)
    assert (first.id, second.code, third.id) == ("1", "D40", "3")


def test_paths_that_do_not_exist_or_make_no_sense(kit, tmp_path):
    path = write(tmp_path, "m.xml", kit.message())
    with pytest.raises(UsageError):
        read_declarations(tmp_path / "nowhere")
    with pytest.raises(UsageError):
        read_declarations("a\0b")
    with pytest.raises(UsageError):
        read_declarations(path, dossier=tmp_path / "nowhere.json")
    with pytest.raises(UsageError):
        read_declarations(tmp_path, dossier=path)
    with pytest.raises(UsageError):
        read_declarations(path, dossier=tmp_path)


def test_a_dossier_given_as_a_declaration(tmp_path):
    (result,) = read_declarations(write(tmp_path, "m.dossier.json", "{}"))
    assert result.code == "sidecar"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.xml", "empty"),
        (b"  \n", "a.csv", "empty"),
        (b"%PDF-1.4", "a.xml", "unsupported"),
        (b"\x89PNG\r\n", "a.csv", "unsupported"),
        (bytes(range(256)), "a.bin", "unsupported"),
        (b"hello", "a.bin", "D30"),
        (b"<html></html>", "a.csv", "D28"),
        (zipped({"word/document.xml": ""}), "a.docx", "unsupported"),
        (zipped({"xl/workbook.bin": ""}), "a.xlsb", "unsupported"),
        (zipped({"../../evil.xml": ""}), "a.zip", "empty"),
        (zipped({"inner.zip": "x"}), "a.zip", "archive"),
        (b"<a/>", "a.xml", "not-a-declaration"),
    ],
)
def test_formats_that_are_not_read(data, name, code):
    (result,) = read_bytes(data, name)
    assert isinstance(result, UnreadableInput)
    assert result.code == code
    assert result.zh
    assert result.en


def test_too_large_a_file(kit, tmp_path, monkeypatch):
    monkeypatch.setattr("supplycheck.readers.MAX_BYTES", 100)
    (result,) = read_declarations(write(tmp_path, "m.xml", kit.message()))
    assert result.code == "too-large"


def test_equal_inputs_give_equal_declarations(kit, tmp_path):
    path = write(tmp_path, "m.xml", kit.message())
    assert next(read_declarations(path)) == next(read_declarations(str(path)))
    assert read_bytes(kit.message().encode(), "m.xml") == read_bytes(kit.message().encode(), "m.xml")
