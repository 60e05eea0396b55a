"""How far a set of tasks has come, and how long the rest will take: for people, nothing is decided by it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """A set of tasks on its way. task: its name. done, total: tasks. left: seconds until all are done, as far as those
    that are done can tell; None before the first one is."""

    task: str
    done: int
    total: int
    left: float | None


class Outlook:
    """Judges the rest by what was done so far: a task takes as long as it is large, by the `weight` of its first
    argument where that has one. What an earlier run had done says nothing about time."""

    def __init__(
        self,
        task: Callable[..., Any],
        arguments: Sequence[tuple[Any, ...]],
        told: Callable[[Step], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name, self._told, self._clock, self._began = task.__name__, told, clock, clock()
        self._weights = [max(1, int(getattr(each[0], "weight", 1))) if each else 1 for each in arguments]
        self._open = sum(self._weights)
        self._here = self._done = 0

    def begin(self) -> None:
        """Tell that tasks begin."""
        self._tell()

    def come(self, number: int, *, here: bool = True) -> None:
        """A task is done: now, or by an earlier run."""
        self._done += 1
        self._open -= self._weights[number]
        self._here += self._weights[number] if here else 0
        self._tell()

    def _tell(self) -> None:
        left = None if not self._here else (self._clock() - self._began) * self._open / self._here
        self._told(Step(self._name, self._done, len(self._weights), left))
