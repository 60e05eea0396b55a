"""What the tests run of each package, out of the report of `coverage json`: lines and branches, and what is asked."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ASKED = {"instances": 95.0, "verifier": 95.0, "all": 90.0}
"""Least share of the lines, in per cent."""
COUNTS = ("num_statements", "covered_lines", "num_branches", "covered_branches")


def by_package(report: dict[str, Any]) -> dict[str, Counter[str]]:
    """COUNTS of every top-level folder of the report, and of `all`."""
    found: dict[str, Counter[str]] = {}
    for path, file in report["files"].items():
        counts = Counter({name: int(file["summary"][name]) for name in COUNTS})
        parts = Path(path).parts
        for package in (parts[0] if len(parts) > 1 else Path(path).stem, "all"):
            found.setdefault(package, Counter()).update(counts)
    return dict(sorted(found.items(), key=lambda item: (item[0] == "all", item[0])))


def share(part: int, whole: int) -> float:
    """Per cent; of nothing, all."""
    return 100 * part / whole if whole else 100.0


def lines_of(packages: dict[str, Counter[str]]) -> list[str]:
    """A table to read, one package a line."""
    rows = [f"{'package':<12}{'lines':>8}{'run':>9}{'branches':>10}{'taken':>9}{'asked':>9}"]
    for name, n in packages.items():
        lines = share(n["covered_lines"], n["num_statements"])
        branches = share(n["covered_branches"], n["num_branches"])
        asked = f"{ASKED[name]:.0f} %" if name in ASKED else ""
        rows.append(f"{name:<12}{n['num_statements']:>8,}{lines:>7.1f} %{n['num_branches']:>10,}{branches:>7.1f} %"
                    f"{asked:>9}")
    return rows


def missed(packages: dict[str, Counter[str]]) -> list[str]:
    """Packages of which fewer lines are run than is asked."""
    counts = {name: packages.get(name, Counter()) for name in ASKED}
    return [name for name, n in counts.items() if share(n["covered_lines"], n["num_statements"]) < ASKED[name]]


def main(path: str) -> int:
    """Print the table of one report. 1: less than is asked."""
    packages = by_package(json.loads(Path(path).read_text(encoding="utf-8")))
    short = missed(packages)
    words = [f"Fewer lines are run than is asked: {', '.join(short)}"] if short else []
    sys.stdout.write("\n".join([*lines_of(packages), *words]) + "\n")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
