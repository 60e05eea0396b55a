"""docs/promises.md and the tests stay together: every promise has its tests or says why it needs none yet."""

import re
from pathlib import Path

import pytest

from turnout.tests.faults.promises import LAST, PAGE, held, renewed, rows

NOT_YET = "Not yet:"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_every_number_stands_there_once(page: str) -> None:
    numbers = [int(n) for n in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)]
    assert numbers == list(range(1, LAST + 1))


def test_every_promise_has_a_test_or_says_why_not(page: str) -> None:
    tests = held()
    without = {n for n, (promise, _) in rows(page).items() if n not in tests and not promise.startswith(NOT_YET)}
    assert without == set()
    needless = {n for n, (promise, _) in rows(page).items() if n in tests and promise.startswith(NOT_YET)}
    assert needless == set()


def test_the_page_names_the_tests_that_there_are(page: str) -> None:
    """Otherwise: python -m turnout.tests.faults.promises"""
    assert renewed(page) == page


def test_no_test_has_a_number_that_is_none() -> None:
    assert set(held()) <= set(range(1, LAST + 1))


def test_every_test_that_the_reliability_page_names_exists(repository: Path) -> None:
    text = (repository / "docs" / "reliability.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text)
    assert named
    for file, name in named:
        assert (repository / file).is_file(), file
        if name:
            assert re.search(rf"^def {name}\(", (repository / file).read_text(encoding="utf-8"), re.MULTILINE), name
