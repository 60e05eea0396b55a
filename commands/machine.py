"""What this process may use of the machine."""

from __future__ import annotations

import os
import sys

import psutil

from turnout.commands import cgroups

SHARE = 0.8
"""Of the memory that may be used, what a run keeps to unless told otherwise: the rest is for files that the system
keeps at hand, and for moments between two looks."""


def usable() -> int:
    """Whole processors that the system and, in a container, its quota leave to this process; at least 1."""
    quota = cgroups.processors()
    cores = _cores()
    return max(1, cores if quota is None else min(cores, int(quota)))


def _cores() -> int:
    """Processors that the system lets this process run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    try:
        return len(psutil.Process().cpu_affinity() or ()) or os.cpu_count() or 1
    except (AttributeError, psutil.Error):  # macOS has none
        return os.cpu_count() or 1


def usable_memory() -> int:
    """Bytes that this process and its workers may hold: of the machine, of its container, of its own limit."""
    limits = [psutil.virtual_memory().total, cgroups.memory(), _address_space()]
    return min(limit for limit in limits if limit is not None)


def _address_space() -> int | None:
    """The limit that `ulimit -v` sets; None without one."""
    if sys.platform == "win32":
        return None
    import resource

    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else limit
