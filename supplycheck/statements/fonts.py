"""Finds a font with Chinese characters to embed into a PDF: the one that is named, else one of the system's."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from supplycheck.errors import UsageError
from supplycheck.optional import need

_FOLDERS = (
    "~/.local/share/fonts",
    "~/.fonts",
    "/usr/local/share/fonts",
    "/usr/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
)
_NAMES = (
    "NotoSerifCJK-Regular.ttc",
    "NotoSerifSC-Regular.otf",
    "NotoSerifSC-Regular.ttf",
    "SourceHanSerifSC-Regular.otf",
    "simsun.ttc",
    "Songti.ttc",
    "NotoSansCJK-Regular.ttc",
    "NotoSansSC-Regular.otf",
    "NotoSansSC-Regular.ttf",
    "SourceHanSansSC-Regular.otf",
    "msyh.ttc",
    "PingFang.ttc",
    "STHeiti Light.ttc",
    "DroidSansFallbackFull.ttf",
    "DroidSansFallback.ttf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "uming.ttc",
)
"""What fonts with simplified Chinese characters are called on Linux, Windows and macOS; serifs first, as papers have them."""

_PROBE = "声明单位盖章进口国（地区）"
_SIMPLIFIED = (" SC", " CN", "SimSun", "YaHei", "Zen Hei", "Micro Hei")
_LARGEST = 64 * 1024 * 1024
_HOW = (
    "no font with Chinese characters was found; 找不到中文字体: give one with --font FILE (.ttf, .otf, .ttc), or install one, "
    "such as: apt-get install fonts-noto-cjk"
)


class Font(NamedTuple):
    """A font file, which of its fonts (a .ttc holds several), and the characters it has."""

    path: Path
    number: int
    characters: frozenset[int]

    def __repr__(self) -> str:
        """Without the characters: there are tens of thousands."""
        return f"Font({str(self.path)!r}, {self.number})"

    def lacks(self, text: str) -> str:
        """The characters of a text that the font has not, each once."""
        return "".join(dict.fromkeys(c for c in text if ord(c) not in self.characters))


def font(named: Path | None) -> Font:
    """The font to use.

    Args:
        named: the file that was asked for; None for one of the system's.

    Raises:
        UsageError: it is no font, lacks Chinese characters, or the system has none; or fpdf2 is not installed.
    """
    if named is not None:
        return _opened(named)
    for path in _found():
        try:
            return _opened(path)
        except UsageError:
            continue
    raise UsageError(_HOW)


def _found() -> Iterator[Path]:
    """Fonts of the system that may do: those with usual names, then those that fontconfig says have Chinese."""
    listed: dict[str, Path] = {}
    for folder in _FOLDERS:
        for at, _, names in os.walk(Path(folder).expanduser()):
            for name in names:
                listed.setdefault(name, Path(at, name))
    yield from (listed[name] for name in _NAMES if name in listed)
    yield from _of_fontconfig()


def _of_fontconfig() -> list[Path]:
    try:
        done = subprocess.run(
            ["fc-list", ":lang=zh-cn", "file"], capture_output=True, encoding="utf-8", check=False, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return []
    return sorted(Path(line.rstrip(": ")) for line in done.stdout.splitlines() if line.strip())


def _opened(path: Path) -> Font:
    fonts = need("fontTools.ttLib", "statements")
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError(f"{path}: too large for a font")
        collection = path.suffix.lower() in (".ttc", ".otc")
        with fonts.TTCollection(path, lazy=True) if collection else fonts.TTFont(path, lazy=True) as opened:
            members = opened.fonts if collection else [opened]
            number = _simplified(members)
            characters = frozenset(members[number].getBestCmap() or ())
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or 'cannot be opened'}") from None
    except UsageError:
        raise
    except Exception as error:  # fontTools raises whatever a broken table makes it raise
        raise UsageError(f"{path}: no font that can be read ({type(error).__name__})") from None
    found = Font(path, number, characters)
    if found.lacks(_PROBE):
        raise UsageError(
            f"{path}: {_HOW.replace('no font with Chinese characters was found', 'no Chinese characters')}"
        )
    return found


def _simplified(members: list[object]) -> int:
    """Of the fonts of a collection the one for simplified Chinese, else the first."""
    for number, member in enumerate(members):
        name = str(member["name"].getDebugName(4) or "")  # type: ignore[index]
        if any(mark in f"{name} " for mark in _SIMPLIFIED):
            return number
    return 0
