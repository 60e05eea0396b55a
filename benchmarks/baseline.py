"""One method of comparison: `python -m turnout.benchmarks.baseline METHOD INSTANCE` prints its figures as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from turnout.benchmarks import clerk, textbook
from turnout.benchmarks.sheet import Held, as_plan, broken_rules
from turnout.instances import load
from turnout.models import Instance
from turnout.scheduler.timetable.ground import Ground
from turnout.verifier import verify

METHODS: dict[str, Callable[[Ground], tuple[list[Held], str]]] = {
    "clerk": clerk.timetable,
    "textbook": textbook.timetable,
}


def run(method: str, instance: Instance) -> dict[str, object]:
    """Plan the timetable by a method and hold it against the rules. Cost and violations are the verifier's."""
    ground = Ground(instance)
    sessions, note = METHODS[method](ground)
    verdict = verify(instance, as_plan(ground, sessions))
    cost: dict[str, dict[str, int]] = verdict.figures["cost"]  # type: ignore[assignment]
    return {
        "unplaced": 2 * len(instance["members"]) - sum(len(s.members) for s in sessions),
        "cost": cost["timetable"]["total"],
        "sessions": len(sessions),
        "broken": broken_rules(verdict),
        "note": note,
    }


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1], load(sys.argv[2]))))
