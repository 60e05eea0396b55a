"""`make bench`: measure turnout on generated instances of several sizes. `python -m turnout.benchmarks --help`."""

from __future__ import annotations

import argparse
import dataclasses
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from turnout.benchmarks import page, records, tables
from turnout.benchmarks.machine import ROOT, load, machine
from turnout.benchmarks.running import GenerateError, run
from turnout.benchmarks.sizes import DEFAULT, STAGES, Size, UnknownSizeError, chosen, rank

QUIET = 0.5
"""Load above which figures are not to be trusted."""


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The options. Ends the program where they are wrong."""
    parser = argparse.ArgumentParser(prog="python -m turnout.benchmarks", description=__doc__)
    parser.add_argument(
        "--sizes", type=_sizes, default=",".join(DEFAULT), metavar="LIST",
        help=f"numbers of branches and {', '.join(STAGES)}, with commas; %(default)s if not given",
    )  # fmt: skip
    parser.add_argument("--workers", type=int, help="for turnout plan; the cores it may use if not given")
    parser.add_argument("--effort", choices=("quick", "normal", "thorough"), help="for turnout plan")
    parser.add_argument("--no-baselines", action="store_true", help="turnout alone, without the methods of comparison")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "bench", help="for instances and plans")
    parser.add_argument("--keep", action="store_true", help="keep instances and plans")
    parser.add_argument(
        "--write", action="store_true", help="write docs/benchmarks.md, which keeps the other sizes measured before"
    )
    return parser.parse_args(arguments)


def _sizes(text: str) -> tuple[Size, ...]:
    try:
        return chosen(text)
    except UnknownSizeError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def main(arguments: Sequence[str]) -> int:
    """Measure, print, write. 1 where a run did not end well."""
    given = parsed(arguments)
    options = [*_option("--workers", given.workers), *_option("--effort", given.effort)]
    command = command_of(given.sizes, options, given.no_baselines)
    print(machine())
    busy = load()
    if busy > QUIET:
        print(f"warning: the machine is busy (load {busy:.1f}); times will be too long", file=sys.stderr)
    measured: dict[str, records.Record] = {}
    for size in given.sizes:
        folder = given.folder / size.name
        try:
            found = run(size, folder, tuple(options), command, _say, baselines=not given.no_baselines)
        except GenerateError as error:
            print(f"{size.name}: turnout generate failed:\n{error}", file=sys.stderr)
            return 1
        measured[size.name] = dataclasses.replace(found, load=busy)
        if given.write:
            _write(ROOT / "docs", measured)
        if not given.keep and not measured[size.name].plan.status:
            shutil.rmtree(folder, ignore_errors=True)
    print(*report(list(measured.values())), sep="\n")
    return int(any(r.plan.status or any(b.status for b in r.baselines) for r in measured.values()))


def command_of(sizes: Sequence[Size], options: Sequence[str], no_baselines: bool) -> str:
    """The command that measures the same anywhere: where its files lie and whether they are kept does not matter."""
    named = ["--sizes", ",".join(size.name for size in sizes)]
    alone = ["--no-baselines"] if no_baselines else []
    return shlex.join(["python", "-m", "turnout.benchmarks", *named, *options, *alone, "--write"])


def _option(name: str, value: object) -> list[str]:
    return [] if value is None else [name, str(value)]


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _write(docs: Path, measured: dict[str, records.Record]) -> None:
    """After every size, so that a long run that is broken off loses nothing."""
    everything = {**records.read(docs / page.RECORDS), **measured}
    records.write(docs / page.RECORDS, everything)
    page.write(docs, [everything[name] for name in sorted(everything, key=rank)])


def report(found: Sequence[records.Record]) -> list[str]:
    """All tables for the terminal."""
    lines = []
    for name, head, rows in (
        ("Timetable", tables.TIMETABLE, tables.timetable_rows(found)),
        ("Sit-ins", tables.SIT_INS, tables.sit_in_rows(found)),
        ("Time and memory", tables.USED, tables.used_rows(found)),
        ("Found of what is allowed", tables.PROMISED, tables.promised_rows(found)),
        ("Beside other methods", tables.COMPARED, tables.compared_rows(found)),
    ):
        if rows:
            lines += ["", name, *tables.aligned(head, rows)]
    return [*lines, "", tables.growth_words(found)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
