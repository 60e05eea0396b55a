"""The tree of committees, by row number."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models import Instance

IntArray = npt.NDArray[np.int64]


def rows_of(ids: pd.Series, keys: pd.Index) -> IntArray:
    """(n,) row number of each id among a table's keys, which are unique; −1 where it is not there."""
    return keys.get_indexer(pd.Index(ids)).astype(np.int64)


class Tree:
    """Committees and branches of an instance as row numbers of their tables.

    parent: (committees,) row of the parent, -1 at roots. level: (committees,) depth, roots 1. root: (committees,).
    is_committee: (committees,) False for general branches. branch_parent: (branches,) immediate parent.
    branch_committee: (branches,) nearest true committee upwards, to which fallback falls; the root where there is none.
    """

    def __init__(self, instance: Instance) -> None:
        committees, branches = instance["committees"], instance["branches"]
        self.ids: list[str] = committees["committee_id"].tolist()
        self.index: dict[str, int] = {c: i for i, c in enumerate(self.ids)}
        self.branch_ids: list[str] = branches["branch_id"].tolist()
        self.branch_index: dict[str, int] = {b: i for i, b in enumerate(self.branch_ids)}
        self.is_committee = (committees["kind"] == "committee").to_numpy(dtype=bool)
        self._committees, self._branches = pd.Index(committees["committee_id"]), pd.Index(branches["branch_id"])
        self.parent = self.committee_rows(committees["parent_id"])
        self.branch_parent = self.committee_rows(branches["committee_id"])
        self.level = self._levels()
        self.root = self._climb(np.arange(len(self.ids)), self.parent >= 0)
        self.branch_committee = self._climb(self.branch_parent, ~self.is_committee)

    def committee_rows(self, ids: pd.Series) -> IntArray:
        """(n,) row numbers of committees by id, −1 where there is none."""
        return rows_of(ids, self._committees)

    def branch_rows(self, ids: pd.Series) -> IntArray:
        """(n,) row numbers of branches by id, −1 where there is none."""
        return rows_of(ids, self._branches)

    def _climb(self, start: IntArray, move: npt.NDArray[np.bool_]) -> IntArray:
        """From each starting row upwards while `move` holds there."""
        at = np.asarray(start, dtype=np.int64).copy()
        while len(at):
            go = move[at] & (self.parent[at] >= 0)
            if not go.any():
                break
            at[go] = self.parent[at[go]]
        return at

    def _levels(self) -> IntArray:
        level = np.ones(len(self.ids), dtype=np.int64)
        at = self.parent.copy()
        while (at >= 0).any():
            level += at >= 0
            at = np.where(at >= 0, self.parent[at], -1)
        return level

    def chain(self, committee: int) -> list[int]:
        """The committee and everything above it, from it to the root."""
        chain = []
        while committee >= 0:
            chain.append(committee)
            committee = int(self.parent[committee])
        return chain

    @cached_property
    def order(self) -> list[int]:
        """Committees depth first: neighbours in the tree are neighbours here, and all under one follow it."""
        children: dict[int, list[int]] = {}
        for child, parent in enumerate(self.parent.tolist()):
            children.setdefault(parent, []).append(child)
        order, stack = [], children.get(-1, [])[::-1]
        while stack:
            committee = stack.pop()
            order.append(committee)
            stack.extend(children.get(committee, [])[::-1])
        return order

    @cached_property
    def rank(self) -> IntArray:
        """(committees,) place of each in `order`."""
        rank = np.zeros(len(self.ids), dtype=np.int64)
        rank[self.order] = np.arange(len(self.ids))
        return rank

    @cached_property
    def spread(self) -> IntArray:
        """(committees,) how many committees are at or under each: so many of `order`, from its own place on."""
        spread = np.ones(len(self.ids), dtype=np.int64)
        for committee in reversed(self.order):
            if self.parent[committee] >= 0:
                spread[self.parent[committee]] += spread[committee]
        return spread
