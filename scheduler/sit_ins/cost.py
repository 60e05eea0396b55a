"""What visits cost, and whether they are legal together: computed from the visits alone."""

from __future__ import annotations

import numpy as np

from turnout.models.plan import SitInCost
from turnout.scheduler.sit_ins.part import IntArray, Part, Visits, shortfalls

Value = tuple[int, int, int]
"""Lines 2, 3 and 4: shortfall of T1, shortfall of T2, cost. Compared in this order."""


def value(part: Part, visits: Visits) -> Value:
    """Lines 2 to 4 of the visits, within the part."""
    short1, short2 = shortfalls(part, visits)
    return int(short1.sum()), int(short2.sum()), cost(part, visits).total


def cost(part: Part, visits: Visits) -> SitInCost:
    """Cost of the visits by term."""
    prices = part.prices
    new, last = _day_ends(part, visits)
    home = part.sup_site[visits.sup]
    site = part.row_site[visits.row]
    minutes = int(part.travel.minutes(home[new], site[new]).sum() + part.travel.minutes(site[last], home[last]).sum())
    on = np.flatnonzero(~new)
    minutes += int(part.travel.minutes(site[on - 1], site[on]).sum())
    excess = int(above_even_share(part, np.bincount(visits.sup, minlength=len(part.sup))).sum())
    terms = {
        "visit": prices.visit * len(visits), "day": prices.day * int(new.sum()),
        "travel_minute": prices.travel_minute * minutes, "imbalance": prices.imbalance * excess,
    }  # fmt: skip
    return SitInCost(**terms, total=sum(terms.values()))


def above_even_share(part: Part, made: IntArray) -> IntArray:
    """Per supervisor, his visits above ⌈visits of his committee / its supervisors⌉. made: visits by supervisor."""
    of_team = np.add.reduceat(made, part.team_sup[:-1]) if part.teams else made[:0]
    share = -(-of_team // np.diff(part.team_sup))
    return np.maximum(made - share[part.sup_team()], 0)


def _day_ends(part: Part, visits: Visits) -> tuple[np.ndarray, np.ndarray]:
    """Whether each visit is the first, and the last, of its supervisor's day. Visits are in order of time by
    supervisor."""
    day = part.row_day[visits.row]
    change = (visits.sup[1:] != visits.sup[:-1]) | (day[1:] != day[:-1])
    edge = np.ones(min(len(visits), 1), dtype=bool)
    return np.concatenate([edge, change]), np.concatenate([change, edge])
