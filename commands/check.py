"""turnout check: read an instance and say what is wrong with it."""

from __future__ import annotations

from typing import Any

from turnout.commands.layout import table
from turnout.commands.marking import read_marking
from turnout.commands.notices import errors, listed, warning_lines
from turnout.commands.status import Status
from turnout.commands.terminal import Terminal
from turnout.models import Instance, InstanceError, Text
from turnout.models.tables import TABLES


def run(terminal: Terminal, *, instance: str, encoding: str | None, as_json: bool, annotate: str | None) -> int:
    """Read and check everything; print what was read, and the warnings.

    annotate: where to write a marked copy of a workbook. Raises InstanceError, WrongUseError, OSError.
    """
    try:
        given, marked = read_marking(instance, encoding, annotate, terminal.lang)
    except InstanceError as error:
        if as_json:
            terminal.say_json(errors(error))
        raise
    if as_json:
        terminal.say_json(_figures(given))
        terminal.note(*marked)
        return Status.DONE
    lang = terminal.lang
    terminal.say(*warning_lines(given.warnings, lang))
    terminal.note(*marked)
    filled = {name: frame for name, frame in given.tables.items() if len(frame)}
    rows = [(TABLES[name].title.of(lang), f"{len(frame):,}") for name, frame in filled.items()]
    terminal.say(Text("{source} can be planned.", "{source} 检查通过，可以排程。").fill(source=instance))
    terminal.say(
        Text("plan's dates: {start} to {end}", "计划日期：{start} 至 {end}").fill(start=given.start, end=given.end)
    )
    terminal.say(*table(rows, numbers=[1]))
    return Status.DONE


def _figures(given: Instance) -> dict[str, Any]:
    return {
        "errors": [],
        "start": given.start.isoformat(),
        "end": given.end.isoformat(),
        "rows": {name: len(frame) for name, frame in given.tables.items()},
        "warnings": listed(given.warnings),
        "instance_hash": given.content_hash,
    }
