"""How much of the solver's own time a piece of work may still take: counted, not measured, so that it is the same on
every machine."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_left: ContextVar[list[float] | None] = ContextVar("_left", default=None)


@contextmanager
def allowed(units: float | None) -> Iterator[None]:
    """Within, in this thread, the solver takes no more than so many deterministic units in all; None: no limit.

    Inside another allowance it is a part of that: no more than is left there, and what is taken is taken from both.
    """
    if units is None:
        yield
        return
    account = [granted := min(units, left())]
    token = _left.set(account)
    try:
        yield
    finally:
        _left.reset(token)
        take(granted - account[0])


def left() -> float:
    """What may still be taken; infinite without a limit."""
    account = _left.get()
    return math.inf if account is None else max(0.0, account[0])


def take(units: float) -> None:
    """Note what a solve has taken."""
    account = _left.get()
    if account is not None:
        account[0] -= units
