"""Tasks on workers: the same results in the same order, wherever they ran, and nothing lost with a worker."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from turnout.scheduler.deadline import Deadline
from turnout.scheduler.job import InWorkerError, Job, Outcome
from turnout.scheduler.memory import MB
from turnout.scheduler.parallel import Workers
from turnout.scheduler.processes import Ended, Processes
from turnout.tests.scheduler.tasks import (
    cut,
    deaf,
    die_elsewhere,
    die_once,
    die_unless_late,
    die_unless_quick,
    fail,
    fall_silent_once,
    grow,
    once_there,
    out_of_memory,
    process,
    square,
    until_told,
)

NUMBERS = [(n,) for n in range(6)]
SQUARES = [0, 1, 4, 9, 16, 25]


def test_results_come_in_the_order_of_the_arguments() -> None:
    with Workers(1) as here, Workers(2) as two:
        assert here.run(square, NUMBERS) == two.run(square, NUMBERS) == SQUARES


def test_work_beside_goes_on_in_a_process_of_its_own_where_there_is_one() -> None:
    with Workers(1) as here, Workers(2) as two:
        alone, beside = here.beside(process, 0), two.beside(process, 0)
        assert alone() == os.getpid() != beside()
        assert two.run(square, NUMBERS) == SQUARES


def test_work_beside_is_done_here_where_no_worker_survives_it() -> None:
    with Workers(2) as pool:
        assert pool.beside(die_elsewhere, os.getpid())() == os.getpid()


def test_errors_of_work_beside_are_raised_where_it_is_called_for() -> None:
    with Workers(2) as pool:
        result = pool.beside(fail, 3)
        with pytest.raises(ValueError, match="three"):
            result()


def test_work_beside_that_nobody_calls_for_ends_with_the_workers() -> None:
    before, began = multiprocessing.active_children(), time.monotonic()
    with Workers(2) as pool:
        pool.beside(until_told)
        assert len(set(multiprocessing.active_children()).difference(before)) == 1
    assert time.monotonic() - began < 30
    assert not set(multiprocessing.active_children()).difference(before)


def test_any_executor_serves() -> None:
    with ThreadPoolExecutor(2) as threads, Workers(2, threads) as pool:
        assert pool.run(square, NUMBERS) == SQUARES


def test_results_of_tasks_that_were_left_behind_are_not_taken_for_new_ones(tmp_path: Path) -> None:
    def failing(number: int, result: str) -> None:
        raise ValueError("whoever is told fails")

    def release(number: int, result: str) -> None:
        (tmp_path / "old").touch()
        threading.Timer(1.0, (tmp_path / "new").touch).start()

    with Workers(2) as pool:
        pool.run(process, NUMBERS[:4])  # both workers have started
        with pytest.raises(ValueError, match="whoever"):
            pool.run(once_there, [(0, "", "old"), (1, str(tmp_path / "old"), "old")], failing)
        new = pool.run(once_there, [(0, "", "new"), (1, str(tmp_path / "new"), "new")], release)
    assert new == ["new", "new"]


def test_a_wish_to_stop_ends_with_the_run_that_had_it() -> None:
    with Workers(2) as pool:
        assert all(pool.run(cut, NUMBERS, deadline=Deadline(cancelled=lambda: True)))
        assert not any(pool.run(cut, NUMBERS))


@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
def test_fault_098_a_worker_that_is_still_loading_hears_no_ctrl_c(capfd: pytest.CaptureFixture[str]) -> None:
    processes = Processes(1)
    assert processes.begin(0, Job(square, (3,)))
    for child in multiprocessing.active_children():
        os.kill(child.pid or 0, signal.SIGINT)
    ended = processes.ended(60)
    processes.close()
    assert ended == Ended(0, Outcome(9))
    assert capfd.readouterr().err == ""


def test_where_no_process_may_be_started_tasks_run_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(multiprocessing.current_process())["_config"], "daemon", True)
    with Workers(2) as pool:
        assert pool.run(square, NUMBERS) == SQUARES


def test_fault_102_a_worker_that_dies_loses_nothing(tmp_path: Path) -> None:
    told: list[int] = []
    with Workers(2) as pool:
        assert pool.run(die_once, [(n, str(tmp_path)) for n in range(6)], lost=told.append) == SQUARES
    assert told == []
    assert len(list(tmp_path.iterdir())) == 2


def test_fault_102_a_worker_that_hangs_is_ended_and_its_task_begun_again(tmp_path: Path) -> None:
    with Workers(2, patience=2.0) as pool:
        pool.run(square, NUMBERS)  # workers have started and know this module
        assert pool.run(fall_silent_once, [(n, str(tmp_path)) for n in range(6)]) == SQUARES
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
def test_fault_101_a_worker_killed_from_outside_loses_nothing() -> None:
    def kill_one(number: int, result: float) -> None:
        if not killed:
            killed.append(psutil.Process().children(recursive=True)[-1])
            killed[0].kill()

    killed: list[psutil.Process] = []
    with Workers(2) as pool:
        assert pool.run(square, [(n,) for n in range(60)], kill_one) == [n * n for n in range(60)]
    assert killed


@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
def test_fault_102_a_task_that_kills_its_workers_is_done_more_simply_and_named(tmp_path: Path) -> None:
    told: list[int] = []
    with Workers(2) as pool:
        results = pool.run(die_unless_quick, [(n, str(tmp_path)) for n in range(6)], lost=told.append)
    assert results == [0, 1, 4, -1, 16, 25]
    assert told == [3]
    assert len(list(tmp_path.iterdir())) == 4, "three times as it is, once more simply"


def test_fault_101_a_task_that_no_worker_survives_is_left_undone_and_named() -> None:
    told: list[int] = []
    with Workers(2) as pool:
        results = pool.run(die_unless_late, [(n, os.getpid()) for n in range(6)], lost=told.append)
    assert results == [0, 1, 4, -1, 16, 25]
    assert told == [3]


@pytest.mark.parametrize("count", [1, 2])
def test_fault_101_without_enough_memory_a_task_is_left_undone_and_named(count: int) -> None:
    told: list[int] = []
    with Workers(count) as pool:
        results = pool.run(out_of_memory, [(n, os.getpid()) for n in range(6)], lost=told.append)
    assert results == [0, 1, 4, -1, 16, 25]
    assert told == [3]


@pytest.mark.parametrize("count", [1, 2])
def test_a_tasks_own_error_is_raised_at_once(count: int) -> None:
    with Workers(count) as pool, pytest.raises(ValueError, match="three") as raised:
        pool.run(fail, NUMBERS)
    if count > 1:
        assert isinstance(raised.value.__cause__, InWorkerError)
        assert raised.value.__cause__.places[-1].endswith("in fail")


class Broken(Executor):
    """Takes two tasks, loses them, and takes no more."""

    def __init__(self) -> None:
        self.taken = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.taken += 1
        if self.taken > 2:
            raise BrokenExecutor
        future: Future[Any] = Future()
        future.set_exception(BrokenExecutor())
        return future


def test_where_an_executor_fails_own_processes_go_on() -> None:
    with Workers(2, Broken()) as pool:
        assert pool.run(square, NUMBERS) == SQUARES
        assert pool.failed


class Silent(Executor):
    """Takes every task and never ends any, as a cluster behind a network that has gone."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return Future()


def test_where_what_is_behind_an_executor_has_gone_own_processes_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("turnout.scheduler.executors.GONE", 0.2)
    with Workers(2, Silent(), alive=lambda: False) as pool:
        assert pool.run(square, NUMBERS) == SQUARES
        assert pool.failed


@pytest.mark.parametrize("count", [1, 2])
def test_fault_098_running_tasks_are_told_to_stop_and_the_rest_is_done_quickly(count: int) -> None:
    cancel = threading.Event()
    threading.Timer(1.0 if count == 1 else 4.0, cancel.set).start()
    with Workers(count) as pool:
        took = pool.run(until_told, NUMBERS, deadline=Deadline(cancelled=cancel.is_set))
    assert max(took[count:]) < 1, "what begins after the wish to stop stops at once"


def test_a_time_limit_is_shared_so_that_every_task_gets_its_first_plan() -> None:
    with Workers(1) as here:
        began = time.monotonic()
        took = here.run(until_told, NUMBERS, deadline=Deadline(began + 1))
        assert time.monotonic() - began < 3
    assert len(took) == 6
    assert max(took) < 1.5


def test_fault_097_what_goes_on_after_its_time_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("turnout.scheduler.course.OVERRUN", 0.2)
    monkeypatch.setattr("turnout.scheduler.deadline.GRACE", 0.2)
    told: list[int] = []
    with Workers(2) as pool:
        pool.run(square, NUMBERS)  # workers have started
        began = time.monotonic()
        deadline = Deadline(began + 0.5)
        assert pool.run(deaf, [(1, os.getpid()), (2, os.getpid())], deadline=deadline, lost=told.append) == [-1, -2]
    assert told == [], "nothing has failed: there was no time"
    assert time.monotonic() - began < 20


def test_with_little_memory_one_worker_does_all() -> None:
    with Workers(2, memory=1) as one, Workers(2) as two:
        assert len(set(one.run(process, NUMBERS))) == 1
        assert len(set(two.run(process, NUMBERS))) == 2
        assert two.peak_memory > psutil.Process().memory_info().rss + 20 * MB, "workers count as well"


def test_where_workers_grow_beyond_the_memory_one_is_ended_and_its_task_done_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("turnout.scheduler.course.FIRST_GUESS", 10 * MB)
    told: list[int] = []
    with Workers(2, memory=psutil.Process().memory_info().rss + 260 * MB) as pool:
        results = pool.run(grow, [(n, 200, str(tmp_path)) for n in range(3)], lost=told.append)
    assert results == [0, 1, 4]
    assert told == []
    assert len(list(tmp_path.iterdir())) > 3, "one was begun again"


PROGRAM = """
import sys, time
from turnout.scheduler.parallel import Workers
from turnout.tests.scheduler.tasks import until_told

if __name__ == "__main__":
    with Workers(2) as pool:
        pool.run(until_told, [(1,), (2,)])
"""


@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
def test_fault_100_workers_end_with_their_parent_however_that_ends(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    process = psutil.Popen([sys.executable, str(program)])
    last = time.monotonic() + 60
    while sum("spawn_main" in " ".join(child.cmdline()) for child in process.children()) < 2:
        assert time.monotonic() < last, "the workers never began"
        time.sleep(0.05)
    time.sleep(0.5)
    children = process.children()
    process.kill()
    process.wait()
    _, alive = psutil.wait_procs(children, timeout=20)
    assert alive == []
