"""Errors and warnings for people: where, what was found, what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from turnout.models.text import Lang, Text

SHOWN_AT_MOST = 1000
"""How many errors of one run are listed; beyond that only their number is told."""


class Severity(StrEnum):
    """Whether the run goes on."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing wrong with the input, or one thing that the user should know.

    code: stable, lower case with dashes, for programs. row: 1-based row of the file or sheet (its heading is row 1),
    None where the notice concerns no row. column: its heading as found; where there is no row, the dotted key of a
    setting. cell: its address in a sheet, such as `C17`. value: as found, shortened and escaped.
    """

    code: str
    text: Text
    advice: Text = Text("", "")
    severity: Severity = Severity.ERROR
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    cell: str = ""
    value: str = ""

    def where(self, lang: Lang) -> str:
        """The place in words, most general part first."""
        parts = [self.file]
        if self.cell:
            parts.append(f"{self.sheet}!{self.cell}" if self.sheet else self.cell)
        else:
            parts.append(self.sheet)
        if self.row is not None and not self.cell:
            parts.append(f"第 {self.row} 行" if lang == "zh" else f"row {self.row}")
        if self.column and self.row is None and not self.cell:
            parts.append(f"设置项 {self.column}" if lang == "zh" else f"setting {self.column}")
        elif self.column:
            parts.append(f"“{self.column}”列" if lang == "zh" else f"column {self.column}")
        return ("，" if lang == "zh" else ", ").join(part for part in parts if part)

    def line(self, lang: Lang) -> str:
        """The whole notice as one line of text."""
        colon = "：" if lang == "zh" else ": "
        where, text, advice = self.where(lang), self.text.of(lang), self.advice.of(lang)
        found = ""
        if self.value:
            found = f"（值为“{self.value}”）" if lang == "zh" else f" (found '{self.value}')"
        head = f"{where}{colon}" if where else ""
        tail = ("" if lang == "zh" else " ") + advice if advice else ""
        return f"{head}{text}{found}{'。' if lang == 'zh' else '.'}{tail} [{self.code}]"


class InstanceError(ValueError):
    """The instance is wrong.

    notices: the first `SHOWN_AT_MOST` errors. total: how many there are in all. counts: how many of each code.
    """

    def __init__(
        self, notices: Sequence[Notice], total: int | None = None, counts: Mapping[str, int] | None = None
    ) -> None:
        self.notices = tuple(notices[:SHOWN_AT_MOST])
        self.total = len(notices) if total is None else total
        self.counts = dict(Counter(n.code for n in notices) if counts is None else counts)
        super().__init__("\n".join(n.line("en") for n in self.notices[:20]))

    def __reduce__(self) -> tuple[type[InstanceError], tuple[object, ...]]:
        """Nothing is lost on the way from another process."""
        return type(self), (self.notices, self.total, self.counts)


class FileError(OSError):
    """A file cannot be read or written. Its text says which and why, in both languages."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)

    def __reduce__(self) -> tuple[type[FileError], tuple[Text]]:
        """Both languages are kept on the way from another process."""
        return type(self), (self.text,)
