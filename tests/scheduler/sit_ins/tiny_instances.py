"""Instances and timetables for the tests of sit-ins, from rows written as dictionaries."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from turnout.models import Instance, Settings
from turnout.models.plan import PLAN_COLUMNS, WHOLE_COLUMNS
from turnout.models.tables import TABLES, Kind

DTYPES = {
    Kind.ID: "str", Kind.TEXT: "str", Kind.CHOICE: "str", Kind.CODES: "str", Kind.THEME_DAY: "str",
    Kind.DECIMAL: "float64", Kind.DATE: "datetime64[s]", Kind.START: "datetime64[s]", Kind.END: "datetime64[s]",
    Kind.WEEKDAY: "Int64",
}  # fmt: skip
BLANK: dict[Kind, Any] = {Kind.DATE: pd.NaT, Kind.START: pd.NaT, Kind.END: pd.NaT, Kind.DECIMAL: float("nan")}

Rows = list[dict[str, Any]]


def instance_of(settings: dict[str, Any], **tables: Rows) -> Instance:
    """An instance in canonical form. Names default to ids; other blanks to the declared defaults."""
    frames = {}
    for name, table in TABLES.items():
        rows = tables.get(name, [])
        frame = {}
        for column in table.columns:
            nothing = pd.NA if column.kind in (Kind.WHOLE, Kind.TIME, Kind.WEEKDAY) else BLANK.get(column.kind, "")
            default = column.default if column.default is not None else nothing
            if column.name == "name":
                values = [row.get("name", next(iter(row.values()))) for row in rows]
            else:
                values = [row.get(column.name, default) for row in rows]
            blank = any(v is pd.NA for v in values)
            dtype = DTYPES.get(column.kind, "Int64" if column.nullable or blank else "int64")
            frame[column.name] = pd.Series(values, dtype=dtype)
        frames[name] = pd.DataFrame(frame)
        if table.key:
            frames[name] = frames[name].sort_values(list(table.key)).reset_index(drop=True)
    return Instance(frames, Settings.model_validate(settings))


def plan_table(name: str, rows: Rows) -> pd.DataFrame:
    """A plan table; columns not given are blank."""
    columns = {
        c: pd.Series(
            [row.get(c, 0 if c in WHOLE_COLUMNS else "") for row in rows],
            dtype="int64" if c in WHOLE_COLUMNS else "str",
        )
        for c in PLAN_COLUMNS[name]
    }
    return pd.DataFrame(columns)


def talk(session_id: str, branch: str, when: str, venue: str, **more: Any) -> dict[str, Any]:
    """A discussion of a branch, `when` being `2026-01-05 09:00`, two hours long."""
    date, clock = when.split()
    begin = dt.datetime.fromisoformat(when.replace(" ", "T"))
    end = begin + dt.timedelta(minutes=more.pop("minutes", 120))
    row = {
        "session_id": session_id, "kind": "discussion", "audience_type": "branch", "audience_id": branch, "date": date,
        "start": clock, "end": f"{end:%H:%M}", "venue_id": venue, "lecturer_id": "", "size": 3, "topic": "", "status":
        "planned",
    }  # fmt: skip
    return row | more
