"""One cell to its canonical value, by the kind of its column.

A cell is a str from a CSV file, or a str, bool, int, float, date, datetime, time or timedelta from a workbook. Every
reader returns the canonical value, `BLANK`, or `Bad` with the code of what is wrong (its words are in
`turnout.instances.cell_words`).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from turnout.instances.headings import plain
from turnout.models.tables import LARGEST, WEEKDAYS, Column, Kind
from turnout.models.text import Text


@dataclass(frozen=True)
class Bad:
    """What is wrong with a cell, and the values that its message needs."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


class Padded(float):
    """A number of a workbook that is shown with leading zeros which it does not have."""

    def __str__(self) -> str:
        """As the cell holds it: `102`, not `102.0`."""
        return str(int(self)) if self.is_integer() else repr(float(self))


class _Blank:
    def __repr__(self) -> str:
        return "BLANK"


BLANK = _Blank()
LONGEST_ID = 64
LONGEST_CELL = 32_767
EPOCH_1900 = dt.date(1899, 12, 30)
EPOCH_1904 = dt.date(1904, 1, 1)
"""Day 0 of the serial dates of workbooks, by the year in which they begin to count."""
EXACT = 10**15
"""Spreadsheets keep 15 digits of a number; of a longer one the rest is lost."""

ERROR_VALUES = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)
ZERO_WIDTH = re.compile("[\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff]")
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
DECIMAL = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d{1,3})?")
LOST = re.compile("\ufffd|锟斤拷")


def _text(cell: Any) -> str:
    """A cell as trimmed text in half width, for kinds in which width means nothing."""
    if not isinstance(cell, str):
        return str(cell)
    return cell.strip() if cell.isascii() else ZERO_WIDTH.sub("", unicodedata.normalize("NFKC", cell)).strip()


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def read_id(cell: Any, dash: bool = False) -> Any:
    """str: trimmed, full width to half width, zero-width characters dropped. dash: whether `-` is a value (off)."""
    if isinstance(cell, Padded):
        return Bad("id-number-format")
    if _is_number(cell):
        if cell != cell or abs(cell) >= EXACT or cell != int(cell):
            return Bad("id-number-lost")
        return str(int(cell))
    if not isinstance(cell, str):
        return Bad("not-an-id")
    if len(cell) > LONGEST_CELL:
        return Bad("cell-too-long")
    text = _text(cell)
    if LOST.search(text):
        return Bad("mojibake")
    if UNSEEN.search(text):
        return Bad("id-unseen")
    if text in ("", "NaN") or (text == "-" and not dash):
        return BLANK
    if text in ERROR_VALUES:
        return Bad("error-value")
    if re.fullmatch(r"\d(\.\d+)?[Ee]\+\d+", text):
        return Bad("id-number-lost")
    if match := re.fullmatch(r"'(\d+)|(\d+)\.0+", text):
        text = match[1] or match[2]
    return text if len(text) <= LONGEST_ID else Bad("id-too-long", {"n": len(text), "most": LONGEST_ID})


def read_text(cell: Any) -> Any:
    """str, trimmed; what cannot be seen (line breaks, control characters, turned direction) replaced visibly."""
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        return Bad("date-in-text")
    if isinstance(cell, float) and cell == cell and abs(cell) < EXACT and cell == int(cell):
        cell = int(cell)
    text = cell.strip(" \t\r\n\u3000\ufeff") if isinstance(cell, str) else str(cell)
    if text in ("", "-", "NaN"):
        return BLANK
    if len(text) > LONGEST_CELL:
        return Bad("cell-too-long")
    if text in ERROR_VALUES:
        return Bad("error-value")
    if LOST.search(text):
        return Bad("mojibake")
    return UNSEEN.sub(lambda m: chr(0x2400 + ord(m[0])) if m[0] < " " else "\u2426", text)


def _missing(cell: Any) -> Bad | _Blank | None:
    """What blank cells and error values are, in every kind but ids and texts; None for all other cells."""
    if isinstance(cell, str):
        text = _text(cell)
        if text in ("", "-"):
            return BLANK
        if text in ERROR_VALUES:
            return Bad("error-value")
        if len(text) > LONGEST_CELL:
            return Bad("cell-too-long")
    return None


def read_whole(cell: Any, low: float | None = 0, high: float | None = LARGEST) -> Any:
    """int between `low` and `high`. `3.0` and `３` are 3; fractions, exponents, units and separators are refused."""
    missing = _missing(cell)
    if missing is not None:
        return missing
    if _is_number(cell):
        if cell != cell or cell in (float("inf"), float("-inf")) or cell != int(cell):
            return Bad("not-whole")
        number = int(cell)
    else:
        text = _text(cell)
        if re.fullmatch(r"[+-]?[\d,]*\d(\.\d+)?\s*[^\d\s.,+-]+", text) or re.fullmatch(r"\d{1,3}(,\d{3})+", text):
            return Bad("number-with-unit")
        match = re.fullmatch(r"(-?\d{1,30})(\.0*)?", text)
        if match is None or isinstance(cell, bool):
            return Bad("not-whole")
        number = int(match[1])
    if (low is not None and number < low) or (high is not None and number > high):
        return Bad("out-of-range", {"low": low, "high": high})
    return number


def read_decimal(cell: Any, low: float | None = None, high: float | None = None) -> Any:
    """float between `low` and `high`."""
    missing = _missing(cell)
    if missing is not None:
        return missing
    if _is_number(cell):
        number = float(cell)
    else:
        text = _text(cell)
        if isinstance(cell, bool) or not DECIMAL.fullmatch(text):
            return Bad("not-decimal")
        number = float(text)
    if not abs(number) < 1e300:
        return Bad("not-decimal")
    if (low is not None and number < low) or (high is not None and number > high):
        return Bad("out-of-range", {"low": low, "high": high})
    return number


def read_choice(cell: Any, choices: Mapping[str, Text], words: Mapping[str, str]) -> Any:
    """str, the name of one of `choices`. words: plain word -> name."""
    missing = _missing(cell)
    if missing is not None:
        return missing
    name = words.get(plain(_text(cell)))
    if name is None:
        listed = Text(", ".join(choices), "、".join(f"{c}（{t.zh}）" for c, t in choices.items()))
        return Bad("not-a-choice", {"choices": listed})
    return name


def _weekday_words() -> dict[str, int]:
    """Plain word -> day, Monday 0."""
    long = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    words = {"tues": 1, "thur": 3, "thurs": 3, "周天": 6, "星期天": 6, "礼拜天": 6}
    for i, name in enumerate(WEEKDAYS):
        words |= {name.lower(): i, long[i]: i}
        words |= {prefix + "一二三四五六日"[i]: i for prefix in ("周", "星期", "礼拜")}
    return words


_WEEKDAY_WORDS = _weekday_words()


def read_weekday(cell: Any) -> Any:
    """int, Monday 0 … Sunday 6."""
    missing = _missing(cell)
    if missing is not None:
        return missing
    day = _WEEKDAY_WORDS.get(plain(_text(cell)).rstrip("."))
    return Bad("not-a-weekday") if day is None else day


def read_codes(cell: Any) -> Any:
    """str: shift codes separated by one space."""
    if _is_number(cell) and float(cell).is_integer():
        return str(int(cell))
    if not isinstance(cell, str):
        return Bad("not-an-id")
    text = _text(" ".join(cell.split()))
    if text in ERROR_VALUES:
        return Bad("error-value")
    if len(cell) > LONGEST_CELL:
        return Bad("cell-too-long")
    if UNSEEN.search(text):
        return Bad("id-unseen")
    codes = text.split()
    long = [code for code in codes if len(code) > LONGEST_ID]
    if long:
        return Bad("id-too-long", {"n": len(long[0]), "most": LONGEST_ID})
    return " ".join(codes) if codes else BLANK


def read_theme_day(cell: Any) -> Any:
    """str: "1"…"31" or "Mon"…"Sun"; `5日`, `每月5日`, `周五` and `每周五` are understood."""
    missing = _missing(cell)
    if missing is not None:
        return missing
    if isinstance(cell, dt.date):
        return Bad("not-a-theme-day")
    text = plain(_text(cell))
    weekday = text.removeprefix("每")
    if weekday in _WEEKDAY_WORDS:
        return WEEKDAYS[_WEEKDAY_WORDS[weekday]]
    match = re.fullmatch(r"(?:每月)?第?(\d{1,2})(?:\.0+)?[日号]?", text)
    if match is None or not 1 <= int(match[1]) <= 31:
        return Bad("not-a-theme-day")
    return str(int(match[1]))


Reader = Callable[[Any], Any]


def reader_of(column: Column, epoch: dt.date) -> Reader:
    """The function that reads the cells of one column. epoch: of serial dates in workbooks."""
    match column.kind:
        case Kind.ID:
            return lambda cell: read_id(cell, column.dash)
        case Kind.TEXT:
            return read_text
        case Kind.WHOLE:
            return lambda cell: read_whole(cell, column.low, column.high)
        case Kind.DECIMAL:
            return lambda cell: read_decimal(cell, column.low, column.high)
        case Kind.DATE | Kind.START | Kind.END | Kind.TIME:
            return _reader_of_moments(column.kind, epoch)
        case Kind.CHOICE:
            choices = column.choices or {}
            words = choice_words(column)
            return lambda cell: read_choice(cell, choices, words)
        case Kind.WEEKDAY:
            return read_weekday
        case Kind.CODES:
            return read_codes
        case Kind.THEME_DAY:
            return read_theme_day


def _reader_of_moments(kind: Kind, epoch: dt.date) -> Reader:
    from turnout.instances.moments import read_date, read_end, read_start, read_time

    match kind:
        case Kind.DATE:
            return lambda cell: read_date(cell, epoch)
        case Kind.START:
            return lambda cell: read_start(cell, epoch)
        case Kind.END:
            return lambda cell: read_end(cell, epoch)
        case _:
            return read_time


def choice_words(column: Column) -> dict[str, str]:
    """Plain word -> name, of the choices of one column."""
    words = {}
    for name, text in (column.choices or {}).items():
        for word in (name, text.en, text.zh, *CHOICE_SYNONYMS.get(name, ())):
            words[plain(word)] = name
    return words


CHOICE_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "shift": ("倒班", "轮班", "倒班制"),
    "mobile": ("流动",),
    "site": ("项目", "项目部", "一线"),
    "cross_unit": ("跨单位", "协同", "crossunit", "cross unit"),
    "other": ("其它",),
    "committee": ("党组", "党委会", "Party committee", "leading Party group"),
    "general_branch": ("总支", "党总支部", "generalbranch"),
    "normal": ("正常", "普通", "公开"),
    "restricted": ("涉密", "境外", "不公开", "restricted (not shown outside)"),
    "workday": ("上班", "调休上班日", "补班", "调休上班", "make-up workday"),
    "rest": ("休息", "周末", "公休日"),
    "holiday": ("节假日", "放假", "法定假日", "statutory holiday"),
    "study": ("学习", "集中学习教育"),
    "discussion": ("集中研讨", "研讨会"),
}
