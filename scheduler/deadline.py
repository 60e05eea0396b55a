"""How much time there is: the end of a run, each task's share of it, and the questions that tasks ask between moves.

Without a limit and a wish to stop, none of this has any influence: plans depend on deterministic budgets alone.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

Ask = Callable[[], bool]
Told = Callable[[int, int, int], None]
GRACE = 4.0
"""Seconds after the end, or after the wish to stop, in which parts without any plan get a first one."""
LEAST_GRACE = 0.5
"""Seconds of it that a stage has however late it begins."""
SOLVER_THREAD = "turnout-solver"
"""Name of the threads that solve; one that does not end when asked to is left behind under it."""
BOUND_SHARE = 0.6
"""Share of the time for a first plan that its bound may take."""


def never() -> bool:
    """No."""
    return False


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds from a task's start: until when it may work on bounds, on its first plan, and on improving that, and
    when the plans of all tasks are to stand."""

    bound: float = math.inf
    first: float = math.inf
    improve: float = math.inf
    end: float = math.inf


UNLIMITED = Limits()
QUICK = Limits(0.0, 60.0, 0.0, 60.0)
"""A first plan without bounds, not improved: for a part whose worker died again and again."""
LATE = Limits(0.0, 0.0, 0.0, 0.0)
"""Nothing but what must be: nobody is placed, and each is told why."""


class Deadline:
    """Until when one stage may work, and whether somebody wants it to stop.

    until: moment of the clock, None without a limit. cancelled: asked now and then. clock: monotonic, so that a
    changed time of day changes nothing. noticed: called where somebody is told that it is over, and so does less.
    """

    def __init__(
        self, until: float | None = None, cancelled: Ask = never, clock: Callable[[], float] = time.monotonic,
        noticed: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self._clock, self._cancelled, self._noticed = clock, cancelled, noticed
        self._began = clock()
        self._until = math.inf if until is None else until
        self._stopped = math.inf

    def afresh(self) -> Deadline:
        """The same deadline for tasks that begin now: late as it may be, they have their grace."""
        return self.part(1.0)

    def part(self, share: float) -> Deadline:
        """The deadline of a step that may take this share of the time that is left."""
        now = self._clock()
        left = self._until - now
        until = None if left == math.inf else self._until if left <= 0 or share == 1.0 else now + share * left
        return Deadline(until, self.cancelled, self._clock, self._noticed)

    def ending_as_it_began(self) -> Deadline:
        """The deadline of what comes between two steps that go through everything: the first has taken the time since
        this deadline was set, the last will take as long again. At least half of what is left is between them."""
        now = self._clock()
        left = self._until - now
        until = None if left == math.inf else self._until - min(now - self._began, max(0.0, left) / 2)
        return Deadline(until, self.cancelled, self._clock, self._noticed)

    def more_than_half_over(self) -> bool:
        """Whether less time is left than has passed since this deadline was set."""
        return self.over(self._clock() - self._began)

    def cancelled(self) -> bool:
        """Whether somebody wants the run to stop."""
        if self._stopped == math.inf and self._cancelled():
            self._stopped = self._clock()
            self._noticed()
        return self._stopped < math.inf

    def over(self, ahead: float = 0.0) -> bool:
        """Whether nothing is to be improved any more, now or in so many seconds from now."""
        if self._clock() + ahead >= self._until:
            self._noticed()
            return True
        return self.cancelled()

    def end(self) -> float:
        """Moment by which first plans are to stand, too; a stage that begins late has its own grace, and less of it the
        later it is."""
        self.cancelled()
        over = min(self._until, self._stopped)
        late = self._began - over
        return over + GRACE if late <= 0 else self._began + min(GRACE, max(LEAST_GRACE, 2 * GRACE - late))

    def limits(self, waiting: int, hands: int, first: float = 0.0, closing: float = 0.0) -> Limits:
        """What a task that begins now may take, so that all get a first plan before any is improved long.

        waiting: tasks not begun, this one included. hands: tasks done at once. first: seconds that a first plan takes,
        0 while nobody knows. closing: seconds that a task still needs once it was told to stop.
        """
        end = self.end()
        if end == math.inf:
            return UNLIMITED
        left = max(0.0, end - self._clock())
        turns = max(1, math.ceil(waiting / hands))
        share = left / turns
        if first:
            share = max(share, left - (turns - 1) * (first + closing))
        share = max(0.0, share - closing)
        improve = 0.0 if self.over() else max(0.0, min(share, left - GRACE))
        return Limits(BOUND_SHARE * share, share, improve, left)


class Stop:
    """Asked by a task between its moves. Calling it says whether to stop improving.

    tell: to be told (unplaced, cost, bound) of plans while they are improved, None where nobody listens. cut: whether
    any answer was yes or something was left out, so that the result is less than it could be. first: seconds until the
    first plan stood, None before.
    """

    def __init__(
        self,
        limits: Limits = UNLIMITED,
        cancelled: Ask = never,
        alive: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
        tell: Told | None = None,
    ) -> None:
        self.tell = tell
        self._limits, self._cancelled, self._alive, self._clock = limits, cancelled, alive, clock
        self._began = clock()
        self._stopped = math.inf
        self.cut = False
        self.first: float | None = None
        self._ending: float | None = None

    def __call__(self) -> bool:
        """Whether to stop improving."""
        return self._passed(self._limits.improve, 0.0)

    def bounding(self) -> bool:
        """Whether to leave the rest of the bounds unproven."""
        return self._passed(self._limits.bound, 0.0)

    def hurried(self, seconds: float) -> bool:
        """Whether a first plan that takes so many seconds must begin now, or could not be finished."""
        return self._passed(self._limits.first - seconds, GRACE - seconds)

    def short(self) -> None:
        """Note that something was left out for want of time."""
        self.cut = True

    def left(self) -> float:
        """Seconds until the plans of all tasks are to stand, other tasks left out of account."""
        now = self._look()
        return min(self._limits.end - (now - self._began), self._stopped + GRACE - now)

    def late(self) -> bool:
        """Whether to end the first plan as it stands."""
        yes = self._passed(self._limits.first, GRACE)
        if yes and self._ending is None:
            self._ending = self._clock()
        return yes

    def closing(self) -> float:
        """Seconds since the first plan had to end as it stood; 0 where it had not."""
        return 0.0 if self._ending is None else self._clock() - self._ending

    def first_stands(self) -> None:
        """Note that the first plan stands, so that later tasks know how long one takes."""
        self.first = self._clock() - self._began

    def _look(self) -> float:
        """The moment, once it was asked whether somebody wants the run to stop."""
        self._alive()
        now = self._clock()
        if self._stopped == math.inf and self._cancelled():
            self._stopped = now
        return now

    def _passed(self, limit: float, grace: float) -> bool:
        now = self._look()
        yes = now - self._began >= limit or now >= self._stopped + grace
        self.cut = self.cut or yes
        return yes


asked: ContextVar[Ask | None] = ContextVar("asked", default=None)
"""What solves of this thread ask whether to end; None where they need not."""


@contextmanager
def interrupted_by(stop: Ask) -> Iterator[None]:
    """Within, solves of this thread end early once `stop` says so."""
    token = asked.set(stop)
    try:
        yield
    finally:
        asked.reset(token)
