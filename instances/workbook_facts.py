"""What a workbook says of its sheets beside their values: formulas, errors, hidden rows, number formats, extent."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

import numpy as np

from turnout.instances.workbook_extent import check_extent
from turnout.instances.workbook_safety import Archive, WorkbookError, broken
from turnout.models.text import Text

MOST_TEXT = 2**31
"""Characters of all cells together; texts are stored once and can stand in many cells."""

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_SHARED = re.compile(rb'<(?:\w+:)?c\b[^>]*\bt="s"[^>]*>\s*<(?:\w+:)?v>(\d{1,9})</')
_SHARED_OTHERWISE = re.compile(rb"""t\s*=\s*'s'|t\s+=\s*["']s["']|t=\s+["']s["']""")
_ANY_NUMBER = re.compile(rb"v\b[^<>]*>\s*(\d{1,9})\s*<")
"""What may be the number of a text, where a sheet does not say so the way that spreadsheet programs do."""
_ADDRESS = re.compile(rb'\br="([A-Z]{1,4})(\d{1,10})"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)</")
_INLINE = re.compile(rb"<(?:\w+:)?is\b")
FORMULA_SIGNS = (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/")
"""One of these stands in every sheet with a formula; looking for them is much faster than for the pattern."""
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*\bhidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<(?:\w+:)?col\b[^>]*\bhidden="(?:1|true)"')
_STRING_ENDS = re.compile(rb"</(?:\w+:)?si>")


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


def workbook_facts(archive: Archive) -> WorkbookFacts:
    """Gather the facts of all sheets. Raises WorkbookError where a sheet reaches further than can be held."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (ElementTree.ParseError, KeyError, ValueError) as problem:
        raise broken() from problem
    _check_extents(archive)
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


def _check_extents(archive: Archive) -> None:
    """Every part that holds cells is checked, wherever it lies: the reading library follows any target."""
    for name in archive.members:
        content = archive.read(name)
        if b"sheetData" in content:
            check_extent(content)


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
    """The facts of one sheet's XML."""
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


def _check_texts(archive: Archive) -> None:
    """Texts are stored once and may stand in many cells; together they must not grow beyond what can be held."""
    named = [name for name in archive.members if name.lower() == "xl/sharedstrings.xml"]
    if not named:
        return
    strings = archive.read(named[0])
    ends = np.array([m.end() for m in _STRING_ENDS.finditer(strings)], dtype=np.int64)
    lengths = np.diff(ends, prepend=0)
    if not len(lengths):
        return
    total = 0
    for name in archive.members:
        xml = archive.read(name)
        if b"sheetData" in xml and (xml.count(b"<c") + xml.count(b":c")) * int(lengths.max()) > MOST_TEXT:
            pattern = _ANY_NUMBER if _SHARED_OTHERWISE.search(xml) else _SHARED
            used = np.array(pattern.findall(xml), dtype=np.int64)
            total += int(lengths[used[used < len(lengths)]].sum())
    if total > MOST_TEXT:
        raise WorkbookError(
            "too-much-text",
            Text("the texts of all cells together are too long to be read", "所有单元格的文字总量过大，无法读取"),
            Text("Shorten the long texts that stand in many cells.", "请缩短在许多单元格中重复出现的长文字。"),
        )
