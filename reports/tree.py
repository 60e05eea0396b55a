"""The tree of committees as it is read, and what part of a branch stands for the whole of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Counts = TypeVar("Counts", int, npt.NDArray[np.int64])


def tree_order(committees: Sequence[str], parents: Sequence[str]) -> dict[str, tuple[int, int]]:
    """For each committee under a root its place when the tree is read from the top, from 0, and its level, from 1.

    parents: the committee above each, "" or unknown for roots.
    """
    children: dict[str, list[str]] = {}
    for child, parent in zip(committees, parents, strict=True):
        children.setdefault(parent, []).append(child)
    known = set(committees)
    found: dict[str, tuple[int, int]] = {}
    stack = [(c, 1) for p in children if p not in known for c in children[p]][::-1]
    while stack:
        committee, depth = stack.pop()
        found[committee] = (len(found), depth)
        stack.extend((c, depth + 1) for c in reversed(children.get(committee, [])))
    return found


def majority(members: Counts) -> Counts:
    """How many of a branch's members are more than half of them, so that a visit covers it."""
    return members // 2 + 1
