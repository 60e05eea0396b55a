"""The course of one set of tasks over workers: what begins when, what is begun again, and what is given up."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from turnout.scheduler.deadline import LATE, QUICK, Deadline, Limits, Told
from turnout.scheduler.executors import OnExecutor
from turnout.scheduler.job import Job, Outcome, perform
from turnout.scheduler.keeping import Keeper, Record
from turnout.scheduler.memory import MB, Meter
from turnout.scheduler.outlook import Outlook, Step
from turnout.scheduler.processes import Ended, Processes

TRIES = 3
"""Times that a task is begun as it is; then once more without bounds and improvement."""
FAILURES = 3
"""Workers in a row that end before they can take a task, until none are tried any more."""
POLL = 0.1
"""Seconds between two looks at time, memory and signs of life."""
OVERRUN = 4.0
"""Seconds that a task may go on after all first plans were to stand; then its worker is ended."""
FIRST_GUESS = 250 * MB
"""What a worker is thought to need before one was seen."""


class Hands(Protocol):
    """What does tasks elsewhere: `Processes` or `OnExecutor`."""

    count: int

    def afresh(self) -> None:
        """A new set of tasks begins: nothing of an earlier one counts any more."""

    def begin(self, number: int, job: Job) -> bool:
        """Give a task to a worker; False where none can take it."""

    def ended(self, timeout: float) -> Ended | None:
        """The next task that has ended, waited for so many seconds."""

    def stop(self) -> None:
        """Tell all tasks to stop."""

    def silent(self, number: int) -> float:
        """Seconds since a running task showed a sign of life."""

    def kill(self, number: int) -> None:
        """End a running task; it comes back without an outcome."""

    def close(self) -> None:
        """End all workers."""


@dataclass
class Means:
    """What there is to work with. given: the caller's executor, None without one or once it has failed. most: tasks
    at once; fewer after a worker has died. memory: bytes that all processes are to stay within, None without a
    limit. patience: seconds without a sign of life after which a worker counts as hanging. keeper: of finished
    parts. watch: told how far each set of tasks is."""

    own: Processes
    given: OnExecutor | None
    most: int
    memory: int | None
    patience: float
    meter: Meter
    failed: bool = False
    keeper: Keeper | None = None
    watch: Callable[[Step], None] | None = None

    @property
    def hands(self) -> Hands:
        """Where tasks run."""
        return self.given or self.own

    def without_executor(self) -> None:
        """Go on with own processes: the executor takes no more tasks."""
        if self.given is not None:
            self.given.close()
        self.given, self.failed, self.most = None, True, self.own.count

    def close(self) -> None:
        """End all workers."""
        if self.given is not None:
            self.given.close()
        self.own.close()
        self.meter.__exit__()


@dataclass
class Course:
    """One set of tasks. done: told (number, result). lost: told the number of each that no worker survived as it was.
    tell: told of plans that are improved in this process.

    died: times that a task's worker has died. running: when each running task was begun. overdue, evicted: tasks whose
    worker was ended, for the time or for the memory.
    """

    means: Means
    task: Callable[..., Any]
    arguments: Sequence[tuple[Any, ...]]
    done: Callable[[int, Any], None] | None
    deadline: Deadline
    lost: Callable[[int], None] | None
    tell: Told | None
    results: list[Any] = field(init=False)
    waiting: list[int] = field(init=False)
    died: dict[int, int] = field(default_factory=dict)
    running: dict[int, float] = field(default_factory=dict)
    overdue: set[int] = field(default_factory=set)
    evicted: set[int] = field(default_factory=set)
    first: float = 0.0
    closing: float = 0.0
    largest: int = field(default_factory=lambda: FIRST_GUESS)
    record: Record | None = field(init=False)
    outlook: Outlook | None = field(init=False)

    def __post_init__(self) -> None:
        keeper = self.means.keeper
        self.record = None if keeper is None else keeper.record(self.task, len(self.arguments))
        watch = self.means.watch if self.arguments else None
        self.outlook = Outlook(self.task, self.arguments, watch) if watch else None
        self.results = [None] * len(self.arguments)
        self.waiting = list(reversed(range(len(self.arguments))))

    def take_known(self) -> Course:
        """Take what an earlier run has finished, in place of doing it again."""
        if self.outlook:
            self.outlook.begin()
        known = {} if self.record is None else {n: self.record.known(n) for n in reversed(self.waiting)}
        self.waiting = [number for number in self.waiting if not known.get(number)]
        for number, result in known.items():
            if result:
                self._come(number, result[0], here=False)
        return self

    def here(self) -> list[Any]:
        """All that waits, one task after the other, in this process."""
        while self.waiting:
            limits = self._limits(1)
            self._do_here(self.waiting.pop(), limits, QUICK, LATE)
        return self.results

    def elsewhere(self) -> list[Any]:
        """All tasks on workers; what no worker survives is left undone here."""
        told: Hands | None = None
        self.means.hands.afresh()
        while self.waiting or self.running:
            while self._begin_one():
                pass
            if self.means.given is not None and self.means.given.broken:
                self._leave_executor()
            if not self.running and self.waiting and self.means.own.failures >= FAILURES:
                return self.here()
            ended = self.means.hands.ended(POLL)
            if ended is not None and ended.number in self.running:
                self._take(ended)
            if told is not self.means.hands and self.deadline.cancelled():
                told = self.means.hands
                told.stop()
            self._end_overdue()
            self._keep_to_memory()
        return self.results

    def _do_here(self, number: int, *aims: Limits) -> None:
        """Do a task in this process, with an easier aim where there is not enough memory for the one before."""
        for aim in aims:
            try:
                outcome = perform(Job(self.task, self.arguments[number], aim), self.deadline.cancelled, tell=self.tell)
            except MemoryError:
                if aim is aims[-1]:
                    raise
                gc.collect()
                continue
            if aim is not aims[0]:
                self._lose(number)
            self._keep(number, outcome)
            return

    def _limits(self, hands: int) -> Limits:
        return self.deadline.limits(len(self.waiting), hands, self.first, self.closing)

    def _begin_one(self) -> bool:
        """Begin the task whose turn it is, where that can be now."""
        if not self.waiting or len(self.running) >= self.means.most:
            return False
        number = self.waiting[-1]
        if self.running and (self._shy(number) or any(map(self._shy, self.running)) or not self._has_room()):
            return False
        limits = QUICK if self.died.get(number, 0) >= TRIES else self._limits(self.means.most)
        if not self.means.hands.begin(number, Job(self.task, self.arguments[number], limits)):
            return False
        self.means.meter.expect()
        self.waiting.pop()
        self.running[number] = time.monotonic()
        return True

    def _shy(self, number: int) -> bool:
        """Whether a task runs alone: its worker has died twice, perhaps for want of memory."""
        return self.died.get(number, 0) >= TRIES - 1

    def _take(self, ended: Ended) -> None:
        """What has come back: a result, a task to begin again, or one to give up."""
        number = ended.number
        del self.running[number]
        if ended.outcome is not None:
            self._keep(number, ended.outcome)
        elif number in self.overdue:
            self._do_here(number, LATE)
        elif number in self.evicted or not ended.reached:
            self.evicted.discard(number)
            self.waiting.append(number)
        else:
            self._count_death(number)

    def _count_death(self, number: int) -> None:
        """Begin a task again whose worker has died; at the fourth time it is given up."""
        self.died[number] = self.died.get(number, 0) + 1
        if self.died[number] > TRIES:
            self._do_here(number, LATE)
            return
        self.waiting.append(number)
        if self.means.given is None:
            self.means.most = max(1, self.means.most - 1)
        elif self.died[number] == TRIES:  # the executor, or the task: own processes tell
            self.died[number] -= 1
            self._leave_executor()
        if self.died[number] == TRIES:
            self._lose(number)

    def _leave_executor(self) -> None:
        """Go on with own processes; what runs on the executor is begun again there."""
        self.waiting += sorted(self.running, reverse=True)
        self.running.clear()
        self.means.without_executor()

    def _lose(self, number: int) -> None:
        if self.lost:
            self.lost(number)

    def _keep(self, number: int, outcome: Outcome) -> None:
        result = outcome.value()
        self.first, self.closing = max(self.first, outcome.first or 0.0), max(self.closing, outcome.closing)
        if not outcome.whole and self.means.keeper:
            self.means.keeper.cut()
        elif self.record:
            self.record.keep(number, result)
        self._come(number, result)

    def _come(self, number: int, result: Any, *, here: bool = True) -> None:
        self.results[number] = result
        if self.outlook:
            self.outlook.come(number, here=here)
        if self.done:
            self.done(number, result)

    def _end_overdue(self) -> None:
        """End what goes on long after its time, and what shows no sign of life."""
        end, now = self.deadline.end(), time.monotonic()
        for number, begun in list(self.running.items()):
            if begun < end < now - OVERRUN:
                self.overdue.add(number)
                self.means.hands.kill(number)
            elif self.means.hands.silent(number) > self.means.patience:
                self.means.hands.kill(number)

    def _has_room(self) -> bool:
        """Whether one more worker as large as the largest so far stays within the memory."""
        means = self.means
        if means.memory is None or means.given is not None:
            return True
        self.largest = max(self.largest, means.own.largest())
        return means.meter.own + (len(self.running) + 1) * self.largest <= means.memory

    def _keep_to_memory(self) -> None:
        """Where more than one worker runs and all processes together hold too much, end the one begun last."""
        means = self.means
        if means.memory is None or means.given is not None or means.meter.now <= means.memory:
            return
        if self.running:
            means.own.release()
        if len(self.running) > 1 and not self.evicted & self.running.keys():
            number = max(self.running, key=lambda n: (self.running[n], n))
            self.evicted.add(number)
            means.most = len(self.running) - 1
            means.own.kill(number)
