"""Whether the tables of a plan fit together: what somebody has edited by hand is not trusted before that."""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import islice
from typing import Any

from turnout.models.plan_columns import KIND_ORDER, SHORTFALL_REASONS, UNPLACED_REASONS
from turnout.models.text import Text
from turnout.plans.errors import PlanError

_CHOICES: dict[str, dict[str, tuple[str, ...]]] = {
    "sessions": {
        "kind": KIND_ORDER,
        "audience_type": ("branch", "group", "committee"),
        "status": ("planned", "locked", "held"),
    },
    "visits": {"role": ("quota", "fallback")},
    "unplaced": {"kind": KIND_ORDER, "reason": UNPLACED_REASONS},
    "coverage": {"target": ("coverage", "quota"), "reason": ("", *SHORTFALL_REASONS)},
}
_NO_SESSION = Text("no row of sessions.csv has this id", "sessions.csv 中没有此编码")
_TWICE = Text("this row is there twice", "此行重复出现")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")

Columns = Mapping[str, Sequence[Any]]


def check_sound(tables: Mapping[str, Columns]) -> None:
    """Raise PlanError at the first cell that contradicts its column or another table: words that are none, dates and
    times that are none, sessions that do not exist or are there twice, sizes that are not those of the attendance.

    tables: columns by table and name. A table that is not at hand is not looked at; sessions and attendance must be.
    """
    for name, columns in _CHOICES.items():
        for column, words in columns.items() if name in tables else ():
            allowed = Text("not one of {words}", "不是下列之一：{words}").fill(words=", ".join(filter(None, words)))
            _refuse_all(tables, name, column, set(tables[name][column]).difference(words), allowed)
    sessions, attendance = tables["sessions"], tables["attendance"]
    ids, known = sessions["session_id"], set(sessions["session_id"])
    _refuse_all(tables, "sessions", "session_id", known & {""}, Text("the id is blank", "编码为空"))
    if len(known) < len(ids):
        _refuse_second(tables, "sessions", list(ids), "session_id")
    _refuse_unlike(tables, "date", _is_date, Text("not a date YYYY-MM-DD", "不是日期 YYYY-MM-DD"))
    for column in ("start", "end"):
        _refuse_unlike(tables, column, _is_clock, Text("not a time HH:MM", "不是时间 HH:MM"))
    for name in ("attendance", "visits"):
        if name in tables:
            _refuse_all(tables, name, "session_id", set(tables[name]["session_id"]) - known, _NO_SESSION)
    seats = list(zip(attendance["session_id"], attendance["person_id"], strict=True))
    ascending = all(map(operator.lt, seats, islice(seats, 1, None)))  # as turnout writes them, and quickly told
    if not ascending and len(set(seats)) < len(seats):
        _refuse_second(tables, "attendance", seats, "person_id")
    counted = Counter(attendance["session_id"])
    for row, (session, size) in enumerate(zip(ids, sessions["size"], strict=True)):
        if counted[session] != size:
            what = Text("not the number of rows in attendance.csv", "与 attendance.csv 中的行数不符")
            raise _refusal("sessions", "size", row, size, what)


def _is_date(text: str) -> bool:
    """Whether this is a date as dates are written in plans."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_clock(text: str) -> bool:
    return _CLOCK.fullmatch(text) is not None


def _refuse_unlike(tables: Mapping[str, Columns], column: str, fits: Callable[[str], bool], what: Text) -> None:
    cells = tables["sessions"][column]
    _refuse_all(tables, "sessions", column, {cell for cell in set(cells) if not fits(cell)}, what)


def _refuse_all(tables: Mapping[str, Columns], name: str, column: str, wrong: Collection[str], what: Text) -> None:
    """Raise PlanError at the first cell that is one of `wrong`."""
    if wrong:
        cells = tables[name][column]
        row = next(row for row, cell in enumerate(cells) if cell in wrong)
        raise _refusal(name, column, row, cells[row], what)


def _refuse_second(tables: Mapping[str, Columns], name: str, rows: Sequence[Any], column: str) -> None:
    """Raise PlanError at the first row that is equal to one before it."""
    seen: set[Any] = set()
    for row, cells in enumerate(rows):
        if cells in seen:
            raise _refusal(name, column, row, tables[name][column][row], _TWICE)
        seen.add(cells)


def _refusal(name: str, column: str, row: int, cell: object, what: Text) -> PlanError:
    return PlanError(
        Text(
            "{file}, row {row}, column {column}: {what} (found {found}); plan anew, or undo what was edited",
            "{file} 第 {row} 行“{column}”列：{what}（值为 {found}）；请重新排程，或撤销手工改动",
        ).fill(file=f"{name}.csv", row=row + 2, column=column, what=what, found=repr(str(cell)[:60]))
    )
