"""A. Identity and structure (1–23): who is who, and who stands under whom."""

import pytest

from turnout.tests.faults.scene import Accepted, Refused, Scene, hold_accepted, hold_refused, name_of, two_days

M, C, B, G = "members.csv", "committees.csv", "branches.csv", "groups.csv"


def chain(length: int) -> list[str]:
    """Committees, each under the one before, below C1."""
    return [f"K{i:05d},K,{f'K{i - 1:05d}' if i else 'C1'},S1," for i in range(length)]


REFUSED = [
    Refused(2, "one_id_with_different_data", lambda s: s.world.add("members", "002,Li Min,B1,"),
            "double-key", (M, 6, "person_id"), "002", "row 3", "第 3 行"),
    Refused(3, "a_member_of_two_branches", lambda s: s.world.add("members", "002,Li,B2,"),
            "double-key", (M, 6, "person_id"), "002", "another branch_id", "所在党支部不同"),
    Refused(5, "full_width_digits_that_become_the_same", lambda s: s.world.add("members", "００２,Li,B1,"),
            "ids-collide", (M, 6, "person_id"), "００２", "row 3", "第 3 行"),
    Refused(5, "zero_width_characters_that_become_the_same", lambda s: s.world.add("members", "0\u200b02,Li,B1,"),
            "ids-collide", (M, 6, "person_id"), r"0\u200b02", "means the same", "同一编码"),
    Refused(6, "ids_that_differ_only_in_spaces", lambda s: s.world.add("members", " 002,Li,B1,"),
            "ids-collide", (M, 6, "person_id"), " 002", "row 3", "第 3 行"),
    Refused(7, "a_row_without_id", lambda s: s.world.add("members", "\u3000,Qian,B1,"),
            "missing-value", (M, 6, "person_id"), r"\u3000", "blank", "不能为空"),
    Refused(8, "an_id_of_65_characters", lambda s: s.world.add("members", f"{'y' * 65},Zheng,B1,"),
            "id-too-long", (M, 6, "person_id"), "y" * 60 + "…", "65 characters", "65 个字符"),
    Refused(8, "an_id_of_500_characters", lambda s: s.world.add("members", f"{'z' * 500},Zheng,B1,"),
            "id-too-long", (M, 6, "person_id"), "z" * 60 + "…", "500 characters", "500 个字符"),
    Refused(9, "a_cycle_of_committees", lambda s: s.world.add("committees", "A,A,B,S1,", "B,B,A,S1,"),
            "cycle", (C, 5, "parent_id"), "", "A → B → A", "A → B → A"),
    Refused(9, "a_committee_under_itself", lambda s: s.world.add("committees", "A,A,A,S1,"),
            "cycle", (C, 5, "parent_id"), "", "A → A", "A → A"),
    Refused(10, "a_chain_of_ten_thousand_committees", lambda s: s.world.add("committees", *chain(10_000)),
            "too-deep", (C, 54, "parent_id"), "K00049", "50", "50"),
    Refused(11, "a_parent_that_no_row_has", lambda s: s.world.add("committees", "D1,Other,D0,S2,"),
            "unknown-id", (C, 5, "parent_id"), "D0", "no row of committees", "党组织表中没有此编码"),
    Refused(12, "an_unknown_parent", lambda s: s.world.change("committees", "Z1,Shop,C2", "Z1,Shop,C22"),
            "unknown-id", (C, 4, "parent_id"), "C22", "C2", "C2"),
    Refused(13, "a_branch_without_committee", lambda s: s.world.add("branches", "B3,New,,S1,"),
            "missing-value", (B, 4, "committee_id"), "", "blank", "不能为空"),
    Refused(13, "a_branch_of_an_unknown_committee", lambda s: s.world.add("branches", "B3,New,C9,S1,"),
            "unknown-id", (B, 4, "committee_id"), "C9", "no row of committees", "党组织表中没有此编码"),
    Refused(16, "a_committee_at_two_places_of_the_tree", lambda s: s.world.add("committees", "C2,Works,,S1,"),
            "double-key", (C, 5, "committee_id"), "C2", "another parent_id", "上一级党委不同"),
    Refused(19, "a_supervisor_of_an_unknown_committee", lambda s: s.world.add("supervisors", "007,He,C9,S1"),
            "unknown-id", ("supervisors.csv", 3, "committee_id"), "C9", "committees", "党组织表"),
    Refused(19, "a_supervisor_of_a_general_branch", lambda s: s.world.add("supervisors", "008,Hu,Z1,S1"),
            "supervisor-of-general-branch", ("supervisors.csv", 3, "committee_id"), "Z1", "general branch", "党总支"),
    Refused(19, "a_lecturer_of_an_unknown_committee",
            lambda s: s.world.put("lecturers", "person_id,name,committee_id\n009,Ma,C8"),
            "unknown-id", ("lecturers.csv", 2, "committee_id"), "C8", "committees", "党组织表"),
    Refused(20, "a_member_of_an_unknown_group", lambda s: s.world.add("members", "005,Qian,B1,G7"),
            "unknown-id", (M, 6, "group_id"), "G7", "no row of groups", "班组表中没有此编码"),
    Refused(20, "a_roster_of_an_unknown_group",
            lambda s: s.world.put("roster", "group_id,date,code\nG9,2026-01-05,D"),
            "unknown-id", ("roster.csv", 2, "group_id"), "G9", "groups", "班组"),
    Refused(20, "a_roster_with_an_unknown_shift",
            lambda s: s.world.put("roster", "group_id,date,code\nG1,2026-01-06,X"),
            "unknown-id", ("roster.csv", 2, "code"), "X", "shifts", "班次"),
    Refused(20, "a_window_of_an_unknown_group", lambda s: s.world.add("windows", "G8,2026-01-05,,,,08:00,10:00,"),
            "unknown-id", ("windows.csv", 3, "group_id"), "G8", "groups", "班组"),
    Refused(20, "a_cycle_with_unknown_shifts", lambda s: s.world.add("groups", "G3,Crew,shift,D Q - R,2026-01-01,,"),
            "unknown-code", (G, 4, "cycle"), "D Q - R", "Q, R", "Q, R"),
    Refused(22, "two_roster_rows_for_a_group_and_date",
            lambda s: s.world.put("roster", "group_id,date,code\nG1,2026-01-05,D\nG1,2026/1/5,N"),
            "double-key", ("roster.csv", 3, "group_id"), "G1", "row 2", "第 2 行"),
]  # fmt: skip


def nobody_else_lost(scene: Scene) -> None:
    assert set(scene.result().unplaced["person_id"]) == set()


def member_merged(scene: Scene) -> None:
    assert scene.attended("002") == 2
    nobody_else_lost(scene)


def two_wangs(scene: Scene) -> None:
    assert [scene.attended(person) for person in ("001", "005", "006")] == [2, 2, 2]


def empty_branch_takes_no_part(scene: Scene) -> None:
    plan = scene.result()
    assert "B3" not in set(plan.sessions["audience_id"]) | set(plan.visits["branch_id"])
    coverage = plan.coverage[(plan.coverage["target"] == "coverage") & (plan.coverage["scope_id"] == "C1")]
    assert coverage["branches"].tolist() == [1]


def in_batches(scene: Scene) -> None:
    """300 people and 40 seats: every session fits, and whoever cannot be placed is named with the reason."""
    plan = scene.result()
    assert plan.sessions["size"].max() <= 40
    assert (plan.sessions["kind"] == "discussion").sum() > 1
    placed = set(plan.attendance["person_id"])
    named = set(plan.unplaced["person_id"])
    assert placed | named == {f"9{i:03d}" for i in range(300)} | {"001", "002", "003", "004"}
    assert plan.unplaced["reason"].ne("").all()


def never_to_his_own(scene: Scene) -> None:
    visits = scene.result().visits
    assert len(visits) > 0
    assert not ((visits["person_id"] == "003") & (visits["branch_id"] == "B2")).any()


def absent_supervisor_stays_away(scene: Scene) -> None:
    plan = scene.result()
    dates = plan.visits.merge(plan.sessions, on="session_id")["date"]
    assert (dates < "2026-02-01").all()


def named_as_never_free(scene: Scene) -> None:
    plan = scene.result()
    assert plan.unplaced["person_id"].tolist() == ["002", "002"]
    assert set(plan.unplaced["reason"]) == {"NO_FREE_TIME"}


ACCEPTED = [
    Accepted(1, "equal_rows_are_merged_and_counted",
             lambda s: s.world.add("members", "002,Li,B1,", "003,Zhao,B2,G1", "002,Li,B1,"),
             "rows-merged", "3 rows of members", "有 3 行", member_merged),
    Accepted(4, "people_of_the_same_name_stay_apart",
             lambda s: s.world.add("members", "005,Wang,B1,", "006,Wang,B1,"), then=two_wangs),
    Accepted(5, "scripts_that_look_alike_in_one_id_are_told", lambda s: s.world.add("members", "A\u0430 7,Qian,B1,"),
             "mixed-scripts", r"A\u0430", "外形相似"),
    Accepted(6, "case_counts_and_is_told", lambda s: s.world.add("members", " A1,Qian,B1,", "a1,Zhou, B1 ,"),
             "ids-differ-in-case", "A1, a1", "大小写"),
    Accepted(8, "short_numbers_and_64_characters_are_ids",
             lambda s: s.world.add("members", "0,Qian,B1,", "-1,Zhou,B1,", f"{'x' * 64},Wu,B1,"),
             then=lambda s: [s.attended(i) for i in ("0", "-1", "x" * 64)] == [2, 2, 2]),
    Accepted(10, "fifty_levels_are_planned", lambda s: s.world.add("committees", *chain(49))),
    Accepted(11, "several_roots_are_several_enterprises", lambda s: s.world.add("committees", "D1,Other,,S2,"),
             then=lambda s: set(s.result().coverage["scope_id"]) >= {"C1", "D1"}),
    Accepted(14, "a_branch_without_members_needs_nothing", lambda s: s.world.add("branches", "B3,Empty,C1,S1,"),
             "branch-without-members", "B3", "没有党员", empty_branch_takes_no_part),
    Accepted(15, "a_branch_larger_than_any_venue_meets_in_batches",
             lambda s: s.world.add("members", *(f"9{i:03d},Qian,B1," for i in range(300))), then=in_batches),
    Accepted(17, "a_supervisor_never_visits_his_own_branch",
             lambda s: s.world.put("supervisors", "person_id,name,committee_id,site_id\n003,Zhao,C1,S1"),
             then=never_to_his_own),
    Accepted(18, "a_supervisor_is_not_sent_while_absent",
             lambda s: s.world.put("absences", "person_id,start,end\n001,2026-02-01,2099-12-31"),
             then=absent_supervisor_stays_away),
    Accepted(21, "a_night_before_the_plan_reaches_into_it",
             lambda s: two_days(s, "2026-01-05", "G1,2026-01-04,N", "G1,2026-01-14,N"),
             then=lambda s: s.attended("003") == 1),
    Accepted(21, "a_night_long_before_the_plan_does_not",
             lambda s: two_days(s, "2026-01-05", "G1,2026-01-03,N", "G1,2026-01-14,N"),
             then=lambda s: s.attended("003") == 2),
    Accepted(22, "shifts_of_a_cycle_that_overlap_are_told",
             lambda s: s.world.add("shifts", "L,08:00,33:00").change("groups", "D D N N - - - -", "L L - - - - - -"),
             "shifts-overlap", "G1", "相互重叠"),
    Accepted(23, "somebody_who_is_never_there_is_named",
             lambda s: s.world.put("absences", "person_id,start,end\n002,2025-12-01,2026-05-01"),
             then=named_as_never_free),
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=name_of)
def test_refused(scene: Scene, case: Refused) -> None:
    hold_refused(scene, case)


@pytest.mark.parametrize("case", ACCEPTED, ids=name_of)
def test_accepted(scene: Scene, case: Accepted) -> None:
    hold_accepted(scene, case)
