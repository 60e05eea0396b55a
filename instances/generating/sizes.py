"""How large: enterprises, their branches and members, and the sizes of branches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from turnout.instances.generating.catalogue import FloatArray, IntArray, industries
from turnout.models import Text

SMALLEST, LARGEST, MEDIAN = 3, 50, 17
MEAN = 1_290_000 / 58_000
"""Members a branch where only one of the two numbers is given."""
LOWER_SPREAD = 0.55
STAGE_BLOCKS = {
    1: (("1", 12, 180_000),),
    2: (("2", 28, 1_290_000),),
    3: (("1", 12, 180_000), ("2", 28, 1_290_000), ("3", 58, 3_030_000)),
}
"""Enterprises that join at each stage, and their members; stage 3 is the whole country, earlier stages included."""


class SizeError(ValueError):
    """The sizes asked for contradict each other. text: in both languages."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


@dataclass(frozen=True)
class Block:
    """Enterprises that join at one stage. industry: one number an enterprise, into the catalogue."""

    stage: str
    industry: tuple[int, ...]
    branches: int
    members: int


def blocks(
    stage: int | None, enterprises: int | None, branches: int | None, members: int | None, seed: int
) -> list[Block]:
    """What to generate, by stage. Raises SizeError where the numbers cannot go together."""
    shares = STAGE_BLOCKS[stage] if stage is not None else (("1", enterprises or 1, 0),)
    count = sum(n for _, n, _ in shares)
    if stage is not None and enterprises not in (None, count):
        raise SizeError(Text(
            f"stage {stage} has {count} enterprises; give --enterprises without --stage",
            f"第 {stage} 阶段为 {count} 家企业；要另定企业数，请不用 --stage",
        ))  # fmt: skip
    if stage is not None and branches is None and members is None:
        members = sum(m for _, _, m in shares)
    if branches is None:
        branches = max(count, round((members or 24 * count * MEAN) / MEAN))
        branches = 24 * count if members is None else min(branches, members // SMALLEST)
    if members is None:
        members = round(branches * MEAN)
    _check(count, branches, members)
    weight = np.array([m or 1 for _, _, m in shares], dtype=float)
    heads = apportion(members, weight, np.zeros(len(shares), dtype=np.int64))
    parts = apportion(branches, heads.astype(float), np.array([n for _, n, _ in shares], dtype=np.int64))
    first = 0 if stage is not None else (seed - 1) % len(industries())
    found, at = [], first
    for (name, n, _), b, m in zip(shares, parts, heads, strict=True):
        order = _pilot() if name == "1" and stage is not None else list(range(len(industries())))
        chosen = tuple(order[(i + (at if stage is None else 0)) % len(order)] for i in range(n))
        found.append(Block(name, chosen, int(b), int(m)))
    for block in found:
        _check(len(block.industry), block.branches, block.members)
    return found


def _check(enterprises: int, branches: int, members: int) -> None:
    if enterprises < 1 or branches < enterprises:
        raise SizeError(Text(
            f"{branches} branches are too few for {enterprises} enterprises",
            f"{enterprises} 家企业至少需要 {enterprises} 个党支部，现为 {branches} 个",
        ))  # fmt: skip
    if not SMALLEST * branches <= members <= LARGEST * branches:
        low, high = SMALLEST * branches, LARGEST * branches
        raise SizeError(Text(
            f"{branches} branches hold {low} to {high} members, not {members}",
            f"{branches} 个党支部可有 {low} 至 {high} 名党员，不能是 {members} 名",
        ))  # fmt: skip


def _pilot() -> list[int]:
    """Industries of the five pilot groups, the groups taking turns."""
    by_group: dict[str, list[int]] = {}
    for i, industry in enumerate(industries()):
        if industry.group:
            by_group.setdefault(industry.group, []).append(i)
    longest = max(len(v) for v in by_group.values())
    return [v[k] for k in range(longest) for v in by_group.values() if k < len(v)]


def apportion(total: int, weight: FloatArray, least: IntArray) -> IntArray:
    """Whole numbers with this total, near to proportional to `weight`, each at least `least` (largest remainders)."""
    free = total - int(least.sum())
    exact = weight / weight.sum() * total - least
    exact = np.maximum(exact, 0)
    exact *= free / exact.sum() if exact.sum() else 0
    result = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - result), kind="stable")
    result[order[: free - int(result.sum())]] += 1
    shares: IntArray = result + least
    return shares


def branch_sizes(rng: np.random.Generator, count: int, members: int) -> IntArray:
    """Sizes of branches, (count,) int64, each 3 to 50, with the given sum.

    Log-normal around the median 17. Branches that would be larger than 50 are divided in practice: they stay just
    below. The spread above the median is chosen so that the sum comes near; where no spread gives it, the median moves.
    """
    z, u = rng.standard_normal(count), rng.random(count)

    def at(median: float, upper: float) -> IntArray:
        sizes = median * np.exp(np.where(z > 0, upper, LOWER_SPREAD) * z)
        sizes = np.where(sizes > LARGEST + 0.5, LARGEST - 6 * u, sizes)
        return np.clip(np.rint(sizes), SMALLEST, LARGEST).astype(np.int64)

    low, high = 0.4, 1.3
    if at(MEDIAN, low).sum() <= members <= at(MEDIAN, high).sum():
        for _ in range(40):
            middle = (low + high) / 2
            low, high = (low, middle) if at(MEDIAN, middle).sum() > members else (middle, high)
        return _exact(rng, at(MEDIAN, low), members)
    small, large = 1.0, 200.0
    for _ in range(40):
        middle = (small + large) / 2
        small, large = (small, middle) if at(middle, 0.7).sum() > members else (middle, large)
    return _exact(rng, at(small, 0.7), members)


def _exact(rng: np.random.Generator, sizes: IntArray, members: int) -> IntArray:
    """One member more or less here and there until the sum is right."""
    while missing := members - int(sizes.sum()):
        step = 1 if missing > 0 else -1
        room = np.flatnonzero(sizes < LARGEST if step > 0 else sizes > SMALLEST)
        chosen = rng.permutation(room)[: abs(missing)]
        sizes[chosen] += step
    return sizes
