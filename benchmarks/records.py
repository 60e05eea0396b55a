"""What was measured, kept from run to run as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from turnout.benchmarks.sizes import rank


@dataclass(frozen=True)
class PlanFigures:
    """`turnout plan` on one size. Seconds; costs; gaps as fractions; unplaced in (member, kind) pairs; status: exit
    status, the figures are 0 where it is not 0."""

    status: int
    wall: float
    cpu: float
    peak_mb: float
    branches: int = 0
    members: int = 0
    pairs: int = 0
    unplaced: int = 0
    unplaced_bound: int = 0
    cost: int = 0
    cost_bound: int = 0
    gap: float = 0.0
    t1: int = 0
    t1_bound: int = 0
    t2: int = 0
    t2_bound: int = 0
    visits: int = 0
    visits_cost: int = 0
    visits_bound: int = 0
    visits_gap: float = 0.0
    partial: bool = False
    verifying: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class BaselineFigures:
    """A method of comparison on one size: the timetable only. broken: violations of the rules H by rule."""

    method: str
    status: int
    wall: float
    cpu: float
    peak_mb: float
    unplaced: int = 0
    cost: int = 0
    sessions: int = 0
    broken: dict[str, int] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Record:
    """All that was measured of one size, and how. generating: seconds of `turnout generate`. load: of the machine
    before anything was measured."""

    size: str
    command: str
    when: str
    revision: str
    machine: str
    generating: float
    plan: PlanFigures
    baselines: tuple[BaselineFigures, ...] = ()
    load: float = 0.0


def read(path: Path) -> dict[str, Record]:
    """Records by size; none where the file does not exist."""
    if not path.is_file():
        return {}
    return {row["size"]: _record(row) for row in json.loads(path.read_text(encoding="utf-8"))}


def write(path: Path, records: dict[str, Record]) -> None:
    """Write all records, smallest size first."""
    rows = [asdict(records[name]) for name in sorted(records, key=rank)]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def _record(row: dict[str, Any]) -> Record:
    plan = PlanFigures(**_known(PlanFigures, row["plan"]))
    baselines = tuple(BaselineFigures(**_known(BaselineFigures, b)) for b in row["baselines"])
    return Record(**{**_known(Record, row), "plan": plan, "baselines": baselines})


def _known(kind: type, row: dict[str, Any]) -> dict[str, Any]:
    """The entries that this version knows."""
    names = {f.name for f in fields(kind)}
    return {key: value for key, value in row.items() if key in names}
