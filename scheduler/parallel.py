"""Running pure functions over parts: in this process, in worker processes, or on any PEP 3148 executor."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

Result = TypeVar("Result")
TRIES = 3
POLL_SECONDS = 0.2


def ignore_interrupts() -> None:
    """Ctrl-C reaches the whole process group; workers leave it to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class Workers:
    """Runs tasks on `count` processes, or on an executor of the caller's; the results do not depend on which.

    A worker that dies loses nothing: its tasks run again, at the third failure in this process.
    """

    def __init__(self, count: int = 1, executor: Executor | None = None) -> None:
        self.count, self._given = max(1, count), executor
        self._own: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *error: object) -> None:
        self._close()

    @property
    def here(self) -> bool:
        """Whether tasks run in this process, so that they can be asked to stop half-way."""
        return self.count == 1 and self._given is None

    def run(
        self,
        task: Callable[..., Result],
        arguments: Sequence[tuple[Any, ...]],
        done: Callable[[int, Result], None] | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> list[Result | None]:
        """The task's results, in the order of its arguments; None for those not begun when `stop` said so.

        done: told (number, result) of each, in the order in which they come.
        """
        results: list[Result | None] = [None] * len(arguments)
        left = list(range(len(arguments)))
        for _ in range(TRIES):
            if self.here or len(arguments) == 1 or not left:
                break
            left = self._pass(task, arguments, left, results, done, stop)
            if stop():
                return results
        for number in left:
            if stop():
                break
            results[number] = result = task(*arguments[number])
            if done:
                done(number, result)
        return results

    def _pass(
        self,
        task: Callable[..., Result],
        arguments: Sequence[tuple[Any, ...]],
        left: list[int],
        results: list[Result | None],
        done: Callable[[int, Result], None] | None,
        stop: Callable[[], bool],
    ) -> list[int]:
        """Run what is left on the executor; the numbers of the tasks whose worker died."""
        executor = self._executor()
        lost: list[int] = []
        waiting: dict[Future[Result], int] = {}
        queue = list(reversed(left))
        ahead = 2 * self.count + 2 if self._given is None else len(queue)
        while queue or waiting:
            while queue and len(waiting) < ahead and not stop():
                number = queue.pop()
                try:
                    waiting[executor.submit(task, *arguments[number])] = number
                except BrokenProcessPool:
                    lost.append(number)
            if stop():
                self._kill()
                return []
            finished, _ = wait_for(waiting, timeout=POLL_SECONDS, return_when="FIRST_COMPLETED")
            for future in sorted(finished, key=lambda f: waiting[f]):
                number = waiting.pop(future)
                try:
                    results[number] = result = future.result()
                except (BrokenProcessPool, OSError):
                    lost.append(number)
                    continue
                if done:
                    done(number, result)
        if lost:
            self._close()
        return sorted(lost)

    def _executor(self) -> Executor:
        if self._given is not None:
            return self._given
        if self._own is None:
            context = multiprocessing.get_context("spawn")
            self._own = ProcessPoolExecutor(self.count, mp_context=context, initializer=ignore_interrupts)
        return self._own

    def _kill(self) -> None:
        """End own workers at once, whatever they are doing; tasks on the caller's executor are let go."""
        own, self._own = self._own, None
        if own is not None:
            processes = list((own._processes or {}).values())
            own.shutdown(wait=False)
            for process in processes:
                process.terminate()

    def _close(self) -> None:
        if self._own is not None:
            self._own.shutdown(wait=True)
            self._own = None
