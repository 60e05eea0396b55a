"""The tool's own arithmetic: growth, axes, tables, sizes, what is kept from run to run."""

from __future__ import annotations

import dataclasses
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from turnout.benchmarks import __main__ as program
from turnout.benchmarks import page, records, tables
from turnout.benchmarks.__main__ import command_of, parsed, report
from turnout.benchmarks.growth import fitted
from turnout.benchmarks.limits import held
from turnout.benchmarks.measuring import Measured, measured
from turnout.benchmarks.plotting import Axis, Series, plot
from turnout.benchmarks.records import BaselineFigures, PlanFigures, Record
from turnout.benchmarks.running import baseline_figures, plan_figures
from turnout.benchmarks.sizes import DEFAULT, UnknownSizeError, chosen, rank


def record(size: str, branches: int, wall: float, status: int = 0) -> Record:
    """A size that took so long."""
    plan = PlanFigures(
        status, wall, 2 * wall, 300.0, branches=branches, members=23 * branches, pairs=46 * branches, unplaced=5,
        unplaced_bound=4, cost=1010, cost_bound=1000, gap=10 / 1010, t1=1, t1_bound=1, visits=7, visits_cost=200,
        visits_bound=190, visits_gap=0.05, verifying=0.5, stages={"timetable": 3.0, "sit_ins": 1.0, "verify": 0.5},
    )  # fmt: skip
    beside = BaselineFigures("clerk", 0, wall / 2, wall / 2, 150.0, 9, 1200, 30, {"H7": 2})
    baselines = (beside,) if branches <= 2000 else ()
    return Record(size, "make bench", "2026-01-02 03:04", "abc1234", "a machine", 1.0, plan, baselines)


RECORDS = [record("24", 24, 1.0), record("96", 96, 4.0), record("2000", 2000, 80.0), record("stage2", 58_000, 2000.0)]


def test_a_power_law_is_found() -> None:
    found = fitted([(x, 3.0 * x**1.5) for x in (10.0, 200.0, 7000.0)])
    assert found is not None
    assert found == pytest.approx((1.5, 3.0))


def test_least_squares_between_points_that_lie_on_no_line() -> None:
    """On the logarithms to base 10 the points are (0, 0), (1, 0), (2, 3): slope 1.5, intercept −0.5."""
    found = fitted([(1, 1), (10, 1), (100, 1000)])
    assert found is not None
    assert found == pytest.approx((1.5, 10**-0.5))


@pytest.mark.parametrize("points", [[], [(96, 4.0)], [(96, 4.0), (96, 5.0)]])
def test_one_size_has_no_growth(points: list[tuple[float, float]]) -> None:
    assert fitted(points) is None


def test_growth_is_taken_from_96_branches_to_stage_2() -> None:
    outside = [record("6", 6, 900.0), record("stage3", 200_000, 1.0), record("500", 500, 9.0, status=9)]
    taken = tables.fitted_records([*RECORDS, *outside])
    assert [r.size for r in taken] == ["96", "2000", "stage2"]
    assert tables.growth([*RECORDS, *outside]) == tables.growth(RECORDS[1:])


def test_growth_is_put_in_words() -> None:
    assert "96 branches to 58,000" in tables.growth_words(RECORDS)
    assert "two sizes or more" in tables.growth_words(RECORDS[:2])


@pytest.mark.parametrize(("value", "pixel"), [(1, 0), (10, 50), (100, 100), (31.6227766, 75)])
def test_an_axis_is_logarithmic(value: float, pixel: float) -> None:
    assert Axis([2, 60], 0, 100).at(value) == pytest.approx(pixel)


def test_an_axis_of_one_value_has_a_width() -> None:
    assert Axis([10], 0, 100).decades == [10, 100]


def test_the_plot_shows_every_point_and_is_valid() -> None:
    lines = [Series("one", [(1, 2), (30, 4)]), Series("fit", [(1, 1), (9, 9)], dashed=True)]
    root = ET.fromstring(plot("a < b", "x", "y", lines))
    circles = root.findall("{http://www.w3.org/2000/svg}circle")
    assert len(circles) == 2
    assert any(t.text == "a < b" for t in root.iter("{http://www.w3.org/2000/svg}text"))


def test_a_plot_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        plot("", "", "", [Series("empty", [])])


def test_sizes_are_chosen_by_a_list() -> None:
    assert [s.name for s in chosen("24, 96,stage2")] == ["24", "96", "stage2"]
    assert chosen("24")[0].options == ("--branches", "24", "--members", "552", "--seed", "1")
    assert chosen("stage2")[0].options == ("--stage", "2", "--seed", "1")


@pytest.mark.parametrize("text", ["stage4", "0", "-3", "many"])
def test_an_unknown_size_is_refused(text: str) -> None:
    with pytest.raises(UnknownSizeError, match=text):
        chosen(text)


def test_baselines_are_run_where_they_can_do_the_size() -> None:
    assert [s.baselines for s in chosen("96,2000,stage1")] == [("clerk", "textbook"), ("clerk",), ()]


def test_what_is_measured_if_nothing_is_said() -> None:
    assert [s.name for s in parsed([]).sizes] == list(DEFAULT)
    assert [s.name for s in parsed(["--sizes", "stage3"]).sizes] == ["stage3"]


def test_stages_come_after_numbers() -> None:
    assert sorted(["stage2", "500", "stage1", "96"], key=rank) == ["96", "500", "stage1", "stage2"]


def test_records_are_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "records.json"
    assert records.read(path) == {}
    records.write(path, {r.size: r for r in reversed(RECORDS)})
    assert list(records.read(path).values()) == RECORDS


def test_the_page_holds_every_figure(tmp_path: Path) -> None:
    page.write(tmp_path, RECORDS)
    text = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert "| stage 2 | 58,000 | 1,334,000 | 5 | 4 | 1,010 | 1,000 | 0.99 % |" in text
    assert "| 96 | 7 | 200 | 190 | 5.00 % | 1 | 1 | 0 | 0 |" in text
    assert "| 24 | 1.0 s | 2.0 s | 300 MB |  | 3.0 s | 1.0 s |  | 0.5 s | 1.0 s |" in text
    assert "| 96 | clerk | 9 | 1,200 | 2.0 s | 2.0 s | 150 MB | H7: 2 |  |" in text
    assert tables.growth_words(RECORDS) in text
    assert "a machine" in text
    assert (tmp_path / "benchmarks.svg").read_text(encoding="utf-8").startswith("<svg")


def test_promises_are_held_against_the_figures() -> None:
    """24 branches: 1 of 1,104 pairs above the minimum, a gap of 0.99 % of 0.5 % allowed, verifying 0.5 s of 4 s."""
    found = {h.name: h.kept for h in held("24", RECORDS[0].plan)}
    assert found == {
        "wall": True, "peak memory": True, "unplaced": False, "gap": False, "visits' gap": True, "verifying": False,
    }  # fmt: skip
    row = tables.promised_rows(RECORDS[:1])[0]
    assert row[1:5] == ("1.0 s of 5.0 s", "300 MB of 300 MB", "0.091 % of 0.000 % MISSED", "0.99 % of 0.50 % MISSED")


def test_nothing_is_promised_of_other_sizes() -> None:
    assert held("500", RECORDS[0].plan) == []
    assert held("24", PlanFigures(9, 1.0, 1.0, 80.0)) == []
    assert all(h.kept for h in held("stage3", RECORDS[0].plan) if h.name in {"unplaced", "gap", "visits' gap"})


def test_a_run_that_failed_is_shown_as_such(tmp_path: Path) -> None:
    failed = dataclasses.replace(RECORDS[0], plan=PlanFigures(9, 1.0, 1.0, 80.0))
    assert "| 24 | exit status 9 |" in page.page([failed])
    assert "exit status 9" in "\n".join(report([failed]))
    page.write(tmp_path, [failed])
    assert not (tmp_path / "benchmarks.svg").exists()


def test_what_is_written_keeps_what_was_measured_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two runs of one size each: both stand on the page, each is told on the terminal."""
    docs = tmp_path / "docs"
    docs.mkdir()
    monkeypatch.setattr(program, "ROOT", tmp_path)
    for size in ("24", "96"):
        made = next(r for r in RECORDS if r.size == size)
        monkeypatch.setattr(program, "run", lambda *_, made=made, **__: made)
        assert program.main(["--sizes", size, "--write", "--folder", str(tmp_path / "bench")]) == 0
    assert [r.size for r in records.read(docs / "benchmarks.json").values()] == ["24", "96"]
    assert "| 24 | 24 | 552 |" in (docs / "benchmarks.md").read_text(encoding="utf-8")
    assert ["96", "96", "2,208"] in [line.split()[:3] for line in capsys.readouterr().out.splitlines()]


def test_a_failed_run_is_told_by_the_exit_status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = dataclasses.replace(RECORDS[0], plan=PlanFigures(9, 1.0, 1.0, 80.0))
    monkeypatch.setattr(program, "run", lambda *_, **__: failed)
    assert program.main(["--sizes", "24", "--folder", str(tmp_path)]) == 1


def test_the_terminal_has_columns_of_equal_width() -> None:
    assert tables.aligned(("size", "cost", "note"), [("24", "1,000", "a"), ("stage 2", "9", "")]) == [
        "size      cost  note", "24       1,000  a", "stage 2      9",
    ]  # fmt: skip


def test_memory_and_time_of_all_processes_are_measured() -> None:
    """Parent and child hold 60 MB each at the same time; the child works for 0.3 s of processor time."""
    child = "import time; x = bytearray(b'1') * 60_000_000\nwhile time.process_time() < 0.3: pass"
    calls = f"subprocess.run([sys.executable, '-c', {child!r}])"
    parent = f"import subprocess, sys; x = bytearray(b'1') * 60_000_000; {calls}; print('done'); sys.exit(3)"
    used = measured([sys.executable, "-c", parent])
    assert used.status == 3
    assert used.output.strip() == "done"
    assert used.peak_mb > 115
    assert used.cpu >= 0.29
    assert used.wall >= 0.29


def test_a_run_that_failed_has_no_figures(tmp_path: Path) -> None:
    used = Measured(9, 1.5, 2.5, 64.0, "", "first\nlast words\n")
    assert plan_figures(used, tmp_path) == PlanFigures(9, 1.5, 2.5, 64.0)
    assert baseline_figures("clerk", used).note == "last words"


def test_the_command_on_record_names_no_place_of_this_machine() -> None:
    """A reader runs it anywhere; where files lay is no part of what was measured."""
    given = parsed(["--sizes", "24,stage2", "--workers", "2", "--folder", "/somewhere", "--keep", "--write"])
    command = command_of(given.sizes, ["--workers", "2"], given.no_baselines)
    assert command == "python -m turnout.benchmarks --sizes 24,stage2 --workers 2 --write"
