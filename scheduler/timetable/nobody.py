"""The timetable that stands where there was no time to make any: nobody is placed, and each is told why."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models import Instance
from turnout.models.settings import POST_TYPES
from turnout.scheduler.timetable.crowds import Crowds, crowds_of
from turnout.scheduler.timetable.ground import STUDY, Ground
from turnout.scheduler.timetable.reasons import Reasons, reasons_table
from turnout.scheduler.timetable.state import State
from turnout.scheduler.timetable.witness import LACKING, NOT_FREE, POSSIBLE, Witnesses
from turnout.scheduler.travel import Travel
from turnout.scheduler.tree import Tree, rows_of

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]
NO_GROUP = POST_TYPES[-1]
"""Post type of whoever belongs to no group."""
POSSIBLE_ALONE = ("CONTENTION", "NO_STUDY")
"""By kind, the reason of whoever could be placed alone, where nobody is."""


def nobody_placed(instance: Instance) -> pd.DataFrame:
    """The unplaced table of a plan without sessions: both pairs of every member, with the reasons of
    docs/reasons.md."""
    tree, travel, least = Tree(instance), Travel(instance), instance.settings.session.min_batch
    crowds = crowds_of(instance, tree, travel)
    levels = Witnesses(instance, tree, travel, crowds).levels()
    whys = [_told(kind, lacking, least) for kind in range(2) for lacking in LACKING]
    why = (levels + np.array([[0], [len(LACKING)]]))[:, crowds.of]
    wide = _committee_wide(instance, crowds)
    doubtful = np.flatnonzero((wide & (levels[STUDY] > NOT_FREE) & (levels[STUDY] < POSSIBLE))[crowds.of])
    if len(doubtful):
        studies = _studies(_around(instance, tree, crowds, wide, doubtful), doubtful, instance)
        why[STUDY, doubtful] = [LACKING.index(lacking) for lacking in studies]
    people = instance["members"]["person_id"]
    rows, kinds = np.repeat(np.arange(len(people)), 2), np.tile(np.arange(2), len(people))
    if not people.is_monotonic_increasing:
        order = np.argsort(people.to_numpy(dtype=object), kind="stable")
        rows = np.repeat(order, 2)
    return reasons_table(people, rows, kinds, whys, why[kinds, rows])


def _told(kind: int, lacking: str, least: int) -> tuple[str, str]:
    """Reason and detail of somebody who lacks this when he is alone."""
    if not lacking:
        return POSSIBLE_ALONE[kind], ""
    return lacking, f"min_batch={least}" if lacking == "TOO_FEW" else ""


def least_unplaced(unplaced: pd.DataFrame) -> int:
    """A bound of the unplaced pairs of every plan, from the table of one without sessions: whoever cannot study even
    alone, and whoever cannot discuss, for which he must have studied (H6)."""
    alone = ~unplaced["reason"].isin(POSSIBLE_ALONE).to_numpy()
    study, discussion = alone[0::2], alone[1::2]
    return int(study.sum() + (study | discussion).sum())


def _around(instance: Instance, tree: Tree, crowds: Crowds, wide: BoolArray, doubtful: IntArray) -> Instance:
    """The instance with no other members than those of audiences that these members belong to (H2)."""
    asked = np.unique(crowds.of[doubtful])
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


def _studies(part: Instance, doubtful: IntArray, whole: Instance) -> list[str]:
    """What these members lack for a study, their committee's included. part: with all of their audiences."""
    ground = Ground(part)
    reasons = Reasons(ground, State(ground))
    cohort_of = np.zeros(len(part["members"]), dtype=np.int64)
    for number, cohort in enumerate(ground.cohorts):
        cohort_of[cohort.members] = number
    rows = rows_of(whole["members"]["person_id"].iloc[doubtful], pd.Index(part["members"]["person_id"]))
    return [reasons.alone(cohort, STUDY) for cohort in cohort_of[rows].tolist()]
