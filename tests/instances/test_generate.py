"""Generated instances: exact in their numbers, sound in their references, alike on every run, and like real ones."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from turnout.cli import status
from turnout.instances import load
from turnout.instances.generating import SizeError, generate, make
from turnout.instances.generating.catalogue import industries, places, rotas
from turnout.instances.generating.sizes import branch_sizes
from turnout.models import Instance
from turnout.models.tables import TABLES
from turnout.scheduler.travel import Travel

Tables = dict[str, pd.DataFrame]
WITHIN_REACH = 60  # minutes, the default max_attendee_travel


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two enterprises of 400 branches, in the third quarter, so that every table has rows."""
    folder = tmp_path_factory.mktemp("generated") / "instance"
    generate(folder, enterprises=2, branches=400, members=9000, quarter="2026Q3", seed=5)
    return folder


@pytest.fixture(scope="module")
def instance(folder: Path) -> Instance:
    return load(folder)


def owners(instance: Instance) -> pd.Series:
    """The nearest committee of each branch: a general branch passes its branches up."""
    committees = instance["committees"].set_index("committee_id")
    above = instance["branches"].set_index("branch_id")["committee_id"]
    general = committees.loc[above, "kind"].to_numpy() == "general_branch"
    return above.where(~general, committees.loc[above, "parent_id"].to_numpy())


def test_it_passes_every_check_without_a_warning(instance: Instance) -> None:
    assert [notice.line("en") for notice in instance.warnings] == []


def test_every_table_but_the_calendar_has_rows(instance: Instance) -> None:
    assert {name for name in TABLES if instance[name].empty} == {"calendar"}


def test_the_numbers_are_those_asked_for(instance: Instance) -> None:
    committees = instance["committees"]
    assert (committees["parent_id"] == "").sum() == 2
    assert len(instance["branches"]) == 400
    assert len(instance["members"]) == 9000


@pytest.mark.parametrize("branches", [1, 2, 3, 6, 15, 16, 24, 26, 31, 46, 61, 96])
def test_any_number_of_branches_makes_a_tree(branches: int) -> None:
    tables = make(branches=branches)
    assert len(tables["branches"]) == branches
    assert tables["branches"]["branch_id"].is_unique
    assert set(tables["branches"]["committee_id"]) <= set(tables["committees"]["committee_id"])
    parents = tables["committees"]["parent_id"]
    assert set(parents) - {""} <= set(tables["committees"]["committee_id"])
    assert (parents == "").sum() == 1


def test_branch_sizes_are_log_normal_around_seventeen() -> None:
    sizes = branch_sizes(np.random.default_rng(1), 20_000, round(20_000 * 22.24))
    assert sizes.sum() == 444_800
    assert (sizes.min(), sizes.max()) == (3, 50)
    assert 16.5 <= np.median(sizes) <= 17.5
    below = np.log(sizes[sizes < 17] / 17)
    assert 0.45 < np.sqrt((below**2).mean()) < 0.65


@pytest.mark.parametrize(("count", "members"), [(1, 3), (1, 50), (40, 120), (40, 2000), (40, 300), (40, 1500)])
def test_branch_sizes_meet_any_sum_that_can_be(count: int, members: int) -> None:
    sizes = branch_sizes(np.random.default_rng(1), count, members)
    assert sizes.sum() == members
    assert sizes.min() >= 3
    assert sizes.max() <= 50


def test_lowest_committees_have_fifteen_to_twenty_five_branches(instance: Instance) -> None:
    committees = instance["committees"]
    parents = set(committees.loc[committees["kind"] == "committee", "parent_id"])
    count = owners(instance).value_counts()
    lowest = count[[c for c in count.index if c not in parents]]
    assert lowest.between(15, 25).all()
    assert (committees["kind"] == "general_branch").sum() > len(lowest) / 4


def test_five_to_eleven_people_of_each_committee_sit_in(instance: Instance) -> None:
    committees = instance["committees"]
    sitting = instance["supervisors"]["committee_id"].value_counts()
    assert set(sitting.index) == set(committees.loc[committees["kind"] == "committee", "committee_id"])
    assert sitting.between(5, 11).all()


def test_one_id_names_one_person(instance: Instance) -> None:
    """Leaders are mostly members of a branch themselves, under the same name."""
    name = instance["members"].set_index("person_id")["name"]
    for table in ("supervisors", "lecturers"):
        leaders = instance[table].set_index("person_id")["name"]
        assert leaders.index.is_unique
        both = leaders.index.intersection(name.index)
        assert (leaders[both] == name[both]).all()
        assert len(both) > len(leaders) / 2


def test_every_branch_has_a_venue_within_reach_for_half_of_its_members(instance: Instance) -> None:
    travel = Travel(instance)
    committees, branches, venues = instance["committees"], instance["branches"], instance["venues"]
    parent = dict(zip(committees["committee_id"], committees["parent_id"], strict=True))
    size = instance["members"]["branch_id"].value_counts()
    places_of = travel.sites(venues["site_id"])
    for branch, committee, site in zip(
        branches["branch_id"], branches["committee_id"], travel.sites(branches["site_id"]), strict=True
    ):
        above = {""}
        while committee:
            above.add(committee)
            committee = parent[committee]
        usable = venues["committee_id"].isin(above) & (travel.minutes(site, places_of) <= WITHIN_REACH)
        assert venues.loc[usable, "capacity"].max() >= size[branch] / 2, branch


def test_joint_groups_bring_together_committees_within_reach(instance: Instance) -> None:
    travel, groups, members = Travel(instance), instance["groups"], instance["members"]
    joint = groups[groups["post_type"] == "cross_unit"]
    assert len(joint) >= 3
    owner = owners(instance)
    site = pd.Series(travel.sites(instance["branches"]["site_id"]), instance["branches"]["branch_id"])
    for group, lead in zip(joint["group_id"], joint["lead_branch_id"], strict=True):
        taking_part = members.loc[members["group_id"] == group, "branch_id"].unique()
        assert lead in taking_part
        assert owner[taking_part].nunique() >= 2
        assert (travel.minutes(site[lead], site[taking_part].to_numpy()) <= WITHIN_REACH).all()


def test_crews_of_one_branch_follow_each_other_on_a_real_rota(instance: Instance) -> None:
    groups = instance["groups"]
    shift = groups[groups["post_type"] == "shift"]
    known = {rota.cycle: rota for rota in rotas().values()}
    assert set(shift["cycle"]) <= set(known)
    for _, crews in shift.groupby(shift["group_id"].str.rsplit("-", n=1).str[0]):
        rota = known[crews["cycle"].iloc[0]]
        assert len(crews) == rota.crews
        assert [d.days for a, d in enumerate(crews["cycle_start"].diff()) if a] == [rota.offset] * (rota.crews - 1)


def test_some_crews_work_for_two_branches(instance: Instance) -> None:
    members = instance["members"].merge(instance["groups"], on="group_id")
    crews = members[members["post_type"] == "shift"].groupby("group_id")["branch_id"].nunique()
    assert 0 < (crews > 1).mean() < 0.3


def test_some_crews_and_some_people_are_special(instance: Instance) -> None:
    assert 0 < instance["groups"]["max_away"].notna().mean() < 0.1
    assert 0 < (instance["branches"]["disclosure"] == "restricted").mean() < 0.2
    away = instance["absences"].merge(instance["members"], on="person_id")
    assert 0.02 < away["person_id"].nunique() / len(instance["members"]) < 0.045
    quarter = pd.Timestamp(instance.end) - pd.Timestamp(instance.start)
    assert 0 < (away["end"] - away["start"] > quarter).sum() < 20


def test_visits_done_lie_in_the_years_earlier_quarters(instance: Instance) -> None:
    done = instance["visits_done"]
    assert (done["date"] >= pd.Timestamp(2026, 1, 1)).all()
    assert (done["date"] < pd.Timestamp(instance.start)).all()
    assert not done.duplicated(["branch_id", "committee_id"]).any()
    assert 0.3 < done["branch_id"].nunique() / len(instance["branches"]) < 0.8


def test_nothing_was_visited_before_the_first_quarter() -> None:
    assert "visits_done" not in make(quarter="2026Q1")


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_equal_arguments_give_equal_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        generate(tmp_path / name, branches=30, seed=seed)
    assert files(tmp_path / "a") == files(tmp_path / "b")
    assert files(tmp_path / "a")["members.csv"] != files(tmp_path / "c")["members.csv"]


def test_tightness_is_about_venues_and_lecturers_alone() -> None:
    loose, normal, tight = (make(branches=100, tightness=t) for t in ("loose", "normal", "tight"))
    for table in ("members", "groups", "windows", "committees", "branches"):
        pd.testing.assert_frame_equal(loose[table], tight[table])
        pd.testing.assert_frame_equal(normal[table], tight[table])

    def seats(tables: Tables) -> int:
        return int(tables["venues"]["capacity"].sum())

    def lectures(tables: Tables) -> int:
        return int(pd.to_numeric(tables["lecturers"]["max_sessions"], errors="coerce").fillna(99).sum())

    assert all(a > b for a, b in pairwise(map(seats, (loose, normal, tight))))
    assert all(a > b for a, b in pairwise(map(lectures, (loose, normal, tight))))


@pytest.mark.parametrize(
    ("sizes", "stages", "groups"),
    [
        ({"stage": 1, "members": 6000}, {"1": 12}, 5),
        ({"stage": 2, "members": 14_000}, {"2": 28}, 6),
        ({"stage": 3, "members": 49_000}, {"1": 12, "2": 28, "3": 58}, 6),
    ],
)
def test_a_stage_has_its_enterprises_and_industries(
    sizes: dict[str, Any], stages: dict[str, int], groups: int
) -> None:
    tables = make(**sizes)
    roots = tables["committees"][tables["committees"]["parent_id"] == ""]
    assert roots["stage"].value_counts().to_dict() == stages
    assert len(tables["members"]) == sizes["members"]
    group = {industry.name: industry.group for industry in industries()}
    assert roots["industry"].map(group).nunique() == groups
    assert roots["industry"].nunique() == min(len(roots), 25) or sizes["stage"] == 1
    assert roots["name"].is_unique


def test_the_catalogue_is_whole() -> None:
    assert len(industries()) == 25
    assert {industry.group for industry in industries()} - {""} == {
        "油气化工电力", "国防军工装备", "交通商贸", "建筑", "科研通信",
    }  # fmt: skip
    for industry in industries():
        assert set(industry.rotas) <= set(rotas())
        assert {r for own in industry.own_rotas.values() for r in own} <= set(rotas())
        assert sum(industry.shares.values()) < 1
        assert set(industry.provinces) <= set(places().province_of)
        for kind, share in industry.shares.items():
            assert share == 0 or industry.words[kind], (industry.name, kind)


@pytest.mark.parametrize(
    "sizes",
    [
        {"branches": 10, "members": 29},
        {"branches": 10, "members": 501},
        {"enterprises": 5, "branches": 4},
        {"stage": 2, "enterprises": 3},
        {"stage": 4},
        {"stage": 2, "members": 60},
    ],
)
def test_numbers_that_contradict_each_other_are_refused(sizes: dict[str, Any]) -> None:
    with pytest.raises(SizeError) as error:
        make(**sizes)
    assert re.search("[一-龥]", error.value.text.zh)


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        generate(tmp_path)
    assert files(tmp_path) == {"mine.txt": b"mine"}


def test_a_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("turnout.instances.generating.writing._write_table", full)
    with pytest.raises(OSError, match="No space"):
        generate(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_an_instance_that_check_accepts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = str(tmp_path / "实例")
    assert status(["generate", target, "--branches", "6", "--quarter", "2026Q2", "--lang", "zh"]) == 0
    assert "2026Q2 的实例已写出" in capsys.readouterr().out
    assert status(["check", target]) == 0
    assert status(["generate", target]) == 7
    assert "already" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [["--branches", "10", "--members", "29"], ["--quarter", "2026Q5"], ["--quarter", "1900Q1"], ["--quarter", "2200Q1"],
     ["--stage", "4"], ["--tightness", "huge"]],
)
def test_the_command_says_what_is_wrong(tmp_path: Path, options: list[str]) -> None:
    assert status(["generate", str(tmp_path / "new"), *options]) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
def test_stage_two_is_the_size_of_the_policy(tmp_path: Path) -> None:
    generate(tmp_path / "stage2", stage=2)
    instance = load(tmp_path / "stage2")
    assert instance.warnings == ()
    assert len(instance["members"]) == 1_290_000
    assert len(instance["branches"]) == 58_000
    roots = instance["committees"][instance["committees"]["parent_id"] == ""]
    assert (len(roots), roots["industry"].nunique()) == (28, 25)
    sizes = instance["members"]["branch_id"].value_counts()
    assert (sizes.min(), sizes.median(), sizes.max()) == (3, 17, 50)
