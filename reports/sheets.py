"""Excel sheets of any length: streamed rows, text that stays text, names that Excel takes, A4 print set-up.

xlsxwriter writes about 60,000 cells a second through its calls. Tables of hundreds of thousands of rows are therefore
rendered column by column and joined row by row into the sheet's XML; everything else (formats, columns, filters, print
set-up, charts) is xlsxwriter's own.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from turnout.models.text import Lang, Text
from turnout.reports.tables import Field

LONGEST_TEXT = 32_767
MOST_ROWS = 1_048_576
MOST_BREAKS = 1023
CHUNK = 20_000
ROW_HEIGHT = 18
LINE_HEIGHT = 13
SHORT_HEADING = 8
"""Headings of so many characters stay on one line."""
WIDEST_WRAPPED, NARROWEST_WRAPPED = 26, 13
PRINTED_WIDTH = 178
"""Characters of all columns together that still print in 8 points on A4 across, where 149 fit at full size."""
EPOCH = np.datetime64("1899-12-30", "D")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
SHORT_TEXT = 8_000
NEEDS_CARE = re.compile(f"{CONTROL.pattern}|[<>&\\s]|_x")
ESCAPE_LIKE = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")
SHORTENED = Text("… [shortened, {count} characters]", "……【已截短，原文共{count}字】")
BAD_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def clean(text: str, lang: Lang = "zh") -> str:
    """Text that Excel takes: control characters visibly replaced, too long ones visibly shortened."""
    text = CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    units = len(text.encode("utf-16-le")) // 2
    if units <= LONGEST_TEXT:
        return text
    tail = SHORTENED.fill(count=len(text)).of(lang)
    cut = text.encode("utf-16-le")[: 2 * (LONGEST_TEXT - len(tail))].decode("utf-16-le", "ignore")
    return cut + tail


def text_cell(text: str, style: int, lang: Lang = "zh") -> str:
    """The XML of a text cell after its address: always a string, never a formula, number or link."""
    if not text:
        return f'" s="{style}"/>'
    if len(text) < SHORT_TEXT and NEEDS_CARE.search(text) is None:
        return f'" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>'
    inner = escape(ESCAPE_LIKE.sub("_x005F_", clean(text, lang)))
    keep = ' xml:space="preserve"' if inner != inner.strip() or "\n" in inner else ""
    return f'" s="{style}" t="inlineStr"><is><t{keep}>{inner}</t></is></c>'


def number_cell(value: int | float, style: int) -> str:
    """The XML of a number cell after its address."""
    return f'" s="{style}"><v>{value!r}</v></c>'


def width_of(text: str) -> int:
    """Columns that a text takes on a screen: a Chinese character takes two."""
    return max((len(line.encode("gb18030", "replace")) for line in text.split("\n")), default=0)


def sheet_names(wanted: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Names that Excel takes (at most 31 characters, none of `[]:*?/\\`), unique without regard to capitals."""
    used = {name.casefold() for name in taken} | {"history"}
    names = []
    for want in wanted:
        base = BAD_IN_NAME.sub("_", CONTROL.sub("_", want)).strip().strip("'")[:31].strip().strip("'") or "-"
        name, number = base, 2
        while name.casefold() in used:
            tail = f" ({number})"
            name, number = base[: 31 - len(tail)] + tail, number + 1
        used.add(name.casefold())
        names.append(name)
    return names


class StreamedSheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose head is written by xlsxwriter's calls and whose body is rows of XML, kept on disk so long."""

    def __init__(self) -> None:
        super().__init__()
        self._body: Path | None = None
        self.merge_refs: list[str] = []
        self._head_rows = 0

    def stream(self, rows: Iterable[str], first_row: int, columns: int, count: int, scratch: Path) -> None:
        """Put `count` rows below the head. rows: XML in pieces, from row `first_row` (0-based) on."""
        if not count:
            return
        handle, name = tempfile.mkstemp(dir=scratch, suffix=".xml")
        with open(handle, "w", encoding="utf-8", newline="") as body:
            body.writelines(rows)
        self._head_rows, self._body = first_row, Path(name)
        self._check_dimensions(0, 0)
        self._check_dimensions(first_row + count - 1, max(columns - 1, 0))

    def _write_merge_cells(self) -> None:
        if not self.merge_refs:
            super()._write_merge_cells()
            return
        self._xml_start_tag("mergeCells", [("count", len(self.merge_refs))])
        self.fh.write("".join(f'<mergeCell ref="{ref}"/>' for ref in self.merge_refs))
        self._xml_end_tag("mergeCells")

    def _write_sheet_data(self) -> None:
        if self._body is None:
            super()._write_sheet_data()
            return
        self._xml_start_tag("sheetData")
        last: int = self.dim_rowmax  # type: ignore[has-type]
        self.dim_rowmax = self._head_rows - 1
        if self.dim_rowmax >= 0:
            self._write_rows()
        self.dim_rowmax = last
        with open(self._body, encoding="utf-8", newline="") as body:
            shutil.copyfileobj(body, self.fh, 1 << 20)
        self._body.unlink()
        self._xml_end_tag("sheetData")


@dataclass
class Styles:
    """The formats of one workbook, made once each."""

    make: Any
    font: str = "等线"
    made: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def format(self, **properties: Any) -> Format:
        """A format by its properties, in the workbook's font."""
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.make({"font_name": self.font, "font_size": 10, "valign": "vcenter", **properties})
        return self.made[key]

    def index(self, **properties: Any) -> int:
        """The number by which the sheet's XML refers to a format."""
        return int(self.format(**properties)._get_xf_index())

    def body(self, kind: str) -> int:
        """The style number of a table's cell."""
        line: dict[str, Any] = {"border": 1, "border_color": "#BFBFBF"}
        match kind:
            case "wrap":
                return self.index(**line, text_wrap=True)
            case "centre":
                return self.index(**line, align="center")
            case "number":
                return self.index(**line, align="right")
            case "date":
                return self.index(**line, num_format="yyyy-mm-dd", align="center")
            case _:
                return self.index(**line)

    def heading(self) -> Format:
        """The format of a table's headings."""
        return self.format(
            bold=True,
            font_color="#FFFFFF",
            bg_color="#B22222",
            border=1,
            border_color="#BFBFBF",
            align="center",
            text_wrap=True,
        )


def column_cells(values: pd.Series, kind: str, style: int, lang: Lang) -> list[str]:
    """The XML of one column's cells after their addresses, each distinct value rendered once."""
    codes, uniques = pd.factorize(values, use_na_sentinel=True)
    blank = f'" s="{style}"/>'
    if kind == "date":
        days = (np.asarray(uniques, dtype="datetime64[D]") - EPOCH).astype(np.int64)
        rendered = [number_cell(int(day), style) for day in days]
    elif kind == "number":
        rendered = [number_cell(_plain(value), style) for value in uniques]
    else:
        rendered = [text_cell(str(value), style, lang) for value in np.asarray(uniques, dtype=object).tolist()]
    cells = np.array([*rendered, blank], dtype=object)
    return list(cells[codes])


def _plain(value: Any) -> int | float:
    number = float(value)
    return int(number) if number.is_integer() else round(number, 4)


def table_rows(
    frame: pd.DataFrame, fields: Sequence[Field], sizes: Sequence[float], styles: Styles, first_row: int, lang: Lang
) -> Iterator[str]:
    """The rows of a table as XML in pieces, each as high as its wrapped texts need.

    sizes: widths of the columns. first_row: 0-based row of the first one.
    """
    letters = [xl_col_to_name(i) for i in range(len(fields))]
    head = '<row r="{0}" ht="{1}" customHeight="1">'
    form = head + "".join(f'<c r="{c}{{0}}{{{i + 2}}}' for i, c in enumerate(letters)) + "</row>"
    kinds = [(f, styles.body(f.kind)) for f in fields]
    for begin in range(0, len(frame), CHUNK):
        part = frame.iloc[begin : begin + CHUNK]
        cells = [column_cells(part[f.name], f.kind, style, lang) for f, style in kinds]
        heights = row_heights(part, fields, sizes)
        numbers = range(first_row + begin + 1, first_row + begin + 1 + len(part))
        yield "".join(form.format(*values) for values in zip(numbers, heights, *cells, strict=True))


def row_heights(frame: pd.DataFrame, fields: Sequence[Field], sizes: Sequence[float]) -> list[int]:
    """Points that each row needs: its texts broken into lines at the widths of their columns."""
    lines = np.ones(len(frame), dtype=np.int64)
    for f, size in zip(fields, sizes, strict=True):
        if f.kind == "wrap":
            codes, uniques = pd.factorize(frame[f.name])
            need = [-(-width_of(str(v)) // max(int(size) - 1, 1)) + str(v).count("\n") for v in uniques]
            lines = np.maximum(lines, np.array([*need, 1], dtype=np.int64)[codes])
    return [int(h) for h in ROW_HEIGHT + LINE_HEIGHT * (np.minimum(lines, 25) - 1)]


def widths(frame: pd.DataFrame, fields: Sequence[Field], lang: Lang) -> list[float]:
    """Widths that show most cells whole, and headings on two lines: between 6 and 30 characters.

    Where a page would have to shrink them to less than can be read, the widest of the columns that wrap give way.
    """
    result = []
    sample = frame.iloc[:: max(len(frame) // 2000, 1)]
    for f in fields:
        heading = width_of(f.heading.of(lang))
        heading = heading if heading <= SHORT_HEADING else -(-heading // 2) + 1
        if f.kind == "date":
            content = 10
        else:
            content = max((width_of(str(v)) for v in sample[f.name].dropna().unique()), default=0)
        most = WIDEST_WRAPPED if f.kind == "wrap" else 30
        result.append(float(min(max(content, heading, 4) + 1.5, most)))
    most = WIDEST_WRAPPED
    while sum(result) > PRINTED_WIDTH and most > NARROWEST_WRAPPED:
        most -= 1
        result = [min(w, float(most)) if f.kind == "wrap" else w for f, w in zip(fields, result, strict=True)]
    return result


def breaks_at_changes(values: pd.Series, first_row: int) -> list[int]:
    """Rows before which a new page begins: wherever the value changes. More than Excel takes: none."""
    codes = pd.factorize(values)[0]
    at = (np.flatnonzero(codes[1:] != codes[:-1]) + 1 + first_row).tolist()
    return at if len(at) <= MOST_BREAKS else []


def page_setup(sheet: Worksheet, title: str, note: str, landscape: bool = True, loose: bool = False) -> None:
    """A4, one page wide, title above and page numbers below. loose: pages to be handed out singly, with neither."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    if loose:
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        sheet.center_horizontally()
        return
    sheet.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.6)
    left = f"&L&9{_header_text(note)}" if note else ""
    sheet.set_header(f"{left}&C&14&B{_header_text(title)}")
    sheet.set_footer("&C&9&P / &N")


def _header_text(text: str) -> str:
    """A text for a page header, where `&` begins a code and digits after a size would be read as part of it."""
    return " " + clean(text).replace("\n", " ").replace("&", "&&")[:80]
