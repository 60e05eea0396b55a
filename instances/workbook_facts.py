"""What a workbook says of its sheets beside their values: formulas, errors, hidden rows, number formats, extent."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

import numpy as np

from turnout.instances.workbook_safety import MAKE_ANEW, Archive, WorkbookError
from turnout.models.text import Text

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
MOST_CELLS = 60_000_000
MOST_TEXT = 2**31
"""Characters of all cells together; texts are stored once and can stand in many cells."""

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_CELL_OPENS = re.compile(rb"<(?:\w+:)?c\b([^>]*)(?<!/)>")
_SHARED = re.compile(rb'<(?:\w+:)?c\b[^>]*\bt="s"[^>]*>\s*<(?:\w+:)?v>(\d{1,9})</')
_ADDRESS = re.compile(rb'\br="([A-Z]{1,4})(\d{1,10})"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)</")
_INLINE = re.compile(rb"<(?:\w+:)?is\b")
FORMULA_SIGNS = (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/")
"""One of these stands in every sheet with a formula; looking for them is much faster than for the pattern."""
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_ROW = re.compile(rb' r="(\d+)"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*\bhidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<(?:\w+:)?col\b[^>]*\bhidden="(?:1|true)"')
_STRING_ENDS = re.compile(rb"</(?:\w+:)?si>")
_WIDE = re.compile(rb' r="[A-Z]{2,}\d')


@dataclass(frozen=True)
class SheetFacts:
    """Facts of one sheet; cells by address such as `C17`.

    errors: error values, which reading would show as blank. uncached: formulas without a stored value. formulas: how
    many there are.
    padded: cells that hold a shorter number than their format of zeros shows. hidden_rows, hidden_columns: how many.
    """

    errors: dict[str, str] = field(default_factory=dict)
    uncached: tuple[str, ...] = ()
    formulas: int = 0
    padded: tuple[str, ...] = ()
    hidden_rows: int = 0
    hidden_columns: int = 0


@dataclass(frozen=True)
class WorkbookFacts:
    """Facts of a workbook. epoch_1904: whether its serial dates count from 1904. sheets: by name."""

    epoch_1904: bool
    sheets: dict[str, SheetFacts]


def broken() -> WorkbookError:
    """The refusal of a workbook whose parts do not fit together."""
    return WorkbookError("broken-workbook", Text("the file is damaged or cut off", "文件已损坏或不完整"), MAKE_ANEW)


def workbook_facts(archive: Archive) -> WorkbookFacts:
    """Gather the facts of all sheets. Raises WorkbookError where a sheet reaches further than can be held."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (ElementTree.ParseError, KeyError, ValueError) as problem:
        raise broken() from problem
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    padded_styles = _padded_styles(archive)
    sheets: dict[str, SheetFacts] = {}
    epoch_1904 = False
    for node in book.iter():
        tag = node.tag.rpartition("}")[2]
        if tag == "workbookPr":
            epoch_1904 = node.get("date1904", "0") in ("1", "true")
        elif tag == "sheet":
            link = next((v for k, v in node.attrib.items() if k.rpartition("}")[2] == "id" and k != "id"), "")
            target = targets.get(link, "").lstrip("/")
            path = target if target.startswith("xl/") else f"xl/{target}"
            if path in archive.members and "worksheets" in path:
                sheets[node.get("name", "")] = sheet_facts(archive.read(path), padded_styles)
    _check_texts(archive)
    return WorkbookFacts(epoch_1904, sheets)


def _padded_styles(archive: Archive) -> dict[bytes, int]:
    """Style number -> digits, of the styles that show numbers with leading zeros."""
    if "xl/styles.xml" not in archive.members:
        return {}
    try:
        root = ElementTree.fromstring(archive.read("xl/styles.xml"))
    except ElementTree.ParseError as problem:
        raise broken() from problem
    zeros: dict[str, int] = {}
    styles: list[str] = []
    for node in root.iter():
        tag = node.tag.rpartition("}")[2]
        code = node.get("formatCode", "").strip('"')
        if tag == "numFmt" and re.fullmatch("0{2,}", code):
            zeros[node.get("numFmtId", "")] = len(code)
        elif tag == "cellXfs":
            styles = [xf.get("numFmtId", "") for xf in node]
    return {str(i).encode(): zeros[s] for i, s in enumerate(styles) if s in zeros}


def sheet_facts(xml: bytes, padded_styles: dict[bytes, int]) -> SheetFacts:
    """The facts of one sheet's XML. Raises WorkbookError where it reaches too far."""
    _check_extent(xml)
    hidden = len(_HIDDEN_ROW.findall(xml)) if b"hidden=" in xml else 0
    hidden_columns = len(_HIDDEN_COLUMN.findall(xml)) if b"hidden=" in xml else 0
    special = b't="e"' in xml or any(sign in xml for sign in FORMULA_SIGNS)
    if not special and not any(b's="%s"' % style in xml for style in padded_styles):
        return SheetFacts(hidden_rows=hidden, hidden_columns=hidden_columns)
    errors: dict[str, str] = {}
    uncached: list[str] = []
    padded: list[str] = []
    formulas = 0
    for match in _CELL.finditer(xml):
        attributes, content = match[1], match[2]
        address = _ADDRESS.search(attributes)
        name = (address[1] + address[2]).decode() if address else ""
        value = _VALUE.search(content)
        if _FORMULA.search(content):
            formulas += 1
            if value is None and not _INLINE.search(content) and b't="str"' not in attributes:
                uncached.append(name)
        if b't="e"' in attributes and value is not None:
            errors[name] = value[1].decode("utf-8", "replace")
        style = _STYLE.search(attributes)
        width = padded_styles.get(style[1], 0) if style else 0
        if width and value and not re.search(rb'\bt="(?!n")', attributes) and len(value[1].partition(b".")[0]) < width:
            padded.append(name)
    return SheetFacts(errors, tuple(uncached), formulas, tuple(padded), hidden, hidden_columns)


def column_number(letters: bytes) -> int:
    """1 for A, 26 for Z, 27 for AA."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _check_extent(xml: bytes) -> None:
    """A sheet is held from its first to its last value; one that reaches too far is refused before it is read."""
    last_row = max(map(int, _ROW.findall(xml)), default=1)
    columns = 26
    if last_row > MOST_ROWS or _WIDE.search(xml):
        last_row, columns = 1, 1
        for match in _CELL_OPENS.finditer(xml):
            address = _ADDRESS.search(match[1])
            if address:
                columns = max(columns, column_number(address[1]))
                last_row = max(last_row, int(address[2]))
    if columns > MOST_COLUMNS or last_row > MOST_ROWS or last_row * columns > MOST_CELLS:
        raise WorkbookError(
            "too-many-cells",
            Text(
                "a sheet reaches to row {row} and column {column}, more than can be read",
                "有工作表延伸到第 {row} 行、第 {column} 列，超出可读取的范围",
            ).fill(row=last_row, column=columns),
            Text("Delete what stands far from the table.", "请删除远离表格的内容。"),
        )


def _check_texts(archive: Archive) -> None:
    """Texts are stored once and may stand in many cells; together they must not grow beyond what can be held."""
    if "xl/sharedStrings.xml" not in archive.members:
        return
    strings = archive.read("xl/sharedStrings.xml")
    ends = np.array([m.end() for m in _STRING_ENDS.finditer(strings)], dtype=np.int64)
    lengths = np.diff(ends, prepend=0)
    if not len(lengths):
        return
    total = 0
    for name in archive.members:
        if "worksheets/" in name and name.endswith(".xml"):
            xml = archive.read(name)
            if xml.count(b't="s"') * int(lengths.max()) > MOST_TEXT:
                used = np.array(_SHARED.findall(xml), dtype=np.int64)
                total += int(lengths[used[used < len(lengths)]].sum())
    if total > MOST_TEXT:
        raise WorkbookError(
            "too-much-text",
            Text("the texts of all cells together are too long to be read", "所有单元格的文字总量过大，无法读取"),
            Text("Shorten the long texts that stand in many cells.", "请缩短在许多单元格中重复出现的长文字。"),
        )
