"""Calendars (.ics), one each for branches, venues, lecturers, supervisors and, on request, members.

Importing a newer one updates: an event keeps its UID from plan to plan, its SEQUENCE rises when it changes, and one
that is no longer planned stands there as cancelled. What was written last stands in `calendars.json` beside the
calendars; without it, an earlier plan can be given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models.text import Text
from turnout.reports import words
from turnout.reports.calendar_memory import Memory, Told, recall
from turnout.reports.events import (
    CALENDAR_NAME,
    SIT_IN,
    Event,
    calendar_parts,
    known_as,
    render,
    session_events,
    uid_of,
)
from turnout.reports.files import Staging, safe_name
from turnout.reports.itineraries import itineraries
from turnout.reports.view import View

MEMORY = "calendars.json"
FOLDERS = {
    "branch": Text("branches", "党支部"),
    "venue": Text("venues", "场地"),
    "lecturer": Text("lecturers", "主讲人"),
    "supervisor": Text("supervisors", "列席领导"),
    "member": Text("members", "党员"),
}
VISIT_LINES = ("leave", "from", "minutes", "topic", "session_id")
SHOWN_OF_VISITS = ("supervisor_id", "supervisor", "date", "time", "host", "host_key", "to")


@dataclass(frozen=True)
class Calendar:
    """One calendar to write. kind, identity: what it is of. events: by UID."""

    kind: str
    identity: str
    name: str
    events: dict[str, Event]

    @property
    def key(self) -> str:
        """A name of the calendar that no other has."""
        return f"{self.kind}/{self.identity}"


def _quarter(view: View) -> str:
    return f"{view.settings.year}Q{view.settings.quarter_number}"


def calendars_of(view: View, members: bool = False) -> Iterator[Calendar]:
    """All calendars of a plan; restricted branches, their members and what is held for them have none."""
    events = session_events(view)
    usable = ~view.sessions["secret"].to_numpy(dtype=bool) & view.sessions["date"].notna().to_numpy()
    yield from _branch_calendars(view, events, usable)
    s = view.sessions.loc[usable]
    yield from _grouped(view, "venue", s["venue_key"], s["venue"], events)
    taught = s.loc[s["lecturer"] >= 0]
    ids = pd.Series(view.person_ids(taught["lecturer"]), index=taught.index)
    yield from _grouped(
        view, "lecturer", ids, pd.Series(view.person_names(taught["lecturer"]), index=taught.index), events
    )
    yield from _supervisor_calendars(view)
    if members:
        yield from _member_calendars(view, events, usable)


def _grouped(view: View, kind: str, ids: pd.Series, names: pd.Series, events: list[Event]) -> Iterator[Calendar]:
    """Calendars of sessions (index: their row) by an id; events are known by the calendar and the session."""
    frame = pd.DataFrame({"id": ids.to_numpy(dtype=object), "name": names.to_numpy(dtype=object), "row": ids.index})
    frame = frame.loc[frame["id"] != ""].sort_values(["id", "row"], kind="stable")
    names_of: dict[str, str] = {}
    rows_of: dict[str, list[int]] = {}
    for key, name, row in zip(frame["id"].tolist(), frame["name"].tolist(), frame["row"].tolist(), strict=True):
        names_of.setdefault(key, name)
        rows_of.setdefault(key, []).append(row)
    identity = view.sessions["identity"].tolist()
    for key, rows in rows_of.items():
        own = {uid_of(f"{kind}|{key}|{identity[r]}"): events[r] for r in rows}
        yield Calendar(kind, key, names_of[key], own)


def _branch_calendars(view: View, events: list[Event], usable: npt.NDArray[np.bool_]) -> Iterator[Calendar]:
    """Every session that a branch's members attend."""
    branch = view.people["branch"].to_numpy()[view.presence["person"]]
    pairs = pd.DataFrame({"branch": branch, "session": view.presence["session"]}).drop_duplicates()
    b = view.branches
    wanted = b.index[b["inside"] & ~b["secret"]]
    pairs = pairs.loc[pairs["branch"].isin(wanted) & usable[pairs["session"]]]
    index = pd.Index(pairs["session"])
    ids, names = (b[c].iloc[pairs["branch"]].set_axis(index) for c in ("branch_id", "name"))
    yield from _grouped(view, "branch", ids, names, events)


def _supervisor_calendars(view: View) -> Iterator[Calendar]:
    """A supervisor's visits, with when to leave and from where; the event is known by him and the host branch."""
    trips = itineraries(view).frame
    trips = trips.loc[(trips["leg"] == 0) & ~trips["secret"].astype(bool) & trips["date"].notna()]
    trips = trips.loc[trips["supervisor_id"] != "", [*SHOWN_OF_VISITS, *VISIT_LINES]]
    colon = "：" if view.lang == "zh" else ": "
    records = trips.sort_values("supervisor_id", kind="stable").to_dict("records")
    for identity, part in groupby(records, key=lambda visit: str(visit["supervisor_id"])):
        events: dict[str, Event] = {}
        own = list(part)
        for visit in own:
            values = {k: "" if pd.isna(visit[k]) else str(visit[k]) for k in VISIT_LINES}
            text = "\n".join(f"{words.HEADINGS[k].of(view.lang)}{colon}{v}" for k, v in values.items() if v)
            begin, end = (f"{visit['date']:%Y-%m-%d}T{clock}" for clock in visit["time"].split("–"))
            uid = uid_of(f"{_quarter(view)}|visit|{identity}|{visit['host_key']}")
            if uid in events:
                uid = uid_of(f"{_quarter(view)}|visit|{identity}|{visit['host_key']}|{visit['session_id']}")
            summary = SIT_IN.fill(host=visit["host"]).of(view.lang)
            events[uid] = Event(begin, end, summary, visit["to"], text, words.STEPS["visit"].of(view.lang))
        yield Calendar("supervisor", identity, str(own[0]["supervisor"]), events)


def _member_calendars(view: View, events: list[Event], usable: npt.NDArray[np.bool_]) -> Iterator[Calendar]:
    """A member's study and discussion, known by him and the kind, so that moving to another batch moves the event."""
    people, p = view.people, view.presence
    shown = people["inside"].to_numpy(dtype=bool) & ~people["secret"].to_numpy(dtype=bool)
    p = p.loc[shown[p["person"]] & usable[p["session"]]].sort_values(["person", "session"])
    kinds, sessions = view.sessions["kind"].tolist(), view.sessions["session_id"].tolist()
    ids, names = people["person_id"].tolist(), people["name"].tolist()
    own: dict[str, Event] = {}
    last = -1
    for person, row in zip(p["person"].tolist(), p["session"].tolist(), strict=True):
        if person != last and own:
            yield Calendar("member", ids[last], names[last], own)
            own = {}
        last = person
        uid = uid_of(f"{_quarter(view)}|member|{ids[person]}|{kinds[row]}")
        if uid in own:
            uid = uid_of(f"{_quarter(view)}|member|{ids[person]}|{kinds[row]}|{sessions[row]}")
        own[uid] = events[row]
    if own:
        yield Calendar("member", ids[last], names[last], own)


def _remembered(earlier: View, members: bool) -> Memory:
    """What the calendars of an earlier plan said."""
    memory = Memory()
    for calendar in calendars_of(earlier, members):
        memory.names[calendar.key] = calendar.name
        memory.told[calendar.key] = Memory().next(calendar.key, calendar.events)
    return memory


def _must_not_stand(view: View, kind: str, identity: str, name: str) -> bool:
    """Whether a calendar of an earlier public edition may be of somebody or something restricted since.

    A venue without any session is taken for one: those of restricted branches alone have none that is shown.
    """
    mask = view.mask
    named = identity in mask.branches or identity in mask.people or mask.text(name) != name
    return named or (view.public and kind == "venue")


def _public(view: View, told: Told) -> Told:
    """What is cancelled in a public edition may be restricted since: only that and when is told."""
    if not (view.public and told.cancelled):
        return told
    event = replace(told.event, summary=view.mask.word, place="", text="")
    return replace(told, event=event)


def write_calendars(view: View, staging: Staging, members: bool = False, earlier: View | None = None) -> int:
    """Write all calendars; returns how many. earlier: the plan that people have so far, where no memory stands."""
    folder = words.CALENDAR_FOLDER.of(view.lang)
    profile = f"{'public' if view.public else 'internal'}|{view.under}|{view.lang}"
    before = recall(staging.root / folder / MEMORY, profile)
    if before is None:
        before = Memory() if earlier is None else _remembered(earlier, members)
    now = Memory()
    rendered: dict[Event, bytes] = {}
    todo = {c.key: c for c in calendars_of(view, members)}
    for key, name in before.names.items():
        kind, _, identity = key.partition("/")
        if key not in todo and kind in FOLDERS and not _must_not_stand(view, kind, identity, name):
            if kind != "member" or members:
                todo[key] = Calendar(kind, identity, name, {})
            else:
                now.names[key], now.told[key] = name, before.told[key]
    for key, calendar in todo.items():
        told = {uid: _public(view, t) for uid, t in before.next(key, calendar.events).items()}
        now.names[key], now.told[key] = calendar.name, told
        pieces = []
        for uid, t in told.items():
            if t.event not in rendered:
                rendered[t.event] = render(t.event)
            pieces.append(known_as(rendered[t.event], uid, t.sequence, view.settings.start, t.cancelled))
        title = CALENDAR_NAME.fill(name=calendar.name, quarter=_quarter(view)).of(view.lang)
        head, tail = calendar_parts(title, view.settings.year)
        place = (folder, FOLDERS[calendar.kind].of(view.lang), safe_name(calendar.name, calendar.identity, ".ics"))
        staging.write(head + b"".join(pieces) + tail, *place)
    staging.write(now.dump(profile), folder, MEMORY)
    return len(todo)
