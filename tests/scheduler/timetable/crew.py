"""A crew that everything is tried out on: one branch, one hall, a window of two hours on each of two Mondays."""

from __future__ import annotations

from typing import Any

from turnout.models.instance import Instance
from turnout.models.plan import Manifest, Plan, empty_table
from turnout.scheduler.timetable import Timetable, plan_timetable
from turnout.tests.reference.exact import Optimum, optimum
from turnout.tests.reference.raw import Raw
from turnout.tests.reference.small import small

MONDAYS = ("2026-03-02", "2026-03-09")
WEDNESDAY = "2026-03-04"


def crew(people: int = 3, windows: bool = True, **session: Any) -> Raw:
    """Three drivers of branch B who are together from 8:00 to 10:00 on two Mondays, a week apart; hall V has ten seats.

    Placing all takes one study and one discussion, 30 each: (0, 60). session: settings of the sessions.
    """
    raw = Raw(settings={
        "start_date": "2026-03-02", "end_date": "2026-03-15",
        "session": {"min_batch": 2, "lecturer_required": False, **session},
    })  # fmt: skip
    raw.add("sites", site_id="S", name="town", longitude=116, latitude=39)
    raw.add("committees", committee_id="E", name="enterprise", site_id="S")
    raw.add("venues", venue_id="V", name="hall", site_id="S", capacity=10)
    branch(raw, "B", people, group="G", windows=windows)
    return raw


def branch(raw: Raw, name: str, people: int, group: str = "", windows: bool = True, site: str = "S") -> None:
    """A branch at a site; its members are drivers of a group with the two windows, or have no group."""
    raw.add("branches", branch_id=name, name=f"branch {name}", committee_id="E", site_id=site)
    if group:
        raw.add("groups", group_id=group, name="drivers", post_type="mobile")
        for date in MONDAYS if windows else ():
            window(raw, date, "8:00", "10:00", group)
    for i in range(people):
        raw.add("members", person_id=f"{name}{i}", name=f"member {i}", branch_id=name, group_id=group)


def window(raw: Raw, date: str, start: str, end: str, group: str = "G", burden: int = 0) -> None:
    """A time on one date at which the group is together."""
    raw.add("windows", group_id=group, date=date, start=start, end=end, burden=burden)


def lecturer(raw: Raw, name: str = "L", start: str = "8:00", end: str = "20:00", **cells: object) -> None:
    """A lecturer of the enterprise who is there every day; studies need one from now on."""
    raw.settings["session"]["lecturer_required"] = True
    raw.add("lecturers", person_id=name, name="lecturer", **{"committee_id": "E", **cells})
    for weekday in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"):
        raw.add("lecturer_windows", person_id=name, weekday=weekday, start=start, end=end)


def cheap_monday_dear_wednesday(gap_days: int) -> Raw:
    """Two crews of three, a hall for each. On the first Monday they study for nothing, with L, who lectures once; on
    Wednesday for 2 each, with K, who is there on that day alone. The second Monday is five days after that."""
    raw = crew(gap_days=gap_days)
    branch(raw, "C", 3, group="H")
    raw.add("venues", venue_id="W", name="second hall", site_id="S", capacity=10)
    for group in ("G", "H"):
        window(raw, WEDNESDAY, "8:00", "10:00", group, burden=2)
    lecturer(raw, "L", max_sessions=1)
    lecturer(raw, "K")
    raw.tables["lecturer_windows"] = [r for r in raw["lecturer_windows"] if r["person_id"] == "L"]
    raw.add("lecturer_windows", person_id="K", date=WEDNESDAY, start="8:00", end="10:00")
    return raw


def worth(raw: Raw) -> tuple[int, int]:
    """Unplaced pairs and cost of the plan, which are the optimum of a model written from the rules alone."""
    instance = raw.instance()
    made = plan_timetable(instance)
    best = optimum(instance)
    assert best is not None
    found = (len(made.unplaced), made.cost.total)
    assert found == (best.unplaced, best.cost)
    assert (made.bound_unplaced, made.bound_cost) <= found
    return found


def as_plan(instance: Instance, made: Timetable | Plan, **status: str) -> Plan:
    """The timetable as a base plan. status: by session id, dashes written as underscores; the others are planned."""
    sessions = made.sessions.copy()
    wanted = {name.replace("_", "-"): value for name, value in status.items()}
    assert set(wanted) <= set(sessions["session_id"])
    sessions["status"] = [wanted.get(s, "planned") for s in sessions["session_id"]]
    manifest = Manifest(instance_hash=instance.content_hash)
    return Plan(sessions, made.attendance, empty_table("visits"), made.unplaced, empty_table("coverage"), manifest)


def few_lecturers(seed: int) -> tuple[Instance, Optimum]:
    """A small random instance whose lecturers may lecture once or twice, and its proven optimum."""
    raw = small(seed, 100)
    for row in raw["lecturers"]:
        row["max_sessions"] = "1" if seed % 2 else "2"
    instance = raw.instance()
    best = optimum(instance)
    assert best is not None
    return instance, best
