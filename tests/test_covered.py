"""The table of `make coverage`: sums by package, and what is asked of some."""

from __future__ import annotations

from typing import Any

from turnout.tests.covered import by_package, lines_of, missed


def report(**files: tuple[int, int, int, int]) -> dict[str, Any]:
    names = ("num_statements", "covered_lines", "num_branches", "covered_branches")
    return {"files": {path: {"summary": dict(zip(names, n, strict=True))} for path, n in files.items()}}


def test_files_are_summed_by_their_first_folder() -> None:
    files = {"cli.py": (10, 9, 0, 0), "verifier/a.py": (60, 60, 8, 4), "verifier/b.py": (40, 34, 2, 1)}
    packages = by_package(report(**files))
    assert list(packages) == ["cli", "verifier", "all"]
    assert [line.split() for line in lines_of(packages)[1:]] == [
        ["cli", "10", "90.0", "%", "0", "100.0", "%"],
        ["verifier", "100", "94.0", "%", "10", "50.0", "%", "95", "%"],
        ["all", "110", "93.6", "%", "10", "50.0", "%", "90", "%"],
    ]
    assert missed(packages) == ["verifier"]


def test_what_is_asked_is_kept_at_its_edge() -> None:
    assert missed(by_package(report(**{"verifier/a.py": (100, 95, 0, 0)}))) == []
