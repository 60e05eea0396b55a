"""Reports of large plans: every session is there, in seconds of processor time that any office computer has.

Only one process works, so its own time is what somebody waits for on a machine that does nothing else.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from turnout.instances import load
from turnout.instances.generating import generate
from turnout.instances.workbook_template import write_template
from turnout.models import Instance, Plan
from turnout.plans import write
from turnout.reports.report import write_report
from turnout.tests.reports.hurried import hurried
from turnout.tests.reports.rereading import events

pytestmark = pytest.mark.long
TELL = "print(time.process_time(), file=sys.stderr)"
SHOW = f"import sys, time; from turnout import cli; cli.status(sys.argv[1:]); {TELL}"


def seconds(work: Callable[[], object]) -> float:
    """Processor time of some work."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, Instance]:
    """Fifty thousand sessions of some 300,000 members."""
    folder = tmp_path_factory.mktemp("generated") / "instance"
    generate(folder, branches=14_200, members=312_000, quarter="2026Q2")
    instance = load(folder)
    plan = hurried(instance)
    assert len(plan.sessions) >= 50_000
    return plan, instance


def test_fifty_thousand_sessions_in_a_minute(large: tuple[Plan, Instance], tmp_path: Path) -> None:
    """The workbook and all sign-in sheets."""
    plan, instance = large
    took = seconds(lambda: write_report(plan, instance, tmp_path, what=["workbook", "sign-in"]))
    assert took < 60
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(tmp_path / "计划.xlsx")
    rows = book.get_sheet_by_name("按日安排").to_python()
    at = rows[0].index("场次编码")
    assert sorted(row[at] for row in rows[1:]) == plan.sessions["session_id"].tolist()
    people = book.get_sheet_by_name("参加人员").to_python()
    assert len(people) - 1 == len(instance["members"])
    signed: dict[str, int] = {}
    for path in (tmp_path / "签到表").iterdir():
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            session = ""
            for row in book.get_sheet_by_name(name).to_python():
                if row[4] == "场次编码":
                    session = str(row[5])
                    assert session not in signed
                    signed[session] = 0
                elif isinstance(row[0], float):
                    signed[session] += 1
    assert signed == plan.attendance["session_id"].value_counts().to_dict()


def test_their_calendars_and_page(large: tuple[Plan, Instance], tmp_path: Path) -> None:
    plan, instance = large
    assert seconds(lambda: write_report(plan, instance, tmp_path, what=["calendars", "page"])) < 60
    told = sum(len(events(path)) for path in (tmp_path / "日历" / "场地").iterdir())
    assert told == len(plan.sessions)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.html")) < 12_000_000


def answering(plan: Path, instance: Path, *asked: str) -> float:
    """Processor time of `turnout show`, that of starting Python included, best of three."""
    command = [sys.executable, "-c", SHOW, "show", str(plan), str(instance), *asked]
    runs = [subprocess.run(command, capture_output=True, check=True).stderr.split() for _ in range(3)]
    return min(float(words[-1]) for words in runs)


@pytest.mark.parametrize("source", ["folder", "workbook"])
def test_an_answer_for_a_unit_comes_at_once(repository: Path, tmp_path: Path, source: str) -> None:
    """Within a second."""
    given = repository / "instances" / "ready" / "refinery"
    write(hurried(load(given)), tmp_path / "plan")
    if source == "workbook":
        write_template(tmp_path / "data.xlsx", "zh", load(given))
        given = tmp_path / "data.xlsx"
    for asked in (("--member", "010003"), ("--branch", "CY0101"), ("--supervisor", "010003")):
        assert answering(tmp_path / "plan", given, *asked) < 1


@pytest.mark.parametrize("source", ["folder", "workbook"])
def test_an_answer_for_an_enterprise_comes_in_seconds(tmp_path: Path, source: str) -> None:
    """2,000 branches, 44,000 members: five seconds at most."""
    generate(tmp_path / "folder", branches=2_000, members=44_000)
    given, instance = tmp_path / "folder", load(tmp_path / "folder")
    plan = hurried(instance)
    write(plan, tmp_path / "plan")
    if source == "workbook":
        given = tmp_path / "data.xlsx"
        write_template(given, "zh", instance)
    first = {"--branch": plan.sessions["audience_id"], "--member": plan.attendance["person_id"],
             "--supervisor": plan.visits["person_id"], "--venue": plan.sessions["venue_id"],
             "--day": plan.sessions["date"]}  # fmt: skip
    for option, values in first.items():
        assert answering(tmp_path / "plan", given, option, values.iloc[0]) < 5


def test_two_hundred_thousand_member_rows_are_read_in_ten_seconds(
    large: tuple[Plan, Instance], tmp_path: Path
) -> None:
    """From a workbook, 300,000 of them, with everything that is checked; as in the folder."""
    _, instance = large
    write_template(tmp_path / "data.xlsx", "zh", instance)
    again: list[Instance] = []
    assert seconds(lambda: again.append(load(tmp_path / "data.xlsx"))) < 15
    assert again[0].content_hash == instance.content_hash
