"""D. Infeasible and contradictory demands (79–90): told before or beside the plan, never a crash, nothing dropped."""

import pytest

from turnout.tests.faults.scene import (
    ONE_IS_A_BATCH,
    QUICK,
    Accepted,
    Scene,
    hold_accepted,
    name_of,
    two_days,
)

EMPTY_B2 = ("branch-without-members", "B2", "B2")


def unplaced(scene: Scene) -> list[tuple[str, str]]:
    """Who has no place, and why."""
    table = scene.result().unplaced
    return sorted(set(zip(table["person_id"], table["reason"], strict=True)))


def batches(scene: Scene, kind: str) -> list[int]:
    sessions = scene.result().sessions
    return sorted(sessions.loc[sessions["kind"] == kind, "size"].tolist())


def seven_in_batches_of_three(scene: Scene) -> None:
    scene.world.settings("[session]\nmin_batch = 3\n[post_types.other]\nmax_batch = 3\n")
    scene.world.put("members", "person_id,name,branch_id\n" + "".join(f"{i},N,B1\n" for i in range(1, 8)))
    scene.world.put("supervisors", "person_id,name,committee_id,site_id\nS1,W,C1,S1")


def one_slot(scene: Scene, people: int) -> None:
    """One room of two seats, open for one session on the first day and one on the last."""
    two_days(scene, "2026-01-05", hours="8:30,10:30")
    scene.world.put("venues", "venue_id,name,site_id,capacity,open,close\nV1,A,S1,2,8:30,10:30")
    scene.world.put("closures", "venue_id,start,end\nV1,2026-01-06,2026-01-11")
    scene.world.put("members", "person_id,name,branch_id\n" + "".join(f"{i},N,B1\n" for i in range(people)))
    scene.world.put("supervisors", "person_id,name,committee_id,site_id")


def nobody(scene: Scene) -> None:
    scene.world.put("members", "person_id,name,branch_id").put("supervisors", "person_id,name,committee_id,site_id")


def no_days(scene: Scene) -> None:
    scene.world.settings(f"start_date = 2026-02-16\nend_date = 2026-02-20\n{ONE_IS_A_BATCH}")
    scene.world.put("windows", "group_id,date,start,end\nG2,2026-02-21,08:00,12:00")


def one_of_everything(scene: Scene) -> None:
    world = scene.world
    world.put("sites", "site_id,name\nS1,Plant").put("committees", "committee_id,name,site_id\nC1,Group,S1")
    world.put("branches", "branch_id,name,committee_id,site_id\nB1,Office,C1,S1")
    world.put("members", "person_id,name,branch_id\n001,Wang,B1")
    world.put("venues", "venue_id,name,site_id,capacity\nV1,H,S1,1")
    world.put("supervisors", "person_id,name,committee_id,site_id\nS1,Li,C1,S1")
    for table in ("groups", "shifts", "windows"):
        world.drop(f"{table}.csv")


def no_weights(scene: Scene) -> None:
    cost = "".join(f"{n} = 0\n" for n in ("session", "duty_day", "rest_day", "after_work", "travel_half_hour",
                                           "off_theme_day"))  # fmt: skip
    sit_in = "".join(f"{n} = 0\n" for n in ("visit", "day", "travel_minute", "imbalance"))
    scene.world.settings(f'quarter = "2026Q1"\n{ONE_IS_A_BATCH}[cost]\n{cost}[sit_in]\n{sit_in}')


def costs_nothing(scene: Scene) -> bool:
    cost = scene.result().manifest.cost
    return cost.timetable.total == cost.sit_ins.total == 0 and unplaced(scene) == []


def one_away_at_a_time(scene: Scene) -> None:
    """Both members of the crew must be somewhere, but only one may leave the post: and two make a batch."""
    scene.world.settings('quarter = "2026Q1"\n[session]\nmin_batch = 2\n')
    scene.world.put("members", "person_id,name,branch_id,group_id\n001,Wang,B1,\n002,Li,B1,\n003,Z,B2,G1\n004,S,B2,G1")
    scene.world.change("groups", "2026-01-01,,2", "2026-01-01,,1")


def supervisor_away_on_the_only_day(scene: Scene) -> None:
    one_slot(scene, 2)
    scene.world.put("supervisors", "person_id,name,committee_id,site_id\nS1,W,C1,S1")
    scene.world.put("absences", "person_id,start,end\nS1,2026-01-12,2026-01-12")


def short_of_visits(scene: Scene) -> bool:
    short = scene.result().coverage.query("shortfall > 0")
    return len(scene.result().visits) == 0 and len(short) > 0 and bool(short["reason"].ne("").all())


ACCEPTED = [
    Accepted(83, "the_only_supervisor_is_away_on_the_only_day", supervisor_away_on_the_only_day, *EMPTY_B2,
             short_of_visits),
    Accepted(84, "a_last_batch_of_one_is_not_formed", seven_in_batches_of_three, *EMPTY_B2,
             lambda s: batches(s, "study") == [3, 3] and {person for person, _ in unplaced(s)} == {"7"}),
    Accepted(84, "fewer_people_than_the_smallest_batch",
             lambda s: s.world.settings('quarter = "2026Q1"\n[session]\nmin_batch = 20\n'),
             then=lambda s: {reason for _, reason in unplaced(s)} == {"TOO_FEW"}),
    Accepted(85, "a_post_that_must_stay_staffed_is_named_as_the_reason", one_away_at_a_time,
             then=lambda s: {person for person, _ in unplaced(s)} == {"003", "004"}),
    Accepted(86, "as_many_people_as_seats_are_all_placed", lambda s: one_slot(s, 2), *EMPTY_B2,
             lambda s: unplaced(s) == []),
    Accepted(86, "one_more_than_seats_is_proven_too_many", lambda s: one_slot(s, 3), *EMPTY_B2,
             lambda s: {person for person, _ in unplaced(s)} == {"2"} and s.result().manifest.bound.unplaced == 2),
    Accepted(87, "nobody_at_all", nobody, "branch-without-members", "2 branches", "2 个党支部",
             lambda s: len(s.result().sessions) == 0),
    Accepted(87, "no_day_to_meet_on", no_days,
             then=lambda s: {reason for _, reason in unplaced(s)} == {"NO_FREE_TIME"}),
    Accepted(88, "one_of_everything", one_of_everything, "no-topic", "B1", "B1", lambda s: s.attended("001") == 2),
    Accepted(89, "all_weights_zero", no_weights, then=costs_nothing),
]  # fmt: skip


@pytest.mark.parametrize("case", ACCEPTED, ids=name_of)
def test_accepted(scene: Scene, case: Accepted) -> None:
    if case.title == "one_of_everything":
        scene.world.drop("topics.csv")
    hold_accepted(scene, case)


def locked(scene: Scene) -> None:
    """A plan of the scene in `old`, all of it locked."""
    assert scene.write().run("plan", scene.instance, "-o", scene.folder / "old", *QUICK).status == 0
    path = scene.folder / "old" / "sessions.csv"
    text = path.read_text(encoding="utf-8").replace(",planned", ",locked")
    path.write_text(text, encoding="utf-8")


def replanned(scene: Scene, *options: str) -> tuple[int, str, str]:
    said = scene.planned("--base", scene.folder / "old", *options)
    return said.status, said.out, said.err


def swapped(scene: Scene, old: str, new: str) -> None:
    """Replace a piece of the locked sessions."""
    path = scene.folder / "old" / "sessions.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text, text
    path.write_text(text.replace(old, new), encoding="utf-8")


def time_of(scene: Scene, session: str) -> str:
    """Date, start and end of a locked session, as its row has them."""
    lines = (scene.folder / "old" / "sessions.csv").read_text(encoding="utf-8").splitlines()
    return ",".join(next(line for line in lines if line.startswith(session)).split(",")[4:7])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_fault_079_locks_that_contradict_each_other_are_named_and_stand(scene: Scene, lang: str) -> None:
    """Two locked sessions in one room at one time: the pair is named; both stay, for only their owner can undo them."""
    locked(scene)
    swapped(scene, time_of(scene, "B1-S1"), time_of(scene, "B1-D1"))
    status, _, err = replanned(scene, "--lang", lang)
    assert status == 0
    head = {"en": "Inherited from the base plan:", "zh": "由原计划沿用而来："}[lang]
    told = err[err.index(head) :]
    assert any("B1-S1" in line and "B1-D1" in line for line in told.splitlines())
    assert scene.run("verify", scene.instance, scene.plan, "--base", scene.folder / "old").status == 0


@pytest.mark.parametrize(
    ("gone", "file"),
    [("venues", "sessions.csv, row 2, column venue_id"), ("members", "attendance.csv, row 2, column person_id")],
)
def test_fault_080_a_lock_on_something_that_is_gone_is_refused(scene: Scene, gone: str, file: str) -> None:
    locked(scene)
    text = scene.world.texts[f"{gone}.csv"]
    scene.world.texts[f"{gone}.csv"] = text.replace("V1,", "V9,").replace("001,", "009,")
    before = scene.write().with_older_plan()
    for lang, words in (("en", file), ("zh", file.split(",")[0])):
        status, out, err = replanned(scene, "--lang", lang)
        assert (status, out) == (3, "")
        assert words in err
        assert "[stale-lock]" in err
    assert {p.name: p.read_bytes() for p in scene.plan.iterdir()} == before


def test_fault_081_a_lock_in_the_past_stays_as_it_was(scene: Scene) -> None:
    """The plan's dates now begin after the locked study: it is kept, and told as inherited."""
    locked(scene)
    swapped(scene, time_of(scene, "B1-S1").split(",")[0], "2026-01-05")
    row = next(line for line in (scene.folder / "old" / "sessions.csv").read_text("utf-8").splitlines()
               if line.startswith("B1-S1"))  # fmt: skip
    scene.world.texts["settings.toml"] = f"start_date = 2026-01-12\nend_date = 2026-03-31\n{ONE_IS_A_BATCH}"
    scene.write()
    status, _, err = replanned(scene)
    assert status == 0
    assert "H1" in err[err.index("Inherited") :]
    assert row in (scene.plan / "sessions.csv").read_text(encoding="utf-8").splitlines()


def test_fault_082_a_quota_that_cannot_be_met_falls_back_and_says_what_is_short(scene: Scene) -> None:
    """Nobody of C1 may visit: C2 covers what is its own, and C1's rows say how many are short and why."""
    scene.world.put("supervisors", "person_id,name,committee_id,site_id\nS2,He,C2,S2")
    said = scene.write().planned()
    assert said.status == 0
    table = scene.result().coverage
    short = table.query("shortfall > 0")
    assert set(short["scope_id"]) == {"C1"}
    assert set(short["reason"]) == {"NO_SUPERVISOR"}
    assert len(scene.result().visits) == 1
    for row in short.itertuples():
        assert f"{row.achieved} of {row.required}" in said.out
