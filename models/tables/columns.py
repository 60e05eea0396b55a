"""Columns that several tables have."""

from __future__ import annotations

from typing import Any

from turnout.models.tables.declare import LATEST, Column, Kind
from turnout.models.text import Text


def choice_words(**words: tuple[str, str]) -> dict[str, Text]:
    """Choices with their words in both languages."""
    return {name: Text(en, zh) for name, (en, zh) in words.items()}


def id_column(name: str, en: str, zh: str, explain: Text, *synonyms: str, **more: Any) -> Column:
    """An id."""
    return Column(name, Kind.ID, Text(en, zh), explain, synonyms=synonyms, **more)


def name_column(explain: Text = Text("The name that people read.", "供人阅读的名称。"), *synonyms: str) -> Column:
    """A required name."""
    return Column("name", Kind.TEXT, Text("name", "名称"), explain, required=True, synonyms=("姓名", *synonyms))


def person_column(zh: str, explain: Text, *synonyms: str, refers: tuple[str, ...] = ()) -> Column:
    """A required person id."""
    words = ("人员编号", "工号", "员工编号", "人员编码", "员工号", "person id", *synonyms)
    return Column(
        "person_id",
        Kind.ID,
        Text("person id", zh),
        explain,
        required=True,
        refers=refers,
        synonyms=tuple(w for w in words if w != zh),
    )


def site_column(
    explain: Text,
    name: str = "site_id",
    required: bool = True,
    en: str = "site",
    zh: str = "所在地",
    synonyms: tuple[str, ...] = ("驻地", "地点编码", "site id", "site (place)"),
) -> Column:
    """An id of a place."""
    return Column(name, Kind.ID, Text(en, zh), explain, required=required, refers=("sites",), synonyms=synonyms)


def committee_column(name: str, en: str, zh: str, explain: Text, required: bool, *synonyms: str) -> Column:
    """An id of a committee or general branch."""
    return Column(name, Kind.ID, Text(en, zh), explain, required=required, refers=("committees",), synonyms=synonyms)


def date_column(
    required: bool, explain: Text, name: str = "date", en: str = "date", zh: str = "日期", *synonyms: str
) -> Column:
    """A date."""
    words = ("会议日期", "session date", *synonyms) if name == "date" else synonyms
    return Column(name, Kind.DATE, Text(en, zh), explain, required=required, synonyms=words)


def clock_column(
    name: str, en: str, zh: str, explain: Text, *synonyms: str, required: bool = True, default_from: str = ""
) -> Column:
    """A time of day, up to 48:00."""
    return Column(
        name,
        Kind.TIME,
        Text(en, zh),
        explain,
        required=required,
        low=0,
        high=LATEST,
        synonyms=synonyms,
        default_from=default_from,
    )


def weekday_column() -> Column:
    """A day of the week, instead of a date."""
    return Column(
        "weekday",
        Kind.WEEKDAY,
        Text("weekday", "星期"),
        Text("Mon…Sun; give either a date or a weekday.", "周一至周日；日期与星期二选一。"),
        synonyms=("周几", "星期几"),
    )
