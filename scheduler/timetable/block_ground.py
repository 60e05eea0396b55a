"""The ground and the state that a block's planning starts from."""

from __future__ import annotations

from collections.abc import Iterable

from turnout.scheduler.timetable.block_base import Taken
from turnout.scheduler.timetable.blocks import Block
from turnout.scheduler.timetable.ground import Ground
from turnout.scheduler.timetable.locks import fix, locks_of
from turnout.scheduler.timetable.state import Session, State


def start(block: Block) -> tuple[Ground, State]:
    """The block's ground, and a state with the base plan's sessions; lecturers who belong to other blocks stay out."""
    locks = locks_of(block.base)
    ground = Ground(block.instance, locks)
    state = State(ground)
    fix(ground, state, block.base, locks)
    state.barred = _rows(ground.lecturers.ids, block.elsewhere)
    return ground, state


def share(ground: Ground, state: State, block: Block) -> None:
    """Keep to the block's turns, and leave to others the lecturers that are theirs for now."""
    venues = {v: i for i, v in enumerate(ground.venues.ids)}
    state.turns = {venues[v]: turn for v, turn in block.turns.items()}
    state.barred |= _rows(ground.lecturers.ids, block.barred)


def occupy(ground: Ground, state: State, others: Iterable[Taken]) -> None:
    """Put other blocks' sessions into the state, as far as they take venues or lecturers that this block knows."""
    venues = {v: i for i, v in enumerate(ground.venues.ids)}
    lecturers = {p: i for i, p in enumerate(ground.lecturers.ids)}
    for taken in others:
        venue, lecturer = venues.get(taken.venue, -1), lecturers.get(taken.lecturer, -1)
        if venue >= 0 or lecturer >= 0:
            site = ground.travel.index[taken.site]
            state.add(Session(-1, 0, taken.begin, taken.minutes, venue, lecturer, {}, fixed=True, site=site))


def _rows(ids: list[str], wanted: frozenset[str]) -> frozenset[int]:
    return frozenset(i for i, name in enumerate(ids) if name in wanted)
