"""Members: who is in which branch and group, their ids and names; and people who are no members."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from turnout.instances.generating.catalogue import IntArray, words
from turnout.instances.generating.crews import NO_GROUP, Posts
from turnout.instances.generating.world import World

DIGITS = 6
"""Of a person's number within the enterprise."""
SINGLE = 0.15
"""How many given names have one character."""
DOUBLE_SURNAME = 0.004


@dataclass
class People:
    """One entry a member, by branch and then those without a group first.

    branch, group: rows, (members,). first, free: of each branch the row of its first member and the number of members
    without a group. outsiders: of each enterprise, people counted so far, for ids of those who are no members.
    """

    person_id: npt.NDArray[np.object_]
    name: npt.NDArray[np.object_]
    branch: IntArray
    group: IntArray
    first: IntArray
    free: IntArray
    outsiders: list[int]
    width: int

    def outsider(self, enterprise: int) -> str:
        """A new person id in an enterprise, of nobody who is a member."""
        self.outsiders[enterprise] += 1
        return f"{enterprise + 1:0{self.width}d}{self.outsiders[enterprise]:0{DIGITS}d}"


def make_people(world: World, posts: Posts) -> People:
    """All members, from the cells."""
    branch, group, count = (np.array(x, dtype=np.int64) for x in (posts.branch, posts.group, posts.count))
    order = np.lexsort((group, branch))
    branch, group, count = branch[order], group[order], count[order]
    size = world.branches.size
    first = np.concatenate([[0], np.cumsum(size)[:-1]]).astype(np.int64)
    free = np.zeros(len(size), dtype=np.int64)
    no_group = group == NO_GROUP
    free[branch[no_group]] = count[no_group]
    row_branch, row_group = np.repeat(branch, count), np.repeat(group, count)
    enterprise = world.branches.enterprise[row_branch]
    heads = np.bincount(enterprise, minlength=len(world.industry))
    starts = np.concatenate([[0], np.cumsum(heads)[:-1]])
    width = max(2, len(str(len(world.industry))))
    number = (enterprise + 1) * 10**DIGITS + np.arange(len(enterprise)) - starts[enterprise] + 1
    return People(
        _text(number, width + DIGITS), person_names(world.rng("names"), len(row_branch)), row_branch, row_group,
        first, free, heads.tolist(), width,
    )  # fmt: skip


def _text(number: IntArray, width: int) -> npt.NDArray[np.object_]:
    """Decimal texts with leading zeros."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    digits = (number[:, None] // powers % 10 + ord("0")).astype("<u4")
    return np.ascontiguousarray(digits).view(f"<U{width}").ravel().astype(object)


def person_names(rng: np.random.Generator, count: int) -> npt.NDArray[np.object_]:
    """Names of persons, (count,) of str: a surname by its frequency, a given name of one or two characters."""
    surnames = np.array(list(words()["surnames"]), dtype=object)
    given = np.array(list(words()["given"]), dtype=object)
    weight = 1 / (np.arange(len(surnames)) + 6.0)
    family = surnames[rng.choice(len(surnames), count, p=weight / weight.sum())]
    double = np.flatnonzero(rng.random(count) < DOUBLE_SURNAME)
    pairs = np.array(words()["double_surnames"], dtype=object)
    family[double] = pairs[rng.integers(len(pairs), size=len(double))]
    second = given[rng.integers(len(given), size=count)]
    second[rng.random(count) < SINGLE] = ""
    names: npt.NDArray[np.object_] = family + given[rng.integers(len(given), size=count)] + second
    return names
