"""The tree of committees: who is at or under whom, levels, the nearest committee that sits in."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Tree:
    """Committees and general branches by position in the `committees` table; -1 stands for none or unknown.

    parent: int64 (n,), -1 at a root. level: int64 (n,), the root is 1. root: int64 (n,). sits_in: bool (n,), kind
    committee. nearest: int64 (n,), itself or the first above that sits in, -1 if none. order: top-down.
    """

    def __init__(self, committees: pd.DataFrame) -> None:
        self.ids = pd.Index(committees["committee_id"].to_numpy(dtype=object))
        self.names: NDArray[np.object_] = self.ids.to_numpy(dtype=object)
        n = len(self.ids)
        self.parent: Ints = self.ids.get_indexer(committees["parent_id"].to_numpy(dtype=object)).astype(np.int64)
        self.sits_in: Bools = (committees["kind"] == "committee").to_numpy(dtype=bool)
        self.level, self.root, self.nearest, self._first = (np.zeros(n, np.int64) for _ in range(4))
        self.order: list[int] = []
        self._walk()

    def _walk(self) -> None:
        """Number the committees in preorder, so that those under one are a range of numbers."""
        children: dict[int, list[int]] = {}
        for child, parent in enumerate(self.parent.tolist()):
            children.setdefault(parent, []).append(child)
        stack = list(reversed(children.get(-1, [])))
        while stack:
            at = stack.pop()
            above = int(self.parent[at])
            self._first[at] = len(self.order)
            self.level[at] = 1 if above < 0 else self.level[above] + 1
            self.root[at] = at if above < 0 else self.root[above]
            self.nearest[at] = at if self.sits_in[at] else (self.nearest[above] if above >= 0 else -1)
            self.order.append(at)
            stack.extend(reversed(children.get(at, [])))
        size = np.ones(len(self.ids), np.int64)
        for at in reversed(self.order):
            if self.parent[at] >= 0:
                size[self.parent[at]] += size[at]
        self._last = self._first + size - 1

    def index(self, ids: object) -> Ints:
        """Positions of committee ids, -1 where unknown."""
        return np.asarray(self.ids.get_indexer(pd.Index(np.asarray(ids, dtype=object))), dtype=np.int64)

    def at_or_under(self, low: Ints, top: Ints) -> Bools:
        """bool (n,): whether committee `low` lies at or under `top`; False where either is -1."""
        if not len(self.ids):
            return np.zeros(len(low), dtype=bool)
        inside = (self._first[low] >= self._first[top]) & (self._first[low] <= self._last[top])
        result: Bools = inside & (low >= 0) & (top >= 0)
        return result

    def upwards(self, committee: int) -> list[int]:
        """The committee itself, then those above it up to the root."""
        path = []
        while committee >= 0:
            path.append(committee)
            committee = int(self.parent[committee])
        return path
