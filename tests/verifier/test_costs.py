"""What a plan costs, term by term, against figures worked out by hand."""

from turnout.tests.verifier.harbour import bare_plan, harbour
from turnout.tests.verifier.stated import edited, restated


def burden(*changes: str, edits: tuple[str, ...] = ()) -> int:
    """Burden of the harbour's timetable after changes."""
    return restated(harbour(*changes), edited(bare_plan(), *edits)).manifest.cost.timetable.burden


def test_burdens() -> None:
    """A day on which a shift starts costs 1, any other 4; the smallest burden of several free intervals counts."""
    assert burden() == 43
    assert burden("roster + G1|2026-04-01|-") == 43 + 4 * 3
    assert burden("shifts + M|24:00|32:00", "roster + G1|2026-04-08|M") == 43 - 4 * 3  # starts at 00:00 of the 9th
    assert burden("shifts + M|23:59|32:00", "roster + G1|2026-04-08|M") == 43
    assert burden("windows + G3|2026-04-01||||14:00|16:30|1") == 43 - 3
    assert burden("windows + G2|2026-03-31||||18:00|20:00|0") == 43 - 4
    assert burden("setting cost.after_work 1000") == 43 + 8 * 999
    assert burden("windows - G3") == 43 - 3 * 2 - 3 * 3  # who is never free costs nothing


def other_costs(*changes: str, edits: tuple[str, ...] = ()) -> tuple[int, int, int]:
    """Travel and theme-day cost of the timetable, imbalance of the visits."""
    cost = restated(harbour(*changes), edited(bare_plan(), *edits)).manifest.cost
    return cost.timetable.travel, cost.timetable.off_theme_day, cost.sit_ins.imbalance


def test_travel_theme_days_and_imbalance() -> None:
    assert other_costs() == (3, 3, 0)
    assert other_costs("travel A minutes=31") == (6, 3, 0)  # a second half hour is started; the island is as near
    assert other_costs("travel + B|A|29") == (3, 3, 0)
    assert other_costs("travel - A") == (0, 3, 0)  # no way costs nothing
    assert other_costs("branches Z3 theme_day=31") == (3, 3, 0)  # April has no 31st, March has
    assert other_costs("branches Z3 theme_day=Tue") == (3, 3, 0)
    assert other_costs("branches Z1 theme_day=10") == (3, 3, 0)
    assert other_costs("branches Z1 theme_day=Sat") == (3, 6, 0)
    assert other_costs("branches Z3 theme_day=") == (3, 0, 0)
    more = ("visits - s08", "visits + s08|P1|DW|Z2|fallback")
    assert other_costs("supervisors P1 max_visits=3", edits=more) == (3, 3, 30)
    plan = restated(harbour("supervisors P1 max_visits=3"), edited(bare_plan(), *more))
    assert plan.manifest.cost.sit_ins.total == 300 + 600 + 60 + 30


def trips(*changes: str, edits: tuple[str, ...] = ()) -> tuple[int, int]:
    """Days' and travel cost of the visits."""
    cost = restated(harbour(*changes), edited(bare_plan(), *edits)).manifest.cost.sit_ins
    return cost.day, cost.travel_minute


def test_a_days_visits_are_one_trip() -> None:
    """From his site to the visits in order of time and back; ways may differ by direction."""
    assert trips() == (600, 60)
    assert trips("travel + B|A|25") == (600, 55)
    assert trips(edits=tuple(f"visits - s{n}" for n in ("07", "08", "09", "10", "12"))) == (0, 0)
    assert trips("supervisors P1 site_id=D") == (600, 0)  # no way costs nothing
    both = ("visits_done - Z5", "supervisors Q1 max_visits_per_day=2, max_visits=3")
    assert trips(*both, edits=("visits + s11|Q1|EW|Z5|quota",)) == (600, 120)
    assert trips(*both, "travel + B|A|25", edits=("visits + s11|Q1|EW|Z5|quota",)) == (600, 110)
    assert trips(*both, edits=("visits - s08", "visits + s11|Q1|EW|Z5|quota")) == (480, 120)
