"""docs/benchmarks.md and its plot, written from the records and never by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from turnout.benchmarks import tables
from turnout.benchmarks.plotting import Series, plot
from turnout.benchmarks.records import Record
from turnout.benchmarks.sizes import CLERK_UP_TO, MEMBERS_A_BRANCH, SEED, TEXTBOOK_UP_TO
from turnout.benchmarks.textbook import SECONDS, STARTS, WORKERS

PAGE, PLOT, RECORDS = "benchmarks.md", "benchmarks.svg", "benchmarks.json"
OPENING = f"""\
# Benchmarks

Written by `make bench BENCH=--write` from what it measured, which it keeps in `{RECORDS}`; not to be edited by hand.

Each size is an instance of `turnout generate --branches N --members {MEMBERS_A_BRANCH}N --seed {SEED}` or
`--stage S --seed {SEED}`, planned by `turnout plan` as a user would call it, from the command to the verified files.
Seconds are wall-clock unless they are called CPU, which counts all processes. Peak memory is the largest sum of the
resident memory of all processes at one moment, looked at twenty times a second; what processes share counts for each.
A gap is (cost − bound) / cost, a minimum a proven lower bound.
"""
PROMISED = """\
What was found, of what is allowed on two cores with 24 GB: time, memory, (member, kind) pairs unplaced above the proven
minimum as a share of all pairs, gaps, and the verifier's time as a share of the planning time.
"""
COMPARED = f"""\
Two other ways to make the timetable, on the same instances in the same run. Neither plans sit-ins; both have the same
reading of free time, venues and lecturers, so that only the method differs, and both are held against the rules by
turnout's verifier.

* **clerk** (up to {CLERK_UP_TO:,} branches): session by session, always the one that most people can come to, of those
  the cheapest; never takes anything back. Joint studies first, studies early enough to leave days for discussions, then
  branch by branch, the ones with the fewest possible starts first; single people go where seats are left.
* **textbook** (up to {TEXTBOOK_UP_TO:,} branches): one CP-SAT model of everything, a boolean for each member and
  possible session, these thinned to the best starts of {STARTS} days; {SECONDS:.0f} s, {WORKERS} workers.
"""


def page(records: Sequence[Record]) -> str:
    """The page in Markdown."""
    parts = [
        OPENING,
        "## Timetable\n", *tables.markdown(tables.TIMETABLE, tables.timetable_rows(records)), "",
        "## Sit-ins\n", *tables.markdown(tables.SIT_INS, tables.sit_in_rows(records)), "",
        "## Time and memory\n", *tables.markdown(tables.USED, tables.used_rows(records)), "",
        "## Promises\n", PROMISED, *tables.markdown(tables.PROMISED, tables.promised_rows(records)), "",
        f"![Seconds by number of branches]({PLOT})\n",
        tables.growth_words(records) + "\n",
        "## Beside other methods\n", COMPARED,
        *tables.markdown(tables.COMPARED, tables.compared_rows(records)), "",
        "## Measured\n", *measured_lines(records),
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def measured_lines(records: Sequence[Record]) -> list[str]:
    """Which size was measured when, by which command, where."""
    lines = tables.markdown(
        ("size", "command", "UTC", "revision", "load before"),
        [(tables.title(r.size), f"`{r.command}`", r.when, r.revision, f"{r.load:.1f}") for r in records],
    )
    lines.append("")
    for machine in dict.fromkeys(r.machine for r in records):
        sizes = ", ".join(tables.title(r.size) for r in records if r.machine == machine)
        lines.append(f"* Machine of {sizes}: {machine}.")
    if any(r.load > 0.5 for r in records):
        lines.append("* A load above 0.5 before the run means that others used the machine too: times are too long.")
    if any(r.revision.endswith("+") for r in records):
        lines.append("* A revision with + had changes that were not committed yet.")
    return lines


def drawing(records: Sequence[Record]) -> str:
    """The plot of seconds over branches, with the fitted power law where there is one."""
    good = [r for r in records if not r.plan.status]
    series = [Series("turnout, timetable and sit-ins, verified", [(r.plan.branches, r.plan.wall) for r in good])]
    for method in ("clerk", "textbook"):
        points = [(r.plan.branches, b.wall) for r in good for b in r.baselines if b.method == method and not b.status]
        if points:
            series.append(Series(f"{method}, timetable only", points))
    found = tables.growth(records)
    if found is not None:
        exponent, factor = found
        ends = [r.plan.branches for r in tables.fitted_records(records)]
        line = [(float(x), factor * x**exponent) for x in (min(ends), max(ends))]
        series.append(Series(f"branches to the power {exponent:.2f}", line, dashed=True))
    return plot("Time by size", "branches", "seconds", series)


def write(folder: Path, records: Sequence[Record]) -> None:
    """Page and plot into a folder."""
    (folder / PAGE).write_text(page(records), encoding="utf-8", newline="\n")
    if any(not r.plan.status for r in records):
        (folder / PLOT).write_text(drawing(records), encoding="utf-8", newline="\n")
