"""The tree of committees: one parent each, no cycles, general branches in between."""

from __future__ import annotations

import numpy as np
import pandas as pd

from turnout.instances.canonical import Mask
from turnout.instances.check_references import Tables
from turnout.instances.findings import Findings
from turnout.models.text import Text

DEEPEST = 50
CYCLE_SHOWN = 12


def check_tree(tables: Tables, findings: Findings) -> None:
    """All checks of the tree."""
    _check_levels(tables, findings)
    _check_roots(tables, findings)
    _check_stages(tables, findings)
    _check_shared_ids(tables, findings)
    _check_supervisors(tables, findings)


def levels(committees: pd.DataFrame) -> np.ndarray:
    """int64, one a committee: its depth, 1 for a root (or a child of an unknown parent).

    0 on or under a cycle, or deeper than `DEEPEST`.
    """
    index = pd.Index(committees["committee_id"])
    parent = index.get_indexer(pd.Index(committees["parent_id"])) if index.is_unique else np.full(len(index), -1)
    depth = np.where(parent < 0, 1, 0)
    for level in range(2, DEEPEST + 1):
        here = (depth == 0) & (parent >= 0) & (depth[parent] == level - 1)
        if not here.any():
            break
        depth[here] = level
    return depth


def _check_levels(tables: Tables, findings: Findings) -> None:
    """Nobody is above himself: cycles are printed; a chain deeper than `DEEPEST` is refused."""
    checked = tables["committees"]
    lost = checked.in_file_order(levels(checked.frame) == 0)
    if not len(lost):
        return
    ids = checked.frame["committee_id"].to_numpy()
    parent = pd.Index(ids).get_indexer(pd.Index(checked.frame["parent_id"]))
    state = np.zeros(len(ids), dtype=np.int8)  # 1: on the present walk, 2: done
    deep: list[int] = []
    for begin in lost.tolist():
        walk: list[int] = []
        at = begin
        while at >= 0 and state[at] == 0:
            state[at] = 1
            walk.append(at)
            at = int(parent[at])
        if at >= 0 and state[at] == 1:
            _note_cycle(tables, walk[walk.index(at) :], findings)
        elif at < 0:
            deep.append(begin)
        state[walk] = 2
    if deep:
        findings.errors_at(
            "too-deep",
            Text("the committee lies more than {most} levels deep", "该党组织的层级超过 {most} 级").fill(most=DEEPEST),
            Text("Correct its immediate parent.", "请更正上一级党委。"),
            checked.places(np.array(deep), "parent_id"),
            lambda i: ids[deep[i]],
            len(deep),
        )


def _note_cycle(tables: Tables, cycle: list[int], findings: Findings) -> None:
    checked = tables["committees"]
    ids = checked.frame["committee_id"].to_numpy()
    names = (
        [str(ids[i]) for i in cycle[:CYCLE_SHOWN]] + (["…"] if len(cycle) > CYCLE_SHOWN else []) + [str(ids[cycle[0]])]
    )
    findings.error(
        "cycle",
        Text("committees lie in a cycle, each under the next: {cycle}", "党组织的上下级关系成环：{cycle}").fill(
            cycle=" → ".join(names)
        ),
        Text("Correct an immediate parent; an enterprise has none.", "请更正其中的上一级党委；企业一级应留空。"),
        checked.where(cycle[0], "parent_id"),
        ids[cycle[0]],
    )


def _check_roots(tables: Tables, findings: Findings) -> None:
    """A general branch is never a root."""
    checked = tables["committees"]
    frame = checked.frame
    roots = ((frame["parent_id"] == "") & (frame["kind"] == "general_branch")).to_numpy()
    wrong = checked.in_file_order(roots & checked.sound("parent_id", "kind"))
    findings.errors_at(
        "general-branch-root",
        Text("a general branch needs a committee above it", "党总支必须有上级党委"),
        Text("Enter its immediate parent.", "请填写上一级党委。"),
        checked.places(wrong, "parent_id"),
        lambda i: frame["committee_id"].iloc[int(wrong[i])],
        len(wrong),
    )


def _check_stages(tables: Tables, findings: Findings) -> None:
    """A roll-out stage is said of enterprises only."""
    checked = tables["committees"]
    frame = checked.frame
    rows = checked.in_file_order(((frame["parent_id"] != "") & (frame["stage"] != "")).to_numpy())
    if len(rows):
        findings.warn(
            "stage-below-root",
            Text(
                "{n} committees that are no enterprises have a stage, which is not used",
                "{n} 个非企业一级的党组织填了批次阶段，将不起作用",
            ).fill(n=len(rows)),
            Text("Enter the stage at the enterprise.", "请在企业一级填写。"),
            checked.where(int(rows[0]), "stage"),
            frame["stage"].iloc[int(rows[0])],
        )


def _check_shared_ids(tables: Tables, findings: Findings) -> None:
    """A branch and a committee never share an id."""
    branches, committees = tables["branches"], tables["committees"]
    ids = branches.frame["branch_id"]
    wrong = branches.in_file_order((ids.isin(committees.frame["committee_id"]) & (ids != "")).to_numpy())
    findings.errors_at(
        "shared-id",
        Text("a committee has the same id", "有一个党组织使用了同一编码"),
        Text("Give one of them another id.", "请为其中之一另编编码。"),
        branches.places(wrong, "branch_id"),
        lambda i: ids.iloc[int(wrong[i])],
        len(wrong),
    )


def _check_supervisors(tables: Tables, findings: Findings) -> None:
    """A supervisor sits in for a committee, not for a general branch."""
    checked, committees = tables["supervisors"], tables["committees"].frame
    general = committees.loc[committees["kind"] == "general_branch", "committee_id"]
    wrong: Mask = (checked.frame["committee_id"].isin(general) & (checked.frame["committee_id"] != "")).to_numpy()
    rows = checked.in_file_order(wrong)
    findings.errors_at(
        "supervisor-of-general-branch",
        Text("a general branch does not sit in", "党总支不承担列席"),
        Text("Enter the committee for which the person sits in.", "请填写其代表的党委。"),
        checked.places(rows, "committee_id"),
        lambda i: checked.value(int(rows[i]), "committee_id"),
        len(rows),
    )
