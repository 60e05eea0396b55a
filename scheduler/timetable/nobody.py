"""The timetable that stands where there was no time to make any: what a base plan has locked or held, nobody is placed
beside it, and each is told why."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models import Instance, Plan
from turnout.models.plan import TimetableCost
from turnout.models.settings import POST_TYPES
from turnout.scheduler.timetable.block_base import Taken
from turnout.scheduler.timetable.block_ground import occupy
from turnout.scheduler.timetable.crowds import Crowds, crowds_of
from turnout.scheduler.timetable.grid import grids
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY, Ground
from turnout.scheduler.timetable.kept_from import KeptFrom
from turnout.scheduler.timetable.locks import fix, locks_of
from turnout.scheduler.timetable.reasons import Reasons, reasons_table
from turnout.scheduler.timetable.standing import by_id, standing_of
from turnout.scheduler.timetable.standing_cost import standing_cost
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
CONTENTION = POSSIBLE
"""Number of that reason where he attends a study."""


@dataclass(frozen=True)
class Nobody:
    """Such a timetable: plan tables, the cost of what stands, and a bound of the unplaced pairs of every plan."""

    sessions: pd.DataFrame
    attendance: pd.DataFrame
    unplaced: pd.DataFrame
    cost: TimetableCost
    least: int


def nobody_placed(instance: Instance, base: Plan | None = None, others: tuple[Taken, ...] = ()) -> Nobody:
    """What stands of the base plan, and for every other pair of member and kind the reason of docs/reasons.md.

    others: what the base plan's sessions in other blocks take.
    """
    return _Nobody(instance, base, others).done()


class _Nobody:
    """why: (2, members) the number of each pair's reason in `whys`, pairs that are served included."""

    def __init__(self, instance: Instance, base: Plan | None, others: tuple[Taken, ...]) -> None:
        self.instance, self.base, self.others = instance, base, others
        self.tree, self.travel = Tree(instance), Travel(instance)
        self.crowds = crowds_of(instance, self.tree, self.travel)
        self.witnesses = Witnesses(instance, self.tree, self.travel, self.crowds)
        self.standing = standing_of(instance, base, others)
        self.served = self.standing.attended(len(instance["members"]))
        least = instance.settings.session.min_batch
        self.whys = [_told(kind, lacking, least) for kind in range(2) for lacking in LACKING]
        self.why = np.zeros((0, 0), dtype=np.int64)

    def done(self) -> Nobody:
        """All of it."""
        levels = self.witnesses.levels()
        self.why = (levels + np.array([[0], [len(LACKING)]]))[:, self.crowds.of]
        wide = _committee_wide(self.instance, self.crowds)
        doubtful = (wide & (levels[STUDY] > NOT_FREE) & (levels[STUDY] < POSSIBLE))[self.crowds.of]
        if len(self.standing.ids):
            session = self.instance.settings.session
            kept = KeptFrom(self.standing, doubtful.size, grids(self.instance), session.gap_days)
            self.whys += [("LOCKED", detail) for detail in kept.details()]
            locked_out = self._locked_out(STUDY, kept)
            doubtful |= locked_out & wide[self.crowds.of]
            self._locked_out(DISCUSSION, kept)
            studied = self.served[STUDY] & (self.why[DISCUSSION] == len(LACKING) + POSSIBLE)
            self.why[DISCUSSION, studied] = CONTENTION
        self._ask_one_by_one(np.flatnonzero(doubtful & ~self.served[STUDY]), wide)
        tables = self.standing.tables(self.instance["members"]["person_id"])
        cost = standing_cost(self.instance, self.tree, self.travel, self.crowds, self.witnesses.free, self.standing)
        return Nobody(*tables, self._unplaced(), cost, self._least())

    def _locked_out(self, kind: int, kept: KeptFrom) -> BoolArray:
        """(members,) whom locked and held sessions leave no date, or no start of those that he would have otherwise, by
        the home audience. Their reasons are noted."""
        asked = np.flatnonzero((kept.of >= 0) & ~self.served[kind])
        cases, case_of = np.unique(self.crowds.of[asked] * (kept.count + 1) + kept.of[asked], return_inverse=True)
        crowd, sets = cases // (kept.count + 1), cases % (kept.count + 1)
        out = ~kept.has_day(kind, sets)
        member = np.zeros(len(cases), dtype=np.int64)
        member[case_of] = asked
        able = np.flatnonzero(~out & (self.why[kind, member] == kind * len(LACKING) + POSSIBLE))
        out[able] = ~self.witnesses.possible(kind, crowd[able], kept.clear(kind, sets[able]))
        locked_out = np.zeros(len(kept.of), dtype=bool)
        locked_out[asked] = out[case_of]
        self.why[kind, locked_out] = 2 * len(LACKING) + kept.of[locked_out]
        return locked_out

    def _ask_one_by_one(self, doubtful: IntArray, wide: BoolArray) -> None:
        """Tell these members why they have no study, their committee's included."""
        if not len(doubtful):
            return
        reasons = _studies(self._around(doubtful, wide), doubtful, self.instance, self.base, self.others)
        number: dict[tuple[str, str], int] = {}
        self.why[STUDY, doubtful] = [len(self.whys) + number.setdefault(told, len(number)) for told in reasons]
        self.whys += list(number)

    def _around(self, doubtful: IntArray, wide: BoolArray) -> Instance:
        """The instance with no other members than those of audiences that these members belong to (H2)."""
        crowds, instance = self.crowds, self.instance
        asked = np.unique(crowds.of[doubtful])
        committee = np.where(wide, self.tree.branch_parent[crowds.branch], -1)
        near = np.isin(crowds.home, crowds.home[asked]) | (wide & np.isin(committee, committee[asked]))
        members = instance["members"][near[crowds.of]]
        people = pd.concat([members["person_id"], instance["lecturers"]["person_id"]])
        groups = members["group_id"] if self.base is None else instance["groups"]["group_id"]
        tables = {"members": members}
        for name, column, kept in (
            ("groups", "group_id", groups), ("windows", "group_id", groups), ("roster", "group_id", groups),
            ("absences", "person_id", people),
        ):  # fmt: skip
            tables[name] = instance[name][instance[name][column].isin(kept)]
        return instance.with_tables({name: frame.reset_index(drop=True) for name, frame in tables.items()})

    def _unplaced(self) -> pd.DataFrame:
        """The plan's unplaced table."""
        people = self.instance["members"]["person_id"]
        rows, kinds = np.repeat(by_id(people), 2), np.tile(np.arange(2), len(people))
        missing = ~self.served[kinds, rows]
        rows, kinds = rows[missing], kinds[missing]
        return reasons_table(people, rows, kinds, self.whys, self.why[kinds, rows])

    def _least(self) -> int:
        """A bound of the unplaced pairs of every plan: whoever cannot study even alone, and whoever cannot discuss, for
        which he must have studied (H6)."""
        possible = np.array([reason in POSSIBLE_ALONE for reason, _ in self.whys], dtype=bool)
        study, discussion = ~self.served & ~possible[self.why]
        return int(study.sum() + (study & ~self.served[DISCUSSION] | discussion).sum())


def _told(kind: int, lacking: str, least: int) -> tuple[str, str]:
    """Reason and detail of somebody who lacks this when he is alone."""
    if not lacking:
        return POSSIBLE_ALONE[kind], ""
    return lacking, f"min_batch={least}" if lacking == "TOO_FEW" else ""


def _committee_wide(instance: Instance, crowds: Crowds) -> BoolArray:
    """(crowds,) whether their post type may study with all of the committee."""
    posts = instance["groups"]["post_type"].tolist()
    scopes = [instance.settings.post_types.of(post).study_scope == "committee" for post in (*posts, NO_GROUP)]
    return np.array(scopes, dtype=bool)[crowds.group]


def _studies(
    part: Instance, doubtful: IntArray, whole: Instance, base: Plan | None, others: tuple[Taken, ...]
) -> list[tuple[str, str]]:
    """Why these members have no study, their committee's included, with the details. part: with all of their
    audiences."""
    people = whole["members"]["person_id"].iloc[doubtful]
    base = None if base is None else _concerning(base, people)
    locks = locks_of(base)
    ground = Ground(part, locks)
    state = State(ground)
    fix(ground, state, base, locks)
    occupy(ground, state, others)
    reasons = Reasons(ground, state)
    cohort_of = np.zeros(len(part["members"]), dtype=np.int64)
    for number, cohort in enumerate(ground.cohorts):
        cohort_of[cohort.members] = number
    rows = rows_of(people, part.people)
    return [reasons.of(cohort, STUDY, None) for cohort in cohort_of[rows].tolist()]


def _concerning(base: Plan, people: pd.Series) -> Plan:
    """The base plan's sessions that these people attend or lecture in."""
    theirs = base.attendance[base.attendance["person_id"].isin(people)]
    sessions = base.sessions
    near = sessions["session_id"].isin(theirs["session_id"]) | sessions["lecturer_id"].isin(people)
    return replace(base, sessions=sessions[near], attendance=theirs)
