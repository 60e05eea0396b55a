"""What a container, or the service that runs us, allows: Linux's control groups, of both versions, up to the root."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
SELF = Path("/proc/self/cgroup")
UNLIMITED = 2**60
"""Bytes from which a memory limit is none: the older version writes a huge number."""


def processors() -> float | None:
    """Processors that may be used at once, such as 0.5; None without a limit. The tightest limit counts."""
    found = [_quota(*_words(folder, "cpu.max")) for folder in _folders("")]
    found += [_quota(*_words(f, "cpu.cfs_quota_us"), *_words(f, "cpu.cfs_period_us")) for f in _folders("cpu")]
    return min((quota for quota in found if quota is not None), default=None)


def memory() -> int | None:
    """Bytes that all processes together may hold; None without a limit. The tightest limit counts."""
    words = [_words(folder, "memory.max") for folder in _folders("")]
    words += [_words(folder, "memory.limit_in_bytes") for folder in _folders("memory")]
    limits = [int(w[0]) for w in words if len(w) == 1 and w[0].isdecimal()]
    return min((limit for limit in limits if limit < UNLIMITED), default=None)


def _quota(*words: str) -> float | None:
    """Processors from microseconds in each period of so many."""
    try:
        limit, period = map(float, words)
        return limit / period if limit > 0 else None
    except (ValueError, ZeroDivisionError):  # "max", or not there
        return None


def _folders(controller: str) -> Iterator[Path]:
    """The folders of our group and of those above it; controller: of the older version, blank for the newer one."""
    top = ROOT / controller
    place = _place(controller)
    while place and place != ".":
        yield top / place
        place = str(Path(place).parent)
    yield top


def _place(controller: str) -> str:
    """Our group's path below the root; blank where it is the root, as most containers see it."""
    try:
        lines = SELF.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return ""
    for line in lines:
        parts = line.split(":", 2)
        if len(parts) == 3 and controller in parts[1].split(",") and ".." not in parts[2].split("/"):
            return parts[2].strip("/")
    return ""


def _words(folder: Path, name: str) -> list[str]:
    try:
        return (folder / name).read_text(encoding="ascii", errors="replace").split()
    except OSError:
        return []
