"""H3, H6 to H9: each rule of people's time alone, kept at its edge and broken one step beyond it."""

import pytest

from turnout.tests.verifier.cases import Case, cases, found
from turnout.verifier import verify

NIGHT_BEFORE = (
    "roster + G1|2026-04-06|N; roster + G1|2026-04-07|-; roster + G1|2026-04-08|-; venues V1 open=07:00; "
    "setting session.rest_after_night 48; "
)
NIGHT_AFTER = (
    "roster + G1|2026-04-01|-; roster + G1|2026-04-02|-; roster + G1|2026-04-11|N; closures - V1; "
    "venues V1 close=21:30; setting session.rest_before_night 48; "
)
FROM_THE_ISLAND = (
    "shifts + L|20:00|48:00; roster + G1|2026-04-06|L; roster + G1|2026-04-07|-; roster + G1|2026-04-08|-; "
    "setting session.rest_after_night 23; setting session.day_start 00:00; setting session.max_attendee_travel 90; "
)
SHIFTS = f"""
H3 kept: {FROM_THE_ISLAND} sessions s08 venue_id=V4, start=00:30, end=02:30
H3 broken: {FROM_THE_ISLAND} sessions s08 venue_id=V4, start=00:00, end=02:00
H3 kept: setting session.rest_after_night 8
H3 broken: setting session.rest_after_night 9
H3 kept: setting session.rest_before_night 9
H3 broken: setting session.rest_before_night 10
H3 kept: sessions s08 date=2026-04-11, start=16:30, end=18:30; setting session.clearance_minutes 30
H3 broken: sessions s08 date=2026-04-11, start=16:30, end=18:30; setting session.clearance_minutes 31
H3 broken: calendar + 2026-04-09|holiday|
H3 kept: calendar + 2026-04-09|rest|
H3 broken: roster + G1|2026-04-01|D
H3 kept: roster + G1|2026-04-01|-
H3 broken: roster + G1|2026-03-31|N
H3 kept: groups G1 cycle_start=2026-04-05
H3 kept: groups G1 cycle_start=2025-10-01
H3 kept: groups G1 cycle_start=2027-03-31
H3 broken: groups G1 cycle_start=2026-03-31
H3 kept: groups G1 cycle=, cycle_start=
H3 broken: groups G1 cycle=, cycle_start=; roster + G1|2026-04-09|D
H3 broken: roster + G1|2026-03-29|N; roster + G1|2026-03-30|-; sessions s02 date=2026-03-30, start=15:30, end=17:30
H3 kept: roster + G1|2026-03-29|-; roster + G1|2026-03-30|-; sessions s02 date=2026-03-30, start=15:30, end=17:30
H3 kept: shifts + M|00:00|08:00; roster + G1|2026-04-20|M; roster + G1|2026-04-19|-; \
sessions s08 date=2026-04-19, start=14:00, end=16:00
H3 broken: shifts + M|00:00|08:00; roster + G1|2026-04-20|M; roster + G1|2026-04-19|-; \
sessions s08 date=2026-04-19, start=14:30, end=16:30
H3 kept: shifts + E|15:00|27:00; roster + G1|2026-04-08|E; sessions s08 start=09:00, end=11:00
H3 broken: shifts + E|15:00|27:01; roster + G1|2026-04-08|E; sessions s08 start=09:00, end=11:00
H3 kept: shifts + F|03:01|08:00; roster + G1|2026-04-08|-; roster + G1|2026-04-09|F; sessions s08 start=09:00, end=11:00
H3 broken: shifts + F|03:00|08:00; roster + G1|2026-04-08|-; roster + G1|2026-04-09|F; \
sessions s08 start=09:00, end=11:00
H3 kept: shifts + L|20:00|48:00; roster + G1|2026-04-07|L; roster + G1|2026-04-08|-
H3 broken: shifts + L|20:00|48:00; roster + G1|2026-04-07|L; roster + G1|2026-04-08|-; \
setting session.rest_after_night 17
H3 broken: shifts + L|20:00|48:00; roster + G1|2026-04-06|L; roster + G1|2026-04-07|-; roster + G1|2026-04-08|-; \
setting session.rest_after_night 41
H3 kept: {NIGHT_BEFORE} sessions s08 start=08:00, end=10:00
H3 broken: {NIGHT_BEFORE} sessions s08 start=07:30, end=09:30
H3 kept: groups + G0|port watch|shift|D -|2026-03-30||; roster + G0|2026-04-01|D
H3 broken: groups G1 cycle=D, cycle_start=2026-03-31
H3 kept: groups + G0|x|shift||||; members b1 group_id=G0; members b2 group_id=G0; members b3 group_id=G0; \
members b4 group_id=G0
H3 kept: {NIGHT_AFTER} sessions s08 start=18:00, end=20:00
H3 broken: {NIGHT_AFTER} sessions s08 start=18:30, end=20:30
H3 kept: windows + G1|2026-04-01||||09:00|11:00|0; windows + G1|2026-04-09||||16:00|18:00|0; \
calendar + 2026-04-09|holiday|
H3 broken: windows + G1|2026-04-01||||09:00|11:00|0
H3 broken: windows + G1|2026-04-01||||09:00|10:59|0; windows + G1|2026-04-09||||16:00|18:00|0
H3 broken: windows + G1|2025-01-01||||09:00|10:59|0
"""
OTHER_POSTS = """
H3 broken: windows - G3
H3 kept: windows - G3; windows + G3|2026-04-01||||14:00|16:00|2; windows + G3||Sat|2026-04-11|2026-04-11|09:00|11:00|3
H3 broken: windows - G3; windows + G3|2026-04-01||||14:01|16:00|2; windows + G3||Sat|2026-04-11|2026-04-11|09:00|11:00|3
H3 broken: windows - G3; windows + G3|2026-04-01||||14:00|15:59|2; windows + G3||Sat|2026-04-11|2026-04-11|09:00|11:00|3
H3 broken: windows - G3; windows + G3|2026-04-01||||14:00|16:00|2; windows + G3||Sat|2026-04-12|2026-04-18|09:00|11:00|3
H3 broken: windows - G3; windows + G3|2026-04-01||||14:00|16:00|2; windows + G3||Sat||2026-04-10|09:00|11:00|3
H3 broken: windows - G3; windows + G3|2026-04-01||||14:00|16:00|2; windows + G3||Sun|||09:00|11:00|3
H3 broken: windows - G3; windows + G3||Sat|||09:00|11:00|3; windows + G3|2026-04-01||||14:00|15:00|0; \
windows + G3|2026-04-01||||15:00|16:00|0
H3 kept: windows - G3; windows + G3||Sat|||09:00|11:00|3; windows + G3|2026-03-31||||20:00|40:00|0
H3 broken: windows - G3; windows + G3||Sat|||09:00|11:00|3; windows + G3|2026-03-31||||20:00|39:59|0
H3 kept: windows - G3; windows + G3||Fri|||20:00|35:00|3; windows + G3||Wed|||14:00|16:00|0
H3 broken: windows - G3; windows + G3||Fri|||20:00|34:59|3; windows + G3||Wed|||14:00|16:00|0
H3 kept: calendar + 2026-04-11|holiday|
H3 broken: calendar + 2026-03-31|rest|
H3 kept: calendar + 2026-03-31|rest|; windows + G2|2026-03-31||||18:00|20:00|7
H3 broken: setting session.after_work 18:01
H3 broken: sessions s07 date=2026-04-11
H3 kept: sessions s07 date=2026-04-11; calendar + 2026-04-11|workday|
H3 broken: windows + G4|2026-04-02||||08:30|10:30|0
H3 kept: windows + G4|2026-04-02||||08:30|10:30|0; windows + G4|2026-04-13||||08:30|10:30|0
H3 broken: sessions s07 start=11:00, end=13:00
H3 kept: sessions s07 start=13:30, end=15:30
"""
TRAVEL_AND_ABSENCES = """
H3 broken: sessions s11 start=13:30, end=15:30
H3 kept: sessions s11 start=15:00, end=17:00
H3 broken: sessions s11 start=15:30, end=17:30
H3 kept: setting session.max_attendee_travel 30
H3 broken: setting session.max_attendee_travel 29
H3 broken: travel - A; visits - s09
H3 broken: travel + B|A|61
H3 kept: travel + B|A|29; travel A minutes=61
H3 broken: sessions s10 venue_id=V4
H3 broken: absences + e1|2026-04-02 12:00|2026-04-02 13:31
H3 kept: absences + e1|2026-04-02 12:00|2026-04-02 13:30
H3 kept: absences + e1|2026-04-13 16:30|2026-04-13 18:00
H3 broken: absences + e1|2026-04-13 16:29|2026-04-13 18:00
H3 kept: absences + e1|2026-04-13 09:00|2026-04-13 13:30
H3 broken: absences + e1|2026-04-13 09:00|2026-04-13 13:31
H3 broken: absences + e1|2026-04-13|2026-04-13
H3 kept: absences + e1|2026-04-12|2026-04-12
H3 broken: absences + e1|2026-04-10|2026-04-13
"""
H6 = """
H6 kept: setting session.gap_days 8
H6 broken: setting session.gap_days 9
H6 broken: sessions - s07; attendance - s07; visits - s07; \
sessions + a00|discussion|branch|Z1|2026-04-03|08:30|10:30|V1||3||planned; attendance + a00|a1; attendance + a00|a2; \
attendance + a00|a3
H6 broken: attendance - s01|a4
H6 kept: attendance - s07|a4
H6 kept: members + e6|X|Z5|; members + e7|X|Z5|; members + e8|X|Z5|; attendance + s13|e6; attendance + s13|e7; \
attendance + s13|e8; sessions + s13|study|branch|Z5|2026-04-14|14:00|16:00|V2|L1|3||planned
H6 broken: sessions + s13|study|branch|Z1|2026-03-31|08:30|10:30|V1|L1|3||planned; attendance + s13|a1; \
attendance + s13|a2; attendance + s13|a3
H6 broken: sessions + s13|discussion|branch|Z1|2026-04-13|08:30|10:30|V1||3||planned; \
attendance + s13|a1; attendance + s13|a2; attendance + s13|a3
H6 broken: sessions s01 date=2026-04-13
H6 broken: members + e6|X|Z5|; members + e7|X|Z5|; members + e8|X|Z5|; \
sessions + a00|discussion|branch|Z5|2026-04-14|14:00|16:00|V1||3||planned; attendance + a00|e6; attendance + a00|e7; \
attendance + a00|e8
"""
H7 = """
H7 broken: sessions s01 lecturer_id=
H7 kept: sessions s01 lecturer_id=; setting session.lecturer_required false
H7 kept: lecturers - L1; lecturers - L2; lecturer_windows - L2; sessions s01 lecturer_id=; sessions s02 lecturer_id=; \
sessions s03 lecturer_id=; sessions s04 lecturer_id=; sessions s05 lecturer_id=; sessions s06 lecturer_id=
H7 broken: lecturers - L2; lecturer_windows - L2; sessions s03 lecturer_id=; sessions s04 lecturer_id=; \
sessions s05 lecturer_id=; sessions s06 lecturer_id=
H7 broken: sessions s07 lecturer_id=L1
H7 broken: sessions s01 lecturer_id=a5
H7 broken: sessions s01 lecturer_id=a5; setting session.lecturer_required false
H7 kept: lecturers L2 committee_id=DW
H7 broken: lecturers L2 committee_id=DZ
H7 broken: lecturers L1 committee_id=DZ
H7 broken: roster + G1|2026-04-01|-; sessions s02 start=08:00, end=10:00
H7 kept: roster + G1|2026-04-01|-; sessions s02 start=10:00, end=12:00
H7 broken: roster + G1|2026-04-01|-; sessions s02 start=10:30, end=12:30
H7 broken: lecturer_windows + L1||Mon|08:30|12:00
H7 kept: lecturer_windows + L1||Mon|08:30|10:30; lecturer_windows + L1|2026-04-01||09:00|11:00
H7 broken: lecturer_windows + L1||Mon|08:30|12:00; lecturer_windows + L1|2026-04-01||09:01|11:00
H7 broken: lecturer_windows + L1||Mon|08:30|12:00; lecturer_windows + L1|2026-04-01||09:00|10:59
H7 broken: lecturer_windows + L1||Mon|08:30|12:00; lecturer_windows + L1|2026-04-01||09:00|10:00; \
lecturer_windows + L1|2026-04-01||10:00|11:00
H7 kept: lecturer_windows + L1||Mon|08:30|12:00; lecturer_windows + L1|2026-03-31||20:00|35:00
H7 broken: lecturer_windows + L1||Mon|08:30|12:00; lecturer_windows + L1|2026-03-31||20:00|34:59
H7 kept: lecturer_windows + L1||Mon|08:30|12:00; lecturer_windows + L1||Wed|09:00|11:00; calendar + 2026-04-01|rest|
H7 broken: calendar + 2026-04-01|rest|
H7 kept: absences + L1|2026-04-01 11:00|2026-04-01 12:00
H7 broken: absences + L1|2026-04-01 10:59|2026-04-01 12:00
H7 broken: lecturers L2 max_sessions=3
H7 kept: lecturers L1 max_sessions=2
H7 broken: lecturers L1 max_sessions=1
H7 kept: sites + E|yard; travel + B|E|30; travel + E|B|150; venues + V5|yard|E|9; \
sessions s06 start=09:00, end=11:00, venue_id=V5
H7 broken: sites + E|yard; travel + B|E|30; travel + E|B|151; venues + V5|yard|E|9; \
sessions s06 start=09:00, end=11:00, venue_id=V5
H7 broken: branches Z2 site_id=D; venues + V5|hold|D|9; sessions s02 venue_id=V5; sessions s08 venue_id=V5; visits - s08
H7 kept: branches Z2 site_id=D; venues + V5|hold|D|9; sessions s02 venue_id=V5; sessions s08 venue_id=V5; \
visits - s08; travel + A|D|2790
H7 broken: branches Z2 site_id=D; venues + V5|hold|D|9; sessions s02 venue_id=V5; sessions s08 venue_id=V5; \
visits - s08; travel + A|D|2791
H7 H9 broken: sessions s06 start=13:30, end=15:30
"""
CREW_OF_SEVEN = (
    "members + b5|X|Z2|G1; members + b6|X|Z2|G1; members + b7|X|Z2|G1; attendance + s13|b5; attendance + s13|b6; "
    "attendance + s13|b7; lecturer_windows + L1||Mon|08:00|12:00; lecturer_windows + L1||Wed|08:00|12:00; "
)
H8 = f"""
H8 kept: groups G1 max_away=4
H8 broken: groups G1 max_away=3
H8 kept: groups G1 max_away=
H8 kept: {CREW_OF_SEVEN} sessions s02 start=08:00, end=10:00; \
sessions + s13|study|branch|Z2|2026-04-01|10:00|12:00|V1|L1|3||planned
H8 kept: {CREW_OF_SEVEN} groups G1 max_away=7; lecturers + L3|X|DW|A|; venues + V6|x|A|9; \
sessions + s13|study|branch|Z2|2026-04-01|10:00|12:00|V6|L3|3||planned
H8 broken: {CREW_OF_SEVEN} groups G1 max_away=6; lecturers + L3|X|DW|A|; venues + V6|x|A|9; \
sessions + s13|study|branch|Z2|2026-04-01|10:00|12:00|V6|L3|3||planned
H6 H9 broken: groups G1 max_away=4; lecturers + L3|X|DW|A|; venues + V6|x|A|9; \
sessions + s13|study|branch|Z2|2026-04-01|09:00|11:00|V6|L3|3||planned; attendance + s13|b2; attendance + s13|b3; \
attendance + s13|b4
H8 broken: groups G4 max_away=2
H8 kept: groups G4 max_away=3
"""
H9 = """
H9 kept: lecturers + e1|Tang|EW|B|; sessions s05 lecturer_id=e1
H9 broken: lecturers + e1|Tang|EW|B|; sessions s06 start=13:30, end=15:30, lecturer_id=e1
H9 kept: lecturers + e1|Tang|EW|B|; sessions s06 start=15:30, end=17:30, lecturer_id=e1; absences - e1
H6 H9 broken: sessions + s13|discussion|branch|Z5|2026-04-13|15:00|17:00|V2||3||planned; attendance + s13|e1; \
attendance + s13|e2; attendance + s13|e3
"""


@pytest.mark.parametrize("case", cases(SHIFTS, OTHER_POSTS, TRAVEL_AND_ABSENCES, H6, H7, H8, H9), ids=str)
def test_people(case: Case) -> None:
    assert found(case) == case.rules


def test_h8_a_session_of_no_time_takes_nobody_away() -> None:
    changes = "groups G1 max_away=3; members + b5|X|Z2|G1; attendance + s13|b5; "
    session = "sessions + s13|study|branch|Z2|2026-04-01|10:00|10:00|V1|L1|1||planned"
    verdict = verify(*Case(f"H8 broken: {changes}{session}").made())
    told = [violation.ids for violation in verdict.violations if violation.rule == "H8"]
    assert told == [("s02", "G1"), ("s08", "G1")]


def test_h8_each_group_of_a_session_is_told_once_with_how_many_are_away() -> None:
    watch = "groups G1 max_away=0; groups + G5|x|shift|D D N N - -|2026-03-30||0; members b1 group_id=G5"
    verdict = verify(*Case(f"H8 broken: {watch}").made())
    told = {violation.ids: violation.text.en.split(": ")[0].split(", ")[1] for violation in verdict.violations}
    away = {"G1": "3 members of group G1 are away at once", "G5": "1 members of group G5 are away at once"}
    assert len(verdict.violations) == 4
    assert told == {(session, group): away[group] for session in ("s02", "s08") for group in ("G1", "G5")}


def test_h6_both_sessions_of_a_kind_are_named() -> None:
    """In order of time, for each person who attends them; the next person's own study is no second one."""
    changes = "; ".join(
        ("sessions + s13|study|branch|Z1|2026-03-31|08:30|10:30|V1|L1|3||planned", "attendance + s13|a2",
         "attendance + s13|a3", "attendance + s13|a4")
    )  # fmt: skip
    verdict = verify(*Case(f"H6 broken: {changes}").made())
    assert [violation.ids for violation in verdict.violations] == [("s01", "s13", p) for p in ("a2", "a3", "a4")]


def test_h6_those_whose_gap_is_too_short_are_named() -> None:
    verdict = verify(*Case("H6 broken: setting session.gap_days 9").made())
    assert [violation.ids for violation in verdict.violations] == [("s08", "s02", f"b{n}") for n in range(1, 5)]
