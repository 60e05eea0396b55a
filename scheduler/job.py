"""A task on its way to a worker: what is to be done, for how long, and what came of it."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from turnout.scheduler.deadline import UNLIMITED, Ask, Limits, Stop, Told, interrupted_by, never


class InWorkerError(RuntimeError):
    """Where in a worker an error came from. places: `file:line in function`, outermost first."""

    def __init__(self, kind: str, places: list[str]) -> None:
        self.places = places
        super().__init__(kind)


@dataclass(frozen=True)
class Job:
    """A pure function and its arguments; it is given a `Stop` as its last argument."""

    task: Callable[..., Any]
    arguments: tuple[Any, ...]
    limits: Limits = UNLIMITED


@dataclass(frozen=True)
class Outcome:
    """What a job came to: a result or the task's own error.

    whole: whether no question of the task was answered by "stop". first: seconds until its first plan stood. closing:
    seconds that it took to end once that plan had to end as it stood.
    """

    result: Any = None
    error: Exception | None = None
    whole: bool = True
    first: float | None = None
    closing: float = 0.0
    places: list[str] = field(default_factory=list)

    def value(self) -> Any:
        """The result; raises the task's own error."""
        if self.error is None:
            return self.result
        if self.error.__traceback__ is not None or not self.places:
            raise self.error
        raise self.error from InWorkerError(type(self.error).__name__, self.places)


def perform(
    job: Job, cancelled: Ask = never, alive: Callable[[], None] = lambda: None, tell: Told | None = None
) -> Outcome:
    """Do a job here. Its own errors are part of the outcome; running out of memory is not, since others may have
    some."""
    stop = Stop(job.limits, cancelled, alive, tell=tell)
    try:
        with interrupted_by(stop):
            result = job.task(*job.arguments, stop)
    except MemoryError:
        raise
    except Exception as error:
        return Outcome(error=error)
    return Outcome(result, whole=not stop.cut, first=stop.first, closing=stop.closing())


def perform_for_another(job: Job, cancelled: Ask = never, alive: Callable[[], None] = lambda: None) -> Outcome:
    """Do a job for another process; the outcome can be pickled, whatever error it holds."""
    outcome = perform(job, cancelled, alive)
    error = outcome.error
    if error is None:
        return outcome
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        error = RuntimeError(type(error).__name__)
    return Outcome(error=error.with_traceback(None), places=places)
