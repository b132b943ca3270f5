"""A font that every machine has: boxes for letters, made for the test run."""

from __future__ import annotations

from pathlib import Path

import pytest

from supplycheck.statements.fonts import Font, font

RANGES = ((0x20, 0x17F), (0x370, 0x4FF), (0x2010, 0x2060), (0x2100, 0x2720), (0x3000, 0x30FF))
HAN = (0x4E00, 0x9FFF)
FULL_WIDTH = (0xFF01, 0xFFEF)


@pytest.fixture(scope="session")
def font_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A TrueType font with Latin, Greek, Cyrillic and Chinese characters, each a box."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    characters = [c for first, last in (*RANGES, HAN, FULL_WIDTH) for c in range(first, last + 1)]
    names = [".notdef", *(f"u{c:04X}" for c in characters)]
    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    for point in ((50, 700), (450, 700), (450, 0)):
        pen.lineTo(point)
    pen.closePath()
    box = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({c: f"u{c:04X}" for c in characters})
    builder.setupGlyf(dict.fromkeys(names, box))
    widths = {f"u{c:04X}": (1000 if c >= 0x3000 else 500, 50) for c in characters}
    builder.setupHorizontalMetrics({".notdef": (500, 50), **widths})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    path: Path = tmp_path_factory.mktemp("font") / "boxes.ttf"
    builder.save(path)
    return path


@pytest.fixture(scope="session")
def boxes_font(font_file: Path) -> Font:
    return font(font_file)
