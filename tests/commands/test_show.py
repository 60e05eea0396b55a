"""Answers on the terminal: narrow enough to read, whole as data."""

import json
from collections.abc import Callable
from pathlib import Path

from turnout.plans import write
from turnout.tests.commands import fake
from turnout.tests.commands.conftest import Run
from turnout.tests.plans.conftest import small_plan


def test_columns_in_which_nothing_stands_are_left_out(run: Run, tiny: Path, tmp_path: Path) -> None:
    """The small plan's sessions have no supervisor; as data, every column is there."""
    write(small_plan(), tmp_path / "plan")
    asked = ("show", tmp_path / "plan", tiny, "--day", "2026-01-12")
    sections = json.loads(run(*asked, "--json").out)["sections"]
    said = run(*asked).out
    for section in sections:
        for place, heading in enumerate(section["headings"]):
            filled = any(row[place] for row in section["rows"])
            assert filled == (f" {heading}  " in said or f" {heading}\n" in said), heading


def test_nothing_is_said_in_a_word(run: Run, tiny: Path, tmp_path: Path) -> None:
    write(small_plan(), tmp_path / "plan")
    said = run("show", tmp_path / "plan", tiny, "--day", "2026-01-13", "--lang", "zh")
    assert (said.status, said.out.splitlines()[-1]) == (0, "  无")


def test_what_comes_after_a_plan_is_told(
    run: Run, planner: Callable[[str], fake.Planner], tiny: Path, tmp_path: Path
) -> None:
    planner("quick")
    said = run("plan", tiny, "-o", tmp_path / "my plan", "--lang", "zh")
    assert f'turnout report "{tmp_path / "my plan"}" {tiny} -o' in said.out.splitlines()[-1]
