"""Errors and warnings of one reading, gathered until all is seen."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from turnout.models.notice import SHOWN_AT_MOST, InstanceError, Notice, Severity
from turnout.models.text import Text

NOTHING = Text("", "")
SHOWN_OF_A_VALUE = 60
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the input: file, sheet, 1-based row (the heading is row 1), heading as found, cell address."""

    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    cell: str = ""


def shown(value: Any) -> str:
    """A value as it may stand in a message: on one line, what cannot be seen escaped, shortened."""
    try:
        text = value if isinstance(value, str) else str(value)
    except ValueError:  # a number with more digits than Python writes
        text = "…"
    head = text[: SHOWN_OF_A_VALUE + 1]
    escaped = "".join(
        c if c == " " or unicodedata.category(c)[0] not in "CZ" else c.encode("unicode_escape").decode("ascii")
        for c in head
    )
    return escaped if len(text) <= SHOWN_OF_A_VALUE else escaped[:SHOWN_OF_A_VALUE] + "…"


@dataclass
class Findings:
    """What was found so far. Errors beyond `SHOWN_AT_MOST` of one code in one file are counted, not kept."""

    errors: list[Notice] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    _kept: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def error(self, code: str, text: Text, advice: Text = NOTHING, where: Where | None = None, value: Any = "") -> None:
        """Note one error."""
        self.errors_at(code, text, advice, (where or Where(),), lambda _: value)

    def errors_at(
        self,
        code: str,
        text: Text | Callable[[int], Text],
        advice: Text,
        places: Sequence[Where] | Iterable[Where],
        value: Callable[[int], Any] = lambda _: "",
        total: int | None = None,
    ) -> None:
        """Note the same error at many places.

        text: the same for all or made from the number of the place. places: the first ones, of which no more than
        `SHOWN_AT_MOST` are drawn. total: how many there are in all, where `places` holds only the first.
        """
        seen = 0
        for i, where in enumerate(places):
            seen += 1
            kind = (code, where.file, where.sheet)
            if self._kept[kind] >= SHOWN_AT_MOST:
                if total is not None:
                    break
                continue
            self._kept[kind] += 1
            words = text(i) if callable(text) else text
            self.errors.append(
                Notice(
                    code,
                    words,
                    advice,
                    Severity.ERROR,
                    where.file,
                    where.sheet,
                    where.row,
                    where.column,
                    where.cell,
                    shown(value(i)),
                )
            )
        found = seen if total is None else total
        if found:
            self.counts[code] += found

    def warn(self, code: str, text: Text, advice: Text = NOTHING, where: Where | None = None, value: Any = "") -> None:
        """Note one warning."""
        where = where or Where()
        self.warnings.append(
            Notice(
                code,
                text,
                advice,
                Severity.WARNING,
                where.file,
                where.sheet,
                where.row,
                where.column,
                where.cell,
                shown(value),
            )
        )

    def stop_if_wrong(self) -> None:
        """Raise InstanceError with all errors, if there is any."""
        if self.errors:
            raise InstanceError(self._chosen(), sum(self.counts.values()), dict(self.counts))

    def _chosen(self) -> list[Notice]:
        """The errors to show, file by file and row by row; every kind of error has its share of what can be shown."""
        kinds: dict[tuple[str, str, str], list[Notice]] = {}
        files: dict[str, int] = {}
        for error in self.errors:
            kinds.setdefault((error.file, error.sheet, error.code), []).append(error)
            files.setdefault(error.file, len(files))
        chosen: list[Notice] = []
        left, groups = SHOWN_AT_MOST, sorted(kinds.values(), key=len)
        for number, group in enumerate(groups):
            share = left // (len(groups) - number)
            chosen += group[:share]
            left -= min(share, len(group))
        return sorted(chosen, key=lambda e: (files[e.file], e.sheet, e.row or 0))


def examples(values: Iterable[Any]) -> str:
    """The first few values for a message, separated by commas, with an ellipsis where there are more."""
    some: list[str] = []
    for value in values:
        if len(some) == EXAMPLES:
            some.append("…")
            break
        some.append(shown(value))
    return ", ".join(some)
