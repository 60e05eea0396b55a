"""Cases as text: which rules a change of the harbour or of its plan breaks, and no others."""

from __future__ import annotations

from dataclasses import dataclass

from turnout.models.instance import Instance
from turnout.models.plan import PLAN_COLUMNS, Plan
from turnout.tests.verifier.harbour import bare_plan, harbour
from turnout.tests.verifier.stated import broken, edited, restated


@dataclass(frozen=True)
class Case:
    """A line `RULE … kept: change; change; …`: `kept` breaks nothing, `broken` exactly the rules named."""

    line: str

    def __str__(self) -> str:
        return self.line[:90]

    @property
    def rules(self) -> set[str]:
        """The rules that must be found broken."""
        *names, verdict = self.line.split(":")[0].split()
        return set(names) if verdict == "broken" else set()

    def made(self) -> tuple[Instance, Plan]:
        """The harbour as changed, and its plan as changed, with claims that are true of both."""
        changes = [change.strip() for change in self.line.split(":", 1)[1].split(";") if change.strip()]
        of_plan = [change for change in changes if change.split(" ")[0] in PLAN_COLUMNS]
        instance = harbour(*[change for change in changes if change not in of_plan])
        return instance, restated(instance, edited(bare_plan(), *of_plan))


def cases(*texts: str) -> list[Case]:
    """One case for each line."""
    return [Case(line.strip()) for text in texts for line in text.strip().splitlines()]


def found(case: Case) -> set[str]:
    """The rules found broken."""
    return broken(*case.made())
