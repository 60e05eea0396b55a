"""Writes a generated instance as a folder of CSV files."""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from turnout.instances.generating.making import make


def write(folder: str | os.PathLike[str], tables: Mapping[str, pd.DataFrame], *, quarter: str, seed: int) -> None:
    """Write the tables and settings.toml into a new or empty folder, all of them or none.

    UTF-8, LF. Raises FileExistsError if the folder holds anything, and OSError if it cannot be written.
    """
    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FileExistsError(17, "not an empty folder", str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for name, frame in tables.items():
            _write_table(beside / f"{name}.csv", frame)
        text = f'quarter = "{quarter}"\nseed = {seed}\n'
        (beside / "settings.toml").write_text(text, encoding="utf-8", newline="\n")
        beside.chmod(0o755)
        if target.exists():
            target.rmdir()
        beside.rename(target)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _write_table(path: Path, frame: pd.DataFrame) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(frame.columns)
        writer.writerows(zip(*(frame[column].tolist() for column in frame.columns), strict=True))


def generate(folder: str | os.PathLike[str], *, quarter: str = "2026Q1", seed: int = 1, **sizes: Any) -> None:
    """Make an instance and write it into a new or empty folder. Arguments and errors: see `make` and `write`."""
    write(folder, make(quarter=quarter, seed=seed, **sizes), quarter=quarter, seed=seed)
