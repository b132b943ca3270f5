"""Documents that are broken, locked or made to do harm are refused, with the reason."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile
import zlib

import pytest
from bases import declaration

from supplycheck.checker import Checker
from supplycheck.errors import UnreadableInput
from supplycheck.statements import docx_file, docx_text, pdf_file
from supplycheck.statements.fonts import Font
from supplycheck.statements.paper import make, wanted
from supplycheck.statements.reading import read

RELS = "word/_rels/document.xml.rels"


@pytest.fixture(scope="module")
def good(checker: Checker) -> bytes:
    declared = declaration("eu-mask")
    report = checker.check(declared)
    return docx_file.write(make(declared, report, wanted(declared, report)[0]))


def changed(data: bytes, name: str, old: bytes = b"", new: bytes = b"", more: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for member in before.namelist():
            content = before.read(member)
            if member == name:
                assert old in content
                content = content.replace(old, new, 1)
            after.writestr(member, content)
        for extra, content in (more or {}).items():
            after.writestr(extra, content)
    return out.getvalue()


def refusal(data: bytes) -> UnreadableInput:
    with pytest.raises(UnreadableInput) as caught:
        read(data, "paper")
    return caught.value


def relation(kind: str) -> bytes:
    start = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return f'<Relationship Id="rX" Type="{start}/{kind}" Target="http://example.org/x" TargetMode="External"/></Relationships>'.encode()


def test_the_good_one_is_read(good: bytes) -> None:
    assert read(good, "paper").data["form"] == "announcement-5"


def test_a_document_type(good: bytes) -> None:
    bomb = b'<!DOCTYPE w:document [<!ENTITY a "ha">]><w:document'
    assert "document type" in refusal(changed(good, "word/document.xml", b"<w:document", bomb)).en
    assert "document type" in refusal(changed(good, "", more={"customXml/item9.xml": b"<!DOCTYPE a><a/>"})).en


@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "oleObject", "frame"])
def test_content_from_elsewhere(kind: str, good: bytes) -> None:
    assert "from elsewhere" in refusal(changed(good, RELS, b"</Relationships>", relation(kind))).en


def test_a_link_is_no_content(good: bytes) -> None:
    assert read(changed(good, RELS, b"</Relationships>", relation("hyperlink")), "paper").data["lines"] == [1]


def test_macros(good: bytes) -> None:
    assert "macros" in refusal(changed(good, "", more={"word/vbaProject.bin": b"x"})).en
    old, new = b"wordprocessingml.document.main", b"wordprocessingml.macroEnabled.main"
    assert "macros" in refusal(changed(good, "[Content_Types].xml", old, new)).en


def test_what_unpacks_beyond_measure(good: bytes) -> None:
    bomb = b"<a>" + b" " * (docx_text.MAX_UNPACKED + 1) + b"</a>"
    found = changed(good, "", more={"word/bomb.xml": bomb})
    assert len(found) < 1_000_000
    assert refusal(found).code == "D40"
    assert refusal(b"PK\x03\x04" + b"\x00" * docx_text.MAX_BYTES).code == "D40"
    many = {f"x/{n}.bin": b"" for n in range(docx_text.MAX_PARTS)}
    assert refusal(changed(good, "", more=many)).code == "D40"


def test_deep_nesting(good: bytes) -> None:
    deep = b"<w:sdt>" * 100 + b"</w:sdt>" * 100 + b"</w:body>"
    assert refusal(changed(good, "word/document.xml", b"</w:body>", deep)).code == "D40"


def test_hidden_and_deleted_text_is_not_read(good: bytes) -> None:
    hidden = b"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>\xe2\x98\x91</w:t></w:r></w:p>"
    hidden += "<w:p><w:del><w:r><w:delText>统一社会信用代码：9</w:delText></w:r></w:del></w:p></w:body>".encode()
    assert read(changed(good, "word/document.xml", b"</w:body>", hidden), "paper").data == read(good, "paper").data


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "neither"),
        (b"PK\x03\x04junk", "damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, ".docx without"),
        (b"\x89PNG\r\n", "image"),
        (b"%PDF-1.7\nnothing", "damaged"),
    ],
)
def test_other_files(data: bytes, says: str) -> None:
    assert says in refusal(data).en


def test_a_word_document_without_a_statement() -> None:
    from docx import Document

    document = Document()
    document.add_paragraph("装箱单：口罩")
    packed = io.BytesIO()
    document.save(packed)
    assert refusal(packed.getvalue()).code == "no-statement"


def pdf(*, text: str = "", password: str | None = None, pages: int = 1) -> bytes:
    from fpdf import FPDF

    sheet = FPDF()
    if password:
        sheet.set_encryption(owner_password="o", user_password=password)
    sheet.set_font("Helvetica")
    for _ in range(pages):
        sheet.add_page()
        if text:
            sheet.cell(text=text)
        else:
            sheet.rect(10, 10, 50, 50)
    return bytes(sheet.output())


def test_a_scanned_pdf() -> None:
    found = refusal(pdf())
    assert found.code == "image"
    assert "please enter the fields" in found.en


def test_a_locked_or_endless_pdf() -> None:
    assert refusal(pdf(text="x", password="secret")).code == "D29"
    assert refusal(pdf(text="x", pages=201)).code == "D40"
    assert refusal(pdf(text="x")).code == "no-statement"


@pytest.mark.parametrize("cut", [100, 500, 900])
def test_a_pdf_cut_off(cut: int) -> None:
    whole = pdf(text="Statement on the Export of Medical Supplies")
    assert refusal(whole[: len(whole) * cut // 1000]).code in ("D28", "image", "no-statement")


def test_a_pdf_that_unpacks_beyond_measure() -> None:
    content = zlib.compress(b"0 0 m " * 2_000_000)
    whole = pdf(text="Statement")
    head, _, rest = whole.partition(b"stream\n")
    _, end, tail = rest.partition(b"\nendstream")
    assert refusal(head + b"stream\n" + content + end + tail).code in ("D40", "D28")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_damage_anywhere_is_told_or_harmless(seed: int, good: bytes, boxes_font: Font, checker: Checker) -> None:
    declared = declaration("civil-mask")
    whole = good
    if seed % 2:
        report = checker.check(declared)
        whole = pdf_file.write(make(declared, report, wanted(declared, report)[0]), boxes_font)
    damage = random.Random(seed)
    data = bytearray(whole)
    for _ in range(damage.randrange(1, 8)):
        at = damage.randrange(len(data))
        data[at : at + damage.randrange(20)] = damage.randbytes(damage.randrange(10))
    with contextlib.suppress(UnreadableInput):
        read(bytes(data), "paper")
