"""What this process may use of the machine, and what it has used."""

from __future__ import annotations

import os
import sys
from pathlib import Path

QUOTA = Path("/sys/fs/cgroup/cpu.max")
OLDER_QUOTA = Path("/sys/fs/cgroup/cpu/cpu.cfs_quota_us")
OLDER_PERIOD = Path("/sys/fs/cgroup/cpu/cpu.cfs_period_us")


def usable() -> int:
    """Whole processors that the system and, in a container, its quota leave to this process; at least 1."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _quota()
    return max(1, cores if quota is None else min(cores, int(quota)))


def _quota() -> float | None:
    """Processors that a container may use, None where it has no limit."""
    try:
        if QUOTA.is_file():
            limit, period = QUOTA.read_text().split()
        else:
            limit, period = OLDER_QUOTA.read_text(), OLDER_PERIOD.read_text()
        return float(limit) / float(period) if float(limit) > 0 else None
    except (OSError, ValueError, ZeroDivisionError):  # no container, or "max"
        return None


def peak_memory_mb() -> float:
    """The most memory that this process and the largest of its ended workers have held, in MB of 2^20 bytes."""
    if sys.platform == "win32":
        import psutil

        return float(psutil.Process().memory_info().peak_wset) / 2**20
    import resource

    unit = 2**20 if sys.platform == "darwin" else 2**10  # macOS counts bytes, Linux blocks of 1,024
    used = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used) / unit
