"""What may be entered in a column, in words: for the data guide and the workbook template."""

from __future__ import annotations

from turnout.models.tables import LARGEST, TABLES, WEEKDAYS, Column, Kind
from turnout.models.text import Text

KIND_WORDS: dict[Kind, Text] = {
    Kind.ID: Text("an id: text of at most 64 characters", "编码：文本，最多 64 个字符"),
    Kind.TEXT: Text("text", "文字"),
    Kind.WHOLE: Text("a whole number", "整数"),
    Kind.DECIMAL: Text("a number", "数字"),
    Kind.DATE: Text("a date, as 2026-03-05", "日期，如 2026-03-05"),
    Kind.TIME: Text("a time, as 8:30; past midnight up to 48:00", "时间，如 8:30；跨夜可写到 48:00"),
    Kind.START: Text("a date, or a date and time, as 2026-03-05 13:30", "日期或日期时间，如 2026-03-05 13:30"),
    Kind.END: Text(
        "a date, which is included whole, or a date and time, as 2026-03-05 17:30",
        "日期（含当日全天）或日期时间，如 2026-03-05 17:30",
    ),
    Kind.WEEKDAY: Text("a day of the week: Mon…Sun", "星期：周一…周日"),
    Kind.CODES: Text("shift codes separated by spaces", "以空格分隔的班次代码"),
    Kind.THEME_DAY: Text("a day of the month 1–31, or of the week Mon…Sun", "每月几日（1–31），或星期几（周一…周日）"),
}
WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def accepted(column: Column) -> Text:
    """What a cell of the column may hold."""
    if column.choices is not None:
        words = Text(
            " / ".join(f"`{name}`" for name in column.choices),
            " / ".join(text.zh for text in column.choices.values()),
        )
    else:
        words = KIND_WORDS[column.kind]
    if column.kind in (Kind.WHOLE, Kind.DECIMAL) and (column.low, column.high) != (0, LARGEST):
        words = Text("{words}, {low} to {high}", "{words}，{low} 至 {high}").fill(
            words=words, low=column.low, high=column.high
        )
    if column.refers:
        words = Text("{words}; of {tables}", "{words}；见{tables}").fill(
            words=words,
            tables=Text(" or ".join(column.refers), "、".join(TABLES[name].title.zh for name in column.refers)),
        )
    return words


def default_words(column: Column) -> Text:
    """What a blank cell means."""
    if column.required:
        return Text("required", "必填")
    if column.default_from:
        return Text("`{key}`", "按设置 `{key}`").fill(key=column.default_from)
    if column.default is None:
        return Text("blank", "可留空")
    choice = (column.choices or {}).get(str(column.default))
    return Text(f"`{column.default}`", f"`{column.default}`" if choice is None else choice.zh)


def choice_in(column: Column, name: str, lang: str) -> str:
    """A choice in the words of a language."""
    text = (column.choices or {})[name]
    return text.zh if lang == "zh" else text.en


def weekday_in(day: int, lang: str) -> str:
    """A day of the week, Monday 0, in the words of a language."""
    return WEEKDAYS_ZH[day] if lang == "zh" else WEEKDAYS[day]


def theme_day_in(day: str, lang: str) -> str:
    """A theme day in the words of a language."""
    return weekday_in(WEEKDAYS.index(day), lang) if day in WEEKDAYS else day
