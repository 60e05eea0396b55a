"""A small valid instance as text, to be bent one way at a time."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from turnout.instances import load
from turnout.models import Instance, InstanceError, Lang, Notice

BASE = {
    "sites": """
        site_id,name,longitude,latitude
        S1,Plant,116.4,39.9
        S2,Port,117.7,39.0
        """,
    "committees": """
        committee_id,name,parent_id,site_id,kind
        C1,Group,,S1,
        C2,Works,C1,S1,
        Z1,Shop,C2,S1,general_branch
        """,
    "branches": """
        branch_id,name,committee_id,site_id,theme_day
        B1,Office,C1,S1,10
        B2,Shift,Z1,S2,Fri
        """,
    "groups": """
        group_id,name,post_type,cycle,cycle_start,lead_branch_id,max_away
        G1,Crew A,shift,D D N N - - - -,2026-01-01,,2
        G2,Repair,mobile,,,,
        """,
    "shifts": """
        code,start,end
        D,08:00,20:00
        N,20:00,32:00
        """,
    "windows": """
        group_id,date,weekday,from,until,start,end,burden
        G2,,Mon,2026-01-01,2026-03-31,08:00,12:00,
        """,
    "members": """
        person_id,name,branch_id,group_id
        001,Wang,B1,
        002,Li,B1,
        003,Zhao,B2,G1
        004,Sun,B2,G2
        """,
    "venues": """
        venue_id,name,site_id,capacity
        V1,Hall,S1,40
        V2,Room,S2,20
        """,
    "supervisors": """
        person_id,name,committee_id,site_id
        001,Wang,C1,S1
        """,
    "topics": """
        scope_id,kind,title
        C1,discussion,Safety
        """,
}


LANGS: tuple[Lang, Lang] = ("en", "zh")


class World:
    """The files of an instance. Tables are texts, one row a line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.texts = {f"{name}.csv": dedent(text).strip() + "\n" for name, text in BASE.items()}
        self.texts["settings.toml"] = 'quarter = "2026Q1"\n'
        self.bytes: dict[str, bytes] = {}

    def put(self, table: str, text: str) -> World:
        """Replace a whole table."""
        self.texts[f"{table}.csv"] = dedent(text).strip() + "\n"
        return self

    def add(self, table: str, *rows: str) -> World:
        """Append rows to a table."""
        self.texts[f"{table}.csv"] += "".join(f"{row}\n" for row in rows)
        return self

    def change(self, table: str, old: str, new: str) -> World:
        """Replace a piece of a table that stands there exactly once."""
        assert self.texts[f"{table}.csv"].count(old) == 1, self.texts[f"{table}.csv"]
        self.texts[f"{table}.csv"] = self.texts[f"{table}.csv"].replace(old, new)
        return self

    def settings(self, text: str) -> World:
        """Replace the settings."""
        self.texts["settings.toml"] = dedent(text)
        return self

    def raw(self, name: str, data: bytes) -> World:
        """Replace a file by bytes."""
        self.texts.pop(name, None)
        self.bytes[name] = data
        return self

    def drop(self, name: str) -> World:
        """Leave a file out."""
        del self.texts[name]
        return self

    def write(self) -> Path:
        """Write all files."""
        for name, text in self.texts.items():
            (self.folder / name).write_bytes(text.encode())
        for name, data in self.bytes.items():
            (self.folder / name).write_bytes(data)
        return self.folder

    def load(self, encoding: str | None = None) -> Instance:
        """Write and read."""
        return load(self.write(), encoding=encoding)

    def errors(self, encoding: str | None = None) -> tuple[Notice, ...]:
        """What is wrong; nothing where the instance can be read."""
        try:
            self.load(encoding)
        except InstanceError as problem:
            for notice in problem.notices:
                check_words(notice)
            return problem.notices
        return ()

    def codes(self, encoding: str | None = None) -> list[str]:
        """The codes of what is wrong, sorted."""
        return sorted(notice.code for notice in self.errors(encoding))

    def warnings(self) -> list[str]:
        """The codes of the warnings, sorted."""
        warnings = self.load().warnings
        for notice in warnings:
            check_words(notice)
        return sorted(notice.code for notice in warnings)


def check_words(notice: Notice) -> None:
    """Every message is whole in both languages, without unfilled places."""
    assert notice.text.en
    assert any("\u4e00" <= c <= "\u9fff" for c in notice.text.zh), notice.text
    assert bool(notice.advice.en) == bool(notice.advice.zh)
    for lang in LANGS:
        line = notice.line(lang)
        assert "\n" not in line
        assert line.isprintable() or any(c in line for c in "\u3000")


def place(notice: Notice) -> tuple[str, int | None, str, str]:
    """File, row, column and value of a notice."""
    return notice.file, notice.row, notice.column, notice.value
