"""The plan as integers: what each row of its tables says, once its cells are understood."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from turnout.models.plan import KIND_ORDER, SHORTFALL_REASONS, UNPLACED_REASONS, WHOLE_COLUMNS, Manifest
from turnout.models.text import Text
from turnout.verifier.findings import Findings
from turnout.verifier.given import DAY, EPOCH, Bools, Given, Ints, Objects, objects, position, value_at
from turnout.verifier.reading import Raw

STUDY, DISCUSSION = 0, 1
AUDIENCE_TYPES = ("branch", "group", "committee")
BRANCH, GROUP, COMMITTEE = range(3)
STATUSES = ("planned", "locked", "held")
CHOICES = {
    ("sessions", "kind"): KIND_ORDER,
    ("sessions", "audience_type"): AUDIENCE_TYPES,
    ("sessions", "status"): STATUSES,
    ("visits", "role"): ("quota", "fallback"),
    ("unplaced", "kind"): KIND_ORDER,
    ("unplaced", "reason"): UNPLACED_REASONS,
    ("coverage", "target"): ("coverage", "quota"),
    ("coverage", "reason"): ("", *SHORTFALL_REASONS),
}
NEVER_BLANK = {
    "sessions": ("session_id", "audience_id", "venue_id"),
    "attendance": ("session_id", "person_id"),
    "visits": ("session_id", "person_id", "committee_id", "branch_id"),
    "unplaced": ("person_id",),
    "coverage": ("scope_id",),
}
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_CLOCK = re.compile(r"([0-2][0-9]):([0-5][0-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass
class Sessions:
    """Sessions by row. start, end: instants; audience: position among branches, groups or committees, -1 unknown.

    scope: the audience's committee, of a group its lead branch's; host: the branch that hosts, -1 for committees.
    base: whether the session stands in the base plan, locked or held.
    """

    ids: Objects
    kind: Ints
    audience_type: Ints
    audience: Ints
    audience_ids: Objects
    day: Ints
    start: Ints
    end: Ints
    venue: Ints
    venue_ids: Objects
    lecturer: Ints
    lecturer_ids: Objects
    size: Ints
    topic: Objects
    status: Ints
    scope: Ints
    host: Ints
    base: Bools

    def __len__(self) -> int:
        return len(self.ids)


@dataclass
class Written:
    """A plan's rows by position: attendance (session, member), visits (session, supervisor, …), the claims' tables."""

    raw: Raw
    sessions: Sessions
    session_ids: pd.Index
    attended: Ints
    attendee: Ints
    attendee_ids: Objects
    visited: Ints
    visitor: Ints
    visits: pd.DataFrame
    unplaced: pd.DataFrame
    coverage: pd.DataFrame
    whole: bool

    @property
    def manifest(self) -> Manifest:
        """What plan.json says."""
        return self.raw.manifest


def understand(raw: Raw, given: Given, findings: Findings) -> Written:
    """Turn cells into integers. Rows that cannot be understood are FORMAT violations and left out; `whole` tells if
    none was."""
    before = findings.total
    tables = {name: _sound_rows(name, table, findings) for name, table in raw.tables.items()}
    table = tables["sessions"]
    ids = pd.Index(objects(table["session_id"]))
    every_id = pd.Index(pd.unique(objects(raw.tables["sessions"]["session_id"])))
    sessions = _sessions(table, given)
    attendance = _of_known_sessions(tables["attendance"], "attendance", every_id, findings)
    visits = _of_known_sessions(tables["visits"], "visits", every_id, findings)
    attended = position(ids, objects(attendance["session_id"]))
    usable = attended >= 0
    attendee_ids = objects(attendance["person_id"])[usable]
    visited = position(ids, objects(visits["session_id"]))
    visits = visits.loc[visited >= 0].reset_index(drop=True)
    return Written(
        raw=raw,
        sessions=sessions,
        session_ids=ids,
        attended=attended[usable],
        attendee=position(given.member_ids, attendee_ids),
        attendee_ids=attendee_ids,
        visited=visited[visited >= 0],
        visitor=position(given.supervisor_ids, objects(visits["person_id"])),
        visits=visits,
        unplaced=tables["unplaced"],
        coverage=tables["coverage"],
        whole=findings.total == before,
    )


def _sound_rows(name: str, table: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Rows of one table whose cells are all of their kind and whose key is new; the others are told and left out."""
    good = np.ones(len(table), dtype=bool)
    for column in table.columns:
        cells = objects(table[column])
        wrong, what = _wrong_cells(name, str(column), cells)
        if wrong.any():
            at = np.flatnonzero(wrong)
            findings.rows(
                "FORMAT",
                Text(
                    "{table}.csv, row {row}, {column}: '{cell}' {what}",
                    "{table}.csv 第 {row} 行“{column}”列：“{cell}”{what}",
                ),
                ("cell",),
                {
                    "table": np.full(len(at), name),
                    "row": at + 2,
                    "column": np.full(len(at), str(column)),
                    "cell": cells[at],
                    "what": np.full(len(at), what, dtype=object),
                },
            )
            good &= ~wrong
    key = {"sessions": ["session_id"], "attendance": ["session_id", "person_id"]}.get(name)
    if key:
        twice = table.duplicated(key).to_numpy(dtype=bool) & good
        if twice.any():
            at = np.flatnonzero(twice)
            cells = objects(table[key[-1]])[at]
            findings.rows(
                "FORMAT",
                Text(
                    "{table}.csv, row {row}: '{cell}' of session '{session}' stands there twice",
                    "{table}.csv 第 {row} 行：场次“{session}”的“{cell}”重复出现",
                ),
                ("session", "cell"),
                {
                    "table": np.full(len(at), name),
                    "row": at + 2,
                    "cell": cells,
                    "session": objects(table["session_id"])[at],
                },
            )
            good &= ~twice
    return table if good.all() else table.loc[good].reset_index(drop=True)


def _wrong_cells(name: str, column: str, cells: Objects) -> tuple[Bools, Text]:
    """bool per cell: whether it is not of the column's kind, and what it should be."""
    codes, distinct = pd.factorize(cells)
    if (name, column) in CHOICES:
        choices = CHOICES[name, column]
        bad = [value not in choices for value in distinct]
        words = ", ".join(c for c in choices if c)
        what = Text(f"is none of {words}", f"不是以下之一：{words}")
    elif column in WHOLE_COLUMNS:
        bad = [_WHOLE.fullmatch(value) is None for value in distinct]
        what = Text("is no whole number", "不是整数")
    elif name == "sessions" and column == "date":
        bad = [_day(value) is None for value in distinct]
        what = Text("is no date YYYY-MM-DD", "不是 YYYY-MM-DD 格式的日期")
    elif name == "sessions" and column in ("start", "end"):
        bad = [_minutes(value) is None for value in distinct]
        what = Text("is no time HH:MM", "不是 HH:MM 格式的时间")
    elif column in NEVER_BLANK[name]:
        bad = [not value.strip() for value in distinct]
        what = Text("is blank", "不能为空")
    else:
        bad = [False] * len(distinct)
        what = Text("", "")
    return np.array(bad, dtype=bool)[codes], what


def _day(text: str) -> int | None:
    """Days since 1970-01-01 of `YYYY-MM-DD`, None if it is none."""
    try:
        return (dt.date.fromisoformat(text) - EPOCH).days if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def _minutes(text: str) -> int | None:
    """Minutes from 00:00 of `HH:MM` up to 24:00, None if it is none."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    minutes = int(match[1]) * 60 + int(match[2])
    return minutes if minutes <= DAY else None


def _of_known_sessions(table: pd.DataFrame, name: str, sessions: pd.Index, findings: Findings) -> pd.DataFrame:
    """Rows whose session stands in sessions.csv."""
    unknown = position(sessions, objects(table["session_id"])) < 0
    if not unknown.any():
        return table
    some = table.loc[unknown]
    findings.rows(
        "FORMAT",
        Text(
            "{table}.csv: session '{session}' of '{person}' does not stand in sessions.csv",
            "{table}.csv：“{person}”的场次“{session}”不在 sessions.csv 中",
        ),
        ("session", "person"),
        {
            "table": np.full(len(some), name),
            "session": objects(some["session_id"]),
            "person": objects(some["person_id"]),
        },
    )
    return table.loc[~unknown]


def _mapped(cells: Objects, values: dict[str, int]) -> Ints:
    codes, distinct = pd.factorize(cells)
    result: Ints = np.array([values[v] for v in distinct], dtype=np.int64)[codes]
    return result


def _sessions(table: pd.DataFrame, given: Given) -> Sessions:
    def column(name: str) -> Objects:
        return objects(table[name])

    def numbers(name: str, values: dict[str, int]) -> Ints:
        return _mapped(column(name), values)

    def read(name: str, meaning: Callable[[str], int | None]) -> Ints:
        return numbers(name, {cell: meaning(cell) or 0 for cell in pd.unique(column(name))})

    day = read("date", _day)
    audience_type = numbers("audience_type", {t: i for i, t in enumerate(AUDIENCE_TYPES)})
    places = [position(index, column("audience_id")) for index in (given.branch_ids, given.group_ids, given.tree.ids)]
    audience = np.choose(audience_type, places)
    host = np.select(
        [audience_type == BRANCH, audience_type == GROUP], [places[0], value_at(given.group_lead, places[1])], -1
    )
    scope = np.where(audience_type == COMMITTEE, places[2], value_at(given.branch_committee, host))
    return Sessions(
        ids=column("session_id"),
        kind=numbers("kind", {k: i for i, k in enumerate(KIND_ORDER)}),
        audience_type=audience_type,
        audience=audience,
        audience_ids=column("audience_id"),
        day=day,
        start=day * DAY + read("start", _minutes),
        end=day * DAY + read("end", _minutes),
        venue=position(given.venue_ids, column("venue_id")),
        venue_ids=column("venue_id"),
        lecturer=position(given.lecturer_ids, column("lecturer_id")),
        lecturer_ids=column("lecturer_id"),
        size=np.array([int(v) for v in column("size")], dtype=np.int64),
        topic=column("topic"),
        status=numbers("status", {s: i for i, s in enumerate(STATUSES)}),
        scope=scope,
        host=host,
        base=np.zeros(len(table), dtype=bool),
    )
