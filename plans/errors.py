"""What can be wrong with a plan folder, in words."""

from __future__ import annotations

from turnout.models.notice import FileError
from turnout.models.text import Text


class FolderError(FileError):
    """The folder cannot take a plan. text: why, and what to do."""


class PlanError(ValueError):
    """A plan's files cannot be understood. text: which file, where, and what was found."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)

    def __reduce__(self) -> tuple[type[PlanError], tuple[Text]]:
        """Both languages are kept on the way from another process."""
        return type(self), (self.text,)
