"""Time and memory of a command and of all processes that it starts."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

BETWEEN_SAMPLES = 0.05
"""Seconds."""
MB = 2**20


@dataclass(frozen=True)
class Measured:
    """status: exit status. wall, cpu: seconds, cpu of all processes. peak_mb: MB of 2^20 bytes, the largest sum of the
    resident memory of all processes at one moment; what processes share counts for each of them."""

    status: int
    wall: float
    cpu: float
    peak_mb: float
    output: str
    errors: str


class Sampler:
    """Watches a process and its descendants."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._cpu: dict[int, float] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.peak = 0

    @property
    def cpu(self) -> float:
        """Processor seconds of all processes, as last seen."""
        return sum(self._cpu.values())

    def __enter__(self) -> Sampler:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            self.sample()
            if self._over.wait(BETWEEN_SAMPLES):
                return

    def sample(self) -> None:
        """Look once. A process that ends meanwhile counts with what was seen of it."""
        try:
            processes = [self._root, *self._root.children(recursive=True)]
        except psutil.Error:
            return
        held = 0
        for process in processes:
            try:
                with process.oneshot():
                    held += process.memory_info().rss
                    times = process.cpu_times()
            except psutil.Error:
                continue
            self._cpu[process.pid] = times.user + times.system
        self.peak = max(self.peak, held)


def measured(command: Sequence[str]) -> Measured:
    """Run a command to its end and measure it."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        before = _children_cpu()
        began = time.monotonic()
        process = subprocess.Popen(command, stdout=output, stderr=errors, stdin=subprocess.DEVNULL)
        try:
            with Sampler(process.pid) as sampler:
                status = process.wait()
                wall = time.monotonic() - began
        except BaseException:
            process.terminate()
            process.wait()
            raise
        after = _children_cpu()
        cpu = sampler.cpu if before is None or after is None else after - before
        return Measured(status, wall, cpu, sampler.peak / MB, _text(output), _text(errors))


def _text(file: object) -> str:
    file.seek(0)  # type: ignore[attr-defined]
    content: bytes = file.read()  # type: ignore[attr-defined]
    return content.decode("utf-8", errors="replace")


def _children_cpu() -> float | None:
    """Processor seconds of ended children and of theirs; None where the system does not say (Windows)."""
    if sys.platform == "win32":
        return None
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
