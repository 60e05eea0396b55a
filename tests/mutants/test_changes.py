"""The small faults themselves: which there are, and that words for people are left alone."""

import ast

from turnout.tests.mutants.changes import changed, changes

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
