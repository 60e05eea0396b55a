"""All reports of a plan into one folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from turnout.models import Instance, Lang, Plan
from turnout.models.text import Text
from turnout.reports import words
from turnout.reports.calendars import write_calendars
from turnout.reports.files import OutputError, Staging
from turnout.reports.page import write_page
from turnout.reports.sign_in import write_sign_in
from turnout.reports.view import View, view_of
from turnout.reports.workbook import write_workbook

RECORD = "report.json"
FORMAT = "turnout-report/1"
Profile = Literal["internal", "public"]

OTHER_PROFILE = Text(
    "{path} holds files that are not for the public; choose another folder for the public edition",
    "“{path}”中有不宜公开的文件；公开版请另选输出文件夹",
)
OTHER_READERS = Text(
    "{path} holds a public edition; choose another folder for the full reports",
    "“{path}”中是公开版；完整版请另选输出文件夹",
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
) -> Report:
    """Write reports of a plan into a folder; older ones there are replaced once all new ones are complete.

    under: a committee id, only what its level sees. profile: `public` leaves restricted branches out. what: names
    of `REPORTS`; none: all. members: a calendar for each member, too. previous: the plan in people's calendars.
    Raises KeyError (with the id or name) where a committee or report is unknown, OutputError where a file would lie
    outside the folder or public and other files would mix, OSError where it cannot be written.
    """
    for name in what:
        if name not in REPORTS:
            raise KeyError(name)
    public = profile == "public"
    view = view_of(plan, instance, lang, under, public)
    earlier = None if previous is None else view_of(previous, instance, lang, under, public)
    refuse_mixture(folder, profile)
    with Staging(folder) as staging:
        for name, write in REPORTS.items():
            if not what or name in what:
                staging.notes += write(view, staging, Request(members, earlier))
        record = {"format": FORMAT, "profile": profile, "lang": lang, "under": under}
        staging.write(json.dumps(record, ensure_ascii=False).encode(), RECORD)
        staging.commit()
    return Report(staging.root, tuple(staging.written), tuple(staging.notes))


def refuse_mixture(folder: Path, profile: Profile) -> None:
    """A folder holds either what is for the public or what is not. Raises OutputError."""
    try:
        there = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        there = {}
    found = there.get("profile") if isinstance(there, dict) and there.get("format") == FORMAT else None
    holds_plan = (folder / "plan.json").exists() or (folder / "attendance.csv").exists()
    if profile == "public" and (found == "internal" or holds_plan):
        raise OutputError(OTHER_PROFILE.fill(path=folder))
    if profile == "internal" and found == "public":
        raise OutputError(OTHER_READERS.fill(path=folder))
