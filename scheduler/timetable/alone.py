"""What an audience could do alone: the cheapest sessions, were venues and lecturers there but never occupied.

This is the relaxation that bounds come from: every legal plan, restricted to one audience's members, is a solution of
it once its sessions are moved to the best start of equal worth. Unplaced pairs are charged a price, so that the sum
over audiences of (cost + price·unplaced), less price·(a plan's unplaced pairs), bounds the cost of every plan that
leaves no more unplaced (Lagrangian relaxation of the limit on unplaced pairs).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from turnout.scheduler.timetable.columns import Columns, columns, offers
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY, Audience, Ground
from turnout.scheduler.timetable.prices import Prices
from turnout.scheduler.timetable.scarce import most_sessions

IntArray = npt.NDArray[np.int64]
NEVER = 10**11
"""A cost larger than any attendance's (which are 32-bit), a day later than any."""


@dataclass(frozen=True)
class Send:
    """A cohort's way into its committee's studies: the cheapest attendance, the earliest day, −1 and NEVER for none."""

    cost: int
    day: int


@dataclass(frozen=True)
class Alone:
    """The problem of one home audience (a branch or a joint group) on its own.

    sizes, limit (largest batch), away (most attending at once; members where unlimited), crew (number of the limited
    group, −1 for none): (cohorts,) int64. study, discussion: columns. sends: per cohort. session, price: costs. least:
    min_batch. gap: days. lost_study, lost_discussion: (cohorts,) bool, who can never have one, even alone. done_study,
    done_discussion: (cohorts,) bool, who has one already, in a session that stands. rooms: by kind the most sessions
    for which there are venues, and lecturers where they are needed.
    """

    audience: int
    sizes: IntArray
    limit: IntArray
    crew: IntArray
    away: IntArray
    study: Columns
    discussion: Columns
    sends: tuple[Send, ...]
    session: int
    price: int
    least: int
    gap: int
    lost_study: npt.NDArray[np.bool_]
    lost_discussion: npt.NDArray[np.bool_]
    done_study: npt.NDArray[np.bool_]
    done_discussion: npt.NDArray[np.bool_]
    rooms: tuple[int, int] = (NEVER, NEVER)

    @property
    def pairs(self) -> int:
        """(member, kind) pairs still to be placed, lost ones included."""
        return int(
            self.sizes @ (~self.done_study).astype(np.int64) + self.sizes @ (~self.done_discussion).astype(np.int64)
        )

    def barred(self, kind: int) -> npt.NDArray[np.bool_]:
        """(cohorts,) bool: who takes no part in this kind, having it already or never."""
        return self.lost_study | self.done_study if kind == STUDY else self.lost_discussion | self.done_discussion

    @property
    def lost(self) -> int:
        """(member, kind) pairs that no plan can place."""
        return int(self.sizes @ self.lost_study.astype(np.int64) + self.sizes @ self.lost_discussion.astype(np.int64))

    @property
    def sendable(self) -> int:
        """Members who could study with their committee."""
        return int(sum(s for s, way in zip(self.sizes.tolist(), self.sends, strict=True) if way.cost >= 0))


def price_of_unplaced(ground: Ground) -> int:
    """What leaving one pair unplaced is charged in the relaxation: more than a session of its own and its attendance
    cost."""
    cost = ground.settings.cost
    usual = 4 * max(cost.rest_day, cost.duty_day, cost.after_work, 1)
    return 2 * cost.session + cost.off_theme_day + max(usual, ground.dearest_attendance)


def alone_problem(
    ground: Ground, audience: Audience, sends: tuple[Send, ...], prices: Prices | None = None
) -> Alone:
    """The relaxed problem of one home audience. prices: of lecturers."""
    given = [offers(ground, audience, kind, prices) for kind in (STUDY, DISCUSSION)]
    study, discussion = (columns(ground, audience, kind, given[kind]) for kind in (STUDY, DISCUSSION))
    rooms = most_sessions(ground, audience, given)
    return replace(problem_of(ground, audience, study, discussion, sends), rooms=rooms)


def problem_of(
    ground: Ground, audience: Audience, study: Columns, discussion: Columns, sends: tuple[Send, ...]
) -> Alone:
    """The problem of one home audience on given columns."""
    members = [ground.cohorts[c] for c in audience.cohorts]
    sizes = np.array([m.size for m in members], dtype=np.int64)
    gap = ground.settings.session.gap_days
    done = np.array(
        [[any(k == kind for k, _, _ in ground.held.get(c, ())) for c in audience.cohorts] for kind in (0, 1)]
    )
    earliest = extreme_days(study, first=True)
    for i, way in enumerate(sends):
        earliest[i] = min(earliest[i], way.day)
    latest = extreme_days(discussion, first=False)
    lost_study = (earliest == NEVER) & ~done[0]
    cannot = np.where(done[0], latest == -NEVER, latest < earliest + gap)
    limits = [ground.max_away[m.group] if m.group >= 0 else None for m in members]
    total = int(sizes.sum())
    return Alone(
        audience.number,
        sizes,
        np.array([ground.max_batch(c) for c in audience.cohorts], dtype=np.int64),
        np.array(
            [m.group if limit is not None else -1 for m, limit in zip(members, limits, strict=True)], dtype=np.int64
        ),
        np.array([total if limit is None else limit for limit in limits], dtype=np.int64),
        study,
        discussion,
        sends,
        ground.settings.cost.session,
        price_of_unplaced(ground),
        ground.settings.session.min_batch,
        gap,
        lost_study,
        (lost_study | cannot) & ~done[1],
        done[0],
        done[1],
    )


def extreme_days(given: Columns, first: bool) -> IntArray:
    """(cohorts,) the earliest (latest) day on which the cohort can attend; NEVER (−NEVER) where it cannot."""
    free = given.cost >= 0
    if first:
        earliest: IntArray = np.where(free, given.day[:, None], NEVER).min(axis=0, initial=NEVER)
        return earliest
    latest: IntArray = np.where(free, given.day[:, None], -NEVER).max(axis=0, initial=-NEVER)
    return latest


@dataclass(frozen=True)
class Side:
    """A solution of one kind of the relaxed problem.

    value: a proven lower bound of cost + price·(unplaced of those not lost). heads: (columns, cohorts) attendees.
    sessions: (columns,) sessions. sent: (cohorts,) members sent to committee studies.
    """

    given: Columns
    value: int
    heads: IntArray
    sessions: IntArray
    sent: IntArray

    def real(self, problem: Alone, barred: npt.NDArray[np.bool_]) -> int:
        """What the solution itself costs, price of unplaced included."""
        cost = int(
            (np.maximum(self.given.cost, 0) * self.heads).sum() + self.sessions @ (problem.session + self.given.off)
        )
        ways = sum(int(n) * way.cost for n, way in zip(self.sent, problem.sends, strict=True) if n)
        served = int(self.heads.sum() + self.sent.sum())
        return cost + ways + problem.price * (int(problem.sizes[~barred].sum()) - served)


@dataclass(frozen=True)
class Pattern:
    """A solution of the relaxed problem: study and discussion sides, unplaced pairs, and `value`, a proven lower bound
    of cost + price·unplaced over all solutions."""

    value: int
    unplaced: int
    study: Side
    discussion: Side


def gaps_kept(problem: Alone, study: Side, discussion: Side) -> bool:
    """Whether studies at their earliest and discussions at their latest leave everybody his gap (first in, first out;
    H6)."""
    late = discussion.given.day
    for c in np.flatnonzero(~problem.done_study).tolist():
        ready = [(int(study.given.day[j]), int(n)) for j, n in enumerate(study.heads[:, c]) if n]
        if study.sent[c]:
            ready.append((problem.sends[c].day, int(study.sent[c])))
        for j in np.flatnonzero(discussion.heads[:, c]).tolist():
            due = int(discussion.heads[late <= late[j], c].sum())
            if sum(n for d, n in ready if d <= int(late[j]) - problem.gap) < due:
                return False
    return True
