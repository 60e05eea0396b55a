"""Ways to make a valid plan invalid by the least step there is, each with the rule that it breaks; and the twins that
stop just short of breaking it.

A mutation changes one cell, or one row of what the plan was made for: one minute, one seat, one day, one person. It is
told the rule by the step itself, so that nothing needs to be known of the plan but that it is valid.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from turnout.models.instance import Instance
from turnout.models.plan import Plan
from turnout.models.settings import POST_TYPES, Settings, clock, parse_clock


@dataclass(frozen=True)
class Off:
    """One mutation: the rule, whether it is broken or just kept, and what is to be verified."""

    rule: str
    broken: bool
    instance: Instance
    plan: Plan


@dataclass
class Spot:
    """A valid plan, and where chance has fallen: a session, one of its attendees, a visit."""

    instance: Instance
    plan: Plan
    chance: random.Random

    def row(self, table: pd.DataFrame, mask: Any = None) -> Any:
        """A row at random, None where there is none."""
        some = table if mask is None else table.loc[mask]
        return None if some.empty else some.iloc[self.chance.randrange(len(some))]

    def session(self, kind: str = "") -> Any:
        """A session, of a kind where one is given."""
        table = self.plan.sessions
        return self.row(table, table["kind"] == kind if kind else None)

    def attendees(self, session: Any) -> list[str]:
        """Who attends a session."""
        table = self.plan.attendance
        return sorted(table.loc[table["session_id"] == session["session_id"], "person_id"])

    def off(self, rule: str, *, broken: bool = True, instance: Instance | None = None, **tables: pd.DataFrame) -> Off:
        """The mutation with some tables of the plan, or the instance, replaced."""
        return Off(
            rule, broken, instance or self.instance, Plan(**self.plan.tables() | tables, manifest=self.plan.manifest)
        )

    def session_off(self, rule: str, session: Any, **cells: object) -> Off:
        """The mutation with cells of one session changed."""
        return self.off(rule, sessions=changed(self.plan.sessions, "session_id", session["session_id"], **cells))

    def given_off(self, rule: str, broken: bool, table: str, key: str, value: str, **cells: object) -> Off:
        """The mutation with cells of the instance's rows changed whose `key` is `value`."""
        tables = {table: changed(self.instance[table], key, value, **cells)}
        return self.off(rule, broken=broken, instance=self.instance.with_tables(tables))

    def given_more(self, rule: str, broken: bool, table: str, **cells: object) -> Off:
        """The mutation with one more row in a table of the instance."""
        tables = {table: with_row(self.instance[table], **cells)}
        return self.off(rule, broken=broken, instance=self.instance.with_tables(tables))

    def settings_off(self, rule: str, broken: bool, part: str, **values: object) -> Off:
        """The mutation under other settings."""
        settings = self.instance.settings.model_dump(mode="json")
        inner = settings
        for name in part.split("."):
            inner = inner[name]
        inner |= values
        return self.off(rule, broken=broken, instance=self.instance.with_settings(Settings.model_validate(settings)))


def changed(table: pd.DataFrame, key: str, value: str, **cells: object) -> pd.DataFrame:
    """The table with other cells in the rows whose `key` is `value`."""
    table = table.copy()
    rows: Any = table[key] == value
    values: dict[str, Any] = cells
    for column, cell in values.items():
        table.loc[rows, column] = cell
    return table


def with_row(table: pd.DataFrame, **cells: object) -> pd.DataFrame:
    """The table with one more row, blank where nothing is given."""
    blank: dict[str, object] = {
        str(c): "" if pd.api.types.is_string_dtype(t) else None for c, t in table.dtypes.items()
    }
    more = pd.DataFrame([blank | cells]).astype(table.dtypes.to_dict())
    return pd.concat([table, more], ignore_index=True)


def minutes(cell: str, by: int) -> str:
    """`HH:MM` so many minutes later."""
    return clock(parse_clock(cell) + by)


def instant(session: Any, cell: str, by: int = 0) -> pd.Timestamp:
    """When a session starts or ends, some minutes later."""
    return pd.Timestamp(f"{session['date']} 00:00") + pd.Timedelta(minutes=parse_clock(session[cell]) + by)


def h1(spot: Spot) -> Iterator[Off]:
    """One minute off the grid, one minute too long or too short, one day outside the plan's dates."""
    session, first = spot.session(), spot.instance.start
    if spot.instance.settings.session.grid_minutes > 1:
        yield spot.session_off("H1", session, start=minutes(session["start"], 1), end=minutes(session["end"], 1))
    yield spot.session_off("H1", session, end=minutes(session["end"], 1))
    yield spot.session_off("H1", session, end=minutes(session["end"], -1))
    yield spot.session_off("H1", session, date=str(first - dt.timedelta(days=1)))
    yield spot.session_off("H1", session, date=str(spot.instance.end + dt.timedelta(days=1)))
    day = dt.date.fromisoformat(session["date"])
    earliest = dt.date.fromisoformat(min(spot.plan.sessions["date"]))
    for broken, start in ((True, day + dt.timedelta(days=1)), (False, earliest)):
        if start <= spot.instance.end:
            settings = spot.instance.settings.model_copy(update={"start_date": start})
            yield spot.off("H1", broken=broken, instance=spot.instance.with_settings(settings))


def h2(spot: Spot) -> Iterator[Off]:
    """A person or an audience that does not belong to a session."""
    session, members = spot.session(), spot.instance["members"]
    yield spot.session_off("H2", session, audience_id="nowhere")
    yield spot.off(
        "H2", attendance=with_row(spot.plan.attendance, session_id=session["session_id"], person_id="nobody")
    )
    if session["audience_type"] == "branch":
        stranger = spot.row(members, members["branch_id"] != session["audience_id"])
        if stranger is not None:
            yield spot.off("H2", attendance=with_row(
                spot.plan.attendance, session_id=session["session_id"], person_id=stranger["person_id"]
            ))  # fmt: skip
    talk = spot.session("discussion")
    if talk is not None:
        top = spot.instance["committees"]["committee_id"].iloc[0]
        yield spot.session_off("H2", talk, audience_type="committee", audience_id=top)


def h3(spot: Spot) -> Iterator[Off]:
    """An absence that meets a session by one minute, or only touches it; a way one minute too long."""
    session = spot.session()
    person = spot.chance.choice(spot.attendees(session))
    branch = dict(spot.instance["members"][["person_id", "branch_id"]].to_numpy())[person]
    home = dict(spot.instance["branches"][["branch_id", "site_id"]].to_numpy())[branch]
    venue = dict(spot.instance["venues"][["venue_id", "site_id"]].to_numpy())[session["venue_id"]]
    if home == venue:
        begin, end = instant(session, "start"), instant(session, "end")
        hour = pd.Timedelta(hours=1)
        yield spot.given_more("H3", True, "absences", person_id=person, start=end - hour / 60, end=end + hour)
        yield spot.given_more("H3", True, "absences", person_id=person, start=begin - hour, end=begin + hour / 60)
        yield spot.given_more("H3", False, "absences", person_id=person, start=end, end=end + hour)
        yield spot.given_more("H3", False, "absences", person_id=person, start=begin - hour, end=begin)
        return
    longest = spot.instance.settings.session.max_attendee_travel
    known = spot.instance["travel"]
    there = known.loc[(known["from_site"] == home) & (known["to_site"] == venue)]
    if there.empty:
        yield spot.given_more("H3", True, "travel", from_site=home, to_site=venue, minutes=longest + 1)


def h4(spot: Spot) -> Iterator[Off]:
    """One seat too few; open one minute too late or too short; closed for one minute; two sessions in one room."""
    session = spot.session()
    venue, size = session["venue_id"], len(spot.attendees(session))
    largest = max(len(spot.attendees(s)) for _, s in spot.plan.sessions.iterrows() if s["venue_id"] == venue)
    yield spot.given_off("H4", True, "venues", "venue_id", venue, capacity=size - 1)
    yield spot.given_off("H4", False, "venues", "venue_id", venue, capacity=largest)
    yield spot.given_off("H4", True, "venues", "venue_id", venue, open=parse_clock(session["start"]) + 1)
    yield spot.given_off("H4", True, "venues", "venue_id", venue, close=parse_clock(session["end"]) - 1)
    begin, end, minute = instant(session, "start"), instant(session, "end"), pd.Timedelta(minutes=1)
    yield spot.given_more("H4", True, "closures", venue_id=venue, start=end - minute, end=end + minute)
    yield spot.given_more("H4", True, "closures", venue_id=venue, start=begin - minute, end=begin + minute)
    yield spot.session_off("H4", session, venue_id="no room")
    twin = {**session, "session_id": session["session_id"] + "x"}
    yield spot.off("H4", sessions=with_row(spot.plan.sessions, **twin))


def h5(spot: Spot) -> Iterator[Off]:
    """One more needed than come, one fewer allowed."""
    sizes = spot.plan.attendance["session_id"].value_counts()
    least = int(sizes.min())
    smallest = min(spot.instance.settings.post_types.of(p).max_batch for p in POST_TYPES)  # no fewer may be needed
    if least < smallest:
        yield spot.settings_off("H5", True, "session", min_batch=least + 1)
    if least <= smallest:
        yield spot.settings_off("H5", False, "session", min_batch=least)
    members = spot.instance["members"].merge(spot.instance["groups"], how="left", on="group_id")
    post = members.set_index("person_id")["post_type"].fillna("other")
    of_post = spot.plan.attendance.assign(post=spot.plan.attendance["person_id"].map(post))
    for name in sorted(set(of_post["post"])):
        there = of_post.loc[of_post["post"] == name, "session_id"].unique()
        most = int(sizes[there].max())
        if most > spot.instance.settings.session.min_batch:
            yield spot.settings_off("H5", True, f"post_types.{name}", max_batch=most - 1)
            yield spot.settings_off("H5", False, f"post_types.{name}", max_batch=most)


def h6(spot: Spot) -> Iterator[Off]:
    """One day too few between the two; a second session of a kind; a discussion without a study."""
    day = {s["session_id"]: (s["kind"], dt.date.fromisoformat(s["date"])) for _, s in spot.plan.sessions.iterrows()}
    days: dict[str, dict[str, dt.date]] = {}
    for session, person in spot.plan.attendance.itertuples(index=False, name=None):
        kind, date = day[session]
        days.setdefault(person, {})[kind] = date
    gaps = [(d["discussion"] - d["study"]).days for d in days.values() if len(d) == 2]
    if gaps:
        yield spot.settings_off("H6", True, "session", gap_days=min(gaps) + 1)
        yield spot.settings_off("H6", False, "session", gap_days=min(gaps))
        person = spot.chance.choice(sorted(p for p, d in days.items() if len(d) == 2))
        mine = spot.plan.attendance["person_id"] == person
        studies = spot.plan.attendance["session_id"].map(lambda s: day[s][0]) == "study"
        yield spot.off("H6", attendance=spot.plan.attendance.loc[~(mine & studies)].reset_index(drop=True))
    session = spot.session()
    there = set(spot.attendees(session))
    others = sorted(p for p, d in days.items() if session["kind"] in d and p not in there)
    if others:
        more = with_row(spot.plan.attendance, session_id=session["session_id"], person_id=spot.chance.choice(others))
        yield spot.off("H6", attendance=more)


def h7(spot: Spot) -> Iterator[Off]:
    """No lecturer, one where none belongs, one who is absent for a minute or lectures once too often."""
    study, talk = spot.session("study"), spot.session("discussion")
    if study is None or not study["lecturer_id"]:
        return
    person = study["lecturer_id"]
    yield spot.session_off("H7", study, lecturer_id="")
    yield spot.session_off("H7", study, lecturer_id="nobody")
    if talk is not None:
        yield spot.session_off("H7", talk, lecturer_id=person)
    begin, end, minute = instant(study, "start"), instant(study, "end"), pd.Timedelta(minutes=1)
    yield spot.given_more("H7", True, "absences", person_id=person, start=end - minute, end=end + minute)
    yield spot.given_more("H7", True, "absences", person_id=person, start=begin - minute, end=begin + minute)
    count = int((spot.plan.sessions["lecturer_id"] == person).sum())
    yield spot.given_off("H7", True, "lecturers", "person_id", person, max_sessions=count - 1)
    yield spot.given_off("H7", False, "lecturers", "person_id", person, max_sessions=count)


def h8(spot: Spot) -> Iterator[Off]:
    """One fewer may be away than attend at once."""
    group = spot.instance["members"].set_index("person_id")["group_id"]
    session = spot.session()
    there = group[spot.attendees(session)]
    crew = spot.chance.choice(sorted(set(there)))
    if crew:
        number = int((there == crew).sum())
        yield spot.given_off("H8", True, "groups", "group_id", crew, max_away=number - 1)
        yield spot.given_off("H8", False, "groups", "group_id", crew, max_away=int((group == crew).sum()))


def h9(spot: Spot) -> Iterator[Off]:
    """The same person in two sessions at once."""
    session = spot.session()
    person = spot.chance.choice(spot.attendees(session))
    twin = {**session, "session_id": session["session_id"] + "x"}
    there = with_row(spot.plan.attendance, session_id=twin["session_id"], person_id=person)
    yield spot.off("H9", sessions=with_row(spot.plan.sessions, **twin), attendance=there)
    if session["lecturer_id"]:
        yield spot.off("H9", sessions=with_row(spot.plan.sessions, **twin))


RULES: tuple[Callable[[Spot], Iterator[Off]], ...] = (h1, h2, h3, h4, h5, h6, h7, h8, h9)
