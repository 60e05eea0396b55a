"""Identity and structure: who is who, and who stands under whom. Tests are numbered as the list of faults is."""

import pandas as pd
import pytest

from turnout.tests.instances.world import World, place


def test_the_world_is_valid(world: World) -> None:
    assert world.codes() == []
    assert world.warnings() == []


def test_fault_001_equal_rows_are_merged_once_and_counted(world: World) -> None:
    instance = world.add("members", "002,Li,B1,", "003,Zhao,B2,G1", "002,Li,B1,").load()
    assert instance["members"]["person_id"].tolist() == ["001", "002", "003", "004"]
    (warning,) = instance.warnings
    assert warning.code == "rows-merged"
    assert "3 rows" in warning.text.en


def test_fault_002_one_id_with_different_data_names_both_rows(world: World) -> None:
    (error,) = world.add("members", "002,Li Min,B1,").errors()
    assert error.code == "double-key"
    assert place(error) == ("members.csv", 6, "person_id", "002")
    assert "row 3" in error.text.en
    assert "name" in error.text.en
    assert "第 3 行" in error.text.zh


def test_fault_003_a_member_of_two_branches_is_refused(world: World) -> None:
    (error,) = world.add("members", "002,Li,B2,").errors()
    assert (error.code, error.row) == ("double-key", 6)
    assert "branch_id" in error.text.en


def test_fault_004_people_of_the_same_name_are_different_people(world: World) -> None:
    instance = world.add("members", "005,Wang,B1,", "006,Wang,B2,").load()
    assert len(instance["members"]) == 6
    assert instance.warnings == ()


@pytest.mark.parametrize("written", ["００２", "0\u200b02", "002\ufeff"])
def test_fault_005_ids_that_become_the_same_are_refused(world: World, written: str) -> None:
    (error,) = world.add("members", f"{written},Li,B1,").errors()
    assert (error.code, error.row) == ("ids-collide", 6)


def test_fault_005_width_and_unseen_characters_are_taken_away(world: World) -> None:
    instance = world.add("members", "Ａ\u200b９,Qian,Ｂ1,").load()
    assert instance["members"]["person_id"].iloc[-1] == "A9"
    assert instance["members"]["branch_id"].iloc[-1] == "B1"


def test_fault_005_scripts_that_look_alike_in_one_id_are_told(world: World) -> None:
    assert world.add("members", "A\u0430 7,Qian,B1,").warnings() == ["mixed-scripts"]


def test_fault_006_ids_are_trimmed_and_case_counts(world: World) -> None:
    instance = world.add("members", " A1,Qian,B1,", "a1,Zhou, B1 ,").load()
    assert {"A1", "a1"} <= set(instance["members"]["person_id"])
    assert [w.code for w in instance.warnings] == ["ids-differ-in-case"]


def test_fault_006_ids_that_differ_only_in_spaces_collide(world: World) -> None:
    assert world.add("members", " 002,Li,B1,").codes() == ["ids-collide"]


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "-", "NaN"])
def test_fault_007_a_row_without_id_is_refused(world: World, blank: str) -> None:
    (error,) = world.add("members", f"{blank},Qian,B1,").errors()
    assert (error.code, error.row, error.column) == ("missing-value", 6, "person_id")


def test_fault_008_ids_of_one_digit_are_text_and_long_ones_are_refused(world: World) -> None:
    assert world.add("members", "0,Qian,B1,", "-1,Zhou,B1,", f"{'x' * 64},Wu,B1,").codes() == []
    assert world.add("members", f"{'y' * 65},Zheng,B1,").codes() == ["id-too-long"]
    assert world.add("members", f"{'z' * 500},Zheng,B1,").errors()[1].value.endswith("…")


@pytest.mark.parametrize(
    ("parents", "printed"),
    [
        ("A,A,B,S1\nB,B,A,S1", ("A → B → A", "B → A → B")),
        ("A,A,A,S1", ("A → A",)),
        ("A,A,B,S1\nB,B,D,S1\nD,D,B,S1\nE,E,A,S1", ("B → D → B", "D → B → D")),
    ],
)
def test_fault_009_a_cycle_of_committees_is_printed(world: World, parents: str, printed: tuple[str, ...]) -> None:
    (error,) = world.add("committees", *(f"{line}," for line in parents.split("\n"))).errors()
    assert error.code == "cycle"
    assert any(cycle in error.text.en for cycle in printed)


def test_fault_010_a_long_chain_is_refused_without_recursion(world: World) -> None:
    chain = [f"K{i:05d},K,{f'K{i - 1:05d}' if i else 'C1'},S1," for i in range(10_000)]
    (error,) = world.add("committees", *chain).errors()
    assert (error.code, error.value) == ("too-deep", "K00049")


def test_fault_010_fifty_levels_are_enough_for_anybody(world: World) -> None:
    chain = [f"K{i:05d},K,{f'K{i - 1:05d}' if i else 'C1'},S1," for i in range(50)]
    assert world.add("committees", *chain[:49]).codes() == []
    assert world.add("committees", chain[49]).codes() == ["too-deep"]


def test_fault_011_several_roots_are_several_enterprises(world: World) -> None:
    instance = world.add("committees", "D1,Other,,S2,").load()
    assert (instance["committees"]["parent_id"] == "").sum() == 2


def test_fault_012_an_unknown_parent_is_refused_with_the_nearest(world: World) -> None:
    world.put(
        "committees", "committee_id,name,parent_id,site_id\nC100,Group,,S1\nC200,Works,C10O,S1\nC1,x,,S1\nZ1,y,C1,S1"
    )
    (error,) = world.errors()
    assert place(error) == ("committees.csv", 3, "parent_id", "C10O")
    assert error.code == "unknown-id"
    assert "C100" in error.text.en
    assert "C100" in error.text.zh


def test_fault_013_a_branch_needs_a_committee_that_is_there(world: World) -> None:
    errors = world.add("branches", "B3,New,,S1,", "B4,New,C9,S1,").errors()
    assert [(e.code, e.row) for e in errors] == [("missing-value", 4), ("unknown-id", 5)]


def test_fault_014_a_branch_without_members_is_told(world: World) -> None:
    instance = world.add("branches", "B3,Empty,C1,S1,").load()
    (warning,) = instance.warnings
    assert warning.code == "branch-without-members"
    assert "B3" in warning.text.en


def test_fault_015_a_branch_larger_than_any_venue_is_accepted(world: World) -> None:
    assert world.add("members", *(f"9{i:03d},Qian,B1," for i in range(300))).codes() == []


def test_fault_016_a_committee_at_two_places_of_the_tree_is_refused(world: World) -> None:
    (error,) = world.add("committees", "C2,Works,,S1,").errors()
    assert (error.code, error.row) == ("double-key", 5)


def test_fault_017_a_supervisor_may_be_a_member_below(world: World) -> None:
    assert world.add("supervisors", "003,Zhao,C1,S1").warnings() == []


def test_fault_018_a_supervisor_may_be_absent(world: World) -> None:
    instance = world.put("absences", "person_id,start,end\n001,2026-02-01,2099-12-31").load()
    assert instance["absences"]["end"].iloc[0] == pd.Timestamp("2100-01-01")


def test_fault_019_supervisors_and_lecturers_need_a_committee(world: World) -> None:
    world.add("supervisors", "007,He,C9,S1", "008,Hu,Z1,S1").put("lecturers", "person_id,name,committee_id\n009,Ma,C8")
    assert world.codes() == ["supervisor-of-general-branch", "unknown-id", "unknown-id"]


def test_fault_020_unknown_groups_and_codes_are_listed(world: World) -> None:
    world.put("roster", "group_id,date,code\nG9,2026-01-05,D\nG1,2026-01-06,X\nG1,2026-01-07,-")
    world.add("windows", "G8,2026-01-05,,,,08:00,10:00,").add("members", "005,Qian,B1,G7")
    world.add("groups", "G3,Crew,shift,D Q - R,2026-01-01,,")
    errors = world.errors()
    assert sorted((e.file, e.row, e.code) for e in errors) == [
        ("groups.csv", 4, "unknown-code"),
        ("members.csv", 6, "unknown-id"),
        ("roster.csv", 2, "unknown-id"),
        ("roster.csv", 3, "unknown-id"),
        ("windows.csv", 3, "unknown-id"),
    ]
    assert "Q, R" in next(e for e in errors if e.file == "groups.csv").text.en


def test_fault_021_roster_rows_outside_the_plan_are_kept(world: World) -> None:
    instance = world.put("roster", "group_id,date,code\nG1,2025-12-31,N\nG1,2026-04-01,D").load()
    assert len(instance["roster"]) == 2
    assert instance.warnings == ()


def test_fault_022_two_roster_rows_for_a_group_and_date_are_refused(world: World) -> None:
    world.put("roster", "group_id,date,code\nG1,2026-01-05,D\nG1,2026/1/5,N")
    (error,) = world.errors()
    assert (error.code, error.row) == ("double-key", 3)
    assert "row 2" in error.text.en


@pytest.mark.parametrize("cycle", ["L L", "D E", "D N D", "L - D"])
def test_fault_022_shifts_of_a_cycle_that_overlap_are_told(world: World, cycle: str) -> None:
    world.add("shifts", "E,00:00,09:00", "L,08:00,33:00").change("groups", "D D N N - - - -", cycle)
    world.change("shifts", "D,08:00,20:00", "D,06:00,25:00")
    expected = ["shifts-overlap"] if cycle != "L - D" else []
    assert world.warnings() == expected


def test_fault_022_shifts_that_touch_do_not_overlap(world: World) -> None:
    assert (
        world.change("groups", "D D N N - - - -", "N D").change("shifts", "N,20:00,32:00", "N,20:00,32:00").warnings()
        == []
    )


def test_fault_023_a_person_who_is_never_there_is_no_error(world: World) -> None:
    assert world.put("absences", "person_id,start,end\n002,2025-01-01,2027-01-01").codes() == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("G3,Crew,shift,,,,", "shift-without-rota"),
        ("G3,Crew,mobile,,,,", "mobile-without-windows"),
        ("G3,Crew,other,D -,,,", "cycle-without-start"),
        ("G3,Joint,cross_unit,,,,", "no-lead-branch"),
        ("G3,Joint,cross_unit,,,B3,", "lead-branch-empty"),
        ("G3,Joint,cross_unit,,,B9,", "unknown-id"),
        ("G3,Crew,driver,,,,", "not-a-choice"),
    ],
)
def test_groups_have_what_their_post_type_needs(world: World, row: str, code: str) -> None:
    world.add("branches", "B3,Empty,C1,S1,").add("groups", row)
    (error,) = world.errors()
    assert (error.code, error.file, error.row) == (code, "groups.csv", 4)


@pytest.mark.parametrize("table", ["roster", "windows"])
def test_a_shift_group_lives_on_roster_rows_or_windows_alone(world: World, table: str) -> None:
    world.add("groups", "G3,Crew,shift,,,,")
    if table == "roster":
        world.put("roster", "group_id,date,code\nG3,2026-01-05,D")
    else:
        world.add("windows", "G3,2026-01-05,,,,08:00,10:00,")
    assert world.codes() == []


def test_a_general_branch_is_never_an_enterprise(world: World) -> None:
    (error,) = world.add("committees", "Z9,Shop,,S1,general_branch").errors()
    assert (error.code, error.row) == ("general-branch-root", 5)


def test_a_branch_and_a_committee_never_share_an_id(world: World) -> None:
    (error,) = world.add("branches", "C1,Office,C1,S1,").add("members", "005,Qian,C1,").errors()
    assert (error.code, error.file) == ("shared-id", "branches.csv")


def test_one_person_under_two_names_is_told(world: World) -> None:
    instance = world.add("supervisors", "003,Zhao Qiang,C1,S1").load()
    (warning,) = instance.warnings
    assert warning.code == "person-with-two-names"
    assert "003" in warning.text.en


def test_a_discussion_without_topic_is_told_once(world: World) -> None:
    world.put("topics", "scope_id,kind,title\nZ1,discussion,Safety\nC1,study,Law")
    (warning,) = world.load().warnings
    assert warning.code == "no-topic"
    assert "B1" in warning.text.en
    assert "B2" not in warning.text.en


def test_off_may_be_written_in_words(world: World) -> None:
    world.change("groups", "D D N N - - - -", "D D N N 休 休 off OFF").put(
        "roster", "group_id,date,code\nG1,2026-01-05,休"
    )
    instance = world.load()
    assert instance["groups"]["cycle"].iloc[0] == "D D N N - - - -"
    assert instance["roster"]["code"].tolist() == ["-"]


def test_an_own_shift_called_off_stays_a_shift(world: World) -> None:
    world.add("shifts", "休,09:00,10:00").put("roster", "group_id,date,code\nG1,2026-01-05,休")
    assert world.load()["roster"]["code"].tolist() == ["休"]


def test_an_unread_table_brings_no_errors_about_what_refers_to_it(world: World) -> None:
    assert world.drop("branches.csv").codes() == ["missing-table"]
    world.put("branches", "branch,nam\nB1,x").put("topics", "scope_id,kind,title\nB1,study,x")
    assert set(world.codes()) == {"missing-column", "unknown-column"}
