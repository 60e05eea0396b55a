"""Where the files of a plan stand in its folder."""

from __future__ import annotations

from pathlib import Path

from turnout.models.plan_columns import PLAN_COLUMNS

MANIFEST = "plan.json"
OWN_FILES = (*(f"{name}.csv" for name in PLAN_COLUMNS), MANIFEST)
"""Names of the files of a plan; anything else in its folder belongs to somebody else."""

NEW_INSIDE = ".turnout-new"
"""Folder inside a plan folder that holds the files of a plan being written."""
SWAP_MARK = ".turnout-swap"
"""Folder inside a plan folder that stands while finished new files replace the old ones one by one."""


def current(folder: Path, name: str) -> Path:
    """Where the valid version of one file stands."""
    if interrupted(folder) and (folder / NEW_INSIDE / name).is_file():
        return folder / NEW_INSIDE / name
    return folder / name


def interrupted(folder: Path) -> bool:
    """Whether a run was stopped, or is working, while its files replace the old ones one by one."""
    return (folder / SWAP_MARK).is_dir()
