"""Whether the tables of a plan fit together: what somebody has edited by hand is not trusted before that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
import pandas as pd

from turnout.models.plan import KIND_ORDER, SHORTFALL_REASONS, UNPLACED_REASONS
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


def check_sound(tables: dict[str, pd.DataFrame]) -> None:
    """Raise PlanError at the first cell that contradicts its column or another table: words that are none, dates and
    times that are none, sessions that do not exist or are there twice, sizes that are not those of the attendance."""
    for name, columns in _CHOICES.items():
        for column, words in columns.items():
            allowed = Text("not one of {words}", "不是下列之一：{words}").fill(words=", ".join(filter(None, words)))
            _refuse(tables, name, column, ~tables[name][column].isin(words), allowed)
    sessions, attendance = tables["sessions"], tables["attendance"]
    ids = sessions["session_id"]
    _refuse(tables, "sessions", "session_id", ids == "", Text("the id is blank", "编码为空"))
    _refuse(tables, "sessions", "session_id", ids.duplicated(), _TWICE)
    _refuse(tables, "sessions", "date", ~sessions["date"].isin(_dates(sessions["date"].unique())),
            Text("not a date YYYY-MM-DD", "不是日期 YYYY-MM-DD"))  # fmt: skip
    for column in ("start", "end"):
        _refuse(tables, "sessions", column, ~sessions[column].str.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00"),
                Text("not a time HH:MM", "不是时间 HH:MM"))  # fmt: skip
    for name in ("attendance", "visits"):
        _refuse(tables, name, "session_id", ~tables[name]["session_id"].isin(ids), _NO_SESSION)
    _refuse(tables, "attendance", "person_id", attendance.duplicated(), _TWICE)
    counted = ids.map(attendance["session_id"].value_counts()).fillna(0).astype("int64")
    _refuse(tables, "sessions", "size", sessions["size"] != counted,
            Text("not the number of rows in attendance.csv", "与 attendance.csv 中的行数不符"))  # fmt: skip


def _dates(written: Iterable[str]) -> set[str]:
    """Those that are dates as they are written in plans."""
    found = set()
    for text in written:
        try:
            if dt.date.fromisoformat(text).isoformat() == text:
                found.add(text)
        except ValueError:
            pass
    return found


def _refuse(tables: dict[str, pd.DataFrame], name: str, column: str, wrong: pd.Series, what: Text) -> None:
    rows = np.flatnonzero(wrong.to_numpy(dtype=bool))
    if len(rows):
        found = str(tables[name][column].iloc[rows[0]])
        raise PlanError(
            Text(
                "{file}, row {row}, column {column}: {what} (found {found}); plan anew, or undo what was edited",
                "{file} 第 {row} 行“{column}”列：{what}（值为 {found}）；请重新排程，或撤销手工改动",
            ).fill(file=f"{name}.csv", row=int(rows[0]) + 2, column=column, what=what, found=repr(found[:60]))
        )
