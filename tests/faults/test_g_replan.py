"""G. Replanning in mid-quarter (128–135), as far as it exists: locked and held sessions of a base plan."""

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
