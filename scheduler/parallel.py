"""Running pure functions over parts: in this process, in worker processes, or on any PEP 3148 executor.

What comes out does not depend on where. A worker that dies loses nothing: its task runs again, at last with an
easier aim, and in the worst case it is left undone in a way that is legal; this process never dies with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any, TypeVar

from turnout.scheduler.course import POLL, Course, Means
from turnout.scheduler.deadline import Deadline, Told
from turnout.scheduler.executors import Flag, OnExecutor
from turnout.scheduler.job import Job, perform
from turnout.scheduler.keeping import Keeper
from turnout.scheduler.memory import Meter
from turnout.scheduler.outlook import Step
from turnout.scheduler.processes import Processes

Result = TypeVar("Result")
PATIENCE = 3600.0
"""Seconds without a sign of life after which a worker counts as hanging."""


class Workers:
    """Runs tasks on `count` worker processes, or on an executor of the caller's, or in this process.

    count: tasks at once. executor: any of PEP 3148, in place of own processes. flag: with an executor, a wish to stop
    that its tasks can see; alive: whether what is behind it can be reached; own: processes that go on where it
    fails, `count` if not given. apart: whether one worker, too, is a process of its own, so that its end is not ours.
    memory: bytes that all processes together are to stay within: fewer tasks run at once where they would not.
    patience: seconds without a sign of life after which a worker counts as hanging.
    """

    def __init__(
        self,
        count: int = 1,
        executor: Executor | None = None,
        *,
        flag: Flag | None = None,
        alive: Callable[[], bool] | None = None,
        own: int | None = None,
        apart: bool = False,
        memory: int | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self.count = max(1, count)
        self._here = executor is None and self.count == 1 and not apart
        given = None if executor is None else OnExecutor(executor, _hands(executor, count), flag, alive)
        processes = Processes(own or self.count)
        self._means = Means(processes, given, (given or processes).count, memory, patience, Meter())

    def __enter__(self) -> Workers:
        self._means.meter.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._means.close()

    def rest(self) -> None:
        """End the worker processes, for the memory that they hold; they start again when needed."""
        self._means.own.close()

    @contextmanager
    def serving(self, keeper: Keeper | None, watch: Callable[[Step], None] | None) -> Iterator[None]:
        """Within, finished parts are kept, and taken from an earlier run that has kept them; watch is told how far each
        set of tasks is."""
        self._means.keeper, self._means.watch = keeper, watch
        try:
            yield
        finally:
            self._means.keeper = self._means.watch = None

    @property
    def here(self) -> bool:
        """Whether all tasks run in this process."""
        return self._here

    @property
    def idle(self) -> bool:
        """Whether no worker has been started, so that one would first have to load everything."""
        return self._means.given is None and not self._means.own.started

    @property
    def resumed(self) -> bool:
        """Whether there may be finished parts of an earlier run."""
        return self._means.keeper is not None and self._means.keeper.resumed

    @property
    def peak_memory(self) -> int:
        """The most bytes that this process and its workers have held at one moment, as far as was seen."""
        return self._means.meter.peak

    @property
    def failed(self) -> bool:
        """Whether the caller's executor was given up and own processes took over."""
        return self._means.failed

    def run(
        self,
        task: Callable[..., Result],
        arguments: Sequence[tuple[Any, ...]],
        done: Callable[[int, Result], None] | None = None,
        deadline: Deadline | None = None,
        lost: Callable[[int], None] | None = None,
        tell: Told | None = None,
    ) -> list[Result]:
        """The task's results, in the order of its arguments. A task is given a `Stop` as one more argument.

        done: told (number, result) of each, in the order in which they come. lost: told the number of each that no
        worker survived as it was, whose result is less than it could be. tell: told (unplaced, cost, bound) of a
        plan while it is improved, where that is in this process. Raises what a task raises.
        """
        course = Course(self._means, task, arguments, done, (deadline or Deadline()).afresh(), lost, tell)
        course.take_known()
        return course.here() if self._here or (len(arguments) == 1 and self.idle) else course.elsewhere()

    def beside(self, task: Callable[..., Result], *arguments: Any) -> Callable[[], Result]:
        """Begin one piece of work in a process of its own, and call for its result before any tasks are run. Without a
        second process, and where that one ends before the work does, it is done here, when it is called for.

        task: like those of `run`. What is returned raises what the task raises.
        """
        job, own = Job(task, arguments), self._means.own
        if self.count == 1 or not own.begin(0, job):
            return lambda: perform(job).value()
        self._means.meter.expect()

        def result() -> Result:
            while (ended := own.ended(POLL)) is None:
                if own.silent(0) > self._means.patience:
                    own.kill(0)
            own.release()
            outcome = ended.outcome or perform(job)
            return outcome.value()  # type: ignore[no-any-return]

        return result

    def run_here(
        self,
        task: Callable[..., Result],
        arguments: Sequence[tuple[Any, ...]],
        done: Callable[[int, Result], None] | None = None,
        deadline: Deadline | None = None,
        lost: Callable[[int], None] | None = None,
    ) -> list[Result]:
        """The same in this process: for tasks so small that a worker would not be worth its start."""
        course = Course(self._means, task, arguments, done, (deadline or Deadline()).afresh(), lost, None)
        return course.take_known().here()


def _hands(executor: Executor, count: int) -> int:
    """Tasks to keep going on an executor: as many as the caller says, else as many as it seems to have threads."""
    return count if count > 1 else int(getattr(executor, "_max_workers", 0)) or 16
