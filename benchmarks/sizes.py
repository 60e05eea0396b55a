"""The sizes that are measured, and which method can do them."""

from __future__ import annotations

from dataclasses import dataclass

SEED = 1
MEMBERS_A_BRANCH = 23
STAGES = ("stage1", "stage2", "stage3")
UNITS = (6, 24, 96, 500, 2000)
DEFAULT = tuple(str(n) for n in UNITS)
CLERK_UP_TO = 2000
TEXTBOOK_UP_TO = 96
"""Branches. Beyond, the textbook model takes more memory than it finds people a place."""


class UnknownSizeError(ValueError):
    """Neither a number of branches nor a stage."""


@dataclass(frozen=True)
class Size:
    """One generated instance. branches: those asked for, None where the stage decides. members: some 23 a branch where
    None."""

    name: str
    branches: int | None
    members: int | None = None
    tightness: str | None = None
    seed: int = SEED

    @property
    def options(self) -> tuple[str, ...]:
        """What `turnout generate` is told."""
        if self.branches is None:
            return ("--stage", self.name.removeprefix("stage"), "--seed", str(self.seed))
        members = self.members or MEMBERS_A_BRANCH * self.branches
        scarce = () if self.tightness is None else ("--tightness", self.tightness)
        return ("--branches", str(self.branches), "--members", str(members), *scarce, "--seed", str(self.seed))

    @property
    def baselines(self) -> tuple[str, ...]:
        """The methods of comparison that can do this size."""
        if self.branches is None:
            return ()
        limits = {"clerk": CLERK_UP_TO, "textbook": TEXTBOOK_UP_TO}
        return tuple(method for method, most in limits.items() if self.branches <= most)


def chosen(text: str) -> tuple[Size, ...]:
    """Sizes of a list such as `24,96,stage2`, in the given order. Raises UnknownSizeError."""
    return tuple(_size(word.strip()) for word in text.split(",") if word.strip())


def _size(word: str) -> Size:
    if word in STAGES:
        return Size(word, None)
    if word.isdecimal() and int(word) > 0:
        return Size(str(int(word)), int(word))
    raise UnknownSizeError(f"{word!r} is neither a number of branches nor one of {', '.join(STAGES)}")


def rank(name: str) -> tuple[int, int]:
    """Order of sizes by name: numbers of branches first, stages after."""
    return (1, STAGES.index(name)) if name in STAGES else (0, int(name))
