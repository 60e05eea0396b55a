"""Tasks on somebody else's executor: any of PEP 3148, on this machine or on many."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Protocol

from turnout.scheduler.job import Job, Outcome, perform_for_another
from turnout.scheduler.processes import Ended

GONE = 30.0
"""Seconds that whatever is behind an executor may be out of reach before it is given up."""


class Flag(Protocol):
    """A wish to stop that tasks can see wherever they run: what is set here can be read there. Picklable."""

    def set(self) -> None:
        """Say so."""

    def is_set(self) -> bool:
        """Whether it was said; asked now and then by tasks, where they run."""


class NoFlag:
    """Tasks that run are not told, and are not waited for."""

    def set(self) -> None:
        """Nobody hears it."""

    def is_set(self) -> bool:
        """No."""
        return False


class OnExecutor:
    """Up to `count` tasks at once on an executor. Whatever it raises by itself means that a task is lost.

    alive: whether what is behind it can be reached; a network that has gone may leave its futures undone for ever.
    broken: whether it takes no more tasks.
    """

    def __init__(
        self, executor: Executor, count: int, flag: Flag | None = None, alive: Callable[[], bool] | None = None
    ) -> None:
        self.count, self.broken = count, False
        self._executor, self._flag, self._alive = executor, flag or NoFlag(), alive
        self._reached = time.monotonic()
        self._running: dict[int, Future[Outcome]] = {}
        self._latest = time.monotonic()
        self._ended: queue.SimpleQueue[tuple[int, Future[Outcome] | None]] = queue.SimpleQueue()

    def afresh(self) -> None:
        """A new set of tasks begins: what still runs of one that failed is given up."""
        self.close()

    def begin(self, number: int, job: Job) -> bool:
        """Give a task to the executor; False where it has enough or takes none."""
        if self.broken or len(self._running) >= self.count:
            return False
        try:
            future = self._executor.submit(perform_for_another, job, self._flag.is_set)
        except Exception:
            self.broken = True
            return False
        if not self._running:
            self._latest = self._reached = time.monotonic()
        self._running[number] = future
        future.add_done_callback(lambda f: self._ended.put((number, f)))
        return True

    def ended(self, timeout: float) -> Ended | None:
        """The next task that has ended, waited for so many seconds."""
        try:
            number, future = self._ended.get(timeout=timeout)
        except queue.Empty:
            self._look()
            return None
        if future is None:
            return Ended(number, None)
        if self._running.get(number) is not future:
            return None  # it was given up before
        del self._running[number]
        self._latest = time.monotonic()
        try:
            return Ended(number, future.result())
        except Exception:  # a lost worker, a lost connection, no memory: the task's own errors are in the outcome
            return Ended(number, None)

    def _look(self) -> None:
        """Break with an executor that has been out of reach for long."""
        if self._alive is None or self._alive():
            self._reached = time.monotonic()
        elif time.monotonic() - self._reached >= GONE:
            self.broken = True

    def stop(self) -> None:
        """Tell all tasks to stop, where the flag reaches them."""
        self._flag.set()

    def silent(self, number: int) -> float:
        """Seconds since any task has ended: the executor says no more."""
        return time.monotonic() - self._latest

    def kill(self, number: int) -> None:
        """Give a task up; it comes back as lost. What runs elsewhere cannot be ended from here."""
        future = self._running.pop(number, None)
        if future is not None:
            future.cancel()
            self._ended.put((number, None))

    def close(self) -> None:
        """Let go of what has not begun; the executor itself belongs to somebody else."""
        for future in self._running.values():
            future.cancel()
        self._running.clear()
