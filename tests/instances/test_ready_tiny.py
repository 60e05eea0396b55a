"""The plan that tiny's README shows is a valid one, costs what the README says, and nothing is better."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from turnout.instances import load
from turnout.models.instance import Instance
from turnout.models.plan import PLAN_COLUMNS, Bound, Cost, Manifest, Objective, Plan, SitInCost, TimetableCost
from turnout.tests.reference.exact import optimum
from turnout.verifier import verify

TINY = Path(__file__).resolve().parents[2] / "instances" / "ready" / "tiny"
ROW = re.compile(
    r"\| (\d\d-\d\d) 星期. \| (\d\d:\d\d)–(\d\d:\d\d) \| (学习|研讨) "
    r"\| (.*?)党支部(?:（(.)值）)? \| (\w+) \| (\d) \|"
)
CREW = {"一": "Z1", "二": "Z2", "三": "Z3"}
TIMETABLE = TimetableCost(session=240, burden=18, travel=0, off_theme_day=15, total=273)
SIT_INS = SitInCost(visit=120, day=240, travel_minute=80, imbalance=0, total=440)


@pytest.fixture
def tiny() -> Instance:
    """The instance."""
    return load(TINY)


@pytest.fixture
def story() -> str:
    """Its README."""
    return (TINY / "README.md").read_text(encoding="utf-8")


def frame(name: str, rows: list[tuple[object, ...]]) -> pd.DataFrame:
    """One table of a plan."""
    return pd.DataFrame(rows, columns=list(PLAN_COLUMNS[name]))


def shown(tiny: Instance, story: str) -> Plan:
    """The plan of the README's table: everybody whom a row means attends, save her who is on leave by then."""
    members, topics = tiny.tables["members"], tiny.tables["topics"].set_index("kind")["title"]
    sessions: list[tuple[object, ...]] = []
    attendance: list[tuple[object, ...]] = []
    visits: list[tuple[object, ...]] = []
    for number, found in enumerate(ROW.findall(story), 1):
        day, start, end, kind_zh, whose, crew, venue, size = found
        kind, session = {"学习": "study", "研讨": "discussion"}[kind_zh], f"S{number}"
        branch = {"机关": "ZB1", "发电": "ZB2"}[whose]
        there = members[(members["branch_id"] == branch) & (members["group_id"] == CREW.get(crew, ""))]["person_id"]
        present = sorted(person for person in there if (person, kind) != ("005", "discussion"))
        lecturer = "101" if kind == "study" else ""
        when, where = (f"2026-{day}", start, end), (venue, lecturer)
        sessions.append((session, kind, "branch", branch, *when, *where, int(size), topics[kind], "planned"))
        attendance += [(session, person) for person in present]
        visitor = {"11-13": "102", "11-19": "001"}.get(day)
        if visitor:
            visits.append((session, visitor, "DW", branch, "fallback"))
    manifest = Manifest(
        instance_hash=tiny.content_hash,
        settings=tiny.settings.model_dump(mode="json"),
        objective=Objective(unplaced=1),
        cost=Cost(timetable=TIMETABLE, sit_ins=SIT_INS),
        bound=Bound(unplaced=1, timetable=273, sit_ins=440),
    )
    return Plan(
        frame("sessions", sessions),
        frame("attendance", attendance),
        frame("visits", visits),
        frame("unplaced", [("005", "discussion", "NO_GAP", "")]),
        frame("coverage", [(target, "DW", 1, 2, 2, 2, 0, "") for target in ("coverage", "quota")]),
        manifest,
    )


def test_the_plan_shown_is_valid_and_every_figure_claimed_for_it_is_true(tiny: Instance, story: str) -> None:
    plan = shown(tiny, story)
    assert len(plan.sessions) == 8
    verdict = verify(tiny, plan)
    assert [(violation.rule, violation.text.en) for violation in verdict.violations] == []


def test_the_readme_states_the_costs_of_the_plan(story: str) -> None:
    assert "240 + 18 + 0 + 15 = **273**" in story
    assert "120 + 240 + 80 + 0 = **440**" in story


def test_no_timetable_is_better(tiny: Instance) -> None:
    found = optimum(tiny)
    assert found is not None
    assert (found.unplaced, found.cost) == (1, TIMETABLE.total)
