"""The same instance, settings and seed give the same bytes, whatever the order in which sets happen to be walked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from turnout.scheduler.timetable import plan_timetable
from turnout.tests.reference.small import small

PROGRAM = """
import hashlib
from turnout.instances import load
from turnout.scheduler.timetable import plan_timetable
from turnout.tests.reference.small import small

for instance in (small(41, 160).instance(), small(44, 160).instance(), load("{tiny}")):
    made = plan_timetable(instance)
    tables = (made.sessions, made.attendance, made.unplaced)
    print(hashlib.sha256("".join(t.to_csv(index=False) for t in tables).encode()).hexdigest(), made.cost.total)
"""


def test_no_dependence_on_the_order_of_sets(repository: Path) -> None:
    program = PROGRAM.format(tiny=(repository / "instances" / "ready" / "tiny").as_posix())
    said = set()
    for seed in ("0", "4711"):
        run = subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        said.add(run.stdout)
    assert len(said) == 1
    assert said.pop().count("\n") == 3


def test_twice_in_one_process() -> None:
    instance = small(43, 160).instance()
    first, second = plan_timetable(instance), plan_timetable(instance)
    for name in ("sessions", "attendance", "unplaced"):
        assert getattr(first, name).equals(getattr(second, name))
    for name in ("cost", "bound_unplaced", "bound_cost"):
        assert getattr(first, name) == getattr(second, name)
