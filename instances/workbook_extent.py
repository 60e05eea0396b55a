"""How far a sheet reaches, told before it is read: the reading library holds every cell from A1 to the last one, and
ends the whole process where the memory does not suffice for that.
"""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

import numpy as np
import numpy.typing as npt

from turnout.instances.workbook_safety import WorkbookError, broken
from turnout.models.text import Text

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
MOST_CELLS = 60_000_000

_WINDOW = 32 * 2**20
_LOOK_AHEAD = 12  # of `r="XFD1048576"`, what stands after the first quote, the last quote included
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NAME_BYTES = np.zeros(256, dtype=bool)
_NAME_BYTES[[*b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:.-", *range(128, 256)]] = True
_BLANKS = np.zeros(256, dtype=bool)
_BLANKS[[*b" \t\r\n"]] = True
_TAG_ENDS = np.zeros(256, dtype=bool)
_TAG_ENDS[[*b" \t\r\n/>"]] = True

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]


def check_extent(xml: bytes) -> None:
    """Refuse a sheet that reaches further than can be held, or whose cells' addresses are none.

    Raises WorkbookError.
    """
    if b"\0" in xml:
        raise broken()  # not UTF-8; nothing below would see its tags
    reach = _usual_reach(xml)
    if reach is None or _too_far(*reach):
        reach = _exact_reach(xml)
    row, column = reach
    if _too_far(row, column):
        raise WorkbookError(
            "too-many-cells",
            Text(
                "a sheet reaches to row {row} and column {column}, more than can be read",
                "有工作表延伸到第 {row} 行、第 {column} 列，超出可读取的范围",
            ).fill(row=row, column=column),
            Text("Delete what stands far from the table.", "请删除远离表格的内容。"),
        )


def _too_far(row: int, column: int) -> bool:
    return row > MOST_ROWS or column > MOST_COLUMNS or row * column > MOST_CELLS


def column_number(letters: str) -> int:
    """1 for A, 26 for Z, 27 for AA."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _usual_reach(xml: bytes) -> tuple[int, int] | None:
    """The last row and column that any address names, blank cells included; None where a row or cell is written in
    another way than spreadsheet programs do, so that looking at addresses alone would not do."""
    content = np.frombuffer(xml, dtype=np.uint8)
    row = column = 1
    for begin in range(0, len(content), _WINDOW):
        found = _reach_of_window(content, begin, min(begin + _WINDOW, len(content)))
        if found is None:
            return None
        row, column = max(row, found[0]), max(column, found[1])
    return row, column


def _reach_of_window(content: Bytes, begin: int, end: int) -> tuple[int, int] | None:
    """The same for what begins between two places; each tag and address is seen with what stands around it."""
    window = np.zeros(end - begin + _LOOK_AHEAD + 5, dtype=np.uint8)
    first = max(begin - 1, 0)
    part = content[first : end + _LOOK_AHEAD + 3]
    window[begin == 0 :][: len(part)] = part  # one byte stands before, 0 before the very first
    here = window[1 : end - begin + 1]
    before, after = window[: end - begin], window[2 : end - begin + 2]
    name = (here == ord("r")) & ~_NAME_BYTES[before]
    if (name & _BLANKS[after]).any():
        return None
    places = np.flatnonzero(name & (after == ord("="))) + 1
    cells = int(((here == ord("c")) & ((before == ord("<")) | (before == ord(":"))) & _TAG_ENDS[after]).sum())
    if not _BLANKS[window[places - 1]].all() or not (window[places + 2] == ord('"')).all():
        return None
    return _reach_of_addresses(window, places + 3, cells)


def _reach_of_addresses(window: Bytes, places: Places, cells: int) -> tuple[int, int] | None:
    """The last row and column of the addresses that begin at these places; as many of them as there are cells must
    have letters, and every one must be whole."""
    letters = np.zeros(len(places), dtype=np.int64)
    columns, rows = letters.copy(), letters.copy()
    digits, ended = letters.copy(), np.zeros(len(places), dtype=bool)
    for offset in range(_LOOK_AHEAD):
        signs = window[np.minimum(places + offset, len(window) - 1)].astype(np.int64)
        letter = (signs >= 65) & (signs <= 90) & (digits == 0) & ~ended
        digit = (signs >= 48) & (signs <= 57) & ~ended
        columns = np.where(letter, 26 * columns + signs - 64, columns)
        rows = np.where(digit, 10 * rows + signs - 48, rows)
        letters += letter
        digits += digit
        ended |= signs == ord('"')
        if not (letter | digit | ended).all():
            return None
    whole = ended & (digits >= 1) & (digits <= 7) & (letters <= 3)
    if not whole.all() or int((letters > 0).sum()) != cells:
        return None
    return int(rows.max(initial=1)), int(columns.max(initial=1))


class _Reach:
    """The last row and column with a cell that holds something, tag by tag. Cells and rows without an address come
    after the one before them."""

    def __init__(self) -> None:
        self.row = self.column = 1
        self._here, self._next = [0, 0], 0  # row and column of the tag that is being read
        self._inside = 0

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        kind, address = tag.rpartition(":")[2], attributes.get("r")
        if self._inside:  # something within a cell
            self._inside += 1
            self.row, self.column = max(self.row, self._here[0]), max(self.column, self._here[1])
        elif kind == "row":
            if address is not None and not re.fullmatch("[0-9]{1,7}", address):
                raise broken()
            self._here = [self._here[0] + 1 if address is None else int(address), 0]
        elif kind == "c":
            self._inside = 1
            if address is None:
                self._here[1] += 1
                return
            match = _ADDRESS.fullmatch(address)
            if match is None:
                raise broken()
            self._here = [int(match[2]), column_number(match[1])]

    def end(self, tag: str) -> None:
        if self._inside:
            self._inside -= 1


def _exact_reach(xml: bytes) -> tuple[int, int]:
    """The last row and column with a cell that is not blank. Raises WorkbookError where the XML is not sound."""
    reach = _Reach()
    parser: Any = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reach.begin, reach.end
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as problem:
        raise broken() from problem
    return reach.row, reach.column
