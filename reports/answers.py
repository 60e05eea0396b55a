"""Short answers for a terminal: what a branch, member, supervisor, venue or day has in store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from turnout.models import Instance, Lang, Plan
from turnout.models.text import Text
from turnout.reports import words
from turnout.reports.itineraries import itineraries, visits_by_branch
from turnout.reports.people import unplaced
from turnout.reports.tables import Printed, by_branch, by_day, by_venue
from turnout.reports.view import View, view_of

SHOWN = 20

UNKNOWN = Text("no {subject} has the id or the name {value}", "没有编码或名称为“{value}”的{subject}")
SEVERAL = Text("{count} have the name {value}; use an id: {ids}", "名为“{value}”的有{count}个，请改用编码：{ids}")
NOT_A_DAY = Text("{value} is not a date as 2026-04-20", "“{value}”不是 2026-04-20 这样的日期")
SUBJECTS: dict[str, Text] = {
    "branch": Text("branch", "党支部"),
    "member": Text("member", "党员"),
    "supervisor": Text("supervisor", "列席领导"),
    "venue": Text("venue", "场地"),
    "committee": Text("committee", "党组织"),
}
NOTHING = Text("none", "无")
LECTURES = Text("lectures", "授课")
ATTENDS = Text("attends", "参加")


class LookUpError(LookupError):
    """What was asked for is not there, or not one thing. words: why, in both languages."""

    def __init__(self, words: Text) -> None:
        self.words = words
        super().__init__(words.en)


@dataclass(frozen=True)
class Section:
    """One table of an answer: headings and rows of texts, `nothing` if there are no rows."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Answer:
    """What to show: a title and tables."""

    title: str
    sections: tuple[Section, ...]


def show(plan: Plan, instance: Instance, subject: str, value: str, lang: Lang = "zh") -> Answer:
    """What the plan holds for one `branch`, `member`, `supervisor`, `venue` (id or exact name) or `day` (YYYY-MM-DD).

    Raises LookUpError where there is no such thing, or where several have the name.
    """
    if subject == "day":
        return _day(view_of(plan, instance, lang), value)
    table, key = {"branch": ("branches", "branch_id"), "member": ("members", "person_id"),
                  "supervisor": ("supervisors", "person_id"), "venue": ("venues", "venue_id")}[subject]  # fmt: skip
    identity, name = look_up(instance[table], key, value, subject)
    answer = {"branch": _branch, "member": _member, "supervisor": _supervisor, "venue": _venue}[subject]
    return Answer(f"{name} ({identity})", tuple(answer(view_of(plan, instance, lang), identity)))


def look_up(table: pd.DataFrame, key: str, value: str, subject: str) -> tuple[str, str]:
    """Id and name of the row with that id or, if none has it, that name. Raises LookUpError."""
    found = table.loc[table[key] == value]
    if found.empty:
        found = table.loc[table["name"] == value]
    if found.empty:
        raise LookUpError(UNKNOWN.fill(subject=SUBJECTS[subject], value=value))
    if len(found) > 1:
        ids = ", ".join(found[key].head(SHOWN)) + (" …" if len(found) > SHOWN else "")
        raise LookUpError(SEVERAL.fill(value=value, count=len(found), ids=ids))
    return str(found[key].iat[0]), str(found["name"].iat[0])


def _section(view: View, printed: Printed, keep: pd.Series | None, columns: Sequence[str], title: str = "") -> Section:
    """Some columns of some rows of a printed table, as texts."""
    frame = printed.frame if keep is None else printed.frame.loc[keep]
    texts = []
    for column in columns:
        values = frame[column]
        if column.endswith("date"):
            values = values.dt.strftime("%Y-%m-%d")
        texts.append([" ".join(str(v).split()) for v in values.astype("object").where(values.notna(), "")])
    heads = tuple(words.HEADINGS[c].of(view.lang) for c in columns)
    return Section(title or words.TITLES[printed.key].of(view.lang), heads, tuple(zip(*texts, strict=True)))


def _branch(view: View, identity: str) -> list[Section]:
    timetable, sit_ins, missing = by_branch(view), visits_by_branch(view), unplaced(view)
    columns = ("date", "weekday", "time", "kind", "audience", "venue", "topic", "lecturer", "supervisor", "own", "size")
    visits = ("state", "date", "time", "supervisor", "for_committee", "role")
    people = ("person_id", "name", "kind", "reason", "detail")
    return [
        _section(view, timetable, timetable.frame["branch_id"] == identity, columns),
        _section(view, sit_ins, sit_ins.frame["branch_id"] == identity, visits),
        _section(view, missing, missing.frame["branch_id"] == identity, people),
    ]


def _member(view: View, identity: str) -> list[Section]:
    """Sessions attended and lectured at, visits made, and what could not be placed."""
    row = int(np.flatnonzero(view.people["person_id"] == identity)[0])
    attended = np.zeros(len(view.sessions), dtype=bool)
    attended[view.presence.loc[view.presence["person"] == row, "session"]] = True
    lectured, visited = (view.sessions["lecturer"] == row).to_numpy(), view.supervisor_of == row
    timetable = by_day(view)
    role = pd.Series("", index=timetable.frame.index, dtype="object")
    for mask, word in ((attended, ATTENDS), (lectured, LECTURES), (visited, words.STEPS["visit"])):
        here = mask[timetable.frame["row"]]
        role = (role + word.of(view.lang) + " ").where(here, role)
    timetable = replace(timetable, frame=timetable.frame.assign(state=role.str.strip()))
    columns = ("state", "date", "weekday", "time", "kind", "audience", "venue", "site", "topic", "lecturer", "status")
    missing = unplaced(view)
    return [
        _section(view, timetable, role != "", columns, words.TITLES["attendance"].of(view.lang)),
        _section(view, missing, missing.frame["person_id"] == identity, ("kind", "reason", "detail")),
    ]


def _supervisor(view: View, identity: str) -> list[Section]:
    trips = itineraries(view)
    columns = ("date", "weekday", "step", "leave", "from", "to", "minutes", "time", "host", "topic", "role")
    return [_section(view, trips, trips.frame["supervisor_id"] == identity, columns)]


def _venue(view: View, identity: str) -> list[Section]:
    timetable = by_venue(view)
    columns = ("date", "weekday", "time", "kind", "audience", "size", "capacity", "lecturer", "status")
    here = (view.sessions["venue_key"] == identity).to_numpy()[timetable.frame["row"]]
    return [_section(view, timetable, pd.Series(here, index=timetable.frame.index), columns)]


def _day(view: View, value: str) -> Answer:
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        raise LookUpError(NOT_A_DAY.fill(value=value)) from None
    timetable = by_day(view)
    columns = ("time", "kind", "audience", "venue", "site", "topic", "lecturer", "supervisor", "size", "status")
    weekday = words.WEEKDAYS[day.weekday()].of(view.lang)
    section = _section(view, timetable, timetable.frame["date"] == pd.Timestamp(day), columns)
    return Answer(f"{day} {weekday}", (section,))
