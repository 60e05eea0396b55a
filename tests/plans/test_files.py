"""What a plan's files look like, and what is said of files that are not as they should be."""

import csv
import io
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnout.models.plan import Plan
from turnout.plans import OWN_FILES, PlanError, read, write
from turnout.plans.files import _plain
from turnout.plans.table_reading import read_table
from turnout.tests.plans.conftest import small_plan

CELLS = st.one_of(st.text(alphabet='ab学 ,"\r\n\t\'', max_size=4), st.integers(0, 9))


def test_a_plan_comes_back_as_it_was_written(plan: Plan, tmp_path: Path) -> None:
    write(plan, tmp_path / "plan")
    again = read(tmp_path / "plan")
    for name, frame in plan.tables().items():
        pd.testing.assert_frame_equal(again.tables()[name], frame)
    assert again.manifest == plan.manifest


def test_a_plan_without_any_row_comes_back_with_its_types(plan: Plan, tmp_path: Path) -> None:
    empty = Plan(**{name: frame.iloc[:0] for name, frame in plan.tables().items()}, manifest=plan.manifest)
    write(empty, tmp_path)
    for name, frame in empty.tables().items():
        pd.testing.assert_frame_equal(read(tmp_path).tables()[name], frame)


def test_files_are_utf8_without_bom_with_line_feeds_and_few_quotes(tmp_path: Path) -> None:
    write(small_plan(topic='一、"引号"，二、,逗号'), tmp_path)
    data = (tmp_path / "sessions.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert data.decode().splitlines()[1] == (
        'S1,study,branch,B1,2026-01-12,09:00,11:00,V1,L1,2,"一、""引号""，二、,逗号",planned'
    )


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=4))
def test_rows_without_quotes_are_as_the_csv_module_writes_them(rows: list[tuple[object, ...]]) -> None:
    """What holds a comma, a quote, a line end or a number is left to that module."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    assert _plain(rows, 3) in (None, stream.getvalue())
    if all(isinstance(cell, str) and not set(cell) & set(',"\r\n') for row in rows for cell in row):
        assert _plain(rows, 3) == stream.getvalue()


def test_the_same_plan_gives_the_same_bytes(plan: Plan, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(plan, tmp_path / name)
    for file in OWN_FILES:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_a_folder_with_a_byte_order_mark_from_a_spreadsheet_is_read(plan: Plan, tmp_path: Path) -> None:
    write(plan, tmp_path)
    path = tmp_path / "visits.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    pd.testing.assert_frame_equal(read(tmp_path).visits, plan.visits)


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("visits.csv", b"", "visits.csv: the heading"),
        ("visits.csv", b"session_id,person_id\nS2,U1\n", "visits.csv: the heading"),
        ("attendance.csv", b"session_id,person_id\nS1,P1\nS2\n", "attendance.csv, row 3: 1 cells, 2 expected"),
        ("attendance.csv", b'session_id,person_id\n"S1",P1\n"S2"\n', "attendance.csv, row 3: 1 cells, 2 expected"),
        ("attendance.csv", b"session_id,person_id\n\nS1,P1,\n", "attendance.csv, row 3: 3 cells, 2 expected"),
        ("attendance.csv", b"session_id,person_id\rS1,P1\r", "attendance.csv: the heading"),
        ("attendance.csv", b'session_id,person_id\nS1,"P1\nS2,P2\n', "attendance.csv: not a CSV table"),
        ("attendance.csv", b"session_id,person_id\nS1,\xb5\xda\n", "attendance.csv is not UTF-8"),
        ("plan.json", b"{", "plan.json is not JSON: wrong at line 1, column 2"),
        ("plan.json", b"[" * 200_000, "plan.json is not JSON: nested too deeply"),
        ("plan.json", b"[]", "plan.json"),
        ("plan.json", b'{"gap": {"timetable": NaN}}', "plan.json: a number is not finite"),
        ("plan.json", b'{"peak_memory_mb": 1e999}', "plan.json: a number is not finite"),
        ("plan.json", b'{"bound": {"unplaced": 1' + b"0" * 400 + b"}}", "plan.json: a number is not finite"),
        ("plan.json", b'{"warnings": [{"en": "\\ud800"}]}', "plan.json: a text holds half a character"),
        ("plan.json", b'{"counts": 3}', "counts"),
        ("plan.json", b'{"format": "turnout-plan/99"}', "turnout-plan/99"),
    ],
)
def test_what_cannot_be_understood_is_named(plan: Plan, tmp_path: Path, file: str, content: bytes, said: str) -> None:
    write(plan, tmp_path)
    (tmp_path / file).write_bytes(content)
    with pytest.raises(PlanError, match=re.escape(said)) as caught:
        read(tmp_path)
    assert file in caught.value.text.zh
    assert " is " not in caught.value.text.zh  # Chinese throughout
    assert "Input" not in caught.value.text.zh


@pytest.mark.parametrize("cell", ["3.5", "-1", "", "two", "９", "9" * 40])
def test_a_whole_number_that_is_none_is_named_with_its_row(plan: Plan, tmp_path: Path, cell: str) -> None:
    write(plan, tmp_path)
    path = tmp_path / "coverage.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("quota,C1,1,", f"quota,C1,{cell},"), encoding="utf-8")
    with pytest.raises(PlanError, match=r"coverage\.csv, row 3, column level"):
        read(tmp_path)


@pytest.mark.parametrize("file", OWN_FILES)
def test_a_missing_file_is_an_os_error(plan: Plan, tmp_path: Path, file: str) -> None:
    write(plan, tmp_path)
    (tmp_path / file).unlink()
    with pytest.raises(FileNotFoundError, match=file):
        read(tmp_path)


def test_quoted_and_plain_tables_read_alike(plan: Plan, tmp_path: Path) -> None:
    write(plan, tmp_path)
    path = tmp_path / "attendance.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    quoted = [",".join(f'"{cell}"' for cell in line.split(",")) for line in lines[1:]]
    path.write_text("\n".join([lines[0], "", *quoted]), encoding="utf-8")
    pd.testing.assert_frame_equal(read(tmp_path).attendance, plan.attendance)


def test_cells_that_look_like_something_else_stay_text(tmp_path: Path) -> None:
    (tmp_path / "attendance.csv").write_text("session_id,person_id\n007,NA\n1e5,\nnan,#N/A\n", encoding="utf-8")
    found = read_table(tmp_path / "attendance.csv", "attendance")
    assert found.to_numpy().tolist() == [["007", "NA"], ["1e5", ""], ["nan", "#N/A"]]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("sessions.csv", "S2,discussion", "S2,lecture", "sessions.csv, row 3, column kind: not one of study"),
        ("sessions.csv", ",planned", ",frozen", "sessions.csv, row 2, column status"),
        ("sessions.csv", "S2,", "S1,", "sessions.csv, row 3, column session_id: this row is there twice"),
        ("sessions.csv", "S2,", ",", "sessions.csv, row 3, column session_id: the id is blank"),
        ("sessions.csv", "2026-01-20", "2026-01-32", "sessions.csv, row 3, column date"),
        ("sessions.csv", "2026-01-20", "20260120", "sessions.csv, row 3, column date"),
        ("sessions.csv", "09:00", "9:00", "sessions.csv, row 2, column start"),
        ("sessions.csv", "11:00", "25:00", "sessions.csv, row 2, column end"),
        ("sessions.csv", ",2,", ",3,", "sessions.csv, row 2, column size: not the number of rows"),
        ("attendance.csv", "S2,P2", "S9,P2", "attendance.csv, row 5, column session_id: no row of sessions.csv"),
        ("attendance.csv", "S2,P2", "S2,P1", "attendance.csv, row 5, column person_id: this row is there twice"),
        ("visits.csv", "S2", "S9", "visits.csv, row 2, column session_id"),
        ("visits.csv", "fallback", "chance", "visits.csv, row 2, column role"),
        ("unplaced.csv", "NO_FREE_TIME", "LAZY", "unplaced.csv, row 2, column reason"),
        ("coverage.csv", "quota", "share", "coverage.csv, row 3, column target"),
    ],
)
def test_tables_that_contradict_each_other_are_named(
    plan: Plan, tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    write(plan, tmp_path)
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PlanError, match=re.escape(said)) as caught:
        read(tmp_path)
    assert str(tmp_path) in caught.value.text.zh


def test_tables_that_nobody_asks_for_are_there_but_not_opened(plan: Plan, tmp_path: Path) -> None:
    write(plan, tmp_path / "plan")
    (tmp_path / "plan" / "unplaced.csv").write_text("torn")
    brief = read(tmp_path / "plan", ("sessions", "attendance"))
    pd.testing.assert_frame_equal(brief.attendance, plan.attendance)
    assert list(brief.unplaced) == list(plan.unplaced)
    with pytest.raises(PlanError):
        read(tmp_path / "plan")
    (tmp_path / "plan" / "unplaced.csv").unlink()
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "plan", ("sessions", "attendance"))
