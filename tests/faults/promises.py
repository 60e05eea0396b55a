"""Which tests hold which promise: found by the numbers in their names, written into docs/promises.md.

`python -m turnout.tests.faults.promises` writes the last column of the tables there anew.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "promises.md"
LAST = 135

_FUNCTION = re.compile(r"^def (test_fault_((?:\d{3}_)(?:(?:and_)?\d{3}_)*)\w+)", re.MULTILINE)
_CASE = re.compile(r"\b(?:Refused|Accepted|no_book|no_date|no_number|wrong_setting)\(\s*(\d{1,3}), \"(\w+)\"")
_ROW = re.compile(r"^\| (\d+) \| (.*?) \|(.*)\|$")


def held() -> dict[int, list[str]]:
    """Number of a promise -> its tests, as `file.py::name`; paths begin in tests/."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        short = path.relative_to(ROOT / "tests").as_posix()
        for name, numbers in _FUNCTION.findall(text):
            for number in re.findall(r"\d{3}", numbers):
                found[int(number)].append(f"{short}::{name}")
        if path.parent.name == "faults":
            for number, title in _CASE.findall(text):
                found[int(number)].append(f"{short}::{int(number):03d}_{title}")
    return dict(found)


def rows(text: str) -> dict[int, tuple[str, str]]:
    """Number -> promise and tests, of the page."""
    matches = [_ROW.match(line) for line in text.splitlines()]
    return {int(m[1]): (m[2], m[3].strip()) for m in matches if m}


def shown(tests: list[str]) -> str:
    """The tests of one promise: file by file, each name once."""
    files: dict[str, list[str]] = {}
    for test in tests:
        file, _, name = test.partition("::")
        files.setdefault(file, []).append(name)
    return "; ".join(f"{file}: " + ", ".join(f"`{name}`" for name in names) for file, names in files.items())


def renewed(text: str) -> str:
    """The page with the tests as they are now."""
    tests, lines = held(), []
    for line in text.splitlines():
        match = _ROW.match(line)
        lines.append(f"| {match[1]} | {match[2]} | {shown(tests.get(int(match[1]), []))} |" if match else line)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
