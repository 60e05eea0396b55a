"""H10 and what is inherited: locked and held sessions of a base plan stand, and their own breaches are nobody's
fault."""

import pytest

from turnout.models.instance import Instance
from turnout.models.plan import Manifest, Plan
from turnout.models.violation import Verdict
from turnout.tests.verifier.harbour import bare_plan, harbour
from turnout.tests.verifier.stated import edited, restated, rules
from turnout.verifier import verify

BASE = restated(
    harbour(),
    edited(bare_plan(), "sessions s01 status=held", "sessions s02 status=locked", "sessions s08 status=locked"),
)


def against_base(instance: Instance, *edits: str) -> Verdict:
    """The verdict on the base plan with edits, its other claims true of the instance."""
    return verify(instance, restated(instance, edited(BASE, *edits)), base=BASE)


def words(verdict: Verdict, *rules: str) -> list[str]:
    """What is said of the violations, of all or of some rules."""
    return [violation.text.en for violation in verdict.violations if not rules or violation.rule in rules]


@pytest.mark.parametrize(
    "edit",
    ["sessions s02 status=held", "sessions s09 date=2026-04-16", "attendance - s07|a4", "visits - s08"],
)
def test_what_a_base_plan_leaves_open(edit: str) -> None:
    verdict = against_base(harbour(), edit)
    assert (rules(verdict), verdict.inherited) == (set(), ())


@pytest.mark.parametrize(
    "edit",
    [
        "sessions s01 status=locked",
        "sessions s01 status=planned",
        "sessions s02 status=planned",
        "sessions s09 status=locked",
        "sessions s09 status=held",
        "sessions s02 start=09:30, end=11:30",
        "sessions s02 date=2026-04-07",
        "sessions s08 start=16:00, end=18:00, date=2026-04-10",
        "sessions s01 audience_type=branch, audience_id=Z1",
        "sessions s01 date=2026-04-02",
        "attendance - s08|b4",
        "attendance + s08|b5",
    ],
)
def test_h10_what_a_base_plan_fixes(edit: str) -> None:
    """The instance has a fifth watchman whom the base plan does not know."""
    assert "H10" in rules(against_base(harbour("members + b5|X|Z2|G1", "groups G1 max_away=9"), edit))


def test_h10_a_session_taken_away() -> None:
    gone = ("sessions - s08", "attendance - s08", "visits - s08")
    assert rules(against_base(harbour(), *gone)) == {"H10"}


def test_h10_what_is_missing_is_told_with_what_it_was() -> None:
    gone = ("sessions - s08", "attendance - s08", "visits - s08")
    assert words(against_base(harbour(), *gone)) == ["session s08, locked in the base plan, is missing"]


def test_h10_one_attendee_in_place_of_another() -> None:
    """As many as before attend; he who does no more and he who now does are both told."""
    verdict = against_base(harbour("members + b5|X|Z2|G1"), "attendance - s08|b4", "attendance + s08|b5")
    assert words(verdict, "H10") == [
        "b4 attended session s08 in the base plan and does no more",
        "b5 did not attend session s08 in the base plan and now does",
    ]


def test_h10_another_venue_or_lecturer() -> None:
    instance = harbour("venues + V5|x|A|9", "lecturers + L3|X|DW|A|")
    assert rules(against_base(instance, "sessions s02 venue_id=V5")) == {"H10"}
    assert rules(against_base(instance, "sessions s02 lecturer_id=L3")) == {"H10"}


INHERITED = [
    ("H3", "absences + b1|2026-04-01|2026-04-01"),
    ("H3", "calendar + 2026-04-09|holiday|"),
    ("H3", "roster + G1|2026-04-01|D"),
    ("H2", "members b1 branch_id=Z1"),
    ("H2", "members - b1"),
    ("H4", "closures + V1|2026-04-09|2026-04-09"),
    ("H5", "setting post_types.shift.max_batch 3"),
    ("H7", "absences + L1|2026-04-01|2026-04-01"),
    ("H8", "groups G1 max_away=3"),
]


@pytest.mark.parametrize(("rule", "change"), INHERITED)
def test_a_breach_among_base_sessions_alone_is_inherited(rule: str, change: str) -> None:
    verdict = against_base(harbour(change))
    assert rules(verdict) == set()
    assert {violation.rule for violation in verdict.inherited} == {rule}


@pytest.mark.parametrize(("rule", "change"), INHERITED)
def test_without_the_base_plan_it_is_a_violation_like_any_other(rule: str, change: str) -> None:
    instance = harbour(change)
    verdict = verify(instance, restated(instance, BASE))
    assert rules(verdict) == {rule}
    assert [note.en[:30] for note in verdict.notes] == ["2 locked and 1 held sessions a"]


@pytest.mark.parametrize(("status", "numbers"), [("locked", "1 locked and 0 held"), ("held", "0 locked and 1 held")])
def test_without_the_base_plan_locked_or_held_sessions_are_told(status: str, numbers: str) -> None:
    plan = restated(harbour(), edited(bare_plan(), f"sessions s01 status={status}"))
    assert [note.en[: len(numbers)] for note in verify(harbour(), plan).notes] == [numbers]


def test_a_breach_in_which_planned_sessions_take_part_is_a_violation() -> None:
    """Too few days lie between the held study of s01 and the planned discussion of s07; those of s02 and s08 are
    inherited."""
    instance = harbour("setting session.gap_days 12")
    verdict = against_base(instance)
    assert {v.ids[0] for v in verdict.violations} == {"s07", "s10", "s11", "s12"}
    assert {v.ids[0] for v in verdict.inherited} == {"s08"}


def test_a_lecturer_with_too_many_sessions_is_inherited_only_if_all_are_fixed() -> None:
    assert against_base(harbour("lecturers L1 max_sessions=1")).ok
    verdict = against_base(
        harbour("lecturers L1 max_sessions=1", "lecturers L1 committee_id=DW"), "sessions s04 lecturer_id=L1"
    )
    assert rules(verdict) == {"H7"}


@pytest.mark.parametrize(("status", "broken"), [("locked", set()), ("planned", {"H6"})])
def test_two_studies_are_inherited_only_if_both_are_fixed(status: str, broken: set[str]) -> None:
    instance = harbour("setting session.lecturer_required false")
    study = f"sessions + s13|study|branch|Z2|2026-03-31|18:00|20:00|V1||3||{status}"
    attended = [f"attendance + s13|{person}" for person in ("b1", "b2", "b4")]
    base = restated(instance, edited(bare_plan(), "sessions s02 status=held", study, *attended))
    verdict = verify(instance, base, base=base)
    assert (rules(verdict), len(verdict.violations) + len(verdict.inherited)) == (broken, 3)


def test_a_venue_shared_with_a_planned_session_is_no_inherited_breach() -> None:
    verdict = against_base(harbour(), "visits - s08", "sessions s07 date=2026-04-09, start=15:00, end=17:00")
    assert rules(verdict) == {"H4"}


def test_a_way_to_a_planned_session_is_no_inherited_breach() -> None:
    """The lecturer comes late from the planned study to the locked one."""
    instance = harbour("sites + E|yard", "travel + B|E|30", "travel + E|B|151", "venues + V5|yard|E|9")
    late = ("sessions s06 start=09:00, end=11:00, venue_id=V5", "sessions s05 status=locked")
    base = restated(instance, edited(bare_plan(), *late))
    assert rules(verify(instance, base, base=base)) == {"H7"}


def at_once(instance: Instance, edits: tuple[str, ...], locked: tuple[str, ...]) -> tuple[bool, bool]:
    """Whether a plan with edits breaks H9 and whether it inherits a breach of it, some of its sessions locked."""
    status = [f"sessions {session} status=locked" for session in locked]
    base = restated(instance, edited(bare_plan(), *edits, *status))
    verdict = verify(instance, base, base=base)
    return "H9" in rules(verdict), "H9" in {violation.rule for violation in verdict.inherited}


@pytest.mark.parametrize("locked", [("s05", "s06"), ("s05",), ("s06",)])
def test_two_places_at_once_are_inherited_only_if_both_are_fixed(locked: tuple[str, ...]) -> None:
    """Tang attends s05 and lectures in s06."""
    instance = harbour("lecturers + e1|Tang|EW|B|")
    both = len(locked) == 2
    lectures = ("sessions s06 start=13:30, end=15:30, lecturer_id=e1",)
    assert at_once(instance, lectures, locked) == (not both, both)


@pytest.mark.parametrize(("visit", "lecture"), [("08:30|10:30", "10:00|12:00"), ("09:00|11:00", "08:30|10:30")])
def test_a_visit_is_never_fixed(visit: str, lecture: str) -> None:
    """Qiu sits in on s12 and lectures to newcomers before or after it has begun; both sessions are locked."""
    newcomers = ("e6", "e7", "e8")
    instance = harbour("lecturers + Q1|Qiu|EW|B|", *(f"members + {person}|X|Z5|" for person in newcomers))
    start, end = visit.split("|")
    edits = (
        f"sessions s12 start={start}, end={end}",
        f"sessions + s13|study|branch|Z5|2026-04-13|{lecture}|V2|Q1|3||planned",
        *(f"attendance + s13|{person}" for person in newcomers),
    )
    assert at_once(instance, edits, ("s12", "s13")) == (True, False)


def test_sessions_of_the_base_plan_outside_the_scope_do_not_exist() -> None:
    instance = harbour()
    inside = edited(
        BASE,
        *(f"sessions - s{n}" for n in ("01", "02", "07", "08")),
        *(f"attendance - s{n}" for n in ("01", "02", "07", "08")),
        "visits - s07",
        "visits - s08",
        "visits - s09",
        "sessions s11 start=14:00, end=16:00, venue_id=V2",
    )
    part = Plan(**inside.tables(), manifest=Manifest.model_validate({"scope": {"under": ["EW"]}}))
    plan = restated(instance, part)
    assert rules(verify(instance, plan, base=BASE)) == set()
    assert plan.manifest.counts["members"] == 13


def part(under: str, base: Plan, *edits: str) -> set[str]:
    """The rules broken by the plan of a part, which is the base plan with edits."""
    made = Plan(**edited(base, *edits).tables(), manifest=Manifest.model_validate({"scope": {"under": [under]}}))
    return rules(verify(harbour(), restated(harbour(), made), base=base))


def without(*numbers: str) -> list[str]:
    """Edits that take sessions away, with their attendance."""
    return [f"{table} - s{n}" for n in numbers for table in ("sessions", "attendance")]


def test_sessions_of_the_base_plan_inside_the_scope_stand() -> None:
    base = restated(harbour(), edited(BASE, "sessions s10 status=locked", "sessions s06 status=held"))
    visits = ("visits - s07", "visits - s08", "visits - s09", "sessions s11 start=14:00, end=16:00, venue_id=V2")
    inside = (*without("01", "02", "07", "08"), *visits)
    assert part("EW", base, *inside) == set()
    assert "H10" in part("EW", base, *inside, "sessions s10 status=planned")
    assert "H10" in part("EW", base, *inside, "sessions s06 status=planned")


def test_joint_sessions_of_the_base_plan_outside_the_scope_do_not_exist() -> None:
    """The ships are planned alone; their lecturer is the harbour's, who is not of the part (H7)."""
    base = restated(harbour(), edited(BASE, "sessions s06 status=held", "sessions s12 status=locked"))
    outside = without("01", "03", "04", "05", "06", "07", "09", "10", "11", "12")
    assert part("DZ", base, *outside, *(f"visits - s{n}" for n in ("07", "08", "09", "10", "12"))) <= {"H7"}


def test_an_unreadable_base_plan_is_told() -> None:
    instance = harbour()
    verdict = verify(instance, restated(instance, bare_plan()), base="/nowhere/at/all")
    assert rules(verdict) == {"FORMAT"}
    assert "base plan" in verdict.violations[0].text.en
