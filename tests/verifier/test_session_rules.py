"""H1, H2, H4, H5: each rule alone, kept at its edge and broken one step beyond it."""

import pytest

from turnout.tests.verifier.cases import Case, cases, found
from turnout.verifier import verify

H1 = """
H1 kept: setting end_date 2026-04-15
H1 broken: setting end_date 2026-04-14
H1 broken: setting end_date 2026-04-14; absences + c1|2026-04-15|2026-04-15
H1 broken: setting start_date 2026-03-31
H1 kept: closures - V1; sessions s08 start=16:30, end=18:30
H1 broken: closures - V1; sessions s08 start=16:15, end=18:15
H1 broken: setting session.grid_minutes 50
H1 kept: setting session.grid_minutes 10; sessions s11 start=14:10, end=16:10
H1 broken: setting session.grid_minutes 10; sessions s11 start=14:09, end=16:09
H1 kept: setting session.day_start 08:30
H1 broken: setting session.day_start 08:31
H1 kept: setting session.day_end 20:00
H1 H3 broken: setting session.day_end 19:59
H1 broken: sessions s01 end=10:00
H1 broken: sessions s01 end=11:00
H1 broken: sessions s07 end=10:29
H1 broken: setting session.study_minutes 121
H1 broken: setting session.discussion_minutes 119
H1 kept: setting session.discussion_minutes 60; sessions s07 end=09:30; sessions s08 end=17:00; \
sessions s09 end=19:00; sessions s10 end=10:00; sessions s11 end=15:00; sessions s12 end=09:30
"""
H2 = """
H2 broken: members + e6|X|Z5|; attendance + s06|e6
H2 kept: members + e6|X|Z5|G4; attendance + s06|e6
H2 broken: members + e6|X|Z5|G4; attendance + s05|e6
H2 kept: members + e6|X|Z5|G4; attendance + s05|e6; setting post_types.cross_unit.study_scope committee
H2 broken: members + e6|X|Z5|G4; attendance + s05|e6; sessions s05 audience_type=branch, audience_id=Z5
H2 kept: members + e6|X|Z5|; attendance + s05|e6; sessions s05 audience_type=branch, audience_id=Z5
H2 broken: members + e6|X|Z4|; attendance + s05|e6; sessions s05 audience_type=branch, audience_id=Z5
H2 broken: branches Z1 committee_id=DZ
H2 broken: branches Z1 committee_id=EW; visits - s07
H2 broken: setting post_types.other.study_scope branch; sessions s05 audience_type=branch, audience_id=Z5
H2 kept: sessions s01 audience_type=branch, audience_id=Z1
H2 broken: setting post_types.site.study_scope committee; visits - s09; \
sessions s09 audience_type=committee, audience_id=EW
H2 kept: setting post_types.site.study_scope committee; sessions s03 audience_type=committee, audience_id=EW
H2 broken: sessions s03 audience_type=committee, audience_id=EW
H2 broken: groups G4 post_type=other
H2 broken: attendance + s01|x9
H2 broken: sessions s01 audience_id=XX
H2 broken: sessions s01 audience_type=group
H2 broken: sessions s02 audience_type=group, audience_id=G1
"""
H4 = """
H4 kept: venues V1 capacity=4
H4 broken: venues V1 capacity=3
H4 kept: venues V1 open=08:30
H4 broken: venues V1 open=08:31
H4 kept: venues V1 close=18:00
H4 broken: venues V1 close=17:59
H4 broken: closures + V1|2026-04-09 17:59|2026-04-09 21:00
H4 kept: closures + V1|2026-04-09 15:00|2026-04-09 16:00
H4 broken: closures + V1|2026-04-09 15:00|2026-04-09 16:01
H4 broken: closures + V1|2026-04-09|2026-04-09
H4 kept: closures + V1|2026-04-08|2026-04-08
H4 kept: venues V2 committee_id=DW
H4 broken: venues V2 committee_id=DZ
H4 kept: venues V3 committee_id=EW
H4 broken: venues V3 committee_id=DZ
H4 broken: venues V1 committee_id=DZ
H4 broken: venues V1 committee_id=DZ; sessions s11 venue_id=V2
H4 broken: sessions s01 venue_id=V9
H4 kept: venues V2 capacity=9; sessions s12 start=13:30, end=15:30, venue_id=V2; \
sessions s11 start=15:30, end=17:30, venue_id=V2
H4 broken: venues V2 capacity=9; sessions s12 start=14:00, end=16:00, venue_id=V2; \
sessions s11 start=15:30, end=17:30, venue_id=V2
H4 broken: setting session.grid_minutes 1; sessions s12 start=13:30, end=15:30, venue_id=V2; \
sessions s11 start=15:29, end=17:29, venue_id=V2
"""
H5 = """
H5 kept: setting post_types.shift.max_batch 4
H5 broken: setting post_types.shift.max_batch 3
H1 H5 broken: sessions + s13|discussion|branch|Z2|2026-04-01|10:00|10:00|V1||0||planned
H5 broken: setting session.min_batch 4
H5 broken: attendance - s04|d3; attendance - s10|d3
H5 kept: groups + G5|x|mobile||||; windows + G5||Mon|||08:00|12:00|0; windows + G5||Fri|||08:00|12:00|0; \
members a4 group_id=G5; sessions s01 audience_type=branch, audience_id=Z1; setting post_types.mobile.max_batch 4
H5 broken: groups + G5|x|mobile||||; windows + G5||Mon|||08:00|12:00|0; windows + G5||Fri|||08:00|12:00|0; \
members a4 group_id=G5; sessions s01 audience_type=branch, audience_id=Z1; setting post_types.mobile.max_batch 3
"""


@pytest.mark.parametrize("case", cases(H1, H2, H4, H5), ids=str)
def test_sessions(case: Case) -> None:
    assert found(case) == case.rules


def test_h1_the_session_is_told_with_its_time() -> None:
    verdict = verify(*Case("H1 broken: sessions s07 end=10:29").made())
    assert verdict.violations[0].text.en.startswith("session s07 (2026-04-10 08:30-10:29) does not last")


def test_h2_a_group_that_holds_no_sessions_of_its_own_is_told() -> None:
    verdict = verify(*Case("H2 broken: sessions s02 audience_type=group, audience_id=G1").made())
    assert verdict.violations[0].text.en == "session s02: G1 is not a cross-unit group"
