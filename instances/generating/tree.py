"""The tree of committees and general branches, and which branches hang where."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from turnout.instances.generating.sizes import apportion

FEWEST, MOST = 15, 25
"""Branches of a lowest committee."""


@dataclass
class Node:
    """A committee or general branch. role: `root`, `unit` (has committees under it), `lowest`, `general`.

    number: this node's place in the tree's list. branches: how many hang directly under it. office: a committee of head
    office staff only. noun: what kind of plant a lowest committee is, a word of its industry; known once it is named.
    """

    number: int
    parent: int
    enterprise: int
    role: str
    code: str
    depth: int
    branches: int = 0
    office: bool = False
    noun: str = ""
    children: list[int] = field(default_factory=list)


@dataclass
class Tree:
    """Nodes, parents first."""

    nodes: list[Node] = field(default_factory=list)

    def add(self, parent: int, enterprise: int, role: str, code: str) -> Node:
        """A new node under `parent` (-1: a root)."""
        depth = self.nodes[parent].depth + 1 if parent >= 0 else 1
        node = Node(len(self.nodes), parent, enterprise, role, code, depth)
        self.nodes.append(node)
        if parent >= 0:
            self.nodes[parent].children.append(node.number)
        return node


def grow(tree: Tree, rng: np.random.Generator, enterprise: int, code: str, branches: int) -> None:
    """Add one enterprise with its committees to the tree."""
    root = tree.add(-1, enterprise, "root", code)
    if branches <= FEWEST:
        _settle(tree, rng, root, branches)
    else:
        _divide(tree, rng, root, branches)


def _divide(tree: Tree, rng: np.random.Generator, node: Node, branches: int) -> None:
    """Put committees under a node: lowest ones where few branches are left, else units that divide on."""
    is_root = node.parent < 0
    node.branches = _own(branches)
    rest = branches - node.branches
    if is_root and rest >= 250:
        office = _child(tree, node, "lowest", 0, 1)
        office.office = True
        size = int(rng.integers(FEWEST, 21))
        _settle(tree, rng, office, size)
        rest -= size
    if rest <= (60 if is_root else 200):
        count = max(-(-rest // MOST), min(round(rest / 19), rest // FEWEST))
        shares = _even(rng, rest, count)
        for k, share in enumerate(shares):
            _settle(tree, rng, _child(tree, node, "lowest", k + 1, count), share)
        return
    each = 50.0 if rest < 160 else float(np.clip(4 * np.sqrt(rest), 60, 900))
    count = max(2, round(rest / each))
    weight = np.exp(0.35 * rng.standard_normal(count))
    for k, share in enumerate(apportion(rest, weight, np.full(count, 30))):
        child = _child(tree, node, "unit", k + 1, count)
        _divide(tree, rng, child, int(share))


def _own(branches: int) -> int:
    """Head office branches directly under a committee, so many that the others make committees of 15 to 25."""
    preferred = (3, 4, 2, 5, 1, 6) if branches < 200 else (5, 6, 4)
    return next(h for h in preferred if -(-(branches - h) // MOST) * FEWEST <= branches - h)


def _even(rng: np.random.Generator, total: int, count: int) -> list[int]:
    """Shares of 15 to 25, a little uneven."""
    shares = apportion(total, np.ones(count), np.zeros(count, dtype=np.int64))
    for _ in range(2 * count if count > 1 else 0):
        a, b = rng.choice(count, 2, replace=False)
        if shares[a] > FEWEST and shares[b] < MOST:
            shares[a] -= 1
            shares[b] += 1
    return [int(s) for s in shares]


def _child(tree: Tree, node: Node, role: str, k: int, count: int) -> Node:
    width = max(2, len(str(count)))
    return tree.add(node.number, node.enterprise, role, f"{node.code}-{k:0{width}d}")


def _settle(tree: Tree, rng: np.random.Generator, node: Node, branches: int) -> None:
    """Give a lowest committee its branches, some of them through general branches."""
    if node.parent >= 0:
        node.role = "lowest"
    node.branches = branches
    chances = (0.6, 0.2) if branches >= 12 else (1.0,) if branches >= 6 else ()
    for k, chance in enumerate(chances):
        if rng.random() >= chance:
            break
        size = min(int(rng.integers(3, 7)), node.branches // 2)
        general = tree.add(node.number, node.enterprise, "general", f"{node.code}-G{k + 1}")
        general.branches = size
        node.branches -= size
