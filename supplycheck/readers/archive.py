"""ZIP archives: their members in memory, in the order of names, within bounds. Nothing is ever written."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from supplycheck.readers.notes import unreadable

MAX_MEMBERS = 100_000
MAX_MEMBER = 64 * 1024 * 1024
MAX_TOTAL = 1024 * 1024 * 1024
"""Of all members together, unpacked."""

_UTF8 = 0x800
_ENCRYPTED = 0x1


class Member(NamedTuple):
    """A file of an archive: its name as the archive has it, and what the archive says of it."""

    name: str
    info: zipfile.ZipInfo


class Archive:
    """An archive that is open for reading."""

    def __init__(self, data: bytes, source: str) -> None:
        """Open an archive; raises UnreadableInput for one that is damaged or has too many members."""
        self.source = source
        self._left = MAX_TOTAL
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except Exception as error:  # whatever a broken directory raises
            what = f"the zip file is damaged ({type(error).__name__})"
            raise unreadable(source, "", "D28", "压缩文件已损坏", what) from None
        if len(infos) > MAX_MEMBERS:
            raise unreadable(
                source, "", "too-large", "压缩包内文件过多", f"more than {MAX_MEMBERS} files in the archive"
            )
        self._members = sorted(
            (Member(_name(info), info) for info in infos if not info.filename.endswith("/")), key=lambda m: m.name
        )
        self._by_name = {member.name.casefold(): member for member in reversed(self._members)}

    def members(self) -> Iterator[Member]:
        """The files, in the order of their names."""
        return iter(self._members)

    def find(self, name: str) -> Member | None:
        """The file of a name, whatever its case; the first of several."""
        return self._by_name.get(name.casefold())

    def read(self, member: Member) -> bytes:
        """The content of a member; raises UnreadableInput where it is encrypted, a link, damaged or too large.

        What the archive says of a size is not believed: no more is unpacked than is allowed.
        """
        where = member.name
        if member.info.flag_bits & _ENCRYPTED:
            raise unreadable(self.source, where, "D29", "压缩文件有密码保护", "the file is protected by a password")
        if stat.S_ISLNK(member.info.external_attr >> 16):
            raise unreadable(self.source, where, "archive", "是链接，不是文件", "a link to another place, and no file")
        limit = min(MAX_MEMBER, self._left)
        try:
            with self._zip.open(member.info) as file:
                data = file.read(limit + 1)
        except Exception as error:  # zlib.error, BadZipFile and whatever else a broken member raises
            what = f"the file is damaged in the archive ({type(error).__name__})"
            raise unreadable(self.source, where, "D28", "压缩包内的文件已损坏", what) from None
        self._left -= len(data)
        if len(data) > limit:
            en = f"the file is larger than {MAX_MEMBER // 1024 // 1024} MiB, or the archive than {MAX_TOTAL // 1024 // 1024}"
            raise unreadable(self.source, where, "too-large", "解压后文件过大", en)
        return data


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a member. Without the mark of UTF-8 it is in the writer's own encoding, in China mostly GBK."""
    name = info.filename
    if not info.flag_bits & _UTF8 and not name.isascii():
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")
