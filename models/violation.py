"""What the verifier says of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from turnout.models.text import Text


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule or false claim, in words, with the ids concerned.

    rule: `H1`…`H10`, `V1`…`V7`, `T1`, `T2`, or for claims `SIZE`, `ROLE`, `UNPLACED`, `COVERAGE`, `COST`, `BOUND`,
    `MANIFEST`, and `FORMAT` for files that cannot be understood.
    """

    rule: str
    text: Text
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verifier's whole answer.

    violations: empty where the plan stands. inherited: breaches in which only locked and held sessions of the base plan
    take part; reported, not counted as violations. notes: things the user should know. total: number of violations
    found, which may be more than are listed. figures: what was recomputed (counts, costs), by the manifest's names.
    """

    violations: tuple[Violation, ...] = ()
    inherited: tuple[Violation, ...] = ()
    notes: tuple[Text, ...] = ()
    total: int = 0
    figures: Mapping[str, object] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the plan keeps every rule and every claim in it is true."""
        return self.total == 0
