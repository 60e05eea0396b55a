"""Worker processes of our own: each does one task at a time, so that when one dies or is killed only its task is lost.

A worker shares two things with this process: a flag that says to stop, and a count of the questions it has asked,
which shows that it is alive. Neither has a lock that a killed worker could keep.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any

import psutil

from turnout.scheduler.deadline import SOLVER_THREAD
from turnout.scheduler.job import Job, Outcome, perform_for_another
from turnout.scheduler.memory import resident

_CONTEXT = multiprocessing.get_context("spawn")
_BEGIN = 600.0  # seconds that a worker may take to be ready: imports from a slow disk
_LEAVE = 5.0  # seconds that a worker without work has to end by itself
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""They reach the whole process group; the parent decides."""


@dataclass(frozen=True)
class Ended:
    """What became of a begun task. outcome: None where its worker died or was killed. reached: whether it got to a
    worker at all."""

    number: int
    outcome: Outcome | None
    reached: bool = True


class Processes:
    """Up to `count` worker processes, started when first needed.

    failures: workers in a row that ended before they could take a task.
    """

    def __init__(self, count: int) -> None:
        self.count, self.failures = count, 0
        self._flag: Any = _CONTEXT.RawValue("b", 0)
        self._beats: Any = _CONTEXT.RawArray("Q", count)
        self._seats: list[_Seat | None] = [None] * count
        self._ended: queue.SimpleQueue[tuple[_Seat, Ended]] = queue.SimpleQueue()

    @property
    def started(self) -> bool:
        """Whether there are workers already."""
        return any(self._seats)

    def afresh(self) -> None:
        """A new set of tasks begins: what still runs of one that failed is ended, and nobody is to stop any more."""
        for index, seat in enumerate(self._seats):
            if seat is not None and seat.number is not None:
                seat.process.kill()
                seat.leave()
                self._seats[index] = None
        self._flag.value = 0

    def begin(self, number: int, job: Job) -> bool:
        """Give a task to a free worker; False where none is free or can be started."""
        self._drop_dead()
        idle = [seat for seat in self._seats if seat is not None and seat.number is None]
        seat = idle[0] if idle else self._start()
        if seat is None:
            return False
        seat.take(number, job)
        return True

    def ended(self, timeout: float) -> Ended | None:
        """The next task that has ended, waited for so many seconds."""
        try:
            seat, ended = self._ended.get(timeout=timeout)
        except queue.Empty:
            return None
        if seat not in self._seats:
            return None  # a task of a set that was left behind
        seat.number = None
        if ended.outcome is None:
            seat.dead = True
        self.failures = 0 if ended.reached else self.failures + 1
        return ended

    def stop(self) -> None:
        """Tell all tasks to stop: those that run, and all that come."""
        self._flag.value = 1

    def silent(self, number: int) -> float:
        """Seconds since a running task last asked a question, or since it began."""
        return next((seat.silent() for seat in self._busy() if seat.number == number), 0.0)

    def kill(self, number: int) -> None:
        """End the worker of a running task at once; the task comes back as lost."""
        for seat in self._busy():
            if seat.number == number:
                seat.dead = True
                seat.process.kill()

    def largest(self) -> int:
        """Resident bytes of the largest worker."""
        return max((seat.held() for seat in self._seats if seat is not None), default=0)

    def release(self) -> None:
        """End the workers that have nothing to do, for the memory that they hold."""
        for index, seat in enumerate(self._seats):
            if seat is not None and seat.number is None:
                seat.leave()
                self._seats[index] = None

    def close(self) -> None:
        """End all workers, also those that work."""
        seats, self._seats = [seat for seat in self._seats if seat], [None] * self.count
        for seat in seats:
            if seat.number is None and not seat.dead:
                seat.leave()
            else:
                seat.process.kill()
        last = time.monotonic() + _LEAVE
        for seat in seats:
            seat.process.join(max(0.0, last - time.monotonic()))
            if seat.process.is_alive():
                seat.process.kill()
                seat.process.join()

    def _busy(self) -> list[_Seat]:
        return [seat for seat in self._seats if seat is not None and seat.number is not None]

    def _drop_dead(self) -> None:
        for index, seat in enumerate(self._seats):
            if seat is not None and seat.number is None and (seat.dead or not seat.process.is_alive()):
                seat.process.kill()
                seat.process.join(_LEAVE)
                seat.leave()
                self._seats[index] = None

    def _start(self) -> _Seat | None:
        if multiprocessing.current_process().daemon:  # the worker of somebody else's pool may have none of its own
            self.failures += 1
            return None
        for index, seat in enumerate(self._seats):
            if seat is None:
                try:
                    self._seats[index] = made = _Seat(index, self._flag, self._beats, self._ended.put)
                except OSError:  # the system gives no more processes, or no more memory
                    self.failures += 1
                    return None
                return made
        return None


class _Seat:
    """One worker process, and the thread of this process that talks to it.

    number: of the task it has, None where it has none. Blocking on a pipe is left to the thread: a worker that stands
    still in the middle of a message holds up nothing else.
    """

    def __init__(self, index: int, flag: Any, beats: Any, tell: Callable[[tuple[_Seat, Ended]], None]) -> None:
        self.number: int | None = None
        self.ready = self.dead = False
        self._index, self._beats, self._tell = index, beats, tell
        self._pipe, theirs = _CONTEXT.Pipe()
        self.process = _CONTEXT.Process(target=serve, args=(theirs, flag, beats, index), daemon=True)
        with _unheard():
            self.process.start()
        theirs.close()
        self._process = _process(self.process.pid)
        self._tasks: queue.SimpleQueue[tuple[int, Job] | None] = queue.SimpleQueue()
        threading.Thread(target=self._talk, daemon=True).start()

    def take(self, number: int, job: Job) -> None:
        """Begin a task."""
        self.number = number
        self._seen, self._since = self._beats[self._index], time.monotonic()
        self._tasks.put((number, job))

    def held(self) -> int:
        """Resident bytes."""
        return resident(self._process) if self._process is not None else 0

    def leave(self) -> None:
        """Let the worker end."""
        self._tasks.put(None)

    def silent(self) -> float:
        """Seconds since the last sign of life."""
        now = time.monotonic()
        if self._beats[self._index] != self._seen:
            self._seen, self._since = self._beats[self._index], now
        quiet = now - self._since
        return quiet if self.ready or quiet > _BEGIN else 0.0

    def _talk(self) -> None:
        with self._pipe as pipe:
            while (task := self._tasks.get()) is not None:
                number, job = task
                self.ready = self.ready or _is_ready(pipe)
                self._since = time.monotonic()
                outcome = _made_of(pipe, job) if self.ready else None
                self._tell((self, Ended(number, outcome, self.ready)))
                if outcome is None:
                    return


def _is_ready(pipe: Connection) -> bool:
    """Wait for a worker's first word; False where it ends without one."""
    try:
        return bool(pipe.recv())
    except (EOFError, OSError):
        return False


def _made_of(pipe: Connection, job: Job) -> Outcome | None:
    """What a worker makes of a job; None where it dies over it."""
    try:
        pipe.send(job)
        outcome: Outcome = pipe.recv()
    except (EOFError, OSError, MemoryError):
        return None
    except Exception as error:  # the job cannot be sent
        return Outcome(error=error)
    return outcome


def serve(pipe: Connection, flag: Any, beats: Any, index: int) -> None:
    """What a worker process does: jobs, until this end of the pipe is closed. Ends with its parent, however that
    ends."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    threading.Thread(target=_end_with_parent, daemon=True).start()

    def alive() -> None:
        beats[index] += 1

    status = 0
    try:
        pipe.send(True)
        while True:
            outcome = perform_for_another(pipe.recv(), lambda: bool(flag.value), alive)
            try:
                pipe.send(outcome)
            except (pickle.PicklingError, TypeError, AttributeError) as error:  # nothing is sent before all is pickled
                pipe.send(Outcome(error=RuntimeError(f"a result cannot be sent: {type(error).__name__}")))
    except (EOFError, OSError):
        pass
    except BaseException:  # MemoryError above all; the parent sees a worker that died
        status = 1
    if status or any(thread.name == SOLVER_THREAD for thread in threading.enumerate()):
        os._exit(status)


@contextmanager
def _unheard() -> Iterator[None]:
    """What is started within hears no Ctrl-C and no termination until `serve` ignores them: it would die with a
    traceback while it is still loading."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # which lets the signals through again, where it has to start
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _process(pid: int | None) -> psutil.Process | None:
    try:
        return psutil.Process(pid)
    except psutil.Error:
        return None
