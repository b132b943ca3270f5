"""What readers say about the input: one place for the wording, one collector that keeps it readable.

Codes D01 … D45 name known defects of declaration files; words such as "unknown-key" name what has no such code. A note
shows values as the input had them (cut to a line), never digits that were not there, and no personal data.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from supplycheck.declaration import Note, Severity
from supplycheck.errors import UnreadableInput
from supplycheck.persons import without_persons

MAX_SHOWN = 80
"""The longest piece of input that a note or error repeats, in characters."""

MAX_SAME = 20
"""How often the same `info` remark about the same field is told before it is only counted."""

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


class Text(NamedTuple):
    """The wording of one kind of note; `{…}` are filled from the place and the values."""

    code: str
    severity: Severity
    zh: str
    en: str


TEXTS: dict[str, Text] = {
    # encoding
    "gb18030": Text("D01", "info", "文件按 GB18030 编码读取", "The file was read as GB18030"),
    "utf-16": Text("D02", "info", "文件按 UTF-16 编码读取", "The file was read as UTF-16"),
    "encoding-mismatch": Text(
        "D05",
        "warning",
        "文件声明编码为 {declared}，实际按 {used} 读取",
        "The file says its encoding is {declared}; it was read as {used}",
    ),
    # spreadsheet damage
    "digits-lost": Text(
        "D06",
        "error",
        "{field} 的值 {seen} 已被电子表格损坏，位数丢失，无法还原；请将该列设为文本后重新导出",
        "{field}: a spreadsheet made {seen} of the value; its digits are lost. Make the column text and export again",
    ),
    "hs-cleaned": Text("D07", "info", "{field} {seen} 读作 {used}", "{field} {seen} was read as {used}"),
    "hs-length": Text(
        "D08",
        "warning",
        "{field} {seen} 只有 8 位，应为 10 位，保留原值；以此开头的防疫物资编号：{candidates}",
        "{field} {seen} has 8 digits of 10; it was kept as it is. Codes of these supplies that begin so: {candidates}",
    ),
    "hs-digits": Text(
        "D08",
        "error",
        "{field} {seen} 的位数不对，应为 10 位商品编号，未采用",
        "{field} {seen} has not the ten digits of a commodity code; it was not used",
    ),
    "hs-zero-lost": Text(
        "D09",
        "error",
        "{field} {seen} 只有 9 位，可能丢失前导零；补零后的编号不在防疫物资编号表中，未采用",
        "{field} {seen} has 9 digits, a leading zero may be lost; padded it is in no table we have, so it was not used",
    ),
    "hs-split": Text(
        "D08",
        "info",
        "{field} {seen} 为 13 位，拆分为商品编号 {used} 与检验检疫编码",
        "{field} {seen} has 13 digits: commodity code {used} and an inspection code",
    ),
    "hs-unreadable": Text("D08", "error", "{field} {seen} 无法识别", "{field} {seen} is no commodity code"),
    "zero-padded": Text(
        "D11",
        "info",
        "{field} {seen} 缺少前导零，读作 {used}",
        "{field} {seen} lost leading zeros; it was read as {used}",
    ),
    "unit-synonym": Text("D12", "info", "{field} {seen} 读作 {used}", "{field} {seen} was read as {used}"),
    "unit-pack": Text(
        "D12",
        "warning",
        "{field} {seen} 是包装单位（{used}），请补充每包装的数量",
        "{field} {seen} counts packs ({used}); say how many pieces a pack holds",
    ),
    "unit-multiplied": Text(
        "D12",
        "info",
        "{field} {seen} 已换算为 {used}，单价同时换算",
        "{field} {seen} was converted to {used}; the unit price likewise",
    ),
    "unit-unknown": Text(
        "D12", "warning", "{field} {seen} 不在计量单位表中，保留原值", "{field} {seen} is no known unit; it was kept"
    ),
    "number-cleaned": Text("D13", "info", "{field} {seen} 读作 {used}", "{field} {seen} was read as {used}"),
    "number-ambiguous": Text(
        "D13",
        "error",
        "{field} {seen} 的小数点或千分位不明确，未采用",
        "{field} {seen} can be read in two ways (decimal or thousands separator); it was not used",
    ),
    "number-unreadable": Text(
        "D14", "error", "{field} {seen} 不是可用的数值，未采用", "{field} {seen} is no usable number; it was not used"
    ),
    "width": Text(
        "D15",
        "info",
        "{field} 含全角或不可见字符，读作 {used}",
        "{field} has full-width or invisible characters; read as {used}",
    ),
    "separator": Text(
        "D16",
        "warning",
        "{field} 的分隔符应为半角 |",
        "{field}: the separator should be an ASCII vertical bar; look-alikes were found",
    ),
    "elements-missing": Text(
        "D17",
        "warning",
        "申报要素缺少：{seen}（{used}）",
        "Declaration elements are missing: {seen} ({used})",
    ),
    "elements-beyond": Text(
        "D17",
        "warning",
        "申报要素多于该商品编号的要素：{seen}（{used}）",
        "There are more declaration elements than the code has: {seen} ({used})",
    ),
    "elements-shifted": Text(
        "D17",
        "warning",
        "申报要素似错位一项，见“{seen}”（{used}）",
        "The declaration elements seem shifted by one, see {seen} ({used})",
    ),
    "too-long": Text(
        "D18",
        "warning",
        "文字过长（{seen} 字，GBK {size} 字节），海关客户端只保留 255 字节",
        "The text is too long ({seen} characters, {size} bytes in GBK); the customs client keeps 255 bytes",
    ),
    "brand-type": Text(
        "D37", "warning", "品牌类型 {seen} 应为 0 至 4", "The brand type {seen} should be a code from 0 to 4"
    ),
    "benefit": Text(
        "D37", "warning", "出口享惠情况 {seen} 应为 0 至 3", "The export benefit {seen} should be a code from 0 to 3"
    ),
    "benefit-import": Text(
        "D37",
        "warning",
        "出口享惠情况 {seen} 仅用于进口报关单",
        "The export benefit {seen} is for import declarations only",
    ),
    "brand-differs": Text(
        "D37",
        "warning",
        "品牌类型为“{seen}”，品牌为“{other}”，两者不符",
        "The brand type says {seen}, the brand {other}: they do not agree",
    ),
    # positional field, countries
    "positional-short": Text(
        "D19",
        "warning",
        "{field} 应为 5 位定位字段，现为 {length} 位；按第 1 位读取",
        "{field} is a positional field of 5 characters and has {length}; position 1 was read as it stands",
    ),
    "positional-unreadable": Text(
        "D19",
        "error",
        "{field} 第 1 位为 {seen}，应为 1（国外标准）、2（国内标准）或空格",
        "{field}: position 1 is {seen}; it should be 1 (foreign standard), 2 (Chinese standard) or a space",
    ),
    "country-unswapped": Text(
        "D20",
        "warning",
        "原产国与最终目的国未按出口报文惯例互换；{seen} 读作最终目的国",
        "Origin and destination are not swapped as export messages have them; {seen} was read as the destination",
    ),
    "country-swapped": Text(
        "D20",
        "warning",
        "表中最终目的国为中国、原产国为 {seen}；两列似已互换，{seen} 读作最终目的国",
        "The destination column says China, the origin column {seen}: swapped, it seems; {seen} became the destination",
    ),
    "country-undecided": Text(
        "D20",
        "warning",
        "原产国 {seen} 与最终目的国 {other} 无法判断何者为目的国；采用运抵国 {used}",
        "Origin {seen} and destination {other} do not tell the destination; the country of arrival {used} was used",
    ),
    "country-differs": Text(
        "D20",
        "warning",
        "运抵国 {used} 与第 {line} 项最终目的国 {seen} 不一致",
        "The country of arrival {used} differs from the final destination {seen} of line {line}",
    ),
    "country-from-line": Text(
        "D21",
        "warning",
        "{field} {seen} 无法识别为国家或地区，采用商品项的最终目的国 {used}",
        "{field} {seen} is no country that can be told; the final destination of the goods, {used}, was used",
    ),
    "country-alias": Text("D21", "info", "{field} {seen} 读作 {used}", "{field} {seen} was read as {used}"),
    "country-unknown": Text(
        "D21", "error", "{field} {seen} 无法识别为国家或地区", "{field} {seen} is no country or region that can be told"
    ),
    "country-group": Text(
        "D22",
        "error",
        "{field} {seen} 不是具体的国家或地区，请填写目的国",
        "{field} {seen} is no single country; say which (requirements differ between them)",
    ),
    "code-unknown": Text(
        "D21",
        "warning",
        "{field} {seen} 不在代码表中，保留原值",
        "{field} {seen} is not in the code table; it was kept",
    ),
    "code-alias": Text("D11", "info", "{field} {seen} 读作 {used}", "{field} {seen} was read as {used}"),
    # dates
    "date-repaired": Text("D24", "info", "{field} {seen} 读作 {used}", "{field} {seen} was read as {used}"),
    "date-serial": Text(
        "D24",
        "warning",
        "{field} {seen} 按电子表格日期序号读作 {used}",
        "{field} {seen} was read as the spreadsheet day number of {used}",
    ),
    "date-ambiguous": Text(
        "D24",
        "error",
        "{field} {seen} 的日、月次序不明确，未采用",
        "{field} {seen}: day and month cannot be told apart; it was not used",
    ),
    "date-unreadable": Text("D24", "error", "{field} {seen} 不是有效日期", "{field} {seen} is no valid date"),
    "dates-several": Text(
        "D24",
        "info",
        "{field} 有多个日期 {seen}，采用最晚的 {used}",
        "{field} has several dates {seen}; the latest, {used}, was used",
    ),
    # tables
    "filled-down": Text(
        "D25",
        "warning",
        "该行未填报关单号、预录入编号和合同协议号，归入上一行所属的报关单",
        "The row names no declaration, pre-entry or contract number; it was added to the declaration of the row above",
    ),
    "row-unclear": Text(
        "D25",
        "error",
        "该行没有项号和商品编号，视为第 {seen} 行商品的续行，但不能确定",
        "The row has neither item number nor commodity code; it was read as going on with row {seen}, which is not certain",
    ),
    "prices-unclear": Text(
        "D25",
        "warning",
        "{field} {seen} 不能分为单价、总价、币制，未采用",
        "{field} {seen} does not give unit price, total and currency; it was not used",
    ),
    "row-without-goods": Text(
        "D26",
        "warning",
        "该行没有商品信息，未读取（{seen} 个单元格）",
        "The row has no goods and was not read ({seen} cells)",
    ),
    "head-block": Text(
        "D25",
        "warning",
        "表头行以上的内容未读取：{seen}",
        "What stands above the row of headings was not read: {seen}",
    ),
    "head-on-sheet": Text("D26", "info", "表头信息取自工作表 {seen}", "The head was read from the sheet {seen}"),
    "row-cut": Text(
        "D04",
        "error",
        "文件末行不完整（列数不足且无换行符），文件可能被截断",
        "The last row is short of columns and has no line end; the file may be cut off",
    ),
    "row-too-long": Text(
        "D41",
        "error",
        "该行的列数多于表头，各列可能错位：{seen}",
        "The row has more cells than there are headings, its columns may be shifted: {seen}",
    ),
    "mojibake": Text(
        "D03",
        "error",
        "{field} 已乱码（{seen}），请从原系统重新导出",
        "{field}: the text was destroyed before it came here ({seen}); export it again",
    ),
    "mojibake-reversible": Text(
        "D03",
        "error",
        "{field} 已乱码（{seen}），请从原系统重新导出；可还原为“{restored}”，未自动采用",
        "{field}: the text was destroyed before it came here ({seen}); export it again. It could be turned back into “{restored}”; that was not used",
    ),
    "replacement-characters": Text(
        "D03",
        "error",
        "{field} 含乱码字符（U+FFFD），原文已丢失，请从原系统重新导出",
        "{field} holds characters that an earlier conversion destroyed (U+FFFD); export it again",
    ),
    "question-marks": Text(
        "D03",
        "error",
        "{field} 的文字已变成问号（{seen}），原文已丢失，请从原系统重新导出",
        "{field}: an earlier conversion made question marks of the text ({seen}); export it again",
    ),
    "total-row": Text("D26", "info", "跳过合计行", "A row of totals was skipped"),
    "other-sheets": Text(
        "D26", "warning", "其他工作表中的商品未读取：{seen}", "Goods on other sheets were not read: {seen}"
    ),
    "goods-elsewhere": Text(
        "D26",
        "error",
        "工作表 {seen} 另列有商品，未读取；如属本报关单，请并入商品表",
        "The sheet {seen} lists further goods, which were not read; put them into the goods table if they belong to it",
    ),
    "amounts-differ": Text(
        "D34",
        "warning",
        "第 {line} 项单价×数量（{seen}）与总价 {other} 不符",
        "Line {line}: unit price times quantity ({seen}) is not the total {other}",
    ),
    "sheets-differ": Text(
        "D34",
        "warning",
        "{field} 与工作表 {other} 不一致：{seen}，采用 {used}",
        "{field} differs from the sheet {other}: {seen}; {used} was used",
    ),
    "hidden-sheet": Text(
        "D26", "warning", "读取的工作表 {seen} 为隐藏工作表", "The sheet that was read, {seen}, is hidden"
    ),
    "cell-error": Text(
        "D27",
        "error",
        "{field} 为错误值 {seen}，请在表格软件中修正并保存后重试",
        "{field} holds the error {seen}; correct it in the spreadsheet, save, and try again",
    ),
    "unknown-heading": Text(
        "D30",
        "warning",
        "未识别的列，未读取：{seen}；可用 supplycheck columns 生成列对照表",
        "Unknown columns were not read: {seen}; `supplycheck columns` writes a profile in which to name them",
    ),
    "double-heading": Text(
        "D30",
        "error",
        "列 {field} 与列 {other} 含义相同而值不同：{seen}",
        "Columns {field} and {other} mean the same and differ: {seen}",
    ),
    "head-differs": Text(
        "D31",
        "warning",
        "{field} 在同一报关单内不一致：{seen}，采用 {used}",
        "{field} differs inside one declaration: {seen}; {used} was used",
    ),
    "line-numbers": Text(
        "D32",
        "warning",
        "商品序号缺失、重复或无效，按出现顺序重新编号",
        "Line numbers are missing, repeated or no numbers; lines were numbered in the order they stand",
    ),
    "too-many-lines": Text("D32", "warning", "商品项超过 50 项（{seen} 项）", "More than 50 goods lines ({seen})"),
    "several-numbers": Text(
        "D35",
        "warning",
        "{field} 中有多个医疗器械注册（备案）编号：{seen}，采用第一个",
        "{field} names several device numbers: {seen}; the first was used",
    ),
    # text
    "double-escaped": Text(
        "D41", "warning", "{field} 被重复转义，已还原", "{field} was escaped twice; it was unescaped once more"
    ),
    "element-repeated": Text(
        "D41",
        "warning",
        "{field} 重复出现且内容不同，采用第一个",
        "{field} stands there more than once with different contents; the first was used",
    ),
    "null-word": Text("D42", "info", "{field} 的值 {seen} 视为未填", "{field}: {seen} was read as nothing filled in"),
    "personal-data": Text(
        "D43",
        "info",
        "{field} 含个人信息（电话、邮箱或证件号），已隐去",
        "{field} held personal data (telephone, e-mail or identity card); it was taken out",
    ),
    "cell-guard": Text(
        "D45",
        "info",
        '{field} 去除了表格文本标记（单引号或 ="…"）',
        "{field}: the spreadsheet's text guard was taken off",
    ),
    "direction-missing": Text(
        "direction", "warning", "未填进出口标志，按出口处理", "The direction is not given; it was read as an export"
    ),
    "direction-unreadable": Text(
        "direction", "error", "{field} {seen} 不是进出口标志", "{field} {seen} is neither import nor export"
    ),
    # own model and dossier
    "unknown-key": Text("unknown-key", "warning", "未识别的键 {field}，未读取", "Unknown key {field} was not read"),
    "duplicate-key": Text(
        "duplicate-key", "warning", "键 {field} 重复，采用最后一个", "Key {field} stands there twice; the last was used"
    ),
    "wrong-type": Text(
        "wrong-type",
        "error",
        "{field} 的值 {seen} 类型不符（应为{wanted_zh}），未采用",
        "{field}: {seen} is not {wanted}; it was not used",
    ),
    "type-repaired": Text("wrong-type", "info", "{field} {seen} 读作 {used}", "{field} {seen} was read as {used}"),
    "not-one-of": Text(
        "not-one-of",
        "error",
        "{field} 的值 {seen} 不在允许的取值之内：{wanted}",
        "{field}: {seen} is none of {wanted}",
    ),
    "other-kind": Text(
        "other-kind",
        "info",
        "{field} 的证书种类 {seen} 不在清单内，按“其他”保留",
        "{field}: document kind {seen} is not in the list; it was kept as other",
    ),
    "line-key": Text(
        "line-key", "error", "{field} 不是商品序号", "{field} is no line number; what stands under it was not read"
    ),
    "line-without-goods": Text(
        "dossier-line",
        "warning",
        "随附资料列有第 {seen} 项，报关单中没有该项",
        "The dossier speaks of line {seen}, which the declaration does not have",
    ),
    "dossier-unassigned": Text(
        "dossier-unassigned",
        "warning",
        "文件含多份报关单，随附资料无法对应，未采用（可在 contract.number 中写明合同号）",
        "The file holds several declarations; whose the dossier is it does not say (contract.number). It was not used",
    ),
    "dossier-twice": Text(
        "dossier-twice",
        "warning",
        "报关单内已有随附资料，旁边的文件未采用",
        "The declaration holds a dossier of its own; the file beside it was not used",
    ),
    "dossier-unreadable": Text("{code}", "error", "随附资料无法读取：{zh}", "The dossier cannot be read: {en}"),
}
"""Every note a reader can make, by its name in the code."""


def shown(value: object) -> str:
    """A piece of input on one line, cut to `MAX_SHOWN` characters, without control characters."""
    text = without_persons(value if isinstance(value, str) else str(value))
    text = _UNPRINTABLE.sub(" ", text[: MAX_SHOWN + 1]).strip()
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"


def make(key: str, where: str, **values: object) -> Note:
    """The note named `key` at this place, its wording filled with `values`."""
    text = TEXTS[key]
    filled = {name: shown(value) for name, value in values.items()}
    return Note(
        text.code.format_map(filled), text.severity, where, text.zh.format_map(filled), text.en.format_map(filled)
    )


class Log:
    """Collects the notes of one declaration and the paths of values that could not be read.

    The same `info` remark about the same field is told `MAX_SAME` times, then counted: a column of "/" in ten thousand
    rows must not bury the rest. Warnings and errors are all told. `remarks` counts all that was said, told or not.
    """

    __slots__ = ("_lost", "_notes", "_same", "remarks")

    def __init__(self) -> None:
        self.remarks = 0
        self._notes: list[Note] = []
        self._same: dict[tuple[str, object], tuple[int, int]] = {}
        self._lost: dict[str, None] = {}

    def add(self, key: str, where: str, **values: object) -> None:
        """Make a note."""
        self.remarks += 1
        if TEXTS[key].severity == "info":
            told = (key, values.get("field"))
            count, last = self._same.get(told, (0, 0))
            if count >= MAX_SAME:
                self._same[told] = (count + 1, last)
                return
            self._same[told] = (count + 1, len(self._notes))
        self._notes.append(make(key, where, **values))

    def lost(self, key: str, where: str, path: str, **values: object) -> None:
        """Make a note about a value that was there and could not be read; `path` names it in our own terms."""
        self.add(key, where, **values)
        self._lost[path] = None

    def mark(self, path: str) -> None:
        """Remember a value as unreadable whose note was made for others with it."""
        self.remarks += 1
        self._lost[path] = None

    @property
    def unreadable(self) -> list[str]:
        """The paths given to `lost`, in order, each once."""
        return list(self._lost)

    def notes(self) -> list[Note]:
        """What was noted; the last of many equal remarks says how many more there were."""
        notes = list(self._notes)
        for count, last in self._same.values():
            if (more := count - MAX_SAME) > 0:
                note = notes[last]
                zh, en = f"{note.zh}（另有 {more} 处）", f"{note.en} ({more} more like it)"
                notes[last] = Note(note.code, note.severity, note.where, zh, en)
        return notes


def unreadable(path: str, where: str, code: str, zh: str, en: str) -> UnreadableInput:
    """An input that cannot be read, said in both languages."""
    return UnreadableInput(path, where, code=code, zh=zh, en=en)
