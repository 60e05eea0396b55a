"""Reading one CSV table of a plan as a frame: strictly, and fast where millions of rows hold nothing but ids."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd

from turnout.models.plan_columns import PLAN_COLUMNS, WHOLE_COLUMNS
from turnout.plans.cell_reading import ragged, rows_of, text_of, whole


def read_table(path: Path, name: str) -> pd.DataFrame:
    """One table with the columns and types of `turnout.models.plan`. Raises OSError, PlanError."""
    columns = PLAN_COLUMNS[name]
    text = text_of(path, columns)
    if '"' in text or "\r" in text:
        frame = pd.DataFrame(list(rows_of(text, path.name, columns)), columns=list(columns), dtype="str")
    else:
        frame = _plain(text, path.name, columns)
    numbers = {c: whole(frame[c].tolist(), c, path.name) for c in columns if c in WHOLE_COLUMNS}
    return frame.assign(**{c: pd.Series(v, dtype="int64", index=frame.index) for c, v in numbers.items()})


def _plain(text: str, file: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """A table without a single quote: every comma parts two cells, so that numpy can count them."""
    data = (text if text.endswith("\n") else text + "\n").encode()
    raw = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(raw == ord("\n"))
    commas = np.diff(np.searchsorted(np.flatnonzero(raw == ord(",")), ends), prepend=0)
    blank = np.diff(ends, prepend=-1) == 1
    wrong = np.flatnonzero((commas != len(columns) - 1) & ~blank)
    if len(wrong):
        raise ragged(file, int(wrong[0]) + 1, int(commas[wrong[0]]) + 1, len(columns))
    return pd.read_csv(
        io.BytesIO(data), dtype="str", keep_default_na=False, na_filter=False, index_col=False, quoting=csv.QUOTE_NONE
    )
