"""Tasks on workers: the same results in the same order, wherever they ran, and nothing lost with a worker."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from turnout.scheduler.parallel import Workers

NUMBERS = [(n,) for n in range(6)]


def square(number: int) -> int:
    return number * number


def die_once(number: int, mark: str) -> int:
    """Ends its own process the first time that it is given 3."""
    if number == 3 and not Path(mark).exists():
        Path(mark).touch()
        os._exit(1)
    return number * number


def test_results_come_in_the_order_of_the_arguments() -> None:
    with Workers(1) as here, Workers(2) as two:
        assert here.run(square, NUMBERS) == two.run(square, NUMBERS) == [0, 1, 4, 9, 16, 25]


def test_any_executor_serves() -> None:
    with ThreadPoolExecutor(2) as threads, Workers(2, threads) as pool:
        assert pool.run(square, NUMBERS) == [0, 1, 4, 9, 16, 25]


def test_fault_102_a_worker_that_dies_loses_nothing(tmp_path: Path) -> None:
    mark = str(tmp_path / "died")
    with Workers(2) as pool:
        assert pool.run(die_once, [(n, mark) for n in range(6)]) == [0, 1, 4, 9, 16, 25]
    assert Path(mark).exists()


def test_nothing_more_is_begun_once_stopped() -> None:
    seen: list[int] = []
    with Workers(1) as here:
        results = here.run(square, NUMBERS, lambda number, _: seen.append(number), lambda: len(seen) >= 2)
    assert results == [0, 1, None, None, None, None]
