"""What the plan costs, term by term."""

from __future__ import annotations

import numpy as np
import pandas as pd

from turnout.models.plan import SitInCost, TimetableCost
from turnout.models.tables import WEEKDAYS
from turnout.verifier.given import objects
from turnout.verifier.matter import Matter
from turnout.verifier.travel import UNREACHABLE
from turnout.verifier.visit_rules import day_ends, in_order
from turnout.verifier.windows import NOT_FREE
from turnout.verifier.written import BRANCH


def timetable_cost(matter: Matter) -> TimetableCost:
    """Sessions, burdens, started half hours of travel, and sessions of a branch off its theme day.

    An attendee whom no free interval holds has no burden, one who has no way no travel: both break H3.
    """
    weights, s = matter.given.settings.cost, matter.sessions
    half_hours = -(-matter.travel[matter.travel < UNREACHABLE] // 30)
    session = weights.session * len(s)
    burden = int(matter.burden[matter.burden < NOT_FREE].sum())
    travel = weights.travel_half_hour * int(half_hours.sum())
    off = weights.off_theme_day * int(_off_theme_day(matter).sum())
    return TimetableCost(
        session=session, burden=burden, travel=travel, off_theme_day=off, total=session + burden + travel + off
    )


def _off_theme_day(matter: Matter) -> np.ndarray:
    """bool (sessions,): of a branch that has a theme day, held on another day. Weekdays match every week, days of
    month once."""
    s, theme = matter.sessions, objects(matter.given.instance["branches"]["theme_day"])
    rows = np.flatnonzero((s.audience_type == BRANCH) & (s.audience >= 0))
    wanted = theme[s.audience[rows]]
    date = s.day[rows].astype("datetime64[D]")
    in_month = ((date - date.astype("datetime64[M]")).astype(np.int64) + 1).astype(str).astype(object)
    weekday = np.array(WEEKDAYS, dtype=object)[(s.day[rows] + 3) % 7]
    off = np.zeros(len(s), dtype=bool)
    off[rows] = (wanted != "") & (wanted != in_month) & (wanted != weekday)
    return off


def sit_in_cost(matter: Matter) -> SitInCost:
    """Visits, supervisor-days, minutes of each day's round trip, and visits above an even share of the committee's."""
    weights, given, plan, s = matter.given.settings.sit_in, matter.given, matter.plan, matter.sessions
    rows = in_order(matter)
    at, who = plan.visited[rows], plan.visitor[rows]
    place, home = given.venue_site[s.venue[at]], given.supervisor_site[who]
    first, last = day_ends(who, s.day[at])
    within = np.setdiff1d(np.arange(len(rows)), last)
    legs = np.concatenate(
        [
            given.travel.minutes(home[first], place[first]),
            given.travel.minutes(place[within], place[within + 1]),
            given.travel.minutes(place[last], home[last]),
        ]
    )
    visit, day = weights.visit * len(plan.visited), weights.day * len(first)
    travel = weights.travel_minute * int(legs[legs < UNREACHABLE].sum())
    imbalance = weights.imbalance * _above_even_share(matter)
    return SitInCost(
        visit=visit, day=day, travel_minute=travel, imbalance=imbalance, total=visit + day + travel + imbalance
    )


def _above_even_share(matter: Matter) -> int:
    """Σ over supervisors of visits above ⌈visits of the committee / its supervisors⌉."""
    given, plan = matter.given, matter.plan
    visits = np.bincount(plan.visitor[plan.visitor >= 0], minlength=len(given.supervisor_ids))
    table = pd.DataFrame({"committee": given.supervisor_committee, "visits": visits})
    totals = table.groupby("committee")["visits"].transform("sum").to_numpy(dtype=np.int64)
    number = table.groupby("committee")["visits"].transform("size").to_numpy(dtype=np.int64)
    return int(np.maximum(visits - -(-totals // np.maximum(number, 1)), 0).sum())
