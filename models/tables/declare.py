"""What a table and a column are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from turnout.models.text import Text

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LATEST = 48 * 60
LARGEST = 2**31 - 1


class Kind(Enum):
    """What a cell holds, and how its canonical column looks."""

    ID = "id"  # str, trimmed, at most 64 characters; "" where blank
    TEXT = "text"  # str; "" where blank
    WHOLE = "whole"  # int64; nullable Int64 where a blank has no default
    DECIMAL = "decimal"  # float64; NaN where blank
    DATE = "date"  # datetime64[s]; NaT where blank
    TIME = "time"  # int64 minutes from 00:00; nullable Int64 where a blank has no default
    START = "start"  # datetime64[s], of a date or date-time
    END = "end"  # datetime64[s], of a date or date-time; a plain date is included whole: the next day's 00:00
    CHOICE = "choice"  # str, one of `choices`
    WEEKDAY = "weekday"  # nullable Int64, Monday 0 … Sunday 6
    CODES = "codes"  # str: shift codes separated by one space; "" where blank
    THEME_DAY = "theme_day"  # str: "", "1"…"31" or "Mon"…"Sun"


@dataclass(frozen=True)
class Column:
    """One column: its kind, limits, what it refers to, and its words for people.

    default: canonical value of a blank cell, None where a blank stays blank. default_from: the setting that gives it,
    as in `session.day_start`. dash: whether `-` is a value (off) rather than a blank. low, high: limits of numbers, and
    of times in minutes. refers: tables whose first column the id must be found in.
    """

    name: str
    kind: Kind
    heading: Text
    explain: Text
    required: bool = False
    default: int | str | None = None
    low: int | float | None = None
    high: int | float | None = None
    choices: Mapping[str, Text] | None = None
    refers: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    default_from: str = ""
    dash: bool = False

    @property
    def nullable(self) -> bool:
        """Whether a blank cell stays blank in the canonical column."""
        return not self.required and self.default is None and not self.default_from


@dataclass(frozen=True)
class Table:
    """One table. key: columns that together name a row once, () where rows may repeat."""

    name: str
    title: Text
    explain: Text
    columns: tuple[Column, ...]
    required: bool = False
    key: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """One column by name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
