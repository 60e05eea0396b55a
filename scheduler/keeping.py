"""Finished parts are kept, so that a run that was killed can go on: what is kept, under which name, and for whom.

A part is kept where nothing cut it short, neither itself nor anything that its arguments came from. So it is what an
uninterrupted run would have made, and the plan of a run that goes on is, byte for byte, that of one that never stopped.
"""

from __future__ import annotations

import hashlib
import platform
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol

from turnout.models import Instance, Plan
from turnout.scheduler.codec import CodecError, classes_of, decode, encode


class Shelf(Protocol):
    """Where parts are kept: names to bytes. What is damaged, or another run's, is as if it were not there. One that is
    false, once opened, holds nothing."""

    def open(self, identity: Mapping[str, str]) -> None:
        """Begin to read and write parts of the run with this identity."""

    def read(self, name: str) -> bytes | None:
        """What was written under this name, None where there is nothing to rely on."""

    def write(self, name: str, content: bytes) -> None:
        """Keep a part, or not, where there is no room; never raises."""


def identity(instance: Instance, versions: Mapping[str, str], **given: object) -> dict[str, str]:
    """What a part depends on: it is of no use to a run in which any of this is different."""
    settings = instance.settings.model_copy(update={"seed": 0})
    return {
        "instance": instance.content_hash,
        "settings": _digest(settings.model_dump_json()),
        "seed": str(instance.settings.seed),
        "version": " ".join(f"{name}={number}" for name, number in versions.items())
        + f" {platform.system()} {platform.machine()}",
        **{name: _plan_digest(value) if isinstance(value, Plan) else str(value) for name, value in given.items()},
    }


def _plan_digest(plan: Plan) -> str:
    """Of what planning asks a plan for."""
    digest = hashlib.sha256()
    for name, frame in (("sessions", plan.sessions), ("attendance", plan.attendance)):
        for column in frame.columns:
            cells = "\0".join(frame[column].astype("str").tolist())
            digest.update(f"{name}.{column}:{len(frame)}:{len(cells)}\n".encode())
            digest.update(cells.encode(errors="surrogatepass"))
    digest.update(plan.manifest.model_dump_json(exclude={"seconds", "peak_memory_mb"}).encode())
    return digest.hexdigest()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Keeper:
    """Keeps the parts of one run. found: parts that were taken from an earlier one. resumed: whether there may be
    any."""

    def __init__(self, shelf: Shelf) -> None:
        self.found = 0
        self.resumed = bool(shelf)
        self._shelf = shelf
        self._calls: Counter[str] = Counter()
        self._cut = False

    def cut(self) -> None:
        """Something was cut short: what comes of it is kept no more."""
        self._cut = True

    def record(self, task: Callable[..., Any], count: int) -> Record | None:
        """The record of the next set of so many tasks; None where none of them is to be kept."""
        name = task.__name__
        call = self._calls[name]
        self._calls[name] += 1
        return None if self._cut else Record(self, self._shelf, f"{name}-{call}-{count}", classes_of(task))


class Record:
    """The kept parts of one set of tasks."""

    def __init__(self, keeper: Keeper, shelf: Shelf, name: str, classes: dict[str, type]) -> None:
        self._keeper, self._shelf, self._name, self._classes = keeper, shelf, name, classes

    def known(self, number: int) -> tuple[Any] | None:
        """The kept result of a task, None where there is none."""
        content = self._shelf.read(f"{self._name}-{number}")
        if content is None:
            return None
        try:
            result = decode(content, self._classes)
        except CodecError:  # written by the same version under the same name, it cannot be
            return None
        self._keeper.found += 1
        return (result,)

    def keep(self, number: int, result: Any) -> None:
        """Keep the result of a task that nothing cut short."""
        with suppress(CodecError):  # a kind of result that cannot be kept is made again
            self._shelf.write(f"{self._name}-{number}", encode(result, self._classes))
