"""G. Replanning in mid-quarter (128–135), as far as it exists: locked and held sessions of a base plan."""

import ast
import os
import shutil
from pathlib import Path

from turnout.tests.faults.scene import QUICK, Scene

HEAD = "Inherited from the base plan:"


def standing(scene: Scene, status: str = "locked") -> list[str]:
    """A plan in `old`, all of it with this status; the rows of its sessions."""
    assert scene.write().run("plan", scene.instance, "-o", scene.folder / "old", *QUICK).status == 0
    path = scene.folder / "old" / "sessions.csv"
    text = path.read_text(encoding="utf-8").replace(",planned", f",{status}")
    path.write_text(text, encoding="utf-8")
    return text.splitlines()[1:]


def rows(scene: Scene) -> list[str]:
    return (scene.plan / "sessions.csv").read_text(encoding="utf-8").splitlines()[1:]


def replanned(scene: Scene) -> str:
    """Plan again from `old`; what is said beside the result. The new plan stands before the verifier."""
    said = scene.write().planned("--base", scene.folder / "old")
    assert said.status == 0, said.err
    verdict = scene.run("verify", scene.instance, scene.plan, "--base", scene.folder / "old")
    assert verdict.status == 0, verdict.out
    return said.err


def test_fault_128_whoever_joins_is_placed_beside_what_stands(scene: Scene) -> None:
    before = standing(scene)
    scene.world.add("members", "005,Qian,B1,")
    replanned(scene)
    assert set(before) < set(rows(scene))
    assert scene.attended("005") == 2


def test_fault_128_whoever_moves_attends_where_he_was_promised(scene: Scene) -> None:
    before = standing(scene)
    scene.world.change("members", "002,Li,B1", "002,Li,B2")
    assert "H2" in replanned(scene).partition(HEAD)[2]
    assert set(before) <= set(rows(scene))


def test_fault_129_a_room_that_is_closed_after_people_were_told(scene: Scene) -> None:
    """What is locked stands and is told; nobody is moved without a word."""
    before = standing(scene)
    room = before[0].split(",")[7]
    scene.world.put("closures", f"venue_id,start,end\n{room},2026-01-01,2026-03-31")
    assert room in replanned(scene).partition(HEAD)[2]
    assert set(before) <= set(rows(scene))


CLOCKS = {"today", "now", "utcnow", "time_ns", "localtime", "gmtime"}


def test_fault_130_nothing_that_plans_or_verifies_asks_what_day_it_is(repository: Path) -> None:
    """What stands is what its row says. So it makes no difference whether planning anew is before, after or on the
    day of a session."""
    parts = ("models", "instances", "scheduler", "verifier")
    files = [path for part in parts for path in (repository / part).rglob("*.py")]
    assert len(files) > 50
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                asked = node.func.attr in CLOCKS or ast.unparse(node.func) == "time.time"
                assert not asked, f"{path.name}:{node.lineno}"


def test_fault_130_what_was_held_stands_wherever_the_plan_begins(scene: Scene) -> None:
    """The last session is held already, though the others are still to come."""
    standing(scene)
    path = scene.folder / "old" / "sessions.csv"
    rows_before = path.read_text(encoding="utf-8").splitlines()
    rows_before[-1] = rows_before[-1].replace(",locked", ",held")
    path.write_text("\n".join(rows_before) + "\n", encoding="utf-8")
    replanned(scene)
    assert set(rows_before[1:]) <= set(rows(scene))


def test_fault_131_an_instance_older_than_the_base_plan_is_refused(scene: Scene) -> None:
    """Data, data with one more member, and then the data from before again: told by their hashes, not by a clock."""
    standing(scene)
    before = dict(scene.world.texts)
    scene.world.add("members", "005,Qian,B1,")
    replanned(scene)
    later = scene.result().manifest
    assert len(later.earlier_instances) == 1
    os.rename(scene.plan, scene.folder / "later")
    scene.world.texts = before
    for lang, words in (("en", "older than the base plan"), ("zh", "实例比原计划旧")):
        said = scene.write().planned("--base", scene.folder / "later", "--lang", lang)
        assert said.status == 3
        assert words in said.err
    assert not scene.plan.exists()


def test_fault_131_the_same_instance_again_or_a_newer_one_is_planned(scene: Scene) -> None:
    standing(scene)
    replanned(scene)
    assert scene.result().manifest.earlier_instances == []
    for name in ("005,Qian,B1,", "006,Sun,B1,"):
        scene.world.add("members", name)
        shutil.rmtree(scene.folder / "old")
        os.rename(scene.plan, scene.folder / "old")
        replanned(scene)
    assert len(scene.result().manifest.earlier_instances) == 2


def test_fault_132_planning_again_without_a_change_moves_nothing(scene: Scene) -> None:
    before = standing(scene)
    replanned(scene)
    first = {path.name: path.read_bytes() for path in scene.plan.glob("*.csv")}
    assert rows(scene) == before
    replanned(scene)
    assert {path.name: path.read_bytes() for path in scene.plan.glob("*.csv")} == first


def test_fault_133_sessions_that_were_held_stay_with_their_attendance(scene: Scene) -> None:
    """The attendance of a held session is the record of who was there, whatever the instance says now."""
    before = standing(scene, "held")
    attendance = (scene.folder / "old" / "attendance.csv").read_text(encoding="utf-8")
    scene.world.put("absences", "person_id,start,end\n001,2026-01-01,2026-03-31")
    replanned(scene)
    assert set(before) <= set(rows(scene))
    assert set(attendance.splitlines()) <= set((scene.plan / "attendance.csv").read_text("utf-8").splitlines())


def test_fault_134_a_visit_that_was_made_counts_once(scene: Scene) -> None:
    """B1 was visited before, by two committees; it counts as one branch covered, and C1 does not go there again."""
    scene.world.put("visits_done", "branch_id,committee_id,person_id,date\nB1,C1,001,2026-01-02\nB1,C2,,2026-01-02")
    assert scene.write().planned().status == 0
    plan = scene.result()
    covered = plan.coverage.query("target == 'coverage' and scope_id == 'C1'")
    assert covered["achieved"].tolist() == [1]
    assert not ((plan.visits["branch_id"] == "B1") & (plan.visits["committee_id"] == "C1")).any()
    assert scene.run("verify", scene.instance, scene.plan).status == 0


def test_fault_135_the_history_of_a_branch_that_is_split_follows_its_id(scene: Scene) -> None:
    """B1 was visited, and gives half of its people to B3: B1 is covered still, B3 has no history and may be visited."""
    scene.world.add("branches", "B3,New,C1,S1,10")
    scene.world.change("members", "002,Li,B1", "002,Li,B3")
    scene.world.put("visits_done", "branch_id,committee_id,person_id,date\nB1,C1,001,2026-01-02")
    assert scene.write().planned().status == 0
    visits, coverage = scene.result().visits, scene.result().coverage
    assert not ((visits["branch_id"] == "B1") & (visits["committee_id"] == "C1")).any()
    covered = coverage.query("target == 'coverage' and scope_id == 'C1'")
    assert covered["branches"].tolist() == [2]
    assert covered["achieved"].tolist() == [1 + int((visits["branch_id"] == "B3").any())]
    assert scene.run("verify", scene.instance, scene.plan).status == 0


def test_fault_090_without_room_for_change_the_plan_comes_back_as_it_was(scene: Scene) -> None:
    """All of it locked is a budget of no change at all: every session, attendee and date is as it was."""
    before = standing(scene)
    attendance = (scene.folder / "old" / "attendance.csv").read_bytes()
    assert HEAD not in replanned(scene)
    assert rows(scene) == before
    assert (scene.plan / "attendance.csv").read_bytes() == attendance


def test_fault_090_the_rule_that_forces_a_change_is_named(scene: Scene) -> None:
    before = standing(scene)
    scene.world.put("absences", "person_id,start,end\n001,2026-01-01,2026-03-31")
    assert "H3" in replanned(scene).partition(HEAD)[2]
    assert rows(scene) == before
