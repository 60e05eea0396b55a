"""Work done ahead: beside other work, before it is known whether it will be needed."""

from __future__ import annotations

import contextvars
import math
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from turnout.scheduler.allowance import left
from turnout.scheduler.deadline import SOLVER_THREAD, Ask, asked, interrupted_by, never

Result = TypeVar("Result")


class Ahead(Generic[Result]):
    """A piece of work that is begun at once in a thread of its own, or else where its result is asked for.

    Its result is the same either way, if it changes nothing that others see. work: is given what to ask between its
    steps: whether nobody will ask for the result any more. now: whether to begin at once, for a core that nobody else
    uses; not where the solver's own time is counted, for then each piece of work has what the one before has left.
    """

    def __init__(self, work: Callable[[Ask], Result], now: bool = False) -> None:
        self._work = work
        self._found: list[Result] = []
        self._error: BaseException | None = None
        self._given_up = threading.Event()
        self._thread: threading.Thread | None = None
        if now and left() == math.inf:
            run = contextvars.copy_context().run
            self._thread = threading.Thread(target=run, args=(self._do,), name=SOLVER_THREAD, daemon=True)
            self._thread.start()

    def result(self) -> Result:
        """What was found. Raises what the work raised."""
        if self._thread is None:
            return self._work(never)
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._found[0]

    def give_up(self) -> None:
        """End the work; it has no result then."""
        self._given_up.set()
        if self._thread is not None:
            self._thread.join()

    def _do(self) -> None:
        outer, given_up = asked.get() or never, self._given_up.is_set
        try:
            with interrupted_by(lambda: given_up() or outer()):
                self._found.append(self._work(given_up))
        except BaseException as error:  # raised again where the result is asked for
            self._error = error
