"""Small plans to write and read."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from turnout.models.plan import PLAN_COLUMNS, WHOLE_COLUMNS, Manifest, Plan
from turnout.plans import read


def table(name: str, text: str) -> pd.DataFrame:
    """A plan table from lines of cells separated by `|`."""
    columns = PLAN_COLUMNS[name]
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    frame = pd.DataFrame(rows, columns=list(columns), dtype="str")
    return frame.astype({c: "int64" if c in WHOLE_COLUMNS else "str" for c in columns})


def small_plan(topic: str = "学习贯彻党的二十大精神", **manifest: object) -> Plan:
    """Two sessions of one branch, one visit, one person without a place."""
    return Plan(
        sessions=table(
            "sessions",
            f"S1 | study | branch | B1 | 2026-01-12 | 09:00 | 11:00 | V1 | L1 | 2 | {topic} | planned\n"
            "S2 | discussion | branch | B1 | 2026-01-20 | 09:00 | 11:00 | V1 |  | 2 |  | planned",
        ),
        attendance=table("attendance", "S1 | P1\nS1 | P2\nS2 | P1\nS2 | P2"),
        visits=table("visits", "S2 | U1 | C1 | B1 | fallback"),
        unplaced=table("unplaced", "P3 | study | NO_FREE_TIME | days=0\nP3 | discussion | NO_FREE_TIME | days=0"),
        coverage=table("coverage", "coverage | C1 | 1 | 1 | 1 | 1 | 0 |\nquota | C1 | 1 | 1 | 1 | 1 | 0 |"),
        manifest=Manifest.model_validate({"instance_hash": "0" * 64, **manifest}),
    )


@pytest.fixture
def plan() -> Plan:
    return small_plan()


OLD, NEW = small_plan(topic="旧"), small_plan(topic="新")


def snapshot(path: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {str(p.relative_to(path)): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def topic(path: Path) -> str:
    return str(read(path).sessions["topic"].iloc[0])


class Failing:
    """Stands in for functions of `os`; the n-th call of any of them fails."""

    def __init__(self, step: int, error: OSError) -> None:
        self.step, self.error, self.calls = step, error, 0

    def instead_of(self, original: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            self.calls += 1
            if self.calls == self.step:
                raise self.error
            return original(*args, **kwargs)

        return call
