"""A plan: the tables that are written, and its manifest (plan.json)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from turnout.models.plan_columns import (
    FORMAT,
    KIND_ORDER,
    PLAN_COLUMNS,
    SHORTFALL_REASONS,
    UNPLACED_REASONS,
    WHOLE_COLUMNS,
)

__all__ = [
    "FORMAT",
    "KIND_ORDER",
    "PLAN_COLUMNS",
    "SHORTFALL_REASONS",
    "UNPLACED_REASONS",
    "WHOLE_COLUMNS",
    "Bound",
    "Cost",
    "Gap",
    "Manifest",
    "Objective",
    "Plan",
    "Scope",
    "SitInCost",
    "TimetableCost",
    "empty_table",
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Objective(_Part):
    """Lines 1 to 3 of what is best."""

    unplaced: int = 0
    t1_shortfall: int = 0
    t2_shortfall: int = 0


class TimetableCost(_Part):
    """Cost of the timetable by term."""

    session: int = 0
    burden: int = 0
    travel: int = 0
    off_theme_day: int = 0
    total: int = 0


class SitInCost(_Part):
    """Cost of the visits by term."""

    visit: int = 0
    day: int = 0
    travel_minute: int = 0
    imbalance: int = 0
    total: int = 0


class Cost(_Part):
    """Line 4 of what is best."""

    timetable: TimetableCost = Field(default_factory=TimetableCost)
    sit_ins: SitInCost = Field(default_factory=SitInCost)


class Bound(_Part):
    """Proven lower bounds of each line."""

    unplaced: int = 0
    timetable: int = 0
    t1_shortfall: int = 0
    t2_shortfall: int = 0
    sit_ins: int = 0


class Gap(_Part):
    """(cost − bound)/cost, 0 where the cost is 0."""

    timetable: float = 0.0
    sit_ins: float = 0.0


class Scope(_Part):
    """The `--stage` and `--under` that a plan was made for; empty: everything."""

    stage: str | None = None
    under: list[str] = Field(default_factory=list)


class Manifest(_Part):
    """plan.json. warnings: objects with code, en, zh. seconds: stage -> {"wall": s, "cpu": s}. partial: cut by a
    limit or
    an interruption. earlier_instances: hashes of the instances that its base plan, that one's base plan and so on were
    made from, the oldest first; not its own."""

    format: str = FORMAT
    instance_hash: str = ""
    earlier_instances: list[str] = Field(default_factory=list)
    settings: dict[str, Any] = Field(default_factory=dict)
    seed: int = 1
    versions: dict[str, str] = Field(default_factory=dict)
    provisional: bool = False
    partial: bool = False
    scope: Scope = Field(default_factory=Scope)
    warnings: list[dict[str, Any]] = Field(default_factory=list)
    counts: dict[str, Any] = Field(default_factory=dict)
    objective: Objective = Field(default_factory=Objective)
    cost: Cost = Field(default_factory=Cost)
    bound: Bound = Field(default_factory=Bound)
    gap: Gap = Field(default_factory=Gap)
    seconds: dict[str, dict[str, float]] = Field(default_factory=dict)
    peak_memory_mb: float = 0.0


@dataclass(frozen=True)
class Plan:
    """The tables of a plan as they are written, and its manifest.

    Frames have the columns of `PLAN_COLUMNS` in that order, rows sorted as the files are, index 0…n-1; str columns hold
    `YYYY-MM-DD` dates and `HH:MM` times; blanks are "".
    """

    sessions: pd.DataFrame
    attendance: pd.DataFrame
    visits: pd.DataFrame
    unplaced: pd.DataFrame
    coverage: pd.DataFrame
    manifest: Manifest

    def tables(self) -> dict[str, pd.DataFrame]:
        """The five tables by file name without ending."""
        return {name: getattr(self, name) for name in PLAN_COLUMNS}


def empty_table(name: str) -> pd.DataFrame:
    """A plan table without rows, with its columns and dtypes."""
    return pd.DataFrame(
        {c: pd.Series(dtype="int64" if c in WHOLE_COLUMNS else "str") for c in PLAN_COLUMNS[name]}
    )
