"""The fabricated plan and instance, in memory and on disk."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from turnout.models import Instance, Plan
from turnout.models.settings import clock
from turnout.models.tables import TABLES, Kind
from turnout.plans import write
from turnout.tests.reports import fabricated


def write_instance(instance: Instance, folder: Path) -> Path:
    """The instance as a folder of CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in TABLES.items():
        frame = instance[name].copy()
        for column in table.columns:
            values = frame[column.name]
            if column.kind in (Kind.DATE, Kind.START, Kind.END):
                frame[column.name] = values.dt.strftime("%Y-%m-%d")
            elif column.kind is Kind.TIME:
                frame[column.name] = ["" if pd.isna(v) else clock(int(v)) for v in values]
        if len(frame) or table.required:
            frame.to_csv(folder / f"{name}.csv", index=False)
    (folder / "settings.toml").write_text(f'quarter = "{instance.settings.quarter}"\n', encoding="utf-8")
    return folder


@pytest.fixture
def instance() -> Instance:
    return fabricated.instance()


@pytest.fixture
def plan() -> Plan:
    return fabricated.plan()


@pytest.fixture
def instance_folder(tmp_path: Path, instance: Instance) -> Path:
    return write_instance(instance, tmp_path / "instance")


@pytest.fixture
def plan_folder(tmp_path: Path, plan: Plan) -> Path:
    write(plan, tmp_path / "plan")
    return tmp_path / "plan"
