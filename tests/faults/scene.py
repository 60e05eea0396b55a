"""What every test of a fault begins with, and what must hold at its end: through the command line, on real files.

The scene is a small instance that can be planned whole, and beside it the folder of an older plan. A case bends the
instance one way. `Refused`: `turnout plan` ends with status 3 and says in both languages where, what and what to do,
and the older plan stands untouched. `Accepted`: the run goes on to a verified plan, with a warning or without one.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from turnout.models import Lang, Notice, Plan, Text
from turnout.plans import read, write
from turnout.tests.commands.conftest import Run, Said
from turnout.tests.instances.book import Book
from turnout.tests.instances.world import LANGS, World
from turnout.tests.plans.conftest import small_plan, snapshot

NO_TEXT = Text("", "")
ONE_IS_A_BATCH = "[session]\nmin_batch = 1\n"
QUICK = ("--effort", "quick", "--workers", "1")
WARNING = {"en": "warning: ", "zh": "警告："}
NOTHING_PLANNED = {"en": "nothing was planned", "zh": "未进行排程"}


class Scene:
    """A folder with an instance and an older plan. world: the instance's tables as texts. book: as a workbook."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.folder, self.run = folder, run
        self.plan, self.instance = folder / "plan", folder / "instance"
        self.instance.mkdir()
        self.world = World(self.instance)
        self.world.texts["settings.toml"] += ONE_IS_A_BATCH
        self._book: Book | None = None
        self._written = False

    @property
    def book(self) -> Book:
        """The same instance as a workbook with Chinese sheets, which is from now on the one that is planned."""
        if self._book is None:
            self.instance = self.folder / "book.xlsx"
            self._book = Book(self.instance, self.world)
            self._book["设置"].append(["session.min_batch", 1])
        return self._book

    def book_is_written(self) -> None:
        """The instance is a file that stands already."""
        self._written = True

    def write(self) -> Scene:
        """Write the instance, unless its file stands already."""
        if self._written or (self._book is not None and self.instance.exists()):
            return self
        if self._book is not None:
            self._book.save()
        else:
            self.world.write()
        return self

    def with_older_plan(self) -> dict[str, bytes]:
        """An older plan in the folder that the new one is for; its files."""
        write(small_plan(topic="旧"), self.plan)
        return snapshot(self.plan)

    def planned(self, *options: object) -> Said:
        """`turnout plan` of the instance."""
        return self.run("plan", self.instance, "-o", self.plan, *QUICK, *options)

    def checked(self) -> dict[str, Any]:
        """What `turnout check --json` says of the instance."""
        result: dict[str, Any] = json.loads(self.run("check", self.write().instance, "--json").out)
        return result

    def result(self) -> Plan:
        """The plan that stands."""
        return read(self.plan)

    def attended(self, person: str) -> int:
        """How many sessions a person attends."""
        return int((self.result().attendance["person_id"] == person).sum())


def two_days(scene: Scene, first: str, *roster: str, hours: str = "8:00,12:00") -> None:
    """A plan of eight days with rooms open at these hours: a crew that is always off but for its roster is placed
    whole only if it is free on the first day and on the last. first: the first day."""
    last = (dt.date.fromisoformat(first) + dt.timedelta(days=7)).isoformat()
    scene.world.texts["settings.toml"] = f"start_date = {first}\nend_date = {last}\n{ONE_IS_A_BATCH}"
    scene.world.put(
        "venues", f"venue_id,name,site_id,capacity,open,close\nV1,A,S1,40,{hours}\nV2,B,S2,20,{hours}"
    )
    scene.world.change("groups", "D D N N - - - -", "-")
    scene.world.put("roster", "\n".join(["group_id,date,code", *roster]))


Change = Callable[[Scene], object]


@dataclass(frozen=True)
class Refused:
    """A fault that is refused. at: file, row and column, or file, sheet and cell. found: the value as it is shown."""

    number: int
    title: str
    change: Change
    code: str
    at: tuple[str, int | str | None, str] = ("", None, "")
    found: str = ""
    en: str = ""
    zh: str = ""
    encoding: str = ""


@dataclass(frozen=True)
class Accepted:
    """A thing that is no fault, or one that is only told. warning: its code, "" where there is none at all.

    then: what else must hold once the plan stands; False where it does not.
    """

    number: int
    title: str
    change: Change
    warning: str = ""
    en: str = ""
    zh: str = ""
    then: Change | None = None


def name_of(case: Refused | Accepted) -> str:
    """`057_macros_are_told`: the number of the fault comes first, for `pytest -k`."""
    return f"{case.number:03d}_{case.title}"


def hold_refused(scene: Scene, case: Refused) -> None:
    """Status 3, the message in both languages, older output untouched, nothing left lying about."""
    case.change(scene)
    scene.write()
    before = scene.with_older_plan()
    for lang in LANGS:
        options = ["--encoding", case.encoding] if case.encoding else []
        said = scene.planned("--lang", lang, *options)
        assert (said.status, said.out) == (3, ""), said
        head = head_of(case, lang)
        lines = [line for line in said.err.splitlines() if line.startswith(head) and f"[{case.code}]" in line]
        assert lines, (head, case.code, said.err)
        assert any(is_whole(line, case, lang) for line in lines), lines
        assert NOTHING_PLANNED[lang] in said.err.splitlines()[-1] or "……" in said.err or "…" in said.err
    assert snapshot(scene.plan) == before, "the older plan"
    assert {path.name for path in scene.folder.iterdir()} <= {"instance", scene.instance.name, "plan"}


def head_of(case: Refused, lang: Lang) -> str:
    """The place as it begins the message."""
    file, row_or_sheet, column = case.at
    if isinstance(row_or_sheet, str):
        place = Notice(case.code, NO_TEXT, file=file, sheet=row_or_sheet, cell=column)
    else:
        place = Notice(case.code, NO_TEXT, file=file, row=row_or_sheet, column=column)
    return place.where(lang)


def is_whole(line: str, case: Refused, lang: Lang) -> bool:
    """Whether a message has the words, the value and, before its code, what to do."""
    found = "" if not case.found else (f"（值为“{case.found}”）" if lang == "zh" else f" (found '{case.found}')")
    words = case.zh if lang == "zh" else case.en
    stop = "。" if lang == "zh" else r"\. "
    to_do = re.search(rf"{stop}\S[^\[]*\S? ?\[{re.escape(case.code)}\]$", line)
    return words in line and found in line and to_do is not None and "\n" not in line


def hold_accepted(scene: Scene, case: Accepted) -> None:
    """Status 0, a plan that the verifier accepts, and the warning wherever somebody may look for it."""
    case.change(scene)
    scene.write()
    before = scene.with_older_plan()
    said = scene.planned("--lang", "en")
    assert said.status == 0, said.err
    assert snapshot(scene.plan) != before
    told = scene.result().manifest.warnings
    if case.warning:
        line = next(line for line in said.err.splitlines() if line.startswith(WARNING["en"]) and case.warning in line)
        assert case.en in line
        assert f"[{case.warning}]" in said.out, "the summary repeats it"
        assert case.warning in [warning["code"] for warning in told], "plan.json keeps it"
        chinese = scene.run("check", scene.instance, "--lang", "zh").out
        line = next(line for line in chinese.splitlines() if line.startswith(WARNING["zh"]) and case.warning in line)
        assert case.zh in line
    else:
        assert told == []
        assert WARNING["en"] not in said.err
    verdict = scene.run("verify", scene.instance, scene.plan)
    assert verdict.status == 0, verdict.out
    if case.then is not None:
        assert case.then(scene) in (None, True)
