"""Exit statuses, and the error of a wrongly used command."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from turnout.models.text import Text


class Status(IntEnum):
    """What a command's exit status means."""

    DONE = 0
    WRONG_USE = 2
    WRONG_INSTANCE = 3
    BROKEN_RULE = 4
    STOPPED = 5
    UNMET = 6
    FILES = 7
    OWN_ERROR = 9
    INTERRUPTED = 130
    TERMINATED = 143


class WrongUseError(Exception):
    """The command cannot do what was asked. text: what is wrong and what to do."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)
