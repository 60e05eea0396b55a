"""The small faults themselves: which there are, and that words for people are left alone."""

import ast
from pathlib import Path

import pytest

from turnout.tests.mutants.changes import changed, changes
from turnout.tests.mutants.equivalent import EQUIVALENT

SOURCE = '''"""What it does."""
LIMIT = 2
def f(a: int = 1) -> bool:
    tell(Text("too late", "太晚"))
    return a < LIMIT and ~a + 1 == max(a, 0)
'''


def test_every_fault_is_one_change_of_the_code() -> None:
    found = [ast.unparse(changed(SOURCE, change)).splitlines() for change in changes(SOURCE)]
    same = ast.unparse(ast.parse(SOURCE)).splitlines()
    lines = [[new for new, old in zip(each, same, strict=True) if new != old] for each in found]
    assert lines == [
        ["LIMIT = 3"],
        ["LIMIT = 1"],
        ["    None"],
        ["    return a < LIMIT or ~a + 1 == max(a, 0)"],
        ["    return a <= LIMIT and ~a + 1 == max(a, 0)"],
        ["    return a < LIMIT and ~a + 1 != max(a, 0)"],
        ["    return a < LIMIT and ~a - 1 == max(a, 0)"],
        ["    return a < LIMIT and ~~a + 1 == max(a, 0)"],
        ["    return a < LIMIT and ~a + 2 == max(a, 0)"],
        ["    return a < LIMIT and ~a + 1 == min(a, 0)"],
        ["    return a < LIMIT and ~a + 1 == max(a, 1)"],
    ]


@pytest.mark.parametrize(("module", "line", "what"), EQUIVALENT)
def test_a_fault_that_is_none_is_still_one_that_is_tried(repository: Path, module: str, line: str, what: str) -> None:
    source = (repository / "verifier" / f"{module}.py").read_text(encoding="utf-8")
    lines = source.splitlines()
    assert (line, what) in {(lines[change.line - 1].strip(), change.what) for change in changes(source)}
