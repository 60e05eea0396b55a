"""What can be wrong with a plan folder, in words."""

from __future__ import annotations

from turnout.models.text import Text


class FolderError(OSError):
    """The folder cannot take a plan. text: why, and what to do."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


class PlanError(ValueError):
    """A plan's files cannot be understood. text: which file, where, and what was found."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)
