"""Work done ahead gives what it would give later, takes what it would take, and ends where nobody wants it."""

from __future__ import annotations

import threading

import pytest

from turnout.scheduler.ahead import Ahead
from turnout.scheduler.allowance import allowed, left, take
from turnout.scheduler.deadline import Ask, asked, interrupted_by

BOTH = pytest.mark.parametrize("now", [True, False], ids=["at once", "when asked for"])


@BOTH
def test_the_result_is_what_the_work_found(now: bool) -> None:
    assert Ahead(lambda given_up: 6 * 7, now).result() == 42


@BOTH
def test_where_the_solvers_time_is_counted_it_has_what_those_before_it_have_left(now: bool) -> None:
    def spend(given_up: Ask) -> float:
        before = left()
        take(2.0)
        return before

    with allowed(5.0):
        work = Ahead(spend, now)
        take(1.0)
        assert work.result() == 4.0
        assert left() == 2.0


@BOTH
def test_what_it_raises_is_raised_where_the_result_is_asked_for(now: bool) -> None:
    def wrong(given_up: Ask) -> None:
        raise ValueError("broken")

    work = Ahead(wrong, now)
    with pytest.raises(ValueError, match="broken"):
        work.result()


def test_what_nobody_wants_ends() -> None:
    begun, ended = threading.Event(), threading.Event()

    def endless(given_up: Ask) -> None:
        begun.set()
        while not given_up():
            pass
        ended.set()

    work = Ahead(endless, True)
    assert begun.wait(10)
    work.give_up()
    assert ended.is_set()


def test_what_is_not_begun_is_given_up_without_a_trace() -> None:
    done: list[int] = []
    Ahead(lambda given_up: done.append(1)).give_up()
    assert not done


@BOTH
def test_its_solves_are_interrupted_by_what_interrupts_those_around_it(now: bool) -> None:
    def ask(given_up: Ask) -> bool:
        stop = asked.get()
        return stop is not None and stop()

    with interrupted_by(lambda: True):
        assert Ahead(ask, now).result()
    assert not Ahead(ask, now).result()
