"""Memory of this process and of all that it has started, counted together."""

from __future__ import annotations

import sys
import threading
import time

import psutil

MB = 2**20
LOOK = 0.25
"""Seconds between two looks."""
_SEARCH = 2.0  # seconds between two searches for new processes, which cost more than a look at known ones


def own_peak() -> int:
    """The most bytes that this process alone has held so far."""
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(used) * (1 if sys.platform == "darwin" else 1024)  # macOS counts bytes, Linux blocks of 1,024


class Meter:
    """While entered, looks now and then at what all processes hold together: resident bytes, shared ones for each.

    now, own: at the last look, of all and of this one alone.
    """

    def __init__(self) -> None:
        self.now = self.own = self._most = 0
        self._processes = [psutil.Process()]
        self._searched = 0.0
        self._over = threading.Event()
        self._lock = threading.Lock()

    def __enter__(self) -> Meter:
        self.look()
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self.look()

    @property
    def peak(self) -> int:
        """The most bytes held at one moment, as far as was seen; never less than this process alone has held."""
        return max(self._most, own_peak())

    def expect(self) -> None:
        """A process may have been started: the next look searches for it."""
        self._searched = 0.0

    def look(self) -> int:
        """Look at once. The bytes held now."""
        with self._lock:
            if time.monotonic() - self._searched >= _SEARCH:
                self._search()
            held = [resident(process) for process in self._processes]
            self.now, self.own = sum(held), held[0]
            self._most = max(self._most, self.now)
            return self.now

    def _search(self) -> None:
        self._searched = time.monotonic()
        try:
            self._processes = [self._processes[0], *self._processes[0].children(recursive=True)]
        except psutil.Error:  # one ended meanwhile; the next search finds the others
            del self._processes[1:]

    def _watch(self) -> None:
        while not self._over.wait(LOOK):
            self.look()


def resident(process: psutil.Process) -> int:
    """Bytes that a process holds; 0 where it has ended."""
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
