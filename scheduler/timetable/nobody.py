"""The timetable that stands where there was no time to make any: nobody is placed, and each is told why."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models import Instance
from turnout.models.settings import POST_TYPES
from turnout.scheduler.timetable.crowds import Crowds, crowds_of
from turnout.scheduler.timetable.ground import KINDS, Ground
from turnout.scheduler.timetable.reasons import Reasons, reasons_table
from turnout.scheduler.timetable.state import State
from turnout.scheduler.timetable.witness import Witnesses
from turnout.scheduler.travel import Travel
from turnout.scheduler.tree import Tree

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]
NO_GROUP = POST_TYPES[-1]
"""Post type of whoever belongs to no group."""
POSSIBLE = (("CONTENTION", ""), ("NO_STUDY", ""))
"""By kind, the reason of whoever could be placed alone, where nobody is."""


def nobody_placed(instance: Instance) -> pd.DataFrame:
    """The unplaced table of a plan without sessions: both pairs of every member, with the reasons of
    docs/reasons.md."""
    tree, travel = Tree(instance), Travel(instance)
    crowds = crowds_of(instance, tree, travel)
    possible = Witnesses(instance, tree, travel, crowds).found()
    whys = list(POSSIBLE)
    why = np.repeat(np.arange(2)[:, None], len(crowds.of), axis=1)
    doubtful = np.flatnonzero(~(possible[0] & possible[1])[crowds.of])
    if len(doubtful):
        known = _reasons(_around(instance, tree, crowds, doubtful), instance["members"]["person_id"].iloc[doubtful])
        whys = list(dict.fromkeys([*whys, *known[0], *known[1]]))
        number = {told: at for at, told in enumerate(whys)}
        for kind in range(2):
            why[kind, doubtful] = [number[told] for told in known[kind]]
    people = instance["members"]["person_id"]
    rows, kinds = np.repeat(np.arange(len(people)), 2), np.tile(np.arange(2), len(people))
    if not people.is_monotonic_increasing:
        order = np.argsort(people.to_numpy(dtype=object), kind="stable")
        rows = np.repeat(order, 2)
    return reasons_table(people, rows, kinds, whys, why[kinds, rows])


def least_unplaced(unplaced: pd.DataFrame) -> int:
    """A bound of the unplaced pairs of every plan, from the table of one without sessions: whoever cannot study even
    alone, and whoever cannot discuss, for which he must have studied (H6)."""
    alone = ~unplaced["reason"].isin([reason for reason, _ in POSSIBLE]).to_numpy()
    study, discussion = alone[0::2], alone[1::2]
    return int(study.sum() + (study | discussion).sum())


def _around(instance: Instance, tree: Tree, crowds: Crowds, doubtful: IntArray) -> Instance:
    """The instance with no other members than those of audiences that these members belong to (H2)."""
    asked = np.unique(crowds.of[doubtful])
    wide = _committee_wide(instance, crowds)
    committee = np.where(wide, tree.branch_parent[crowds.branch], -1)
    near = np.isin(crowds.home, crowds.home[asked]) | (wide & np.isin(committee, committee[asked]))
    members = instance["members"][near[crowds.of]]
    people = pd.concat([members["person_id"], instance["lecturers"]["person_id"]])
    tables = {"members": members}
    for name, column, kept in (
        ("groups", "group_id", members["group_id"]), ("windows", "group_id", members["group_id"]),
        ("roster", "group_id", members["group_id"]), ("absences", "person_id", people),
    ):  # fmt: skip
        tables[name] = instance[name][instance[name][column].isin(kept)]
    return instance.with_tables({name: frame.reset_index(drop=True) for name, frame in tables.items()})


def _committee_wide(instance: Instance, crowds: Crowds) -> BoolArray:
    """(crowds,) whether their post type may study with all of the committee."""
    posts = instance["groups"]["post_type"].tolist()
    scopes = [instance.settings.post_types.of(post).study_scope == "committee" for post in (*posts, NO_GROUP)]
    return np.array(scopes, dtype=bool)[crowds.group]


def _reasons(instance: Instance, people: pd.Series) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Reason and detail of these members' studies and discussions, in their order."""
    ground = Ground(instance)
    reasons = Reasons(ground, State(ground))
    cohort_of = np.zeros(len(instance["members"]), dtype=np.int64)
    for number, cohort in enumerate(ground.cohorts):
        cohort_of[cohort.members] = number
    rows = pd.Index(instance["members"]["person_id"]).get_indexer(pd.Index(people))
    told = [[reasons.of(c, kind, None) for c in cohort_of[rows].tolist()] for kind in range(len(KINDS))]
    return told[0], told[1]
