"""turnout report: workbooks, sign-in sheets, calendars and a page of a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from turnout.commands.scope import check_scope
from turnout.commands.status import Status, WrongUseError
from turnout.commands.terminal import Terminal
from turnout.instances import load
from turnout.models import Instance, Lang, Text
from turnout.models.notice import FileError
from turnout.models.plan import Scope
from turnout.models.scope import subtree
from turnout.plans import read
from turnout.reports.answers import LookUpError, look_up
from turnout.reports.files import safe_name
from turnout.reports.record import Profile, read_record, refuse_mixture
from turnout.reports.report import REPORTS, Report, write_report

LISTED = 20


def run(
    terminal: Terminal, *, plan: str, instance: str, output: str, stage: str | None, under: tuple[str, ...],
    profile: str, what: str | None, members_ics: bool, previous: str | None, encoding: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Write the reports and say where they are. Raises WrongUseError, InstanceError, PlanError, OSError."""
    wanted = kinds(what)
    made, given = read(plan), load(instance, encoding=encoding)
    before = None if previous is None else read(previous)
    edition: Profile = "public" if profile == "public" else "internal"

    def written(folder: Path, top: str) -> Report:
        return write_report(made, given, folder, lang=terminal.lang, under=top, profile=edition, what=wanted,
                            members=members_ics, previous=before, source=Path(instance))  # fmt: skip

    folders = folders_of(given, Path(output), stage, under)
    if list(folders) == [Path(output)]:
        report = written(Path(output), folders[Path(output)])
    else:
        refuse_mixture(Path(output), edition, read_record(Path(output)))
        report = together(Path(output), [written(folder, top) for folder, top in folders.items()])
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


def folders_of(instance: Instance, output: Path, stage: str | None, under: tuple[str, ...]) -> dict[Path, str]:
    """Folders to write, each with the committee whose part it is to hold, "" for everything.

    One committee, or none, has the output folder to itself; of several, and of the enterprises of a stage, each has a
    folder in it, which must be no link. Raises WrongUseError, FileError.
    """
    tops = list(dict.fromkeys(committee(instance, one) for one in under))
    if stage is None and len(tops) < 2:
        return {output: tops[0] if tops else ""}
    table = instance["committees"]
    if stage is not None:
        check_scope(instance, Scope(stage=stage))
        roots = table.loc[(table["parent_id"] == "") & (table["stage"] == stage), "committee_id"].tolist()
        inside = subtree(table, set(roots))
        tops = [top for top in tops if top in inside] if under else roots
    names = dict(zip(table["committee_id"], table["name"], strict=True))
    folders = {output / safe_name(names[top], top, ""): top for top in tops}
    if not folders:
        raise WrongUseError(
            Text("--under names nothing of --stage {stage}", "--under 所指的党组织都不属于阶段 {stage}").fill(
                stage=stage
            )
        )
    for folder in folders:
        if folder.is_symlink():
            raise FileError(
                Text("{path} is a link, and is not followed: remove it", "{path} 是链接，不会写入其中：请删除它").fill(
                    path=folder
                )
            )
    return folders


def together(folder: Path, reports: list[Report]) -> Report:
    """Several reports as one."""
    notes = dict.fromkeys(note for report in reports for note in report.notes)
    return Report(folder.resolve(), tuple(path for report in reports for path in report.written), tuple(notes))


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
