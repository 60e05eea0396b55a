"""All reports of a plan into one folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from turnout.models import Instance, Lang, Plan
from turnout.models.text import Text
from turnout.reports import words
from turnout.reports.calendars import write_calendars
from turnout.reports.files import OutputError, Staging
from turnout.reports.page import write_page
from turnout.reports.record import RECORD, Profile, announced, dump, read_record, refuse_mixture, replaced
from turnout.reports.sign_in import write_sign_in
from turnout.reports.view import View, view_of
from turnout.reports.workbook import write_workbook

INSTANCE_ITSELF = Text(
    "{path} is the instance itself, and a report has the same name: choose another folder, or rename the instance",
    "“{path}”就是实例本身，而报表要使用同一文件名；请另选输出文件夹，或给实例改名",
)


@dataclass(frozen=True)
class Request:
    """What is asked for. members: a calendar for each member, too. earlier: the plan that people have so far."""

    members: bool = False
    earlier: View | None = None


@dataclass(frozen=True)
class Report:
    """What was written: paths, and what the user should know."""

    folder: Path
    written: tuple[Path, ...]
    notes: tuple[Text, ...]


def _workbook(view: View, staging: Staging, request: Request) -> list[Text]:
    return write_workbook(view, staging.place(f"{words.PLAN_FILE.of(view.lang)}.xlsx"), Path(staging.scratch))


def _sign_in(view: View, staging: Staging, request: Request) -> list[Text]:
    return write_sign_in(view, staging)


def _calendars(view: View, staging: Staging, request: Request) -> list[Text]:
    write_calendars(view, staging, request.members, request.earlier)
    return []


def _page(view: View, staging: Staging, request: Request) -> list[Text]:
    write_page(view, staging)
    return []


REPORTS: dict[str, Callable[[View, Staging, Request], list[Text]]] = {
    "workbook": _workbook,
    "sign-in": _sign_in,
    "calendars": _calendars,
    "page": _page,
}
"""Every report by the name under which it is asked for, in the order in which they are written."""


def write_report(
    plan: Plan,
    instance: Instance,
    folder: Path,
    *,
    lang: Lang = "zh",
    under: str = "",
    profile: Profile = "internal",
    what: Sequence[str] = (),
    members: bool = False,
    previous: Plan | None = None,
    source: Path | None = None,
) -> Report:
    """Write reports of a plan into a folder; older ones there are replaced once all new ones are complete.

    under: a committee id, only what its level sees. profile: `public` leaves restricted branches out. what: names
    of `REPORTS`; none: all. members: a calendar for each member, too. previous: the plan in people's calendars.
    source: the workbook of the instance, which no report replaces, whatever its name.
    Raises KeyError (with the id or name) where a committee or report is unknown, OutputError where a file would lie
    outside the folder or replace the instance, or public and other files would mix, OSError where it cannot be written.
    """
    for name in what:
        if name not in REPORTS:
            raise KeyError(name)
    public = profile == "public"
    view = view_of(plan, instance, lang, under, public)
    earlier = None if previous is None else view_of(previous, instance, lang, under, public)
    there = read_record(folder)
    refuse_mixture(folder, profile, there)
    ours: dict[str, slice] = {}
    with Staging(folder) as staging:
        for name, write in REPORTS.items():
            if not what or name in what:
                begin = len(staging.placed)
                staging.notes += write(view, staging, Request(members, earlier))
                ours[name] = slice(begin, len(staging.placed))
        _spare(source, staging)
        planned = {name: staging.placed[at] for name, at in ours.items()}
        staging.put(dump(announced(there, planned, lang, profile), lang, under), RECORD)
        staging.commit()
        # Where a file is held open by another program, the new one stands beside it: both are the report's.
        paths = [path.relative_to(staging.root).as_posix() for path in staging.written]
        files = {name: sorted({*staging.placed[at], *paths[at]}) for name, at in ours.items()}
        record, notes = replaced(there, staging.root, files, lang, profile, view.mask.digest)
        staging.written.append(staging.put(dump(record, lang, under), RECORD))
    return Report(staging.root, tuple(staging.written), (*staging.notes, *notes))


def _spare(source: Path | None, staging: Staging) -> None:
    """Raises OutputError where a report has the place of the instance's own workbook."""
    if source is None or not source.is_file():
        return
    for name in staging.placed:
        place = staging.root / name
        if place.exists() and place.samefile(source):
            raise OutputError(INSTANCE_ITSELF.fill(path=source))
