"""What was found wrong, in words: counted in full, listed up to a limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from turnout.models.text import Text
from turnout.models.violation import Violation

LISTED_AT_MOST = 1000
"""How many violations are put into words; beyond that only their number is told."""

RULE_ORDER = (
    "FORMAT",
    "MANIFEST",
    "H1",
    "H2",
    "H3",
    "H4",
    "H5",
    "H6",
    "H7",
    "H8",
    "H9",
    "H10",
    "V1",
    "V2",
    "V3",
    "V4",
    "V5",
    "V7",
    "T1",
    "T2",
    "SIZE",
    "TOPIC",
    "ROLE",
    "UNPLACED",
    "COVERAGE",
    "COST",
    "BOUND",
)

Bools = NDArray[np.bool_]


class Findings:
    """Collects breaches rule by rule. Inherited ones, in which only sessions of the base plan take part, are kept
    apart."""

    def __init__(self) -> None:
        self._broken: dict[str, list[Violation]] = {}
        self._inherited: dict[str, list[Violation]] = {}
        self.total = 0
        self.notes: list[Text] = []

    def one(self, rule: str, text: Text, ids: Sequence[object] = (), **values: object) -> None:
        """Add one violation."""
        self._add(self._broken, rule, text, values, ids)
        self.total += 1

    def rows(
        self, rule: str, text: Text, ids: tuple[str, ...], columns: Mapping[str, Any], inherited: Bools | None = None
    ) -> None:
        """Add one violation for each row of `columns` (arrays of equal length), whose names fill the text's
        placeholders.

        ids: the columns whose values are the ids concerned. inherited: bool (n,), rows in which only base sessions
        take part.
        """
        count = len(next(iter(columns.values())))
        mine = np.zeros(count, dtype=bool) if inherited is None else inherited
        self.total += int((~mine).sum())
        for where, kept in ((~mine, self._broken), (mine, self._inherited)):
            for row in np.flatnonzero(where)[:LISTED_AT_MOST]:
                values = {name: column[row] for name, column in columns.items()}
                self._add(kept, rule, text, values, [values[name] for name in ids])

    def note(self, text: Text) -> None:
        """Add something that the user should know and that is no violation."""
        self.notes.append(text)

    @staticmethod
    def _add(
        kept: dict[str, list[Violation]], rule: str, text: Text, values: Mapping[str, object], ids: Sequence[object]
    ) -> None:
        listed = kept.setdefault(rule, [])
        if len(listed) < LISTED_AT_MOST:
            words = {k: v if isinstance(v, Text) else shown(v) for k, v in values.items()}
            listed.append(Violation(rule, text.fill(**words), tuple(shown(i) for i in ids)))

    def violations(self) -> tuple[Violation, ...]:
        """The violations listed, in the order of the rules; where there are too many, each rule keeps its share."""
        return _share(self._broken)

    def inherited(self) -> tuple[Violation, ...]:
        """The inherited breaches listed."""
        return _share(self._inherited)

    def has(self, rule: str) -> bool:
        """Whether a rule is broken, inherited breaches aside."""
        return rule in self._broken


def _share(kept: Mapping[str, list[Violation]]) -> tuple[Violation, ...]:
    """At most `LISTED_AT_MOST` in all, given out fairly: rules with few keep all of theirs."""
    left, shares = LISTED_AT_MOST, dict[str, int]()
    waiting = sorted(kept, key=lambda rule: (len(kept[rule]), rule))
    for position, rule in enumerate(waiting):
        shares[rule] = min(len(kept[rule]), left // (len(waiting) - position))
        left -= shares[rule]
    order = sorted(kept, key=lambda rule: RULE_ORDER.index(rule))
    return tuple(violation for rule in order for violation in kept[rule][: shares[rule]])


def shown(value: object, most: int = 80) -> str:
    """A value from a file as it may stand in a message: without control characters, shortened."""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value)[: most + 1])
    return text if len(text) <= most else text[: most - 1] + "…"
