"""An instance: everything that is given, read and checked."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models.calendar import DayKinds, day_kinds
from turnout.models.notice import Notice
from turnout.models.settings import Settings
from turnout.models.tables import TABLES

SAMPLE = 1000
"""Cells of a column that are looked at to see whether its cells repeat."""


@dataclass(frozen=True)
class Instance:
    """All tables in canonical form, the settings, and the warnings found while reading.

    tables: every table of `turnout.models.tables.TABLES` by name, absent ones empty; columns, dtypes and meaning as
    declared there, blanks filled with defaults, rows sorted by the table's key, index 0…n-1. Frames are shared and
    must not be written to.
    """

    tables: Mapping[str, pd.DataFrame]
    settings: Settings
    warnings: tuple[Notice, ...] = ()
    source: str = ""

    def __getitem__(self, table: str) -> pd.DataFrame:
        """The canonical frame of one table."""
        return self.tables[table]

    @property
    def start(self) -> dt.date:
        """First date of the plan."""
        return self.settings.start

    @property
    def end(self) -> dt.date:
        """Last date of the plan, included."""
        return self.settings.end

    @cached_property
    def days(self) -> DayKinds:
        """Kinds of all days of the plan."""
        return day_kinds(self.tables["calendar"], self.start, self.end)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of all tables and of the settings without the seed; equal content gives equal hashes from CSV or
        workbook."""
        digest = hashlib.sha256()
        for name in TABLES:
            frame = self.tables[name]
            digest.update(f"{name}:{len(frame)}\n".encode())
            for column in frame.columns:
                digest.update(column.encode() + _hashes(frame[column]).tobytes())
        digest.update(self.settings.model_copy(update={"seed": 0}).model_dump_json().encode())
        return digest.hexdigest()

    @cached_property
    def people(self) -> pd.Index:
        """(members,) ids of members, each found by its row number."""
        ids: pd.Index = pd.Index(self.tables["members"]["person_id"])
        return ids

    def with_settings(self, settings: Settings) -> Instance:
        """The same tables under other settings; itself where they are the same, with what it has worked out already."""
        return self if settings == self.settings else replace(self, settings=settings)

    def with_tables(self, tables: Mapping[str, pd.DataFrame]) -> Instance:
        """The same settings over other tables."""
        return replace(self, tables={**self.tables, **tables})


def _hashes(column: pd.Series) -> npt.NDArray[np.uint64]:
    """(rows,) pandas' hash of each cell, which hashes repeated cells once where it is told that there are many."""
    some = column.iloc[:SAMPLE]
    repeated = 2 * some.nunique(dropna=False) < len(some)
    values = pd.util.hash_pandas_object(column, index=False, categorize=repeated).to_numpy()
    return np.ascontiguousarray(values, dtype=np.uint64)
