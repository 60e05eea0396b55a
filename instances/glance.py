"""Names and places of an instance read at a glance: what answers a question, without pandas and without waiting.

Only what can be read without a single doubt is taken. Where there is any, the instance is to be loaded, which finds out
what is wrong and says so.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from turnout.instances.cells import EPOCH_1900, EPOCH_1904
from turnout.instances.columns import STRINGS, parse
from turnout.instances.decoding import check_encoding_name, decoded_wrongly
from turnout.instances.files import FileReader
from turnout.instances.findings import Findings
from turnout.instances.raw import RawTable
from turnout.instances.sources import names_in, read_book, read_folder
from turnout.models.tables import TABLES, Column, Kind

Columns = dict[str, list[Any]]


def glance(
    path: str | os.PathLike[str], wanted: Mapping[str, Sequence[str]], *, encoding: str | None = None
) -> dict[str, Columns] | None:
    """Some columns of some tables of a folder or workbook, None where anything about them is in doubt.

    wanted: column names by table. Returns the columns by table and name, canonical as in an Instance: str, int, float
    (NaN where blank) or datetime; rows in order of the table's key. What no wanted column shows is not looked at:
    neither settings nor other tables. Raises FileError (an OSError) where files cannot be read, ValueError for an
    encoding that does not exist.
    """
    check_encoding_name(encoding)
    source, findings, reader = Path(path), Findings(), FileReader()
    later = False
    if source.is_dir():
        raws = read_folder(source, names_in(source), encoding, reader, findings, wanted, at_once=False)
    else:
        raws, _, later = read_book(source, reader, findings, wanted)
    if findings.errors:
        return None
    tables: dict[str, Columns] = {}
    for name, columns in wanted.items():
        found = _columns(raws[name], columns, later)
        if found is None:
            return None
        tables[name] = found
    reader.check_unchanged(findings)
    return tables if not findings.errors and _refers_rightly(tables) else None


def _columns(raw: RawTable, names: Sequence[str], later: bool) -> Columns | None:
    """The columns of one table, None where a cell or a key is in doubt. later: whether dates count from 1904."""
    table = raw.table
    read: Columns = {}
    for name in dict.fromkeys((*table.key, *names)):
        values = _values(raw, table.column(name), later)
        if values is None:
            return None
        read[name] = values
    keys = list(zip(*(read[name] for name in table.key), strict=True)) if table.key else []
    if len(set(keys)) < len(keys):
        return None
    order = sorted(range(len(keys)), key=keys.__getitem__) if table.key else range(len(raw))
    return {name: [read[name][i] for i in order] for name in names}


def _values(raw: RawTable, column: Column, later: bool) -> list[Any] | None:
    cells = raw.cells.get(column.name, np.full(len(raw), "", dtype=object))
    parsed = parse(column, cells, EPOCH_1904 if later else EPOCH_1900)
    if parsed.bad or (column.required and parsed.blank.any()):
        return None
    if column.kind is Kind.TEXT and decoded_wrongly(cells) is not None:
        return None
    blank: Any = "" if column.kind in STRINGS else float("nan") if column.kind is Kind.DECIMAL else None
    if column.default is not None:
        blank = column.default
    if parsed.empty.any() and (blank is None or column.default_from):
        return None
    return [blank if empty else value for value, empty in zip(parsed.values, parsed.empty.tolist(), strict=True)]


def _refers_rightly(tables: Mapping[str, Columns]) -> bool:
    """Whether every id that refers to rows of tables at hand is found there."""
    for name, columns in tables.items():
        for column in (TABLES[name].column(c) for c in columns):
            if column.refers and all(TABLES[t].columns[0].name in tables.get(t, {}) for t in column.refers):
                known = {"", *(i for t in column.refers for i in tables[t][TABLES[t].columns[0].name])}
                if not known.issuperset(columns[column.name]):
                    return False
    return True
