"""A part of an instance, as if the rest did not exist."""

from pathlib import Path

import pytest

from turnout.models import Instance
from turnout.models.scope import restrict
from turnout.models.tables import TABLES
from turnout.tests.instances.world import World


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    """Two enterprises: C1 with the works C2 under it, and D1 with the office E1."""
    world = World(tmp_path)
    world.put(
        "committees",
        "committee_id,name,parent_id,site_id,kind,stage\nC1,Group,,S1,,1\nC2,Works,C1,S1,,\nZ1,Shop,C2,S1,general_branch,\n"
        "D1,Other,,S2,,2\n",
    )
    world.add("branches", "B9,Far,D1,S2,").add("members", "901,Qian,B9,", "902,Zhou,B9,G9", "903,Wu,B2,G9")
    world.add("groups", "G9,Joint,cross_unit,,,B9,")
    world.put(
        "venues", "venue_id,name,site_id,capacity,committee_id\nV1,Hall,S1,40,C1\nV2,Room,S2,20,\nV3,Den,S1,20,C2"
    )
    world.put("topics", "scope_id,kind,title\nC1,discussion,Safety\nD1,discussion,Care")
    return world.load()


def ids(instance: Instance, table: str) -> list[str]:
    return list(instance[table].iloc[:, 0])


def test_nothing_asked_for_is_everything(instance: Instance) -> None:
    assert restrict(instance, None, ()) is instance


def test_a_stage_is_the_enterprises_that_have_it(instance: Instance) -> None:
    part = restrict(instance, "2", ())
    assert ids(part, "committees") == ["D1"]
    assert ids(part, "members") == ["901", "902"]
    assert ids(part, "groups") == ["G9"]
    assert ids(part, "supervisors") == []


def test_a_committee_given_becomes_a_root_and_takes_its_topic_along(instance: Instance) -> None:
    part = restrict(instance, None, ("C2",))
    assert part["committees"]["parent_id"].tolist() == ["", "C2"]
    assert ids(part, "branches") == ["B2"]
    assert ids(part, "members") == ["003", "004"]
    assert ids(part, "venues") == ["V2", "V3"]
    assert part["topics"].to_numpy().tolist() == [["C2", "discussion", "Safety"]]


def test_a_part_has_all_tables_in_canonical_form(instance: Instance) -> None:
    part = restrict(instance, None, ("C2",))
    for name in TABLES:
        assert part[name].dtypes.to_dict() == instance[name].dtypes.to_dict(), name
        assert list(part[name].index) == list(range(len(part[name])))


@pytest.mark.parametrize(("stage", "under"), [("3", ()), (None, ("X",))])
def test_what_does_not_exist_is_told(instance: Instance, stage: str | None, under: tuple[str, ...]) -> None:
    with pytest.raises(KeyError):
        restrict(instance, stage, under)
