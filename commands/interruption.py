"""Ctrl-C and termination: the first asks for the best plan so far, the second ends at once."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Generic, TypeVar

T = TypeVar("T")
_ONE = 0.05  # seconds; `timeout` sends its signal twice, to the command and to the command's group
_WAIT = 0.2  # seconds between two looks; a signal's handler only runs while the main thread runs Python


class Interrupted(BaseException):
    """The user wants to stop, and nothing is worth keeping yet. signal: which one.

    No KeyboardInterrupt: click would make an exception of its own of that.
    """

    def __init__(self, number: int) -> None:
        self.signal = number
        super().__init__(number)


class Interruption:
    """While entered, takes SIGINT and SIGTERM; gives them back on leaving.

    Before `defer`, a signal raises `Interrupted` at once. After it, it sets `cancel`, and the work that watches it
    comes to its end. A second one ends the process, workers included, without another step. cancel: set once a
    signal came. told: called at the first deferred one.
    """

    def __init__(self, told: Callable[[], None]) -> None:
        self.cancel = threading.Event()
        self.signal = 0
        self._told = told
        self._taken = 0.0
        self._deferred = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Interruption:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, self._come)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def defer(self) -> None:
        """From now on, let signals wait for the work: once it is done, there is nothing left to stop."""
        self._deferred = True

    def _come(self, number: int, frame: FrameType | None) -> None:
        if self.signal:
            if time.monotonic() - self._taken < _ONE:
                return
            _end_children()
            os._exit(128 + number)
        self.signal, self._taken = number, time.monotonic()
        self.cancel.set()
        try:
            if not self._deferred:
                raise Interrupted(number)
            self._told()
        finally:
            self._taken = time.monotonic()


def _end_children() -> None:
    """End the worker processes, which would otherwise go on alone."""
    with contextlib.suppress(Exception):
        import psutil

        for child in psutil.Process().children(recursive=True):
            child.kill()


class Work(Generic[T]):
    """Something done in a thread of its own, so that the main thread can take signals at any moment."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._result: list[T] = []
        self._error: BaseException | None = None

    def done(self) -> T:
        """Wait for the result, or raise what the work raised."""
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(_WAIT)
        if self._error is not None:
            raise self._error
        return self._result[0]

    def _run(self) -> None:
        try:
            self._result.append(self._work())
        except BaseException as error:  # handed on to the main thread
            self._error = error
