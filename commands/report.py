"""turnout report: workbooks, sign-in sheets, calendars and a page of a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from turnout.commands.status import Status, WrongUseError
from turnout.commands.terminal import Terminal
from turnout.instances import load
from turnout.models import Instance, Lang, Text
from turnout.plans import read
from turnout.reports.answers import LookUpError, look_up
from turnout.reports.report import REPORTS, Report, write_report

LISTED = 20


def run(
    terminal: Terminal, *, plan: str, instance: str, output: str, under: str | None, profile: str, what: str | None,
    members_ics: bool, previous: str | None, encoding: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Write the reports and say where they are. Raises WrongUseError, InstanceError, PlanError, OSError."""
    wanted = kinds(what)
    made, given = read(plan), load(instance, encoding=encoding)
    report = write_report(
        made, given, Path(output), lang=terminal.lang, under=committee(given, under),
        profile="public" if profile == "public" else "internal", what=wanted, members=members_ics,
        previous=None if previous is None else read(previous),
    )  # fmt: skip
    if as_json:
        terminal.say_json(_data(report))
    else:
        terminal.say(*lines(report, terminal.lang))
    return Status.DONE


def kinds(what: str | None) -> list[str]:
    """The reports asked for, of a list with commas. Raises WrongUseError."""
    wanted = [name.strip() for name in (what or "").replace("，", ",").split(",") if name.strip()]
    for name in wanted:
        if name not in REPORTS:
            raise WrongUseError(
                Text("there is no report {name}; there are {all}", "没有 {name} 这种报表，可选的有 {all}").fill(
                    name=repr(name), all=Text(", ".join(REPORTS), "、".join(REPORTS))
                )
            )
    return wanted


def committee(instance: Instance, under: str | None) -> str:
    """The id of a committee given by id or exact name, "" for none. Raises WrongUseError."""
    if not under:
        return ""
    try:
        return look_up(instance["committees"], "committee_id", under, "committee")[0]
    except LookUpError as error:
        raise WrongUseError(error.words) from None


def lines(report: Report, lang: Lang) -> list[str]:
    """Where everything is, and what the user should know."""
    said = [note.of(lang) for note in report.notes]
    said.append(Text("{count} files in {folder}:", "共{count}个文件，在 {folder}：").fill(
        count=len(report.written), folder=report.folder).of(lang))  # fmt: skip
    names = [path.relative_to(report.folder) for path in report.written]
    tops = sorted({name.parts[0] for name in names})
    for top in tops:
        inside = sum(name.parts[0] == top and len(name.parts) > 1 for name in names)
        more = Text("{count} files", "{count}个文件").fill(count=inside).of(lang)
        said.append(f"  {top}{f'/ ({more})' if inside else ''}")
    return said


def _data(report: Report) -> dict[str, Any]:
    return {
        "folder": str(report.folder),
        "written": [path.relative_to(report.folder).as_posix() for path in report.written],
        "notes": [{"en": note.en, "zh": note.zh} for note in report.notes],
    }
