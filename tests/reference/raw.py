"""Instances written down as text, table by table: what a person would type, turned into an Instance or a folder.

The conversion here is the tests' own and knows only the declarations of the tables, so a fault in the reader cannot
hide.
"""

from __future__ import annotations

import copy
import csv
import datetime as dt
import itertools
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from turnout.models.instance import Instance
from turnout.models.settings import Settings, clock, parse_clock
from turnout.models.tables import LATEST, TABLES, WEEKDAYS, Column, Kind

Rows = list[dict[str, str]]
ID_COLUMNS = {column.name for table in TABLES.values() for column in table.columns if column.kind is Kind.ID}


@dataclass
class Raw:
    """tables: name -> rows of text cells, blank cells left out or "". settings: nested as in settings.toml."""

    tables: dict[str, Rows] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, table: str) -> Rows:
        """The rows of one table, to be read or changed."""
        return self.tables.setdefault(table, [])

    def add(self, table: str, **cells: object) -> None:
        """Append one row."""
        row = {name.rstrip("_"): str(value) for name, value in cells.items()}
        unknown = set(row) - {column.name for column in TABLES[table].columns}
        if unknown:
            raise KeyError(f"{table}: {sorted(unknown)}")
        self[table].append(row)

    def copy(self) -> Raw:
        """An independent copy."""
        return copy.deepcopy(self)

    def instance(self) -> Instance:
        """The canonical instance: dtypes as declared, rows sorted by key, or by all cells where there is none."""
        settings = Settings.model_validate(self.settings)
        hours = {"open": clock(settings.session.day_start), "close": clock(settings.session.day_end)}
        frames = {}
        for name in TABLES:
            rows = self.tables.get(name, [])
            if name == "venues":
                rows = [{**row, **{key: row.get(key) or day for key, day in hours.items()}} for row in rows]
            frames[name] = _frame(name, tuple(tuple(row.items()) for row in rows))
        return Instance(frames, settings)

    def write(self, folder: Path) -> Path:
        """One CSV per table with rows in their present order, and settings.toml. Returns the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in TABLES.items():
            if not self.tables.get(name) and not table.required:
                continue
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, [column.name for column in table.columns], restval="")
                writer.writeheader()
                writer.writerows(self.tables.get(name, []))
        (folder / "settings.toml").write_text("\n".join(_toml(self.settings)) + "\n", encoding="utf-8")
        return folder


def _toml(settings: dict[str, Any], prefix: str = "") -> list[str]:
    lines = [f"{key} = {_literal(value)}" for key, value in settings.items() if not isinstance(value, dict)]
    for key, value in settings.items():
        if isinstance(value, dict):
            lines += [f"[{prefix}{key}]", *_toml(value, f"{prefix}{key}.")]
    return lines


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(_literal(item) for item in value) + "]"
    return str(value) if isinstance(value, int) else f'"{value}"'


@lru_cache(maxsize=256)
def _frame(name: str, rows: tuple[tuple[tuple[str, str], ...], ...]) -> pd.DataFrame:
    """A table from its cells; made once where many instances have it alike, for nobody writes into it."""
    table = TABLES[name]
    given = [dict(row) for row in rows]
    cells = {column.name: [_cell(column, row.get(column.name, "")) for row in given] for column in table.columns}
    arrays = {column.name: pd.Series(cells[column.name], dtype=_dtype(column)).array for column in table.columns}
    frame = pd.DataFrame(arrays)
    keys = list(zip(*(cells[name] for name in table.key), strict=True))
    if len(frame) < 2 or (keys and all(a < b for a, b in itertools.pairwise(keys))):
        return frame
    order = list(table.key) or [column.name for column in table.columns]
    return frame.drop_duplicates().sort_values(order, kind="stable", ignore_index=True)


def _dtype(column: Column) -> str:
    if column.kind in (Kind.WHOLE, Kind.TIME, Kind.WEEKDAY):
        return "Int64" if column.nullable or column.kind is Kind.WEEKDAY else "int64"
    if column.kind in (Kind.DATE, Kind.START, Kind.END):
        return "datetime64[s]"
    return "float64" if column.kind is Kind.DECIMAL else "str"


def _cell(column: Column, text: str) -> Any:
    if text == "" and column.default is not None:
        return column.default
    if column.kind in (Kind.ID, Kind.TEXT, Kind.CHOICE, Kind.CODES, Kind.THEME_DAY):
        return text
    if column.kind is Kind.DECIMAL:
        return float(text or "nan")
    if column.kind in (Kind.DATE, Kind.START, Kind.END):
        return _instant(column.kind, text)
    if text == "":
        return None
    if column.kind is Kind.WEEKDAY:
        return WEEKDAYS.index(text)
    return parse_clock(text, LATEST) if column.kind is Kind.TIME else int(text)


def _instant(kind: Kind, text: str) -> Any:
    if text == "":
        return pd.NaT
    value = dt.datetime.fromisoformat(text)
    return value + dt.timedelta(days=1) if kind is Kind.END and len(text) == 10 else value
