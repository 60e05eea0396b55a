"""What one committee's level sees, and the words of every code."""

from __future__ import annotations

from pathlib import Path

import pytest

from turnout.models import Instance, Plan
from turnout.models.plan import SHORTFALL_REASONS, UNPLACED_REASONS
from turnout.models.text import Text
from turnout.reports import answers, calendars, events, overview, reasons, report, sign_in, sign_in_form, tables, words
from turnout.reports.report import write_report
from turnout.reports.view import view_of
from turnout.tests.reports.rereading import records


def test_a_committee_sees_its_own_part(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    write_report(plan, instance, tmp_path, under="C1")
    path = tmp_path / "计划.xlsx"
    assert {r["场次编码"] for r in records(path, "按日安排")} == {"S001", "S002", "S003", "S004", "S005"}
    assert {r["工号"] for r in records(path, "参加人员")} == {f"M0{i}" for i in range(1, 9)}
    assert {r["工号"] for r in records(path, "列席行程")} == {"P2"}
    assert {r["列席领导"] for r in records(path, "支部列席")} == {"吕书记", "施副书记"}
    assert [r["党组织"] for r in records(path, "覆盖与指标")] == ["一厂党委"]
    assert records(path, "未安排人员") == []
    assert {p.name for p in (tmp_path / "日历").iterdir()} == {
        "calendars.json", "党支部", "场地", "主讲人", "列席领导"
    }  # fmt: skip


def test_of_a_session_led_elsewhere_it_sees_its_own_members(plan: Plan, instance: Instance) -> None:
    """One of TC03's members joins B1's discussion: C2 sees the session and him, not B1's people; C1 sees all of it."""
    seats = plan.attendance.copy()
    seats.loc[(seats["session_id"] == "S007") & (seats["person_id"] == "T011"), "session_id"] = "S003"
    joined = Plan(plan.sessions, seats, plan.visits, plan.unplaced, plan.coverage, plan.manifest)
    for under, people in (("C2", {"T011"}), ("C1", {"M04", "M05", "T011"})):
        view = view_of(joined, instance, under=under)
        row = view.sessions.index[view.sessions["session_id"] == "S003"][0]
        seen = view.presence.loc[view.presence["session"] == row, "person"]
        assert set(view.people["person_id"].iloc[seen]) == people


def test_the_root_sees_everything(plan: Plan, instance: Instance) -> None:
    whole, top = view_of(plan, instance), view_of(plan, instance, under="C0")
    assert len(top.sessions) == len(whole.sessions) == 7
    assert len(top.presence) == len(whole.presence) == len(plan.attendance)
    assert len(top.coverage) == len(plan.coverage)


def test_an_unknown_committee_is_named(plan: Plan, instance: Instance) -> None:
    with pytest.raises(KeyError, match="C9"):
        view_of(plan, instance, under="C9")


def test_ids_that_the_instance_does_not_know_stand_for_themselves(plan: Plan, instance: Instance) -> None:
    odd = Plan(
        plan.sessions.assign(venue_id="V9", lecturer_id="L9"), plan.attendance.assign(person_id="M99"), plan.visits,
        plan.unplaced, plan.coverage, plan.manifest,
    )  # fmt: skip
    view = view_of(odd, instance)
    assert set(view.sessions["venue"]) == {"V9"}
    assert set(view.person_names(view.presence["person"])) == {"M99"}


def test_every_code_of_a_plan_has_a_sentence_in_both_languages() -> None:
    for codes, table in ((UNPLACED_REASONS, reasons.UNPLACED), (SHORTFALL_REASONS, reasons.SHORTFALL)):
        assert set(codes) == set(table)
        for code in codes:
            assert table[code].en.endswith(".")
            assert table[code].zh.endswith("。")


def test_every_word_is_there_in_both_languages() -> None:
    modules = (answers, calendars, events, overview, reasons, report, sign_in, sign_in_form, tables, words)
    texts: list[Text] = []
    for module in modules:
        for value in vars(module).values():
            texts += [value] if isinstance(value, Text) else []
            texts += [t for t in value.values() if isinstance(t, Text)] if isinstance(value, dict) else []
    assert len(texts) > 150
    for text in texts:
        assert text.en
        assert text.zh
        assert text.en.isascii() or set(text.en) & set("“”…·–（）"), text
        assert any(ord(c) > 0x2E80 for c in text.zh) or text.zh.isdigit() or "{" in text.zh, text


def test_details_are_told_with_their_names() -> None:
    assert reasons.details("longest=90 needed=120", "zh") == "最长空闲分钟：90；需要：120"
    assert reasons.details("needed=120 new_key=x plain", "en") == "needed: 120; new_key: x; plain"
