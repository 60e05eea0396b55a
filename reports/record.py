"""What a folder of reports holds: for which readers, and which files each report wrote there.

So that newer reports leave no older ones behind: a sign-in sheet of a session that is no longer planned would be
handed out, and a public edition would still name a branch that is restricted since.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from turnout.models.text import Lang, Text
from turnout.reports.calendars import FOLDERS
from turnout.reports.files import UNFINISHED, OutputError
from turnout.reports.words import CALENDAR_FOLDER

RECORD = "report.json"
FORMAT = "turnout-report/2"
FORMATS = (FORMAT, "turnout-report/1")
Profile = Literal["internal", "public"]

OTHER_PROFILE = Text(
    "{path} holds files that are not for the public; choose another folder for the public edition",
    "“{path}”中有不宜公开的文件；公开版请另选输出文件夹",
)
OTHER_READERS = Text(
    "{path} holds a public edition; choose another folder for the full reports",
    "“{path}”中是公开版；完整版请另选输出文件夹",
)
LEFT_UNFINISHED = Text(
    "{path} is left by a report that was ended half-way, and may hold what is not for the public; delete it, or choose"
    " another folder for the public edition",
    "“{path}”是中途结束的报表留下的，其中可能有不宜公开的内容；请将其删除，或为公开版另选输出文件夹",
)
NOT_REMOVED = Text(
    "{name} is out of date but could not be removed; close it and delete it",
    "“{name}”已过时但无法删除，请关闭后自行删除",
)


@dataclass(frozen=True)
class Record:
    """profile: None where no reports stand. hidden: a digest of all that a public edition must not name. files: by
    report and language, paths below the folder."""

    profile: str | None = None
    hidden: str = ""
    files: dict[str, list[str]] = field(default_factory=dict)


def key_of(report: str, lang: Lang) -> str:
    """Under which name the files of a report are kept; a page can switch its language and replaces any other."""
    return report if report == "page" else f"{report} {lang}"


def read_record(folder: Path) -> Record:
    """What stands in a folder; nothing where nothing can be read."""
    try:
        there = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        if there["format"] not in FORMATS:
            return Record()
        files = {str(key): [str(name) for name in names] for key, names in there.get("files", {}).items()}
        for text in (*files, *(name for names in files.values() for name in names)):
            if "\0" in text.encode().decode():  # half a character cannot be encoded, nor can this be in a file's name
                return Record()
        return Record(str(there["profile"]), str(there.get("hidden", "")), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Record()


def refuse_mixture(folder: Path, profile: Profile, there: Record) -> None:
    """A folder holds either what is for the public or what is not, also hidden in what a killed report has left. Raises
    OutputError."""
    holds_plan = (folder / "plan.json").exists() or (folder / "attendance.csv").exists()
    if profile == "public" and (there.profile == "internal" or holds_plan):
        raise OutputError(OTHER_PROFILE.fill(path=folder))
    if profile == "public" and (left := sorted(folder.glob(f"{UNFINISHED}*"))):
        raise OutputError(LEFT_UNFINISHED.fill(path=left[0]))
    if profile == "internal" and there.profile == "public":
        raise OutputError(OTHER_READERS.fill(path=folder))


def announced(before: Record, planned: Mapping[str, Sequence[str]], lang: Lang, profile: Profile) -> Record:
    """The record while files are being moved to their places: it tells for whom they are, and names the old ones as
    well as those to come, so that a run that ends in the midst of it leaves none that nobody knows of."""
    files = dict(before.files)
    for report, names in planned.items():
        key = key_of(report, lang)
        files[key] = sorted({*files.get(key, []), *names})
    return Record(profile, before.hidden, files)


def replaced(
    before: Record, root: Path, written: Mapping[str, Sequence[str]], lang: Lang, profile: Profile, hidden: str
) -> tuple[Record, list[Text]]:
    """The record of a folder in which reports have just been written; files that they replace are removed.

    written: the files of each report, below the folder. Calendars of members stay where only the others were written
    anew. In a public edition that now covers more, everything goes that was not written anew. Returns notes on what
    could not be removed.
    """
    now: dict[str, list[str]] = {}
    members = f"{CALENDAR_FOLDER.of(lang)}/{FOLDERS['member'].of(lang)}/"
    for report, names in written.items():
        now[key_of(report, lang)] = []
        for name in names:
            kind = "members" if name.startswith(members) else report
            now.setdefault(key_of(kind, lang), []).append(name)
    anew = {name for names in now.values() for name in names}
    all_goes = profile == "public" and hidden != before.hidden
    files, notes = dict(now), list[Text]()
    for key, old in before.files.items():
        if key not in now and not all_goes:
            files[key] = old
            continue
        for name in old:
            if name not in anew and not _removed(root, name):
                files[key] = [*files.get(key, []), name]
                notes.append(NOT_REMOVED.fill(name=name))
    return Record(profile, hidden, files), notes


def _removed(root: Path, name: str) -> bool:
    """Remove one file below the folder, and folders that are empty without it; whether it is gone."""
    path = root / name
    inside = ".." not in Path(name).parts and Path(os.path.realpath(path.parent)).is_relative_to(root)
    if not inside or path.is_symlink() or not path.is_file():
        return True  # not what was written
    try:
        path.unlink()
    except OSError:
        return False
    with suppress(OSError):  # not empty
        for folder in path.parents:
            if folder == root:
                break
            folder.rmdir()
    return True


def dump(record: Record, lang: Lang, under: str) -> bytes:
    """As JSON, for `read_record`."""
    content = {"format": FORMAT, "profile": record.profile, "lang": lang, "under": under, "hidden": record.hidden,
               "files": record.files}  # fmt: skip
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode()
