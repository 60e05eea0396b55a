"""How long the rest will take, judged by what was done."""

from dataclasses import dataclass
from pathlib import Path

from turnout.instances import load
from turnout.models import Progress
from turnout.scheduler import plan
from turnout.scheduler.outlook import Outlook, Step


@dataclass
class Load:
    weight: int


def lift() -> None:
    raise NotImplementedError


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def judged(weights: list[int]) -> tuple[Outlook, list[Step], Clock]:
    told: list[Step] = []
    clock = Clock()
    return Outlook(lift, [(Load(weight),) for weight in weights], told.append, clock), told, clock


def test_before_anything_is_done_nothing_is_known() -> None:
    outlook, told, _ = judged([1, 1])
    outlook.begin()
    assert told == [Step("lift", 0, 2, None)]


def test_the_rest_takes_as_long_as_it_is_large() -> None:
    outlook, told, clock = judged([30, 60, 30])
    clock.now = 10.0
    outlook.come(0)
    assert told[-1] == Step("lift", 1, 3, 30.0)
    clock.now = 40.0
    outlook.come(1)
    outlook.come(2)
    assert told[-1] == Step("lift", 3, 3, 0.0)


def test_what_an_earlier_run_had_done_says_nothing_about_time() -> None:
    outlook, told, clock = judged([50, 10, 20])
    outlook.come(0, here=False)
    assert told[-1].left is None
    clock.now = 5.0
    outlook.come(1)
    assert told[-1].left == 10.0


def test_a_plan_tells_parts_gap_and_time_left(repository: Path) -> None:
    told: list[Progress] = []
    plan(load(repository / "instances" / "ready" / "tiny"), progress=told.append)
    stages = [progress.stage for progress in told]
    assert stages[0] == "timetable"
    assert stages[-1] == "sit_ins"
    last = [progress for progress in told if progress.stage == "timetable"][-1]
    assert (last.done, last.left, last.gap) == (last.total, 0.0, 0.0)
