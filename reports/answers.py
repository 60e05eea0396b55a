"""Short answers for a terminal: what a branch, member, supervisor, venue or day has in store."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from turnout.models.plan_columns import PLAN_COLUMNS
from turnout.models.text import Lang, Text
from turnout.reports import reasons, words
from turnout.reports.agenda import INSTANCE_COLUMNS, PLAN_TABLES, Agenda, Columns, Ledger
from turnout.reports.routes import leave_by, travel_minutes
from turnout.reports.tree import majority

if TYPE_CHECKING:
    import pandas as pd

    from turnout.models import Instance, Plan

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
    return answer(ledger_of(plan, instance), subject, value, lang)


def ledger_of(plan: Plan, instance: Instance) -> Ledger:
    """The tables that answers need, from a plan and an instance that are at hand."""
    from turnout.reports.view import plan_settings

    tables = {
        name: {c: instance[name][c].tolist() for c in columns} for name, columns in INSTANCE_COLUMNS.items()
    }
    own = plan.tables()
    planned = {name: {c: own[name][c].tolist() for c in PLAN_COLUMNS[name]} for name in PLAN_TABLES}
    return Ledger(planned, tables, plan_settings(instance, plan.manifest).year)


def answer(ledger: Ledger, subject: str, value: str, lang: Lang = "zh") -> Answer:
    """What `show` says, from the tables that it needs. Raises LookUpError."""
    agenda = Agenda(ledger, lang)
    if subject == "day":
        return _day(agenda, value)
    table, key = {"branch": ("branches", "branch_id"), "member": ("members", "person_id"),
                  "supervisor": ("supervisors", "person_id"), "venue": ("venues", "venue_id")}[subject]  # fmt: skip
    identity, name = look_up(ledger.instance[table], key, value, subject)
    sections = {"branch": _branch, "member": _member, "supervisor": _supervisor, "venue": _venue}[subject]
    return Answer(f"{name} ({identity})", tuple(sections(agenda, identity)))


def look_up(table: Columns | pd.DataFrame, key: str, value: str, subject: str) -> tuple[str, str]:
    """Id and name of the row with that id or, if none has it, that name. Raises LookUpError."""
    rows = list(zip(table[key], table["name"], strict=True))
    found = [row for row in rows if row[0] == value] or [row for row in rows if row[1] == value]
    if not found:
        raise LookUpError(UNKNOWN.fill(subject=SUBJECTS[subject], value=value))
    if len(found) > 1:
        ids = ", ".join(identity for identity, _ in found[:SHOWN]) + (" …" if len(found) > SHOWN else "")
        raise LookUpError(SEVERAL.fill(value=value, count=len(found), ids=ids))
    return str(found[0][0]), str(found[0][1])


def _section(lang: Lang, title: Text, rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Section:
    """Some columns of some rows as texts, each on one line; blank where a row has none."""
    texts = tuple(tuple(" ".join(str(row.get(c, "")).split()) for c in columns) for row in rows)
    return Section(title.of(lang), tuple(words.HEADINGS[c].of(lang) for c in columns), texts)


def _branch(agenda: Agenda, identity: str) -> list[Section]:
    """Sessions that its members attend, who sits in, and who could not be placed."""
    own = Counter(row for row, person in agenda.attendance if agenda.branch_of.get(person) == identity)
    sessions = [{**session, "own": own[session["row"]]} for session in agenda.in_time(own)]
    columns = ("date", "weekday", "time", "kind", "audience", "venue", "topic", "lecturer", "supervisor", "own", "size")
    visits = ("state", "date", "time", "supervisor", "for_committee", "role")
    missing = [row for row in _unplaced(agenda) if agenda.branch_of.get(row["person_id"]) == identity]
    missing.sort(key=lambda row: row["person_id"])
    people = ("person_id", "name", "kind", "reason", "detail")
    return [
        _section(agenda.lang, words.TITLES["by_branch"], sessions, columns),
        _section(agenda.lang, words.TITLES["visits"], _sit_ins(agenda, identity, own), visits),
        _section(agenda.lang, words.TITLES["unplaced"], missing, people),
    ]


def _sit_ins(agenda: Agenda, identity: str, own: Mapping[int, int]) -> list[dict[str, Any]]:
    """The visits that cover a branch; where there are none, whether it was visited earlier this year."""
    members = sum(branch == identity for branch in agenda.branch_of.values())
    if not members:
        return []
    here = [v for v in agenda.visits if v["branch_id"] == identity or own.get(v["session"], 0) >= majority(members)]
    if here:
        rows = [{**agenda.sessions[v["session"]], **_visit(agenda, v), "state": words.STATES["now"]} for v in here]
        rows.sort(key=lambda row: (row["date"], row["start"]))
    else:
        done = agenda.ledger.instance["visits_done"]
        pairs = zip(done["branch_id"], done["date"], strict=True)
        earlier = any(branch == identity and date.year == agenda.ledger.year for branch, date in pairs)
        rows = [{"state": words.STATES["earlier" if earlier else "none"]}]
    return [{**row, "state": row["state"].of(agenda.lang)} for row in rows]


def _visit(agenda: Agenda, visit: Mapping[str, Any]) -> dict[str, str]:
    """Who sits in, for whom and in which role."""
    return {
        "supervisor": agenda.people[visit["person_id"]],
        "for_committee": agenda.committees.get(visit["committee_id"], visit["committee_id"]),
        "role": words.ROLES[visit["role"]].of(agenda.lang),
    }


def _unplaced(agenda: Agenda) -> list[dict[str, str]]:
    """People not placed, with the reason in words."""
    table, lang = agenda.ledger.plan["unplaced"], agenda.lang
    return [
        {
            "person_id": person,
            "name": agenda.people[person],
            "kind": words.KINDS[kind].of(lang),
            "reason": reasons.UNPLACED[reason].of(lang),
            "detail": reasons.details(detail, lang),
        }
        for person, kind, reason, detail in zip(*(table[c] for c in table), strict=True)
    ]


def _member(agenda: Agenda, identity: str) -> list[Section]:
    """Sessions attended and lectured at, visits made, and what could not be placed."""
    attended = {row for row, person in agenda.attendance if person == identity}
    visited = {visit["session"] for visit in agenda.visits if visit["person_id"] == identity}
    lectured = {session["row"] for session in agenda.sessions if session["lecturer_id"] == identity}
    sessions = []
    for session in agenda.in_time(attended | lectured | visited):
        parts = ((attended, ATTENDS), (lectured, LECTURES), (visited, words.STEPS["visit"]))
        state = " ".join(word.of(agenda.lang) for rows, word in parts if session["row"] in rows)
        sessions.append({**session, "state": state})
    columns = ("state", "date", "weekday", "time", "kind", "audience", "venue", "site", "topic", "lecturer", "status")
    missing = [row for row in _unplaced(agenda) if row["person_id"] == identity]
    return [
        _section(agenda.lang, words.TITLES["attendance"], sessions, columns),
        _section(agenda.lang, words.TITLES["unplaced"], missing, ("kind", "reason", "detail")),
    ]


def _supervisor(agenda: Agenda, identity: str) -> list[Section]:
    """A row for each visit with the way there, and one for the way home of each day."""
    table = agenda.ledger.instance["supervisors"]
    home = table["site_id"][list(table["person_id"]).index(identity)]
    own = [v for v in agenda.visits if v["person_id"] == identity and v["committee_id"] in agenda.committees]
    branches, last = agenda.names("branches"), len(agenda.places)
    stops = [
        {**agenda.sessions[v["session"]], **_visit(agenda, v), "host": branches.get(v["branch_id"], ""),
         "place": agenda.places.get(v["committee_id"], last)}
        for v in own
    ]  # fmt: skip
    stops.sort(key=lambda stop: (stop["place"], stop["date"], stop["start"], stop["row"]))
    legs: list[dict[str, Any]] = []
    for at, stop in enumerate(stops):
        begins = at == 0 or stops[at - 1]["date"] != stop["date"]
        here, site = (home if begins else stops[at - 1]["site_id"]), stop["site_id"]
        legs.append({**stop, "step": words.STEPS["visit"], "ends": (here, site), "stop": stop["venue"]})
        if at + 1 == len(stops) or stops[at + 1]["date"] != stop["date"]:
            day = {"date": stop["date"], "weekday": stop["weekday"]}
            legs.append({**day, "step": words.STEPS["back"], "ends": (site, home), "stop": ""})
    columns = ("date", "weekday", "step", "leave", "from", "to", "minutes", "time", "host", "topic", "role")
    return [_section(agenda.lang, words.TITLES["itineraries"], _ways(agenda, legs), columns)]


def _ways(agenda: Agenda, legs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The legs of trips with the names of their ends, their minutes, and when to leave for a visit."""
    ends = [[leg["ends"][i] for leg in legs] for i in (0, 1)]
    tables = agenda.ledger.instance
    minutes = travel_minutes(tables["sites"], tables["travel"], *ends).tolist() if legs else []
    rows = []
    for leg, start, end, need in zip(legs, *ends, minutes, strict=True):
        to = f"{agenda.sites.get(end, end)} {leg['stop']}".strip()
        leave = leave_by(leg["start"], need, agenda.lang) if "start" in leg else ""
        rows.append(
            {**leg, "step": leg["step"].of(agenda.lang), "from": agenda.sites.get(start, start), "to": to,
             "leave": leave, "minutes": need if need >= 0 else ""}
        )  # fmt: skip
    return rows


def _venue(agenda: Agenda, identity: str) -> list[Section]:
    columns = ("date", "weekday", "time", "kind", "audience", "size", "capacity", "lecturer", "status")
    here = agenda.in_time(session["row"] for session in agenda.sessions if session["venue_id"] == identity)
    return [_section(agenda.lang, words.TITLES["by_venue"], here, columns)]


def _day(agenda: Agenda, value: str) -> Answer:
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        raise LookUpError(NOT_A_DAY.fill(value=value)) from None
    columns = ("time", "kind", "audience", "venue", "site", "topic", "lecturer", "supervisor", "size", "status")
    sessions = agenda.in_time(s["row"] for s in agenda.sessions if s["date"] == day.isoformat())
    weekday = words.WEEKDAYS[day.weekday()].of(agenda.lang)
    return Answer(f"{day} {weekday}", (_section(agenda.lang, words.TITLES["by_day"], sessions, columns),))
