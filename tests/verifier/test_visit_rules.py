"""V1 to V5 and V7: each rule of visits alone, kept at its edge and broken one step beyond it."""

import pytest

from turnout.tests.verifier.cases import Case, cases, found
from turnout.verifier import verify

V1 = """
V1 broken: visits - s08; visits + s08|Q1|EW|Z2|fallback; supervisors Q1 max_visits=3
V1 kept: visits - s10; visits + s10|P1|DW|Z4|fallback; supervisors P1 max_visits=3
V1 broken: visits + s01|P1|DW|Z1|quota; supervisors P1 max_visits=3
V1 broken: visits s07 committee_id=EW
V1 broken: visits s07 branch_id=Z2
V1 broken: visits s12 branch_id=Z5
V1 broken: visits s07 person_id=nobody
V1 broken: visits s07 person_id=L1
V1 broken: branches Z4 committee_id=DZ; venues V2 committee_id=; sessions s04 lecturer_id=L1; \
sessions s05 audience_id=EW
"""
V2 = """
V2 broken: visits + s10|P1|DW|Z4|quota; supervisors P1 max_visits=3
V2 broken: visits + s10|P9|DW|Z4|quota; supervisors + P9|X|DW|A||
"""
V3 = """
V3 kept: absences + P1|2026-04-10 10:30|2026-04-10 12:00
V3 broken: absences + P1|2026-04-10 10:29|2026-04-10 12:00
V3 kept: absences + P1|2026-04-10 06:00|2026-04-10 08:30
V3 broken: absences + P1|2026-04-10 06:00|2026-04-10 08:31
V3 broken: absences + Q1|2026-04-12|2026-04-13
V3 broken: supervisors P1 site_id=D
V3 kept: supervisors P1 site_id=C
V3 H9 broken: members + e6|X|Z5|; members + e7|X|Z5|; members + e8|X|Z5|; lecturers + Q1|Qiu|EW|B|; \
attendance + s13|e6; \
attendance + s13|e7; attendance + s13|e8; sessions + s13|study|branch|Z5|2026-04-13|10:00|12:00|V2|Q1|3||planned
V3 kept: members + e6|X|Z5|; members + e7|X|Z5|; members + e8|X|Z5|; lecturers + Q1|Qiu|EW|B|; attendance + s13|e6; \
attendance + s13|e7; attendance + s13|e8; sessions + s13|study|branch|Z5|2026-04-13|13:30|15:30|V2|Q1|3||planned
H1 H5 H9 broken: lecturers + Q1|Qiu|EW|B|; sessions + s13|study|branch|Z5|2026-04-13|09:00|09:00|V2|Q1|0||planned
V3 broken: supervisors Q1 person_id=e4; visits s10 person_id=e4; visits s12 person_id=e4
"""
TWO_ON_A_DAY = (
    "visits_done - Z5; supervisors Q1 max_visits=3, max_visits_per_day=2; visits + s11|Q1|EW|Z5|fallback; "
    "sites + E|yard; travel + B|E|30; venues + V5|yard|E|9; sessions s12 start=09:00, end=11:00, venue_id=V5; "
)
WAYS = f"""
V3 kept: {TWO_ON_A_DAY} travel + E|A|180
V3 broken: {TWO_ON_A_DAY} travel + E|A|181
V3 kept: {TWO_ON_A_DAY} travel + E|A|180; travel + A|E|999
V3 broken: {TWO_ON_A_DAY}
H3 V3 broken: {TWO_ON_A_DAY} travel + E|A|30; travel - B; visits - s10
H3 V3 broken: {TWO_ON_A_DAY} travel + E|A|30; travel - A; visits - s09
"""
V4 = f"""
V4 broken: supervisors P1 max_visits=1
V4 broken: supervisors a1 max_visits=0
V4 kept: {TWO_ON_A_DAY} travel + E|A|30
V4 broken: {TWO_ON_A_DAY} travel + E|A|30; supervisors Q1 max_visits_per_day=1
V4 broken: {TWO_ON_A_DAY} travel + E|A|30; supervisors Q1 max_visits=2
"""
V5 = """
V5 broken: attendance - s07|a1; visits - s08; visits s07 person_id=a1
V3 V5 broken: visits - s08; visits s07 person_id=a1
V5 broken: members + Q1|Qiu|Z4|
V5 kept: members + Q1|Qiu|Z5|
V5 broken: members + Q1|Qiu|Z3|
"""
V7 = """
V7 kept: visits_done + Z1|DW|P1|2025-12-31
V7 broken: visits_done + Z1|DW|P1|2026-01-01
V7 broken: visits_done + Z1|DW||2026-12-31
V7 kept: visits_done + Z1|DW|P1|2027-01-01
V7 kept: visits_done + Z1|EW|Q1|2026-01-05
V7 kept: visits_done + Z2|EW|Q1|2026-01-05; visits_done + Z2|EW|Q1|2026-01-06
V7 broken: visits + s09|Q1|EW|Z3|quota; visits - s09|P1; supervisors Q1 max_visits=3
"""


@pytest.mark.parametrize("case", cases(V1, V2, V3, WAYS, V4, V5, V7), ids=str)
def test_visits(case: Case) -> None:
    assert found(case) == case.rules


def test_v3_he_who_comes_late_is_told_with_both_sessions() -> None:
    verdict = verify(*Case(f"V3 broken: {TWO_ON_A_DAY} travel + E|A|181").made())
    (violation,) = verdict.violations
    assert violation.ids == ("s11", "Q1")
    assert violation.text.en.startswith("Q1 cannot come from session s12 to session s11 (2026-04-13 14:00-16:00)")
