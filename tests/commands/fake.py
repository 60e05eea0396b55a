"""A planner that behaves as a test wants, in the test's process or as a command of its own.

`python -m turnout.tests.commands.fake BEHAVIOUR plan …` is `turnout plan …` with it.
"""

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from turnout.models import Instance, Plan, Progress, Text, Verdict, Violation
from turnout.tests.plans.conftest import small_plan

LONGEST = 60
NAME = "罗小燕"


class Planner:
    """behaviour: `quick` plans at once; `patient` works until it is cancelled and then gives what it has; `empty` works
    until then and has nothing; `deaf` never ends; `broken` fails with a person's name in its message; `invalid` fails
    as the solver does; `greedy` finds no more memory; `wrong` makes a plan that the verifier rejects."""

    def __init__(self, behaviour: str) -> None:
        self.behaviour = behaviour
        self.asked: dict[str, Any] = {}

    def install(self, setattr_: Callable[..., None] = setattr) -> None:
        """Put it, and a verifier to match, where `turnout plan` looks for them."""
        from turnout import scheduler
        from turnout.commands import plan

        setattr_(scheduler, "plan", self.plan)
        setattr_(plan, "verdict_on", self.verify)

    def plan(self, instance: Instance, **asked: Any) -> Plan:
        from turnout import scheduler
        from turnout.scheduler import solving

        self.asked = asked
        asked["progress"](Progress("timetable", 0.0, 1, 3, 2, 300, 290))
        if self.behaviour == "broken":
            raise ValueError(f"{NAME} is in two places")
        if self.behaviour == "invalid":
            raise solving.SolverError("invalid model: variable 3 has an empty domain")
        if self.behaviour == "greedy":
            raise MemoryError
        if self.behaviour in ("patient", "empty", "deaf"):
            wait(asked["cancel"], deaf=self.behaviour == "deaf")
            if self.behaviour == "empty":
                raise scheduler.Stopped
        return small_plan(partial=self.behaviour == "patient", instance_hash=instance.content_hash)

    def verify(self, instance: Instance, plan: Path, *, base: Plan | None) -> Verdict:
        assert (plan / "sessions.csv").is_file(), "what is verified are the files that will stand"
        if self.behaviour != "wrong":
            return Verdict()
        return Verdict((Violation("H4", Text("V1 is too small for S1", "V1 容纳不下 S1"), ("S1",)),), total=1)


def wait(cancel: threading.Event, deaf: bool) -> None:
    Path("planning").touch()  # tells the test that planning has begun
    end = time.monotonic() + LONGEST
    while time.monotonic() < end and (deaf or not cancel.is_set()):
        time.sleep(0.02)


if __name__ == "__main__":
    from turnout import cli

    Planner(sys.argv[1]).install()
    cli.main(sys.argv[2:])
