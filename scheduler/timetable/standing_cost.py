"""What the sessions that stand of a base plan cost, worked out for all of them at once."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models import Instance
from turnout.models.plan import TimetableCost
from turnout.models.settings import DAY
from turnout.scheduler.timetable.crowds import Crowds
from turnout.scheduler.timetable.free_bits import FreeBits
from turnout.scheduler.timetable.ground import theme_cost, way_cost
from turnout.scheduler.timetable.standing import Standing
from turnout.scheduler.timetable.state import standing_burden
from turnout.scheduler.travel import UNREACHABLE, Travel
from turnout.scheduler.tree import Tree, rows_of

IntArray = npt.NDArray[np.int64]


def standing_cost(
    instance: Instance, tree: Tree, travel: Travel, crowds: Crowds, free: FreeBits, standing: Standing
) -> TimetableCost:
    """Cost of the sessions that stand, by term."""
    venues = instance["venues"]
    hall = travel.sites(venues["site_id"])[rows_of(standing.table["venue_id"], pd.Index(venues["venue_id"]))]
    crowd = crowds.of[standing.member]
    minutes = travel.minutes(crowds.site[crowd], hall[standing.session])
    terms = {
        "session": len(standing.table) * instance.settings.cost.session,
        "burden": _burden(instance, free, standing, free.times[crowd], minutes),
        "travel": _ways(instance, minutes),
        "off_theme_day": _off_theme(instance, tree, standing),
    }
    return TimetableCost(**terms, total=sum(terms.values()))


def _ways(instance: Instance, minutes: IntArray) -> int:
    """Cost of all ways. minutes: (attendances,)."""
    every, count = np.unique(minutes[minutes < UNREACHABLE], return_counts=True)
    costs = [way_cost(instance.settings, m) * n for m, n in zip(every.tolist(), count.tolist(), strict=True)]
    return sum(costs)


def _burden(instance: Instance, free: FreeBits, standing: Standing, times: IntArray, minutes: IntArray) -> int:
    """Burdens of all attendances. times, minutes: (attendances,) the number of the free time, and of the way."""
    days, most = len(instance.days.kinds), instance.settings.session.max_attendee_travel
    near = minutes <= most
    _, moment = np.unique(np.stack([standing.begin, standing.end]), axis=1, return_inverse=True)
    session, times, minutes = standing.session[near], times[near], minutes[near]
    key = (times * len(moment) + moment[session]) * (most + 1) + minutes
    _, one, count = np.unique(key, return_index=True, return_counts=True)
    cases = times, standing.begin[session], standing.end[session], minutes
    return sum(
        n * standing_burden(free.every[time], (begin, end, way), days, most)
        for time, begin, end, way, n in zip(*(case[one].tolist() for case in cases), count.tolist(), strict=True)
    )


def _off_theme(instance: Instance, tree: Tree, standing: Standing) -> int:
    """Cost of sessions of branches that are not held on their theme day."""
    own = np.flatnonzero((standing.table["audience_type"] == "branch").to_numpy(dtype=bool))
    branch = tree.branch_rows(standing.table["audience_id"].iloc[own])
    themes, theme_of = np.unique(instance["branches"]["theme_day"].to_numpy(dtype=object), return_inverse=True)
    cases, count = np.unique(np.stack([theme_of[branch], standing.begin[own] // DAY]), axis=1, return_counts=True)
    return sum(
        n * theme_cost(instance.settings, str(themes[theme]), instance.start + dt.timedelta(days=day))
        for (theme, day), n in zip(cases.T.tolist(), count.tolist(), strict=True)
    )
