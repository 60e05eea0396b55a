"""Calendars read back by a standard parser: every session, stable names, versions, cancellations."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from turnout.models import Instance, Plan
from turnout.reports.report import write_report
from turnout.tests.reports import fabricated
from turnout.tests.reports.rereading import events


def write(plan: Plan, instance: Instance, folder: Path, previous: Plan | None = None) -> Path:
    write_report(plan, instance, folder, what=["calendars"], members=True, previous=previous)
    return folder / "日历"


def of(folder: Path, kind: str, name: str) -> list[Any]:
    (path,) = (folder / kind).glob(f"{name}-*.ics")
    return events(path)


def told(event: Any) -> tuple[str, str]:
    return str(event["SUMMARY"]), f"{event['DTSTART'].dt:%Y-%m-%d %H:%M}"


def test_each_person_has_his_two_sessions(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    folder = write(plan, instance, tmp_path)
    times = {s.session_id: f"{s.date} {s.start}" for s in plan.sessions.itertuples(index=False)}
    names = dict(zip(instance["members"]["person_id"], instance["members"]["name"], strict=True))
    for person, part in plan.attendance.groupby("person_id"):
        found = sorted(told(e)[1] for e in of(folder, "党员", names[person]))
        assert found == sorted(times[s] for s in part["session_id"]), person


@pytest.mark.parametrize(
    ("kind", "name", "sessions"),
    [
        ("党支部", "炼化一车间党支部", {"S001", "S002", "S003"}),
        ("党支部", "一厂机关党支部", {"S004", "S005"}),
        ("场地", "一厂会议室", {"S001", "S002", "S003", "S005"}),
        ("主讲人", "何教授", {"S001", "S006"}),
        ("列席领导", "吕书记", {"S002", "S005", "S007"}),
    ],
)
def test_each_calendar_has_its_sessions(
    tmp_path: Path, plan: Plan, instance: Instance, kind: str, name: str, sessions: set[str]
) -> None:
    found = of(write(plan, instance, tmp_path), kind, name)
    rows = plan.sessions.loc[plan.sessions["session_id"].isin(sessions)]
    assert sorted(told(e)[1] for e in found) == sorted(rows["date"] + " " + rows["start"])
    assert len({e["UID"] for e in found}) == len(found)


def test_an_event_has_its_place_zone_and_topic(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    folder = write(plan, instance, tmp_path)
    event = next(e for e in of(folder, "党支部", "一厂机关党支部") if "研讨" in e["SUMMARY"])
    assert event["LOCATION"] == "一厂会议室，一厂区"
    assert "主题：机关作风怎么改" in event["DESCRIPTION"]
    assert "列席领导：吕书记" in event["DESCRIPTION"]
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event["DTSTART"].dt.utcoffset().total_seconds() == 8 * 3600
    assert f"{event['DTEND'].dt:%H:%M}" == "10:30"
    assert event["STATUS"] == "CONFIRMED"
    (path,) = (folder / "党支部").glob("一厂机关党支部-*.ics")
    assert len(Calendar.from_ical(path.read_bytes()).walk("VTIMEZONE")) == 1


def test_a_supervisor_sees_when_to_leave(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    first = of(write(plan, instance, tmp_path), "列席领导", "吕书记")[0]
    assert first["SUMMARY"] == "列席研讨：炼化一车间党支部"
    assert "最晚出发：08:20" in first["DESCRIPTION"]


def test_fault_119_writing_again_changes_nothing(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    folder = write(plan, instance, tmp_path)
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    write(plan, instance, tmp_path)
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def moved(plan: Plan) -> Plan:
    """S005 a day later; B1's second batch gone, its people in the first."""
    later = fabricated.with_sessions(plan, S005={"date": "2026-04-23"}, S002={"size": 5})
    joined = later.attendance.assign(session_id=later.attendance["session_id"].replace("S003", "S002"))
    return replace(
        later,
        sessions=later.sessions.loc[later.sessions["session_id"] != "S003"].reset_index(drop=True),
        attendance=joined,
        visits=later.visits.loc[later.visits["session_id"] != "S003"].reset_index(drop=True),
    )


@pytest.mark.parametrize("memory", ["beside the calendars", "an earlier plan"])
def test_fault_119_a_new_plan_updates_and_cancels(tmp_path: Path, plan: Plan, instance: Instance, memory: str) -> None:
    """The moved session keeps its UID and rises in version; the dropped one is cancelled; the rest stays as it was."""
    before = of(write(plan, instance, tmp_path / "a"), "党支部", "一厂机关党支部")
    beside = memory == "beside the calendars"
    folder = write(moved(plan), instance, tmp_path / ("a" if beside else "b"), None if beside else plan)
    after = {str(e["UID"]): e for e in of(folder, "党支部", "一厂机关党支部")}
    study, discussion = (after[str(e["UID"])] for e in before)
    assert (study["SEQUENCE"], study["STATUS"]) == (0, "CONFIRMED")
    assert (discussion["SEQUENCE"], discussion["STATUS"]) == (1, "CONFIRMED")
    assert told(discussion)[1] == "2026-04-23 08:30"
    workshop = of(folder, "党支部", "炼化一车间党支部")
    assert [(told(e)[1], e["SEQUENCE"]) for e in workshop if e["STATUS"] == "CANCELLED"] == [("2026-04-20 14:30", 1)]
    assert sum(e["STATUS"] == "CONFIRMED" for e in workshop) == 2
    gone = of(folder, "列席领导", "施副书记")
    assert [e["STATUS"] for e in gone] == ["CANCELLED"]
    member = {told(e)[1]: (e["SEQUENCE"], e["STATUS"]) for e in of(folder, "党员", "李思远")}
    assert member == {"2026-04-08 09:00": (0, "CONFIRMED"), "2026-04-20 09:00": (1, "CONFIRMED")}


def test_fault_119_versions_go_on_rising_and_what_comes_back_is_confirmed(
    tmp_path: Path, plan: Plan, instance: Instance
) -> None:
    for version in (plan, moved(plan), plan):
        folder = write(version, instance, tmp_path)
    back = of(folder, "列席领导", "施副书记")
    assert [(e["STATUS"], e["SEQUENCE"]) for e in back] == [("CONFIRMED", 2)]


def test_fault_119_names_that_look_like_calendar_lines_stay_text(
    tmp_path: Path, plan: Plan, instance: Instance
) -> None:
    nasty = "甲;乙,丙\\丁\r\nEND:VEVENT\nBEGIN:VEVENT\r\nUID:" + "0" * 32 + "@turnout"
    changed = fabricated.with_sessions(plan, S005={"topic": nasty})
    renamed = fabricated.renamed(instance, "branches", "name", {"B2": nasty})
    folder = write(changed, renamed, tmp_path)
    (path,) = (folder / "场地").glob("一厂会议室-*.ics")
    found = events(path)
    assert len(found) == 4
    assert len({e["UID"] for e in found}) == 4
    event = next(e for e in found if "END:VEVENT" in e["SUMMARY"])
    assert event["SUMMARY"] == "研讨：" + nasty.replace("\r\n", "\n")


def test_fault_119_lines_fold_between_characters(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    """No line is longer than 75 octets, and each is valid UTF-8 by itself."""
    topic = "深入学习贯彻党的创新理论推进能源化工高质量发展" * 8
    changed = fabricated.with_sessions(plan, S005={"topic": topic})
    folder = write(changed, instance, tmp_path)
    for path in folder.rglob("*.ics"):
        for line in path.read_bytes().split(b"\r\n"):
            assert len(line) <= 75
            line.decode("utf-8")
    event = next(e for e in of(folder, "党支部", "一厂机关党支部") if "研讨" in e["SUMMARY"])
    assert topic in event["DESCRIPTION"]


def test_the_next_quarter_has_other_events(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    from turnout.models import Settings

    first = {e["UID"] for e in of(write(plan, instance, tmp_path / "a"), "场地", "一厂会议室")}
    later = write(plan, instance.with_settings(Settings(quarter="2026Q3")), tmp_path / "b")
    assert first.isdisjoint(e["UID"] for e in of(later, "场地", "一厂会议室"))


def test_a_session_until_midnight_ends_as_the_next_day_begins(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    late = plan.sessions.assign(start="22:00", end="24:00")
    folder = write(replace(plan, sessions=late), instance, tmp_path)
    for path in folder.rglob("*.ics"):
        text = path.read_text(encoding="utf-8")
        assert "T240000" not in text
        for event in events(path):
            lasts = event["DTEND"].dt - event["DTSTART"].dt
            assert not str(event["SUMMARY"]).startswith("研讨") or lasts.total_seconds() == 2 * 3600


@pytest.mark.parametrize("version", ["1e999", "9" * 30, '"x"', "-1", "[" * 5000])
def test_a_memory_that_somebody_edited_is_none(tmp_path: Path, plan: Plan, instance: Instance, version: str) -> None:
    folder = write(plan, instance, tmp_path)
    memory = folder / "calendars.json"
    memory.write_text(re.sub(r":\[[0-9]+,", f":[{version},", memory.read_text(encoding="utf-8")), encoding="utf-8")
    write(plan, instance, tmp_path)
    assert {str(event["SEQUENCE"]) for path in folder.rglob("*.ics") for event in events(path)} == {"0"}
