"""Where and with what was measured."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import platform
import subprocess
from pathlib import Path

import psutil

from turnout.commands.machine import usable

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("ortools", "numpy", "pandas")


def machine() -> str:
    """Processor, usable cores, memory, system and versions, in one line."""
    memory = psutil.virtual_memory().total / 2**30
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    return (
        f"{_processor()}, {usable()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {versions}"
    )


def _processor() -> str:
    """The model as the system names it."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return " ".join(line.partition(":")[2].split())
    except OSError:  # not Linux
        pass
    return platform.processor() or platform.machine()


def load() -> float:
    """Processes that want to run, averaged over the last minute; 0 on a machine to measure on."""
    return psutil.getloadavg()[0]


def now() -> str:
    """Date and time, UTC, to the minute."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M")


def revision() -> str:
    """The commit measured, with + where tracked files differ from it; "" outside a work tree."""
    try:
        found = [
            subprocess.run(("git", *words), cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout.strip()
            for words in (("rev-parse", "--short", "HEAD"), ("status", "--porcelain", "--untracked-files=no"))
        ]
    except (OSError, subprocess.CalledProcessError):
        return ""
    return found[0] + ("+" if found[1] else "")
