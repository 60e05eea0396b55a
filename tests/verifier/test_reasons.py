"""Why somebody is not placed: the first reason that is true, each at its edge."""

from dataclasses import replace

import pytest

from turnout.models.plan import UNPLACED_REASONS
from turnout.tests.verifier.cases import Case, cases
from turnout.tests.verifier.harbour import whole
from turnout.tests.verifier.stated import broken, edited
from turnout.verifier import verify

NO_PILOTS = "sessions - s04; sessions - s10; attendance - s04; attendance - s10; visits - s10; "
NO_WATCH = "sessions - s02; sessions - s08; attendance - s02; attendance - s08; visits - s08; "
LATE_WINDOWS = "lecturer_windows - L2; lecturer_windows + L2||Tue|17:00|20:00; lecturer_windows + L2||Thu|08:00|16:00; "
LECTURES = (
    "members + d4|X|Z4|G3; lecturers + d1|Qin|EW|B|; attendance - s04|d1; attendance - s10|d1; attendance + s04|d4; "
    "attendance + s10|d4; sessions s05 date=2026-04-01, start=13:30, end=15:30, venue_id=V3, lecturer_id=d1; "
)
NO_B1 = "attendance - s02|b1; attendance - s08|b1; "
A5_LECTURES = "absences - a5; lecturers + a5|Fang|DW|A|; sessions s01 lecturer_id=a5, status=locked; "
ONE_WINDOW = f"{NO_PILOTS} windows - G3; windows + G3|2026-04-01||||14:00"
TO_TOWN = f"{NO_PILOTS} windows - G3; windows + G3|2026-04-01||||13:30|16:30|0; venues - V2; venues - V3;"
IN_THE_EVENING = f"{NO_PILOTS} windows - G3; windows + G3|2026-04-01||||19:00|21:00|0;"
SECOND_WATCH = (
    "groups + G5|x|shift|D D N N - -|2026-03-30||; members + x1|X|Z2|G5; members + x2|X|Z2|G5; members + x3|X|Z2|G5; "
)
BEFORE_THE_DAY = f"{NO_PILOTS} windows - G3; windows + G3|2026-04-01||||05:00|07:00|0; "
SECOND_STUDY = "study|branch|Z1|2026-04-15|08:30|10:30|V1|L1|3||planned"
REASONS = f"""
a5 study NO_FREE_TIME:
a5 discussion NO_FREE_TIME:
a5 study NO_FREE_TIME: absences - P1
a1 study CONTENTION: attendance - s01|a1
a5 discussion NO_FREE_TIME: absences - a5; absences + a5|2026-03-30|2026-04-19
a5 study CONTENTION: absences - a5; absences + a5|2026-03-31|2026-04-19
a5 discussion NO_STUDY: absences - a5; absences + a5|2026-03-30|2026-04-17 15:30
a5 discussion NO_FREE_TIME: absences - a5; absences + a5|2026-03-30|2026-04-17 15:31
b1 study NO_FREE_TIME: {NO_WATCH} groups G1 cycle=N
b1 study CONTENTION: {NO_WATCH} groups G1 cycle=N; setting session.rest_before_night 4; \
setting session.rest_after_night 5
b1 study NO_FREE_TIME: {NO_WATCH} groups G1 cycle=N; setting session.rest_before_night 5; \
setting session.rest_after_night 6
b1 study NO_FREE_TIME: {NO_WATCH} groups G1 cycle=N; groups + G0|port watch|shift|D -|2026-03-30||
x1 study CONTENTION: {SECOND_WATCH} windows + G1|2025-01-01||||09:00|11:00|0
b1 study TOO_FEW: {NO_B1} branches + Z6|x|EW|B||; members b1 branch_id=Z6
b1 study TOO_FEW: {NO_B1} groups G1 max_away=0; members b1 branch_id=Z1
b1 study TOO_FEW: {NO_WATCH} groups G1 max_away=2
b1 study CONTENTION: {NO_WATCH} groups G1 max_away=3
d1 study NO_FREE_TIME: {ONE_WINDOW}|15:59|0
d1 study CONTENTION: {ONE_WINDOW}|16:00|0
d1 discussion NO_STUDY: {ONE_WINDOW}|16:00|0
d1 study NO_FREE_TIME: {IN_THE_EVENING} setting session.day_end 20:59
d1 study NO_VENUE: {IN_THE_EVENING} setting session.day_end 21:00; venues V2 close=20:00
d1 study NO_FREE_TIME: {BEFORE_THE_DAY}
d1 study NO_FREE_TIME: {BEFORE_THE_DAY} setting session.day_start 05:01
d1 study NO_VENUE: {BEFORE_THE_DAY} setting session.day_start 05:00
d1 study CONTENTION: {ONE_WINDOW}|15:00|0; setting session.study_minutes 60
d1 study NO_FREE_TIME: {ONE_WINDOW}|15:00|0; setting session.discussion_minutes 60
d1 study NO_VENUE: {ONE_WINDOW}|16:00|0; venues V2 capacity=2; venues V3 capacity=2
d1 study CONTENTION: {ONE_WINDOW}|16:00|0; venues V2 capacity=2; venues V3 capacity=3
d1 discussion NO_VENUE: {ONE_WINDOW}|16:00|0; venues V2 capacity=2; closures + V3|2026-04-01 15:59|2026-04-01 18:00
d1 discussion NO_VENUE: {ONE_WINDOW}|16:00|0; venues V2 capacity=2; closures - V1; \
closures + V3|2026-04-01 15:59|2026-04-01 18:00
d1 study NO_VENUE: {ONE_WINDOW}|16:00|0; venues V2 capacity=2; venues V3 close=15:59
d1 study CONTENTION: {ONE_WINDOW}|16:00|0; venues V2 capacity=2; venues V3 open=14:00, close=16:00
d1 study NO_VENUE: {ONE_WINDOW}|16:00|0; venues V2 capacity=2; venues V3 committee_id=DZ
d1 study CONTENTION: {ONE_WINDOW}|16:00|0; venues V2 capacity=2; venues V3 committee_id=EW
d1 study NO_VENUE: {ONE_WINDOW}|16:59|0; venues - V2; venues - V3
d1 study CONTENTION: {TO_TOWN}
d1 study NO_VENUE: {TO_TOWN} setting session.max_attendee_travel 29
d1 study CONTENTION: {TO_TOWN} setting session.max_attendee_travel 30
d1 study NO_VENUE: {TO_TOWN} absences + d1|2026-04-01 13:00|2026-04-01 13:31
d1 study CONTENTION: {TO_TOWN} absences + d1|2026-04-01 13:00|2026-04-01 13:30
d1 study NO_VENUE: {TO_TOWN} absences + d1|2026-04-01 16:29|2026-04-01 17:00
d1 study CONTENTION: {TO_TOWN} absences + d1|2026-04-01 16:30|2026-04-01 17:00
d1 study NO_LECTURER: {NO_PILOTS} {LATE_WINDOWS} absences + L1|2026-04-01 13:00|2026-04-01 17:00
d1 discussion NO_STUDY: {NO_PILOTS} {LATE_WINDOWS} absences + L1|2026-04-01 13:00|2026-04-01 17:00
d1 study CONTENTION: {NO_PILOTS} {LATE_WINDOWS} absences + L1|2026-04-01 13:00|2026-04-01 14:00
d1 study NO_LECTURER: {NO_PILOTS} {LATE_WINDOWS} lecturers L1 committee_id=DZ
d1 study NO_LECTURER: {NO_PILOTS} {LATE_WINDOWS} lecturers L1 max_sessions=0
d1 study CONTENTION: {NO_PILOTS} {LATE_WINDOWS} setting session.lecturer_required false
d1 study TOO_FEW: {NO_PILOTS} members - d3
d1 discussion TOO_FEW: {NO_PILOTS} members - d3
d1 study TOO_FEW: {NO_PILOTS} groups G3 max_away=2
d1 study CONTENTION: {NO_PILOTS} groups G3 max_away=3
d1 study TOO_FEW: {NO_PILOTS} absences + d3|2026-04-01 15:59|2026-04-01 18:00
d1 study CONTENTION: {NO_PILOTS} absences + d3|2026-04-01 16:00|2026-04-01 18:00
d3 study NO_LECTURER: {NO_PILOTS} absences + d3|2026-04-01 15:59|2026-04-01 18:00
d1 discussion NO_STUDY: {NO_PILOTS} absences + d3|2026-04-01 15:59|2026-04-01 18:00
d1 study TOO_FEW: {NO_PILOTS} members d3 branch_id=Z5
c5 study TOO_FEW: sessions - s06; sessions - s12; attendance - s06; attendance - s12; visits - s12; members e5 group_id=
c5 study CONTENTION: sessions - s06; sessions - s12; attendance - s06; attendance - s12; visits - s12
c5 study CONTENTION: sessions - s06; sessions - s12; attendance - s06; attendance - s12; visits - s12; \
groups G4 lead_branch_id=Z1
e1 study CONTENTION: attendance - s05|e1; attendance - s11|e1; members + e6|X|Z5|; attendance + s05|e6; \
attendance + s11|e6
x1 study TOO_FEW: branches + Z6|x|EW|B||; members + x1|X|Z6|; setting post_types.other.study_scope branch; \
sessions s01 audience_type=branch, audience_id=Z1; sessions s05 audience_type=branch, audience_id=Z5
x1 study CONTENTION: branches + Z6|x|EW|B||; members + x1|X|Z6|
x1 discussion TOO_FEW: branches + Z6|x|EW|B||; members + x1|X|Z6|
x1 study NO_VENUE: branches + Z6|x|EW|D||; members + x1|X|Z6|
x1 study TOO_FEW: groups + G7|x|other||||0; members + x1|X|Z5|G7
x1 study CONTENTION: groups + G7|x|other||||1; members + x1|X|Z5|G7
a4 discussion NO_GAP: attendance - s07|a4; absences + a4|2026-04-06|2026-04-30
a4 discussion CONTENTION: attendance - s07|a4; absences + a4|2026-04-08|2026-04-30
a4 discussion NO_GAP: attendance - s07|a4; absences + a4|2026-04-08|2026-04-30; setting session.gap_days 9; \
setting session.gap_days 8; \
sessions s01 date=2026-03-31
a4 discussion LOCKED: attendance - s07|a4; absences + a4|2026-04-06|2026-04-30; sessions s01 status=locked
a4 discussion LOCKED: attendance - s07|a4; absences + a4|2026-04-06|2026-04-30; sessions s01 status=held
a4 discussion CONTENTION: attendance - s07|a4; absences + a4|2026-04-08|2026-04-30; sessions s01 status=locked
a4 discussion CONTENTION: attendance - s07|a4; absences + a4|2026-04-08|2026-04-30; sessions s01 status=locked; \
setting session.gap_days 8
a4 discussion CONTENTION: attendance - s07|a4; absences + a4|2026-04-08|2026-04-30; setting session.gap_days 8
a4 discussion CONTENTION: attendance - s07|a4; sessions + a00|{SECOND_STUDY}; attendance + a00|a4
a4 discussion CONTENTION: attendance - s07|a4; sessions + s13|{SECOND_STUDY}; attendance + s13|a4
a4 discussion CONTENTION: attendance - s07|a4; closures + V1|2026-04-06|2026-04-30
a5 study LOCKED: {A5_LECTURES} absences + a5|2026-03-30 10:30|2026-04-30
a5 discussion NO_STUDY: {A5_LECTURES} sessions s01 date=2026-04-13
a4 discussion NO_FREE_TIME: attendance - s07|a4; absences + a4|2026-03-30|2026-04-30; sessions s01 status=locked
a4 discussion LOCKED: attendance - s07|a4; sessions s01 status=locked, date=2026-04-13
a4 discussion NO_FREE_TIME: attendance - s07|a4; sessions s01 status=locked; setting session.grid_minutes 1440
a4 discussion LOCKED: attendance - s07|a4; sessions s01 status=locked, date=2026-04-13; \
setting session.grid_minutes 1440
a4 study LOCKED: attendance - s01|a4; absences + a4|2026-03-30|2026-04-03; sessions s07 status=locked
a4 study CONTENTION: attendance - s01|a4; absences + a4|2026-03-30|2026-04-02; sessions s07 status=locked
d1 study CONTENTION: {LECTURES}
d1 discussion NO_STUDY: {LECTURES}
d1 study LOCKED: {LECTURES} sessions s05 status=locked
d1 study CONTENTION: {LECTURES} sessions s05 status=locked, start=12:00, end=14:00
d1 study CONTENTION: {LECTURES} sessions s05 status=locked, start=16:00, end=18:00
"""


@pytest.mark.parametrize("case", cases(REASONS), ids=str)
def test_first_reason(case: Case) -> None:
    """The verifier takes the right reason and refuses every other one."""
    person, kind, right = case.line.split(":")[0].split()
    instance, plan = case.made()
    row = (plan.unplaced["person_id"] == person) & (plan.unplaced["kind"] == kind)
    assert plan.unplaced.loc[row, "reason"].tolist() == [right]
    assert "UNPLACED" not in broken(instance, plan)
    wrong = UNPLACED_REASONS[(UNPLACED_REASONS.index(right) + 1) % len(UNPLACED_REASONS)]
    told = plan.unplaced.assign(reason=plan.unplaced["reason"].mask(row, wrong))
    assert "UNPLACED" in broken(instance, replace(plan, unplaced=told))


def test_who_is_neither_placed_nor_listed_is_named() -> None:
    instance, plan = whole()
    (violation,) = verify(instance, edited(plan, "unplaced - a5|discussion")).violations
    assert violation.ids == ("a5", "discussion")


@pytest.mark.parametrize("row", ["a5|discussion|NO_STUDY|", "b1|study|NO_STUDY|", "nobody|study|NO_STUDY|"])
def test_of_a_row_too_many_the_reason_is_not_asked(row: str) -> None:
    instance, plan = whole()
    verdict = verify(instance, edited(plan, f"unplaced + {row}"))
    assert [(violation.rule, violation.ids) for violation in verdict.violations] == [
        ("UNPLACED", tuple(row.split("|")[:2]))
    ]
