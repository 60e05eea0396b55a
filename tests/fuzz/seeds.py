"""Where the fuzzer starts: the ready-made instances, the workbook to fill in, and a valid plan."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from turnout import cli
from turnout.models.tables import TABLES
from turnout.tests.fuzz.parts import joined, unzipped
from turnout.tests.fuzz.targets import valid_plan
from turnout.tests.instances.world import World

READY = Path(__file__).resolve().parent.parent.parent / "instances" / "ready"
ROWS = 8
"""Short tables are changed more thoroughly in the same time."""


def start_of(path: Path) -> bytes:
    """The first rows of a table."""
    return b"".join(path.read_bytes().splitlines(keepends=True)[: ROWS + 1])


def template(*more: str) -> bytes:
    """A workbook as `turnout template` writes it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        with contextlib.redirect_stdout(io.StringIO()):
            assert cli.status(["template", str(path), *more]) == 0
        return path.read_bytes()


def small_book() -> bytes:
    """A workbook of three sheets with what spreadsheets put into cells: numbers, dates, formulas, errors, styles."""
    book = openpyxl.Workbook()
    people, times, settings = book.worksheets[0], book.create_sheet("windows"), book.create_sheet("设置")
    people.title = "党员"
    for row in (["工号", "姓名", "党支部", "班组"], ["001", "王伟", "B1"], [2, 3.5, True, "=A2"], ["003", "#N/A"]):
        people.append(row)
    people["A3"].number_format = "000"
    people.merge_cells("C5:D5")
    people.row_dimensions[4].hidden = True
    people.column_dimensions["B"].hidden = True
    times.append(["group_id", "date", "weekday", "from", "until", "start", "end", "burden"])
    times.append(["G2", dt.datetime(2026, 1, 5), None, 46023, "2026年3月31日", dt.time(8), dt.timedelta(hours=32), 3])
    settings.append(["设置项", "值"])
    for row in (
        ["quarter", "2026Q1"], ["session.day_start", dt.time(7)], ["session.lecturer_required", True],
        ["session.min_batch", 3.0], ["start_date", dt.datetime(2026, 1, 5)],
        ["session.office_hours", "8:30-12:00"],
    ):  # fmt: skip
        settings.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def seeds(target: str) -> Iterator[bytes]:
    """What one target starts from."""
    numbers = {name: number for number, name in enumerate(TABLES)}
    for folder in sorted(path for path in READY.iterdir() if path.is_dir()):
        if target == "toml":
            yield (folder / "settings.toml").read_bytes()
        if target == "csv":
            yield from (bytes([numbers[path.stem]]) + start_of(path) for path in sorted(folder.glob("*.csv")))
    if target == "toml":
        yield WHOLE_SETTINGS
    if target == "workbook":
        yield from (small_book(), template("--lang", "zh"), template("--from", str(READY / "tiny")))
    if target == "sheets":
        parts = unzipped(small_book())
        yield joined({name: parts[name] for name in parts if not name.startswith(("docProps", "xl/theme"))})
    if target == "instance":
        texts = World(Path()).texts
        yield joined({name: text.encode() for name, text in texts.items()})
        yield from (joined({name: text.encode()}) for name, text in texts.items())
    if target in ("plan", "verdict"):
        yield joined(valid_plan())
        yield from (joined({name: content}) for name, content in valid_plan().items())


WHOLE_SETTINGS = b"""quarter = "2026Q3"
start_date = 2026-07-06
end_date = "2026-09-25"
seed = 7
[session]
study_minutes = 90
grid_minutes = 15
day_start = "8:00"
office_hours = ["08:30-12:00", "13:30-17:30"]
max_attendee_travel = 45
lecturer_required = false
[post_types.shift]
max_batch = 15
study_scope = "committee"
[cost]
session = 10
[sit_in]
quota = 50
quota_scope = "committee"
pace = "year_end"
"""
